interface Inputs {
  /** Limits in wall ms. */
  from: number;
  to: number;
  /** Milliseconds that only ever grow, `performance.now`. */
  now: () => number;
}

/** The one clock all cameras follow, in wall time. Negative rates run backwards. */
export class MasterClock {
  readonly #inputs: Inputs;
  #anchorWall: number;
  #anchorNow: number;
  #playing = false;
  #held = false;
  #rate = 1;

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
    this.#anchorWall = inputs.from;
    this.#anchorNow = inputs.now();
  }

  get playing(): boolean {
    return this.#playing;
  }

  get rate(): number {
    return this.#rate;
  }

  /** Wall ms now, never outside of the limits. */
  position(): number {
    if (!this.#playing || this.#held) return this.#anchorWall;
    return this.#clamp(this.#anchorWall + (this.#inputs.now() - this.#anchorNow) * this.#rate);
  }

  atEnd(): boolean {
    return this.position() >= this.#inputs.to;
  }

  atStart(): boolean {
    return this.position() <= this.#inputs.from;
  }

  setPlaying(playing: boolean): void {
    this.#anchor(this.position());
    this.#playing = playing;
  }

  /** Stands still while a camera loads; goes on from the same place. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#anchor(this.position());
    this.#held = held;
  }

  setRate(rate: number): void {
    this.#anchor(this.position());
    this.#rate = rate;
  }

  seek(wallMs: number): void {
    this.#anchor(this.#clamp(wallMs));
  }

  #anchor(wallMs: number): void {
    this.#anchorWall = wallMs;
    this.#anchorNow = this.#inputs.now();
  }

  #clamp(wallMs: number): number {
    return Math.min(this.#inputs.to, Math.max(this.#inputs.from, wallMs));
  }
}
