import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectPostgres } from '../../../../services/adapters/postgres/connect.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { visitorRoutes } from '../../../../services/contracts/access/visitor.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { auditRoutes } from '../../../../services/contracts/custody/audit-log.ts';
import { protectionRoutes } from '../../../../services/contracts/custody/protection.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { openCase, openWorkHouse, type Visitor, type WorkHouse } from '../../casework/work-house.ts';

/** Whoever knows of a session by role only asks for one identity; another who knows of it decides; it opens once. */
let house: WorkHouse;
let chief: Visitor;
let supervisor: Visitor;
let second: Visitor;
let archivist: Visitor;
beforeAll(async () => {
  house = await openWorkHouse();
  chief = await house.api.visitor('chief');
  supervisor = await house.api.visitor('supervisor');
  second = await house.api.visitor('supervisor', 'second');
  archivist = await house.api.visitor('archivist');
});
afterAll(() => house.close());

const identity = { name: 'Nguyễn Thị Bưởi', paper: '012345678901', telephone: '0912 345 678' };

/** A session that is over, its case, and two visitors. */
async function session() {
  const file = await openCase(house.officer);
  const { id: roomId } = await house.room();
  const { id } = await house.officer.call(sessionRoutes.start, { body: { roomId, caseKeys: [file.key] } });
  await house.officer.call(sessionRoutes.stop, { params: { sessionId: id } });
  const add = () => house.officer.call(visitorRoutes.add, { params: { sessionId: id }, body: identity });
  return { id, caseId: file.id, visitor: await add(), other: await add() };
}

const why = { reasonCode: 'court' as const, note: 'công văn số 12' };
const askFor = (by: Visitor, visitorId: string, note = why.note) =>
  by.call(visitorRoutes.askOpening, { params: { visitorId }, body: { ...why, note } });
const open = (by: Visitor, visitorId: string) => by.call(visitorRoutes.openApproved, { params: { visitorId } });
const decide = (by: Visitor, approvalId: string, approve = true) =>
  by.call(approvalRoutes.decide, { params: { approvalId }, body: { approve, note: 'đã xem' } });
const requestOf = async (by: Visitor, sessionId: string, visitorId: string) =>
  (await by.call(visitorRoutes.list, { params: { sessionId } })).items.find(({ id }) => id === visitorId)?.request;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => error.code,
  );

/** Runs `run` three times at once: all of them wait for the row of a request before one goes on. */
async function atOnce<T>(approvalId: string, run: () => Promise<T>): Promise<T[]> {
  // The api's own connections are needed by the tries.
  const { db, close } = connectPostgres(house.api.url, { max: 2 });
  const started = await db.transaction().execute(async (tx) => {
    await tx.selectFrom('approvals').select('id').where('id', '=', approvalId).forUpdate().execute();
    const tries = [run(), run(), run()];
    const waiting = sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waiting.execute(db)).rows[0]?.count).toBe(tries.length);
    return tries;
  });
  await close();
  return Promise.all(started);
}

it('an approved request opens that one identity, once, as a logged opening that names who approved', async () => {
  const { id, visitor, other } = await session();
  expect(await code(open(supervisor, visitor.id))).toBe('not_approved');
  const { approvalId } = await askFor(supervisor, visitor.id);
  expect(await requestOf(supervisor, id, visitor.id)).toEqual({ state: 'asked' });
  expect(await code(open(supervisor, visitor.id))).toBe('not_approved');
  const shown = (await house.officer.call(approvalRoutes.list)).items.find((one) => one.id === approvalId);
  expect(shown).toMatchObject({
    act: 'vault.open',
    opening: { code: visitor.code, reasonCode: 'court' },
    mayDecide: true,
  });
  expect(await code(decide(supervisor, approvalId))).toBe('own_request');
  await decide(house.officer, approvalId);
  expect(await requestOf(supervisor, id, visitor.id)).toMatchObject({ state: 'approved' });
  expect(await requestOf(second, id, visitor.id)).toBeNull();
  for (const one of [second, chief]) expect(await code(open(one, visitor.id))).toBe('not_approved');
  expect(await code(open(supervisor, other.id))).toBe('not_approved');
  const tries = await atOnce(approvalId, () => code(open(supervisor, visitor.id)));
  expect(tries.toSorted()).toEqual(['done', 'not_approved', 'not_approved']);
  const { items } = await chief.call(visitorRoutes.openings, { params: { sessionId: id } });
  const approvedBy = { id: house.officer.id };
  expect(items).toMatchObject([{ code: visitor.code, person: { id: supervisor.id }, ...why, approvedBy }]);
  const trail = await chief.call(auditRoutes.list, { query: { aboutId: id, subject: 'vault', limit: 50 } });
  expect(trail.items.map(({ act, details }) => [act, details])).toEqual([
    ['vault.open', { visitor: visitor.code, identityVersion: 1, openingReason: 'court', approved: true }],
    ['vault.ask', { visitor: visitor.code, openingReason: 'court' }],
    ...['vault.write', 'vault.write'].map((act) => [act, expect.anything()]),
  ]);
  expect(await requestOf(supervisor, id, visitor.id)).toBeNull();
  expect(await code(askFor(supervisor, visitor.id))).toBe('done');
});

