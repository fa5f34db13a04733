import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { enforceDue } from '../../../../services/casework/keeping/change-class.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { destructionRoutes } from '../../../../services/contracts/custody/destruction.ts';
import { retentionRoutes } from '../../../../services/contracts/custody/retention.ts';
import { retentionChangeRoutes } from '../../../../services/contracts/custody/retention-change.ts';
import { noteKeeping } from '../../../../services/custody/retention/session-keeping.ts';
import { startNewDays } from '../../../../workers/jobs/custody/new-days.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../work-house.ts';

let house: WorkHouse;
let archivist: Visitor;
let chief: Visitor;
let supervisor: Visitor;
beforeAll(async () => {
  house = await openWorkHouse({ hoursAgo: 200 * 24 });
  archivist = await house.api.visitor('archivist');
  chief = await house.api.visitor('chief');
  supervisor = await house.api.visitor('supervisor');
});
afterAll(() => house.close());

beforeEach(async () => {
  const { db } = house.api;
  await db.updateTable('retention_changes').set({ state: 'stopped' }).where('state', '=', 'approved').execute();
  await db.updateTable('retention_classes').set({ min_days: 365 }).where('code', '=', 'no_case').execute();
  await db.updateTable('retention_classes').set({ min_days: 60 }).where('code', '=', 'idle').execute();
});

const dayMs = 86_400_000;
const reason = 'theo quy định mới';
const ask = (by: Visitor, code: 'no_case' | 'idle' | 'case', minDays: number, afterCloseDays: number | null = null) =>
  by.call(retentionChangeRoutes.ask, { params: { code }, body: { minDays, afterCloseDays, reason } });
const preview = (
  by: Visitor,
  code: 'no_case' | 'idle' | 'case',
  minDays: number,
  afterCloseDays: number | null = null,
) => by.call(retentionChangeRoutes.preview, { params: { code }, body: { minDays, afterCloseDays } });
const decide = (by: Visitor, approvalId: string, approve = true) =>
  by.call(approvalRoutes.decide, { params: { approvalId }, body: { approve, note: 'đồng ý' } });
const stop = (by: Visitor, changeId: string) =>
  by.call(retentionChangeRoutes.stop, { params: { changeId }, body: { reason: 'nhầm' } });
const daysOf = async (code: string) =>
  (await chief.call(retentionRoutes.classes, {})).items.find((one) => one.code === code)?.minDays;
const changeOf = async (id: string) =>
  (await chief.call(retentionChangeRoutes.list, {})).items.find((one) => one.id === id);
/** As the jobs program does it, so many days from now. */
const later = (days: number) => enforceDue(house.api.db, { now: () => Date.now() + days * dayMs });

/** A session of 200 days ago without a case. */
async function session(): Promise<string> {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 20);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(9));
  await noteKeeping(house.api.db, [id]);
  return id;
}

it('a shorter time deletes nothing at once: two people, seven days, then its sessions are due', async () => {
  const id = await session();
  expect(await preview(archivist, 'no_case', 180)).toMatchObject({ isShorter: true, sessions: 1 });
  const asked = await ask(archivist, 'no_case', 180);
  expect(await changeOf(asked.id)).toMatchObject({ state: 'asked', minDays: 180, oldMinDays: 365, effectiveAt: null });
  await expect(decide(archivist, asked.approvalId)).rejects.toMatchObject({ code: 'own_request' });
  await decide(chief, asked.approvalId);
  const { effectiveAt } = (await changeOf(asked.id)) ?? {};
  expect(Math.abs(Date.parse(effectiveAt ?? '') - Date.now() - 7 * dayMs)).toBeLessThan(60_000);
  await later(6.9);
  expect(await daysOf('no_case')).toBe(365);
  const due = async () => (await archivist.call(destructionRoutes.due, {})).items.map((one) => one.id);
  expect(await due()).not.toContain(id);
  await later(7.1);
  expect(await daysOf('no_case')).toBe(180);
  expect(await due()).toContain(id);
  expect(await changeOf(asked.id)).toMatchObject({ state: 'applied', appliedAt: expect.any(String) });
  const acts = house.api.db.selectFrom('audit_log').select('act').where('thing_id', '=', asked.id).orderBy('id');
  expect((await acts.execute()).map(({ act }) => act)).toEqual([
    'retention.ask',
    'retention.approve',
    'retention.apply',
  ]);
});

it('a longer time counts as soon as it is approved, and the jobs program sees to it', async () => {
  const { id, approvalId } = await ask(archivist, 'no_case', 500);
  expect(await preview(archivist, 'no_case', 500)).toEqual({
    ...{ isShorter: false, sessions: 0, idleSegments: 0, idleBytes: 0 },
  });
  await decide(chief, approvalId);
  const newDays = startNewDays({ ...house.jobs, db: house.api.db }, 50);
  await expect.poll(() => daysOf('no_case')).toBe(500);
  await newDays.close();
  expect(await changeOf(id)).toMatchObject({ state: 'applied' });
});

it('one person stops it in time, and it never comes into force', async () => {
  const { id, approvalId } = await ask(chief, 'no_case', 200);
  await expect(stop(supervisor, id)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  await decide(supervisor, approvalId);
  expect(await stop(archivist, id)).toEqual({ state: 'stopped' });
  await later(8);
  expect(await daysOf('no_case')).toBe(365);
  expect(await changeOf(id)).toMatchObject({ state: 'stopped', stoppedBy: { id: archivist.id } });
});

it('one change of a class at a time, and none that is none', async () => {
  const { approvalId } = await ask(archivist, 'no_case', 300);
  await expect(ask(chief, 'no_case', 310)).rejects.toMatchObject({ code: 'already_exists' });
  await decide(chief, approvalId, false);
  const second = await ask(chief, 'no_case', 310);
  await decide(supervisor, second.approvalId);
  await expect(ask(chief, 'no_case', 320)).rejects.toMatchObject({ code: 'already_exists' });
  for (const [code, minDays, afterClose] of [
    ['idle', 60, null],
    ['idle', 50, 10],
    ['case', 560, null],
  ] as const)
    await expect(ask(chief, code, minDays, afterClose)).rejects.toMatchObject({ code: 'invalid_input' });
});

it('the preview of the idle record counts what would go, and of sessions only those that the person may know of', async () => {
  const room = await house.room();
  await house.store(room.cameras[0], new Date(Date.now() - 50 * dayMs), 30);
  const found = await preview(archivist, 'idle', 30);
  expect(found).toMatchObject({ isShorter: true, sessions: 0, idleSegments: 3 });
  expect(found.idleBytes).toBeGreaterThan(1000);
  const before = await preview(chief, 'case', 100, 730);
  const file = await openCase(house.officer, 'TC');
  const hidden = await session();
  await house.api.db
    .insertInto('session_cases')
    .values({
      session_id: hidden,
      case_id: file.id,
      linked_by: house.officer.id,
      unlinked_by: house.officer.id,
      unlinked_at: new Date(),
    })
    .execute();
  await house.api.db.updateTable('sessions').set({ access_class: 'denouncer' }).where('id', '=', hidden).execute();
  expect(await preview(chief, 'case', 100, 730)).toEqual(before);
});

it('who may not: officer and administrator', async () => {
  const admin = await house.api.visitor('admin');
  const { id } = await ask(archivist, 'idle', 70);
  for (const who of [house.officer, admin]) {
    await expect(ask(who, 'idle', 40)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(preview(who, 'idle', 40)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(stop(who, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(who.call(retentionChangeRoutes.list, {})).rejects.toMatchObject({ code: 'forbidden' });
  }
});
