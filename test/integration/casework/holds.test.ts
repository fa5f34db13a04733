import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyKeeping } from '../../../services/casework/clips/keeping.ts';
import { approvalRoutes } from '../../../services/contracts/access/approval.ts';
import { retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { noteKeeping } from '../../../services/custody/retention/session-keeping.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from './work-house.ts';

let house: WorkHouse;
let supervisor: Visitor;
let chief: Visitor;
let archivist: Visitor;
beforeAll(async () => {
  house = await openWorkHouse();
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
  archivist = await house.api.visitor('archivist');
});
afterAll(() => house.close());

const body = { reason: 'dispute' as const, note: 'khiếu nại về thái độ' };

async function session(kind?: 'TC') {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 10);
  const keys = kind ? [(await openCase(house.officer, kind)).key] : [];
  return (await cut(house.officer, room.id, house.at(1), house.at(9), keys)).id;
}

const keeping = (sessionId: string) => chief.call(retentionRoutes.get, { params: { sessionId } });
const place = (by: Visitor, sessionId: string) => by.call(retentionRoutes.holdSession, { params: { sessionId }, body });
const ask = (by: Visitor, holdId: string) =>
  by.call(retentionRoutes.askLift, { params: { holdId }, body: { reason: 'đã giải quyết xong' } });
const decide = (by: Visitor, approvalId: string, approve = true) =>
  by.call(approvalRoutes.decide, { params: { approvalId }, body: { approve, note: 'đồng ý với đề nghị' } });
const waiting = async (who: Visitor) => (await who.call(approvalRoutes.list, {})).waiting;

async function acts(thingId: string) {
  const rows = await house.api.db
    .selectFrom('audit_log')
    .select('act')
    .where('thing_id', '=', thingId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.act);
}

it('a person holds a session; two people let it go; all of it is in the log', async () => {
  const id = await session();
  const placed = await place(archivist, id);
  expect(placed).toMatchObject({ isHeld: true, until: null, holds: [{ reason: 'dispute', liftAsked: false }] });
  const [hold] = placed.holds;
  const before = await waiting(chief);
  const { approvalId } = await ask(archivist, hold?.id ?? '');
  expect(await waiting(chief)).toBe(before + 1);
  expect((await keeping(id)).holds).toMatchObject([{ liftAsked: true }]);
  await expect(ask(supervisor, hold?.id ?? '')).rejects.toMatchObject({ code: 'already_exists' });
  expect(await decide(chief, approvalId)).toEqual({ state: 'approved' });
  expect(await keeping(id)).toMatchObject({ isHeld: false, holds: [] });
  expect(await acts(id)).toEqual(expect.arrayContaining(['hold.place', 'hold.lift']));
  expect(await acts(approvalId)).toEqual(['approval.ask', 'approval.approve']);
  await expect(decide(supervisor, approvalId)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  await expect(ask(archivist, hold?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
});

it('a hold on a case holds all its sessions, closed or not', async () => {
  const file = await openCase(house.officer);
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 10);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(9), [file.key]);
  await chief.call(retentionRoutes.holdCase, { params: { caseId: file.id }, body });
  expect(await keeping(id)).toMatchObject({ isHeld: true, holds: [{ case: { key: file.key } }] });
  const listed = await supervisor.call(retentionRoutes.held, {});
  expect(listed.items).toContainEqual(
    expect.objectContaining({ session: null, case: expect.objectContaining({ key: file.key }) }),
  );
});

it('unlinking the case that a person holds does not let go of the session', async () => {
  const file = await openCase(house.officer);
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 10);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(9), [file.key]);
  await chief.call(retentionRoutes.holdCase, { params: { caseId: file.id }, body });
  await house.officer.call(sessionRoutes.unlinkCase, { params: { sessionId: id, caseId: file.id } });
  await noteKeeping(house.api.db, [id]);
  expect(await keeping(id)).toMatchObject({ isHeld: true, holds: [{ case: { key: file.key } }] });
});

it('the hold of a case that must not be known only shows in that the session is held', async () => {
  const open = await openCase(house.officer);
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 10);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(9), [open.key]);
  const stranger = await house.api.visitor('supervisor', 'has-a-secret');
  const secret = await openCase(stranger, 'TC');
  const link = { session_id: id, case_id: secret.id, linked_by: stranger.id };
  await house.api.db.insertInto('session_cases').values(link).execute();
  const hold = { case_id: secret.id, reason_code: 'coercion' as const, note: 'secret', placed_by: stranger.id };
  await house.api.db.insertInto('holds').values(hold).execute();
  await noteKeeping(house.api.db, [id]);
  const seen = await house.officer.call(retentionRoutes.get, { params: { sessionId: id } });
  expect(seen).toMatchObject({ isHeld: true, class: 'case', holds: [], openCases: [{ key: open.key }] });
});

