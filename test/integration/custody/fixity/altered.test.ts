import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipsOf } from '../../../../services/casework/clips/clips.ts';
import { sealClip } from '../../../../services/casework/clips/sealing.ts';
import { tagSegment, tagSession } from '../../../../services/casework/clips/tagging.ts';
import { retentionRoutes } from '../../../../services/contracts/custody/retention.ts';
import { manifest } from '../../../../services/contracts/evidence/manifest.ts';
import { checkSigned } from '../../../../services/evidence/check-signed.ts';
import { manifestFindings } from '../../../../services/evidence/manifest-findings.ts';
import { cut } from '../../casework/work-house.ts';
import { type FixityHouse, never, openFixityHouse } from './fixity-house.ts';

let house: FixityHouse;
beforeAll(async () => {
  house = await openFixityHouse();
});
afterAll(() => house.close());

/** A sealed session over a camera's first 28 seconds. */
async function sealedSession() {
  const { roomId, cameraId } = await house.camera(40);
  const { id } = await cut(house.officer, roomId, house.at(2), house.at(28));
  await tagSession(house.jobs, id, 1, never);
  const [clip] = await clipsOf(house.jobs.db, id);
  if (!clip) throw new Error('no clip');
  await sealClip(house.jobs, clip.id, never);
  return { id, cameraId, clipId: clip.id };
}

async function manifests(clipId: string) {
  const rows = await house.api.db
    .selectFrom('manifests')
    .select(['key', 'version_id as versionId', 'sha256'])
    .where('clip_id', '=', clipId)
    .orderBy('version')
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const { document } = checkSigned(await house.jobs.bucket.readAll(row), row.key, manifest);
      if (!document) throw new Error('no manifest');
      return { document, sha256: row.sha256.toString('hex') };
    }),
  );
}

describe('one bit that changed in the store', () => {
  it('is found within the cycle: quarantine, incident, hold, and a manifest that says so and names the old', async () => {
    const { id, cameraId, clipId } = await sealedSession();
    const spoilt = await house.object(cameraId, 1);
    await house.spoil(spoilt);
    await house.wholeCycle();
    expect(await house.states(cameraId)).toEqual(['stored', 'quarantined', 'stored', 'stored']);
    expect(await house.incidents()).toMatchObject([
      { kind: 'altered', thing: 'footage', object_key: spoilt.key, version_id: spoilt.versionId, camera_id: cameraId },
    ]);
    const [incident] = await house.incidents();
    expect(incident?.found_sha256?.equals(incident.expected_sha256)).toBe(false);
    const details = { incident: 'altered' };
    expect(await house.audited('fixity.incident')).toEqual([{ thing_kind: 'fixity', thing_id: incident?.id, details }]);
    for (const track of [0, 1])
      expect(await house.jobs.bucket.isHeld(await house.object(cameraId, 1, track))).toBe(true);
    const keeping = await house.officer.call(retentionRoutes.get, { params: { sessionId: id } });
    expect(keeping).toMatchObject({ isHeld: true, holds: [{ reason: 'incident', placedBy: null }] });
    await sealClip(house.jobs, clipId, never);
    const [old, next] = await manifests(clipId);
    const gap = { from: house.at(10).toJSON(), to: house.at(20).toJSON(), cause: 'altered' };
    expect(old?.document.gaps).toEqual([]);
    expect(next?.document).toMatchObject({ version: 2, previousSha256: old?.sha256, gaps: [gap] });
    expect(next?.document.segments).toHaveLength(2);
    // Whoever checks it is told that a piece is not there: verified in part.
    const where = house.at(20).toJSON();
    expect(next && manifestFindings(next.document)).toEqual([{ kind: 'segment_absent', where }]);
  });

  it('is one incident however often it is read, and one hold however much of a session is spoilt', async () => {
    const { id, cameraId } = await sealedSession();
    for (const segment of [0, 1]) await house.spoil(await house.object(cameraId, segment, 1));
    await house.wholeCycle();
    await house.wholeCycle();
    const mine = (await house.incidents()).filter((one) => one.camera_id === cameraId);
    expect(mine.map(({ kind }) => kind)).toEqual(['altered', 'altered']);
    const keeping = await house.officer.call(retentionRoutes.get, { params: { sessionId: id } });
    expect(keeping.holds).toHaveLength(1);
  });

  it('lets a clip be sealed that had failed because of it', async () => {
    const { roomId, cameraId } = await house.camera(20);
    const { id } = await cut(house.officer, roomId, house.at(1), house.at(19));
    await tagSession(house.jobs, id, 1, never);
    await house.spoil(await house.object(cameraId, 0));
    const [clip] = await clipsOf(house.jobs.db, id);
    await sealClip(house.jobs, clip?.id ?? '', never);
    expect(await clipsOf(house.jobs.db, id)).toMatchObject([{ state: 'failed' }]);
    await house.wholeCycle();
    await sealClip(house.jobs, clip?.id ?? '', never);
    expect(await clipsOf(house.jobs.db, id)).toMatchObject([{ state: 'sealed' }]);
  });
});

