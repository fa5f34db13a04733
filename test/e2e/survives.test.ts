import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseRoutes } from '../../services/contracts/case.ts';
import { manifest as manifestSchema } from '../../services/contracts/evidence/manifest.ts';
import { roomRoutes } from '../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../services/contracts/session.ts';
import { checkSigned } from '../../services/evidence/check-signed.ts';
import { manifestFindings } from '../../services/evidence/manifest-findings.ts';
import type { Client } from '../support/client.ts';
import { ledgerFaults } from '../support/ledger/ledger-faults.ts';
import { camerasBehind, openTestHouse, type TestHouse } from './support/test-house.ts';
import { objectFaults, storedObjects } from './support/truth.ts';
import { until } from './support/until.ts';

/** Everything that can fall over falls over once, under recording; afterwards the record must be whole. */
let house: TestHouse;
let officer: Client;
const sessionIds: string[] = [];
const acknowledged = new Map<string, string>();

beforeAll(async () => {
  house = await openTestHouse({ SWEEP_MS: '5000' });
  officer = await house.client('officer');
  await until('every camera has stored footage', async () => (await camerasBehind(house, new Date(0))) === 0);
  await startSessions();
});

afterAll(() => house?.close());

describe('the record survives', () => {
  it('kill -9 of ingest', async () => {
    await remember();
    const killedAt = new Date();
    kill('ingest');
    await until(
      'every camera records again',
      async () => (await camerasBehind(house, new Date(killedAt.getTime() + 15_000))) === 0,
    );
    const gaps = await gapsSince(killedAt);
    expect(gaps.map((gap) => gap.cause)).toEqual(['worker_lost', 'worker_lost', 'worker_lost']);
    for (const gap of gaps) expect(gap.seconds).toBeLessThan(10);
  });

  it('kill -9 of jobs', async () => {
    await remember();
    kill('jobs');
    const at = new Date();
    await until(
      'footage after it is tagged',
      async () => (await camerasBehind(house, at)) === 0 && (await untagged(at)) === 0,
    );
  });

  it('FLUSHALL of Redis', async () => {
    await remember();
    const redis = new Redis(house.house.env.REDIS_URL ?? '');
    const at = new Date();
    await redis.flushall();
    redis.disconnect();
    await until(
      'footage after it is tagged',
      async () => (await camerasBehind(house, at)) === 0 && (await untagged(at)) === 0,
    );
  });

  it('MinIO away for a minute', async () => {
    await remember();
    const awayAt = new Date();
    await house.part('MinIO').close();
    await until('a minute of footage waits in the spool', async () => (await spooledSegments()) >= 3 * 6);
    await house.part('MinIO').startAgain();
    const backAt = new Date();
    await until('the spool has caught up', async () => (await camerasBehind(house, backAt)) === 0);
    expect(await gapsSince(awayAt)).toEqual([]);
  });

  it('a restart of PostgreSQL', async () => {
    await remember();
    const awayAt = new Date();
    await house.part('PostgreSQL').close();
    await until('footage waits in the spool', async () => (await spooledSegments()) >= 3);
    await house.part('PostgreSQL').startAgain();
    const backAt = new Date();
    await until('the spool has caught up', async () => (await camerasBehind(house, backAt)) === 0);
    expect(await gapsSince(awayAt)).toEqual([]);
  });
});

describe('afterwards', () => {
  it('every clip ends sealed, once, with each segment listed once', async () => {
    for (const sessionId of sessionIds) await officer.call(sessionRoutes.stop, { params: { sessionId } });
    await until('every clip is sealed', async () => (await clips()).every((clip) => clip.state === 'sealed'));
    const sealed = await clips();
    expect(sealed).toHaveLength(3);
    const manifests = await house.db
      .selectFrom('manifests')
      .select(['clip_id', 'version', 'key', 'version_id as versionId'])
      .execute();
    const bucket = await house.custodyBucket();
    for (const manifest of manifests) {
      const checked = checkSigned(await bucket.readAll(manifest), manifest.key, manifestSchema);
      expect(checked.findings).toEqual([]);
      if (!checked.document) throw new Error('no manifest');
      // No link of the chain was lost by any of the deaths, and every second is accounted for.
      expect(manifestFindings(checked.document)).toEqual([]);
      const keys = checked.document.segments.map((segment) => segment.video.key);
      expect(keys.length).toBeGreaterThan(10);
      expect(new Set(keys).size).toBe(keys.length);
    }
    await bucket.close();
    expect(manifests).toHaveLength(3);
  });

  it('no acknowledged segment is missing, every object is what its row says, once, under lock', async () => {
    const objects = await storedObjects(house.db);
    const now = new Map(objects.map((object) => [object.versionId, object.sha256]));
    for (const [versionId, sha256] of acknowledged) expect(now.get(versionId)).toBe(sha256);
    const bucket = await house.custodyBucket();
    expect(await objectFaults(bucket, objects)).toEqual([]);
    await bucket.close();
  });

  it('every second is footage or a gap with its cause, and nothing is tagged twice', async () => {
    expect(await ledgerFaults(house.db)).toEqual([]);
    const bucket = await house.custodyBucket();
    const codes = new Set((await house.db.selectFrom('cases').select('code').execute()).map((row) => row.code));
    const tags = await Promise.all(
      (await storedObjects(house.db)).map(async (object) => (await bucket.tags(object)).case),
    );
    await bucket.close();
    const carried = tags.filter((tag) => tag !== undefined);
    expect(carried.length).toBeGreaterThan(30);
    for (const tag of carried) expect(codes.has(tag)).toBe(true);
  });
});

async function startSessions() {
  const { items: rooms } = await officer.call(roomRoutes.list);
  for (const room of rooms) {
    const file = await officer.call(caseRoutes.create, { body: { kind: 'KN' } });
    const session = await officer.call(sessionRoutes.start, { body: { roomId: room.id, caseKeys: [file.key] } });
    sessionIds.push(session.id);
  }
}

/** Keeps what is acknowledged now: it must still be there at the end. */
async function remember() {
  for (const { versionId, sha256 } of await storedObjects(house.db)) acknowledged.set(versionId, sha256);
}

function kill(name: string) {
  const running = house.part(name).now();
  if (!running) throw new Error(`${name} does not run`);
  process.kill(running.pid, 'SIGKILL');
}

async function gapsSince(at: Date) {
  const rows = await house.db
    .selectFrom('gaps')
    .select(['cause', 'from_at', 'to_at'])
    .where('opened_at', '>', at)
    .execute();
  return rows.map((row) => ({
    cause: row.cause,
    seconds: ((row.to_at?.getTime() ?? Number.POSITIVE_INFINITY) - row.from_at.getTime()) / 1000,
  }));
}

/** Segments stored before `at` that no job has worked on. */
async function untagged(at: Date): Promise<number> {
  const rows = await house.db
    .selectFrom('segments')
    .select('seq')
    .where('tag_state', '!=', 'tagged')
    .where('started_at', '<', at)
    .execute();
  return rows.length;
}

async function clips() {
  return house.db.selectFrom('clips').select(['id', 'state', 'failure']).execute();
}

async function spooledSegments(): Promise<number> {
  const names = await readdir(join(house.dataPath, 'spool'), { recursive: true });
  return names.filter((name) => name.endsWith('.video.mp4')).length;
}
