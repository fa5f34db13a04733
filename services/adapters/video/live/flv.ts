/** One tag of an FLV stream (Adobe Flash Video specification 10.1, annex E.4), with the size that follows it. */
export interface FlvTag {
  kind: 'video' | 'audio' | 'script';
  /** Whether a decoder can begin here. */
  isKey: boolean;
  /** Parameter sets of the picture or the sound: a decoder needs them before anything else. */
  isHeader: boolean;
  bytes: Buffer;
}

const headerBytes = 9;
const tagHeaderBytes = 11;
const sizeBytes = 4;
const kinds: Record<number, FlvTag['kind']> = { 8: 'audio', 9: 'video', 18: 'script' };

/** The beginning of an FLV stream; `hasAudio` decides whether players wait for sound. */
export function flvHeader(hasAudio: boolean): Buffer {
  return Buffer.from([0x46, 0x4c, 0x56, 1, hasAudio ? 5 : 1, 0, 0, 0, headerBytes, 0, 0, 0, 0]);
}

/** Cuts an FLV stream that comes in chunks into its tags, just deep enough to know where a viewer may begin. */
export class FlvReader {
  #rest: Buffer[] = [];
  #restBytes = 0;
  #isBegun = false;

  /** The tags that are whole now. Throws RangeError on bytes that are no FLV. */
  push(chunk: Buffer): FlvTag[] {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
    const tags: FlvTag[] = [];
    for (let next = this.#next(); next !== null; next = this.#next()) tags.push(next);
    return tags;
  }

  #next(): FlvTag | null {
    if (!this.#isBegun) {
      const begin = this.#take(headerBytes + sizeBytes);
      if (begin === null) return null;
      if (begin.toString('latin1', 0, 3) !== 'FLV') throw new RangeError('this is no FLV stream');
      this.#isBegun = true;
    }
    const head = this.#peek(tagHeaderBytes);
    if (head === null) return null;
    const kind = kinds[(head[0] ?? 0) & 0x1f];
    if (kind === undefined) throw new RangeError(`FLV has no tags of type ${head[0]}`);
    const bytes = this.#take(tagHeaderBytes + head.readUIntBE(1, 3) + sizeBytes);
    return bytes && { kind, bytes, ...partOf(kind, bytes) };
  }

  /** The next bytes in one piece, without taking them; null until they are there. */
  #peek(count: number): Buffer | null {
    if (this.#restBytes < count) return null;
    const [first] = this.#rest;
    if (first && first.length >= count) return first;
    const joined = Buffer.concat(this.#rest);
    this.#rest = [joined];
    return joined;
  }

  #take(count: number): Buffer | null {
    const joined = this.#peek(count);
    if (joined === null) return null;
    this.#rest[0] = joined.subarray(count);
    if (joined.length === count) this.#rest.shift();
    this.#restBytes -= count;
    return joined.subarray(0, count);
  }
}

function partOf(kind: FlvTag['kind'], bytes: Buffer): Pick<FlvTag, 'isKey' | 'isHeader'> {
  const [first = 0, second = 0] = bytes.subarray(tagHeaderBytes, tagHeaderBytes + 2);
  if (kind === 'audio') return { isKey: false, isHeader: first >> 4 === aac && second === 0 };
  if (kind === 'script') return { isKey: false, isHeader: false };
  const isHeader = second === 0;
  return { isKey: first >> 4 === keyFrame && !isHeader, isHeader };
}

const aac = 10;
const keyFrame = 1;

/** A script tag that tells players something: `name` with texts, numbers, yes or no, as AMF0. */
export function scriptTag(name: string, values: Record<string, string | number | boolean>): Buffer {
  const fields = Object.entries(values).flatMap(([key, value]) => [shortText(key), amfValue(value)]);
  const body = Buffer.concat([Buffer.from([2]), shortText(name), Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])]);
  const tag = Buffer.alloc(tagHeaderBytes + body.length + sizeBytes);
  tag.writeUInt8(18, 0);
  tag.writeUIntBE(body.length, 1, 3);
  body.copy(tag, tagHeaderBytes);
  tag.writeUInt32BE(tagHeaderBytes + body.length, tagHeaderBytes + body.length);
  return tag;
}

function amfValue(value: string | number | boolean): Buffer {
  if (typeof value === 'string') return Buffer.concat([Buffer.from([2]), shortText(value)]);
  if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0]);
  const number = Buffer.alloc(9);
  number.writeDoubleBE(value, 1);
  return number;
}

function shortText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
