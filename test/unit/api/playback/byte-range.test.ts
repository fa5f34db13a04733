import { expect, test } from 'vitest';
import { isInside, parseRange } from '../../../../services/api/playback/byte-range.ts';

test.each([
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=10-19', { start: 10, end: 20 }],
  ['bytes=10-', { start: 10, end: 100 }],
  ['bytes=10-5000', { start: 10, end: 100 }],
])('%s of 100 bytes', (header, span) => {
  expect(parseRange(header, 100)).toEqual(span);
});

test.each(['bytes=-5', 'bytes=100-', 'bytes=20-10', 'bytes=0-1,5-6', 'items=0-1', 'bytes=a-b', ''])(
  '"%s" cannot be satisfied',
  (header) => {
    expect(() => parseRange(header, 100)).toThrow(expect.objectContaining({ code: 'range_not_satisfiable' }));
  },
);

test('a span must lie inside one readable span, not across two', () => {
  const readable = [
    { start: 0, end: 10 },
    { start: 20, end: 30 },
  ];
  expect(isInside({ start: 20, end: 30 }, readable)).toBe(true);
  expect(isInside({ start: 19, end: 30 }, readable)).toBe(false);
  expect(isInside({ start: 5, end: 25 }, readable)).toBe(false);
});
