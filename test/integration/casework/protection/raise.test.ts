import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureClips } from '../../../../services/casework/clips/clips.ts';
import { makePreview } from '../../../../services/casework/clips/previews.ts';
import { sealClip } from '../../../../services/casework/clips/sealing.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { protectionRoutes } from '../../../../services/contracts/custody/protection.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { viewRoutes } from '../../../../services/contracts/view.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../work-house.ts';

/** One person protects more; what others had of it ends at once. */
let house: WorkHouse;
let supervisor: Visitor;
let chief: Visitor;
const never = new AbortController().signal;
beforeAll(async () => {
  house = await openWorkHouse();
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
});
afterAll(() => house.close());

const reason = 'công dân nói đây là tố cáo';
type To = 'restricted' | 'denouncer';
const raiseCase = (by: Visitor, caseId: string, to: To) =>
  by.call(protectionRoutes.raiseCase, { params: { caseId }, body: { to, reason } });
const raiseSession = (by: Visitor, sessionId: string, to: To) =>
  by.call(protectionRoutes.raiseSession, { params: { sessionId }, body: { to, reason } });

/** A case of the officer's with a sealed session that has its pictures. */
async function sealed() {
  const file = await openCase(house.officer);
  const room = await house.room();
  const [camera] = room.cameras;
  await house.store(camera, house.start, 10);
  const { id } = await cut(house.officer, room.id, house.at(0), house.at(9), [file.key]);
  await ensureClips(house.jobs.db, id);
  const clip = house.api.db.selectFrom('clips').select('id').where('session_id', '=', id);
  const { id: clipId } = await clip.executeTakeFirstOrThrow();
  await sealClip(house.jobs, clipId, never);
  await makePreview(house.jobs, clipId, never);
  return { caseId: file.id, key: file.key, sessionId: id, clipId, camera };
}

async function pictures(clipId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of house.jobs.derived.listVersions(`clips/${clipId}/`)) keys.push(key);
  return keys;
}

it('a view under way reads no byte more, a socket hears that it changed and nothing after', async () => {
  const { caseId, sessionId } = await sealed();
  const target = { kind: 'session', sessionId } as const;
  const view = await supervisor.call(viewRoutes.open, { body: { target, reasonCode: 'complaint', caseId } });
  const playlist = (view.cameras[0]?.playlist ?? '').replace('index', 'video');
  const text = await (await supervisor.request(playlist)).text();
  const [, length, first, uri] = /BYTERANGE:(\d+)@(\d+)\n(\S+)/.exec(text) ?? [];
  const media = new URL(uri ?? '', `http://x${playlist}`).pathname;
  const range = `bytes=${first}-${Number(first) + Number(length) - 1}`;
  const read = async () => (await supervisor.request(media, { headers: { range } })).status;
  expect(await read()).toBe(206);
  const sockets = [supervisor.socket(), house.officer.socket()] as const;
  await Promise.all(sockets.map(({ connected }) => connected));
  const raisedAt = performance.now();
  await raiseCase(house.officer, caseId, 'denouncer');
  await expect.poll(() => sockets[0].hints.some(({ id }) => id === sessionId), { interval: 10 }).toBe(true);
  expect([await read(), (await supervisor.request(playlist)).status]).toEqual([404, 404]);
  expect(performance.now() - raisedAt).toBeLessThan(1000);
  await expect(
    supervisor.call(viewRoutes.progress, {
      params: { viewId: view.id },
      body: { watched: [{ from: view.from, to: view.to }] },
    }),
  ).rejects.toMatchObject({ code: 'not_found' });
  const heard = sockets.map(({ hints }) => hints.filter(({ id }) => [sessionId, caseId].includes(id)).length);
  await house.officer.call(sessionRoutes.change, { params: { sessionId }, body: { note: 'mật' } });
  await expect
    .poll(() => sockets[1].hints.filter(({ id }) => [sessionId, caseId].includes(id)).length)
    .toBe((heard[1] ?? 0) + 1);
  expect(sockets[0].hints.filter(({ id }) => [sessionId, caseId].includes(id))).toHaveLength(heard[0] ?? 0);
  for (const socket of sockets) socket.close();
});

it('pictures of it are forgotten at once and removed; lowered again it gets new ones', async () => {
  const { clipId, sessionId } = await sealed();
  expect(await pictures(clipId)).toHaveLength(2);
  await raiseSession(supervisor, sessionId, 'restricted');
  const seen = await house.officer.call(sessionRoutes.get, { params: { sessionId } });
  expect(seen).toMatchObject({ accessClass: 'restricted', poster: null, clips: [{ poster: null }] });
  await makePreview(house.jobs, clipId, never);
  expect(await pictures(clipId)).toEqual([]);
  const state = house.api.db.selectFrom('clips').select(['preview_state', 'poster_key']).where('id', '=', clipId);
  expect(await state.executeTakeFirst()).toEqual({ preview_state: 'empty', poster_key: null });
  const lower = { params: { sessionId }, body: { to: 'normal' as const, reason } };
  const { approvalId } = await house.officer.call(protectionRoutes.lowerSession, lower);
  const decision = { params: { approvalId }, body: { approve: true, note: 'đồng ý' } };
  await chief.call(approvalRoutes.decide, decision);
  await makePreview(house.jobs, clipId, never);
  expect(await pictures(clipId)).toHaveLength(2);
  const shown = await supervisor.call(sessionRoutes.get, { params: { sessionId } });
  expect(shown.clips).toMatchObject([{ poster: `/api/clips/${clipId}/poster` }]);
});

it('pictures that are being made while it is raised are not shown, and do not stay', async () => {
  const { clipId, sessionId } = await sealed();
  await house.api.db.updateTable('clips').set({ preview_state: 'none' }).where('id', '=', clipId).execute();
  const put = house.jobs.derived.put;
  let raised = false;
  const derived: typeof house.jobs.derived = {
    ...house.jobs.derived,
    put: async (object) => {
      if (!raised) await raiseSession(house.officer, sessionId, 'denouncer');
      raised = true;
      return put(object);
    },
  };
  await makePreview({ ...house.jobs, derived }, clipId, never);
  expect(await pictures(clipId)).toEqual([]);
  const state = house.api.db.selectFrom('clips').select('poster_key').where('id', '=', clipId);
  expect(await state.executeTakeFirst()).toEqual({ poster_key: null });
});

it('who may: members, supervisor and chief who see the case; who raised may lose it', async () => {
  const file = await openCase(house.officer);
  const other = await house.api.visitor('officer', 'other');
  const archivist = await house.api.visitor('archivist');
  for (const who of [other, archivist])
    await expect(raiseCase(who, file.id, 'restricted')).rejects.toMatchObject({ code: 'forbidden' });
  await raiseCase(supervisor, file.id, 'restricted');
  await expect(supervisor.call(caseRoutes.get, { params: { caseId: file.id } })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(raiseCase(supervisor, file.id, 'denouncer')).rejects.toMatchObject({ code: 'not_found' });
  await raiseCase(chief, file.id, 'denouncer');
  await expect(chief.call(caseRoutes.get, { params: { caseId: file.id } })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await house.officer.call(caseRoutes.get, { params: { caseId: file.id } })).toMatchObject({
    accessClass: 'denouncer',
  });
  const entry = house.api.db
    .selectFrom('audit_log')
    .select(['act', 'outcome', 'details'])
    .where('act', '=', 'case.raise');
  expect(await entry.where('thing_id', '=', file.id).where('outcome', '=', 'done').execute()).toMatchObject([
    { details: { accessClass: 'restricted', reason } },
    { details: { accessClass: 'denouncer', reason } },
  ]);
});
