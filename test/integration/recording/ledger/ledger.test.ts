import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gapsOf } from '../../../../services/recording/coverage.ts';
import { openGap } from '../../../../services/recording/gaps.ts';
import { claimCameras } from '../../../../services/recording/leases.ts';
import { settleSegment, storeSegment } from '../../../../services/recording/store-segment.ts';
import { createCameraRow, segmentRow } from '../../../support/ledger/ledger.ts';
import { freshDatabase, type TestDatabase } from '../../../support/stack.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

/** What happens to a camera, in seconds of footage or of nothing. */
const happening = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('record' as const), seconds: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), seconds: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), seconds: fc.integer({ min: 1, max: 60 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('outage' as const), seconds: fc.integer({ min: 1, max: 60 }) }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history as a worker would live it; uploads lag behind and survive a crash in its spool. */
async function live(history: Happening[]): Promise<string> {
  const { cameraId, createdAt } = await createCameraRow(database.db);
  const worker = cameraId.slice(-8);
  let at = createdAt.getTime() + 5000;
  let epoch = (await claimMine(worker, cameraId)) ?? 1;
  let run = segmentRow(cameraId, epoch);
  let seq = 0;
  const spool: Parameters<typeof storeSegment>[1][] = [];
  const flush = async () => {
    // As the uploads do it: the oldest and the newest in turn.
    const ahead: typeof spool = [];
    for (let turn = 0; spool.length > 0; turn++) {
      const isAhead = turn % 2 === 1 && spool.length > 1;
      const [segment] = spool.splice(isAhead ? -1 : 0, 1);
      if (!segment) break;
      expect(await storeSegment(database.db, { ...segment, isAhead })).toBe('stored');
      if (isAhead) ahead.unshift(segment);
    }
    for (const segment of ahead) await settleSegment(database.db, segment);
  };
  for (const { kind, seconds } of history) {
    if (kind === 'record') {
      spool.push(run(seq++, at, at + seconds * 1000));
      at += seconds * 1000;
      if (spool.length > 4) await flush();
      continue;
    }
    if (kind === 'drop') await openGap(database.db, cameraId, new Date(at), 'ended_by_camera');
    if (kind === 'outage') await flush();
    if (kind === 'crash') epoch = (await claimMine(worker, cameraId)) ?? epoch;
    at += seconds * 1000;
    run = segmentRow(cameraId, epoch);
    seq = 0;
  }
  await flush();
  return cameraId;
}

async function claimMine(worker: string, cameraId: string): Promise<number | undefined> {
  const others = await database.db.selectFrom('cameras').select('id').where('id', '!=', cameraId).execute();
  const held = others.map((row) => row.id);
  return (await claimCameras(database.db, worker, held, 60_000)).find((lease) => lease.cameraId === cameraId)?.epoch;
}

/** Milliseconds that are covered twice, and that are covered by nothing, before `accounted_until`. */
async function faults(cameraId: string) {
  const { rows } = await sql<{ doubled: number; uncovered: string }>`
    with camera as (select created_at, accounted_until from cameras where id = ${cameraId}),
    parts as (
      select tstzrange(started_at, ended_at) as part from segments where camera_id = ${cameraId}
      union all select tstzrange(from_at, to_at) from gaps where camera_id = ${cameraId}
    )
    select (select count(*)::int from (select part, lead(part) over (order by part) as next from parts) p where part && next) as doubled,
      (select tstzmultirange(tstzrange(created_at, accounted_until)) - coalesce((select range_agg(part) from parts), '{}') from camera)::text
        as uncovered`.execute(database.db);
  return rows[0];
}

/** Whether stored footage reaches further than what counts as accounted. */
async function unaccounted(cameraId: string): Promise<boolean> {
  const query = database.db.selectFrom('cameras').select(['accounted_until', 'last_segment_ended']);
  const row = await query.where('id', '=', cameraId).executeTakeFirstOrThrow();
  return row.last_segment_ended !== null && row.last_segment_ended > row.accounted_until;
}

describe('gap ledger', () => {
  it('covers every instant once, by footage or by a gap, in any history', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 14 }), async (history) => {
        const cameraId = await live(history);
        expect(await faults(cameraId)).toEqual({ doubled: 0, uncovered: '{}' });
        expect(await unaccounted(cameraId)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('writes the cause of the hole before a run even when nobody could say it at the time', async () => {
    const { cameraId, createdAt } = await createCameraRow(database.db);
    const start = createdAt.getTime() + 20_000;
    await storeSegment(database.db, segmentRow(cameraId, 1, { gapBefore: 'refused' })(0, start, start + 10_000));
    expect(await gapsOf(database.db, cameraId, createdAt, new Date(start + 20_000))).toEqual([
      { from: createdAt, to: new Date(start), cause: 'refused', stop: null },
    ]);
  });
});

describe('gap ledger, when a worker was lost', () => {
  it('takes footage that a lost worker brings late out of the gap, and refuses what the next one recorded already', async () => {
    const { cameraId, createdAt } = await createCameraRow(database.db);
    const start = createdAt.getTime();
    const lost = segmentRow(cameraId, 1);
    await storeSegment(database.db, lost(0, start, start + 10_000));
    await database.db
      .insertInto('camera_leases')
      .values({ camera_id: cameraId, worker_id: 'b', epoch: 2, expires_at: new Date() })
      .execute();
    await openGap(database.db, cameraId, null, 'worker_lost');
    const next = segmentRow(cameraId, 2);
    await storeSegment(database.db, next(0, start + 30_000, start + 40_000));
    expect(await storeSegment(database.db, lost(1, start + 10_000, start + 20_000))).toBe('stored');
    expect(await storeSegment(database.db, lost(2, start + 25_000, start + 35_000))).toBe('refused');
    expect(await gapsOf(database.db, cameraId, createdAt, new Date(start + 40_000))).toEqual([
      { from: new Date(start + 20_000), to: new Date(start + 30_000), cause: 'worker_lost', stop: null },
    ]);
  });

  it('leaves the gap of a lost worker open behind the footage it brings late', async () => {
    const { cameraId, createdAt } = await createCameraRow(database.db);
    const start = createdAt.getTime();
    const lost = segmentRow(cameraId, 1);
    await storeSegment(database.db, lost(0, start, start + 10_000));
    await database.db
      .insertInto('camera_leases')
      .values({ camera_id: cameraId, worker_id: 'b', epoch: 2, expires_at: new Date() })
      .execute();
    await openGap(database.db, cameraId, null, 'worker_lost');
    await storeSegment(database.db, lost(1, start + 10_000, start + 20_000));
    expect(await gapsOf(database.db, cameraId, createdAt, new Date(start + 40_000))).toEqual([
      { from: new Date(start + 20_000), to: null, cause: 'worker_lost', stop: null },
    ]);
  });

  it('stores a segment once however often it is brought', async () => {
    const { cameraId, createdAt } = await createCameraRow(database.db);
    const segment = segmentRow(cameraId, 1)(0, createdAt.getTime(), createdAt.getTime() + 10_000);
    const outcomes = await Promise.all([1, 2, 3].map(() => storeSegment(database.db, segment)));
    expect(outcomes.sort()).toEqual(['known', 'known', 'stored']);
  });
});
