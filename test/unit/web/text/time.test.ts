import { expect, test } from 'vitest';
import {
  dayStart,
  formatDateTime,
  formatDuration,
  formatElapsed,
  formatExact,
  fromPicker,
  toPicker,
} from '../../../../web/src/text/time.ts';

const words = { hour: 'giờ', minute: 'phút', second: 'giây' };

test('shows UTC+7 with the day first, over midnight too', () => {
  expect(formatDateTime('2026-11-23T18:30:05.000Z')).toBe('24/11/2026 01:30:05');
  expect(formatExact('2026-11-23T18:30:05.040Z')).toBe('01:30:05.040');
});

test('says lengths in words', () => {
  expect(formatDuration(42, words)).toBe('42 giây');
  expect(formatDuration(65, words)).toBe('1 phút 05 giây');
  expect(formatDuration(35 * 60 + 20, words)).toBe('35 phút');
  expect(formatDuration(3600, words)).toBe('1 giờ');
  expect(formatDuration(3900, words)).toBe('1 giờ 05 phút');
  expect(formatDuration(-3, words)).toBe('0 giây');
});

test('counts a running clock up', () => {
  expect(formatElapsed(42)).toBe('0:42');
  expect(formatElapsed(3909)).toBe('1:05:09');
});

test('goes through a date picker and back', () => {
  const instant = '2026-11-23T18:30:05.000Z';
  expect(toPicker(instant)).toBe('2026-11-24 01:30:05');
  expect(fromPicker(toPicker(instant))).toBe(instant);
  expect(fromPicker('2026-11-24')).toBe('2026-11-23T17:00:00.000Z');
});

test('begins days at midnight in Vietnam', () => {
  expect(dayStart('2026-11-23T18:30:05.000Z')).toBe('2026-11-23T17:00:00.000Z');
  expect(dayStart('2026-11-23T16:59:59.000Z', 1)).toBe('2026-11-23T17:00:00.000Z');
});
