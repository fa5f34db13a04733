import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Segment, Track } from '../../recording/segments.ts';

/** A segment that has sound. */
export type SoundSegment = Segment & { audio: Track };

export const hasSound = (segment: Segment): segment is SoundSegment => segment.audio !== null;

/** Segments in groups of at most `most`, those of a group one after the other in one run: their fragments make one file. */
export function unbroken<T extends Segment>(segments: readonly T[], most: number): T[][] {
  const groups: T[][] = [];
  for (const segment of segments) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const followsOn = before?.runId === segment.runId && before.seq + 1 === segment.seq;
    if (group && followsOn && group.length < most) group.push(segment);
    else groups.push([segment]);
  }
  return groups;
}

/** The sound of segments that follow each other, as one file: the first one's init and everybody's fragments. */
export async function readSound(bucket: Pick<Bucket, 'readAll'>, together: readonly SoundSegment[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { audio } of together) {
    const start = parts.length === 0 ? 0 : audio.initBytes;
    parts.push(await bucket.readAll(audio, { start, length: audio.bytes - start }));
  }
  return Buffer.concat(parts);
}
