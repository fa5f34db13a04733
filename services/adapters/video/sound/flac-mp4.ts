import { type FlacFormat, flacBlock, flacFrame, streamInfo } from './flac.ts';

/** FLAC in fragmented MP4 (ISO/IEC 14496-12, "Encapsulation of FLAC in ISO BMFF"): one track whose timescale is its rate. */

/** `ftyp` and `moov`, the same for every piece of one format. */
export function flacInit(format: FlacFormat): Buffer {
  const { rate, channels } = format;
  const streamInfoBlock = Buffer.concat([Buffer.from([0x80, 0, 0, 34]), streamInfo(format)]);
  const entry = box(
    'fLaC',
    Buffer.concat([zeros(6), u16(1), zeros(8), u16(channels), u16(16), zeros(4), u32(rate * 0x10000)]),
    box('dfLa', zeros(4), streamInfoBlock),
  );
  const empty = ['stts', 'stsc', 'stco'].map((type) => box(type, zeros(8)));
  const stbl = box('stbl', box('stsd', zeros(4), u32(1), entry), ...empty, box('stsz', zeros(12)));
  const dinf = box('dinf', box('dref', zeros(4), u32(1), box('url ', u32(1))));
  const minf = box('minf', box('smhd', zeros(8)), dinf, stbl);
  const hdlr = box('hdlr', zeros(8), Buffer.from('soun'), zeros(12), Buffer.from('\0'));
  const mdhd = box('mdhd', zeros(12), u32(rate), zeros(4), u16(0x55c4), zeros(2));
  const mdia = box('mdia', mdhd, hdlr, minf);
  const tkhd = box('tkhd', u32(7), zeros(8), u32(1), zeros(20), u16(0x0100), zeros(2), matrix, zeros(8));
  const mvhd = box(
    'mvhd',
    zeros(12),
    u32(1000),
    zeros(4),
    u32(0x10000),
    u16(0x0100),
    zeros(10),
    matrix,
    zeros(24),
    u32(2),
  );
  const trex = box('trex', zeros(4), u32(1), u32(1), zeros(12));
  const moov = box('moov', mvhd, box('trak', tkhd, mdia), box('mvex', trex));
  return Buffer.concat([box('ftyp', Buffer.from('iso6'), zeros(4), Buffer.from('iso6mp41')), moov]);
}

/** `moof` and `mdat` of some interleaved samples, decoded from sample number `first` on. */
export function flacFragment(samples: Int16Array, { channels }: FlacFormat, first: number): Buffer {
  const frames: Buffer[] = [];
  const entries: Buffer[] = [];
  const total = samples.length / channels;
  for (let at = 0; at < total; at += flacBlock) {
    const length = Math.min(flacBlock, total - at);
    const frame = flacFrame(samples.subarray(at * channels, (at + length) * channels), channels, first + at);
    frames.push(frame);
    entries.push(u32(length), u32(frame.length));
  }
  const tfhd = box('tfhd', u32(0x020000), u32(1));
  const tfdt = box('tfdt', u32(0x01000000), u64(first));
  const moof = (dataAt: number) =>
    // Each sample with its duration and its size; the first lies `dataAt` bytes from the moof.
    box(
      'moof',
      box('mfhd', zeros(4), u32(1)),
      box('traf', tfhd, tfdt, box('trun', u32(0x000301), u32(frames.length), u32(dataAt), ...entries)),
    );
  return Buffer.concat([moof(moof(0).length + 8), box('mdat', ...frames)]);
}

const matrix = Buffer.concat([u32(0x10000), zeros(12), u32(0x10000), zeros(12), u32(0x40000000)]);

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function zeros(bytes: number): Buffer {
  return Buffer.alloc(bytes);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
