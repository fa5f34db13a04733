import type { Response } from 'express';
import type { WebSocket } from 'ws';
import type { Sink } from './viewer.ts';

/** How long whoever is told the end may take to hear it. */
const partingMs = 3000;

/** An HTTP answer without end. */
export function httpSink(res: Response): Sink {
  const cut = () => res.socket?.resetAndDestroy();
  return {
    write: (bytes) => void res.write(bytes),
    waitingBytes: () => res.writableLength,
    end: () => {
      res.end();
      cutLater(cut);
    },
    cut,
  };
}

/** Messages of a WebSocket, a tag each. */
export function webSocketSink(socket: WebSocket, cut: () => void): Sink {
  return {
    write: (bytes) => socket.send(bytes),
    waitingBytes: () => socket.bufferedAmount,
    end: () => {
      socket.close();
      cutLater(cut);
    },
    cut,
  };
}

function cutLater(cut: () => void) {
  setTimeout(cut, partingMs).unref();
}
