import Hls, { type ErrorData, Events, type LevelDetails } from 'hls.js';
import type { ViewCamera } from '../../../../services/contracts/view.ts';
import { mediaAt, nextPiece, type Piece, piecesOf, wallAt } from './clock.ts';
import { canPlay } from './codec-support.ts';

/** How the master clock moves: forward at a rate, waiting for a camera, standing still, or running backwards. */
export interface Drive {
  motion: 'forward' | 'hold' | 'still' | 'back';
  rate: number;
}

export type Trouble = 'failed' | 'away' | 'unsupported';

interface Happenings {
  /** A frame is on the screen; wall ms by program date-time, null while that is not known. */
  onFrame: (wallMs: number | null) => void;
  onTrouble: () => void;
  /** The server refused media: the view is over. */
  onRefused: () => void;
}

const startCorrecting = 0.1;
const stopCorrecting = 0.03;
const seekBeyond = 0.5;
const retryMs = 3_000;

/** One camera's picture and sound, kept in step with the master clock. */
export class CameraPlayer {
  readonly video: HTMLVideoElement;
  readonly camera: ViewCamera;
  trouble: Trouble | null = null;
  /** Wall ms of the frame on the screen. */
  shown: number | null = null;
  frameSeconds = 1 / 25;
  readonly #on: Happenings;
  readonly #hls: Hls;
  #details: LevelDetails | null = null;
  #frameCallback = 0;
  #lastFrame: number | null = null;
  #correcting = false;
  #recovered = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(camera: ViewCamera, video: HTMLVideoElement, on: Happenings) {
    this.camera = camera;
    this.video = video;
    this.#on = on;
    // The worker costs 54 ms before the first frame and buys nothing for streams that need no remuxing.
    this.#hls = new Hls({ enableWorker: false, maxBufferLength: 60, maxMaxBufferLength: 120, backBufferLength: 60 });
    this.#hls.on(Events.LEVEL_UPDATED, (_, { details }) => {
      this.#details = details;
    });
    this.#hls.on(Events.ERROR, (_, data) => this.#onError(data));
    this.#hls.loadSource(camera.playlist);
    this.#hls.attachMedia(video);
    this.#watchFrames();
    void this.#checkCodec();
  }

  /** Brings the picture to where the clock is. Called about ten times a second. */
  steer(wallMs: number, drive: Drive): void {
    const pieces = this.#pieces();
    if (pieces.length === 0 || this.trouble) return;
    const target = mediaAt(pieces, wallMs);
    this.#tellShown(target !== null);
    if (target === null) this.#waitForFootage(pieces, wallMs);
    else if (drive.motion === 'forward') this.#follow(target, drive.rate);
    else this.#stand(target, drive.motion === 'hold' ? seekBeyond * Math.max(1, drive.rate) : 0.004);
  }

  /** False while the clock should wait for this camera. */
  isReady(wallMs: number): boolean {
    if (this.trouble) return true;
    const pieces = this.#pieces();
    const last = pieces.at(-1);
    if (!last) return this.camera.footage.length === 0;
    const target = mediaAt(pieces, wallMs);
    if (target === null || target > last.mediaStart + last.duration - 0.3) return true;
    return !this.video.seeking && this.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  hasFootage(wallMs: number): boolean {
    return mediaAt(this.#pieces(), wallMs) !== null;
  }

  close(): void {
    clearTimeout(this.#retry);
    this.video.cancelVideoFrameCallback(this.#frameCallback);
    this.#hls.destroy();
  }

  #pieces(): Piece[] {
    // Read afresh: hls.js moves the starts of its entries as it learns the true times.
    return this.#details ? piecesOf(this.#details.fragments) : [];
  }

  #follow(target: number, rate: number): void {
    const { video } = this;
    // At 16× a tenth of a second of wall time passes in 6 ms: tolerances grow with the rate.
    const scale = Math.max(1, rate);
    const ahead = video.currentTime - target;
    if (Math.abs(ahead) > seekBeyond * scale) {
      if (!video.seeking) video.currentTime = target;
    } else if (Math.abs(ahead) > startCorrecting * scale) this.#correcting = true;
    else if (Math.abs(ahead) < stopCorrecting * scale) this.#correcting = false;
    const correction = this.#correcting ? Math.min(0.2, Math.max(-0.2, ahead / scale / 2)) : 0;
    const wanted = Math.min(16, Math.max(0.0625, rate * (1 - correction)));
    if (Math.abs(video.playbackRate - wanted) > 0.001) video.playbackRate = wanted;
    if (video.paused) void this.#play();
  }

  async #play(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      // The browser lets sound start only after a click or a key: go on silently.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.video.muted = true;
    }
  }

  #stand(target: number, tolerance: number): void {
    if (!this.video.paused) this.video.pause();
    if (!this.video.seeking && Math.abs(this.video.currentTime - target) > tolerance) this.video.currentTime = target;
  }

  /** In a gap: stands at the first frame after it, so that it is loaded when the clock gets there. */
  #waitForFootage(pieces: readonly Piece[], wallMs: number): void {
    const next = nextPiece(pieces, wallMs);
    if (next) this.#stand(next.mediaStart, 0.05);
    else if (!this.video.paused) this.video.pause();
  }

  /** `data-wall-ms` says what one sees: nothing while the picture is covered in a gap. */
  #tellShown(visible: boolean): void {
    if (visible && this.shown !== null) this.video.dataset.wallMs = String(Math.round(this.shown));
    else delete this.video.dataset.wallMs;
  }

  #watchFrames(): void {
    this.#frameCallback = this.video.requestVideoFrameCallback((_, { mediaTime }) => {
      const step = this.#lastFrame === null ? 0 : mediaTime - this.#lastFrame;
      if (step > 0.005 && step < 0.12) this.frameSeconds = Math.min(this.frameSeconds, step);
      this.#lastFrame = mediaTime;
      this.shown = wallAt(this.#pieces(), mediaTime);
      if (this.video.dataset.wallMs !== undefined) this.#tellShown(true);
      this.#on.onFrame(this.shown);
      this.#watchFrames();
    });
  }

  async #checkCodec(): Promise<void> {
    if (await canPlay(this.camera.codec)) return;
    this.trouble = 'unsupported';
    this.#hls.stopLoad();
    this.#on.onTrouble();
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
    else this.#hls.loadSource(this.camera.playlist);
    this.#on.onTrouble();
  }
}
