import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../../../services/adapters/bucket/bucket.ts';
import { makePreview } from '../../../../services/casework/clips/previews.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { evidenceRoutes } from '../../../../services/contracts/custody/evidence.ts';
import { markerRoutes } from '../../../../services/contracts/custody/marker.ts';
import { retentionRoutes } from '../../../../services/contracts/custody/retention.ts';
import { destructionList } from '../../../../services/contracts/evidence/destruction-list.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { viewRoutes } from '../../../../services/contracts/view.ts';
import { noteKeeping } from '../../../../services/custody/retention/session-keeping.ts';
import { checkSigned } from '../../../../services/evidence/check-signed.ts';
import { watchStore } from '../../../../services/recording/check-store/watch-store.ts';
import { objectsOf, openCase, type Visitor, type WorkHouse } from '../work-house.ts';
import { type OldHouse, openOldHouse, reason } from './old-house.ts';

let old: OldHouse;
let house: WorkHouse;
let archivist: Visitor;
let chief: Visitor;
beforeAll(async () => {
  old = await openOldHouse();
  ({ house, archivist, chief } = old);
});
afterAll(() => house.close());

const never = new AbortController().signal;
const roomWith: OldHouse['roomWith'] = (seconds) => old.roomWith(seconds);
const session: OldHouse['session'] = (...given) => old.session(...given);
const propose: OldHouse['propose'] = (...given) => old.propose(...given);
const decide: OldHouse['decide'] = (...given) => old.decide(...given);
const approved: OldHouse['approved'] = (...ids) => old.approved(...ids);
const run: OldHouse['run'] = (...given) => old.run(...given);
const due: OldHouse['due'] = (who) => old.due(who);
const one: OldHouse['one'] = (id) => old.one(id);
const footage: OldHouse['footage'] = (camera) => old.footage(camera);

const stored = 'stored there there';
const deleted = 'deleted gone gone';

it('lists and minutes come first, then the objects go; hashes, manifests and proof stay', async () => {
  const room = await roomWith(50);
  const id = await session(room.id, 12, 28);
  const [clip] = await house.api.db
    .selectFrom('clips')
    .select(['id', 'revision'])
    .where('session_id', '=', id)
    .execute();
  await makePreview(house.jobs, clip?.id ?? '', never);
  const marker = { kind: 'signed', text: 'signed after a question', at: house.at(20).toISOString() } as const;
  await chief.call(markerRoutes.add, { params: { sessionId: id }, body: marker });
  expect(await due(archivist)).toContain(id);
  const destruction = await approved(id);
  expect(await due(archivist)).not.toContain(id);
  await run(destruction);

  expect(await footage(room.camera)).toEqual([stored, deleted, deleted, stored, stored]);
  expect(await one(destruction)).toMatchObject({
    state: 'done',
    ...{ objects: 4, removed: 4, failure: null, reason },
    askedBy: { name: archivist.login === 'archivist' ? 'Name of archivist' : '' },
    approvedBy: { name: 'Name of chief' },
    sessions: [{ id, outcome: 'destroyed', segments: 2 }],
  });
  expect(await house.jobs.derived.listVersions(`clips/${clip?.id}/`)[Symbol.asyncIterator]().next()).toMatchObject({
    done: true,
  });
  const seen = await chief.call(sessionRoutes.get, { params: { sessionId: id } });
  expect(seen).toMatchObject({ state: 'destroyed', mayReplay: false, poster: null });
  const { items: marked } = await chief.call(markerRoutes.list, { params: { sessionId: id } });
  expect(marked).toMatchObject([{ kind: marker.kind, at: marker.at, text: null }]);
  expect(seen.clips).toMatchObject([{ state: 'destroyed', poster: null, gaps: [{ cause: 'removed' }] }]);
  const { faults } = await watchStore({ db: house.api.db, bucket: house.jobs.bucket, signal: never }, 0);
  expect(faults).toEqual([]);
});

