import { createHash, randomBytes } from 'node:crypto';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import type { Bucket, ObjectRef } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { ensureClips } from '../../../services/casework/clips/clips.ts';
import { applyKeeping } from '../../../services/casework/clips/keeping.ts';
import { systemClock } from '../../../services/clock.ts';
import { placeHold } from '../../../services/custody/retention/holds.ts';
import { noteKeeping } from '../../../services/custody/retention/session-keeping.ts';
import { createLog } from '../../../services/log.ts';
import { storeSegment } from '../../../services/recording/store-segment.ts';
import { minioOf } from '../../e2e/support/house-minio.ts';
import { segmentRow } from '../../support/ledger/ledger.ts';
import { type Site, withSite } from '../ingest/site.ts';
import { round } from '../result.ts';

const cameraCount = 4;
const lengthMs = 2 * 3_600_000;
const segmentMs = 10_000;
const atOnce = 16;

/** A hold on a session of two hours and four cameras: from the act of a person until every object is held in the store. */
export function benchHold(say: (line: string) => void): Promise<Record<string, number>> {
  return withSite('rtsp://127.0.0.1:9/none', async (site) => {
    const { endpoint, identities } = minioOf(site.house);
    const s3 = { kind: 's3', endpoint, region: 'us-east-1', bucket: 'minhchung', locked: true } as const;
    const bucket = await openBucket({ ...s3, ...identities.custody });
    const session = await makeSession(site, bucket);
    say(`${session.refs.length} objects stored`);
    const startedAt = performance.now();
    const on = { sessionId: session.id };
    await placeHold(site.db, { on, reason: 'dispute', note: 'bench', by: session.officerId });
    const [noted] = await noteKeeping(site.db, [session.id]);
    const deps = { db: site.db, bucket, clock: systemClock, log: createLog('bench', 'silent'), lockDays: 90 };
    await applyKeeping(deps, session.id, noted?.revision ?? 0, new AbortController().signal);
    const seconds = (performance.now() - startedAt) / 1000;
    const held = await Promise.all([session.refs.at(0), session.refs.at(-1)].map((ref) => ref && bucket.isHeld(ref)));
    if (!held.every(Boolean)) throw new Error('not every object is held');
    await bucket.close();
    return { hold_objects: session.refs.length, hold_s: round(seconds, 1) };
  });
}

async function makeSession({ db, roomId }: Site, bucket: Bucket) {
  const until = new Date(Math.floor(Date.now() / 1000) * 1000);
  const from = new Date(until.getTime() - lengthMs);
  const password = randomBytes(12).toString('hex');
  const { id: officerId } = await createAccount(
    db,
    { id: null },
    { login: 'bench', name: 'Bench', role: 'officer', password },
  );
  const cameras = await makeCameras(db, roomId, new Date(from.getTime() - 1000));
  const refs = (await Promise.all(cameras.map((cameraId) => record(db, bucket, cameraId, from)))).flat();
  const times = { started_at: from, ended_at: until };
  const row = await db
    .insertInto('sessions')
    .values({
      ...{ room_id: roomId, officer_id: officerId, kind: 'regular', case_kind: 'unknown', visit: 'first' },
      ...{ people_count: 1, notice_given: true, note: '', note_plain: '', made_from: 'record', access_class: 'normal' },
      ...times,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const version = { session_id: row.id, version: 1, ...times, reason: 'bench', changed_by: officerId };
  await db.insertInto('session_versions').values(version).execute();
  await ensureClips(db, row.id);
  return { id: row.id, officerId, refs };
}

/** Switched off, so that no recorder tries them. */
async function makeCameras(db: Database, roomId: string, since: Date): Promise<string[]> {
  const common = {
    room_id: roomId,
    address: 'rtsp://127.0.0.1:9/none',
    disabled_reason: 'bench',
    state: 'disabled',
  } as const;
  const rows = await db
    .insertInto('cameras')
    .values(
      Array.from({ length: cameraCount }, (_, i) => ({
        ...{ ...common, code: `h${i}`, name: `H${i}`, created_at: since, accounted_until: since },
      })),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Objects of a few bytes: a hold costs the same for large ones. */
async function record(db: Database, bucket: Bucket, cameraId: string, from: Date): Promise<ObjectRef[]> {
  const rowOf = segmentRow(cameraId, 1, { audioCodec: 'pcm_alaw', audioContainer: 'mov' });
  const refs: ObjectRef[] = [];
  const store = async (track: string, seq: number) => {
    const body = randomBytes(2000);
    const sha256 = createHash('sha256').update(body).digest();
    const object = { key: `bench/${cameraId}/${seq}.${track}`, body, sha256, contentType: 'video/mp4' };
    const ref = { key: object.key, ...(await bucket.put(object)) };
    refs.push(ref);
    return { ...ref, sha256 };
  };
  const one = async (seq: number) => {
    const startMs = from.getTime() + seq * segmentMs;
    const row = rowOf(seq, startMs, startMs + segmentMs);
    const [video, audio] = [await store('video.mp4', seq), await store('audio.mov', seq)];
    const { lockedUntil } = video;
    await storeSegment(db, {
      ...row,
      lockedUntil,
      video: { ...row.video, ...video },
      audio: { ...row.video, ...audio },
    });
  };
  for (let seq = 0; seq < lengthMs / segmentMs; seq += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, lengthMs / segmentMs - seq) }, (_, i) => one(seq + i));
    await Promise.all(batch);
  }
  return refs;
}
