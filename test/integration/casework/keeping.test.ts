import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPostgres } from '../../../services/adapters/postgres/connect.ts';
import { applyKeeping } from '../../../services/casework/clips/keeping.ts';
import { sealClip } from '../../../services/casework/clips/sealing.ts';
import { tagSegment, tagSession } from '../../../services/casework/clips/tagging.ts';
import { sweep } from '../../../services/casework/sweep.ts';
import { type CaseFile, caseRoutes } from '../../../services/contracts/case.ts';
import { retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { placeHold } from '../../../services/custody/retention/holds.ts';
import { noteKeeping } from '../../../services/custody/retention/session-keeping.ts';
import { cut, openCase, openWorkHouse, type WorkHouse } from './work-house.ts';

let house: WorkHouse;
beforeAll(async () => {
  house = await openWorkHouse();
});
afterAll(() => house.close());

const never = new AbortController().signal;
const dayMs = 86_400_000;

/** A session over footage that is there, tagged and kept as its cases say. */
async function session(roomId: string, from: number, to: number, files: Pick<CaseFile, 'key'>[] = []) {
  const { id } = await cut(
    house.officer,
    roomId,
    house.at(from),
    house.at(to),
    files.map(({ key }) => key),
  );
  const { revision } = await house.api.db
    .selectFrom('sessions')
    .select('revision')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await tagSession(house.jobs, id, revision, never);
  await apply(id);
  return id;
}

async function apply(sessionId: string) {
  const { revision } = await keepingRow(sessionId);
  await applyKeeping(house.jobs, sessionId, revision, never);
}

const keepingRow = (sessionId: string) =>
  house.api.db.selectFrom('session_keeping').selectAll().where('session_id', '=', sessionId).executeTakeFirstOrThrow();

const setState = (caseId: string, state: 'closed' | 'accepted') =>
  house.officer.call(caseRoutes.change, { params: { caseId }, body: { state } });

/** Whether each segment of a camera is held: as its row says, which must be what the store says of both its objects. */
async function held(cameraId: string): Promise<(boolean | null)[]> {
  const rows = await house.api.db
    .selectFrom('segments')
    .selectAll()
    .where('camera_id', '=', cameraId)
    .orderBy('started_at')
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const refs = [
        { key: row.video_key, versionId: row.video_version_id },
        { key: row.audio_key ?? '', versionId: row.audio_version_id ?? '' },
      ];
      for (const ref of refs) expect(await house.jobs.bucket.isHeld(ref)).toBe(row.is_held);
      return row.is_held;
    }),
  );
}

async function roomWith(seconds: number) {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, seconds);
  return { id: room.id, camera: room.cameras[0] };
}

describe('a hold follows the case', () => {
  it('while it is open all footage of its session is held, and nothing else', async () => {
    const room = await roomWith(50);
    const file = await openCase(house.officer);
    const id = await session(room.id, 12, 28, [file]);
    expect(await held(room.camera)).toEqual([false, true, true, false, false]);
    const seen = await house.officer.call(retentionRoutes.get, { params: { sessionId: id } });
    expect(seen).toMatchObject({
      isHeld: true,
      until: null,
      class: 'case',
      openCases: [{ key: file.key }],
      isApplied: true,
    });
  });

  it('closing ends it and says until when it is kept; reopening holds again', async () => {
    const room = await roomWith(20);
    const file = await openCase(house.officer);
    const id = await session(room.id, 2, 18, [file]);
    await setState(file.id, 'closed');
    await apply(id);
    expect(await held(room.camera)).toEqual([false, false]);
    const { keep_until: until } = await keepingRow(id);
    expect(Math.abs(Number(until) - Date.now() - 730 * dayMs)).toBeLessThan(dayMs);
    await setState(file.id, 'accepted');
    await apply(id);
    expect(await held(room.camera)).toEqual([true, true]);
  });
});

