import { boxesIn, findBox, readInit, readMoof } from '../mp4/boxes.ts';
import type { FlacFormat } from './flac.ts';
import { alaw, ulaw } from './g711.ts';

/** Sound as samples, in the fragments in which it was stored. */
export interface Sound {
  format: FlacFormat;
  fragments: {
    /** Number of the first sample on the clock of the run. */
    first: number;
    /** Of all channels in turn. */
    samples: Int16Array;
  }[];
}

type Expand = (bytes: Buffer) => Int16Array;

const byTable =
  (table: Int16Array): Expand =>
  (bytes) =>
    Int16Array.from(bytes, (byte) => table[byte] ?? 0);

const words =
  (read: (bytes: Buffer, at: number) => number): Expand =>
  (bytes) =>
    Int16Array.from({ length: bytes.length >> 1 }, (_, i) => read(bytes, 2 * i));

/** By the name of the sample entry (QuickTime File Format, "Sound sample descriptions"). */
const expanders: Record<string, Expand> = {
  alaw: byTable(alaw),
  ulaw: byTable(ulaw),
  twos: words((bytes, at) => bytes.readInt16BE(at)),
  sowt: words((bytes, at) => bytes.readInt16LE(at)),
};

/** The samples of an init and its fragments; null for sound that is more than samples side by side. Throws RangeError on a file that is cut short. */
export function parseSound(mov: Buffer): Sound | null {
  const described = describe(mov);
  if (!described) return null;
  const { expand, format, timescale } = described;
  const fragments: Sound['fragments'] = [];
  let baseTicks: number | null = null;
  for (const { type, body } of boxesIn(mov)) {
    if (type === 'moof') baseTicks = readMoof(body).baseTicks;
    if (type !== 'mdat' || baseTicks === null) continue;
    const samples = expand(body);
    if (samples.length > 0) fragments.push({ first: Math.round((baseTicks * format.rate) / timescale), samples });
  }
  return { format, fragments };
}

function describe(mov: Buffer) {
  const { timescale } = readInit(mov);
  const stsd = findBox(mov, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']);
  const entry = stsd && boxesIn(stsd.subarray(8)).next().value;
  const expand = entry && expanders[entry.type];
  if (!entry || !expand) return null;
  const format = { channels: entry.body.readUInt16BE(16), rate: entry.body.readUInt32BE(24) / 0x10000 };
  const isWide = entry.type === 'twos' || entry.type === 'sowt';
  // PCM of another width has the same names.
  if (isWide && entry.body.readUInt16BE(18) !== 16) return null;
  return { expand, timescale, format };
}
