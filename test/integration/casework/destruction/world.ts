import type { Actor } from '../../../../services/access/actor.ts';
import { addMember } from '../../../../services/access/members.ts';
import type { Enqueue } from '../../../../services/adapters/queue/enqueue.ts';
import { applyKeeping } from '../../../../services/casework/clips/keeping.ts';
import { tagSession } from '../../../../services/casework/clips/tagging.ts';
import { dueSessions } from '../../../../services/casework/destruction/due.ts';
import { expireIdle } from '../../../../services/casework/destruction/expire-idle.ts';
import { proposeDestruction } from '../../../../services/casework/destruction/propose.ts';
import { runDestruction } from '../../../../services/casework/destruction/run-destruction.ts';
import { sweep } from '../../../../services/casework/sweep.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { retentionRoutes } from '../../../../services/contracts/custody/retention.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { approveDestruction } from '../../../../services/custody/destruction/destructions.ts';
import { liftHold, sessionsHeldBy } from '../../../../services/custody/retention/holds.ts';
import { noteKeeping } from '../../../../services/custody/retention/session-keeping.ts';
import { storeSegment } from '../../../../services/recording/store-segment.ts';
import { segmentRow } from '../../../support/ledger/ledger.ts';
import { makeObject } from '../../bucket/made-object.ts';
import { cut, openCase, openWorkHouse, type WorkHouse } from '../work-house.ts';
import { type Days, type ModelCase, type ModelSession, mustStay } from './model.ts';

const dayMs = 86_400_000;
const never = new AbortController().signal;
const slotSeconds = 10;
export const slots = 8;

const firstDays: Days = {
  idle: { min: 60, afterClose: 0 },
  no_case: { min: 365, afterClose: 0 },
  case: { min: 560, afterClose: 730 },
  denunciation: { min: 1825, afterClose: 1825 },
  withdrawal: { min: 1825, afterClose: 1825 },
};

/** A house whose people many histories share. */
export async function openHistories() {
  const house = await openWorkHouse({ hoursAgo: 2 * 24, lockDays: 1e-9 });
  const archivist = await house.api.visitor('archivist');
  const chief = await house.api.visitor('chief');
  const as = ({ id, login, role }: typeof archivist): Actor => ({
    ...{ id, login, role, name: login, loginId: '', address: '127.0.0.1' },
  });
  return { house, archivist, people: { archivist: as(archivist), chief: as(chief) } };
}
export type Histories = Awaited<ReturnType<typeof openHistories>>;
export type World = Awaited<ReturnType<typeof openWorld>>;

/** One room with a minute or two of footage, and what happens to it; the model is told the same. */
export async function openWorld(histories: Histories) {
  const { house } = histories;
  const room = await house.room();
  await storeSlots(house, room.cameras[0]);
  const state = {
    nowMs: house.start.getTime() + 3_600_000,
    sessions: [] as ModelSession[],
    cases: [] as ModelCase[],
    holds: [] as { id: string; on: ModelSession | ModelCase }[],
    days: structuredClone(firstDays),
  };
  await writeDays(house, state.days);
  const inside: Inside = { ...histories, room, state };
  return {
    ...{ state, slotAt: slotAt(house), footage: () => footage(inside) },
    wait: (days: number) => {
      state.nowMs += days * dayMs;
    },
    ...sessionActs(inside),
    ...caseActs(inside),
    ...holdActs(inside),
    ...removals(inside),
  };
}

/** Objects of a few bytes: nobody plays them here. */
async function storeSlots(house: WorkHouse, cameraId: string) {
  const rowOf = segmentRow(cameraId, 1);
  for (let slot = 0; slot < slots; slot++) {
    const { key, ...object } = makeObject();
    const { versionId, lockedUntil } = await house.jobs.bucket.put({ key, ...object });
    const row = rowOf(slot, slotAt(house)(slot), slotAt(house)(slot + 1));
    const video = { ...row.video, key, versionId, bytes: object.body.length, sha256: object.sha256 };
    await storeSegment(house.api.db, { ...row, video, lockedUntil });
  }
}

