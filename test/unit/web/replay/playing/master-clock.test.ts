import { expect, test } from 'vitest';
import { MasterClock } from '../../../../../web/src/replay/playing/master-clock.ts';

function startClock() {
  let now = 0;
  const clock = new MasterClock({ from: 1_000, to: 61_000, now: () => now });
  return { clock, pass: (ms: number) => (now += ms) };
}

test('stands until it plays, then runs at its rate', () => {
  const { clock, pass } = startClock();
  pass(500);
  expect(clock.position()).toBe(1_000);
  clock.setPlaying(true);
  pass(2_000);
  clock.setRate(4);
  pass(1_000);
  expect(clock.position()).toBe(7_000);
});

test('waits for a camera and goes on from the same place', () => {
  const { clock, pass } = startClock();
  clock.setPlaying(true);
  pass(1_000);
  clock.hold(true);
  pass(5_000);
  expect(clock.position()).toBe(2_000);
  clock.hold(false);
  pass(1_000);
  expect(clock.position()).toBe(3_000);
});

test('runs backwards and never leaves its limits', () => {
  const { clock, pass } = startClock();
  clock.seek(3_000);
  clock.setRate(-2);
  clock.setPlaying(true);
  pass(500);
  expect(clock.position()).toBe(2_000);
  pass(60_000);
  expect(clock.position()).toBe(1_000);
  expect(clock.atStart()).toBe(true);
  clock.seek(99_000);
  expect(clock.atEnd()).toBe(true);
});
