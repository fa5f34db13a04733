import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { auditAct, auditCsvPath, auditRoutes } from '../../../services/contracts/custody/audit-log.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { appendAudit } from '../../../services/custody/audit.ts';
import { makeHead } from '../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../casework/work-house.ts';

let house: WorkHouse;
let chief: Visitor;
let open: { case: string; session: string };
let secret: { case: string; session: string };
beforeAll(async () => {
  house = await openWorkHouse();
  chief = await house.api.visitor('chief');
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 60);
  const make = async (kind: 'KN' | 'TC', from: number) => {
    const file = await openCase(house.officer, kind);
    const session = await cut(house.officer, room.id, house.at(from), house.at(from + 10), [file.key]);
    return { case: file.id, session: session.id };
  };
  open = await make('KN', 1);
  secret = await make('TC', 30);
});
afterAll(() => house.close());

type Query = z.input<typeof auditRoutes.list.query>;
const list = (query: Query = {}) => chief.call(auditRoutes.list, { query });
const acts = async (query: Query = {}) => (await list(query)).items.map(({ act }) => act);

describe('the chief reads the log', () => {
  it('newest first, in pages, with names where there are some', async () => {
    const all = await list({ limit: 200 });
    const times = all.items.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    const opened = all.items.find(({ act, thing }) => act === 'case.create' && thing?.id === open.case);
    expect(opened).toMatchObject({ person: { id: house.officer.id }, thing: { name: expect.stringMatching(/^KN-/) } });
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.nextCursor ?? '' });
    const newest = (await list({ limit: 6 })).items.map(({ id }) => id);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(newest.slice(2));
  });

  it('by person, subject, outcome, thing and time', async () => {
    expect(new Set(await acts({ subject: 'case' }))).toEqual(new Set(['case.create']));
    expect(await acts({ thingId: open.session, subject: 'session' })).toEqual(['session.cut']);
    expect(await acts({ accountId: chief.id, subject: 'login' })).toEqual(['login']);
    expect(await acts({ outcome: 'refused', accountId: chief.id })).toEqual([]);
    expect(await acts({ to: '2020-01-01T00:00:00.000Z' })).toEqual([]);
    expect((await acts({ from: '2020-01-01T00:00:00.000Z' })).length).toBeGreaterThan(3);
  });

  it('and that is in the log, page by page, whatever cursor somebody makes up', async () => {
    const before = (await acts({ subject: 'audit', limit: 200 })).length;
    const first = await list({ limit: 1 });
    await list({ limit: 1, cursor: first.nextCursor ?? '' });
    await list({ limit: 1, cursor: first.items[0]?.id ?? '' });
    await expect(list({ cursor: 'f'.repeat(32) })).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await acts({ subject: 'audit', limit: 200 })).length).toBe(before + 5);
  });
});

describe('what must not be known to the reader', () => {
  it('is not in the log: a denunciation, its session, and what somebody tried to see of it', async () => {
    const outsider = await house.api.visitor('supervisor', 'outsider');
    const params = { params: { sessionId: secret.session } };
    await expect(outsider.call(sessionRoutes.get, params)).rejects.toMatchObject({ code: 'not_found' });
    const seen = JSON.stringify(await list({ limit: 200 }));
    expect(seen).toContain(open.case);
    for (const id of Object.values(secret)) expect(seen).not.toContain(id);
    expect(await acts({ thingId: secret.case })).toEqual([]);
    expect((await csv()).text).not.toContain(secret.session);
  });

  it('is there for a chief who works on the case', async () => {
    await house.officer.call(caseRoutes.addMember, { params: { caseId: secret.case, accountId: chief.id } });
    expect(await acts({ thingId: secret.case })).toEqual(['case.member_add', 'case.create']);
    await house.officer.call(caseRoutes.removeMember, { params: { caseId: secret.case, accountId: chief.id } });
    expect(await acts({ thingId: secret.case })).toEqual([]);
  });

  it('ids in the details stay out', async () => {
    await appendAudit(house.api.db, {
      accountId: null,
      act: 'view.open',
      details: { caseId: secret.case, version: 3 },
    });
    expect((await list({ subject: 'view' })).items[0]?.details).toEqual({ version: 3 });
  });
});

async function csv(query = '') {
  const answer = await chief.request(`${auditCsvPath}${query}`);
  // Not text(): that drops the byte order mark.
  return { answer, text: Buffer.from(await answer.arrayBuffer()).toString() };
}

describe('as a file', () => {
  it('it is in Vietnamese, for spreadsheets, and runs no formula', async () => {
    await appendAudit(house.api.db, { accountId: null, act: 'room.change', thing: { kind: 'thing', id: '=1+1' } });
    const { answer, text } = await csv('?subject=room');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(text.startsWith('\uFEFFThời gian,Người')).toBe(true);
    const [row] = parse(text, { bom: true, columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      Người: 'hệ thống',
      Việc: 'sửa phòng',
      'Đối tượng': "'=1+1",
      'Kết quả': 'đã thực hiện',
    });
    expect(row?.['Thời gian']).toMatch(/^\d{2}\/\d{2}\/\d{4} \d{2}:\d{2}:\d{2}\.\d{3}$/);
    expect(await acts({ subject: 'audit', limit: 200 })).toContain('audit.export');
  });

  it('it is whole however long the log is', async () => {
    for (let i = 0; i < 1200; i++) await appendAudit(house.api.db, { accountId: null, act: 'store.repair' });
    const rows = parse((await csv('?subject=store')).text, { bom: true, columns: true });
    expect(rows).toHaveLength(1200);
  });

  it('it is the chief’s only', async () => {
    const statuses = await Promise.all(
      (['officer', 'supervisor', 'archivist', 'admin'] as const).map(async (role) => {
        const other = await house.api.visitor(role, `csv-${role}`);
        return (await other.request(auditCsvPath)).status;
      }),
    );
    expect(statuses).toEqual([403, 403, 403, 403]);
    expect((await house.api.stranger().request(auditCsvPath)).status).toBe(401);
  });
});

it('every act in the log has a name in three languages', async () => {
  const known = new Set<string>(auditAct.options);
  const rows = await house.api.db.selectFrom('audit_log').select('act').distinct().execute();
  expect(rows.map(({ act }) => act).filter((act) => !known.has(act))).toEqual([]);
});

it('anybody who is logged in sees how far the log is sealed, and the keys', async () => {
  await sealAudit(house.api.db);
  await makeHead(house.jobs, 1);
  const seal = await house.officer.call(auditRoutes.seal, {});
  expect(seal.chained).toBeGreaterThan(1200);
  expect(seal.head).toMatchObject({ number: 1 });
  expect(seal.keys).toMatchObject([{ fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), endorsement: null }]);
});
