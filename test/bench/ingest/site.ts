import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type House, type HouseOptions, startHouse } from '../../../infra/up/house.ts';
import { connectPostgres, type Database } from '../../../services/adapters/postgres/connect.ts';
import { changeCamera, createCamera } from '../../../services/recording/cameras/cameras.ts';
import { createRoom } from '../../../services/recording/rooms.ts';

/** What the bench records with: a whole installation, and one camera's address that all its cameras read. */
export interface Site {
  db: Database;
  house: House;
  roomId: string;
  address: string;
  folder: string;
}

/** Pictures a second that the camera takes. */
export const fps = 25;
const patienceMs = 180_000;

/** Gives `run` a new installation that records nothing yet, and a folder beside it; both are removed afterwards. */
export async function withSite<T>(
  address: string,
  run: (site: Site) => Promise<T>,
  options: Partial<HouseOptions> = {},
): Promise<T> {
  return withFolder(async (folder) => {
    const usual = { dataPath: folder, apiHost: '127.0.0.1', apiPort: 0, demo: false, say: () => {} };
    const house = await startHouse({ ...usual, ...options });
    const { db, close } = connectPostgres(house.env.DATABASE_URL ?? '', { onIdleError: () => undefined });
    try {
      const { id: roomId } = await createRoom(db, { code: 'bench', name: 'Bench', kind: 'reception' });
      return await run({ db, house, roomId, folder, address });
    } finally {
      await close();
      await house.close();
    }
  });
}

/** Gives `run` an empty folder that every account may enter, removed afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'minhchung-bench-'));
  await chmod(folder, 0o755);
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Brings the house to `count` cameras that record; false when it does not manage in three minutes. */
export async function recordCameras({ db, house, roomId, address }: Site, count: number): Promise<boolean> {
  const key = Buffer.from(house.env.SECRET_KEY ?? '', 'hex');
  const there = await db.selectFrom('cameras').select(['id', 'disabled_reason']).orderBy('code').execute();
  for (let number = there.length; number < count; number++) {
    const code = `c${String(number).padStart(4, '0')}`;
    await createCamera(db, key, { roomId, code, name: code, address });
  }
  for (const [i, { id, disabled_reason }] of there.entries()) {
    const reason = i < count ? null : 'Not needed now';
    if (disabled_reason !== reason)
      await db.transaction().execute((tx) => changeCamera(tx, key, id, { disabledReason: reason }));
  }
  return allStoredUntil(db, new Date());
}

/** Waits until every enabled camera has footage stored that reaches `at`, and none is left behind; false when that takes too long. */
export async function allStoredUntil(db: Database, at: Date): Promise<boolean> {
  const giveUpAtMs = Date.now() + patienceMs;
  while (Date.now() < giveUpAtMs) {
    const rows = await db
      .selectFrom('cameras')
      .select(['last_segment_ended as ended', 'accounted_until as until'])
      .where('disabled_reason', 'is', null)
      .execute();
    if (rows.every(({ ended, until }) => ended !== null && ended >= at && until >= at)) return true;
    await delay(500);
  }
  return false;
}

/** Frames of enabled cameras that were due in [from, to) and lie in no stored segment. */
export async function framesLost(db: Database, from: Date, to: Date): Promise<number> {
  const segments = await db
    .selectFrom('segments')
    .select(['video_timescale', 'video_fragment_ticks', 'video_frames'])
    .where('started_at', '>', from)
    .where('started_at', '<', to)
    .execute();
  const within = segments.map(({ video_timescale, video_fragment_ticks, video_frames }) => {
    const ticks = video_fragment_ticks.reduce((sum, one) => sum + one, 0);
    return Math.round((ticks / video_timescale) * fps) - video_frames;
  });
  const gaps = await db
    .selectFrom('gaps')
    .innerJoin('cameras', 'cameras.id', 'gaps.camera_id')
    .select(['from_at', 'to_at'])
    .where('disabled_reason', 'is', null)
    .where('from_at', '<', to)
    .where((eb) => eb.or([eb('to_at', 'is', null), eb('to_at', '>', from)]))
    .execute();
  const missing = gaps.map((gap) => {
    const fromMs = Math.max(gap.from_at.getTime(), from.getTime());
    return Math.round(((Math.min(gap.to_at?.getTime() ?? Infinity, to.getTime()) - fromMs) / 1000) * fps);
  });
  return [...within, ...missing].reduce((sum, one) => sum + one, 0);
}

/** From the instant a fragment was whole to the row that names it, ms, for all fragments of [from, to). */
export async function rowDelaysMs(db: Database, from: Date, to: Date): Promise<number[]> {
  const segments = await db
    .selectFrom('segments')
    .select(['started_at', 'stored_at', 'video_timescale', 'video_fragment_ticks'])
    .where('started_at', '>', from)
    .where('started_at', '<', to)
    .execute();
  return segments.flatMap(({ started_at, stored_at, video_timescale, video_fragment_ticks }) => {
    let ticks = 0;
    return video_fragment_ticks.map((one) => {
      ticks += one;
      return stored_at.getTime() - started_at.getTime() - (ticks / video_timescale) * 1000;
    });
  });
}
