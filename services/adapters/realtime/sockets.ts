import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import type { Role } from '../../contracts/account.ts';
import type { ClientToServer, ServerToClient } from '../../contracts/events.ts';

export interface SocketsInputs {
  httpServer: HttpServer;
  redisUrl: string;
  log: { warn: (context: object, message: string) => void };
  /** The only origin browsers may come from. */
  origin: () => string;
  /** Who the cookie belongs to; null refuses the socket. */
  authenticate: (
    cookieHeader: string | undefined,
  ) => Promise<{ accountId: string; role: Role; loginId: string } | null>;
}

/**
 * Socket.IO of one api process. A socket joins the groups of its person, role and login; it may send nothing. After
 * Redis was away every browser is asked to fetch everything again.
 */
export function startSockets(inputs: SocketsInputs) {
  const io = new Server<ClientToServer, ServerToClient>(inputs.httpServer, {
    serveClient: false,
    allowRequest: (request, decide) =>
      decide(null, request.headers.origin === undefined || request.headers.origin === inputs.origin()),
  });
  const publisher = redisClient(inputs);
  const subscriber = redisClient(inputs);
  io.adapter(createAdapter(publisher, subscriber));
  resyncAfterOutage(subscriber, () => io.local.emit('resync'));

  io.use((socket, next) => {
    inputs.authenticate(socket.handshake.headers.cookie).then(
      (person) => {
        if (!person) return next(new Error('not_logged_in'));
        void socket.join([`account:${person.accountId}`, `role:${person.role}`, `login:${person.loginId}`]);
        next();
      },
      (error: unknown) => {
        inputs.log.warn({ err: error }, 'socket refused');
        next(new Error('internal'));
      },
    );
  });

  return {
    /** Ends the sockets of logins that are over, on every api process. */
    endLogins(loginIds: readonly string[]) {
      for (const loginId of loginIds) {
        io.to(`login:${loginId}`).emit('ended');
        io.in(`login:${loginId}`).disconnectSockets(true);
      }
    },
    async close() {
      io.disconnectSockets(true);
      await io.close();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

export type Sockets = ReturnType<typeof startSockets>;

function redisClient({ redisUrl, log }: SocketsInputs): Redis {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', (error) => log.warn({ err: error }, 'Redis is away'));
  return redis;
}

function resyncAfterOutage(redis: Redis, resync: () => void) {
  let wasDown = false;
  redis.on('close', () => {
    wasDown = true;
  });
  redis.on('ready', () => {
    if (wasDown) resync();
    wasDown = false;
  });
}
