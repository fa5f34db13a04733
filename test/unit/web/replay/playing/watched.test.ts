import { expect, test } from 'vitest';
import { addStretch, WatchedLog } from '../../../../../web/src/replay/playing/watched.ts';

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