describe('several cases and sessions', () => {
  it('a session of several cases is held until all are closed', async () => {
    const room = await roomWith(20);
    const files = [await openCase(house.officer), await openCase(house.officer)];
    const id = await session(room.id, 2, 18, files);
    await setState(files[0]?.id ?? '', 'closed');
    await apply(id);
    expect(await held(room.camera)).toEqual([true, true]);
    await setState(files[1]?.id ?? '', 'closed');
    await apply(id);
    expect(await held(room.camera)).toEqual([false, false]);
  });

  it('a segment that two sessions share is held while either is', async () => {
    const room = await roomWith(30);
    const [first, second] = [await openCase(house.officer), await openCase(house.officer)];
    const early = await session(room.id, 1, 14, [first]);
    await session(room.id, 16, 29, [second]);
    await setState(first.id, 'closed');
    await apply(early);
    expect(await held(room.camera)).toEqual([false, true, true]);
  });

  it('unlinking the case lets go; linking it to another session holds that', async () => {
    const room = await roomWith(20);
    const file = await openCase(house.officer);
    const id = await session(room.id, 2, 18, [file]);
    await house.officer.call(sessionRoutes.unlinkCase, { params: { sessionId: id, caseId: file.id } });
    const { revision } = await house.api.db
      .selectFrom('sessions')
      .select('revision')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await tagSession(house.jobs, id, revision, never);
    await apply(id);
    expect(await held(room.camera)).toEqual([false, false]);
    expect(await keepingRow(id)).toMatchObject({ class: 'case', is_held: false });
  });
});

it('footage that a session held before its times were changed stays held', async () => {
  const room = await roomWith(40);
  const file = await openCase(house.officer);
  const id = await session(room.id, 1, 39, [file]);
  const times = { startedAt: house.at(1).toISOString(), endedAt: house.at(12).toISOString() };
  const body = { version: 1, reason: 'too long', ...times };
  await house.officer.call(sessionRoutes.changeTimes, { params: { sessionId: id }, body });
  await apply(id);
  expect(await held(room.camera)).toEqual([true, true, true, true]);
});

it('one object that is gone does not keep the others from being held', async () => {
  const room = await roomWith(40);
  const file = await openCase(house.officer);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(39), [file.key]);
  const [, second] = await house.api.db
    .selectFrom('segments')
    .select('video_key')
    .where('camera_id', '=', room.camera)
    .orderBy('started_at')
    .execute();
  await rm(join(house.api.footagePath, second?.video_key ?? ''), { recursive: true });
  const { db } = house.api;
  const { revision } = await db
    .selectFrom('sessions')
    .select('revision')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await expect(tagSession(house.jobs, id, revision, never)).rejects.toThrow();
  await expect(apply(id)).rejects.toMatchObject({ kind: 'missing' });
  const rows = await db
    .selectFrom('segments')
    .select('is_held')
    .where('camera_id', '=', room.camera)
    .orderBy('started_at')
    .execute();
  expect(rows.map((row) => row.is_held)).toEqual([true, null, true, true]);
  expect(await keepingRow(id)).toMatchObject({ is_held: true, applied_revision: 0 });
});

it('a hold or lock that somebody takes away in the store is found by the daily look, set again, and is an alarm', async () => {
  const room = await roomWith(30);
  const file = await openCase(house.officer);
  const id = await session(room.id, 1, 29, [file]);
  const [first, second] = await objects(room.camera);
  if (!first || !second) throw new Error('no objects');
  await house.jobs.bucket.hold(second, false);
  const facts = join(house.api.footagePath, first.key, `${first.versionId}.json`);
  const known = JSON.parse(await readFile(facts, 'utf8')) as object;
  await writeFile(facts, JSON.stringify({ ...known, lockedUntil: new Date().toISOString() }));
  await apply(id);
  expect(await held(room.camera)).toEqual([true, true, true]);
  expect(Number(await house.jobs.bucket.lockedUntil(first)) - Date.now()).toBeGreaterThan(89 * dayMs);
  const alarms = house.api.db.selectFrom('audit_log').select('id').where('act', '=', 'store.alarm');
  expect(await alarms.where('thing_id', 'is', null).execute()).toHaveLength(2);
  await apply(id);
  expect(await alarms.execute()).toHaveLength(2);
});

it('a session from before there was keeping is found by the sweep', async () => {
  const room = await roomWith(20);
  const file = await openCase(house.officer);
  const id = await session(room.id, 2, 18, [file]);
  const owner = connectPostgres(house.api.ownerUrl, { max: 1 });
  await owner.db.deleteFrom('session_keeping').where('session_id', '=', id).execute();
  await owner.close();
  await sweep({ ...house.jobs, enqueue: async () => undefined });
  expect(await keepingRow(id)).toMatchObject({ is_held: true });
});