interface Inside extends Histories {
  room: Awaited<ReturnType<WorkHouse['room']>>;
  state: {
    nowMs: number;
    sessions: ModelSession[];
    cases: ModelCase[];
    holds: { id: string; on: ModelSession | ModelCase }[];
    days: Days;
  };
}

const slotAt = (house: WorkHouse) => (slot: number) => house.start.getTime() + slot * slotSeconds * 1000;

async function footage({ house, room }: Inside) {
  const rows = await house.api.db
    .selectFrom('segments')
    .select('state')
    .where('camera_id', '=', room.cameras[0])
    .orderBy('started_at')
    .execute();
  return rows.map((row) => row.state);
}

function sessionActs({ house, room, state }: Inside) {
  const timesOf = (from: number, to: number) =>
    [house.at(from * slotSeconds + 1), house.at(to * slotSeconds - 1)] as const;
  return {
    async cut(from: number, to: number) {
      const outcome = await cut(house.officer, room.id, ...timesOf(from, to)).catch(refused);
      if (outcome)
        state.sessions.push({
          ...{ id: outcome.id, stretches: [[from, to]], holds: 0, destroyed: false },
          ...{ linked: new Set(), everLinked: new Set() },
        });
    },
    async move(session: ModelSession, from: number, to: number) {
      const [startedAt, endedAt] = timesOf(from, to);
      const body = { reason: 'moved', startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() };
      const version = session.stretches.length;
      const params = { sessionId: session.id };
      const done = await house.officer
        .call(sessionRoutes.changeTimes, { params, body: { version, ...body } })
        .catch(refused);
      if (done) session.stretches.push([from, to]);
    },
    async link(session: ModelSession, file: ModelCase) {
      const body = { caseKey: file.key };
      await house.officer.call(sessionRoutes.linkCase, { params: { sessionId: session.id }, body });
      session.linked.add(file);
      session.everLinked.add(file);
    },
    async unlink(session: ModelSession, file: ModelCase) {
      if (!session.linked.delete(file)) return;
      await house.officer.call(sessionRoutes.unlinkCase, { params: { sessionId: session.id, caseId: file.id } });
    },
  };
}

function caseActs({ house, people, state }: Inside) {
  const { db } = house.api;
  return {
    async open(kind: 'KN' | 'TC') {
      const { id, key } = await openCase(house.officer, kind);
      for (const one of [people.archivist.id, people.chief.id]) await addMember(db, id, one, house.officer.id);
      state.cases.push({ id, key, kind, everWithdrawn: false, closedAt: null, holds: 0 });
    },
    async setCase(file: ModelCase, to: 'closed' | 'accepted' | 'withdrawn') {
      await house.officer.call(caseRoutes.change, { params: { caseId: file.id }, body: { state: to } });
      const states = db.selectFrom('case_states').select('id').where('case_id', '=', file.id);
      const last = states.orderBy('id', 'desc').limit(1);
      await db
        .updateTable('case_states')
        .set({ changed_at: new Date(state.nowMs) })
        .where('id', '=', last)
        .execute();
      const linked = db.selectFrom('session_cases').select('session_id').distinct().where('case_id', '=', file.id);
      await noteKeeping(
        db,
        (await linked.execute()).map((row) => row.session_id),
      );
      file.closedAt = to === 'closed' ? state.nowMs : null;
      if (to === 'withdrawn') file.everWithdrawn = true;
    },
    async setDays(code: keyof Days, min: number, afterClose: number) {
      state.days[code] = { min, afterClose };
      await writeDays(house, state.days);
      await noteKeeping(
        db,
        state.sessions.map(({ id }) => id),
      );
    },
  };
}

