import type { Manifest } from '../contracts/evidence/manifest.ts';
import { linkOf } from './chain.ts';
import type { Finding } from './finding.ts';

/** What is wrong with a manifest on its own: the chain of hashes, and that every instant of the clip is accounted for. */
export function manifestFindings(manifest: Manifest): Finding[] {
  return [...chainFindings(manifest), ...timeFindings(manifest)];
}

type ListedSegment = Manifest['segments'][number];

function chainFindings({ segments }: Manifest): Finding[] {
  return segments.flatMap((segment, i): Finding[] => {
    const before = segments[i - 1];
    const follows = before?.runId === segment.runId && before.seq === segment.seq - 1;
    if (segment.chain !== ownLink(segment)) return [{ kind: 'chain_broken', where: segment.startedAt }];
    if (segment.chainBefore === null && segment.seq > 0) return [{ kind: 'chain_unknown', where: segment.startedAt }];
    // The first that is listed may be in the middle of its run: what came before it is not of this clip.
    if (before?.runId === segment.runId && !follows) return [{ kind: 'segment_absent', where: segment.startedAt }];
    return follows && before.chain !== segment.chainBefore ? [{ kind: 'chain_broken', where: segment.startedAt }] : [];
  });
}

function ownLink({ runId, seq, startedAt, video, audio, chainBefore }: ListedSegment): string {
  const hashes = { videoSha256: video.sha256, audioSha256: audio?.sha256 ?? null };
  return linkOf({ runId, seq, startedAt: new Date(startedAt), ...hashes, before: chainBefore });
}

/** Footage and gaps must cover the clip's time; segments are listed in their order, no two of the same time. */
function timeFindings({ from, to, segments, gaps }: Manifest): Finding[] {
  const footage = segments.map((one) => ({ from: Date.parse(one.startedAt), to: Date.parse(one.endedAt) }));
  const holes = gaps.map((one) => ({ from: Date.parse(one.from), to: Date.parse(one.to) }));
  const findings = footage
    .filter((one, i) => one.from < (footage[i - 1]?.to ?? one.from))
    .map((one) => timeFinding('time_overlap', one.from));
  let coveredUntil = Date.parse(from);
  for (const stretch of [...footage, ...holes].sort((a, b) => a.from - b.from)) {
    if (stretch.from > coveredUntil) findings.push(timeFinding('time_uncovered', coveredUntil));
    coveredUntil = Math.max(coveredUntil, stretch.to);
  }
  if (coveredUntil < Date.parse(to)) findings.push(timeFinding('time_uncovered', coveredUntil));
  return findings;
}

const timeFinding = (kind: 'time_uncovered' | 'time_overlap', atMs: number): Finding => ({
  kind,
  where: new Date(atMs).toISOString(),
});
