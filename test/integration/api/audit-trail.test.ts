import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealClip } from '../../../services/casework/clips/sealing.ts';
import { tagSession } from '../../../services/casework/clips/tagging.ts';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { auditPdfPath, auditRoutes } from '../../../services/contracts/custody/audit-log.ts';
import { retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { viewRoutes } from '../../../services/contracts/view.ts';
import { appendAudit } from '../../../services/custody/audit.ts';
import { makeHead } from '../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { publishedKeys } from '../../../services/custody/signing/published-keys.ts';
import { testFolder } from '../../support/stack.ts';
import { cut, openCase, openWorkHouse, revisionOf, type Visitor, type WorkHouse } from '../casework/work-house.ts';

const run = promisify(execFile);
const never = new AbortController().signal;

let house: WorkHouse;
let chief: Visitor;
let supervisor: Visitor;
let session: string;
let file: { id: string; key: string };
let clip: string;
beforeAll(async () => {
  house = await openWorkHouse();
  chief = await house.api.visitor('chief');
  supervisor = await house.api.visitor('supervisor');
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 60);
  file = await openCase(house.officer);
  session = (await cut(house.officer, room.id, house.at(1), house.at(12), [file.key])).id;
  await tagSession(house.jobs, session, await revisionOf(house, session), never);
  const clips = house.api.db.selectFrom('clips').select('id').where('session_id', '=', session);
  clip = (await clips.executeTakeFirstOrThrow()).id;
  await sealClip(house.jobs, clip, never);
  const reason = { reasonCode: 'dispute', caseId: file.id, note: 'theo đơn' } as const;
  await supervisor.call(viewRoutes.open, { body: { target: { kind: 'session', sessionId: session }, ...reason } });
  // Another session of the same day, of which nothing may be in the trail.
  await cut(house.officer, room.id, house.at(20), house.at(30));
});
afterAll(() => house.close());

const trail = async (aboutId: string, by = chief) => by.call(auditRoutes.list, { query: { aboutId, limit: 200 } });
const acts = async (aboutId: string) => (await trail(aboutId)).items.map(({ act }) => act).reverse();

