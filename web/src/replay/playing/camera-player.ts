import type { ViewCamera } from '../../../../services/contracts/view.ts';
import { chapterAt, playlistOf, secondsBefore } from './chapters.ts';
import { mediaAt, nextPiece, type Piece, wallAt } from './clock.ts';
import { canPlay } from './codec-support.ts';
import { Stream, type Trouble } from './stream.ts';
import type { Stretch } from './watched.ts';

/** How the master clock moves: forward at a rate, waiting for a camera, standing still, or running backwards. */
export interface Drive {
  motion: 'forward' | 'hold' | 'still' | 'back';
  rate: number;
}

interface Inputs {
  camera: ViewCamera;
  video: HTMLVideoElement;
  /** The whole view, wall ms. */
  limits: Stretch;
  isHeard: boolean;
  /** A frame is on the screen; wall ms by program date-time, null while that is not known. */
  onFrame: (wallMs: number | null) => void;
  /** A jump has ended. */
  onSeeked: () => void;
  onTrouble: () => void;
  /** The server refused media: the view is over. */
  onRefused: () => void;
}

/** How far from the clock the rate begins and ends to be bent. What is heard is left alone for longer. */
const correcting = { muted: { start: 0.02, stop: 0.005 }, heard: { start: 0.05, stop: 0.015 } };
const beginBeyond = 0.05;
const seekBeyond = 0.5;
const lateMs = 100;
/** Tenths of a second. */
const mostUntold = 2;

/** At 16× a tenth of a second of wall time passes in 6 ms: from 2× on tolerances grow with the rate. */
const scaleOf = (rate: number) => Math.max(1, rate / 2);

/** One camera's picture, and its sound while it is heard, kept in step with the master clock. */
export class CameraPlayer {
  /** Wall ms of the frame on the screen. */
  shown: number | null = null;
  readonly #in: Inputs;
  readonly #stream: Stream;
  #chapter: Stretch | null = null;
  #isHeard: boolean;
  #loadsSound = false;
  #frameCallback = 0;
  #mediaShown: number | null = null;
  #correcting = false;
  #rate = 0;
  #untold = 0;
  #lastWall = 0;

  constructor(inputs: Inputs) {
    this.#in = inputs;
    this.#isHeard = inputs.isHeard;
    this.video.muted = !inputs.isHeard;
    this.#stream = new Stream(inputs.video, inputs);
    this.video.addEventListener('seeked', inputs.onSeeked);
    this.#watchFrames();
    void canPlay(inputs.camera.codec).then((can) => {
      if (!can) this.#stream.refuseCodec();
    });
  }

  get video(): HTMLVideoElement {
    return this.#in.video;
  }

  get trouble(): Trouble | null {
    return this.#stream.trouble;
  }

  /** How long the frame on the screen lasts, ms. */
  get frameMs(): number {
    return this.#stream.frames.lasts(this.#mediaShown ?? 0) * 1000;
  }

