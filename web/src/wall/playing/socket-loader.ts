import { mpegts } from './mpegts.ts';

const { kConnecting, kBuffering, kComplete } = mpegts.LoaderStatus;

/** Reads FLV from a WebSocket. The loader of mpegts.js throws into the page when it is closed before it was open. */
export class SocketLoader extends mpegts.BaseLoader {
  #socket: WebSocket | null = null;
  #received = 0;

  constructor() {
    super('socket');
    this._needStash = true;
  }

  override open({ url }: { url: string }): void {
    const socket = new WebSocket(url);
    this.#socket = socket;
    this._status = kConnecting;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (this.#socket !== socket) return;
      this._status = kBuffering;
      const start = this.#received;
      this.#received += data.byteLength;
      this.onDataArrival(data, start, this.#received);
    };
    // Also after an error, which says nothing of why.
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this._status = kComplete;
      this.onComplete(0, this.#received - 1);
    };
  }

  override abort(): void {
    const socket = this.#socket;
    this.#socket = null;
    this._status = kComplete;
    socket?.close();
  }

  override destroy(): void {
    this.abort();
    super.destroy();
  }
}
