import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { noteWatch, noteWorm, storeState } from '../../../../services/custody/store-watch/store-checks.ts';
import { testWorm } from '../../../../services/custody/store-watch/worm-test.ts';
import { watchStore } from '../../../../services/recording/check-store/watch-store.ts';
import { type CheckHouse, openCheckHouse } from './house.ts';

let house: CheckHouse;
beforeEach(async () => {
  house = await openCheckHouse();
  return house.close;
});

const watch = (signal = new AbortController().signal) => watchStore({ ...house, signal }, 0);

async function alarms() {
  const rows = house.db.selectFrom('audit_log').select('details').where('act', '=', 'store.alarm').orderBy('id');
  return (await rows.execute()).map(({ details }) => (details as { found: string }).found);
}

it('a store that is as the rows say has nothing to tell, the object of the write-once test is no stranger', async () => {
  await testWorm(house.bucket, { lockMs: 1 });
  expect(await watch()).toMatchObject({ segments: 4, faults: [] });
});

it('what is gone and what is strange is counted, with an example', async () => {
  const [first, second] = [await house.nth(0), await house.nth(1)];
  for (const { video } of [first, second]) await house.lose(video.key);
  await mkdir(house.folderOf('other/thing.txt'), { recursive: true });
  await writeFile(join(house.folderOf('other/thing.txt'), 'null'), 'x');
  expect((await watch()).faults).toEqual([
    { kind: 'foreign_object', count: 1, example: 'other/thing.txt' },
    { kind: 'row_without_object', count: 2, example: first.video.key },
  ]);
});

it('ends in the middle when the program is to end', async () => {
  await house.lose((await house.nth(0)).video.key);
  await expect(watch(AbortSignal.abort())).rejects.toThrow('aborted');
});

it('an alarm is written to the log once, and again when it is another', async () => {
  expect(await storeState(house.db)).toEqual({ worm: null, watch: null });
  await noteWorm(house.db, []);
  await noteWatch(house.db, await watch());
  expect(await alarms()).toEqual([]);
  const { video } = await house.nth(2);
  await house.lose(video.key);
  for (let i = 0; i < 2; i++) await noteWatch(house.db, await watch());
  expect(await alarms()).toEqual(['row_without_object 1']);
  await house.lose((await house.nth(3)).video.key);
  await noteWatch(house.db, await watch());
  expect(await alarms()).toEqual(['row_without_object 1', 'row_without_object 2']);
  const state = await storeState(house.db);
  expect(state).toMatchObject({ worm: { isFine: true }, watch: { isFine: false, faults: [{ count: 2 }] } });
});
