import Hls, { type ErrorData, Events, type LevelDetails } from 'hls.js';
import type { Piece } from './clock.ts';
import { FrameIndex } from './frames/frame-index.ts';
import { timescaleOf } from './frames/frame-times.ts';

export type Trouble = 'failed' | 'away' | 'unsupported';

interface Happenings {
  onTrouble: () => void;
  /** The server refused media: the view is over. */
  onRefused: () => void;
}

const retryMs = 3_000;

/** One playlist in one video element: what it holds, and what goes wrong. */
export class Stream {
  trouble: Trouble | null = null;
  readonly frames = new FrameIndex();
  readonly #on: Happenings;
  readonly #hls: Hls;
  #url = '';
  #details: LevelDetails | null = null;
  #recovered = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(video: HTMLVideoElement, on: Happenings) {
    this.#on = on;
    // The worker costs 54 ms before the first frame and buys nothing for streams that need no remuxing.
    this.#hls = new Hls({ enableWorker: false, maxBufferLength: 60, maxMaxBufferLength: 120, backBufferLength: 60 });
    this.#hls.on(Events.LEVEL_UPDATED, (_, { details }) => {
      this.#details = details;
    });
    this.#hls.on(Events.FRAG_LOADED, (_, { frag, payload }) => {
      const init = frag.initSegment?.data;
      const timescale = init ? timescaleOf(init) : null;
      if (frag.type === 'main' && timescale) this.frames.add(frag, new Uint8Array(payload), timescale);
    });
    this.#hls.on(Events.ERROR, (_, data) => this.#onError(data));
    this.#hls.attachMedia(video);
  }

  /** Playlist entries in order; empty until they are known. */
  get pieces(): readonly Piece[] {
    return this.#details?.fragments ?? [];
  }

  /** Plays another playlist; loads first what lies at `startSeconds`. */
  load(url: string, startSeconds: number): void {
    clearTimeout(this.#retry);
    if (this.trouble !== 'unsupported') this.trouble = null;
    this.#url = url;
    this.#details = null;
    this.frames.clear();
    this.#hls.config.startPosition = startSeconds;
    if (this.trouble === null) this.#hls.loadSource(url);
  }

  refuseCodec(): void {
    this.trouble = 'unsupported';
    this.#hls.stopLoad();
    this.#on.onTrouble();
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#hls.destroy();
  }

  #onError(data: ErrorData): void {
    const status = data.response?.code;
    if (status === 401 || status === 403) this.#on.onRefused();
    if (!data.fatal || this.trouble === 'unsupported') return;
    if (data.type === 'mediaError' && !this.#recovered) {
      this.#recovered = true;
      this.#hls.recoverMediaError();
      return;
    }
    const lasting = data.type !== 'networkError' || status === 404 || status === 403;
    this.trouble = lasting ? 'failed' : 'away';
    this.#on.onTrouble();
    if (!lasting) this.#retry = setTimeout(() => this.#tryAgain(), retryMs);
  }

  #tryAgain(): void {
    this.trouble = null;
    if (this.#details) this.#hls.startLoad();
    else this.#hls.loadSource(this.#url);
    this.#on.onTrouble();
  }
}