describe('the trail', () => {
  it('of a session holds what happened to its clips, who looked, its holds and the requests to lift them', async () => {
    const body = { reason: 'dispute', note: 'có tranh chấp' } as const;
    const kept = await supervisor.call(retentionRoutes.holdSession, { params: { sessionId: session }, body });
    const params = { holdId: kept.holds[0]?.id ?? '' };
    await supervisor.call(retentionRoutes.askLift, { params, body: { reason: 'đã hòa giải' } });
    expect(await acts(session)).toEqual(['session.cut', 'clip.seal', 'view.open', 'hold.place', 'approval.ask']);
    const { about } = await trail(session);
    expect(about).toMatchObject({ kind: 'session', name: expect.stringMatching(/^Phòng tiếp công dân \d, \d\d\//) });
  });

  it('of a case holds its own, the starts and links of its sessions, and the looks for its sake', async () => {
    const other = await openCase(house.officer);
    const params = { sessionId: session };
    await house.officer.call(sessionRoutes.linkCase, { params, body: { caseKey: other.key } });
    await house.officer.call(sessionRoutes.unlinkCase, { params: { ...params, caseId: other.id } });
    await chief.call(caseRoutes.get, { params: { caseId: other.id } });
    expect(await acts(other.id)).toEqual(['session.cut', 'case.create', 'session.link', 'session.unlink']);
    expect(await acts(file.id)).toEqual(['case.create', 'session.cut', 'view.open']);
    expect((await trail(file.id)).about).toEqual({ kind: 'case', id: file.id, name: file.key });
  });

  it('of a clip and of a person', async () => {
    expect(await acts(clip)).toEqual(['clip.seal']);
    expect(new Set(await acts(supervisor.id))).toEqual(
      new Set(['account.create', 'login', 'view.open', 'hold.place', 'approval.ask']),
    );
  });

  it('of nothing is empty', async () => {
    expect(await trail('00000000-0000-4000-8000-000000000000')).toMatchObject({ items: [], about: null });
  });
});

describe('what must not be known', () => {
  it('is in no trail, and a case that must not be known gathers nothing from what may be', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 60);
    const secret = await openCase(house.officer, 'TC');
    const hidden = await cut(house.officer, room.id, house.at(1), house.at(9), [secret.key]);
    // A look at something that may be known, with the hidden case as its reason.
    const details = { caseId: secret.id };
    await appendAudit(house.api.db, {
      accountId: null,
      act: 'view.open',
      thing: { kind: 'room', id: room.id },
      details,
    });
    for (const id of [secret.id, hidden.id]) {
      expect(await trail(id)).toMatchObject({ items: [], about: null });
      const text = await printed(`?aboutId=${id}`);
      for (const said of [secret.key, 'Phòng tiếp', 'mở xem lại']) expect(text).not.toContain(said);
    }
    const params = { caseId: secret.id, accountId: chief.id };
    await house.officer.call(caseRoutes.addMember, { params });
    expect(await acts(secret.id)).toEqual(['case.create', 'session.cut', 'view.open', 'case.member_add']);
    await house.officer.call(caseRoutes.removeMember, { params });
    expect(await acts(secret.id)).toEqual([]);
  });

  it('which trail was read is not told to others', async () => {
    await trail(session);
    const { items } = await chief.call(auditRoutes.list, { query: { subject: 'audit' } });
    expect(items[1]).toMatchObject({ act: 'audit.read', details: {} });
    expect(JSON.stringify(items)).not.toContain(session);
  });
});

async function pdf(query = '', by: Pick<Visitor, 'request'> = chief) {
  const answer = await by.request(`${auditPdfPath}${query}`);
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/** The words of a PDF, as they stand on its pages. */
async function printed(query = '', name = 'trail.pdf') {
  const { bytes } = await pdf(query);
  const path = join(await testFolder('pdf'), name);
  await writeFile(path, bytes);
  const { stdout } = await run('pdftotext', ['-layout', path, '-']);
  return stdout;
}

describe('printed', () => {
  it('it says what it is about, by whom and when it was made, what happened in words, and how far that is signed', async () => {
    await sealAudit(house.api.db);
    await makeHead(house.jobs, 1);
    const { answer } = await pdf(`?aboutId=${session}`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toContain('nhat-ky.pdf');
    const text = await printed(`?aboutId=${session}&from=2020-01-01T00:00:00.000Z&outcome=done`);
    const [key] = await publishedKeys(house.api.db);
    for (const said of [
      ...['TRÍCH NHẬT KÝ', 'Buổi tiếp: Phòng tiếp công dân', 'Kết quả: đã thực hiện', 'từ 01/01/2020 07:00:00'],
      ...['lập buổi tiếp từ bản ghi', 'niêm phong bản ghi', 'bản kê số: 1', 'làm rõ tranh chấp', 'Name of chief'],
      ...['mọi dòng trong bản trích đã nối chuỗi', 'npm run verify -- audit', 'NGƯỜI LẬP', '2/2'],
    ])
      expect(text.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(text).toContain(key?.fingerprint);
    expect(text.indexOf('lập buổi tiếp')).toBeLessThan(text.indexOf('mở xem lại'));
  });

  it('it is in the language that was asked for', async () => {
    expect(await printed(`?aboutId=${session}&lang=en`)).toContain('EXTRACT FROM THE AUDIT LOG');
    expect(await printed(`?aboutId=${session}&lang=ru`)).toContain('ВЫПИСКА ИЗ ЖУРНАЛА');
  });

  it('making one is in the log, with its format', async () => {
    await pdf(`?aboutId=${clip}`);
    const { items } = await chief.call(auditRoutes.list, { query: { subject: 'audit' } });
    expect(items[1]).toMatchObject({ act: 'audit.export', person: { id: chief.id }, details: { format: 'pdf' } });
  });

  it('it runs over pages with the head of its table on each, whatever somebody sent as the name of a thing', async () => {
    const thing = { kind: 'thing', id: 'x'.repeat(100) };
    for (let i = 0; i < 120; i += 1) await appendAudit(house.api.db, { accountId: null, act: 'store.repair', thing });
    const pages = (await printed('?subject=store')).split('\f').filter((page) => page.includes('sửa sai lệch'));
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page).toMatch(/STT +Thời gian +Người/);
  });

  it('more than five thousand entries are refused, with what to do', { timeout: 60_000 }, async () => {
    const row = { account_id: null, act: 'camera.test', outcome: 'done' } as const;
    for (let i = 0; i < 6; i += 1)
      await house.api.db
        .insertInto('audit_log')
        .values(Array.from({ length: i < 5 ? 1000 : 1 }, () => row))
        .execute();
    const { answer, bytes } = await pdf('?subject=camera');
    expect(answer.status).toBe(422);
    expect(JSON.parse(bytes.toString())).toMatchObject({ code: 'too_many_entries' });
  });

  it('it is the chief’s only', async () => {
    for (const role of ['officer', 'supervisor', 'archivist', 'admin'] as const)
      expect((await pdf('', await house.api.visitor(role, `pdf-${role}`))).answer.status).toBe(403);
    expect((await house.api.stranger().request(auditPdfPath)).status).toBe(401);
  });
});
