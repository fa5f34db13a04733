import type { Span } from '../../access/views/spans.ts';
import { type FlvTag, flvHeader } from '../../adapters/video/live/flv.ts';
import { type Loss, lostTag } from './live-tags.ts';

/** Where a viewer's bytes go: an HTTP answer or a WebSocket. */
export interface Sink {
  write: (bytes: Buffer) => void;
  /** Bytes that the network has not taken yet. */
  waitingBytes: () => number;
  /** No more comes; what was written is still sent. */
  end: () => void;
  /** Breaks off; what was not sent is thrown away. */
  cut: () => void;
}

/** What somebody needs who begins now: parameter sets, then everything since the last key frame. */
export interface Beginning {
  head: readonly Buffer[];
  /** Empty: wait for the next key frame. */
  sinceKeyFrame: readonly FlvTag[];
  /** When that key frame came. */
  keyFrameMs: number;
}

/** Whoever lets more than this lie goes on at the last key frame, once all of it was taken. */
const mostWaitingBytes = 1024 * 1024;
const resumeBelowBytes = 64 * 1024;
/** Whoever takes nothing for so long is gone. */
const patienceMs = 30_000;
/** A pause longer than this is none that was sent. */
const pauseMs = 1000;

/** One person at one camera. Takes no more memory than is written to it here, and never makes anybody else wait. */
export class LiveViewer {
  readonly hasSound: boolean;
  readonly #sink: Sink;
  readonly #notBeforeMs: number;
  #behindSince: number | null = null;
  #isOver = false;
  #hasBegun = false;
  #sentFrom: number | null = null;
  #sentTo = 0;
  /** Whether something was sent that no span holds yet. */
  #isUntold = false;
  #sent: Span[] = [];
  /** How often it was behind. */
  skips = 0;

  /** Nothing that came before `notBeforeMs` is shown: a session that is not for this person may have ended just now. */
  constructor(sink: Sink, { hasSound, notBeforeMs }: { hasSound: boolean; notBeforeMs: number }) {
    this.#sink = sink;
    this.hasSound = hasSound;
    this.#notBeforeMs = notBeforeMs;
  }

  /** Bytes that the network has not taken yet. */
  waitingBytes = (): number => this.#sink.waitingBytes();

  get isOver() {
    return this.#isOver;
  }

  /** Sends `first`, and the picture as soon as it may be shown. */
  begin(first: Buffer, beginning: Beginning, nowMs: number): void {
    this.#sink.write(first);
    this.#hasBegun = true;
    if (!this.#goOn(beginning, nowMs)) this.#behindSince = nowMs;
  }

  /** One tag more; `beginning` is where to go on when it was behind, and holds this tag already. */
  take(tag: FlvTag, beginning: () => Beginning, nowMs: number): void {
    if (this.#isOver) return;
    const waiting = this.#sink.waitingBytes();
    if (this.#behindSince === null && waiting <= mostWaitingBytes) this.#send(tag, nowMs);
    else this.#catchUp(waiting, beginning, nowMs);
  }

  /** Leaves out what comes until all that was sent is taken, then goes on at the last key frame. */
  #catchUp(waiting: number, beginning: () => Beginning, nowMs: number): void {
    if (this.#behindSince === null) {
      this.#behindSince = nowMs;
      this.skips += 1;
    }
    if (waiting <= resumeBelowBytes) this.#goOn(beginning(), nowMs);
    else if (nowMs - this.#behindSince > patienceMs) this.cut();
  }

  /** Goes on at the last key frame. Returns whether there is one for this person. */
  #goOn({ head, sinceKeyFrame, keyFrameMs }: Beginning, nowMs: number): boolean {
    if (sinceKeyFrame.length === 0 || keyFrameMs < this.#notBeforeMs) return false;
    this.#behindSince = null;
    // What is sent now was filmed since then.
    this.#closeSpan();
    this.#sentFrom = keyFrameMs;
    this.#sentTo = nowMs;
    for (const bytes of head) this.#write(bytes, nowMs);
    for (const tag of sinceKeyFrame) this.#send(tag, nowMs);
    return true;
  }

  /** Tells the player why no more comes, and ends. */
  lose(loss: Loss): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#behindSince === null) {
      if (!this.#hasBegun) this.#sink.write(flvHeader(false));
      this.#sink.write(lostTag(loss));
    }
    this.#sink.end();
  }

  cut(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sink.cut();
  }

  /** The stretches in which something was sent since this was asked last. */
  takeSent(): Span[] {
    this.#closeSpan();
    if (this.#sentFrom !== null) this.#sentFrom = this.#sentTo;
    return this.#sent.splice(0);
  }

  #send(tag: FlvTag, nowMs: number) {
    if (tag.kind !== 'audio' || this.hasSound) this.#write(tag.bytes, nowMs);
  }

  #write(bytes: Buffer, nowMs: number) {
    if (this.#isOver) return;
    if (this.#sentFrom === null || nowMs - this.#sentTo > pauseMs) {
      this.#closeSpan();
      this.#sentFrom = nowMs;
    }
    this.#sentTo = nowMs;
    this.#isUntold = true;
    this.#sink.write(bytes);
  }

  #closeSpan() {
    if (this.#sentFrom === null || !this.#isUntold) return;
    // A single picture is a look too.
    this.#sent.push({ from: new Date(this.#sentFrom), to: new Date(Math.max(this.#sentTo, this.#sentFrom + 1)) });
    this.#isUntold = false;
  }
}
