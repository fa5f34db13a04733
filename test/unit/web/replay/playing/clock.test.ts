import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mediaAt, nextPiece, type Piece, wallAt } from '../../../../../web/src/replay/playing/clock.ts';

const noon = Date.parse('2026-11-24T05:00:00.000Z');

/** 10 s of footage, 30 s gap, 10 s of footage. */
const withGap: Piece[] = [
  { start: 0, duration: 5, programDateTime: noon },
  { start: 5, duration: 5, programDateTime: noon + 5_000 },
  { start: 10, duration: 10, programDateTime: noon + 40_000 },
];

test('maps wall time to media time on both sides of a gap', () => {
  expect(mediaAt(withGap, noon + 7_250)).toBeCloseTo(7.25);
  expect(mediaAt(withGap, noon + 41_500)).toBeCloseTo(11.5);
});

test('knows no media time in a gap, before the first and after the last piece', () => {
  expect(mediaAt(withGap, noon + 20_000)).toBeNull();
  expect(mediaAt(withGap, noon - 1)).toBeNull();
  expect(mediaAt(withGap, noon + 50_200)).toBeNull();
});

test('bridges the rounding between neighbours', () => {
  const rounded = [
    { start: 0, duration: 4.96, programDateTime: noon },
    { start: 4.96, duration: 5, programDateTime: noon + 5_000 },
  ];
  expect(mediaAt(rounded, noon + 4_990)).toBeCloseTo(4.96);
});

test('names the wall time of a displayed frame', () => {
  expect(wallAt(withGap, 9.96)).toBeCloseTo(noon + 9_960);
  expect(wallAt(withGap, 10)).toBe(noon + 40_000);
  expect(wallAt([], 3)).toBeNull();
});

test('finds the footage after a gap', () => {
  expect(nextPiece(withGap, noon + 20_000)?.programDateTime).toBe(noon + 40_000);
  expect(nextPiece(withGap, noon + 60_000)).toBeNull();
});

test('wall → media → wall is the same instant wherever there is footage', () => {
  const lengths = fc.array(
    fc.record({ seconds: fc.integer({ min: 1, max: 30 }), gapMs: fc.integer({ min: 0, max: 90_000 }) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(lengths, fc.double({ min: 0, max: 0.99, noNaN: true }), (parts, share) => {
      let start = 0;
      let programDateTime = noon;
      const pieces = parts.map(({ seconds, gapMs }) => {
        const piece = { start, duration: seconds, programDateTime };
        start += seconds;
        programDateTime += seconds * 1000 + gapMs;
        return piece;
      });
      for (const piece of pieces) {
        const wall = piece.programDateTime + share * piece.duration * 1000;
        expect(wallAt(pieces, mediaAt(pieces, wall) ?? Number.NaN)).toBeCloseTo(wall, 3);
      }
    }),
  );
});