function holdActs({ house, archivist, people, state }: Inside) {
  const { db } = house.api;
  return {
    async hold(on: ModelSession | ModelCase) {
      const body = { reason: 'dispute' as const, note: 'a dispute' };
      const isSession = 'stretches' in on;
      if (isSession && on.destroyed) return;
      const placing = isSession
        ? archivist.call(retentionRoutes.holdSession, { params: { sessionId: on.id }, body })
        : archivist.call(retentionRoutes.holdCase, { params: { caseId: on.id }, body });
      if ((await placing.catch(refused)) === null) return;
      const column = isSession ? 'session_id' : 'case_id';
      const placed = db.selectFrom('holds').select('id').where(column, '=', on.id).orderBy('id', 'desc');
      state.holds.push({ id: (await placed.executeTakeFirstOrThrow()).id, on });
      on.holds += 1;
    },
    async lift(index: number) {
      const [held] = state.holds.splice(index, 1);
      if (!held) return;
      await db.transaction().execute(async (tx) => {
        await liftHold(tx, held.id, people.chief.id, 'over');
        const on = 'stretches' in held.on ? { sessionId: held.on.id } : { caseId: held.on.id };
        await noteKeeping(tx, await sessionsHeldBy(tx, on));
      });
      held.on.holds -= 1;
    },
  };
}

async function destroyList({ house, people, state }: Inside, sessionIds: string[]) {
  const { db } = house.api;
  const clock = { now: () => state.nowMs };
  const { id } = await proposeDestruction({ ...house.api.deps, clock }, people.archivist, {
    sessionIds,
    reason: 'over',
  });
  await db.transaction().execute((tx) => approveDestruction(tx, id, people.chief.id, 'agreed'));
  await runDestruction({ ...house.jobs, clock }, id, never);
  const rows = db.selectFrom('destroyed_sessions').select('session_id').where('destruction_id', '=', id);
  const gone = new Set((await rows.execute()).map((row) => row.session_id));
  for (const session of state.sessions) if (gone.has(session.id)) session.destroyed = true;
}

function removals(inside: Inside) {
  const { house, people, state } = inside;
  const { db } = house.api;
  const clock = { now: () => state.nowMs };
  /** The jobs program's work, done at once; locks are the store's own time. */
  const enqueue: Enqueue = async (name, payload) => {
    const job = payload as { sessionId: string; revision: number };
    if (name === 'session.tag') await tagSession({ ...house.jobs, enqueue }, job.sessionId, job.revision, never);
    if (name === 'hold.apply') await applyKeeping(house.jobs, job.sessionId, job.revision, never);
  };
  return {
    /** Runs something that removes; says which slots went that had to stay. */
    async wronglyGone(remove: () => Promise<void>): Promise<number[]> {
      await sweep({ ...house.jobs, enqueue });
      const before = await footage(inside);
      const kept = before.map((_, slot) => mustStay(slot, state.sessions, state.days, state.nowMs, slotAt(house)));
      await remove();
      const after = await footage(inside);
      return after.flatMap((now, slot) => (now !== 'stored' && before[slot] === 'stored' && kept[slot] ? [slot] : []));
    },
    /** Proposes all that is due, protected ones alone, and carries it out. Returns what was proposed. */
    async destroy(): Promise<string[]> {
      const { items } = await dueSessions(db, people.archivist, new Date(state.nowMs));
      const sessionIds = items.map(({ id }) => id).filter((id) => state.sessions.some((one) => one.id === id));
      if (sessionIds.length === 0) return [];
      const rows = await db
        .selectFrom('sessions')
        .select(['id', 'access_class'])
        .where('id', 'in', sessionIds)
        .execute();
      const normal = rows.filter((row) => row.access_class === 'normal').map(({ id }) => id);
      const lists = rows.filter((row) => row.access_class !== 'normal').map(({ id }) => [id]);
      for (const list of normal.length > 0 ? [...lists, normal] : lists) await destroyList(inside, list);
      return sessionIds;
    },
    expire: async () => void (await expireIdle({ ...house.jobs, clock }, never)),
  };
}

/** The room is taken then, nothing is left there, it was destroyed, or only its officer knows of it: nothing happened. */
function refused(error: unknown) {
  const codes = ['room_busy', 'no_footage', 'session_destroyed', 'not_found'];
  if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return null;
  throw error;
}

async function writeDays({ api: { db } }: WorkHouse, days: Days) {
  for (const [code, { min, afterClose }] of Object.entries(days))
    await db
      .updateTable('retention_classes')
      .set({ min_days: min, after_close_days: ['idle', 'no_case'].includes(code) ? null : Math.max(1, afterClose) })
      .where('code', '=', code)
      .execute();
}
