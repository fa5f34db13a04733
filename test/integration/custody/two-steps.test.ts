import { sql } from 'kysely';
import { Client } from 'minio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Minio, startMinio } from '../../../infra/stack/minio.ts';
import { footageBucket } from '../../../infra/stack/minio-identities.ts';
import type { Bucket, ObjectRef } from '../../../services/adapters/bucket/bucket.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';
import { connectPostgres } from '../../../services/adapters/postgres/connect.ts';
import { applyKeeping } from '../../../services/casework/clips/keeping.ts';
import { sealClip } from '../../../services/casework/clips/sealing.ts';
import { tagSession } from '../../../services/casework/clips/tagging.ts';
import { sweep } from '../../../services/casework/sweep.ts';
import { startStoreWatch } from '../../../workers/jobs/custody/store-watch.ts';
import { testFolder } from '../../support/stack.ts';
import { cut, objectsOf, openCase, openWorkHouse, revisionOf, type WorkHouse } from '../casework/work-house.ts';

/** A MinIO of its own: the watch compares a whole bucket. The thief has the keys of custody, the strongest of our programs. */
let minio: Minio;
let bucket: Bucket;
let house: WorkHouse;
let thief: Client;
let root: Client;
beforeAll(async () => {
  minio = await startMinio({ dataPath: await testFolder('two-steps'), port: 0 });
  const { endpoint, port, rootUser, rootPassword } = minio;
  const { custody } = minio.identities;
  bucket = openS3Bucket({ endpoint, region: 'us-east-1', ...custody, bucket: footageBucket, locked: true });
  house = await openWorkHouse({ bucket });
  const server = { endPoint: '127.0.0.1', port, useSSL: false, region: 'us-east-1' };
  thief = new Client({ ...server, ...custody });
  root = new Client({ ...server, accessKey: rootUser, secretKey: rootPassword });
});
afterAll(async () => {
  await house.close();
  await bucket.close();
  await minio.close();
});

const never = new AbortController().signal;
const dayMs = 86_400_000;
const denied = { code: 'AccessDenied' };
/** By right or by the lock, whichever the server looks at first. */
const deniedOrLocked = { code: expect.stringMatching(/^(AccessDenied|InvalidRequest)$/) };

/** A session of an open case, its footage held and locked. */
async function heldSession() {
  const room = await house.room();
  const [cameraId] = room.cameras;
  await house.store(cameraId, house.start, 10);
  const file = await openCase(house.officer);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(9), [file.key]);
  await tagSession(house.jobs, id, await revisionOf(house, id), never);
  await look(id);
  const [[ref] = []] = await objectsOf(house, cameraId);
  if (!ref) throw new Error('no footage');
  expect(await bucket.isHeld(ref)).toBe(true);
  return { id, cameraId, ref };
}

async function look(sessionId: string) {
  const query = house.api.db.selectFrom('session_keeping').select('revision').where('session_id', '=', sessionId);
  await applyKeeping(house.jobs, sessionId, (await query.executeTakeFirstOrThrow()).revision, never);
}

/** The sweep's turn when the last look is a day ago. */
async function lookNextDay(sessionId: string) {
  await lookedAt(sessionId, sql`now() - interval '25 hours'`);
  const asked: string[] = [];
  const enqueue: typeof house.jobs.enqueue = async (name, payload) => {
    if (name === 'hold.apply') asked.push((payload as { sessionId: string }).sessionId);
  };
  await sweep({ ...house.jobs, enqueue });
  expect(asked).toContain(sessionId);
  await look(sessionId);
}

async function lookedAt(sessionId: string, when: ReturnType<typeof sql<Date>>) {
  const owner = connectPostgres(house.api.ownerUrl, { max: 1 });
  const change = owner.db.updateTable('session_keeping').set({ applied_at: when });
  await change.where('session_id', '=', sessionId).execute();
  await owner.close();
}

/** The first round of the watch as the jobs program runs it. */
async function watchOnce() {
  const { db } = house.api;
  const count = async () =>
    (await db.selectFrom('store_checks').select('id').where('kind', '=', 'watch').execute()).length;
  const before = await count();
  const watch = startStoreWatch({ db, bucket, log: house.api.deps.log }, dayMs);
  await expect.poll(count, { timeout: 10_000 }).toBe(before + 1);
  await watch.close();
}

/** What the audit log was told by a check, of one thing or of none. */
async function alarms(check: 'keeping' | 'watch', thingId: string | null = null) {
  const rows = await house.api.db
    .selectFrom('audit_log')
    .select('details')
    .where('act', '=', 'store.alarm')
    .where('thing_id', thingId === null ? 'is' : '=', thingId)
    .orderBy('id')
    .execute();
  const told = rows.map(({ details }) => details as { check: string; found?: string; key?: string });
  return told.filter((one) => one.check === check);
}

