import { execFile } from 'node:child_process';
import { appendFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealClip } from '../../../services/casework/clips/sealing.ts';
import { tagSession } from '../../../services/casework/clips/tagging.ts';
import { prepareEvidence } from '../../../services/casework/evidence/prepare-evidence.ts';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { evidenceRoutes } from '../../../services/contracts/custody/evidence.ts';
import { publishedKeys } from '../../../services/custody/signing/published-keys.ts';
import { startAuthority } from '../../support/evidence/time-stamp-authority.ts';
import { testFolder } from '../../support/stack.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from './work-house.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const never = new AbortController().signal;

let house: WorkHouse;
let supervisor: Visitor;
let chief: Visitor;
beforeAll(async () => {
  house = await openWorkHouse();
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
});
afterAll(() => house.close());

/** A session of two cameras; sealed unless told otherwise. */
async function session({ kind, isSealed = true }: { kind?: 'KN' | 'TC'; isSealed?: boolean } = {}) {
  const room = await house.room(2);
  for (const camera of room.cameras) await house.store(camera, house.start, 30);
  const keys = kind ? [(await openCase(house.officer, kind)).key] : [];
  const { id } = await cut(house.officer, room.id, house.at(4), house.at(26), keys);
  const { db } = house.api;
  const { revision } = await db
    .selectFrom('sessions')
    .select('revision')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await tagSession(house.jobs, id, revision, never);
  const clips = await db.selectFrom('clips').select('id').where('session_id', '=', id).execute();
  if (isSealed) for (const clip of clips) await sealClip(house.jobs, clip.id, never);
  return id;
}

const ask = (by: Visitor, sessionId: string, clipId?: string) =>
  by.call(evidenceRoutes.ask, { params: { sessionId }, body: { note: 'tòa án yêu cầu', clipId } });

async function made(by: Visitor, sessionId: string, clipId?: string) {
  const { id } = await ask(by, sessionId, clipId);
  await prepareEvidence(house.jobs, id, never);
  const { items } = await by.call(evidenceRoutes.list, { params: { sessionId } });
  return items.find((folder) => folder.id === id);
}

/** Downloads and unpacks a folder. */
async function taken(by: Visitor, zip: string): Promise<string> {
  const folder = await testFolder('taken');
  const answer = await by.request(zip);
  expect(answer.headers.get('content-disposition')).toMatch(/chung-cu-.*\.zip/);
  await writeFile(join(folder, 'folder.zip'), Buffer.from(await answer.arrayBuffer()));
  await run('python3', ['-m', 'zipfile', '-e', join(folder, 'folder.zip'), join(folder, 'unpacked')]);
  return join(folder, 'unpacked');
}

async function verify(folder: string) {
  const [key] = await publishedKeys(house.api.db);
  const args = ['services/custody/verify-cli.ts', folder, '--json', '--key', key?.fingerprint ?? ''];
  const { stdout } = await run('node_modules/.bin/node', args, { cwd: root }).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout) as {
    verdict: string;
    findings: { kind: string }[];
    clips: unknown[];
    auditEntries: number;
  };
}

async function taking(sessionId: string) {
  const acts = house.api.db.selectFrom('audit_log').select('act').where('thing_id', '=', sessionId).orderBy('id');
  return (await acts.execute()).map((row) => row.act).filter((act) => act.startsWith('evidence'));
}

it('an evidence folder of one clip holds that camera alone, and verifies; one of another session is not there', async () => {
  const id = await session();
  const clips = await house.api.db
    .selectFrom('clips')
    .select(['id', 'camera_id'])
    .where('session_id', '=', id)
    .execute();
  const [clip, other] = clips;
  const folder = await made(supervisor, id, clip?.id);
  expect(folder).toMatchObject({ state: 'ready', camera: { id: clip?.camera_id } });
  const unpacked = await taken(supervisor, folder?.zip ?? '');
  expect(await verify(unpacked)).toMatchObject({ verdict: 'verified', clips: { length: 1 } });
  expect(await readdir(join(unpacked, 'manifests'))).toEqual([clip?.id]);
  expect(other).toBeDefined();
  await expect(made(supervisor, await session(), clip?.id)).rejects.toMatchObject({ code: 'not_found' });
});