it('the list is signed and names every object with its hash; the minutes are a PDF; both are in the log when taken', async () => {
  const room = await roomWith(20);
  const id = await session(room.id, 1, 19);
  const objects = (await objectsOf(house, room.camera)).flat();
  const destruction = await approved(id);
  await run(destruction);
  const { db } = house.api;
  const documents = await db
    .selectFrom('destruction_documents')
    .selectAll()
    .where('destruction_id', '=', destruction)
    .orderBy('session_id')
    .execute();
  const [list, minutes] = documents;
  if (!list || !minutes) throw new Error('no documents');
  const bytes = await house.jobs.bucket.readAll({ key: list.key, versionId: list.version_id });
  const { document, findings } = checkSigned(bytes, 'list', destructionList);
  expect(findings).toEqual([]);
  expect(document?.clips[0]?.objects.map(({ key, versionId }) => ({ key, versionId }))).toEqual(objects);
  expect(document?.clips[0]?.manifests).toHaveLength(1);
  const address = (await one(destruction))?.minutes ?? '';
  const taken = Buffer.from(await (await chief.request(address)).arrayBuffer());
  expect(taken.subarray(0, 5).toString()).toBe('%PDF-');
  expect(createHash('sha256').update(taken).digest().equals(minutes.sha256)).toBe(true);
  const proof = await db.selectFrom('destroyed_sessions').selectAll().where('session_id', '=', id).execute();
  expect(proof).toMatchObject([{ segments: 2, list_sha256: list.sha256, minutes_sha256: minutes.sha256 }]);
  const acts = await db.selectFrom('audit_log').select('act').where('thing_id', 'in', [destruction, id]).execute();
  expect(acts.map(({ act }) => act)).toEqual(
    expect.arrayContaining(['destruction.propose', 'destruction.run', 'session.destroy', 'destruction.take']),
  );
  await expect(db.deleteFrom('destroyed_sessions').execute()).rejects.toThrow();
  await expect(db.updateTable('destroyed_sessions').set({ segments: 0 }).execute()).rejects.toThrow();
});

it('what is destroyed can be neither played, held, taken away nor given other times', async () => {
  const room = await roomWith(20);
  const id = await session(room.id, 1, 19);
  await run(await approved(id));
  const code = 'session_destroyed';
  const params = { sessionId: id };
  const target = { kind: 'session' as const, sessionId: id };
  const tries = [
    chief.call(viewRoutes.open, { body: { target, reasonCode: 'audit', note: 'xem' } }),
    chief.call(retentionRoutes.holdSession, { params, body: { reason: 'court', note: 'giữ lại' } }),
    chief.call(evidenceRoutes.ask, { params, body: { note: 'cần cho tòa' } }),
    house.officer.call(sessionRoutes.changeTimes, {
      params,
      body: {
        version: 1,
        reason: 'dài hơn',
        startedAt: house.at(1).toISOString(),
        endedAt: house.at(18).toISOString(),
      },
    }),
  ];
  for (const outcome of await Promise.allSettled(tries)) expect(outcome).toMatchObject({ reason: { code } });
  await expect(propose(archivist, id)).rejects.toMatchObject({ code: 'not_due' });
});

it('a session that is held after the approval is left, and the minutes say so', async () => {
  const room = await roomWith(40);
  const [kept, gone] = [await session(room.id, 1, 9), await session(room.id, 21, 39)];
  const destruction = await approved(kept, gone);
  await chief.call(retentionRoutes.holdSession, {
    params: { sessionId: kept },
    body: { reason: 'court', note: 'tòa yêu cầu' },
  });
  await run(destruction);
  expect(await footage(room.camera)).toEqual([stored, stored, deleted, deleted]);
  expect((await one(destruction))?.sessions).toMatchObject([{ outcome: 'held' }, { outcome: 'destroyed' }]);
  expect(await due(archivist)).not.toContain(kept);
});

it('a case that is opened again before it is carried out keeps its session', async () => {
  const room = await roomWith(10);
  const id = await session(room.id, 1, 9);
  const destruction = await approved(id);
  const file = await openCase(house.officer);
  await house.officer.call(sessionRoutes.linkCase, { params: { sessionId: id }, body: { caseKey: file.key } });
  await run(destruction);
  expect(await footage(room.camera)).toEqual([stored]);
  expect(await one(destruction)).toMatchObject({ state: 'done', sessions: [{ outcome: 'held' }] });
});

it('a segment that another session keeps too goes with the last of them', async () => {
  const room = await roomWith(30);
  const [early, late] = [await session(room.id, 1, 14), await session(room.id, 16, 29)];
  await run(await approved(early));
  expect(await footage(room.camera)).toEqual([deleted, stored, stored]);
  await run(await approved(late));
  expect(await footage(room.camera)).toEqual([deleted, deleted, deleted]);
});

it('a segment that two of one list share goes with them', async () => {
  const room = await roomWith(30);
  const destruction = await approved(await session(room.id, 1, 14), await session(room.id, 16, 29));
  await run(destruction);
  expect(await footage(room.camera)).toEqual([deleted, deleted, deleted]);
  expect(await one(destruction)).toMatchObject({ objects: 6, removed: 6 });
});

