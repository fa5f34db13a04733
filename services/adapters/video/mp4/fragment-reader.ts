import type { BufferPool } from '../pipes/buffer-pool.ts';
import { type LongestSample, readMoof, readPrft } from './boxes.ts';

/** `prft`+`moof`+`mdat` as ffmpeg wrote them: one GOP of video or about one second of audio. */
export interface Fragment {
  /** All its bytes; nobody may read them after `release`. */
  data: Buffer;
  bytes: number;
  /** Decode time of the first sample, ticks of the track's timescale. */
  baseTicks: number;
  durationTicks: number;
  samples: number;
  /** How much later than it is decoded the first sample is shown, ticks; 0 without B-frames. */
  firstShownAfterTicks: number;
  longestSample: LongestSample;
  /** A copy of the first bytes of the first sample, enough for its parameter sets. */
  head: Buffer;
  /** Clock in the `prft`, ms since 1970; null without one. */
  prftMs: number | null;
  /** Server time at which the last byte arrived, ms. */
  arrivedAtMs: number;
  /** Gives the memory back. */
  release: () => void;
}

export interface FragmentSink {
  onInit: (init: Buffer) => void;
  onFragment: (fragment: Fragment) => void;
}

const headerBytes = 8;
const headBytes = 2048;
const maxBoxBytes = 256 * 1024 * 1024;

/** Fragments take their memory from here when it is not pooled. */
const unpooled: BufferPool = { take: (bytes) => Buffer.allocUnsafeSlow(bytes), give: () => undefined };

interface State {
  sink: FragmentSink;
  now: () => number;
  pool: BufferPool;
  header: Buffer;
  headerFilled: number;
  box: { type: string; body: Buffer; filled: number };
  /** The boxes since the last init or fragment, header and body in turn. */
  parts: Buffer[];
  seen: Seen;
  /** Memory of the fragment whose media is being read. */
  fragment: Buffer | null;
}

interface Seen {
  moof: Buffer | null;
  prft: Buffer | null;
}

/**
 * Cuts a growing fragmented MP4 at box borders. Feed it chunks of any size, which it copies; it calls the sink once
 * per init and fragment. Throws RangeError on bytes that are no such file; what came before stays valid.
 */
export function createFragmentReader(sink: FragmentSink, now: () => number, pool = unpooled) {
  const header = Buffer.alloc(headerBytes);
  const nothing = { parts: [], seen: { moof: null, prft: null }, fragment: null };
  const state: State = { sink, now, pool, header, headerFilled: 0, box: emptyBox(), ...nothing };
  return { push: (chunk: Buffer) => take(state, chunk) };
}

function take(state: State, chunk: Buffer) {
  let at = 0;
  while (at < chunk.length) {
    const { box } = state;
    if (box.filled < box.body.length) {
      const copied = chunk.copy(box.body, box.filled, at);
      box.filled += copied;
      at += copied;
      if (box.filled === box.body.length) endBox(state);
      continue;
    }
    const copied = chunk.copy(state.header, state.headerFilled, at);
    state.headerFilled += copied;
    at += copied;
    if (state.headerFilled === headerBytes) startBox(state);
  }
}

function startBox(state: State) {
  const { header, parts } = state;
  const size = header.readUInt32BE(0);
  if (size < headerBytes || size > maxBoxBytes) throw new RangeError(`box of ${size} bytes`);
  const type = header.toString('latin1', 4, 8);
  state.headerFilled = 0;
  parts.push(Buffer.from(header));
  const isMedia = type === 'mdat';
  const body = isMedia ? startFragment(state, size - headerBytes) : Buffer.alloc(size - headerBytes);
  if (!isMedia) parts.push(body);
  state.box = { type, body, filled: 0 };
  if (body.length === 0) endBox(state);
}

/** Lays what came before the media at the front of the fragment's memory; returns the place for the media. */
function startFragment(state: State, mediaBytes: number): Buffer {
  if (!state.seen.moof) throw new RangeError('mdat without moof');
  const before = Buffer.concat(state.parts);
  state.fragment = state.pool.take(before.length + mediaBytes);
  before.copy(state.fragment);
  return state.fragment.subarray(before.length);
}

function endBox(state: State) {
  const { box, parts, seen, fragment, sink } = state;
  state.box = emptyBox();
  if (box.type === 'moof') seen.moof = box.body;
  if (box.type === 'prft') seen.prft = box.body;
  if (box.type !== 'moov' && box.type !== 'mdat') return;
  state.parts = [];
  state.seen = { moof: null, prft: null };
  state.fragment = null;
  if (box.type === 'moov') sink.onInit(Buffer.concat(parts));
  else if (fragment) sink.onFragment(fragmentOf(state, fragment, box.body, seen));
}

const emptyBox = () => ({ type: '', body: Buffer.alloc(0), filled: 0 });

function fragmentOf({ now, pool }: State, data: Buffer, media: Buffer, seen: Seen): Fragment {
  if (!seen.moof) throw new RangeError('mdat without moof');
  const { firstSampleBytes, ...facts } = readMoof(seen.moof);
  return {
    data,
    bytes: data.length,
    ...facts,
    head: Buffer.from(media.subarray(0, Math.min(firstSampleBytes, headBytes))),
    prftMs: seen.prft ? readPrft(seen.prft) : null,
    arrivedAtMs: now(),
    release: () => pool.give(data),
  };
}
