import { type LiveTag, liveTag, liveTagName } from '../../../../services/contracts/view.ts';
import { mpegts, type Player, type PlayerOptions } from './mpegts.ts';
import { SocketLoader } from './socket-loader.ts';

/** How a camera is shown; a new object with each change. */
export interface LiveState {
  kind: 'connecting' | 'live' | 'lost';
  /** Why it is lost, where that is known. */
  cause: Extract<LiveTag, { state: 'lost' }>['cause'] | null;
  /** When the last picture came, wall ms; null when none has. */
  lastPictureMs: number | null;
  /** The picture is converted for showing; the record is not. */
  converted: boolean;
}

/** No new frame on the screen for so long, and the camera counts as lost. */
const patienceMs = 2500;
const lookMs = 250;
const longestPauseMs = 5000;
/** A page that nobody sees watches nothing. */
const hiddenMs = 10_000;

const options: PlayerOptions = {
  customLoader: SocketLoader,
  // A worker would need scripts from blobs, which our content security policy forbids.
  enableWorker: false,
  enableStashBuffer: false,
  liveBufferLatencyChasing: true,
  liveBufferLatencyMaxLatency: 1,
  liveBufferLatencyMinRemain: 0.2,
  // Who joins long after a key frame begins that far behind: a little faster until it is caught up.
  liveSync: true,
  liveSyncMaxLatency: 0.4,
  liveSyncTargetLatency: 0.25,
  liveSyncPlaybackRate: 1.15,
  lazyLoad: false,
  autoCleanupSourceBuffer: true,
  autoCleanupMaxBackwardDuration: 30,
  autoCleanupMinBackwardDuration: 10,
};

/** Shows one camera live in a video element, and comes back by itself when it was lost. Lives from `new` to `close()`. */
export class LivePlayer {
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  readonly #listeners = new Set<() => void>();
  readonly #timer: ReturnType<typeof setInterval>;
  #player: Player | null = null;
  #state: LiveState = { kind: 'connecting', cause: null, lastPictureMs: null, converted: false };
  #lastFrameMs = performance.now();
  #hiddenSinceMs: number | null = null;
  #tries = 0;
  #nextTryMs = 0;
  #frameCallback = 0;

  constructor(video: HTMLVideoElement, address: string) {
    this.#video = video;
    const url = new URL(address, location.href);
    // Over HTTP a browser opens six connections to a server and no more.
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#url = url.toString();
    this.#start();
    this.#watchFrames();
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  getState = (): LiveState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    clearInterval(this.#timer);
    this.#video.cancelVideoFrameCallback(this.#frameCallback);
    this.#stop();
  }

  #start(): void {
    const player = mpegts.createPlayer({ type: 'flv', isLive: true, url: this.#url }, options);
    this.#player = player;
    this.#lastFrameMs = performance.now();
    player.on(mpegts.Events.SCRIPTDATA_ARRIVED, (data: Record<string, unknown>) => this.#hear(data[liveTagName]));
    player.on(mpegts.Events.LOADING_COMPLETE, () => this.#lose(null));
    player.on(mpegts.Events.ERROR, () => this.#lose(null));
    player.attachMediaElement(this.#video);
    player.load();
    void this.#play(player);
  }

  async #play(player: Player): Promise<void> {
    try {
      await player.play();
    } catch (error) {
      // The browser lets sound start only after a click or a key: go on silently.
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#video.muted = true;
        await player.play();
      } else if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    }
  }

  #stop(): void {
    const player = this.#player;
    this.#player = null;
    player?.destroy();
  }

  #hear(said: unknown): void {
    const tag = liveTag.safeParse(said);
    if (!tag.success) return;
    if (tag.data.state === 'begins') this.#update({ converted: tag.data.converted });
    else {
      const { cause, lastPictureMs } = tag.data;
      if (lastPictureMs > 0) this.#update({ lastPictureMs });
      this.#lose(cause === '' ? null : cause);
    }
  }

  #lose(cause: LiveState['cause']): void {
    if (!this.#player) {
      if (cause) this.#update({ cause });
      return;
    }
    this.#update({ kind: 'lost', cause });
    this.#nextTryMs = performance.now() + Math.min(longestPauseMs, 500 * 2 ** this.#tries);
    this.#tries += 1;
    // Not from inside its own event.
    queueMicrotask(() => this.#stop());
  }

  #look(): void {
    const now = performance.now();
    const isHidden = document.visibilityState === 'hidden';
    this.#hiddenSinceMs = isHidden ? (this.#hiddenSinceMs ?? now) : null;
    if (this.#player && isHidden && now - (this.#hiddenSinceMs ?? now) > hiddenMs) {
      this.#stop();
      this.#update({ kind: 'connecting', cause: null });
    }
    if (isHidden) return;
    const isSilent = this.#state.kind === 'live' && now - this.#lastFrameMs > patienceMs;
    if (this.#player && isSilent) this.#lose(null);
    else if (!this.#player && now > this.#nextTryMs) this.#start();
  }

  #watchFrames(): void {
    this.#frameCallback = this.#video.requestVideoFrameCallback(() => {
      this.#lastFrameMs = performance.now();
      this.#tries = 0;
      if (this.#player && this.#state.kind !== 'live') this.#update({ kind: 'live', cause: null });
      this.#state.lastPictureMs = Date.now();
      this.#watchFrames();
    });
  }

  #update(part: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
