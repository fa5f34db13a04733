import { afterAll, beforeAll, expect, it } from 'vitest';
import { listReasons } from '../../../../services/access/views/view-reasons.ts';
import { viewReasonRoutes } from '../../../../services/contracts/access/view-reason.ts';
import { auditRoutes } from '../../../../services/contracts/custody/audit-log.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { viewRoutes } from '../../../../services/contracts/view.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../../casework/work-house.ts';

/** Why people look, as the office words it. */
let house: WorkHouse;
let chief: Visitor;
let supervisor: Visitor;
let sessionId: string;
let caseId: string;
beforeAll(async () => {
  house = await openWorkHouse();
  chief = await house.api.visitor('chief');
  supervisor = await house.api.visitor('supervisor');
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 20);
  const file = await openCase(house.officer);
  caseId = file.id;
  sessionId = (await cut(house.officer, room.id, house.at(1), house.at(15), [file.key])).id;
});
afterAll(() => house?.close());

const words = { vi: 'Thanh tra đột xuất', en: 'unannounced inspection', ru: 'внезапная проверка' };
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => error.code,
  );
const list = async () => (await supervisor.call(viewReasonRoutes.list)).items;
const add = (needs: 'either' | 'note' | 'case' = 'either', by = chief) =>
  by.call(viewReasonRoutes.add, { body: { words, needs } });
const change = (reasonCode: string, body: object, by = chief) =>
  by.call(viewReasonRoutes.change, { params: { code: reasonCode }, body });
const look = (reasonCode: string, more: { note?: string; caseId?: string } = { note: 'theo kế hoạch' }) =>
  supervisor.call(viewRoutes.open, { body: { target: { kind: 'session', sessionId }, reasonCode, note: '', ...more } });

it('begins with the reasons there were, and says how long a look lasts', async () => {
  const answer = await supervisor.call(viewReasonRoutes.list);
  expect(answer.items.map((one) => [one.code, one.needs, one.retiredAt])).toEqual([
    ...['complaint', 'dispute', 'copy_request', 'incident'].map((one) => [one, 'either', null]),
    ['other', 'note', null],
  ]);
  expect(answer.viewMinutes).toBe(60);
});

it('a chief adds one; it is given for a look, and stands in who looked and in the log', async () => {
  const added = await add();
  expect(added).toEqual({ code: 'thanh_tra_dot_xuat', words, needs: 'either', retiredAt: null });
  expect((await add()).code).toBe('thanh_tra_dot_xuat_2');
  expect((await list()).map((one) => one.code).slice(-2)).toEqual(['thanh_tra_dot_xuat', 'thanh_tra_dot_xuat_2']);
  await look(added.code);
  const { items } = await chief.call(sessionRoutes.views, { params: { sessionId } });
  expect(items[0]).toMatchObject({ reasonCode: added.code });
  const log = await chief.call(auditRoutes.list, { query: { subject: 'view', limit: 10 } });
  expect(log.items.map(({ act, details }) => [act, details.reasonCode])).toEqual([
    ['view.open', added.code],
    ['view.reason_add', 'thanh_tra_dot_xuat_2'],
    ['view.reason_add', added.code],
  ]);
  const pdf = await chief.request('/api/audit-log.pdf?subject=view');
  expect(pdf.status).toBe(200);
});

it('other words are another reason in its place, so that old looks say what was said then', async () => {
  const other = { ...words, vi: 'Thanh tra theo đơn' };
  const renewed = await change('thanh_tra_dot_xuat', { words: other, needs: 'note' });
  expect(renewed).toEqual({ code: 'thanh_tra_theo_don', words: other, needs: 'note', retiredAt: null });
  const [old] = (await list()).filter((one) => one.code === 'thanh_tra_dot_xuat');
  expect(old).toMatchObject({ words, needs: 'either', retiredAt: expect.any(String) });
  expect((await list()).map((one) => one.code).indexOf(renewed.code)).toBeGreaterThan(4);
  expect(await code(look('thanh_tra_dot_xuat'))).toBe('reason_needed');
  expect(await code(look(renewed.code, { caseId }))).toBe('reason_needed');
  expect(await code(look(renewed.code))).toBe('done');
  // The service itself cannot put other words under a look.
  const set = house.api.db.updateTable('view_reasons').set({ vi: 'khác' });
  await expect(set.where('code', '=', 'other').execute()).rejects.toThrow(/permission denied/);
  await change('thanh_tra_dot_xuat', { retired: false });
});

it('what is fixed in the program is not changed, and what is not there neither', async () => {
  for (const one of ['own', 'audit', 'emergency', 'never_there'])
    expect(await code(change(one, { retired: true }))).toBe('not_found');
});

it('one that is retired is given no more, and old looks still say it', async () => {
  const retired = await change('thanh_tra_dot_xuat', { retired: true });
  expect(retired.retiredAt).not.toBeNull();
  expect(await code(look('thanh_tra_dot_xuat'))).toBe('reason_needed');
  expect((await listReasons(house.api.db)).find((one) => one.code === 'thanh_tra_dot_xuat')?.words).toEqual(words);
  await change('thanh_tra_dot_xuat', { retired: false });
  expect(await code(look('thanh_tra_dot_xuat'))).toBe('done');
});

it('one may need a case; what was never offered is no reason; the review of a look is always there', async () => {
  const { code: reasonCode } = await add('case');
  expect(await code(look(reasonCode))).toBe('reason_needed');
  expect(await code(look(reasonCode, { caseId }))).toBe('done');
  expect(await code(look('made_up'))).toBe('reason_needed');
  expect(await code(look('Made up'))).toBe('invalid_input');
  expect(await code(look('audit'))).toBe('done');
});

it('the order is the chief’s, and of all that there are', async () => {
  const codes = (await list()).map((one) => one.code);
  const turned = codes.toReversed();
  expect(await code(chief.call(viewReasonRoutes.order, { body: { codes: turned } }))).toBe('done');
  expect((await list()).map((one) => one.code)).toEqual(turned);
  expect(await code(chief.call(viewReasonRoutes.order, { body: { codes: codes.slice(1) } }))).toBe('changed_meanwhile');
  expect(await code(chief.call(viewReasonRoutes.order, { body: { codes: [...codes, codes[0] ?? ''] } }))).toBe(
    'changed_meanwhile',
  );
});

it('nobody but a chief changes reasons', async () => {
  for (const role of ['officer', 'supervisor', 'archivist', 'admin'] as const) {
    const who = role === 'supervisor' ? supervisor : await house.api.visitor(role, `no-${role}`);
    expect((await who.call(viewReasonRoutes.list)).items.length).toBeGreaterThan(4);
    const tries = [
      add('either', who),
      change('other', { retired: true }, who),
      who.call(viewReasonRoutes.order, { body: { codes: [] } }),
    ];
    expect(await Promise.all(tries.map(code))).toEqual(['forbidden', 'forbidden', 'forbidden']);
  }
});
