import { sql } from 'kysely';
import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import { type EmergencyLook, emergencyMinutes, longestEmergencyMinutes } from '../../contracts/access/emergency.ts';
import type { Audience } from '../../contracts/events.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { Actor } from '../actor.ts';
import { type Asked, askApproval, withdrawAsked } from '../approvals/approvals.ts';
import { approvers } from '../audience.ts';
import { auditRefusal, notFound } from './refusal.ts';

const act = 'record.emergency';
const minuteMs = 60_000;
/** So long somebody may decide: what waits longer is no emergency. */
const decidedWithinHours = 24;

/**
 * An administrator asks to look at a stretch of a room's record; supervisor or chief decides. The caller has asked
 * `record.ask_emergency`. Throws not_found, invalid_input, and already_exists while another of this person waits.
 */
export async function askEmergency(
  db: Database,
  actor: Actor,
  wanted: { roomId: string; from: string; to: string; reason: string },
  now: Date,
): Promise<string> {
  const [from, to] = [new Date(wanted.from), new Date(wanted.to)];
  const tooLong = to.getTime() - from.getTime() > longestEmergencyMinutes * minuteMs;
  if (from >= to || to > now || tooLong)
    throw new AppError('invalid_input', 'Choose a stretch of at most an hour that is over.');
  return db.transaction().execute(async (tx) => {
    const room = await tx.selectFrom('rooms').select('id').where('id', '=', wanted.roomId).executeTakeFirst();
    if (!room) throw notFound();
    await requireNoneWaits(tx, actor);
    const { id } = await tx
      .insertInto('emergency_looks')
      .values({ room_id: room.id, from_at: from, to_at: to, asked_by: actor.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    const thing = { kind: 'room', id: room.id };
    const details = { from: from.toISOString(), to: to.toISOString(), lookId: id };
    await appendAudit(tx, { accountId: actor.id, address: actor.address, act: 'record.ask_emergency', thing, details });
    const about = { emergencyId: id };
    const request = { act, thing: { kind: 'emergency', id }, about, reason: wanted.reason } as const;
    await askApproval(tx, actor, { ...request, withinHours: decidedWithinHours });
    return id;
  });
}

/** The grant begins. Throws changed_meanwhile when who asked is no administrator any more. */
export async function carryOutEmergency(tx: Tx, { thing, askedBy }: Asked, clock: Clock): Promise<void> {
  const asker = await tx
    .selectFrom('accounts')
    .select(['role', 'disabled_at'])
    .where('id', '=', askedBy)
    .executeTakeFirst();
  if (asker?.role !== 'admin' || asker.disabled_at !== null)
    throw new AppError('changed_meanwhile', 'Who asked is no administrator any more: it cannot be approved.');
  const until = new Date(clock.now() + emergencyMinutes * minuteMs);
  await tx.updateTable('emergency_looks').set({ until_at: until }).where('id', '=', thing.id).execute();
}

/**
 * Ends a grant before its time, or takes back what nobody decided yet. The caller has asked `record.end_emergency`: an
 * administrator ends the own ones, a chief any that is granted. Throws not_found, changed_meanwhile.
 */
export async function endEmergency(db: Database, actor: Actor, lookId: string, now: Date): Promise<void> {
  await auditRefusal(db, actor, 'record.end_emergency', { kind: 'emergency', id: lookId }, () =>
    db.transaction().execute(async (tx) => {
      // The request first, as whoever decides it holds it.
      await tx
        .selectFrom('approvals')
        .select('id')
        .where('act', '=', act)
        .where('thing_id', '=', lookId)
        .forUpdate()
        .execute();
      const look = await tx
        .selectFrom('emergency_looks')
        .selectAll()
        .where('id', '=', lookId)
        .forUpdate()
        .executeTakeFirst();
      if (!look || (actor.role !== 'chief' && look.asked_by !== actor.id)) throw notFound();
      if (look.until_at === null && look.asked_by === actor.id) return withdrawAsked(tx, actor, act, lookId);
      if (look.until_at === null || look.ended_at !== null || look.until_at <= now)
        throw new AppError('changed_meanwhile', 'This is not granted, or over already: load the page again.');
      const ended = { ended_at: now, ended_by: actor.id };
      await tx.updateTable('emergency_looks').set(ended).where('id', '=', lookId).execute();
      const entry = { accountId: actor.id, address: actor.address, act: 'record.end_emergency' };
      await appendAudit(tx, { ...entry, thing: { kind: 'room', id: look.room_id }, details: { lookId } });
    }),
  );
}

export interface Granted {
  id: string;
  roomId: string;
  from: Date;
  to: Date;
  reason: string;
  until: Date | null;
  /** It may be looked at now. */
  isGranted: boolean;
}

/** What a person asked for; undefined when there is no such, or it is another's. */
export async function ownLook(db: Db, personId: string, lookId: string, now: Date): Promise<Granted | undefined> {
  const row = await looks(db).where('e.id', '=', lookId).where('e.asked_by', '=', personId).executeTakeFirst();
  return (
    row && {
      ...{ id: row.id, roomId: row.room_id, from: row.from_at, to: row.to_at, reason: row.reason, until: row.until_at },
      isGranted: row.state === 'approved' && row.ended_at === null && row.until_at !== null && row.until_at > now,
    }
  );
}

const mostShown = 50;

/** What a person asked for, newest first. */
export async function listOwnLooks(db: Db, personId: string, now: Date): Promise<EmergencyLook[]> {
  const rows = await looks(db).where('e.asked_by', '=', personId).orderBy('e.id', 'desc').limit(mostShown).execute();
  return rows.map((row) => ({
    ...{ id: row.id, room: { id: row.room_id, name: row.roomName }, reason: row.reason, state: stateOf(row, now) },
    ...{ from: row.from_at.toISOString(), to: row.to_at.toISOString(), askedAt: row.asked_at.toISOString() },
    decidedBy:
      row.decidedName === null || row.state === 'withdrawn'
        ? null
        : { id: row.decided_by ?? '', name: row.decidedName },
    decision: row.state === 'withdrawn' ? null : row.decision,
    until: (row.ended_at ?? row.until_at)?.toISOString() ?? null,
  }));
}

/** Those who list requests, and who asked, hear that something about it has changed. */
export async function emergencyAudience(db: Db, lookId: string): Promise<Audience[]> {
  const look = await db.selectFrom('emergency_looks').select('asked_by').where('id', '=', lookId).executeTakeFirst();
  return look ? [...approvers, `account:${look.asked_by}`] : [];
}

function looks(db: Db) {
  return db
    .selectFrom('emergency_looks as e')
    .innerJoin('rooms as r', 'r.id', 'e.room_id')
    .innerJoin('approvals as p', (join) => join.onRef('p.thing_id', '=', 'e.id').on('p.act', '=', act))
    .leftJoin('accounts as d', 'd.id', 'p.decided_by')
    .select(['e.id', 'e.room_id', 'r.name as roomName', 'e.from_at', 'e.to_at', 'e.until_at', 'e.ended_at'])
    .select([
      'p.state',
      'p.reason',
      'p.asked_at',
      'p.expires_at',
      'p.decided_by',
      'p.decision',
      'd.name as decidedName',
    ])
    .select(sql<boolean>`p.state = 'asked' and p.expires_at <= now()`.as('expired'));
}

type Row = Awaited<ReturnType<ReturnType<typeof looks>['execute']>>[number];

function stateOf({ state, expired, ended_at, until_at }: Row, now: Date): EmergencyLook['state'] {
  if (expired) return 'expired';
  if (state !== 'approved') return state;
  if (ended_at !== null) return 'ended';
  return until_at !== null && until_at > now ? 'granted' : 'over';
}

async function requireNoneWaits(tx: Tx, actor: Actor) {
  await tx.selectFrom('accounts').select('id').where('id', '=', actor.id).forUpdate().execute();
  const waits = await tx
    .selectFrom('approvals')
    .select('id')
    .where('act', '=', act)
    .where('asked_by', '=', actor.id)
    .where('state', '=', 'asked')
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (waits)
    throw new AppError('already_exists', 'You asked for a look already: it waits for another person to decide.');
}
