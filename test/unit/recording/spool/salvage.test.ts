import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTrack } from '../../../../services/recording/spool/salvage.ts';
import { fragmentBytes, videoInit } from '../../../support/footage/fragments.ts';

const init = videoInit(1000);
const fragments = [0, 1000, 2000, 3000].map((base) =>
  fragmentBytes(base, [500, 500], Buffer.from(`sample at ${base}`), 1_800_000_000_000 + base),
);
const whole = Buffer.concat([init, ...fragments]);
const ends = fragments.map(
  (_, i) => init.length + fragments.slice(0, i + 1).reduce((sum, part) => sum + part.length, 0),
);

describe('salvage of a growing file', () => {
  it('keeps every whole fragment and nothing else, wherever the power was cut', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        const track = parseTrack(whole.subarray(0, length));
        const kept = ends.filter((end) => end <= length);
        expect(track === null).toBe(kept.length === 0);
        if (track === null) return;
        expect(track.bytes).toBe(kept.at(-1));
        expect(track.fragmentBytes).toHaveLength(kept.length);
        expect(track.sha256).toBe(
          createHash('sha256')
            .update(whole.subarray(0, kept.at(-1)))
            .digest('hex'),
        );
      }),
    );
  });

  it('says times and sizes as the recorder would have', () => {
    const track = parseTrack(whole);
    expect(track).toMatchObject({ initBytes: init.length, timescale: 1000, baseTicks: 0, samples: 8 });
    expect(track?.fragmentTicks).toEqual([1000, 1000, 1000, 1000]);
  });

  it('keeps what comes before bytes that are no boxes', () => {
    const track = parseTrack(Buffer.concat([init, fragments[0] ?? init, Buffer.alloc(64)]));
    expect(track?.fragmentBytes).toEqual([fragments[0]?.length]);
  });
});