describe('two people', () => {
  it('are never the officer whose session it is', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 10);
    const own = await house.api.visitor('supervisor', 'receives-too');
    const { id } = await cut(own, room.id, house.at(1), house.at(9));
    await expect(place(own, id)).rejects.toMatchObject({ code: 'forbidden' });
    const [hold] = (await place(chief, id)).holds;
    const { approvalId } = await ask(chief, hold?.id ?? '');
    await expect(decide(own, approvalId)).rejects.toMatchObject({ code: 'own_request' });
    const refused = house.api.db.selectFrom('audit_log').select('id').where('thing_id', '=', approvalId);
    expect(await refused.where('outcome', '=', 'refused').execute()).toHaveLength(1);
  });

  it('are never one: who asked can neither approve nor refuse, but take it back', async () => {
    const [hold] = (await place(chief, await session())).holds;
    const { approvalId } = await ask(chief, hold?.id ?? '');
    for (const approve of [true, false])
      await expect(decide(chief, approvalId, approve)).rejects.toMatchObject({ code: 'own_request' });
    await expect(supervisor.call(approvalRoutes.withdraw, { params: { approvalId } })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await chief.call(approvalRoutes.withdraw, { params: { approvalId } })).toEqual({ state: 'withdrawn' });
    await ask(chief, hold?.id ?? '');
  });

  it('cannot be made one by the database either', async () => {
    const same = sql`insert into approvals (act, thing_kind, thing_id, reason, asked_by, expires_at, state, decided_by, decided_at)
      values ('hold.lift', 'hold', uuidv7(), 'x', ${chief.id}, now(), 'approved', ${chief.id}, now())`;
    await expect(same.execute(house.api.db)).rejects.toThrow('check constraint');
  });
});

describe('a request', () => {
  it('a refusal leaves the hold, with the reason', async () => {
    const id = await session();
    const [hold] = (await place(supervisor, id)).holds;
    const { approvalId } = await ask(supervisor, hold?.id ?? '');
    expect(await decide(chief, approvalId, false)).toEqual({ state: 'refused' });
    expect(await keeping(id)).toMatchObject({ isHeld: true, holds: [{ liftAsked: false }] });
    const { items } = await supervisor.call(approvalRoutes.list, {});
    expect(items.find((one) => one.id === approvalId)).toMatchObject({
      state: 'refused',
      decision: 'đồng ý với đề nghị',
    });
  });

  it('a request that nobody decided expires, and can be made again', async () => {
    const [hold] = (await place(supervisor, await session())).holds;
    const { approvalId } = await ask(supervisor, hold?.id ?? '');
    await house.api.db
      .updateTable('approvals')
      .set({ expires_at: new Date(0) })
      .where('id', '=', approvalId)
      .execute();
    await expect(decide(chief, approvalId)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    const { items } = await chief.call(approvalRoutes.list, {});
    expect(items.find((one) => one.id === approvalId)).toMatchObject({ state: 'expired', mayDecide: false });
    await ask(supervisor, hold?.id ?? '');
  });

  it('of two who decide at once one is heard', async () => {
    const other = await house.api.visitor('chief', 'deputy');
    const [hold] = (await place(supervisor, await session())).holds;
    const { approvalId } = await ask(supervisor, hold?.id ?? '');
    const results = await Promise.allSettled([decide(chief, approvalId), decide(other, approvalId, false)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('who may not', () => {
  it('an officer neither holds nor asks nor decides, not even of the own session', async () => {
    const id = await session();
    await expect(place(house.officer, id)).rejects.toMatchObject({ code: 'forbidden' });
    const [hold] = (await place(chief, id)).holds;
    await expect(ask(house.officer, hold?.id ?? '')).rejects.toMatchObject({ code: 'forbidden' });
    const { approvalId } = await ask(chief, hold?.id ?? '');
    for (const other of [house.officer, archivist])
      await expect(decide(other, approvalId)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a hold and a request about a denunciation do not exist for those outside it', async () => {
    const id = await session('TC');
    await expect(place(chief, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(keeping(id)).rejects.toMatchObject({ code: 'not_found' });
    const hold = await house.api.db
      .insertInto('holds')
      .values({ session_id: id, reason_code: 'court', note: 'secret', placed_by: supervisor.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    const approval = await house.api.db
      .insertInto('approvals')
      .values({
        act: 'hold.lift',
        thing_kind: 'hold',
        thing_id: hold.id,
        session_id: id,
        reason: 'secret',
        asked_by: supervisor.id,
        expires_at: new Date(Date.now() + 60_000),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await expect(ask(chief, hold.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(decide(chief, approval.id)).rejects.toMatchObject({ code: 'not_found' });
    const seen = [await chief.call(approvalRoutes.list, {}), await chief.call(retentionRoutes.held, {})];
    expect(JSON.stringify(seen)).not.toContain('secret');
  });
});

it('the store hears of a hold that a person placed', async () => {
  const id = await session();
  await place(chief, id);
  const { revision } = await house.api.db
    .selectFrom('session_keeping')
    .select('revision')
    .where('session_id', '=', id)
    .executeTakeFirstOrThrow();
  await applyKeeping(house.jobs, id, revision, new AbortController().signal);
  expect((await keeping(id)).isApplied).toBe(true);
});