it('what the store still locks is left until the lock is over', async () => {
  const room = await roomWith(10);
  const id = await session(room.id, 1, 9);
  const [refs] = await objectsOf(house, room.camera);
  if (!refs?.[0]) throw new Error('no object');
  await house.jobs.bucket.lockUntil(refs[0], new Date(Date.now() + 3_600_000));
  await house.api.db.updateTable('segments').set({ locked_until: null }).where('camera_id', '=', room.camera).execute();
  const destruction = await approved(id);
  await run(destruction);
  expect(await footage(room.camera)).toEqual([stored]);
  expect(await one(destruction)).toMatchObject({ state: 'done', sessions: [{ outcome: 'locked' }] });
  expect(await due(archivist)).toContain(id);
});

it('giving a session earlier times does not make it older: all that it ever had counts, and is shown', async () => {
  const room = await roomWith(20);
  const id = await session(room.id, 1, 9);
  const young = await house.room();
  await house.store(young.cameras[0], new Date(Date.now() - 3_600_000), 10);
  const { db } = house.api;
  const recent = { started_at: new Date(Date.now() - 3_600_000), ended_at: new Date(Date.now() - 3_590_000) };
  const version = { session_id: id, version: 0, ...recent, reason: 'before', changed_by: house.officer.id };
  await db.insertInto('session_versions').values(version).execute();
  await noteKeeping(db, [id]);
  expect(await due(archivist)).not.toContain(id);
  await expect(propose(archivist, id)).rejects.toMatchObject({ code: 'not_due' });
});

it('what was in quarantine goes too, once the hold of its incident is lifted: nothing is left', async () => {
  const room = await roomWith(30);
  const id = await session(room.id, 1, 29);
  const [, second] = await objectsOf(house, room.camera);
  for (const ref of second ?? []) await house.jobs.bucket.hold(ref, true);
  await house.api.db
    .updateTable('segments')
    .set({ state: 'quarantined', is_held: true })
    .where('camera_id', '=', room.camera)
    .where('started_at', '=', house.at(10))
    .execute();
  await run(await approved(id));
  expect(await footage(room.camera)).toEqual([deleted, deleted, deleted]);
});

it('a protected session is proposed alone', async () => {
  const room = await roomWith(30);
  const [normal, guarded] = [await session(room.id, 1, 9), await session(room.id, 11, 19)];
  await house.api.db.updateTable('sessions').set({ access_class: 'restricted' }).where('id', '=', guarded).execute();
  await expect(propose(chief, normal, guarded)).rejects.toMatchObject({ code: 'protected_alone' });
  await propose(chief, guarded);
});

it('a list that two programs carry out at once is decided once', async () => {
  const room = await roomWith(40);
  const ids = [await session(room.id, 1, 9), await session(room.id, 21, 29)];
  const destruction = await approved(...ids);
  await Promise.all([run(destruction), run(destruction)].map((one) => one.catch(() => undefined)));
  await run(destruction);
  expect(await one(destruction)).toMatchObject({ state: 'done', objects: 4, removed: 4 });
  expect((await one(destruction))?.sessions).toMatchObject(
    ids.map((id) => ({ id, outcome: 'destroyed', segments: 1 })),
  );
});

describe('when something goes wrong', () => {
  it('without lists and minutes in the store nothing is removed', async () => {
    const room = await roomWith(20);
    const destruction = await approved(await session(room.id, 1, 19));
    const put: Bucket['put'] = async (object) => {
      if (object.key.endsWith('.pdf')) throw new Error('the store is full');
      return house.jobs.bucket.put(object);
    };
    await expect(run(destruction, { ...house.jobs.bucket, put })).rejects.toThrow('full');
    expect(await footage(room.camera)).toEqual(['deleting there there', 'deleting there there']);
    const { faults } = await watchStore({ db: house.api.db, bucket: house.jobs.bucket, signal: never }, 0);
    expect(faults).toEqual([]);
    await run(destruction);
    expect(await footage(room.camera)).toEqual([deleted, deleted]);
  });

  it('one object that the store refuses does not keep the others, and there is no proof without it', async () => {
    const room = await roomWith(40);
    const id = await session(room.id, 1, 39);
    const destruction = await approved(id);
    const [, refused] = await objectsOf(house, room.camera);
    const remove: Bucket['remove'] = async (ref) => {
      if (ref.key === refused?.[0]?.key) throw new Error('refused');
      await house.jobs.bucket.remove(ref);
    };
    await expect(run(destruction, { ...house.jobs.bucket, remove })).rejects.toThrow('refused');
    expect((await footage(room.camera)).filter((one) => one === deleted)).toHaveLength(3);
    const proof = house.api.db.selectFrom('destroyed_sessions').select('session_id').where('session_id', '=', id);
    expect(await proof.execute()).toEqual([]);
    await run(destruction);
    expect(await proof.execute()).toHaveLength(1);
  });

  it('one that stops in the middle goes on, and counts each object once', async () => {
    const room = await roomWith(40);
    const destruction = await approved(await session(room.id, 1, 39));
    let left = 3;
    const remove: Bucket['remove'] = async (ref) => {
      if (left-- <= 0) throw new Error('away');
      await house.jobs.bucket.remove(ref);
    };
    await expect(run(destruction, { ...house.jobs.bucket, remove })).rejects.toThrow('away');
    expect(await one(destruction)).toMatchObject({ state: 'removing', removed: 0 });
    await run(destruction);
    await run(destruction);
    expect(await one(destruction)).toMatchObject({ state: 'done', objects: 8, removed: 8 });
    expect(await footage(room.camera)).toEqual([deleted, deleted, deleted, deleted]);
  });
});

