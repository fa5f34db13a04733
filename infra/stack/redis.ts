import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';

/** Redis with an append-only file on 127.0.0.1; nothing is evicted, or jobs would vanish. Port 0 = any free one. */
export async function startRedis({ dataPath, port, logPath }: { dataPath: string; port: number; logPath?: string }) {
  await mkdir(dataPath, { recursive: true, mode: 0o700 });
  const taken = await freePort(port);
  const settings = {
    bind: '127.0.0.1',
    port: String(taken),
    dir: dataPath,
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  const child = await startChild({
    name: 'Redis',
    command: 'redis-server',
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    logPath: logPath ?? join(dataPath, 'redis.log'),
    isReady: async () => (await ask(taken, 'PING')).startsWith('+PONG'),
  });
  return { url: `redis://127.0.0.1:${taken}`, port: taken, ...child };
}

function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.setTimeout(2000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      resolve(answer.toString());
      socket.destroy();
    });
  });
}
