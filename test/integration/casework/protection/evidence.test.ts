import { afterAll, beforeAll, expect, it } from 'vitest';
import { sealClip } from '../../../../services/casework/clips/sealing.ts';
import { tagSession } from '../../../../services/casework/clips/tagging.ts';
import { prepareEvidence } from '../../../../services/casework/evidence/prepare-evidence.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { evidenceRoutes } from '../../../../services/contracts/custody/evidence.ts';
import { protectionRoutes } from '../../../../services/contracts/custody/protection.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { cut, openCase, openWorkHouse, revisionOf, type Visitor, type WorkHouse } from '../work-house.ts';

/** Evidence of a protected session: one who may replay it asks, another who knows of it approves, who asked takes it. */
let house: WorkHouse;
let supervisor: Visitor;
let chief: Visitor;
let outsider: Visitor;
let archivist: Visitor;
const never = new AbortController().signal;
beforeAll(async () => {
  house = await openWorkHouse();
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
  outsider = await house.api.visitor('chief', 'deputy');
  archivist = await house.api.visitor('archivist');
});
afterAll(() => house.close());

const params = (sessionId: string) => ({ sessionId });
const request = (by: Visitor, sessionId: string, clipId?: string) =>
  by.call(evidenceRoutes.request, { params: { sessionId }, body: { note: 'tòa án yêu cầu', clipId } });
const decide = (by: Visitor, approvalId: string, approve = true) =>
  by.call(approvalRoutes.decide, { params: { approvalId }, body: { approve, note: 'đã xem xét' } });
const list = (by: Visitor, sessionId: string) => by.call(evidenceRoutes.list, { params: params(sessionId) });

/** A sealed session of a denunciation with these members beside the officer. */
async function protectedSession(members: Visitor[], seconds = 30) {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, seconds);
  const file = await openCase(house.officer, 'TC');
  for (const { id } of members)
    await house.officer.call(caseRoutes.addMember, { params: { caseId: file.id, accountId: id } });
  const { id } = await cut(house.officer, room.id, house.at(4), house.at(26), [file.key]);
  await seal(id);
  return { id, caseId: file.id, key: file.key, room: room.id };
}

async function seal(sessionId: string) {
  await tagSession(house.jobs, sessionId, await revisionOf(house, sessionId), never);
  const clips = house.api.db.selectFrom('clips').select('id').where('session_id', '=', sessionId);
  for (const { id } of await clips.execute()) await sealClip(house.jobs, id, never);
}

/** Prepares what is to be prepared; returns the newest folder as `by` sees it. */
async function prepared(by: Visitor, sessionId: string) {
  const folders = house.api.db.selectFrom('evidence_folders').select('id').where('session_id', '=', sessionId);
  for (const { id } of await folders.execute()) await prepareEvidence(house.jobs, id, never);
  return (await list(by, sessionId)).items[0];
}

async function acts(thingId: string) {
  const rows = house.api.db.selectFrom('audit_log').select('act').where('thing_id', '=', thingId).orderBy('id');
  return (await rows.execute()).map(({ act }) => act).filter((act) => /^(evidence|approval)/.test(act));
}

it('is prepared only once another who knows of it has approved, and taken by who asked', async () => {
  const { id } = await protectedSession([supervisor, chief]);
  await expect(
    supervisor.call(evidenceRoutes.ask, { params: params(id), body: { note: 'một mình' } }),
  ).rejects.toMatchObject({
    code: 'forbidden',
  });
  const { approvalId } = await request(supervisor, id);
  expect(await list(supervisor, id)).toMatchObject({ items: [], requested: [{ approvalId, note: 'tòa án yêu cầu' }] });
  expect(await prepared(supervisor, id)).toBeUndefined();
  await expect(decide(supervisor, approvalId)).rejects.toMatchObject({ code: 'own_request' });
  expect(await decide(house.officer, approvalId)).toEqual({ state: 'approved' });
  const folder = await prepared(supervisor, id);
  expect(folder).toMatchObject({
    state: 'ready',
    askedBy: { id: supervisor.id },
    approvedBy: { id: house.officer.id },
    zip: expect.any(String),
  });
  const zip = folder?.zip ?? '';
  for (let times = 0; times < 2; times++) {
    const answer = await supervisor.request(zip);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  }
  expect((await list(chief, id)).items).toMatchObject([{ zip: null }]);
  expect((await chief.request(zip)).status).toBe(403);
  expect((await house.officer.request(zip)).status).toBe(403);
  expect((await outsider.request(zip)).status).toBe(404);
  expect(await acts(id)).toEqual(['evidence.ask', 'evidence.prepare', 'evidence.take', 'evidence.take']);
  expect(await acts(approvalId)).toEqual(['approval.ask', 'approval.decide', 'approval.approve']);
});