const holdOff = ({ key, versionId }: ObjectRef) =>
  thief.setObjectLegalHold(footageBucket, key, { versionId, status: 'OFF' });

function shorten({ key, versionId }: ObjectRef, governanceBypass = true) {
  const retainUntilDate = new Date(Date.now() + 1000).toISOString();
  return thief.putObjectRetention(footageBucket, key, {
    versionId,
    mode: 'GOVERNANCE',
    retainUntilDate,
    governanceBypass,
  });
}

const lockIsOver = (ref: ObjectRef) =>
  expect.poll(async () => Number(await bucket.lockedUntil(ref)) < Date.now(), { timeout: 5000 }).toBe(true);

async function remove({ key, versionId }: ObjectRef, governanceBypass = false) {
  await thief.removeObject(footageBucket, key, { versionId, governanceBypass });
}

async function versionsOf({ key }: ObjectRef) {
  const found = [];
  for await (const version of bucket.listVersions(key)) found.push(version.versionId);
  return found;
}

it("with custody's keys nothing is removed in one step, and no marker is made", async () => {
  const { ref } = await heldSession();
  const tries = async () => {
    await expect(remove(ref)).rejects.toMatchObject(deniedOrLocked);
    await expect(remove(ref, true)).rejects.toMatchObject(deniedOrLocked);
    await expect(thief.removeObject(footageBucket, ref.key)).rejects.toMatchObject(denied);
    // In bulk the server answers one by one, not with an error.
    const { key: name, versionId } = ref;
    for (const one of [{ name }, { name, versionId }])
      expect(await thief.removeObjects(footageBucket, [one])).toMatchObject([{ Code: expect.any(String) }]);
    expect(await versionsOf(ref)).toEqual([ref.versionId]);
  };
  await tries();
  await holdOff(ref);
  await tries();
  await bucket.hold(ref, true);
  await expect(shorten(ref, false)).rejects.toMatchObject(deniedOrLocked);
  await shorten(ref);
  await lockIsOver(ref);
  await tries();
});

it('the first step is found by the next look, set again, and is an alarm: the hold, and the lock', async () => {
  const { id, ref } = await heldSession();
  await holdOff(ref);
  await lookNextDay(id);
  expect(await bucket.isHeld(ref)).toBe(true);
  expect(await alarms('keeping')).toMatchObject([{ check: 'keeping' }]);
  await shorten(ref);
  await lookNextDay(id);
  expect(Number(await bucket.lockedUntil(ref)) - Date.now()).toBeGreaterThan(89 * dayMs);
  expect(await alarms('keeping')).toMatchObject([{ check: 'keeping' }, { check: 'keeping' }]);
  await lookNextDay(id);
  expect(await alarms('keeping')).toHaveLength(2);
});

it('so is a hold that is taken off a manifest', async () => {
  const { id } = await heldSession();
  const [clip] = await house.api.db.selectFrom('clips').select('id').where('session_id', '=', id).execute();
  await sealClip(house.jobs, clip?.id ?? '', never);
  await look(id);
  const manifests = house.api.db.selectFrom('manifests').select(['key', 'version_id as versionId']);
  const ref = await manifests.where('clip_id', '=', clip?.id ?? '').executeTakeFirstOrThrow();
  expect(await bucket.isHeld(ref)).toBe(true);
  // As if it were held for hours.
  await lookedAt(id, sql`now() + interval '2 hours'`);
  await holdOff(ref);
  await look(id);
  expect(await bucket.isHeld(ref)).toBe(true);
  expect(await alarms('keeping', id)).toEqual([{ check: 'keeping', key: ref.key }]);
});

it('the second step is found by the next round of the watch; so are a marker, which only root can make, and a foreign version', async () => {
  const [first, second, third] = [await heldSession(), await heldSession(), await heldSession()];
  await watchOnce();
  expect(await alarms('watch')).toEqual([]);

  await holdOff(first.ref);
  await shorten(first.ref);
  await lockIsOver(first.ref);
  await remove(first.ref);
  await watchOnce();
  await root.removeObject(footageBucket, second.ref.key);
  await watchOnce();
  await root.putObject(footageBucket, third.ref.key, 'foreign');
  await watchOnce();
  const found = (await alarms('watch')).map((alarm) => alarm.found);
  expect(found).toEqual([
    'row_without_object 1',
    'hidden 1 row_without_object 1',
    'foreign_version 1 hidden 1 row_without_object 1',
  ]);
  for (const { ref } of [second, third]) expect((await bucket.readAll(ref)).length).toBeGreaterThan(1000);
});
