import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectRef } from '../../../services/adapters/bucket/bucket.ts';
import { clipsOf, ensureClips, reopenClips } from '../../../services/casework/clips/clips.ts';
import { sealClip } from '../../../services/casework/clips/sealing.ts';
import { tagSegment } from '../../../services/casework/clips/tagging.ts';
import { manifest } from '../../../services/contracts/evidence/manifest.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { checkSigned } from '../../../services/evidence/check-signed.ts';
import { keyIdOf } from '../../../services/evidence/ed25519.ts';
import { manifestFindings } from '../../../services/evidence/manifest-findings.ts';
import { openGap } from '../../../services/recording/gaps.ts';
import { cut, objectsOf, openCase, openWorkHouse, tagFor, type WorkHouse } from './work-house.ts';

let house: WorkHouse;
beforeAll(async () => {
  house = await openWorkHouse();
});
afterAll(() => house.close());

const never = new AbortController().signal;

/** A session over recorded time, with its clips. */
async function session(roomId: string, from: Date, to: Date, keys: string[] = []) {
  const { id } = await cut(house.officer, roomId, from, to, keys);
  await ensureClips(house.jobs.db, id);
  return { id, clips: (await clipsOf(house.jobs.db, id)).map((clip) => clip.id) };
}

async function clipRow(clipId: string) {
  const columns = ['state', 'failure', 'sealed_at', 'preview_state'] as const;
  return house.api.db.selectFrom('clips').select(columns).where('id', '=', clipId).executeTakeFirstOrThrow();
}

/** The manifests of a clip as they lie in the bucket, held against the hashes of their rows and their signatures. */
async function manifestsOf(clipId: string) {
  const rows = await house.api.db
    .selectFrom('manifests')
    .select(['key', 'version_id as versionId', 'sha256', 'version', 'signing_key'])
    .where('clip_id', '=', clipId)
    .orderBy('version')
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const body = await house.jobs.bucket.readAll(row);
      const sha256 = createHash('sha256').update(body).digest();
      expect(sha256.equals(row.sha256)).toBe(true);
      const { document, publicKey, findings } = checkSigned(body, row.key, manifest);
      expect(findings).toEqual([]);
      expect(keyIdOf(publicKey ?? '')).toBe(row.signing_key);
      if (!document) throw new Error('no manifest');
      expect(manifestFindings(document)).toEqual([]);
      return { ref: row as ObjectRef, sha256: sha256.toString('hex'), manifest: document };
    }),
  );
}

/** The files in which the disk store keeps a camera's objects. */
async function filesOf(cameraId: string) {
  const segments = await objectsOf(house, cameraId);
  return segments.map((tracks) => tracks.map(({ key, versionId }) => join(house.api.footagePath, key, versionId)));
}

describe('a clip whose footage is whole', () => {
  it('is sealed with a manifest under lock that lists objects, hashes and case codes', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 30);
    const file = await openCase(house.officer);
    const { clips } = await session(room.id, house.at(3), house.at(25), [file.key]);
    const [clip = ''] = clips;
    await sealClip(house.jobs, clip, never);
    expect(await clipRow(clip)).toMatchObject({ state: 'sealed', failure: null });
    const [sealed] = await manifestsOf(clip);
    if (!sealed) throw new Error('no manifest');
    expect(sealed.manifest).toMatchObject({ version: 1, previousSha256: null, gaps: [], from: house.at(3).toJSON() });
    expect(sealed.manifest.caseCodes).toEqual([await tagFor(house, [file.id])]);
    expect(JSON.stringify(sealed.manifest)).not.toMatch(/KN-20/);
    expect(await house.jobs.bucket.lockedUntil(sealed.ref)).not.toBeNull();
    const listed = sealed.manifest.segments.map(({ video, audio }) => [video, audio]);
    expect(listed).toMatchObject(await objectsOf(house, camera));
    for (const object of listed.flat().filter((one) => one !== null)) {
      const bytes = await house.jobs.bucket.readAll(object);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(object.sha256);
      expect(bytes.length).toBe(object.bytes);
    }
  });

  it('is sealed once, however often it is asked for, and that is in the audit log', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 10);
    const [clip = ''] = (await session(room.id, house.at(1), house.at(9))).clips;
    await Promise.all([1, 2, 3].map(() => sealClip(house.jobs, clip, never)));
    await sealClip(house.jobs, clip, never);
    expect(await manifestsOf(clip)).toHaveLength(1);
    const written = house.api.db.selectFrom('audit_log').select('id').where('act', '=', 'clip.seal');
    expect(await written.where('thing_id', '=', clip).execute()).toHaveLength(1);
  });
});

