import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../../services/clock.ts';
import { createWatch } from '../../../../../workers/ingest/camera/watch.ts';
import { fragment } from '../../../../support/footage/fragments.ts';

const watch = (clock = systemClock) => createWatch({ clock, stallMs: 10_000, codec: 'h264', pace: { longestMs: 0 } });
const at = (baseTicks: number, durationTicks: number) => fragment(baseTicks, durationTicks, Date.now());

describe('watch over a run', () => {
  it('takes fragments that follow each other', () => {
    const { refusal } = watch();
    expect([refusal(at(0, 1000), 1000), refusal(at(1000, 1000), 1000)]).toEqual([null, null]);
  });

  it('refuses a fragment whose frames claim hours, also as the first of a run', () => {
    expect(watch().refusal(at(0, 7_200_000), 1000)).toBe('corrupt');
    const { refusal } = watch();
    refusal(at(0, 1000), 1000);
    expect(refusal(at(1000, 7_200_000), 1000)).toBe('corrupt');
  });

  it('refuses a time that runs back or jumps ahead', () => {
    const { refusal } = watch();
    refusal(at(5000, 1000), 1000);
    expect(refusal(at(5000, 1000), 1000)).toBe('corrupt');
    expect(refusal(at(60_000, 1000), 1000)).toBe('corrupt');
  });

  it('sees the server clock being set, in either direction, and once', () => {
    for (const stepMs of [600, -600]) {
      let offsetMs = 0;
      const { refusal } = watch({ now: () => Date.now() + offsetMs });
      expect(refusal(at(0, 1000), 1000)).toBeNull();
      offsetMs = stepMs;
      expect(refusal(at(1000, 1000), 1000)).toBe('clock_jump');
      expect(refusal(at(1000, 1000), 1000)).toBeNull();
    }
  });
});
