import { readMoof, readPrft } from './boxes.ts';

/** `prft`+`moof`+`mdat` as ffmpeg wrote them: one GOP of video or about one second of audio. */
export interface Fragment {
  /** The bytes in order; kept as they came, because joining them would copy every byte again. */
  chunks: Buffer[];
  bytes: number;
  /** Decode time of the first sample, ticks of the track's timescale. */
  baseTicks: number;
  durationTicks: number;
  samples: number;
  /** The first bytes of the first sample, enough for its parameter sets. */
  head: Buffer;
  /** Clock in the `prft`, ms since 1970; null without one. */
  prftMs: number | null;
  /** Server time at which the last byte arrived, ms. */
  arrivedAtMs: number;
}

export interface FragmentSink {
  onInit: (init: Buffer) => void;
  onFragment: (fragment: Fragment) => void;
}

const headBytes = 2048;
const maxBoxBytes = 256 * 1024 * 1024;

/**
 * Cuts a growing fragmented MP4 at box borders. Feed it chunks of any size; it calls the sink once per init and
 * fragment. Throws RangeError on bytes that are no such file; what came before stays valid.
 */
export function createFragmentReader(sink: FragmentSink, now: () => number) {
  let header: Buffer = Buffer.alloc(0);
  let box = { type: '', left: 0 };
  let chunks: Buffer[] = [];
  let body: Buffer[] = [];
  let seen: { moof: Buffer | null; prft: Buffer | null; head: Buffer[]; headLeft: number } = emptySeen();

  function endBox() {
    if (box.type === 'moof') seen.moof = Buffer.concat(body);
    if (box.type === 'prft') seen.prft = Buffer.concat(body);
    if (box.type === 'moov') finish(() => sink.onInit(Buffer.concat(chunks)));
    if (box.type === 'mdat') finish(() => sink.onFragment(fragmentOf(chunks, seen, now())));
    body = [];
  }

  function finish(emit: () => void) {
    emit();
    chunks = [];
    seen = emptySeen();
  }

  function take(piece: Buffer) {
    chunks.push(piece);
    if (box.type === 'moof' || box.type === 'prft') body.push(piece);
    if (box.type === 'mdat' && seen.headLeft > 0) {
      const part = piece.subarray(0, seen.headLeft);
      seen.head.push(part);
      seen.headLeft -= part.length;
    }
    box.left -= piece.length;
    if (box.left === 0) endBox();
  }

  return {
    push(chunk: Buffer) {
      let rest = chunk;
      while (rest.length > 0) {
        if (box.left > 0) {
          const piece = rest.subarray(0, box.left);
          rest = rest.subarray(piece.length);
          take(piece);
          continue;
        }
        const missing = 8 - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < 8) return;
        const size = header.readUInt32BE(0);
        if (size < 8 || size > maxBoxBytes) throw new RangeError(`box of ${size} bytes`);
        box = { type: header.toString('latin1', 4, 8), left: size - 8 };
        chunks.push(header);
        header = Buffer.alloc(0);
        if (box.left === 0) endBox();
      }
    },
  };
}

function emptySeen() {
  return { moof: null, prft: null, head: [], headLeft: headBytes };
}

function fragmentOf(
  chunks: Buffer[],
  seen: { moof: Buffer | null; prft: Buffer | null; head: Buffer[] },
  arrivedAtMs: number,
): Fragment {
  if (!seen.moof) throw new RangeError('mdat without moof');
  const { baseTicks, durationTicks, samples, firstSampleBytes } = readMoof(seen.moof);
  return {
    chunks,
    bytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    baseTicks,
    durationTicks,
    samples,
    head: Buffer.concat(seen.head).subarray(0, firstSampleBytes),
    prftMs: seen.prft ? readPrft(seen.prft) : null,
    arrivedAtMs,
  };
}