describe('a clip whose footage is not what was recorded', () => {
  it('fails for a person to look at; sealed again once the store is mended', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 20);
    const { id, clips } = await session(room.id, house.at(1), house.at(19));
    const [clip = ''] = clips;
    const [, [path = ''] = []] = await filesOf(camera);
    const recorded = await readFile(path);
    const altered = Buffer.from(recorded);
    altered.writeUInt8(altered.readUInt8(1234) ^ 1, 1234);
    await writeFile(path, altered);
    await sealClip(house.jobs, clip, never);
    expect(await clipRow(clip)).toMatchObject({ state: 'failed', failure: expect.stringContaining('differs') });
    expect(await manifestsOf(clip)).toEqual([]);
    const seen = await house.officer.call(sessionRoutes.get, { params: { sessionId: id } });
    expect(seen).toMatchObject({ state: 'failed', clips: [{ failure: expect.stringContaining('differs') }] });
    await writeFile(path, recorded);
    await house.officer.call(sessionRoutes.sealAgain, { params: { clipId: clip } });
    await sealClip(house.jobs, clip, never);
    expect(await clipRow(clip)).toMatchObject({ state: 'sealed', failure: null });
  });

  it('fails when it does not follow on what was recorded before it', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 30);
    const [clip = ''] = (await session(room.id, house.at(1), house.at(29))).clips;
    const [one] = await house.api.db
      .updateTable('segments')
      .set({ chain_before: Buffer.alloc(32, 1) })
      .where('camera_id', '=', camera)
      .where('seq', '=', 2)
      .returning('started_at')
      .execute();
    await sealClip(house.jobs, clip, never);
    const failure = expect.stringContaining(one?.started_at.toISOString() ?? '?');
    expect(await clipRow(clip)).toMatchObject({ state: 'failed', failure });
    expect(await manifestsOf(clip)).toEqual([]);
  });

  it('fails when an object is gone', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 20);
    const [clip = ''] = (await session(room.id, house.at(1), house.at(19))).clips;
    const [[, path = ''] = []] = await filesOf(camera);
    await rm(path);
    await sealClip(house.jobs, clip, never);
    expect(await clipRow(clip)).toMatchObject({ state: 'failed', failure: expect.stringContaining('missing') });
  });
});

describe('a failed clip', () => {
  it('can be sealed again only by those who may change its session, and only when it failed', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 10);
    const [clip = ''] = (await session(room.id, house.at(1), house.at(9))).clips;
    const stranger = await house.api.visitor('officer', 'stranger');
    const params = { params: { clipId: clip } };
    await expect(stranger.call(sessionRoutes.sealAgain, params)).rejects.toMatchObject({ code: 'not_found' });
    await expect(house.officer.call(sessionRoutes.sealAgain, params)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a clip with holes', () => {
  it('is sealed without footage when a gap says why; the manifest lists it', async () => {
    const room = await house.room(2);
    const [dark, bright = ''] = room.cameras;
    await openGap(house.jobs.db, dark, null, 'unreachable');
    await house.store(bright, house.start, 10);
    const { clips } = await session(room.id, house.at(1), house.at(9));
    for (const clip of clips) await sealClip(house.jobs, clip, never);
    const manifests = (await Promise.all(clips.map(manifestsOf))).flat().map((one) => one.manifest);
    const [from, to] = [house.at(1).toJSON(), house.at(9).toJSON()];
    expect(manifests.map(({ segments, gaps }) => [segments.length, gaps])).toEqual(
      expect.arrayContaining([
        [0, [{ from, to, cause: 'unreachable' }]],
        [1, []],
      ]),
    );
  });

  it('stays open while nothing is known of a part of it', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 10);
    await house.store(camera, house.at(30), 10);
    const [clip = ''] = (await session(room.id, house.at(1), house.at(35))).clips;
    await house.api.db.deleteFrom('gaps').where('camera_id', '=', camera).execute();
    await expect(sealClip(house.jobs, clip, never)).rejects.toThrow(house.at(10).toISOString());
    expect(await clipRow(clip)).toMatchObject({ state: 'open' });
  });

  it('waits while a camera of its room has not reported up to its end', async () => {
    const room = await house.room(2);
    await house.store(room.cameras[0], house.start, 20);
    await house.store(room.cameras[1] ?? '', house.start, 10);
    const { clips } = await session(room.id, house.at(1), house.at(19));
    for (const clip of clips) await sealClip(house.jobs, clip, never);
    expect(await Promise.all(clips.map(clipRow))).toMatchObject([{ state: 'open' }, { state: 'open' }]);
  });
});

describe('a sealed clip that changes', () => {
  it('gets a new manifest that names the old one when footage comes late', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await house.store(camera, house.start, 10);
    await house.store(camera, house.at(20), 10);
    const [clip = ''] = (await session(room.id, house.at(1), house.at(29))).clips;
    for (const started of [house.at(0), house.at(20)]) await tagSegment(house.jobs, camera, started);
    await sealClip(house.jobs, clip, never);
    const [late = house.start] = await house.store(camera, house.at(10), 10);
    await tagSegment(house.jobs, camera, late);
    expect(await clipRow(clip)).toMatchObject({ state: 'open', preview_state: 'none' });
    await sealClip(house.jobs, clip, never);
    const [old, next] = await manifestsOf(clip);
    expect(old?.manifest).toMatchObject({ version: 1, gaps: [{ cause: 'starting' }] });
    expect(next?.manifest).toMatchObject({ version: 2, gaps: [], previousSha256: old?.sha256 });
    expect(next?.manifest.segments).toHaveLength(3);
  });

  it('while it is being sealed is not marked: the next seal sees the change', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 10);
    const { id, clips } = await session(room.id, house.at(1), house.at(9));
    const [clip = ''] = clips;
    const { put } = house.jobs.bucket;
    const changing = {
      ...house.jobs.bucket,
      put: (object: Parameters<typeof put>[0]) => change().then(() => put(object)),
    };
    const change = () => reopenClips(house.jobs.db, { sessionId: id });
    await sealClip({ ...house.jobs, bucket: changing }, clip, never);
    expect(await clipRow(clip)).toMatchObject({ state: 'open' });
    expect(await manifestsOf(clip)).toEqual([]);
    await sealClip(house.jobs, clip, never);
    expect(await clipRow(clip)).toMatchObject({ state: 'sealed' });
  });
});