describe('an evidence folder', () => {
  it('is taken as a ZIP file that a stranger can verify, and every taking is written down', async () => {
    const id = await session({ kind: 'KN' });
    const folder = await made(supervisor, id);
    expect(folder).toMatchObject({ state: 'ready', note: 'tòa án yêu cầu', askedBy: { id: supervisor.id } });
    const unpacked = await taken(supervisor, folder?.zip ?? '');
    const report = await verify(unpacked);
    expect(report).toMatchObject({ verdict: 'verified', findings: [], clips: { length: 2 } });
    expect(report.auditEntries).toBeGreaterThan(2);
    expect(await readFile(join(unpacked, 'DOC-TRUOC.txt'), 'utf8')).toContain('HỒ SƠ CHỨNG CỨ');
    await taken(chief, folder?.zip ?? '');
    expect(await taking(id)).toEqual(['evidence.ask', 'evidence.prepare', 'evidence.take', 'evidence.take']);
    await writeFile(join(unpacked, 'kiem-tra-ban-ghi.html'), 'the verifier’s page');
    expect(await verify(unpacked)).toMatchObject({ verdict: 'verified' });
  });

  it('holds exactly the files of its list: one that is changed, added or missing is found', async () => {
    const folder = await made(chief, await session());
    const unpacked = await taken(chief, folder?.zip ?? '');
    const names = await readdir(unpacked, { recursive: true });
    const media = names.find((name) => name.endsWith('.video.mp4')) ?? '';
    const copy = `${unpacked}-2`;
    await cp(unpacked, copy, { recursive: true });
    await appendFile(join(copy, media), '.');
    await writeFile(join(copy, 'media/more.mp4'), 'x');
    const { verdict, findings } = await verify(copy);
    expect(verdict).toBe('not');
    expect(findings.map(({ kind }) => kind).sort()).toEqual(['file_altered', 'file_foreign']);
  });

  it('is not made while a clip is not sealed, and says so', async () => {
    expect(await made(chief, await session({ isSealed: false }))).toMatchObject({
      state: 'failed',
      failure: 'not_sealed',
      zip: null,
    });
  });

  it('is made once, however often it is tried', async () => {
    const id = await session();
    const folder = await ask(chief, id);
    await Promise.all([1, 2, 3].map(() => prepareEvidence(house.jobs, folder.id, never)));
    expect((await taking(id)).filter((act) => act === 'evidence.prepare')).toHaveLength(1);
    const { items } = await chief.call(evidenceRoutes.list, { params: { sessionId: id } });
    expect(items).toMatchObject([{ state: 'ready' }]);
  });
});

it('a folder takes along the time stamps of the heads in it, the newest too, and is verified with them', async () => {
  const authority = await startAuthority();
  try {
    const { id: folderId } = await ask(chief, await session());
    await prepareEvidence({ ...house.jobs, tsaUrl: authority.url }, folderId, never);
    const unpacked = await taken(chief, `/api/evidence/${folderId}/folder.zip`);
    const heads = (await readdir(join(unpacked, 'audit/heads'))).filter((name) => name.endsWith('.json'));
    expect(await verify(unpacked)).toMatchObject({ verdict: 'verified', timeStamps: heads.length });
    const newest = join(unpacked, 'audit/heads', heads.at(-1) ?? '');
    const [stamp, head] = [await readFile(newest.replace('.json', '.tsr')), await readFile(newest)];
    expect(await authority.verify(stamp, head)).toContain('OK');
    const params = { ...house.jobs, tsaUrl: 'http://127.0.0.1:1/' };
    const { id: without } = await ask(chief, await session());
    await prepareEvidence(params, without, never);
    const second = await taken(chief, `/api/evidence/${without}/folder.zip`);
    expect(await verify(second)).toMatchObject({ verdict: 'verified', timeStamps: 0 });
  } finally {
    await authority.close();
  }
});

describe('what comes before and after in the room', () => {
  it('is in whole segments: beside a session that must not be seen nobody takes originals', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 40);
    const { id } = await cut(house.officer, room.id, house.at(1), house.at(12));
    const { id: folderId } = await ask(chief, id);
    await cut(house.officer, room.id, house.at(14), house.at(30), [(await openCase(house.officer, 'TC')).key]);
    await expect(ask(chief, id)).rejects.toMatchObject({ code: 'border_shared' });
    await house.api.db.updateTable('evidence_folders').set({ state: 'ready' }).where('id', '=', folderId).execute();
    expect((await chief.request(`/api/evidence/${folderId}/folder.zip`)).status).toBe(403);
  });

  it('does not matter when no segment reaches so far', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 40);
    const { id } = await cut(house.officer, room.id, house.at(1), house.at(9));
    await cut(house.officer, room.id, house.at(21), house.at(30), [(await openCase(house.officer, 'TC')).key]);
    expect(await ask(chief, id)).toMatchObject({ state: 'preparing' });
  });
});

it('a store that fails in the middle breaks the download off', async () => {
  const folder = await made(chief, await session());
  const [file] = await house.api.db
    .selectFrom('evidence_files')
    .select('key')
    .where('folder_id', '=', folder?.id ?? '')
    .where('path', 'like', 'media/%')
    .orderBy('path', 'desc')
    .limit(1)
    .execute();
  await rm(join(house.api.footagePath, file?.key ?? ''), { recursive: true });
  const answer = await chief.request(folder?.zip ?? '');
  await expect(answer.arrayBuffer()).rejects.toThrow();
});

describe('who may not', () => {
  it('an officer, an archivist and an administrator neither ask nor take', async () => {
    const id = await session();
    const folder = await made(chief, id);
    const others = [house.officer, await house.api.visitor('archivist'), await house.api.visitor('admin')];
    for (const other of others) {
      await expect(ask(other, id)).rejects.toMatchObject({ code: expect.stringMatching(/forbidden|not_found/) });
      expect([403, 404]).toContain((await other.request(folder?.zip ?? '')).status);
    }
    expect((await house.api.stranger().request(folder?.zip ?? '')).status).toBe(401);
  });

  it('nobody takes one of a protected session, and to outsiders it does not exist', async () => {
    const id = await session({ kind: 'TC' });
    await expect(ask(supervisor, id)).rejects.toMatchObject({ code: 'not_found' });
    const [link] = await house.api.db
      .selectFrom('session_cases')
      .select('case_id')
      .where('session_id', '=', id)
      .execute();
    const params = { caseId: link?.case_id ?? '', accountId: chief.id };
    await house.officer.call(caseRoutes.addMember, { params });
    await expect(ask(chief, id)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