describe('footage that is gone', () => {
  it('says so, and comes back on a night when it is there again', async () => {
    const { cameraId, clipId } = await sealedSession();
    const bringBack = await house.lose(await house.object(cameraId, 1));
    await house.wholeCycle();
    expect(await house.states(cameraId)).toEqual(['stored', 'missing', 'stored', 'stored']);
    await sealClip(house.jobs, clipId, never);
    expect((await manifests(clipId)).at(-1)?.document.gaps).toMatchObject([{ cause: 'missing' }]);
    await house.night();
    expect(await house.states(cameraId)).toEqual(['stored', 'missing', 'stored', 'stored']);
    await bringBack();
    await house.night();
    expect(await house.states(cameraId)).toEqual(['stored', 'stored', 'stored', 'stored']);
    await tagSegment(house.jobs, cameraId, house.at(10));
    await sealClip(house.jobs, clipId, never);
    expect((await manifests(clipId)).at(-1)?.document).toMatchObject({ version: 3, gaps: [] });
    const [incident] = (await house.incidents()).filter((one) => one.camera_id === cameraId);
    expect(incident).toMatchObject({ kind: 'missing', returned_at: expect.any(Date), closed_at: null });
  });

  it('is not held for ever once it is back, where no session holds it', async () => {
    const { cameraId } = await house.camera(20);
    const ref = await house.object(cameraId, 0);
    const bringBack = await house.lose(ref);
    await house.wholeCycle();
    expect(await house.jobs.bucket.isHeld(await house.object(cameraId, 0, 1))).toBe(true);
    await bringBack();
    await house.night();
    expect(await house.states(cameraId)).toEqual(['stored', 'stored']);
    for (const track of [0, 1])
      expect(await house.jobs.bucket.isHeld(await house.object(cameraId, 0, track))).toBe(false);
  });

  it('keeps its picture where only its sound is gone', async () => {
    const { cameraId } = await house.camera(20);
    await house.lose(await house.object(cameraId, 0, 1));
    await house.wholeCycle();
    expect(await house.states(cameraId)).toEqual(['quarantined', 'stored']);
  });
});

it('footage that was destroyed while it was read is no incident', async () => {
  const { cameraId } = await house.camera(20);
  const before = (await house.incidents()).length;
  const gone = await house.object(cameraId, 0);
  await house.lose(gone);
  let isTold = false;
  const bucket = {
    ...house.jobs.bucket,
    read: async (...args: Parameters<typeof house.jobs.bucket.read>) => {
      if (args[0].key === gone.key && !isTold) {
        isTold = true;
        await house.api.db
          .updateTable('segments')
          .set({ state: 'deleting' })
          .where('video_key', '=', gone.key)
          .execute();
      }
      return house.jobs.bucket.read(...args);
    },
  };
  await house.wholeCycle({ bucket });
  expect(await house.states(cameraId)).toEqual(['deleting', 'stored']);
  expect(await house.incidents()).toHaveLength(before);
});
