import { type Manifest, manifest as schema } from '../../contracts/evidence/manifest.ts';
import type { ShownCause } from '../../contracts/recording/gap.ts';
import { type Segment, segmentLink, type Track } from '../../recording/segments.ts';
import type { ClipFacts } from './clips.ts';

export interface ClosedGap {
  from: Date;
  to: Date;
  cause: ShownCause;
}

/** What a clip is made of, as read from the database. */
export interface ClipContent {
  from: Date;
  to: Date;
  segments: Segment[];
  gaps: ClosedGap[];
  caseCodes: string[];
}

/** The first instant of the clip that neither footage nor a gap covers; null when all is covered. */
export function firstUncovered(content: Omit<ClipContent, 'caseCodes'>): Date | null {
  const parts = [
    ...content.segments.map((segment) => ({ from: segment.startedAt, to: segment.endedAt })),
    ...content.gaps,
  ].sort((a, b) => a.from.getTime() - b.from.getTime());
  let covered = content.from;
  for (const part of parts) {
    if (part.from > covered) break;
    if (part.to > covered) covered = part.to;
  }
  return covered < content.to ? covered : null;
}

/** The first segment that does not follow in its run's hash chain on the one listed before it; null when all do. */
export function firstUnchained(segments: Segment[]): Segment | null {
  const broken = segments.find((segment, i) => {
    const before = segments[i - 1];
    const follows = before?.runId === segment.runId && before.seq === segment.seq - 1;
    return follows && segment.chainBefore !== null && segment.chainBefore.toString('hex') !== segmentLink(before);
  });
  return broken ?? null;
}

/** Builds the manifest of a clip. Pure; throws when it does not fit its own schema. */
export function buildManifest(
  clip: ClipFacts,
  content: ClipContent,
  context: { version: number; previousSha256: Buffer | null; createdAt: Date; software: Manifest['software'] },
): Manifest {
  return schema.parse({
    format: 'minhchung-manifest',
    formatVersion: 2,
    clipId: clip.id,
    sessionId: clip.sessionId,
    version: context.version,
    previousSha256: context.previousSha256?.toString('hex') ?? null,
    createdAt: context.createdAt.toISOString(),
    room: clip.roomCode,
    camera: clip.cameraCode,
    caseCodes: content.caseCodes,
    from: content.from.toISOString(),
    to: content.to.toISOString(),
    segments: content.segments.map(describeSegment),
    gaps: content.gaps.map((gap) => ({ from: gap.from.toISOString(), to: gap.to.toISOString(), cause: gap.cause })),
    software: context.software,
  });
}

function describeSegment(segment: Segment) {
  return {
    startedAt: segment.startedAt.toISOString(),
    endedAt: segment.endedAt.toISOString(),
    runId: segment.runId,
    seq: segment.seq,
    videoCodec: segment.run.videoCodec,
    audioCodec: segment.run.audioCodec,
    audioConvertedFrom: segment.run.audioConvertedFrom,
    shiftMs: segment.run.shiftMs,
    cameraOffsetMs: segment.cameraOffsetMs,
    chainBefore: segment.chainBefore?.toString('hex') ?? null,
    chain: segmentLink(segment),
    video: describeTrack(segment.video),
    audio: segment.audio && describeTrack(segment.audio),
  };
}

function describeTrack({ key, versionId, bytes, sha256 }: Track) {
  return { key, versionId, bytes, sha256: sha256.toString('hex') };
}
