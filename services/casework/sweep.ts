import { sql } from 'kysely';
import { everyone } from '../access/audience.ts';
import { locks, runAlone } from '../adapters/postgres/advisory-lock.ts';
import type { Database } from '../adapters/postgres/connect.ts';
import type { Enqueue } from '../adapters/queue/enqueue.ts';
import type { Publish } from '../adapters/realtime/publish.ts';
import type { Clock } from '../clock.ts';
import { noteKeeping, unkeptSessions } from '../custody/retention/session-keeping.ts';
import type { Log } from '../log.ts';
import { openForgottenStops } from '../recording/cameras/stops.ts';
import { markUnattended } from '../recording/leases.ts';
import { askPreviews } from './clips/previews.ts';
import { askForSeal } from './clips/tagging.ts';
import { runApproved } from './destruction/propose.ts';
import { askPrepared } from './evidence/evidence.ts';
import { applyDue } from './keeping/ask-keeping.ts';

export interface SweepDeps {
  db: Database;
  enqueue: Enqueue;
  publish: Publish;
  clock: Clock;
  log: Log;
}

const untaggedAfter = sql`interval '10 seconds'`;
const mostAtOnce = 500;

/**
 * Finds work that a lost job left behind and asks for it again: Redis may be flushed at any moment. Asking for work that
 * is already queued changes nothing. Returns how many jobs it asked for; 0 also when another program is sweeping.
 */
export async function sweep(deps: SweepDeps): Promise<number> {
  const asked = await runAlone(deps.db, locks.sweep, async (db) => {
    await ensurePartitions(db);
    await showUnattended(deps, db);
    const found = (await untaggedSegments(deps, db)) + (await untaggedSessions(deps, db)) + (await unsealed(deps, db));
    await noteKeeping(db, await unkeptSessions(db, mostAtOnce));
    const custody =
      (await applyDue({ ...deps, db })) + (await askPrepared({ ...deps, db })) + (await runApproved({ ...deps, db }));
    const all = found + (await askPreviews({ ...deps, db })) + custody;
    await openForgottenStops(db);
    return all;
  });
  return asked ?? 0;
}

/** Segments need the partition of their month; made two months ahead. */
async function ensurePartitions(db: Database) {
  await sql`select ensure_segment_partition((now() + make_interval(months => m))::date) from generate_series(0, 2) m`.execute(
    db,
  );
}

async function showUnattended({ publish }: SweepDeps, db: Database) {
  for (const { cameraId, roomId } of await markUnattended(db)) {
    await publish({ kind: 'camera', id: cameraId, version: 0 }, everyone);
    await publish({ kind: 'room', id: roomId, version: 0 }, everyone);
  }
}

async function untaggedSegments({ enqueue }: SweepDeps, db: Database): Promise<number> {
  const rows = await db
    .selectFrom('segments')
    .select(['camera_id as cameraId', 'started_at as startedAt'])
    .where('tag_state', '=', 'untagged')
    .where('state', '=', 'stored')
    .where('stored_at', '<', sql<Date>`now() - ${untaggedAfter}`)
    .orderBy('stored_at')
    .limit(mostAtOnce)
    .execute();
  await Promise.all(
    rows.map(({ cameraId, startedAt }) => enqueue('segment.tag', { v: 1, cameraId, startedAtMs: startedAt.getTime() })),
  );
  return rows.length;
}

async function untaggedSessions({ enqueue }: SweepDeps, db: Database): Promise<number> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'revision'])
    .whereRef('tagged_revision', '<', 'revision')
    .where('tag_failure', 'is', null)
    .limit(mostAtOnce)
    .execute();
  await Promise.all(rows.map(({ id, revision }) => enqueue('session.tag', { v: 1, sessionId: id, revision })));
  return rows.length;
}

async function unsealed(deps: SweepDeps, db: Database): Promise<number> {
  const rows = await db
    .selectFrom('clips')
    .select('session_id as sessionId')
    .distinct()
    .where('state', '=', 'open')
    .where('to_at', 'is not', null)
    .limit(mostAtOnce)
    .execute();
  for (const { sessionId } of rows) await askForSeal({ ...deps, db }, sessionId);
  return rows.length;
}
