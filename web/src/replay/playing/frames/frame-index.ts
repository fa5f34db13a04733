import { lastIndex } from '../clock.ts';
import { type Frame, framesOf } from './frame-times.ts';

/** A playlist entry; `start` is moved by hls.js as it learns the true times. */
interface Entry {
  sn: number | 'initSegment';
  start: number;
}

const mostEntries = 60;
/** Where the frames of an entry are not known (not loaded, let go), a step is what frames last in general. */
const usualSeconds = 1 / 25;

/** The frames of the entries that were loaded lately: when the one before and after is shown, and where key frames lie. */
export class FrameIndex {
  readonly #entries = new Map<number, { entry: Entry; frames: Frame[] }>();
  /** The shortest frame of the entry that came last. */
  #shortest = usualSeconds;

  add(entry: Entry, media: Uint8Array, timescale: number): void {
    if (entry.sn === 'initSegment') return;
    const frames = framesOf(media, timescale);
    if (frames.length === 0) return;
    this.#shortest = Math.min(...frames.map(({ lasts }) => lasts).filter((lasts) => lasts > 0));
    this.#entries.delete(entry.sn);
    this.#entries.set(entry.sn, { entry, frames });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostEntries && oldest !== undefined) this.#entries.delete(oldest);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** How long the frame shown at a media time lasts, seconds. */
  lasts(mediaSeconds: number): number {
    const found = this.#find(mediaSeconds);
    const next = found?.frames[found.index + 1];
    const here = found?.frames[found.index];
    return next && here ? next.at - here.at : (here?.lasts ?? this.#shortest);
  }

  /**
   * Media time in the middle of the frame after (or before) the one that is shown since `mediaSeconds`. At the edge of what is
   * known the neighbour lies just beyond this frame, whatever its length.
   */
  beside(mediaSeconds: number, direction: 1 | -1): number {
    const found = this.#find(mediaSeconds);
    const here = found?.frames[found.index];
    const beside = found?.frames[found.index + direction];
    const half = this.#shortest / 2;
    if (found && here && beside) {
      const after = found.frames[found.index + direction + 1];
      const lasts = after ? after.at - beside.at : beside.lasts;
      return mediaSeconds + (beside.at - here.at) + lasts / 2;
    }
    return direction > 0 ? mediaSeconds + (here?.lasts ?? this.#shortest) + half : mediaSeconds - half;
  }

  /** The last key frame at or before a media time; the time itself where none is known. */
  keyFrame(mediaSeconds: number): number {
    const found = this.#find(mediaSeconds);
    const key = found?.frames.slice(0, found.index + 1).findLast(({ isKey }) => isKey);
    return found && key ? found.entry.start + key.at + 0.001 : mediaSeconds;
  }

  #find(mediaSeconds: number) {
    const known = [...this.#entries.values()].filter(({ entry }) => entry.start <= mediaSeconds + 0.005);
    const nearest = known.reduce<(typeof known)[number] | null>(
      (best, one) => (best && best.entry.start > one.entry.start ? best : one),
      null,
    );
    if (!nearest) return null;
    const { entry, frames } = nearest;
    const last = frames.at(-1);
    const index = lastIndex(frames, ({ at }) => entry.start + at <= mediaSeconds + 0.005);
    const isBeyond = last !== undefined && mediaSeconds > entry.start + last.at + 1;
    return index < 0 || isBeyond ? null : { entry, frames, index };
  }
}
