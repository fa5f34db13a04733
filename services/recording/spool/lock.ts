import { once } from 'node:events';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/**
 * Holds a folder for this process: a socket in it that answers. The system lets go of it when the process dies, however
 * it dies, and it is seen from other containers that share the folder. Throws while somebody else holds it.
 */
export async function lockSpool(path: string) {
  const folder = await open(path);
  // The path of a socket is at most 107 bytes long; that of the folder may be longer.
  const name = `/proc/self/fd/${folder.fd}/lock`;
  const owner = await ownerOf(name);
  if (owner !== null) {
    await folder.close();
    throw new Error(
      `The spool ${path} is in use by process ${owner}. Give each ingest worker a folder of its own (SPOOL_PATH).`,
    );
  }
  await rm(join(path, 'lock'), { force: true });
  const server = createServer((socket) => socket.end(String(process.pid)));
  server.unref().listen(name);
  await once(server, 'listening');
  return { close: () => release(server, folder) };
}

/** Number of the process that holds it; null when nobody does. */
async function ownerOf(name: string): Promise<string | null> {
  const socket = connect(name).setEncoding('utf8');
  // One that is frozen holds it all the same.
  socket.setTimeout(answerMs, () => socket.destroy());
  let owner = '';
  socket.on('data', (text: string) => {
    owner += text;
  });
  try {
    await once(socket, 'connect');
    await once(socket, 'close');
    return owner || 'that does not answer';
  } catch (error) {
    if (isVacant(error)) return null;
    throw error;
  }
}

const answerMs = 2000;

/** There is no socket, or nobody behind it any more. */
function isVacant(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
}

async function release(server: Server, folder: FileHandle) {
  server.close();
  await once(server, 'close');
  await folder.close();
}
