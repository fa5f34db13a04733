/** FLAC (RFC 9639) of 16-bit sound, as frames without compression: browsers play it, and no program has to be started to make it. */
export interface FlacFormat {
  /** Hz. */
  rate: number;
  /** 1 to 8. */
  channels: number;
}

/** Samples a frame at most, of each channel. */
export const flacBlock = 4096;
const bitsPerSample = 16;

/** The STREAMINFO block (§8.2), 34 bytes; the same for every piece of one format. */
export function streamInfo({ rate, channels }: FlacFormat): Buffer {
  const block = Buffer.alloc(34);
  block.writeUInt16BE(16, 0);
  block.writeUInt16BE(flacBlock, 2);
  // Frame sizes, the number of samples and the MD5 of all are unknown: 0.
  block.writeUInt32BE(((rate << 12) | ((channels - 1) << 9) | ((bitsPerSample - 1) << 4)) >>> 0, 10);
  return block;
}

/**
 * One frame (§9) of at most `flacBlock` samples of each channel. `samples` are interleaved; `first` is the number of the first
 * one since the stream began.
 */
export function flacFrame(samples: Int16Array, channels: number, first: number): Buffer {
  const length = samples.length / channels;
  const number = codedNumber(first);
  const head = Buffer.concat([
    // Sync code, frames of any length; their length in 16 bits, the rate as in STREAMINFO; channels, 16 bits a sample.
    Buffer.from([0xff, 0xf9, 0x70, ((channels - 1) << 4) | 0x08]),
    number,
    Buffer.from([(length - 1) >> 8, (length - 1) & 0xff]),
  ]);
  const parts: Buffer[] = [head, Buffer.from([crc8(head)])];
  for (let channel = 0; channel < channels; channel++) parts.push(subframe(samples, channels, channel));
  const frame = Buffer.concat([...parts, Buffer.alloc(2)]);
  frame.writeUInt16BE(crc16(frame.subarray(0, -2)), frame.length - 2);
  return frame;
}

/** One channel: a single value where all are the same (§9.2.3), else all of them as they are (§9.2.4). */
function subframe(samples: Int16Array, channels: number, channel: number): Buffer {
  const length = samples.length / channels;
  const at = (i: number) => samples[i * channels + channel] ?? 0;
  let isConstant = true;
  for (let i = 1; i < length && isConstant; i++) isConstant = at(i) === at(0);
  const count = isConstant ? 1 : length;
  const bytes = Buffer.alloc(1 + 2 * count);
  bytes[0] = isConstant ? 0x00 : 0x02;
  for (let i = 0; i < count; i++) bytes.writeInt16BE(at(i), 1 + 2 * i);
  return bytes;
}

/** A number of up to 36 bits as UTF-8 would write it (§9.1.5). */
function codedNumber(value: number): Buffer {
  if (value < 0x80) return Buffer.from([value]);
  const tail: number[] = [];
  let rest = value;
  for (let room = 0x3f; rest > room || tail.length === 0; room >>= 1) {
    tail.unshift(0x80 | (rest % 64));
    rest = Math.floor(rest / 64);
  }
  const lead = (0xff << (7 - tail.length)) & 0xff;
  return Buffer.from([lead | rest, ...tail]);
}

const crc8Table = crcTable(8, 0x07);
const crc16Table = crcTable(16, 0x8005);

function crcTable(bits: 8 | 16, polynomial: number): number[] {
  const top = 1 << (bits - 1);
  const mask = 2 ** bits - 1;
  return Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (bits - 8);
    for (let i = 0; i < 8; i++) crc = (crc & top ? (crc << 1) ^ polynomial : crc << 1) & mask;
    return crc;
  });
}

function crc8(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) crc = crc8Table[crc ^ byte] ?? 0;
  return crc;
}

function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (crc16Table[(crc >> 8) ^ byte] ?? 0);
  return crc;
}