it('outsiders know nothing of it, and who may not replay cannot ask', async () => {
  const { id } = await protectedSession([supervisor, archivist]);
  const { approvalId } = await request(supervisor, id);
  for (const who of [outsider, chief]) {
    await expect(request(who, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(decide(who, approvalId)).rejects.toMatchObject({ code: 'not_found' });
  }
  for (const who of [archivist, house.officer])
    await expect(request(who, id)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await decide(archivist, approvalId, false)).toEqual({ state: 'refused' });
  expect(await list(supervisor, id)).toEqual({ items: [], requested: [] });
});

it('who is shut out after the approval does not take it any more', async () => {
  const { id, caseId } = await protectedSession([supervisor]);
  await decide(house.officer, (await request(supervisor, id)).approvalId);
  const zip = (await prepared(supervisor, id))?.zip ?? '';
  await house.officer.call(caseRoutes.addConflict, {
    params: { caseId, accountId: supervisor.id },
    body: { reason: 'có liên quan' },
  });
  expect((await supervisor.request(zip)).status).toBe(404);
});

it('a folder that was made before the session was protected is taken no more', async () => {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 30);
  const file = await openCase(house.officer);
  for (const { id: accountId } of [supervisor, chief])
    await house.officer.call(caseRoutes.addMember, { params: { caseId: file.id, accountId } });
  const { id } = await cut(house.officer, room.id, house.at(4), house.at(26), [file.key]);
  await seal(id);
  await supervisor.call(evidenceRoutes.ask, { params: params(id), body: { note: 'tòa án yêu cầu' } });
  const zip = (await prepared(supervisor, id))?.zip ?? '';
  expect((await supervisor.request(zip, { method: 'HEAD' })).status).toBe(200);
  const raise = { params: { caseId: file.id }, body: { to: 'restricted' as const, reason: 'nay là tố cáo' } };
  await house.officer.call(protectionRoutes.raiseCase, raise);
  expect((await supervisor.request(zip)).status).toBe(403);
  expect((await list(supervisor, id)).items).toMatchObject([{ zip: null }]);
});

it('a protected session beside it stands in the way, known or not', async () => {
  const { id, key, room } = await protectedSession([supervisor, chief], 60);
  const { approvalId } = await request(supervisor, id);
  await cut(house.officer, room, house.at(27), house.at(40), [key]);
  await expect(request(chief, id)).rejects.toMatchObject({ code: 'border_shared' });
  await decide(chief, approvalId);
  const zip = (await prepared(supervisor, id))?.zip ?? '';
  const answer = await supervisor.request(zip);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'border_shared']);
});

it('one clip alone, while the whole session waits; nothing of a session that runs', async () => {
  const { id } = await protectedSession([supervisor]);
  const other = await protectedSession([supervisor]);
  const clipOf = async (sessionId: string) =>
    (await house.api.db.selectFrom('clips').select('id').where('session_id', '=', sessionId).executeTakeFirstOrThrow())
      .id;
  await request(supervisor, id);
  await expect(request(supervisor, id)).rejects.toMatchObject({ code: 'already_exists' });
  await expect(request(supervisor, id, await clipOf(other.id))).rejects.toMatchObject({ code: 'not_found' });
  const { approvalId } = await request(supervisor, id, await clipOf(id));
  await decide(house.officer, approvalId);
  expect(await prepared(supervisor, id)).toMatchObject({ state: 'ready', camera: { name: 'C0' } });
  const room = await house.room();
  const body = { roomId: room.id, caseKeys: [other.key] };
  const running = await house.officer.call(sessionRoutes.start, { body });
  await expect(request(supervisor, running.id)).rejects.toMatchObject({ code: 'session_running' });
});
