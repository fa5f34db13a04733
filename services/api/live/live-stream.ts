import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { RelayKeeper } from '../../adapters/relay/relay-process.ts';
import { FlvReader, type FlvTag, flvHeader } from '../../adapters/video/live/flv.ts';
import { isConverted, type Preview, type PreviewInfo, startPreview } from '../../adapters/video/live/preview.ts';
import { probeCodecs } from '../../adapters/video/probe.ts';
import { StreamError } from '../../adapters/video/stream-error.ts';
import type { GapCause } from '../../contracts/recording/gap.ts';
import type { Log } from '../../log.ts';
import { beginsTag, type Loss } from './live-tags.ts';
import type { Beginning, LiveViewer } from './viewer.ts';

export interface LiveStreamInputs {
  cameraId: string;
  /** Of its address: another one is another stream. */
  version: string;
  /** What the camera sends; null: ask it. */
  known: PreviewInfo | null;
  /** The camera's address with its credentials. */
  url: () => Promise<string>;
  relay: RelayKeeper;
  ffmpeg: string;
  ffprobe: string;
  log: Log;
  onOver: () => void;
}

/** No picture for so long, and the camera counts as lost. */
const stallMs = 2000;
const beginMs = 15_000;
const lookMs = 250;
const probeMs = 5000;
/** After the last viewer. */
const idleMs = 20_000;
/** A group of pictures larger than this is not kept: who joins waits for the next. */
const mostKeptBytes = 16 * 1024 * 1024;

/**
 * One camera shown live: camera → ffmpeg → relay → here → its viewers. Starts when it is made, and ends when its camera is
 * lost, the relay is gone, or 20 s after its last viewer.
 */
export class LiveStream {
  /** Settles when the first picture is there, or with why it does not come. */
  readonly begun: Promise<Loss | null>;
  readonly version: string;
  readonly #inputs: LiveStreamInputs;
  readonly #stopping = new AbortController();
  readonly #viewers = new Set<LiveViewer>();
  readonly #startedMs = performance.now();
  readonly #look: ReturnType<typeof setInterval>;
  #settleBegun: (loss: Loss | null) => void = () => {};
  #preview: Preview | null = null;
  #info: PreviewInfo | null;
  #headers = new Map<FlvTag['kind'], Buffer>();
  #sinceKeyFrame: FlvTag[] = [];
  #keptBytes = 0;
  #keyFrameMs = 0;
  #lastPicture = { clockMs: 0, wallMs: 0 };
  #idleSince: number | null = performance.now();
  #over: Loss | null = null;

  constructor(inputs: LiveStreamInputs) {
    this.#inputs = inputs;
    this.version = inputs.version;
    this.#info = inputs.known;
    this.begun = new Promise((resolve) => {
      this.#settleBegun = resolve;
    });
    this.#look = setInterval(() => this.#lookAround(), lookMs);
    void this.#run();
  }

