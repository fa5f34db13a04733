import { sql } from 'kysely';
import type { Db, Tx } from '../adapters/postgres/connect.ts';
import type { GapCause } from '../contracts/recording/gap.ts';
import { shouldRecord } from './cameras/stops.ts';
import { openGapIn } from './gaps.ts';

/** A camera that a worker holds; `epoch` counts its holders. */
export interface Lease {
  cameraId: string;
  epoch: number;
}

/** What a worker must know of a camera it holds. `revision` tells when its address or password changed. */
export interface LeasedCamera extends Lease {
  roomId: string;
  roomCode: string;
  cameraCode: string;
  revision: number;
  /** What people are told of it. */
  state: string;
  /** Why it should not record now: a person said so. */
  stopped: 'disabled' | 'paused' | null;
  /** End of its newest stored footage. */
  lastSegmentEndedAt: Date | null;
}

/**
 * Takes at most `limit` cameras that should record and whose lease is free, run out, or left behind by an earlier life of
 * this worker, except those in `held`. Each gets the next epoch, and a gap is opened from what is accounted, all or
 * nothing. Times by the database clock.
 */
export async function claimCameras(
  db: Db,
  workerId: string,
  held: readonly string[],
  leaseMs: number,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<Lease[]> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<Free>`
      select c.id as "cameraId", l.worker_id as before, l.released, stop.ended as "stopEndedAt",
        stop.ended > now() - interval '30 seconds' as "isJustOn"
      from cameras c left join camera_leases l on l.camera_id = c.id left join lateral (
        select least(coalesce(s.ended_at, s.until_at), now()) as ended from gaps g join camera_stops s on s.camera_id = g.camera_id
        where g.camera_id = c.id and g.to_at is null and s.kind = g.cause order by s.stopped_at desc limit 1
      ) stop on true
      where ${shouldRecord} and not c.id = any(${held}::uuid[])
        and (l.camera_id is null or l.released or l.expires_at < now() or l.worker_id = ${workerId})
      order by l.worker_id is distinct from ${workerId}, c.created_at
      limit ${limit} for update of c skip locked`.execute(tx);
    const leases: Lease[] = [];
    for (const free of rows) {
      leases.push(await takeLease(tx, free.cameraId, workerId, leaseMs));
      await openGapIn(tx, free.cameraId, free.stopEndedAt, causeUntilFootage(free));
    }
    return leases;
  });
}

async function takeLease(tx: Tx, cameraId: string, workerId: string, leaseMs: number): Promise<Lease> {
  const expires = sql<Date>`now() + ${leaseMs} * interval '1 millisecond'`;
  const { epoch } = await tx
    .insertInto('camera_leases')
    .values({ camera_id: cameraId, worker_id: workerId, expires_at: expires })
    .onConflict((conflict) =>
      conflict.column('camera_id').doUpdateSet({
        worker_id: workerId,
        epoch: sql`camera_leases.epoch + 1`,
        expires_at: expires,
        released: false,
      }),
    )
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return { cameraId, epoch };
}

interface Free {
  cameraId: string;
  /** Who held it last. */
  before: string | null;
  released: boolean | null;
  /** When the stop ended whose gap is still open; null when no such gap is. */
  stopEndedAt: Date | null;
  /** That was so short a while ago that nobody could have recorded it since. */
  isJustOn: boolean | null;
}

/** Why there is no footage from the claim on until there is some. */
function causeUntilFootage({ before, released, stopEndedAt, isJustOn }: Free): GapCause {
  if (before === null || isJustOn) return 'starting';
  if (stopEndedAt !== null) return 'worker_lost';
  return released ? 'worker_restart' : 'worker_lost';
}

/** Renews the leases and returns those that are still ours, with the cameras as they are now. */
export async function renewLeases(
  db: Db,
  workerId: string,
  held: readonly Lease[],
  leaseMs: number,
): Promise<LeasedCamera[]> {
  if (held.length === 0) return [];
  const { rows } = await sql<LeasedCamera>`
    with ours as (
      update camera_leases l set expires_at = now() + ${leaseMs} * interval '1 millisecond'
      from unnest(${held.map((lease) => lease.cameraId)}::uuid[], ${held.map((lease) => lease.epoch)}::bigint[]) as h(camera_id, epoch)
      where l.camera_id = h.camera_id and l.epoch = h.epoch and l.worker_id = ${workerId} and not l.released
      returning l.camera_id, l.epoch
    )
    select c.id as "cameraId", ours.epoch, r.id as "roomId", r.code as "roomCode", c.code as "cameraCode", c.revision, c.state,
      case when c.disabled_reason is not null then 'disabled' when not ${shouldRecord} then 'paused' end as stopped,
      c.last_segment_ended as "lastSegmentEndedAt"
    from ours join cameras c on c.id = ours.camera_id join rooms r on r.id = c.room_id`.execute(db);
  return rows;
}

/** Gives a camera back in order, so that the hole that follows is a restart and not a loss. */
export async function releaseLease(db: Db, workerId: string, lease: Lease): Promise<void> {
  await db
    .updateTable('camera_leases')
    .set({ released: true })
    .where('camera_id', '=', lease.cameraId)
    .where('worker_id', '=', workerId)
    .where('epoch', '=', lease.epoch)
    .execute();
}

/** Sets what people see of a camera; ignored when the lease has gone to somebody else or a person stopped the camera. */
export async function setCameraState(
  db: Db,
  lease: Lease,
  state: 'connecting' | 'recording' | 'down',
  cause: GapCause | null,
  detail: string | null = null,
): Promise<boolean> {
  const changed = await db
    .updateTable('cameras as c')
    .set({ state, cause, cause_detail: detail, state_since: sql`now()` })
    .where('id', '=', lease.cameraId)
    .where(shouldRecord)
    .where(({ or, eb }) =>
      or([
        eb('state', '!=', state),
        eb('cause', 'is distinct from', cause),
        eb('cause_detail', 'is distinct from', detail),
      ]),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('camera_leases')
          .select('epoch')
          .where('camera_id', '=', lease.cameraId)
          .where('epoch', '=', lease.epoch),
      ),
    )
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** Whether nobody has taken the camera over since. */
export async function holdsLease(db: Db, lease: Lease): Promise<boolean> {
  const row = await db
    .selectFrom('camera_leases')
    .select('epoch')
    .where('camera_id', '=', lease.cameraId)
    .where('epoch', '=', lease.epoch)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Cameras that nobody records any more (their worker died and no other took over, or nobody took them up when their pause
 * ended) are shown as down. Returns those that were not shown so yet. Their gap is written by the next holder of the lease.
 */
export async function markUnattended(db: Db): Promise<{ cameraId: string; roomId: string }[]> {
  const { rows } = await sql<{ cameraId: string; roomId: string }>`
    update cameras c set state = 'down', cause = 'worker_lost', cause_detail = null,
      state_since = greatest(l.expires_at, c.paused_until)
    from camera_leases l
    where l.camera_id = c.id and ${shouldRecord} and (
      (not l.released and l.expires_at < now() and c.state in ('connecting', 'recording'))
      or (c.state = 'paused' and c.paused_until < now() - interval '15 seconds'))
    returning c.id as "cameraId", c.room_id as "roomId"`.execute(db);
  return rows;
}
