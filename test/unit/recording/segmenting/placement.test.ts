import { describe, expect, it } from 'vitest';
import { createPlacement } from '../../../../services/recording/segmenting/placement.ts';

const wall = 1_800_000_000_000;

describe('placement of a run', () => {
  it('follows a camera whose clock runs slow, and never places footage later than it arrived', () => {
    const placement = createPlacement();
    const slow = 100e-6;
    let latestMs = 0;
    for (let second = 0; second < 48 * 3600; second++) {
      const arrivedAtMs = wall + (second + 1) * 1000 * (1 + slow) + (second % 7) * 20;
      placement.see(arrivedAtMs, second, second + 1);
      latestMs = placement.wallMs(second + 1) - arrivedAtMs;
      if (latestMs > 1e-3) break;
    }
    expect(latestMs).toBeLessThan(1e-3);
    // 48 h at 100 ppm are 17 s; the window of ten minutes leaves 60 ms, the jitter 120.
    expect(latestMs).toBeGreaterThan(-250);
  });

  it('follows a camera whose clock runs fast', () => {
    const placement = createPlacement();
    for (let second = 0; second < 3600; second++)
      placement.see(wall + (second + 1) * 1000 * (1 - 100e-6), second, second + 1);
    expect(placement.wallMs(3600) - wall).toBeCloseTo(3_600_000 * (1 - 100e-6), 0);
  });

  it('does not let one delayed stretch of less than the window move it', () => {
    const placement = createPlacement();
    for (let second = 0; second < 1200; second++) {
      const late = second > 600 && second < 1100 ? 3000 : 0;
      placement.see(wall + (second + 1) * 1000 + late, second, second + 1);
    }
    expect(placement.wallMs(0)).toBe(wall);
  });

  it('never begins before the footage that is there', () => {
    const placement = createPlacement({ atMs: wall + 700, monotonicMs: null });
    placement.see(wall + 1000, 5, 6);
    expect(placement.wallMs(5)).toBe(wall + 700);
    expect(placement.shiftMs()).toBe(700);
  });

  it('goes on in true time when the clock was set back an hour, and says so', () => {
    const hour = 3_600_000;
    // Two seconds without footage, then a fragment of one second.
    const placement = createPlacement({ atMs: wall, monotonicMs: performance.now() - 3000 });
    placement.see(wall + 3000 - hour, 0, 1);
    expect(placement.wallMs(0) - (wall + 2000)).toBeLessThan(50);
    expect(placement.wallMs(0) - (wall + 2000)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(placement.shiftMs() - hour)).toBeLessThan(50);
  });

  it('takes a clock that was set forward as it is', () => {
    const placement = createPlacement({ atMs: wall, monotonicMs: performance.now() - 3000 });
    placement.see(wall + 7_203_000, 0, 1);
    expect(placement.wallMs(0)).toBe(wall + 7_202_000);
    expect(placement.shiftMs()).toBe(0);
  });
});
