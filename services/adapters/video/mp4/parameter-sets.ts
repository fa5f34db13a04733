const h264Sets = new Set([7, 8]);
const h265Sets = new Set([32, 33, 34]);

/**
 * The parameter sets (SPS, PPS, for H.265 also VPS) at the head of a key frame's sample, joined; empty when it carries
 * none. `head` starts at the first NAL unit, each preceded by a 4-byte length (ISO/IEC 14496-15).
 */
export function parameterSets(head: Buffer, codec: string): Buffer {
  const found: Buffer[] = [];
  let at = 0;
  while (at + 5 <= head.length) {
    const length = head.readUInt32BE(at);
    const nal = head.subarray(at + 4, at + 4 + length);
    if (nal.length < length) break;
    const first = nal[0] ?? 0;
    const isSet = codec === 'hevc' ? h265Sets.has((first >> 1) & 0x3f) : h264Sets.has(first & 0x1f);
    if (isSet) found.push(nal);
    at += 4 + length;
  }
  return Buffer.concat(found);
}
