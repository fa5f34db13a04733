import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GapCause } from '../../../../services/contracts/recording/gap.ts';
import { gapsOf } from '../../../../services/recording/coverage.ts';
import { openGap } from '../../../../services/recording/gaps.ts';
import { claimCameras } from '../../../../services/recording/leases.ts';
import { type NewSegment, settleSegment, storeSegment } from '../../../../services/recording/store-segment.ts';
import { createCameraRow, segmentRow } from '../../../support/ledger/ledger.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { simulateClock } from '../../../support/simulated-clock.ts';
import { freshDatabase, type TestDatabase } from '../../../support/stack.ts';

/** Every hole says what made it, whenever its footage arrives and however often the worker was lost meanwhile. */
let database: TestDatabase;
let clock: Awaited<ReturnType<typeof simulateClock>>;
beforeAll(async () => {
  database = await freshDatabase();
  clock = await simulateClock(database);
});
afterAll(async () => {
  await clock?.close();
  await database?.close();
});

const seconds = fc.integer({ min: 1, max: 60 });
const record = fc.record({ kind: fc.constant('record' as const), seconds });
/** The camera drops; while the database is away nobody can say so at the time. */
const drop = fc.record({
  kind: fc.constant('drop' as const),
  seconds,
  cause: fc.constantFrom<GapCause>('ended_by_camera', 'stalled', 'refused'),
  isSaid: fc.boolean(),
});
const crash = fc.record({ kind: fc.constant('crash' as const), seconds });
/** The stores are back for a while: so many uploads are done. */
const uploads = fc.record({ kind: fc.constant('uploads' as const), count: fc.integer({ min: 1, max: 5 }) });
const happening = fc.oneof(
  { weight: 5, arbitrary: record },
  { weight: 2, arbitrary: drop },
  { weight: 1, arbitrary: crash },
  { weight: 2, arbitrary: uploads },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

interface Hole {
  from: Date;
  to: Date;
  causes: GapCause[];
}

/** Plays a history, the database's clock going with it. Returns the holes in it that have one cause. */
async function live(history: Happening[]) {
  const { cameraId } = await createCameraRow(database.db);
  let at = Date.now();
  await clock.set(at);
  const since = { created_at: new Date(at), accounted_until: new Date(at) };
  await clock.db.updateTable('cameras').set(since).where('id', '=', cameraId).execute();
  let epoch = await claim(cameraId);
  let run = segmentRow(cameraId, epoch, { gapBefore: 'worker_restart' });
  let seq = 0;
  const spool = createSpool();
  const holes: Hole[] = [{ from: new Date(at), to: new Date(at), causes: ['starting'] }];
  at += 5000;
  for (const one of history) {
    if (one.kind === 'uploads') {
      await spool.upload(one.count);
      continue;
    }
    if (one.kind === 'record') {
      if (seq === 0) end(holes, at);
      spool.add(run(seq++, at, at + one.seconds * 1000));
      at += one.seconds * 1000;
      continue;
    }
    await clock.set(at);
    if (seq > 0) holes.push({ from: new Date(at), to: new Date(at), causes: [] });
    holes.at(-1)?.causes.push(one.kind === 'crash' ? 'worker_lost' : one.cause);
    if (one.kind === 'drop' && one.isSaid) await openGap(clock.db, cameraId, seq > 0 ? new Date(at) : null, one.cause);
    if (one.kind === 'crash') {
      spool.crash();
      epoch = await claim(cameraId);
    }
    at += one.seconds * 1000;
    run = segmentRow(cameraId, epoch, { gapBefore: one.kind === 'crash' ? 'worker_restart' : one.cause });
    seq = 0;
  }
  await spool.upload(Number.POSITIVE_INFINITY);
  return { cameraId, holes: holes.filter(({ from, to, causes }) => causes.length === 1 && to > from) };
}

function end(holes: Hole[], at: number) {
  const hole = holes.at(-1);
  if (hole) hole.to = new Date(at);
}

async function claim(cameraId: string): Promise<number> {
  const others = await clock.db.selectFrom('cameras').select('id').where('id', '!=', cameraId).execute();
  const held = others.map(({ id }) => id);
  const [lease] = await claimCameras(clock.db, cameraId.slice(-8), held, 60_000);
  if (!lease) throw new Error('the camera could not be claimed');
  return lease.epoch;
}

/** Uploads as a worker does them: the oldest and the newest in turn; what was stored ahead is settled in its place. */
function createSpool() {
  let steps: { segment: NewSegment; isStored: boolean }[] = [];
  let newestNext = false;
  return {
    add: (segment: NewSegment) => steps.push({ segment, isStored: false }),
    async upload(count: number) {
      for (let done = 0; done < count && steps.length > 0; done++) {
        const newest = steps.findLastIndex(({ isStored }) => !isStored);
        const at = newestNext && steps.length > 2 ? Math.max(0, newest) : 0;
        newestNext = !newestNext;
        const step = steps[at];
        if (!step) return;
        if (step.isStored) await settleSegment(clock.db, step.segment);
        else await storeSegment(clock.db, { ...step.segment, isAhead: at > 0 });
        if (at > 0) step.isStored = true;
        else steps.shift();
      }
    },
    /** The next life of the worker finds in the spool what was not stored; nobody settles what was stored ahead. */
    crash() {
      steps = steps.filter(({ isStored }) => !isStored);
      newestNext = false;
    },
  };
}

/** Both sides of a hole are stored, one of them ahead, when the worker is lost. */
const lostBesideAStoredHole: Happening[] = [
  ...Array.from({ length: 3 }, () => ({ kind: 'record' as const, seconds: 10 })),
  { kind: 'drop', seconds: 20, cause: 'refused', isSaid: false },
  ...Array.from({ length: 2 }, () => ({ kind: 'record' as const, seconds: 10 })),
  { kind: 'uploads', count: 5 },
  { kind: 'crash', seconds: 5 },
  { kind: 'record', seconds: 10 },
];

it('says of each hole with one cause that cause, in any history', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 16 }), async (history) => {
      const { cameraId, holes } = await live(history);
      for (const { from, to, causes } of holes) {
        const told = (await gapsOf(clock.db, cameraId, from, to)).map(({ cause }) => cause);
        expect([...new Set(told)]).toEqual(causes);
        seen += 1;
      }
      expect((await ledgerFaults(clock.db)).filter(({ camera }) => camera === 'c1')).toEqual([]);
    }),
    { numRuns: 150, examples: [[lostBesideAStoredHole]] },
  );
  expect(seen).toBeGreaterThan(150);
});