  /** Adds a viewer; it is sent the picture from the last key frame on. Ends it at once when the camera is lost meanwhile. */
  join(viewer: LiveViewer): void {
    if (this.#over) viewer.lose(this.#over);
    else {
      this.#viewers.add(viewer);
      this.#idleSince = null;
      if (this.#lastPicture.clockMs > 0) this.#begin(viewer);
    }
  }

  leave(viewer: LiveViewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0) this.#idleSince ??= performance.now();
  }

  /** Ends it and waits until its ffmpeg is gone. */
  async close(loss: Loss = { cause: null, lastPictureMs: this.#lastPicture.wallMs }): Promise<void> {
    this.#end(loss);
    await this.#preview?.ended;
  }

  async #run(): Promise<void> {
    try {
      const [relay, url] = await Promise.all([this.#inputs.relay.ready(), this.#inputs.url()]);
      this.#info ??= await this.#ask(url);
      const name = randomBytes(12).toString('hex');
      const flv = await relay.play(name, this.#stopping.signal);
      if (this.#over) return;
      const to = relay.publishAddress(name);
      this.#preview = startPreview({ ffmpeg: this.#inputs.ffmpeg, url, info: this.#info, to });
      void this.#preview.ended.then((cause) => this.#end(this.#loss(cause)));
      await this.#read(flv);
      this.#end(this.#loss(null));
    } catch (error) {
      if (this.#over) return;
      const cause = error instanceof StreamError ? error.causeCode : null;
      if (cause === null)
        this.#inputs.log.warn({ err: error, cameraId: this.#inputs.cameraId }, 'live picture broke off');
      this.#end(this.#loss(cause));
    }
  }

  async #ask(url: string): Promise<PreviewInfo> {
    const { videoCodec, audio } = await probeCodecs(this.#inputs.ffprobe, url, probeMs, this.#stopping.signal);
    return { videoCodec, hasAudio: audio !== null };
  }

  async #read(flv: Readable): Promise<void> {
    const reader = new FlvReader();
    // Never paused: whoever is slow is left behind here, not in the relay.
    for await (const chunk of flv) for (const tag of reader.push(chunk as Buffer)) this.#take(tag);
  }

  #take(tag: FlvTag): void {
    const isFirst = this.#lastPicture.clockMs === 0;
    if (tag.isHeader || tag.kind === 'script') this.#headers.set(tag.kind, tag.bytes);
    else if (!this.#keep(tag)) return;
    if (tag.kind === 'video' && !tag.isHeader) this.#lastPicture = { clockMs: performance.now(), wallMs: Date.now() };
    if (isFirst && this.#lastPicture.clockMs > 0) {
      this.#settleBegun(null);
      for (const viewer of this.#viewers) this.#begin(viewer);
    } else if (!isFirst) {
      const nowMs = Date.now();
      for (const viewer of this.#viewers) viewer.take(tag, () => this.#beginning(viewer.hasSound), nowMs);
    }
  }

  /** Keeps what came since the last key frame. Returns whether a viewer could make use of it. */
  #keep(tag: FlvTag): boolean {
    if (tag.isKey) {
      this.#sinceKeyFrame = [];
      this.#keptBytes = 0;
      this.#keyFrameMs = Date.now();
    } else if (this.#sinceKeyFrame.length === 0) return this.#lastPicture.clockMs > 0;
    this.#keptBytes += tag.bytes.length;
    if (this.#keptBytes > mostKeptBytes) this.#sinceKeyFrame = [];
    else this.#sinceKeyFrame.push(tag);
    return true;
  }

  #begin(viewer: LiveViewer) {
    const info = this.#info;
    const flv = flvHeader(viewer.hasSound && info?.hasAudio === true);
    const first = Buffer.concat([flv, beginsTag(info !== null && isConverted(info))]);
    viewer.begin(first, this.#beginning(viewer.hasSound), Date.now());
  }

  #beginning(withSound: boolean): Beginning {
    const wanted = withSound ? (['script', 'video', 'audio'] as const) : (['script', 'video'] as const);
    const head = wanted.flatMap((kind) => this.#headers.get(kind) ?? []);
    return { head, sinceKeyFrame: this.#sinceKeyFrame, keyFrameMs: this.#keyFrameMs };
  }

  #loss = (cause: GapCause | null): Loss => ({ cause, lastPictureMs: this.#lastPicture.wallMs });

  #lookAround(): void {
    const now = performance.now();
    const { clockMs } = this.#lastPicture;
    if (this.#idleSince !== null && now - this.#idleSince > idleMs) this.#end(this.#loss(null));
    else if (clockMs > 0 ? now - clockMs > stallMs : now - this.#startedMs > beginMs)
      this.#end(this.#loss(clockMs > 0 ? 'stalled' : 'timeout'));
  }

  #end(loss: Loss): void {
    if (this.#over) return;
    this.#over = loss;
    clearInterval(this.#look);
    this.#stopping.abort();
    this.#preview?.stop();
    this.#settleBegun(loss);
    for (const viewer of this.#viewers) viewer.lose(loss);
    this.#viewers.clear();
    this.#sinceKeyFrame = [];
    this.#inputs.onOver();
  }
}
