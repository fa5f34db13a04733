import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { plainText } from '../../contracts/plain-text.ts';
import type { sessionRoutes } from '../../contracts/session.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { classOfKind, highest } from '../protection/classes.ts';
import { workOutClasses } from '../protection/work-out.ts';
import { changeSession } from './change-session.ts';
import { requireSession } from './require-session.ts';
import { checkTimes, requireFree } from './start-session.ts';

type FormChange = z.output<typeof sessionRoutes.change.body>;

/** Changes what the form holds; naming a denunciation protects the session, un-naming it does not lower it. */
export async function changeForm(deps: CaseworkDeps, actor: Actor, sessionId: string, form: FormChange): Promise<void> {
  await requireSession(deps.db, actor, sessionId, 'session.change');
  await changeSession(deps, actor, sessionId, 'session.change', async (tx) => {
    const session = await lockSession(tx, sessionId);
    const { caseKind, peopleCount, noticeGiven, noticeHow, noticeLanguage, note, kind, visit } = form;
    const columns = {
      kind,
      visit,
      case_kind: caseKind,
      people_count: peopleCount,
      notice_given: noticeGiven,
      notice_how: noticeHow,
      notice_language: noticeLanguage,
      note,
      note_plain: note === undefined ? undefined : plainText(note),
      own_class: caseKind && highest([session.own_class ?? session.access_class, classOfKind(caseKind)]),
    };
    const given = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length > 0)
      await tx.updateTable('sessions').set(given).where('id', '=', sessionId).execute();
    if (caseKind) await workOutClasses(tx, [sessionId]);
    return { fields: Object.keys(form) };
  });
}

/** Ends a running session now. Throws session_ended. */
export async function stopSession(deps: CaseworkDeps, actor: Actor, sessionId: string): Promise<void> {
  await requireSession(deps.db, actor, sessionId, 'session.change');
  await changeSession(deps, actor, sessionId, 'session.stop', async (tx) => {
    const session = await lockSession(tx, sessionId);
    if (session.ended_at !== null) throw new AppError('session_ended', 'This session has ended already.');
    const endedAt = new Date(Math.max(deps.clock.now(), session.started_at.getTime() + 1));
    await tx.updateTable('sessions').set({ ended_at: endedAt }).where('id', '=', sessionId).execute();
    await tx
      .updateTable('session_versions')
      .set({ ended_at: endedAt })
      .where('session_id', '=', sessionId)
      .where('version', '=', session.version)
      .execute();
    return {};
  });
}

export interface NewTimes {
  /** The version that the person saw; another one in between refuses the change. */
  version: number;
  startedAt: string;
  endedAt: string;
  reason: string;
}

/** Gives a session new times: a new version beside the old. Throws changed_meanwhile, session_running, room_busy. */
export async function changeTimes(deps: CaseworkDeps, actor: Actor, sessionId: string, times: NewTimes): Promise<void> {
  await requireSession(deps.db, actor, sessionId, 'session.change');
  const startedAt = new Date(times.startedAt);
  const endedAt = new Date(times.endedAt);
  checkTimes(startedAt, endedAt, new Date(deps.clock.now()));
  await changeSession(deps, actor, sessionId, 'session.times', async (tx) => {
    await lockRoomOf(tx, sessionId);
    const session = await lockSession(tx, sessionId);
    await requireNotDestroyed(tx, sessionId);
    if (session.version !== times.version) {
      throw new AppError(
        'changed_meanwhile',
        'Somebody changed the times meanwhile: look at them again, then repeat your change.',
      );
    }
    if (session.ended_at === null) throw new AppError('session_running', 'The session still runs: end it first.');
    await requireFree(tx, session.room_id, startedAt, endedAt, sessionId);
    const version = session.version + 1;
    await tx
      .updateTable('sessions')
      .set({ started_at: startedAt, ended_at: endedAt, version })
      .where('id', '=', sessionId)
      .execute();
    await tx
      .insertInto('session_versions')
      .values({
        session_id: sessionId,
        version,
        started_at: startedAt,
        ended_at: endedAt,
        reason: times.reason,
        changed_by: actor.id,
      })
      .execute();
    return { version };
  });
}

/** What expires in the room meanwhile waits, or is seen here. */
async function lockRoomOf(tx: Tx, sessionId: string) {
  const room = tx.selectFrom('sessions').select('room_id').where('id', '=', sessionId);
  await tx.selectFrom('rooms').select('id').where('id', '=', room).forNoKeyUpdate().execute();
}

async function lockSession(tx: Tx, sessionId: string) {
  return tx
    .selectFrom('sessions')
    .select(['room_id', 'started_at', 'ended_at', 'version', 'access_class', 'own_class'])
    .where('id', '=', sessionId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}
