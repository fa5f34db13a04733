import { expect, test } from 'vitest';
import { addStretch, between, nearestWithin, WatchedLog } from '../../../../../web/src/replay/playing/watched.ts';

test('joins what touches and keeps apart what does not', () => {
  const list = [
    { from: 0, to: 1_000 },
    { from: 5_000, to: 6_000 },
  ];
  expect(addStretch(list, { from: 1_100, to: 2_000 })).toEqual([
    { from: 0, to: 2_000 },
    { from: 5_000, to: 6_000 },
  ]);
  expect(addStretch(list, { from: 500, to: 5_500 })).toEqual([{ from: 0, to: 6_000 }]);
  expect(addStretch(list, { from: 3_000, to: 3_000 })).toEqual(list);
});

test('tells each stretch once, and again what could not be told', () => {
  const log = new WatchedLog();
  log.add(0, 4_000);
  const told = log.take();
  expect(told).toEqual([{ from: 0, to: 4_000 }]);
  expect(log.take()).toEqual([]);
  log.add(4_000, 0);
  expect(log.untoldMs).toBe(4_000);
  expect(log.all).toEqual([{ from: 0, to: 4_000 }]);
});

test('only what was watched is played: what lies between is skipped, in either direction', () => {
  const list = [
    { from: 1_000, to: 2_000 },
    { from: 5_000, to: 6_000 },
  ];
  const ahead = [0, 1_500, 2_000, 4_999, 5_000, 6_000, 9_000].map((at) => nearestWithin(list, at, 1));
  expect(ahead).toEqual([1_000, 1_500, 5_000, 5_000, 5_000, 6_000, 6_000]);
  expect([9_000, 3_000, 500].map((at) => nearestWithin(list, at, -1))).toEqual([5_999, 1_999, 1_000]);
  expect(between(list)).toEqual([{ from: 2_000, to: 5_000 }]);
});
