import { afterAll, beforeAll, expect, it } from 'vitest';
import { clipsOf } from '../../../../services/casework/clips/clips.ts';
import { sealClip } from '../../../../services/casework/clips/sealing.ts';
import { tagSession } from '../../../../services/casework/clips/tagging.ts';
import { retentionRoutes } from '../../../../services/contracts/custody/retention.ts';
import { makeHead } from '../../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../../services/custody/audit-seal/seal-audit.ts';
import { cut } from '../../casework/work-house.ts';
import { dayMs, type FixityHouse, never, openFixityHouse } from './fixity-house.ts';

let house: FixityHouse;
beforeAll(async () => {
  house = await openFixityHouse();
});
afterAll(() => house.close());

const lockOf = async (ref: Parameters<typeof house.jobs.bucket.lockedUntil>[0]) =>
  Number(await house.jobs.bucket.lockedUntil(ref));

it('a lock of idle footage that somebody shortened is set again, an alarm and an incident; not a second one', async () => {
  const { cameraId } = await house.camera(20);
  const ref = await house.object(cameraId, 0, 1);
  const until = new Date(house.time.nowMs + 200 * dayMs);
  await house.api.db.updateTable('segments').set({ locked_until: until }).where('camera_id', '=', cameraId).execute();
  for (const [segment, track] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const)
    await house.jobs.bucket.lockUntil(await house.object(cameraId, segment, track), until);
  await house.shortenLock(ref, new Date(until.getTime() - 2000));
  await house.wholeCycle();
  expect(await lockOf(ref)).toBe(until.getTime());
  expect(await house.states(cameraId)).toEqual(['stored', 'stored']);
  expect(await house.incidents()).toMatchObject([{ kind: 'lock_shortened', camera_id: cameraId }]);
  expect((await house.audited('store.alarm')).map(({ details }) => details)).toMatchObject([{ check: 'fixity' }]);
  await house.wholeCycle();
  expect(await house.incidents()).toHaveLength(1);
});

/** A head of the audit log, and a session's manifest. */
async function documents() {
  await sealAudit(house.jobs.db);
  await makeHead(house.jobs, 0);
  const head = await house.api.db
    .selectFrom('audit_heads')
    .select(['key', 'version_id as versionId'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const { roomId } = await house.camera(10);
  const { id } = await cut(house.officer, roomId, house.at(1), house.at(9));
  await tagSession(house.jobs, id, 1, never);
  const [clip] = await clipsOf(house.jobs.db, id);
  await sealClip(house.jobs, clip?.id ?? '', never);
  const manifest = await house.api.db
    .selectFrom('manifests')
    .select(['key', 'version_id as versionId'])
    .where('clip_id', '=', clip?.id ?? '')
    .executeTakeFirstOrThrow();
  return { head, manifest, sessionId: id };
}

it('proof never becomes removable: every cycle its lock is lengthened, over years', async () => {
  const { head, manifest } = await documents();
  for (let cycle = 0; cycle < 26; cycle++) {
    await house.wholeCycle({ sampleSize: 0 });
    for (const ref of [head, manifest]) expect(await lockOf(ref)).toBeGreaterThan(house.time.nowMs + 28 * dayMs);
  }
});

it('an altered manifest holds its session, an altered head nobody; both are told once', async () => {
  const { head, manifest, sessionId } = await documents();
  const before = (await house.incidents()).length;
  for (const ref of [head, manifest]) await house.spoilStart(ref);
  await house.wholeCycle();
  await house.wholeCycle();
  const found = (await house.incidents()).slice(before).map(({ kind, thing, session_id }) => [kind, thing, session_id]);
  expect(found.sort()).toEqual([
    ['altered', 'audit_head', null],
    ['altered', 'manifest', sessionId],
  ]);
  expect(await house.jobs.bucket.isHeld(head)).toBe(true);
  const keeping = await house.officer.call(retentionRoutes.get, { params: { sessionId } });
  expect(keeping.holds).toMatchObject([{ reason: 'incident', placedBy: null }]);
});
