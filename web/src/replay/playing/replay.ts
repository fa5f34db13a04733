import type { View } from '../../../../services/contracts/view.ts';
import { CameraPlayer, type Drive } from './camera-player.ts';
import { MasterClock } from './master-clock.ts';
import { emptyStretches, type Skip, type SkipKind, skipAt } from './skipping.ts';
import { type Condition, firstState, type ReplayState } from './state.ts';
import { nearestWithin, type Stretch, stretchOf, WatchedLog } from './watched.ts';

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
  readonly watched: WatchedLog;
  readonly #inputs: Inputs;
  readonly #clock: MasterClock;
  readonly #players = new Map<string, CameraPlayer>();
  readonly #changeListeners = new Set<() => void>();
  readonly #frameListeners = new Set<(cameraId: string, wallMs: number | null) => void>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #skippable: Record<SkipKind, readonly Stretch[]>;
  #state: ReplayState;
  #lastPosition: number | null = null;
  /** Steps asked for while the one before is still being shown. */
  #owedSteps = 0;

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
    const { view } = inputs;
    this.from = Date.parse(view.from);
    this.to = Date.parse(view.to);
    this.only = view.only?.map(stretchOf) ?? null;
    this.watched = new WatchedLog(view.watchedBefore.map(stretchOf));
    this.#skippable = { empty: emptyStretches(view.cameras, this), silence: [] };
    this.#clock = new MasterClock({ from: this.from, to: this.to, now: () => performance.now() });
    this.#clock.seek(inputs.startAt);
    this.#state = firstState(view);
    this.#timer = setInterval(() => this.#tick(), steerMs);
  }

  /** Wall ms the clock stands at. */
  position = (): number => this.#clock.position();

  getState = (): ReplayState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  };

  /** Wall ms of the frame a camera shows; null before its first. */
  shownBy(cameraId: string): number | null {
    return this.#players.get(cameraId)?.shown ?? null;
  }

  /** The element that shows a camera. */
  videoOf(cameraId: string): HTMLVideoElement | null {
    return this.#players.get(cameraId)?.video ?? null;
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
    const player: CameraPlayer = new CameraPlayer({
      ...{ camera, video, limits: this, isHeard: this.#state.sound === cameraId },
      onFrame: (wallMs) => this.#onFrame(cameraId, player, wallMs),
      onSeeked: () => this.#stepOn(),
      onTrouble: () => this.#tick(),
      onRefused: this.#inputs.onRefused,
    });
    this.#players.set(cameraId, player);
    player.steer(this.position(), { motion: 'still', rate: 1 });
  }

  setPlaying(playing: boolean): void {
    if (playing && this.#clock.rate > 0 && this.#clock.atEnd()) this.#clock.seek(this.from);
    if (!playing) this.#standAtShownFrame();
    this.#clock.setPlaying(playing);
    if (this.#clock.rate < 0) this.#clock.setRate(1);
    this.#owedSteps = 0;
    this.#update({ playing, rate: this.#clock.rate });
    this.#tick();
  }

  seek(wallMs: number): void {
    this.#lastPosition = null;
    this.#owedSteps = 0;
    this.#clock.seek(wallMs);
    this.#tick();
  }

  seekBy(ms: number): void {
    this.seek(this.position() + ms);
  }

  /** One frame of the large camera ahead or back; the others go to the same instant. */
  step(direction: 1 | -1): void {
    if (this.#state.playing) this.setPlaying(false);
    const player = this.#players.get(this.#state.main);
    if (player && !player.isSettled && player.hasFootage(this.position())) {
      this.#owedSteps = Math.min(10, Math.max(-10, this.#owedSteps + direction));
      return;
    }
    const beside = player?.hasFootage(this.position()) ? player.frameBeside(direction) : null;
    this.#clock.seek(beside ?? this.position() + direction * 40);
    this.#tick();
  }

  setRate(rate: number): void {
    this.#clock.setRate(rate);
    this.#update({ rate });
    // In one breath with the clock, or every camera would be behind it.
    this.#tick();
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

  show(part: Partial<Pick<ReplayState, 'main' | 'layout' | 'sound'>>): void {
    this.#update(part);
    for (const [cameraId, player] of this.#players) player.setHeard(this.#state.sound === cameraId);
  }

  /** Sets an end of the loop where the clock stands; an end on the wrong side of the other takes that away. */
  setLoop(end: 'from' | 'to'): void {
    const at = this.position();
    const { from, to } = this.#state.loop;
    if (end === 'from') this.#update({ loop: { from: at, to: to !== null && to > at ? to : null } });
    else this.#update({ loop: { from: from !== null && from < at ? from : null, to: at } });
  }

  clearLoop(): void {
    this.#update({ loop: { from: null, to: null } });
  }

  setSkip(kind: SkipKind, on: boolean): void {
    this.#update({ skips: { ...this.#state.skips, [kind]: on }, skipped: null });
  }

  /** Where nothing is to be heard, as far as that was measured. */
  setQuiet(stretches: readonly Stretch[]): void {
    this.#skippable.silence = stretches;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const player of this.#players.values()) player.close();
    this.#players.clear();
  }

  #tick(): void {
    this.#leap();
    const position = this.#stayInside();
    const drive = this.#drive(position);
    this.#clock.hold(drive.motion === 'hold');
    for (const player of this.#players.values()) player.steer(position, drive);
    this.#noteWatched(position);
    this.#noteConditions(position, drive);
    const over = this.#clock.rate > 0 ? this.#clock.atEnd() : this.#clock.atStart();
    if (this.#clock.playing && over) this.setPlaying(false);
  }

  /** Playing forward goes back at the end of the loop, and over what is left out. */
  #leap(): void {
    if (!this.#clock.playing || this.#clock.rate < 0) return;
    const position = this.position();
    const { loop, skips } = this.#state;
    if (loop.from !== null && loop.to !== null && position >= loop.to) {
      this.#leapTo(loop.from);
      return;
    }
    const kinds = (['silence', 'empty'] as const).filter((kind) => skips[kind]);
    const wanted = kinds.flatMap((kind) => this.#skippable[kind].map((stretch): Skip => ({ kind, ...stretch })));
    const skip = skipAt(wanted, position);
    if (!skip) return;
    this.#leapTo(skip.to);
    this.#update({ skipped: { ...skip, from: position } });
  }

  #leapTo(wallMs: number): void {
    this.#lastPosition = null;
    this.#clock.seek(wallMs);
  }

  /** Skips what lies outside of `only`. */
  #stayInside(): number {
    const position = this.position();
    if (!this.only) return position;
    const inside = nearestWithin(this.only, position, this.#clock.rate < 0 ? -1 : 1);
    if (inside !== position) this.#leapTo(inside);
    return inside;
  }

  #drive(position: number): Drive {
    const { playing, rate } = this.#clock;
    if (!playing) return { motion: 'still', rate: 1 };
    if (rate < 0) return { motion: 'back', rate };
    const ready = [...this.#players.values()].every((player) => player.isReady(position, rate));
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

  /** A frame that is shown while nothing plays (a step, a jump) was seen too: as long as it lasts. */
  #onFrame(cameraId: string, player: CameraPlayer, wallMs: number | null): void {
    for (const listener of this.#frameListeners) listener(cameraId, wallMs);
    const isOnScreen = wallMs !== null && Math.abs(wallMs - this.position()) < 2 * player.frameMs;
    if (!this.#clock.playing && isOnScreen && player.hasFootage(this.position()))
      this.watched.add(wallMs, wallMs + player.frameMs);
    this.#stepOn();
  }

  /** Takes the next of the steps that were asked for, once the one before is on the screen. */
  #stepOn(): void {
    const direction = Math.sign(this.#owedSteps);
    if (direction === 0 || !this.#players.get(this.#state.main)?.isSettled) return;
    this.#owedSteps -= direction;
    this.step(direction > 0 ? 1 : -1);
  }

  #noteConditions(position: number, drive: Drive): void {
    const conditions: Record<string, Condition> = {};
    for (const [cameraId, player] of this.#players) {
      const waiting = drive.motion !== 'back' && !player.isReady(position, drive.rate);
      conditions[cameraId] = player.trouble ?? (waiting ? 'loading' : player.hasFootage(position) ? 'footage' : 'none');
    }
    const before = this.#state.conditions;
    const same = Object.keys({ ...before, ...conditions }).every((key) => before[key] === conditions[key]);
    if (!same) this.#update({ conditions });
  }

  /** On pause the clock takes the time of the frame one sees, so that the picture does not jump. */
  #standAtShownFrame(): void {
    const player = this.#players.get(this.#state.main);
    const shown = player?.hasFootage(this.position()) ? player.shown : null;
    if (this.#clock.playing && this.#clock.rate > 0 && !this.#clock.atEnd() && shown !== null) {
      const near = Math.abs(shown - this.position()) < 500 * Math.max(1, this.#clock.rate);
      if (near) this.#clock.seek(shown + 2);
    }
  }

  #update(part: Partial<ReplayState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#changeListeners) listener();
  }
}
