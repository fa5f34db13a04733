import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheFolder, loadFile } from '../../../../infra/stack/camera/load-file.ts';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** A camera that is joined between key frames, far apart, and whose SDP has no parameter sets: nobody can know its picture's size at once. */
let house: RecorderHouse;
let ingest: Awaited<ReturnType<typeof startIngest>>;
beforeAll(async () => {
  const file = await loadFile(cacheFolder(process.env), { gopSeconds: 5 });
  house = await openRecorderHouse({ cameras: [{ name: 'unannounced', number: 1, file }] });
  await house.add('unannounced');
  ingest = await house.start();
}, 60_000);
afterAll(async () => {
  await ingest?.close();
  await house?.close();
});

it('is recorded by its first run', async () => {
  await expect
    .poll(async () => (await house.segments('unannounced')).length, { timeout: 60_000, interval: 250 })
    .toBeGreaterThanOrEqual(2);
  const segments = await house.segments('unannounced');
  expect(new Set(segments.map(({ runId }) => runId)).size).toBe(1);
  expect(segments[0]?.run.videoCodec).toBe('h264');
  expect((await house.camera('unannounced')).state).toBe('recording');
});
