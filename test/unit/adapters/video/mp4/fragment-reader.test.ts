import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInit } from '../../../../../services/adapters/video/mp4/boxes.ts';
import { createFragmentReader, type Fragment } from '../../../../../services/adapters/video/mp4/fragment-reader.ts';
import { box, fragmentBytes, videoInit } from '../../../../support/footage/fragments.ts';

function read(chunks: Buffer[]) {
  const inits: Buffer[] = [];
  const fragments: Fragment[] = [];
  const reader = createFragmentReader(
    { onInit: (init) => inits.push(init), onFragment: (f) => fragments.push(f) },
    () => 77,
  );
  for (const chunk of chunks) reader.push(chunk);
  return { inits, fragments };
}

function cutAt(bytes: Buffer, cuts: number[]): Buffer[] {
  const borders = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((end, i) => bytes.subarray(borders[i], end));
}

const init = videoInit(90_000);
const first = fragmentBytes(0, [3600, 3600], Buffer.from('first sample'), 1_700_000_000_500);
const second = fragmentBytes(7200, [3600], Buffer.from('second'));
const stream = Buffer.concat([init, first, second]);

describe('fragment reader', () => {
  it('gives the same fragments however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 40 }), (cuts) => {
        const { inits, fragments } = read(cutAt(stream, cuts));
        expect(inits).toEqual([init]);
        expect(fragments.map((f) => f.data)).toEqual([first, second]);
      }),
    );
  });

  it('reads a decode time before zero as ffmpeg writes it', () => {
    const { fragments } = read([Buffer.concat([init, fragmentBytes(-1616, [3600], Buffer.from('early'))])]);
    expect(fragments[0]?.baseTicks).toBe(-1616);
  });

  it('says times, samples, clock and the first sample of a fragment', () => {
    const { fragments } = read([stream]);
    expect(fragments[0]).toMatchObject({ baseTicks: 0, durationTicks: 7200, samples: 2, arrivedAtMs: 77 });
    expect(fragments[0]?.prftMs).toBeCloseTo(1_700_000_000_500, 0);
    expect(fragments[0]?.head.toString()).toBe('first sample');
    expect(fragments[1]).toMatchObject({ baseTicks: 7200, durationTicks: 3600, samples: 1, prftMs: null });
  });

  it('reads timescale, codec and size of an init', () => {
    expect(readInit(init)).toEqual({ timescale: 90_000, codecString: 'avc1.64001f', width: 640, height: 360 });
  });

  it('refuses bytes that are no boxes, and media before its moof', () => {
    expect(() => read([Buffer.from([0, 0, 0, 3, 1, 2, 3, 4])])).toThrow(RangeError);
    expect(() => read([box('mdat', Buffer.from('x'))])).toThrow('mdat without moof');
  });
});
