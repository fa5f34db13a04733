import { createHash, randomBytes } from 'node:crypto';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import type { Bucket, ObjectRef } from '../../../services/adapters/bucket/bucket.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { ensureClips } from '../../../services/casework/clips/clips.ts';
import { storeSegment } from '../../../services/recording/store-segment.ts';
import { segmentRow } from '../../support/ledger/ledger.ts';
import type { Site } from '../ingest/site.ts';

const segmentMs = 10_000;
const atOnce = 16;

export interface SessionSize {
  cameras: number;
  seconds: number;
  /** Of each object. */
  bytes: { video: number; audio: number };
}

/** A session that ended now, with random bytes for footage: nobody plays it. */
export async function makeSession({ db, roomId }: Site, bucket: Bucket, size: SessionSize) {
  const until = new Date(Math.floor(Date.now() / 1000) * 1000);
  const from = new Date(until.getTime() - size.seconds * 1000);
  const password = randomBytes(12).toString('hex');
  const { id: officerId } = await createAccount(
    db,
    { id: null },
    { login: 'bench', name: 'Bench', role: 'officer', password, keepsPassword: true },
  );
  const cameras = await makeCameras(db, roomId, size.cameras, new Date(from.getTime() - 1000));
  const refs = (await Promise.all(cameras.map((cameraId) => record(db, bucket, { cameraId, from, size })))).flat();
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
async function makeCameras(db: Database, roomId: string, count: number, since: Date): Promise<string[]> {
  const common = {
    room_id: roomId,
    address: 'rtsp://127.0.0.1:9/none',
    disabled_reason: 'bench',
    state: 'disabled',
  } as const;
  const rows = await db
    .insertInto('cameras')
    .values(
      Array.from({ length: count }, (_, i) => ({
        ...{ ...common, code: `h${i}`, name: `H${i}`, created_at: since, accounted_until: since },
      })),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

interface Recorded {
  cameraId: string;
  from: Date;
  size: SessionSize;
}

async function record(db: Database, bucket: Bucket, { cameraId, from, size }: Recorded): Promise<ObjectRef[]> {
  const rowOf = segmentRow(cameraId, 1, { audioCodec: 'pcm_alaw', audioContainer: 'mov' });
  const refs: ObjectRef[] = [];
  const store = async (track: string, seq: number) => {
    const body = randomBytes(track === 'video.mp4' ? size.bytes.video : size.bytes.audio);
    const sha256 = createHash('sha256').update(body).digest();
    const object = { key: `bench/${cameraId}/${seq}.${track}`, body, sha256, contentType: 'video/mp4' };
    const ref = { key: object.key, ...(await bucket.put(object)) };
    refs.push(ref);
    return { ...ref, sha256, bytes: body.length };
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
  for (let seq = 0; seq < (size.seconds * 1000) / segmentMs; seq += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, (size.seconds * 1000) / segmentMs - seq) }, (_, i) =>
      one(seq + i),
    );
    await Promise.all(batch);
  }
  return refs;
}
