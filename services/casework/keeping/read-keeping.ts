import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { sessionThing } from '../../access/session-things.ts';
import { aboutVisible, caseVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { type CaseLink, closedCaseStates } from '../../contracts/case.ts';
import { type Hold, type Keeping, retentionClass } from '../../contracts/custody/retention.ts';

/** How long a session is kept, and what holds it. The caller has asked `may`. */
export async function sessionKeeping(db: Db, actor: Actor, sessionId: string): Promise<Keeping> {
  const row = await db.selectFrom('session_keeping').selectAll().where('session_id', '=', sessionId).executeTakeFirst();
  const thing = await sessionThing(db, actor.id, sessionId);
  const holds = await selectHolds(db, actor)
    // The hold of a case that must not be known to the person only shows in that the session is held.
    .where((eb) =>
      eb.or([
        eb('h.session_id', '=', sessionId),
        eb.and([eb('h.case_id', 'in', everLinked(db, sessionId)), eb('c.id', 'is not', null)]),
      ]),
    )
    .execute();
  return {
    class: await shownClass(db, actor, sessionId, row?.class),
    isHeld: row?.is_held ?? false,
    until: row?.keep_until?.toISOString() ?? null,
    openCases: await openCases(db, actor, sessionId),
    holds: holds.map(toHold),
    isApplied: row !== undefined && row.applied_revision >= row.revision,
    failure: row?.failure ?? null,
    needsCase: thing !== undefined && thing.accessClass !== 'normal' && (await hasNoCase(db, sessionId)),
    mayHold: thing !== undefined && may(actor, 'session.hold', thing),
  };
}

async function hasNoCase(db: Db, sessionId: string): Promise<boolean> {
  return (await linkedCases(db, sessionId).limit(1).executeTakeFirst()) === undefined;
}

/** The class would tell of a case that must not be known to the person. */
async function shownClass(db: Db, actor: Actor, sessionId: string, written = 'no_case') {
  const hidden = await db
    .selectFrom('cases as c')
    .select('c.id')
    .where('c.id', 'in', everLinked(db, sessionId))
    .where(sql<boolean>`not ${caseVisible(actor, 'c')}`)
    .limit(1)
    .executeTakeFirst();
  return hidden ? 'case' : retentionClass.parse(written);
}

const everLinked = (db: Db, sessionId: string) =>
  db.selectFrom('session_cases').select('case_id').where('session_id', '=', sessionId);

const linkedCases = (db: Db, sessionId: string) => everLinked(db, sessionId).where('unlinked_at', 'is', null);

async function openCases(db: Db, actor: Actor, sessionId: string): Promise<CaseLink[]> {
  return db
    .selectFrom('cases as c')
    .select(['c.id', 'c.key', 'c.kind', 'c.access_class as accessClass'])
    .where('c.id', 'in', linkedCases(db, sessionId))
    .where('c.state', 'not in', [...closedCaseStates])
    .where(caseVisible(actor, 'c'))
    .orderBy('c.key')
    .execute();
}

/** Holds on sessions and cases that the person may see, newest first. */
export async function listHolds(db: Db, actor: Actor) {
  const rows = await selectHolds(db, actor)
    .where(aboutVisible(actor, 'h'))
    .orderBy('h.placed_at', 'desc')
    .limit(500)
    .execute();
  return rows.map((row) => ({ ...toHold(row), session: toSession(row) }));
}

function selectHolds(db: Db, actor: Actor) {
  return db
    .selectFrom('holds as h')
    .leftJoin('accounts as a', 'a.id', 'h.placed_by')
    .leftJoin('sessions as s', 's.id', 'h.session_id')
    .leftJoin('rooms as r', 'r.id', 's.room_id')
    .leftJoin('cases as c', (join) => join.onRef('c.id', '=', 'h.case_id').on(caseVisible(actor, 'c')))
    .select(['h.id', 'h.reason_code', 'h.note', 'h.placed_by', 'h.placed_at', 'a.name', 'h.session_id'])
    .select([
      'c.id as caseId',
      'c.key',
      'c.kind',
      'c.access_class',
      's.started_at',
      'r.id as roomId',
      'r.name as roomName',
    ])
    .select(
      sql<boolean>`exists (select from approvals p where p.act = 'hold.lift' and p.thing_id = h.id
        and p.state = 'asked' and p.expires_at > now())`.as('liftAsked'),
    )
    .where('h.lifted_at', 'is', null);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectHolds>['execute']>>[number];

function toHold(row: Row): Hold {
  const { caseId, key, kind, access_class: accessClass } = row;
  return {
    id: row.id,
    reason: row.reason_code,
    note: row.note,
    placedBy: row.placed_by === null ? null : { id: row.placed_by, name: row.name ?? '' },
    placedAt: row.placed_at.toISOString(),
    case: caseId && key && kind && accessClass ? { id: caseId, key, kind, accessClass } : null,
    liftAsked: row.liftAsked,
  };
}

function toSession({ session_id: id, roomId, roomName, started_at: startedAt }: Row) {
  if (!id || !roomId || !startedAt) return null;
  return { id, room: { id: roomId, name: roomName ?? '' }, startedAt: startedAt.toISOString() };
}
