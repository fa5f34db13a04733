import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Tx } from '../../../../services/adapters/postgres/connect.ts';
import {
  disableCamera,
  enableCamera,
  openForgottenStops,
  pauseRoom,
} from '../../../../services/recording/cameras/stops.ts';
import { claimCameras } from '../../../../services/recording/leases.ts';
import { storeSegment } from '../../../../services/recording/store-segment.ts';
import { createCameraRow, segmentRow } from '../../../support/ledger/ledger.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { freshDatabase, type TestDatabase } from '../../../support/stack.ts';

/** A person stops a camera that nobody records: the time before it is not laid at the person's door, nor the time after. */
const minute = 60_000;
const stop = { reason: 'Đang sửa', by: null };
let database: TestDatabase;
let cameraId: string;
let roomId: string;
/** All times in minutes from here. */
let hourAgo: number;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.close());
beforeEach(async () => {
  const { db } = database;
  await sql`update cameras set disabled_reason = 'of another test'`.execute(db);
  hourAgo = Date.now() - 60 * minute;
  ({ cameraId, roomId } = await createCameraRow(db));
  await sql`update cameras set created_at = ${at(0)}, accounted_until = ${at(0)} where id = ${cameraId}`.execute(db);
});
afterEach(async () => {
  expect(await ledgerFaults(database.db)).toEqual([]);
});

const at = (minutes: number) => new Date(hourAgo + minutes * minute);
const inTx = (run: (tx: Tx) => Promise<unknown>) => database.db.transaction().execute(run);

/** A worker records the first ten minutes and dies. */
async function recordTenMinutes() {
  const [lease] = await claimCameras(database.db, 'a', [], minute);
  await storeSegment(database.db, segmentRow(cameraId, lease?.epoch ?? 0)(0, hourAgo, hourAgo + 10 * minute));
}
const expire = () =>
  sql`update camera_leases set expires_at = now() - interval '1 second' where camera_id = ${cameraId}`.execute(
    database.db,
  );

/** As if the stop had been asked for then: the gap before it ends there, the stop's begins. */
async function moveBorder(minutes: number) {
  const { db } = database;
  await sql`update gaps set to_at = ${at(minutes)} where camera_id = ${cameraId} and to_at is not null`.execute(db);
  await sql`update gaps set from_at = ${at(minutes)} where camera_id = ${cameraId} and to_at is null`.execute(db);
}

/** Cause and length in minutes of each gap; null while it is open. */
async function gaps() {
  const rows = await database.db
    .selectFrom('gaps')
    .select(['cause', 'from_at', 'to_at'])
    .where('camera_id', '=', cameraId)
    .orderBy('from_at')
    .execute();
  return rows.map(({ cause, from_at: from, to_at: to }) => [
    cause,
    to && Math.round((to.getTime() - from.getTime()) / minute),
  ]);
}

it('switched off long after its worker died', async () => {
  await recordTenMinutes();
  await expire();
  await inTx((tx) => disableCamera(tx, cameraId, stop));
  expect(await gaps()).toEqual([
    ['worker_lost', 50],
    ['disabled', null],
  ]);
});

it('switched off before anybody recorded it', async () => {
  await inTx((tx) => disableCamera(tx, cameraId, stop));
  expect(await gaps()).toEqual([
    ['starting', 60],
    ['disabled', null],
  ]);
});

it('switched off while its worker dies: the sweep says so, from when it was asked for', async () => {
  await recordTenMinutes();
  await inTx((tx) => disableCamera(tx, cameraId, stop));
  await sql`update camera_stops set stopped_at = ${at(30)} where camera_id = ${cameraId}`.execute(database.db);
  await openForgottenStops(database.db);
  expect(await gaps()).toEqual([]);
  await expire();
  await openForgottenStops(database.db);
  await openForgottenStops(database.db);
  expect(await gaps()).toEqual([
    ['worker_lost', 20],
    ['disabled', null],
  ]);
});

it('switched on again while no worker lives: from then on it is the worker that lacks', async () => {
  await inTx((tx) => disableCamera(tx, cameraId, stop));
  await inTx((tx) => enableCamera(tx, cameraId, null));
  await sql`insert into camera_leases (camera_id, worker_id, expires_at) values (${cameraId}, 'dead', now())`.execute(
    database.db,
  );
  const spans = sql`update gaps set from_at = ${at(10)} where camera_id = ${cameraId} and cause = 'disabled'`;
  await sql`update gaps set to_at = ${at(10)} where camera_id = ${cameraId} and cause = 'starting'`.execute(
    database.db,
  );
  await spans.execute(database.db);
  await sql`update camera_stops set stopped_at = ${at(10)}, ended_at = ${at(20)} where camera_id = ${cameraId}`.execute(
    database.db,
  );
  await claimCameras(database.db, 'a', [], minute);
  expect(await gaps()).toEqual([
    ['starting', 10],
    ['disabled', 10],
    ['worker_lost', null],
  ]);
});

it('paused, and taken up as soon as the pause was over', async () => {
  await inTx((tx) => pauseRoom(tx, roomId, 5, stop));
  await sql`update cameras set paused_until = now() - interval '5 seconds' where id = ${cameraId}`.execute(database.db);
  await sql`update camera_stops set until_at = now() - interval '5 seconds' where camera_id = ${cameraId}`.execute(
    database.db,
  );
  await moveBorder(55);
  await claimCameras(database.db, 'a', [], minute);
  expect(await gaps()).toEqual([
    ['starting', 55],
    ['paused', 5],
    ['starting', null],
  ]);
});

it('paused once more, long after a pause that nobody took it up from', async () => {
  await inTx((tx) => pauseRoom(tx, roomId, 5, stop));
  await moveBorder(10);
  await sql`update cameras set paused_until = ${at(20)} where id = ${cameraId}`.execute(database.db);
  await sql`update camera_stops set stopped_at = ${at(10)}, until_at = ${at(20)} where camera_id = ${cameraId}`.execute(
    database.db,
  );
  await inTx((tx) => pauseRoom(tx, roomId, 5, stop));
  expect(await gaps()).toEqual([
    ['starting', 10],
    ['paused', 10],
    ['worker_lost', 40],
    ['paused', null],
  ]);
});

it('switched off just before its last footage ended, by a worker that died of it', async () => {
  await recordTenMinutes();
  await inTx((tx) => disableCamera(tx, cameraId, stop));
  await sql`update camera_stops set stopped_at = ${at(9)} where camera_id = ${cameraId}`.execute(database.db);
  await expire();
  await openForgottenStops(database.db);
  expect(await gaps()).toEqual([['disabled', null]]);
});
