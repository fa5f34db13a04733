import type { Actor } from '../../access/actor.ts';
import { notFound } from '../../access/views/refusal.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { type ClipProof, type ManifestSummary, manifestPath } from '../../contracts/custody/clip-proof.ts';
import type { Gap } from '../../contracts/recording/gap.ts';
import { listManifests } from '../../custody/manifests.ts';
import { type Segment, segmentLink, segmentsBetween } from '../../recording/segments.ts';
import { shownGaps } from '../../recording/shown-gaps.ts';
import { firstUnchained, firstUncovered } from './manifest.ts';

/** What proves a clip, as it is now. The caller has asked `may` for its session. */
export async function clipProof(db: Db, actor: Actor, clipId: string): Promise<ClipProof> {
  const row = await selectClip(db, clipId);
  if (!row) throw notFound();
  const to = row.to_at ?? new Date(Math.max(Date.now(), row.from_at.getTime() + 1));
  const segments = await segmentsBetween(db, row.cameraId, row.from_at, to);
  const camera = { id: row.cameraId, roomId: row.roomId };
  const gaps = await shownGaps(db, actor, camera, { from: row.from_at, to });
  return {
    id: clipId,
    session: {
      ...{ id: row.sessionId, room: { id: row.roomId, name: row.roomName } },
      startedAt: row.started_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
    },
    camera: { id: row.cameraId, name: row.cameraName },
    ...{ state: row.state, failure: row.failure, sealedAt: row.sealed_at?.toISOString() ?? null },
    destroyedAt: row.destroyed_at?.toISOString() ?? null,
    segments: segments.length,
    bytes: segments.reduce((sum, { video, audio }) => sum + video.bytes + (audio?.bytes ?? 0), 0),
    gaps,
    chain: chainOf(segments, row.ended_at && firstUnaccounted(segments, gaps, { from: row.from_at, to })),
    manifests: (await listManifests(db, clipId)).map((one) => toManifest(clipId, one)),
  };
}

/** The first instant of which nothing is known, neither footage nor a gap: a row is gone. */
function firstUnaccounted(segments: Segment[], gaps: Gap[], { from, to }: { from: Date; to: Date }) {
  const closed = gaps.map((gap) => ({ ...gap, from: new Date(gap.from), to: new Date(gap.to ?? to) }));
  return firstUncovered({ from, to, segments, gaps: closed });
}

function chainOf(segments: Segment[], unaccounted: Date | null): ClipProof['chain'] {
  const [first, last] = [segments.at(0), segments.at(-1)];
  return {
    runs: new Set(segments.map(({ runId }) => runId)).size,
    first: first ? segmentLink(first) : null,
    last: last ? segmentLink(last) : null,
    brokenAt: (firstUnchained(segments)?.startedAt ?? unaccounted)?.toISOString() ?? null,
  };
}

function toManifest(clipId: string, row: Awaited<ReturnType<typeof listManifests>>[number]): ManifestSummary {
  return {
    ...{ version: row.version, at: row.created_at.toISOString(), sha256: row.sha256.toString('hex') },
    ...{ keyId: row.signing_key, segments: row.segments, gapSeconds: row.gap_ms / 1000 },
    file: manifestPath.replace(':clipId', clipId).replace(':version', String(row.version)),
  };
}

function selectClip(db: Db, clipId: string) {
  return db
    .selectFrom('clips as k')
    .innerJoin('cameras as c', 'c.id', 'k.camera_id')
    .innerJoin('sessions as s', 's.id', 'k.session_id')
    .innerJoin('rooms as r', 'r.id', 's.room_id')
    .leftJoin('destroyed_sessions as d', 'd.session_id', 's.id')
    .select(['k.from_at', 'k.to_at', 'k.state', 'k.failure', 'k.sealed_at', 'd.destroyed_at'])
    .select(['c.id as cameraId', 'c.name as cameraName', 'r.id as roomId', 'r.name as roomName'])
    .select(['s.id as sessionId', 's.started_at', 's.ended_at'])
    .where('k.id', '=', clipId)
    .executeTakeFirst();
}