/** Closes a case so long ago that nothing keeps its session any more. */
async function closeLongAgo(caseId: string, sessionId: string) {
  const { db } = house.api;
  await house.officer.call(caseRoutes.change, { params: { caseId }, body: { state: 'closed' } });
  await db
    .updateTable('case_states')
    .set({ changed_at: new Date(0) })
    .where('case_id', '=', caseId)
    .execute();
  const days = { min_days: 1, after_close_days: 1 };
  await db.updateTable('retention_classes').set(days).where('code', '=', 'denunciation').execute();
  await noteKeeping(db, [sessionId]);
}

describe('who may not', () => {
  it('one person alone, the officer of the session, an officer, an administrator', async () => {
    const room = await roomWith(10);
    const id = await session(room.id, 1, 9);
    const admin = await house.api.visitor('admin');
    await expect(propose(house.officer, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(propose(admin, id)).rejects.toMatchObject({ code: 'not_found' });
    for (const path of ['/api/destructions/due', '/api/destructions', '/api/idle-expiries'])
      for (const who of [house.officer, admin]) expect((await who.request(path)).status).toBe(403);
    const { approvalId } = await propose(chief, id);
    await expect(decide(chief, approvalId)).rejects.toMatchObject({ code: 'own_request' });
    await expect(decide(archivist, approvalId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(propose(archivist, id)).rejects.toMatchObject({ code: 'not_due' });
    const supervisor = await house.api.visitor('supervisor', 'receives-too');
    await house.api.db.updateTable('sessions').set({ officer_id: supervisor.id }).where('id', '=', id).execute();
    await expect(decide(supervisor, approvalId)).rejects.toMatchObject({ code: 'own_request' });
    expect(await due(supervisor)).not.toContain(id);
  });

  it('a refused list destroys nothing, and its sessions can be proposed again', async () => {
    const room = await roomWith(10);
    const id = await session(room.id, 1, 9);
    const { id: destruction, approvalId } = await propose(archivist, id);
    await decide(chief, approvalId, false);
    await run(destruction);
    expect(await footage(room.camera)).toEqual([stored]);
    expect(await one(destruction)).toMatchObject({ state: 'refused' });
    expect(await due(archivist)).toContain(id);
  });

  it('a denunciation, its list, its minutes and the request do not exist for those outside it', async () => {
    const file = await openCase(house.officer, 'TC');
    const room = await roomWith(10);
    const secret = await session(room.id, 1, 9, [file.key]);
    await closeLongAgo(file.id, secret);
    const { db } = house.api;
    expect(await due(chief)).not.toContain(secret);
    await expect(propose(chief, secret)).rejects.toMatchObject({ code: 'not_found' });
    const member = await house.api.visitor('supervisor', 'works-on-it');
    await db
      .insertInto('case_members')
      .values({ case_id: file.id, account_id: member.id, added_by: house.officer.id })
      .execute();
    expect(await due(member)).toContain(secret);
    const { id, approvalId } = await propose(member, secret);
    expect(await one(id)).toBeUndefined();
    await expect(decide(chief, approvalId)).rejects.toMatchObject({ code: 'not_found' });
    expect((await chief.request(`/api/destructions/${id}/minutes.pdf`)).status).toBe(404);
    expect(JSON.stringify(await chief.call(approvalRoutes.list, {}))).not.toContain(approvalId);
  });
});
