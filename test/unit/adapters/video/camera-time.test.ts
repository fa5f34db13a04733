import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCameraTime } from '../../../../services/adapters/video/camera-time.ts';

const wall = 1_800_000_000_000;
/** A fragment of one second that arrives `lateMs` after its end. */
const at = (second: number, lateMs: number, prftMs: number | null) => ({
  baseTicks: second * 90_000,
  arrivedAtMs: wall + (second + 1) * 1000 + lateMs,
  prftMs,
});

test('the clock of the recorder is never taken for the camera, however the network shakes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 40 }), (delays) => {
      const time = createCameraTime(90_000);
      for (const [second, lateMs] of delays.entries()) {
        const fragment = at(second, lateMs, null);
        // ffmpeg writes its prft when the fragment is whole, a little before we have it.
        expect(time.see({ ...fragment, prftMs: fragment.arrivedAtMs - 5 })).toBeNull();
      }
    }),
  );
});

test('the clock of the camera is told from its second fragment on, years off or not', () => {
  fc.assert(
    fc.property(fc.integer({ min: -4e11, max: 4e11 }), fc.integer({ min: 0, max: 300 }), (offsetMs, lateMs) => {
      fc.pre(Math.abs(offsetMs - 1000 - lateMs) > 200);
      const time = createCameraTime(90_000);
      const seen = [0, 1, 2, 3].map((second) => {
        const own = at(second, lateMs, null);
        return time.see(
          second === 0 ? { ...own, prftMs: own.arrivedAtMs } : at(second, lateMs, wall + second * 1000 + offsetMs),
        );
      });
      expect(seen).toEqual([null, null, wall + 2000 + offsetMs, wall + 3000 + offsetMs]);
    }),
  );
});

test('a camera that sends its time with nothing is not known', () => {
  const time = createCameraTime(90_000);
  expect([0, 1, 2].map((second) => time.see(at(second, 10, null)))).toEqual([null, null, null]);
});
