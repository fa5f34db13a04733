/**
 * When each frame of a fragmented MP4 is shown (ISO/IEC 14496-12), so that one step is one frame whatever the camera's rhythm.
 * Reads what the recorder writes: one track, `moof` boxes with `tfhd`, `tfdt` and `trun`.
 */
export interface Frame {
  /** Seconds from the decode time of the first sample in the bytes. */
  at: number;
  /** Seconds by its own sample; where frames are shown in another order than they are sent the next one tells better. */
  lasts: number;
  isKey: boolean;
}

/** Frames in the order they are shown; empty for bytes that hold none. */
export function framesOf(media: Uint8Array, timescale: number): Frame[] {
  const frames: Frame[] = [];
  let zero: number | null = null;
  for (const moof of boxes(view(media))) {
    if (moof.type !== 'moof') continue;
    const traf = child(moof.body, 'traf');
    const tfdt = traf && child(traf, 'tfdt');
    if (!traf || !tfdt) continue;
    let decodeAt = tfdt.getUint8(0) === 1 ? Number(tfdt.getBigUint64(4)) : tfdt.getUint32(4);
    zero ??= decodeAt;
    const usual = defaultDuration(traf);
    // A fragment begins with its key frame: that is where the recorder cuts.
    let isKey = true;
    for (const { duration, offset } of samples(traf, usual)) {
      frames.push({ at: (decodeAt - zero + offset) / timescale, lasts: duration / timescale, isKey });
      decodeAt += duration;
      isKey = false;
    }
  }
  return frames.sort((a, b) => a.at - b.at);
}

/** Ticks a second of an init's track; null when it names none. */
export function timescaleOf(init: Uint8Array): number | null {
  let body: DataView | null = view(init);
  for (const type of ['moov', 'trak', 'mdia', 'mdhd']) body = body && child(body, type);
  return body ? body.getUint32(body.getUint8(0) === 1 ? 20 : 12) : null;
}

/** `tfhd`: which optional fields come before the default duration is told by its flags. */
function defaultDuration(traf: DataView): number {
  const tfhd = child(traf, 'tfhd');
  const flags = tfhd ? tfhd.getUint32(0) & 0xffffff : 0;
  if (!tfhd || !(flags & 0x8)) return 0;
  return tfhd.getUint32(8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
}

function* samples(traf: DataView, usual: number): Generator<{ duration: number; offset: number }> {
  for (const { type, body } of boxes(traf)) {
    if (type !== 'trun') continue;
    const flags = body.getUint32(0) & 0xffffff;
    const isSigned = body.getUint8(0) === 1;
    const count = body.getUint32(4);
    let at = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
    const field = (bit: number) => {
      if (!(flags & bit)) return null;
      at += 4;
      return at - 4;
    };
    for (let i = 0; i < count; i++) {
      const duration = field(0x100);
      field(0x200);
      field(0x400);
      const offset = field(0x800);
      yield {
        duration: duration === null ? usual : body.getUint32(duration),
        offset: offset === null ? 0 : isSigned ? body.getInt32(offset) : body.getUint32(offset),
      };
    }
  }
}

interface Box {
  type: string;
  body: DataView;
}

/** Boxes that lie side by side; ends at one that is cut short. */
function* boxes(within: DataView): Generator<Box> {
  for (let at = 0; at + 8 <= within.byteLength; ) {
    const size = within.getUint32(at);
    if (size < 8 || at + size > within.byteLength) return;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => within.getUint8(at + i)));
    yield { type, body: new DataView(within.buffer, within.byteOffset + at + 8, size - 8) };
    at += size;
  }
}

function child(within: DataView, type: string): DataView | null {
  for (const box of boxes(within)) if (box.type === type) return box.body;
  return null;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
