import type { View } from '../../../../services/contracts/view.ts';
import { CameraPlayer, type Drive, type Trouble } from './camera-player.ts';
import { MasterClock } from './master-clock.ts';
import { nearestWithin, type Stretch, WatchedLog } from './watched.ts';

export type Condition = 'footage' | 'none' | 'loading' | Trouble;

/** What the controls show; a new object with each change. */
export interface Snapshot {
  playing: boolean;
  rate: number;
  main: string;
  layout: 'large' | 'grid';
  /** Camera one hears; null = silent. */
  sound: string | null;
  conditions: Readonly<Record<string, Condition>>;
}

interface Inputs {
  view: View;
  /** Wall ms to begin at. */
  startAt: number;
  onRefused: () => void;
}

const steerMs = 100;

/** Replays all cameras of a view in step. Lives from `new` to `close()`. */
export class Replay {
  readonly from: number;
  readonly to: number;
  /** What may be shown; null: all of it. */
  readonly only: readonly Stretch[] | null;
  readonly watched = new WatchedLog();
  readonly #inputs: Inputs;
  readonly #clock: MasterClock;
  readonly #players = new Map<string, CameraPlayer>();
  readonly #changeListeners = new Set<() => void>();
  readonly #frameListeners = new Set<(cameraId: string, wallMs: number | null) => void>();
  readonly #timer: ReturnType<typeof setInterval>;
  #snapshot: Snapshot;
  #lastPosition: number | null = null;

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
    const { view } = inputs;
    this.from = Date.parse(view.from);
    this.to = Date.parse(view.to);
    this.only = view.only?.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })) ?? null;
    this.#clock = new MasterClock({ from: this.from, to: this.to, now: () => performance.now() });
    this.#clock.seek(inputs.startAt);
    const heard = view.cameras.find(({ hasAudio }) => hasAudio) ?? view.cameras[0];
    this.#snapshot = {
      playing: false,
      rate: 1,
      main: heard?.camera.id ?? '',
      layout: view.cameras.length > 1 ? 'large' : 'grid',
      sound: heard?.hasAudio ? heard.camera.id : null,
      conditions: {},
    };
    this.#timer = setInterval(() => this.#tick(), steerMs);
  }

  /** Wall ms the clock stands at. */
  position = (): number => this.#clock.position();

  getSnapshot = (): Snapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  };

  /** Wall ms of the frame a camera shows; null before its first. */
  shownBy(cameraId: string): number | null {
    return this.#players.get(cameraId)?.shown ?? null;
  }

  onFrame(listener: (cameraId: string, wallMs: number | null) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  /** Gives a camera its video element; null takes it away again. */
  attach(cameraId: string, video: HTMLVideoElement | null): void {
    this.#players.get(cameraId)?.close();
    this.#players.delete(cameraId);
    const camera = this.#inputs.view.cameras.find((one) => one.camera.id === cameraId);
    if (!video || !camera) return;
    video.muted = this.#snapshot.sound !== cameraId;
    const player = new CameraPlayer(camera, video, {
      onFrame: (wallMs) => {
        for (const listener of this.#frameListeners) listener(cameraId, wallMs);
      },
      onTrouble: () => this.#tick(),
      onRefused: this.#inputs.onRefused,
    });
    this.#players.set(cameraId, player);
  }

  setPlaying(playing: boolean): void {
    if (playing && this.#clock.rate > 0 && this.#clock.atEnd()) this.#clock.seek(this.from);
    if (!playing) this.#standAtShownFrame();
    this.#clock.setPlaying(playing);
    if (this.#clock.rate < 0) this.#clock.setRate(1);
    this.#update({ playing, rate: this.#clock.rate });
    this.#tick();
  }

  seek(wallMs: number): void {
    this.#lastPosition = null;
    this.#clock.seek(wallMs);
    this.#tick();
  }

  seekBy(ms: number): void {
    this.seek(this.position() + ms);
  }

  /** One frame of the large camera ahead or back; the others go to the same instant. */
  step(direction: 1 | -1): void {
    this.setPlaying(false);
    const player = this.#players.get(this.#snapshot.main);
    const frameMs = (player?.frameSeconds ?? 1 / 25) * 1000;
    const here = this.#mainFrame() ?? this.position();
    // Aim at the middle of the frame, so that rounding cannot land beside it.
    this.#clock.seek(here + (direction + 0.5) * frameMs);
    this.watched.add(here, here + direction * frameMs);
    this.#tick();
  }

  setRate(rate: number): void {
    this.#clock.setRate(rate);
    this.#update({ rate });
  }

  /** J, L: faster in one direction with each press; the other direction starts at 1×. */
  shuttle(direction: 1 | -1): void {
    const { rate, playing } = this.#clock;
    const same = playing && Math.sign(rate) === direction;
    this.setRate(direction * (same ? Math.min(direction > 0 ? 16 : 8, Math.abs(rate) * 2) : 1));
    this.#clock.setPlaying(true);
    this.#update({ playing: true });
    this.#tick();
  }

  show(part: Partial<Pick<Snapshot, 'main' | 'layout' | 'sound'>>): void {
    this.#update(part);
    for (const [cameraId, player] of this.#players) player.video.muted = this.#snapshot.sound !== cameraId;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const player of this.#players.values()) player.close();
    this.#players.clear();
  }

  #tick(): void {
    const position = this.#stayInside();
    const drive = this.#drive(position);
    this.#clock.hold(drive.motion === 'hold');
    for (const player of this.#players.values()) player.steer(position, drive);
    this.#noteWatched(position);
    this.#noteConditions(position, drive);
    const over = this.#clock.rate > 0 ? this.#clock.atEnd() : this.#clock.atStart();
    if (this.#clock.playing && over) this.setPlaying(false);
  }

  /** Skips what lies outside of `only`. */
  #stayInside(): number {
    const position = this.position();
    if (!this.only) return position;
    const inside = nearestWithin(this.only, position, this.#clock.rate < 0 ? -1 : 1);
    if (inside === position) return position;
    this.#clock.seek(inside);
    this.#lastPosition = null;
    return inside;
  }

  #drive(position: number): Drive {
    const { playing, rate } = this.#clock;
    if (!playing) return { motion: 'still', rate: 1 };
    if (rate < 0) return { motion: 'back', rate };
    const ready = [...this.#players.values()].every((player) => player.isReady(position));
    return { motion: ready ? 'forward' : 'hold', rate };
  }

  /** Counts only what moved on the screen with at least one camera showing footage. */
  #noteWatched(position: number): void {
    const before = this.#lastPosition;
    this.#lastPosition = this.#clock.playing ? position : null;
    if (before === null || before === position) return;
    if ([...this.#players.values()].some((player) => !player.trouble && player.hasFootage(position))) {
      this.watched.add(before, position);
    }
  }

  #noteConditions(position: number, drive: Drive): void {
    const conditions: Record<string, Condition> = {};
    for (const [cameraId, player] of this.#players) {
      const waiting = drive.motion !== 'back' && !player.isReady(position);
      conditions[cameraId] = player.trouble ?? (waiting ? 'loading' : player.hasFootage(position) ? 'footage' : 'none');
    }
    const before = this.#snapshot.conditions;
    const same = Object.keys({ ...before, ...conditions }).every((key) => before[key] === conditions[key]);
    if (!same) this.#update({ conditions });
  }

  /** On pause the clock takes the time of the frame one sees, so that the picture does not jump. */
  #standAtShownFrame(): void {
    const shown = this.#mainFrame();
    if (this.#clock.playing && this.#clock.rate > 0 && !this.#clock.atEnd() && shown !== null) {
      const near = Math.abs(shown - this.position()) < 500 * Math.max(1, this.#clock.rate);
      if (near) this.#clock.seek(shown + 2);
    }
  }

  #mainFrame(): number | null {
    const player = this.#players.get(this.#snapshot.main);
    return player?.hasFootage(this.position()) ? player.shown : null;
  }

  #update(part: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of this.#changeListeners) listener();
  }
}
