import type { Fragment } from '../../../services/adapters/video/mp4/fragment-reader.ts';

/** Builders for boxes and fragments, for tests that need no ffmpeg. */

export function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4);
  return bytes;
}

/** An init whose only track has this timescale and an `avc1` sample entry. */
export function videoInit(timescale: number, width = 640, height = 360): Buffer {
  const entry = Buffer.alloc(78);
  entry.writeUInt16BE(width, 24);
  entry.writeUInt16BE(height, 26);
  const avcC = box('avcC', Buffer.from([1, 0x64, 0x00, 0x1f]));
  const stsd = box('stsd', u32(0, 1), box('avc1', entry, avcC));
  const mdhd = box('mdhd', u32(0, 0, 0, timescale, 0, 0));
  const mdia = box('mdia', mdhd, box('minf', box('stbl', stsd)));
  return Buffer.concat([box('ftyp', Buffer.from('isom')), box('moov', box('trak', mdia))]);
}

/** `prft`+`moof`+`mdat` with one sample per duration. */
export function fragmentBytes(baseTicks: number, durations: number[], payload: Buffer, prftMs?: number): Buffer {
  const base = Buffer.alloc(8);
  base.writeBigInt64BE(BigInt(baseTicks));
  const sizes = durations.map((_, i) => (i === 0 ? payload.length : 0));
  const trun = box(
    'trun',
    u32(0x00000301, durations.length, 0, ...durations.flatMap((ticks, i) => [ticks, sizes[i] ?? 0])),
  );
  const traf = box('traf', box('tfhd', u32(0x00020000, 1)), box('tfdt', u32(0x01000000), base), trun);
  const ntpSeconds = Math.floor((prftMs ?? 0) / 1000) + 2_208_988_800;
  const prft =
    prftMs === undefined
      ? Buffer.alloc(0)
      : box('prft', u32(0, 1, ntpSeconds, Math.floor(((prftMs % 1000) / 1000) * 2 ** 32), 0, 0));
  return Buffer.concat([prft, box('moof', box('mfhd', u32(0, 1)), traf), box('mdat', payload)]);
}

/** A fragment as the reader would hand it on, at 1000 ticks a second. */
export function fragment(
  baseTicks: number,
  durationTicks: number,
  arrivedAtMs: number,
  more: Partial<Fragment> = {},
): Fragment {
  return {
    data: Buffer.from([1, 2, 3]),
    bytes: 3,
    baseTicks,
    durationTicks,
    samples: 25,
    firstShownAfterTicks: 0,
    longestSample: { atTicks: 0, ticks: durationTicks / 25 },
    head: Buffer.alloc(0),
    prftMs: null,
    arrivedAtMs,
    release: () => undefined,
    ...more,
  };
}