it('what is refused, taken back or older than a day opens nothing, and can be asked for again', async () => {
  const { id, visitor } = await session();
  const refused = await askFor(supervisor, visitor.id);
  expect(await code(askFor(second, visitor.id))).toBe('already_exists');
  await decide(second, refused.approvalId, false);
  expect(await code(open(supervisor, visitor.id))).toBe('not_approved');
  const { approvalId } = await askFor(supervisor, visitor.id);
  await decide(chief, approvalId);
  await sql`update approvals set decided_at = now() - interval '23 hours 59 minutes' where id = ${approvalId}`.execute(
    house.api.db,
  );
  expect(await requestOf(supervisor, id, visitor.id)).toMatchObject({ state: 'approved' });
  await sql`update approvals set decided_at = now() - interval '24 hours' where id = ${approvalId}`.execute(
    house.api.db,
  );
  expect(await code(open(supervisor, visitor.id))).toBe('not_approved');
  expect(await code(askFor(supervisor, visitor.id))).toBe('done');
});

it('people of the case and who received it have no need to ask; archivist and administrator cannot', async () => {
  const { visitor } = await session();
  const admin = await house.api.visitor('admin');
  expect(await code(askFor(house.officer, visitor.id))).toBe('forbidden');
  expect(await code(askFor(archivist, visitor.id))).toBe('forbidden');
  expect(await code(open(archivist, visitor.id))).toBe('forbidden');
  expect(await code(askFor(admin, visitor.id))).toBe('not_found');
  expect(await code(open(admin, visitor.id))).toBe('not_found');
});

it('who may not know of the session any more finds neither the request nor what was granted', async () => {
  const { caseId, visitor, other } = await session();
  const granted = await askFor(supervisor, visitor.id);
  await decide(chief, granted.approvalId);
  const waiting = await askFor(supervisor, other.id);
  await house.officer.call(caseRoutes.addConflict, {
    params: { caseId, accountId: supervisor.id },
    body: { reason: 'có tên trong đơn' },
  });
  expect(await code(open(supervisor, visitor.id))).toBe('not_found');
  expect(await code(askFor(supervisor, visitor.id))).toBe('not_found');
  const seen = (await supervisor.call(approvalRoutes.list)).items.map(({ id }) => id);
  expect(seen).not.toContain(granted.approvalId);
  expect(seen).not.toContain(waiting.approvalId);
  expect(await code(decide(chief, waiting.approvalId))).toBe('changed_meanwhile');
  expect(await code(open(supervisor, other.id))).toBe('not_found');
});

it('a class that is raised meanwhile takes the approval away', async () => {
  const { id, visitor } = await session();
  const { approvalId } = await askFor(supervisor, visitor.id);
  await decide(house.officer, approvalId);
  const body = { to: 'restricted' as const, reason: 'có yêu cầu bảo vệ' };
  await house.officer.call(protectionRoutes.raiseSession, { params: { sessionId: id }, body });
  expect(await code(open(supervisor, visitor.id))).toBe('not_found');
  expect(await code(decide(second, approvalId))).toBe('not_found');
});

it('a name is not guessed by asking: words that say it are refused, and three times a day is the most', async () => {
  const { visitor, other } = await session();
  for (const note of ['bà nguyen thi buoi?', 'số 0912.345.678'])
    expect(await code(askFor(second, visitor.id, note))).toBe('reason_needed');
  const tries = await Promise.all(
    [1, 2, 3, 4, 5].map(() => code(askFor(second, visitor.id, 'gặp bà Nguyễn Thị Bưởi'))),
  );
  expect(tries.toSorted()).toEqual([...Array(4).fill('asked_too_often'), 'reason_needed']);
  expect(await code(askFor(second, visitor.id))).toBe('asked_too_often');
  // Another visitor, and another person, count apart.
  expect(await code(askFor(second, other.id))).toBe('done');
  expect(await code(askFor(supervisor, visitor.id))).toBe('done');
});
