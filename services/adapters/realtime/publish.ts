import { Emitter } from '@socket.io/redis-emitter';
import { Redis } from 'ioredis';
import type { Audience, Hint, ServerToClient } from '../../contracts/events.ts';

/**
 * Tells browsers that something changed. Never throws and never waits long: a hint that is lost is made good by the
 * `resync` after Redis comes back.
 */
export type Publish = (hint: Hint, audience: readonly Audience[]) => Promise<void>;

interface WarnLog {
  warn: (context: object, message: string) => void;
}

/** Opens the way from any program to all browsers, through Redis. */
export function openPublisher(inputs: { redisUrl: string; log: WarnLog }): {
  publish: Publish;
  close: () => Promise<void>;
} {
  const redis = new Redis(inputs.redisUrl, { maxRetriesPerRequest: 1, commandTimeout: 2000 });
  let isDown = false;
  redis.on('ready', () => {
    isDown = false;
  });
  redis.on('error', (error) => {
    if (!isDown) inputs.log.warn({ err: error }, 'Redis is away: browsers are not told of changes');
    isDown = true;
  });
  const emitter = new Emitter<ServerToClient>({
    publish: (channel: string, message: string | Buffer) => {
      redis.publish(channel, message).catch(() => {
        isDown = true;
      });
    },
  });
  return {
    publish: async (hint, audience) => {
      if (audience.length > 0) emitter.to([...audience]).emit('changed', hint);
    },
    close: async () => redis.disconnect(),
  };
}
