import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);
const bufferBytes = 64 * 1024;

/** A named pipe that another program writes. */
export interface Fifo {
  /** Reads what is left, waits for the writer's end, and removes the pipe. Call it when the writer has ended or never came. */
  close: () => Promise<void>;
}

/**
 * Makes a named pipe at `path` and reads it. `onChunk` gets a view of one buffer that is used again for the next
 * read: a pipe of a child process makes a new buffer for each 64 KiB, and collecting those cost half of all CPU.
 */
export async function openFifo(path: string, onChunk: (chunk: Buffer) => void): Promise<Fifo> {
  await run('mkfifo', ['-m', '600', path]);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const onread = {
    buffer: Buffer.allocUnsafeSlow(bufferBytes),
    callback(bytes: number, buffer: Uint8Array) {
      onChunk(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
      return true;
    },
  };
  const socket = new Socket({ fd, readable: true, writable: false, onread });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => socket.destroy());
  socket.resume();
  return {
    async close() {
      // A reader hears of an end only when there was a writer.
      if (!socket.destroyed) closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
      await ended;
      await rm(path, { force: true });
    },
  };
}