it('who works it out at the same time as a hold is placed does not take it away', async () => {
  const room = await roomWith(10);
  const id = await session(room.id, 1, 9);
  const placeAndNote = house.api.db.transaction().execute(async (tx) => {
    await placeHold(tx, { on: { sessionId: id }, reason: 'court', note: 'x', by: house.officer.id });
    await noteKeeping(tx, [id]);
  });
  await Promise.all([placeAndNote, ...[1, 2, 3, 4].map(() => noteKeeping(house.api.db, [id]))]);
  expect(await keepingRow(id)).toMatchObject({ is_held: true });
});

it('footage that comes while a held session runs is held when it is tagged', async () => {
  const room = await roomWith(10);
  const file = await openCase(house.officer);
  const id = await session(room.id, 1, 40, [file]);
  const [late = house.start] = await house.store(room.camera, house.at(10), 10);
  await tagSegment(house.jobs, room.camera, late);
  expect(await held(room.camera)).toEqual([true, true]);
  expect(await keepingRow(id)).toMatchObject({ is_held: true });
});

it('manifests are held with their footage, and locks are lengthened before they run out', async () => {
  const room = await roomWith(20);
  const file = await openCase(house.officer);
  const id = await session(room.id, 2, 18, [file]);
  const [clip] = await house.api.db.selectFrom('clips').select('id').where('session_id', '=', id).execute();
  await sealClip(house.jobs, clip?.id ?? '', never);
  const [manifest] = await house.api.db
    .selectFrom('manifests')
    .select(['key', 'version_id as versionId'])
    .where('clip_id', '=', clip?.id ?? '')
    .execute();
  if (!manifest) throw new Error('no manifest');
  await apply(id);
  expect(await house.jobs.bucket.isHeld(manifest)).toBe(true);
  // Eighty days later the lock of ninety would nearly be over.
  const clock = { now: () => Date.now() + 80 * dayMs };
  const { revision } = await keepingRow(id);
  await applyKeeping({ ...house.jobs, clock }, id, revision, never);
  for (const ref of [manifest, ...(await objects(room.camera))]) {
    expect(Number(await house.jobs.bucket.lockedUntil(ref)) - Date.now()).toBeGreaterThan(169 * dayMs);
  }
});

async function objects(cameraId: string) {
  const rows = await house.api.db
    .selectFrom('segments')
    .select(['video_key as key', 'video_version_id as versionId'])
    .where('camera_id', '=', cameraId)
    .execute();
  return rows;
}

it('those who hold and let go at the same time end as the last word says', async () => {
  const room = await roomWith(60);
  const file = await openCase(house.officer);
  const id = await session(room.id, 1, 59, [file]);
  for (const state of ['closed', 'accepted', 'closed', 'accepted', 'closed'] as const) {
    await setState(file.id, state);
    const { revision } = await keepingRow(id);
    const tries = [1, 2, 3].map(() => applyKeeping(house.jobs, id, revision, never));
    if (state === 'accepted') await setState(file.id, 'closed');
    await Promise.all([...tries, ...(state === 'accepted' ? [apply(id)] : [])]);
  }
  expect(await held(room.camera)).toEqual([false, false, false, false, false, false]);
});

it('what was interrupted is done by the next try, and what nobody asked for is found by the sweep', async () => {
  const room = await roomWith(30);
  const file = await openCase(house.officer);
  const id = await session(room.id, 1, 29, [file]);
  await setState(file.id, 'closed');
  let left = 2;
  const failing = {
    ...house.jobs.bucket,
    hold: async (...args: Parameters<typeof house.jobs.bucket.hold>) => {
      if (left-- <= 0) throw new Error('away');
      await house.jobs.bucket.hold(...args);
    },
  };
  const { revision } = await keepingRow(id);
  await expect(applyKeeping({ ...house.jobs, bucket: failing }, id, revision, never)).rejects.toThrow('away');
  expect(await keepingRow(id)).toMatchObject({ applied_revision: revision - 1 });
  const asked: string[] = [];
  const enqueue: typeof house.jobs.enqueue = async (name, payload) => {
    if (name === 'hold.apply') asked.push((payload as { sessionId: string }).sessionId);
  };
  await sweep({ ...house.jobs, enqueue });
  expect(asked).toContain(id);
  await apply(id);
  expect(await held(room.camera)).toEqual([false, false, false]);
  asked.length = 0;
  await sweep({ ...house.jobs, enqueue });
  expect(asked).not.toContain(id);
});
