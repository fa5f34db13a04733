import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { cacheFolder, loadFile } from '../../../infra/stack/camera/load-file.ts';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { createRoom } from '../../../services/recording/rooms.ts';
import { segmentsBetween } from '../../../services/recording/segments.ts';
import { storeFootage } from '../../support/footage/stored-footage.ts';
import type { Site } from '../ingest/site.ts';

/** The short session; everything that is longer repeats its objects. */
export const shortSeconds = 300;
const longHours = 8;
const cameras = 4;

export interface Sessions {
  officer: { login: string; password: string };
  /** Five minutes of one camera, and its bytes as one file. */
  one: { id: string; file: Buffer };
  /** Five minutes of four cameras. */
  short: string;
  /** Eight hours of four cameras. */
  long: string;
}

/** 1080p25 of 4 Mbit/s with G.711, as a recorder leaves it. The long session's rows point to the objects of the short one. */
export async function makeSessions(site: Site, bucket: Bucket): Promise<Sessions> {
  const { db } = site;
  const password = randomBytes(12).toString('hex');
  const account = { login: 'bench', name: 'Bench', role: 'officer', password, keepsPassword: true } as const;
  const { id: officerId } = await createAccount(db, { id: null }, account);
  const until = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  const shortAt = new Date(until.getTime() - 3_600_000);
  const longAt = new Date(shortAt.getTime() - (longHours + 1) * 3_600_000);
  for (const day of [longAt, shortAt]) await sql`select ensure_segment_partition(${day}::date)`.execute(db);
  const alone = await createRoom(db, { code: 'bench-1', name: 'Bench 1', kind: 'reception' });
  const [filmed = ''] = await addCameras(site, alone.id, 1, longAt);
  const h264 = await loadFile(cacheFolder(process.env));
  await storeFootage({
    ...{ folder: site.folder, db, bucket, cameraId: filmed, h264 },
    startedAt: shortAt,
    seconds: shortSeconds,
  });
  for (const camera of await addCameras(site, site.roomId, cameras, longAt)) {
    await repeat(site, filmed, camera, shortAt, shortAt, 1);
    await repeat(site, filmed, camera, shortAt, longAt, (longHours * 3600) / shortSeconds);
  }
  const session = (roomId: string, at: Date, seconds: number) => addSession(site, officerId, roomId, at, seconds);
  return {
    officer: { login: account.login, password },
    one: { id: await session(alone.id, shortAt, shortSeconds), file: await wholeFile(site, bucket, filmed, shortAt) },
    short: await session(site.roomId, shortAt, shortSeconds),
    long: await session(site.roomId, longAt, longHours * 3600),
  };
}

/** Switched off, so that no recorder tries them. */
async function addCameras({ db }: Site, roomId: string, count: number, since: Date): Promise<string[]> {
  const before = new Date(since.getTime() - 3_600_000);
  const off = { address: 'rtsp://127.0.0.1:9/none', disabled_reason: 'bench', state: 'disabled' } as const;
  const names = Array.from({ length: count }, (_, i) => ({ code: `r${i}`, name: `Camera ${i + 1}` }));
  const rows = names.map((name) => ({ ...name, ...off, room_id: roomId, created_at: before, accounted_until: before }));
  const made = await db.insertInto('cameras').values(rows).returning('id').execute();
  return made.map(({ id }) => id);
}

/** Gives a camera the footage of another again and again: a run each time, whose rows point to the same objects. */
async function repeat({ db }: Site, from: string, to: string, recordedAt: Date, at: Date, times: number) {
  const shift = (column: string) =>
    sql`s.${sql.ref(column)} - ${recordedAt}::timestamptz + ${at}::timestamptz + n * make_interval(secs => ${shortSeconds})`;
  const runId = sql`md5(${to}::text || ${at.toISOString()}::text || n)::uuid`;
  const columns = await columnsOf(db, 'runs', ['id', 'camera_id', 'started_at']);
  const names = sql.join(columns.map((column) => sql.ref(column)));
  await sql`
    insert into runs (id, camera_id, started_at, ${names})
    select ${runId}, ${to}::uuid, ${shift('started_at')}, ${names} from runs s, generate_series(0, ${times}::int - 1) n
    where s.camera_id = ${from}`.execute(db);
  const parts = await columnsOf(db, 'segments', ['camera_id', 'run_id', 'started_at', 'ended_at']);
  const partNames = sql.join(parts.map((column) => sql.ref(column)));
  await sql`
    insert into segments (camera_id, run_id, started_at, ended_at, ${partNames})
    select ${to}::uuid, ${runId}, ${shift('started_at')}, ${shift('ended_at')}, ${partNames}
    from segments s, generate_series(0, ${times}::int - 1) n where s.camera_id = ${from}`.execute(db);
}

async function columnsOf(db: Site['db'], table: string, without: string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !without.includes(name));
}

async function addSession({ db }: Site, officer: string, roomId: string, from: Date, seconds: number): Promise<string> {
  const { id } = await db
    .insertInto('sessions')
    .values({
      ...{ room_id: roomId, officer_id: officer, kind: 'regular', case_kind: 'unknown', visit: 'first' },
      ...{ people_count: 1, notice_given: true, note: '', note_plain: '', made_from: 'record', access_class: 'normal' },
      ...{ started_at: from, ended_at: new Date(from.getTime() + seconds * 1000) },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The same picture as one fragmented MP4. */
async function wholeFile({ db }: Site, bucket: Bucket, cameraId: string, from: Date): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { video } of await segmentsBetween(db, cameraId, from, new Date(from.getTime() + shortSeconds * 1000))) {
    const start = parts.length === 0 ? 0 : video.initBytes;
    parts.push(await bucket.readAll(video, { start, length: video.bytes - start }));
  }
  return Buffer.concat(parts);
}
