import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameIndex } from '../../../../../../web/src/replay/playing/frames/frame-index.ts';
import { framesOf, timescaleOf } from '../../../../../../web/src/replay/playing/frames/frame-times.ts';
import { fragmentBytes, videoInit } from '../../../../../support/footage/fragments.ts';

const timescale = 90_000;
const payload = Buffer.from('frame');

test('reads when each frame is shown, from the first on, and which are key frames', () => {
  const media = Buffer.concat([
    fragmentBytes(900_000, [3600, 3600, 2700], payload, 1),
    fragmentBytes(909_900, [4500, 3600], payload),
  ]);
  expect(framesOf(media, timescale)).toEqual([
    { at: 0, lasts: 0.04, isKey: true },
    { at: 0.04, lasts: 0.04, isKey: false },
    { at: 0.08, lasts: 0.03, isKey: false },
    { at: 0.11, lasts: 0.05, isKey: true },
    { at: 0.16, lasts: 0.04, isKey: false },
  ]);
  expect(timescaleOf(videoInit(timescale))).toBe(timescale);
});

test('bytes that are no footage, or are cut short anywhere, give no error', () => {
  const media = fragmentBytes(0, [3600, 3600], payload);
  fc.assert(
    fc.property(fc.nat(media.length), (length) => {
      expect(framesOf(media.subarray(0, length), timescale).length).toBeLessThanOrEqual(2);
    }),
  );
  expect(timescaleOf(Buffer.from('no box'))).toBeNull();
});

test('a step ends in the middle of the neighbouring frame, whatever the rhythm of the camera', () => {
  const rhythm = fc.array(fc.integer({ min: 20, max: 200 }), { minLength: 3, maxLength: 50 });
  fc.assert(
    fc.property(rhythm, fc.nat(), fc.constantFrom<1 | -1>(1, -1), (lengths, seed, direction) => {
      const index = new FrameIndex();
      index.add(
        { sn: 1, start: 100 },
        fragmentBytes(
          0,
          lengths.map((ms) => ms * 90),
          payload,
        ),
        timescale,
      );
      const starts = lengths.map((_, i) => 100 + lengths.slice(0, i).reduce((sum, ms) => sum + ms, 0) / 1000);
      const here = seed % lengths.length;
      const aim = index.beside(starts[here] ?? 0, direction);
      const beside = here + direction;
      // Beyond an end lies a frame of unknown length, but not of another entry's.
      if (beside < 0) expect(aim).toBeGreaterThan(100 - Math.min(...lengths) / 1000);
      if (beside < 0 || beside === lengths.length) return;
      expect(aim).toBeGreaterThan(starts[beside] ?? 0);
      expect(aim).toBeLessThan((starts[beside] ?? 0) + (lengths[beside] ?? 0) / 1000);
    }),
  );
});

test('knows the key frame before an instant, and no frame of an entry that was let go', () => {
  const index = new FrameIndex();
  const seconds = Array.from({ length: 10 }, (_, i) => fragmentBytes(i * 90_000, [45_000, 45_000], payload));
  index.add({ sn: 7, start: 20 }, Buffer.concat(seconds), timescale);
  expect(index.keyFrame(23.7)).toBeCloseTo(23, 2);
  expect(index.keyFrame(19)).toBe(19);
  expect(index.lasts(23.1)).toBeCloseTo(0.5);
  index.clear();
  expect(index.keyFrame(23.7)).toBe(23.7);
});
