import { join } from 'node:path';
import { sql } from 'kysely';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { plainText } from '../../../services/contracts/plain-text.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { openSigner } from '../../../services/custody/signing/signer.ts';
import type { Log } from '../../../services/log.ts';
import { startClipPreview } from '../../../workers/jobs/clip-preview.ts';
import { startClipSeal } from '../../../workers/jobs/clip-seal.ts';
import { startDestructionRun } from '../../../workers/jobs/custody/destruction-run.ts';
import { startEvidencePrepare } from '../../../workers/jobs/custody/evidence-prepare.ts';
import { startHoldApply } from '../../../workers/jobs/custody/hold-apply.ts';
import type { JobsDeps } from '../../../workers/jobs/jobs-deps.ts';
import { startSegmentTag } from '../../../workers/jobs/segment-tag.ts';
import { startSessionTag } from '../../../workers/jobs/session-tag.ts';
import { startApi } from '../../support/api.ts';
import { storeFootage } from '../../support/footage/stored-footage.ts';
import { redisUrl, testFolder } from '../../support/stack.ts';

export type WorkHouse = Awaited<ReturnType<typeof openWorkHouse>>;
export type Visitor = Awaited<ReturnType<WorkHouse['api']['visitor']>>;

const hourMs = 3_600_000;

interface HouseOptions {
  /** Footage begins so many hours ago; 1 when not given. */
  hoursAgo?: number;
  /** Days of the store's lock, and how far ahead it is kept; 90 when not given. */
  lockDays?: number;
  /** For footage and manifests; a disk store when not given. */
  bucket?: Bucket;
  /** Folder of the built pages, for a browser. */
  webDist?: string;
  /** Hears what the api and the workers log; nobody when not given. */
  log?: Log;
}

/** The api with an officer, rooms whose footage tests make up, and the job workers' own code over the same stores. */
export async function openWorkHouse({ hoursAgo = 1, lockDays = 90, ...given }: HouseOptions = {}) {
  const openDisk = async () => openBucket({ kind: 'disk', path: await testFolder('store'), locked: true, lockDays });
  const bucket = given.bucket ?? (lockDays === 90 ? null : await openDisk());
  const { webDist, log } = given;
  const api = await startApi({ ...(bucket && { bucket }), ...(webDist && { webDist }), ...(log && { log }) });
  const jobs: JobsDeps = {
    ...api.deps,
    redisUrl: await redisUrl(),
    lockDays,
    signer: await openSigner({ ...api.deps, keysPath: join(await testFolder('keys'), 'keys') }),
    software: { minhchung: 'test', ffmpeg: 'test' },
  };
  const officer = await api.visitor('officer');
  /** A full second, an hour ago when nothing else is said: when the footage of these tests begins. */
  const start = new Date(Math.floor((Date.now() - hoursAgo * hourMs) / 1000) * 1000);
  await sql`select ensure_segment_partition(${start}::date)`.execute(api.db);
  let rooms = 0;

  return {
    api,
    jobs,
    officer,
    start,
    at: (seconds: number) => new Date(start.getTime() + seconds * 1000),
    /** A room of its own for one test, with cameras that have been there since before `start`. */
    async room(cameras = 1, name = 'Phòng tiếp công dân') {
      rooms += 1;
      const room = { code: `r-${rooms}`, name: `${name} ${rooms}`, name_plain: plainText(`${name} ${rooms}`) };
      const row = await api.db
        .insertInto('rooms')
        .values({ ...room, kind: 'reception' })
        .returning('id')
        .executeTakeFirstOrThrow();
      const since = new Date(start.getTime() - hourMs);
      const columns = { address: 'rtsp://127.0.0.1/x', created_at: since, accounted_until: since };
      const values = Array.from({ length: cameras }, (_, i) => ({ room_id: row.id, code: `c${i}`, name: `C${i}` }));
      const made = await api.db
        .insertInto('cameras')
        .values(values.map((value) => ({ ...value, ...columns })))
        .returning('id')
        .execute();
      return { id: row.id, cameras: made.map(({ id }) => id) as [string, ...string[]] };
    },
    /** Stores made-up footage. Returns the starts of its segments, ten seconds each. */
    store: async (cameraId: string, startedAt: Date, seconds: number, busy?: { from: number; to: number }) => {
      const made = { cameraId, startedAt, seconds, ...(busy && { busy }) };
      return storeFootage({ folder: await testFolder('footage'), ...footageStores(api), ...made });
    },
    close: () => api.close(),
  };
}

function footageStores({ db, deps }: Awaited<ReturnType<typeof startApi>>) {
  return { db, bucket: deps.bucket };
}

/** A case of this kind, opened by `by`. */
export function openCase(by: Visitor, kind: 'KN' | 'TC' = 'KN') {
  return by.call(caseRoutes.create, { body: { kind } });
}

/** A session cut from the record. */
export function cut(by: Visitor, roomId: string, from: Date, to: Date, caseKeys: string[] = []) {
  const times = { startedAt: from.toISOString(), endedAt: to.toISOString(), reason: 'forgotten to start' };
  return by.call(sessionRoutes.fromRecord, { body: { roomId, caseKeys, ...times } });
}

/** The workers as the jobs program runs them. */
export function startWorkers(jobs: JobsDeps) {
  const starts = [
    startSegmentTag,
    startSessionTag,
    startClipSeal,
    startClipPreview,
    startHoldApply,
    startEvidencePrepare,
    startDestructionRun,
  ];
  const workers = starts.map((start) => start(jobs));
  return { close: () => Promise.all(workers.map((worker) => worker.close())) };
}

/** The same bucket; `written` counts how often tags were written on each key. */
export function countTags(bucket: Bucket) {
  const written = new Map<string, number>();
  const tag: Bucket['tag'] = async (ref, tags) => {
    written.set(ref.key, (written.get(ref.key) ?? 0) + 1);
    await bucket.tag(ref, tags);
  };
  return { bucket: { ...bucket, tag }, written };
}

/** Objects of a camera's segments in order of time: of each segment its video, then its audio. */
export async function objectsOf({ api }: WorkHouse, cameraId: string) {
  const rows = await api.db
    .selectFrom('segments')
    .select(['video_key', 'video_version_id', 'audio_key', 'audio_version_id'])
    .where('camera_id', '=', cameraId)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => [
    { key: row.video_key, versionId: row.video_version_id },
    { key: row.audio_key ?? '', versionId: row.audio_version_id ?? '' },
  ]);
}

/** The case codes on every object of each of a camera's segments; both tracks must agree. */
export async function codesOf(house: WorkHouse, cameraId: string): Promise<string[]> {
  return Promise.all(
    (await objectsOf(house, cameraId)).map(async (tracks) => {
      const tags = await Promise.all(tracks.map(async (ref) => (await house.jobs.bucket.tags(ref)).case ?? ''));
      return [...new Set(tags)].join(' differs from ');
    }),
  );
}

/** Opaque codes of cases, as a tag joins them. */
export async function tagFor({ api }: WorkHouse, caseIds: string[]): Promise<string> {
  const rows = await api.db.selectFrom('cases').select('code').where('id', 'in', caseIds).orderBy('code').execute();
  return rows.map((row) => row.code).join('+');
}

export async function revisionOf({ api }: WorkHouse, sessionId: string): Promise<number> {
  const query = api.db.selectFrom('sessions').select('revision').where('id', '=', sessionId);
  return (await query.executeTakeFirstOrThrow()).revision;
}
