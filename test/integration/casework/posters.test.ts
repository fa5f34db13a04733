import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureClips } from '../../../services/casework/clips/clips.ts';
import { makePreview } from '../../../services/casework/clips/previews.ts';
import { sealClip } from '../../../services/casework/clips/sealing.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from './work-house.ts';

let house: WorkHouse;
let session: { id: string; clip: string };
beforeAll(async () => {
  house = await openWorkHouse();
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 10);
  const { id } = await cut(house.officer, room.id, house.at(0), house.at(9));
  await ensureClips(house.jobs.db, id);
  const clip = await house.api.db.selectFrom('clips').select('id').executeTakeFirstOrThrow();
  session = { id, clip: clip.id };
  const never = new AbortController().signal;
  await sealClip(house.jobs, clip.id, never);
  await makePreview(house.jobs, clip.id, never);
});
afterAll(() => house.close());

const poster = (who: Visitor) => who.request(`/api/clips/${session.clip}/poster`);
const sprite = (who: Visitor) => who.request(`/api/clips/${session.clip}/sprite`);
const statuses = (who: Visitor) => Promise.all([poster(who), sprite(who)].map(async (answer) => (await answer).status));

test('a poster is shown to those who may replay the session, and their look is written down once an hour', async () => {
  const supervisor = await house.api.visitor('supervisor');
  for (const who of [house.officer, supervisor, supervisor]) {
    const answer = await poster(who);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await answer.arrayBuffer()).readUInt16BE(0)).toBe(0xffd8);
  }
  const looks = await house.api.db.selectFrom('media_looks').select(['account_id', 'thing_id']).execute();
  expect(looks).toHaveLength(2);
  expect(looks.every((look) => look.thing_id === session.clip)).toBe(true);
  const log = house.api.db.selectFrom('audit_log').select('account_id').where('act', '=', 'media.look');
  expect(await log.execute()).toHaveLength(2);
  const list = await supervisor.call(sessionRoutes.list);
  expect(list.items[0]?.poster).toBe(`/api/clips/${session.clip}/poster`);
});

test('an archivist is refused, another officer and the administrator are told that nothing is there', async () => {
  expect(await statuses(await house.api.visitor('archivist'))).toEqual([403, 403]);
  for (const role of ['officer', 'admin'] as const)
    expect(await statuses(await house.api.visitor(role, `poster-${role}`))).toEqual([404, 404]);
  expect((await house.api.stranger().request(`/api/clips/${session.clip}/poster`)).status).toBe(401);
});

test('of a protected session nobody gets a poster, not even its officer', async () => {
  const file = await openCase(house.officer, 'TC');
  const params = { sessionId: session.id };
  const linked = await house.officer.call(sessionRoutes.linkCase, { params, body: { caseKey: file.key } });
  expect(linked).toMatchObject({ accessClass: 'denouncer', poster: null, clips: [{ poster: null }] });
  expect(await statuses(house.officer)).toEqual([403, 403]);
});
