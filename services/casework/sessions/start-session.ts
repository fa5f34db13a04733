import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { plainText } from '../../contracts/plain-text.ts';
import type { SessionForm } from '../../contracts/session.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { classOfKind } from '../protection/classes.ts';
import { announce } from './change-session.ts';
import { linkByKey } from './link-cases.ts';

export interface StartRequest extends SessionForm {
  roomId: string;
  caseKeys: string[];
}

export interface CutRequest extends StartRequest {
  startedAt: string;
  endedAt: string;
  reason: string;
}

const longestMs = 24 * 3_600_000;

/** Starts a session now. Returns its id. Throws not_found (room, case), room_busy. */
export async function startSession(deps: CaseworkDeps, actor: Actor, request: StartRequest): Promise<string> {
  return insert(deps, actor, request, {
    startedAt: new Date(deps.clock.now()),
    endedAt: null,
    reason: '',
    madeFrom: 'button',
  });
}

/**
 * Makes a session afterwards, out of the record. Throws invalid_input (backward, too long, in the future), no_footage
 * (nothing is known of the room at that time), room_busy, not_found.
 */
export async function cutFromRecord(deps: CaseworkDeps, actor: Actor, request: CutRequest): Promise<string> {
  const startedAt = new Date(request.startedAt);
  const endedAt = new Date(request.endedAt);
  checkTimes(startedAt, endedAt, new Date(deps.clock.now()));
  return insert(deps, actor, request, { startedAt, endedAt, reason: request.reason, madeFrom: 'record' });
}

/** Throws invalid_input unless the times are a stretch of the past, of at most 24 hours. */
export function checkTimes(startedAt: Date, endedAt: Date, now: Date): void {
  if (startedAt >= endedAt) throw new AppError('invalid_input', 'The end must be after the start.');
  if (endedAt > now) throw new AppError('invalid_input', 'The end lies in the future: choose a time that has passed.');
  if (endedAt.getTime() - startedAt.getTime() > longestMs)
    throw new AppError('invalid_input', 'A session lasts at most 24 hours.');
}

/** Under the room's lock: what expires in it meanwhile waits, or is gone here. */
async function requireRecord(tx: Tx, roomId: string, from: Date, to: Date) {
  const known = await tx
    .selectFrom('segments as s')
    .innerJoin('cameras as c', 'c.id', 's.camera_id')
    .select('s.camera_id')
    .where('c.room_id', '=', roomId)
    .where('s.started_at', '<', to)
    .where('s.started_at', '>', new Date(from.getTime() - longestMs))
    .where('s.ended_at', '>', from)
    .where('s.state', '=', 'stored')
    .limit(1)
    .executeTakeFirst();
  if (!known)
    throw new AppError('no_footage', 'The room has no footage at that time: choose a stretch that was recorded.');
}

interface Times {
  startedAt: Date;
  endedAt: Date | null;
  reason: string;
  madeFrom: 'button' | 'record';
}

async function insert(deps: CaseworkDeps, actor: Actor, request: StartRequest, times: Times): Promise<string> {
  const made = await deps.db.transaction().execute(async (tx) => {
    const room = await tx
      .selectFrom('rooms')
      .select('id')
      .where('id', '=', request.roomId)
      .forUpdate()
      .executeTakeFirst();
    if (!room) throw new AppError('not_found', 'There is no such room: choose one from the list.');
    await requireFree(tx, request.roomId, times.startedAt, times.endedAt, null);
    if (times.madeFrom === 'record')
      await requireRecord(tx, request.roomId, times.startedAt, times.endedAt ?? times.startedAt);
    const id = await insertSession(tx, actor, request, times);
    for (const key of request.caseKeys) await linkByKey(tx, actor, id, key);
    await appendAudit(tx, {
      accountId: actor.id,
      address: actor.address,
      act: times.madeFrom === 'button' ? 'session.start' : 'session.cut',
      thing: { kind: 'session', id },
    });
    return { id, roomId: room.id };
  });
  await announce(deps, made.id, { revision: 1, roomId: made.roomId, isRunning: times.endedAt === null });
  return made.id;
}

/** Throws room_busy when another session has the room then. Says nothing of that session. */
export async function requireFree(
  tx: Tx,
  roomId: string,
  from: Date,
  to: Date | null,
  except: string | null,
): Promise<void> {
  const taken = await tx
    .selectFrom('sessions')
    .select('id')
    .where('room_id', '=', roomId)
    .where(sql<boolean>`tstzrange(started_at, ended_at) && tstzrange(${from}, ${to})`)
    .where(sql<boolean>`id is distinct from ${except}::uuid`)
    .limit(1)
    .executeTakeFirst();
  if (taken)
    throw new AppError(
      'room_busy',
      'The room is occupied at that time: wait until it is free, or choose another room or time.',
    );
}

async function insertSession(tx: Tx, actor: Actor, form: StartRequest, times: Times): Promise<string> {
  const { id } = await tx
    .insertInto('sessions')
    .values({
      room_id: form.roomId,
      officer_id: actor.id,
      kind: form.kind,
      case_kind: form.caseKind,
      visit: form.visit,
      people_count: form.peopleCount,
      notice_given: form.noticeGiven,
      notice_how: form.noticeHow,
      notice_language: form.noticeLanguage,
      note: form.note,
      note_plain: plainText(form.note),
      started_at: times.startedAt,
      ended_at: times.endedAt,
      made_from: times.madeFrom,
      access_class: classOfKind(form.caseKind),
      own_class: classOfKind(form.caseKind),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { startedAt: started_at, endedAt: ended_at, reason } = times;
  const version = { session_id: id, version: 1, started_at, ended_at, reason, changed_by: actor.id };
  await tx.insertInto('session_versions').values(version).execute();
  return id;
}
