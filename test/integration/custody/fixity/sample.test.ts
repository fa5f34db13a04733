import { afterAll, beforeAll, expect, it } from 'vitest';
import { tagSession } from '../../../../services/casework/clips/tagging.ts';
import { nightOf } from '../../../../services/custody/fixity/samples.ts';
import { cut, openCase } from '../../casework/work-house.ts';
import { type FixityHouse, listening, never, openFixityHouse } from './fixity-house.ts';

let house: FixityHouse;
beforeAll(async () => {
  house = await openFixityHouse();
});
afterAll(() => house.close());

const samples = () => house.api.db.selectFrom('fixity_samples').selectAll().orderBy('night').execute();

it('is drawn once a night, and what matters is in it more often than the rest', async () => {
  const { roomId, cameraId } = await house.camera(400);
  const file = await openCase(house.officer);
  const { id } = await cut(house.officer, roomId, house.at(102), house.at(138), [file.key]);
  await tagSession(house.jobs, id, 1, never);
  const read: string[] = [];
  const bucket = listening(house.jobs.bucket, ({ key }) => read.push(key));
  const nights = 6;
  for (let i = 0; i < nights; i++) await house.night({ bucket, sampleSize: 8, days: 30 });
  expect(await samples()).toMatchObject(Array(nights).fill({ wanted: 8, faults: 0, finished_at: expect.any(Date) }));
  const held = new Set(await Promise.all([10, 11, 12, 13].map(async (i) => (await house.object(cameraId, i)).key)));
  const drawn = read.filter((key) => key.includes('video'));
  const ofSession = drawn.filter((key) => held.has(key)).length;
  // Four of forty segments: by chance alone a tenth.
  expect(ofSession / drawn.length).toBeGreaterThan(0.4);
  expect(new Set(drawn.filter((key) => !held.has(key))).size).toBeGreaterThan(1);
  await house.turns({ bucket, sampleSize: 8 });
  expect(await samples()).toHaveLength(nights);
});

it('finds what is altered when that is drawn, without waiting for the cycle', async () => {
  const { roomId, cameraId } = await house.camera(20);
  const { id } = await cut(house.officer, roomId, house.at(1), house.at(19));
  await tagSession(house.jobs, id, 1, never);
  await house.spoil(await house.object(cameraId, 1));
  while (!(await house.states(cameraId)).includes('quarantined')) await house.night();
  expect(await house.incidents()).toMatchObject([{ kind: 'altered', camera_id: cameraId }]);
  expect((await samples()).at(-1)).toMatchObject({ faults: 1 });
});

it('knows which night it is in Vietnam', () => {
  const nights = [
    '2026-11-02T14:59Z',
    '2026-11-02T15:00Z',
    '2026-11-02T21:59Z',
    '2026-11-02T22:00Z',
    '2026-11-02T17:30Z',
  ];
  expect(nights.map((at) => nightOf(Date.parse(at)))).toEqual([null, '2026-11-02', '2026-11-02', null, '2026-11-02']);
});
