/** Peaks of the last moment, for the eye: what one hears may be loud or nothing at all. */
export class SoundMeter {
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  readonly #sources = new Map<HTMLVideoElement, MediaElementAudioSourceNode>();
  #samples = new Float32Array(1024);

  /**
   * Listens to a video. Once it does, the browser plays that sound through this meter, so it begins only when the browser lets
   * sound run: after a click or a key.
   */
  async listen(video: HTMLVideoElement): Promise<void> {
    this.#context ??= new AudioContext();
    const context = this.#context;
    if (context.state !== 'running') await context.resume();
    if (context.state !== 'running' || this.#sources.has(video)) return;
    if (!this.#analyser) {
      this.#analyser = new AnalyserNode(context, { fftSize: 2048, smoothingTimeConstant: 0 });
      this.#analyser.connect(context.destination);
      this.#samples = new Float32Array(this.#analyser.fftSize);
    }
    const source = context.createMediaElementSource(video);
    source.connect(this.#analyser);
    this.#sources.set(video, source);
  }

  /** Decibels of full scale, −80 to 0. */
  level(): number {
    if (!this.#analyser) return -80;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.max(-80, Math.min(0, 10 * Math.log10(power + 1e-12)));
  }

  close(): void {
    void this.#context?.close();
  }
}