  /** False between a jump and the frame that it shows. */
  get isSettled(): boolean {
    const into = this.video.currentTime - (this.#mediaShown ?? 0);
    return !this.video.seeking && into > -0.005 && into < this.frameMs / 1000 + 0.005;
  }

  /** Wall ms in the middle of the frame after or before the one on the screen; null while there is none. */
  frameBeside(direction: 1 | -1): number | null {
    if (this.#mediaShown === null) return null;
    return wallAt(this.#pieces, this.#stream.frames.beside(this.#mediaShown, direction));
  }

  /** Brings the picture to where the clock is. Called about ten times a second. */
  steer(wallMs: number, drive: Drive): void {
    this.#open(wallMs);
    const pieces = this.#pieces;
    if (pieces.length === 0 || this.trouble) return;
    const target = mediaAt(pieces, wallMs);
    this.#tellShown(target !== null);
    if (target === null) this.#waitForFootage(pieces, wallMs);
    else if (drive.motion === 'forward') this.#follow(target, drive.rate);
    else if (drive.motion === 'back') this.#stand(this.#stream.frames.keyFrame(target), 0.004);
    else this.#stop(target, drive.motion === 'hold' ? seekBeyond * scaleOf(drive.rate) : 0.004);
  }

  /** False while the clock should wait for this camera: it loads, or the machine shows its frames too late. */
  isReady(wallMs: number, rate: number): boolean {
    if (this.trouble) return true;
    if (!this.#isOpenAt(wallMs)) return chapterAt(this.#in.camera, this.#in.limits, wallMs) === null;
    const pieces = this.#pieces;
    const last = pieces.at(-1);
    if (!last) return false;
    const target = mediaAt(pieces, wallMs);
    if (target === null || target > last.start + last.duration - 0.3) return true;
    return (
      !this.#isLate(wallMs, rate) && !this.video.seeking && this.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
    );
  }

  /** What is on the screen is behind the clock. A page that nobody sees is told of no frames. */
  #isLate(wallMs: number, rate: number): boolean {
    if (document.hidden || this.shown === null) return false;
    return wallMs - this.shown > 3 * this.frameMs + lateMs * scaleOf(rate);
  }

  hasFootage(wallMs: number): boolean {
    return this.#isOpenAt(wallMs) && mediaAt(this.#pieces, wallMs) !== null;
  }

  /** Sound is loaded from the first time a camera is heard: it is made on demand, and three of four are never listened to. */
  setHeard(isHeard: boolean): void {
    this.#isHeard = isHeard;
    this.video.muted = !isHeard;
    if (isHeard && !this.#loadsSound && this.#in.camera.hasAudio && this.#chapter) this.#load(this.#chapter);
  }

  close(): void {
    this.video.cancelVideoFrameCallback(this.#frameCallback);
    this.video.removeEventListener('seeked', this.#in.onSeeked);
    this.#stream.close();
  }

  /** Read afresh each time: hls.js moves the starts of its entries as it learns the true times. */
  get #pieces(): readonly Piece[] {
    return this.#stream.pieces;
  }

  #isOpenAt(wallMs: number): boolean {
    const chapter = this.#chapter;
    if (!chapter || wallMs < chapter.from) return false;
    return wallMs < chapter.to || (wallMs === chapter.to && chapter.to === this.#in.limits.to);
  }

  #open(wallMs: number): void {
    this.#lastWall = wallMs;
    if (this.#isOpenAt(wallMs)) return;
    const chapter = chapterAt(this.#in.camera, this.#in.limits, wallMs);
    if (chapter) this.#load(chapter);
  }

  #load(chapter: Stretch): void {
    const { camera, limits } = this.#in;
    this.#chapter = chapter;
    this.#loadsSound = this.#isHeard && camera.hasAudio;
    this.#mediaShown = null;
    this.shown = null;
    const url = playlistOf(camera, chapter, limits, this.#loadsSound);
    this.#stream.load(url, secondsBefore(camera, chapter, this.#lastWall));
  }

  #follow(target: number, rate: number): void {
    const { video } = this;
    const scale = scaleOf(rate);
    const { start, stop } = video.muted ? correcting.muted : correcting.heard;
    const ahead = video.currentTime - target;
    // What begins to play, or to play at another rate, begins in step; later a jump would be seen, and the rate is bent.
    const isFresh = video.paused || this.#rate !== rate;
    this.#rate = rate;
    if (Math.abs(ahead) > (isFresh ? beginBeyond : seekBeyond * scale)) {
      if (!video.seeking) video.currentTime = target;
    } else if (Math.abs(ahead) > start * scale) this.#correcting = true;
    else if (Math.abs(ahead) < stop * scale) this.#correcting = false;
    // A rate that is bent far is heard, not seen.
    const most = video.muted ? 0.5 : 0.2;
    const correction = this.#correcting ? Math.min(most, Math.max(-most, (ahead / scale) * 2)) : 0;
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

  /** Stands, and sees to it that the frame on the screen is known: now and then the browser tells of none after a jump. */
  #stop(target: number, tolerance: number): void {
    this.#stand(target, tolerance);
    this.#untold = this.video.seeking || this.isSettled ? 0 : this.#untold + 1;
    if (this.#untold < mostUntold) return;
    this.#untold = 0;
    this.video.currentTime += 0.003;
  }

  #stand(target: number, tolerance: number): void {
    if (!this.video.paused) this.video.pause();
    if (!this.video.seeking && Math.abs(this.video.currentTime - target) > tolerance) this.video.currentTime = target;
  }

  /** In a gap: stands at the first frame after it, so that it is loaded when the clock gets there. */
  #waitForFootage(pieces: readonly Piece[], wallMs: number): void {
    const next = nextPiece(pieces, wallMs);
    if (next) this.#stand(next.start, 0.05);
    else if (!this.video.paused) this.video.pause();
  }

  /** `data-wall-ms` says what one sees: nothing while the picture is covered in a gap. */
  #tellShown(visible: boolean): void {
    if (visible && this.shown !== null) this.video.dataset.wallMs = String(Math.round(this.shown));
    else delete this.video.dataset.wallMs;
  }

  #watchFrames(): void {
    this.#frameCallback = this.video.requestVideoFrameCallback((_, { mediaTime }) => {
      this.#mediaShown = mediaTime;
      this.shown = wallAt(this.#pieces, mediaTime);
      if (this.video.dataset.wallMs !== undefined) this.#tellShown(true);
      // Before anything that may bring the next frame.
      this.#watchFrames();
      this.#in.onFrame(this.shown);
    });
  }
}
