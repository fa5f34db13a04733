/**
 * Reading ISO base media boxes (ISO/IEC 14496-12): only what the recorder must know.
 * Every function throws RangeError on a box that is cut short.
 */

export interface Box {
  type: string;
  /** The box's content, without its header. */
  body: Buffer;
}

/** The boxes that lie side by side in `bytes`. */
export function* boxesIn(bytes: Buffer): Generator<Box> {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > bytes.length) throw new RangeError(`box at ${at} is cut short`);
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) };
    at += size;
  }
}

/** The first box along a path of types, for example `['trak', 'mdia', 'mdhd']`. */
export function findBox(bytes: Buffer, path: readonly string[]): Buffer | null {
  const [type, ...rest] = path;
  for (const box of boxesIn(bytes)) {
    if (box.type === type) return rest.length === 0 ? box.body : findBox(box.body, rest);
  }
  return null;
}

/** What an init (ftyp + moov) says of its only track. */
export interface InitFacts {
  /** Ticks per second. */
  timescale: number;
  /** RFC 6381 codec string, for example `avc1.64001f`; the sample entry's name where no more is known. */
  codecString: string;
  /** Pixels; 0 for audio. */
  width: number;
  height: number;
}

/** Reads an init of one track. Throws RangeError when it has none. */
export function readInit(init: Buffer): InitFacts {
  const mdia = findBox(init, ['moov', 'trak', 'mdia']);
  const mdhd = mdia && findBox(mdia, ['mdhd']);
  const stsd = mdia && findBox(mdia, ['minf', 'stbl', 'stsd']);
  if (!mdhd || !stsd) throw new RangeError('init without a track');
  const timescale = mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12);
  const entry = boxesIn(stsd.subarray(8)).next().value;
  if (!entry) throw new RangeError('init without a sample entry');
  const isVideo = ['avc1', 'avc3', 'hvc1', 'hev1'].includes(entry.type);
  return {
    timescale,
    codecString: isVideo ? videoCodecString(entry) : entry.type,
    width: isVideo ? entry.body.readUInt16BE(24) : 0,
    height: isVideo ? entry.body.readUInt16BE(26) : 0,
  };
}

const visualSampleEntryBytes = 78;

function videoCodecString(entry: Box): string {
  const children = entry.body.subarray(visualSampleEntryBytes);
  const avcC = findBox(children, ['avcC']);
  if (avcC) return `${entry.type}.${avcC.toString('hex', 1, 4)}`;
  const hvcC = findBox(children, ['hvcC']);
  return hvcC ? hevcCodecString(entry.type, hvcC) : entry.type;
}

/** ISO/IEC 14496-15 annex E. */
function hevcCodecString(type: string, hvcC: Buffer): string {
  const profileByte = hvcC.readUInt8(1);
  const space = ['', 'A', 'B', 'C'][profileByte >> 6] ?? '';
  const tier = profileByte & 0x20 ? 'H' : 'L';
  let compatibility = 0;
  for (let bit = 0; bit < 32; bit++) compatibility = (compatibility * 2 + ((hvcC.readUInt32BE(2) >>> bit) & 1)) >>> 0;
  const constraints = [...hvcC.subarray(6, 12)].map((byte) => byte.toString(16).toUpperCase());
  while (constraints.at(-1) === '0') constraints.pop();
  const level = hvcC.readUInt8(12);
  return [
    type,
    `${space}${profileByte & 0x1f}`,
    compatibility.toString(16).toUpperCase(),
    `${tier}${level}`,
    ...constraints,
  ].join('.');
}

/** What a `moof` of one track says. */
export interface MoofFacts {
  /** Decode time of the first sample, ticks; ffmpeg writes one before zero as a negative number. */
  baseTicks: number;
  /** Sum of the sample durations, ticks. */
  durationTicks: number;
  samples: number;
  firstSampleBytes: number;
  /** How much later than it is decoded the first sample is shown, ticks; 0 without B-frames. */
  firstShownAfterTicks: number;
  longestSample: LongestSample;
}

/** The sample that lasts longest; ticks from the fragment's beginning. */
export interface LongestSample {
  atTicks: number;
  ticks: number;
}

/** Reads the body of a `moof`. Throws RangeError when it holds no timed samples. */
export function readMoof(moof: Buffer): MoofFacts {
  const traf = findBox(moof, ['traf']);
  const tfhd = traf && findBox(traf, ['tfhd']);
  const tfdt = traf && findBox(traf, ['tfdt']);
  if (!traf || !tfhd || !tfdt) throw new RangeError('fragment without a track');
  const defaults = readDefaults(tfhd);
  const facts: MoofFacts = {
    baseTicks: tfdt[0] === 1 ? Number(tfdt.readBigInt64BE(4)) : tfdt.readUInt32BE(4),
    durationTicks: 0,
    samples: 0,
    firstSampleBytes: 0,
    firstShownAfterTicks: 0,
    longestSample: { atTicks: 0, ticks: 0 },
  };
  for (const box of boxesIn(traf)) {
    if (box.type === 'trun') addRun(facts, box.body, defaults);
  }
  return facts;
}

interface SampleDefaults {
  duration: number;
  bytes: number;
}

function readDefaults(tfhd: Buffer): SampleDefaults {
  const flags = tfhd.readUIntBE(1, 3);
  let at = 8;
  if (flags & 0x1) at += 8;
  if (flags & 0x2) at += 4;
  const duration = flags & 0x8 ? tfhd.readUInt32BE(at) : 0;
  if (flags & 0x8) at += 4;
  const bytes = flags & 0x10 ? tfhd.readUInt32BE(at) : 0;
  return { duration, bytes };
}

function addRun(facts: MoofFacts, trun: Buffer, defaults: SampleDefaults) {
  const flags = trun.readUIntBE(1, 3);
  const count = trun.readUInt32BE(4);
  const has = (bit: number) => (flags & bit) !== 0;
  const perSample = [0x100, 0x200, 0x400, 0x800].filter(has).length * 4;
  const first = 8 + (has(0x1) ? 4 : 0) + (has(0x4) ? 4 : 0);
  for (let i = 0; i < count; i++) {
    const at = first + i * perSample;
    const ticks = has(0x100) ? trun.readUInt32BE(at) : defaults.duration;
    if (ticks > facts.longestSample.ticks) facts.longestSample = { atTicks: facts.durationTicks, ticks };
    facts.durationTicks += ticks;
    if (facts.samples + i > 0) continue;
    facts.firstSampleBytes = has(0x200) ? trun.readUInt32BE(at + (has(0x100) ? 4 : 0)) : defaults.bytes;
    facts.firstShownAfterTicks = has(0x800) ? trun.readInt32BE(at + perSample - 4) : 0;
  }
  facts.samples += count;
}

const ntpEpochOffsetSeconds = 2_208_988_800;

/** Wall time in a `prft` body, milliseconds since 1970. */
export function readPrft(prft: Buffer): number {
  const seconds = prft.readUInt32BE(8) - ntpEpochOffsetSeconds;
  return seconds * 1000 + (prft.readUInt32BE(12) * 1000) / 2 ** 32;
}
