import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  claimCameras,
  holdsLease,
  markUnattended,
  releaseLease,
  renewLeases,
  setCameraState,
} from '../../../../services/recording/leases.ts';
import { createCameraRow } from '../../../support/ledger/ledger.ts';
import { freshDatabase, type TestDatabase } from '../../../support/stack.ts';

let database: TestDatabase;
let cameraId: string;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.updateTable('cameras').set({ disabled_reason: 'of another test' }).execute();
  cameraId = (await createCameraRow(database.db)).cameraId;
});

const leaseMs = 60_000;
const claim = (worker: string, held: string[] = []) => claimCameras(database.db, worker, held, leaseMs);
const expire = () =>
  database.db
    .updateTable('camera_leases')
    .set({ expires_at: sql`now() - interval '1 second'` })
    .where('camera_id', '=', cameraId)
    .execute();
const causes = async () =>
  (
    await database.db.selectFrom('gaps').select('cause').where('camera_id', '=', cameraId).orderBy('from_at').execute()
  ).map((gap) => gap.cause);

describe('leases', () => {
  it('give a camera to one worker only, also when two ask at once', async () => {
    const claims = await Promise.all([claim('a'), claim('b'), claim('c')]);
    expect(claims.flat()).toEqual([{ cameraId, epoch: 1 }]);
    expect(await causes()).toEqual(['starting']);
  });

  it('go to another worker with the next epoch once they have run out, and the hole is a lost worker', async () => {
    const [first] = await claim('a');
    expect(await claim('b')).toEqual([]);
    await expire();
    const [second] = await claim('b');
    expect(second?.epoch).toBe(2);
    expect(await causes()).toContain('worker_lost');
    if (!first || !second) throw new Error('not claimed');
    expect(await renewLeases(database.db, 'a', [first], leaseMs)).toEqual([]);
    expect(await holdsLease(database.db, first)).toBe(false);
    expect(await setCameraState(database.db, first, 'recording', null)).toBe(false);
    expect(await renewLeases(database.db, 'b', [second], leaseMs)).toMatchObject([{ cameraId, epoch: 2 }]);
  });

  it('come back at once to a worker that was started again, with a new epoch', async () => {
    await claim('a');
    expect(await claim('a')).toEqual([{ cameraId, epoch: 2 }]);
    expect(await claim('a', [cameraId])).toEqual([]);
  });

  it('given back in order leave a restart, not a loss', async () => {
    const [lease] = await claim('a');
    if (!lease) throw new Error('not claimed');
    await releaseLease(database.db, 'a', lease);
    await claim('b');
    expect(await causes()).toContain('worker_restart');
  });

  it('leave out a camera that is switched off', async () => {
    await database.db
      .updateTable('cameras')
      .set({ disabled_reason: 'being cleaned' })
      .where('id', '=', cameraId)
      .execute();
    expect(await claim('a')).toEqual([]);
  });

  it('that ran out show their camera as down, once', async () => {
    const [lease] = await claim('a');
    if (!lease) throw new Error('not claimed');
    await setCameraState(database.db, lease, 'recording', null);
    expect(await markUnattended(database.db)).toEqual([]);
    await expire();
    expect(await markUnattended(database.db)).toMatchObject([{ cameraId }]);
    expect(await markUnattended(database.db)).toEqual([]);
    const camera = await database.db
      .selectFrom('cameras')
      .select(['state', 'cause'])
      .where('id', '=', cameraId)
      .executeTakeFirst();
    expect(camera).toEqual({ state: 'down', cause: 'worker_lost' });
  });
});
