import { expect, test } from 'vitest';
import { levelOf } from '../../../../../services/adapters/video/sound/sound-level.ts';

function tone(amplitude: number, samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, index) => (index % 2 ? amplitude : -amplitude));
}

test('silence is 0, full scale 100, and a tenth of full scale (−20 dB) two thirds', () => {
  expect(levelOf(tone(0, 8000))).toBe(0);
  expect(levelOf(tone(32_767, 8000))).toBe(100);
  expect(levelOf(tone(3277, 8000))).toBe(67);
  expect(levelOf(new Int16Array(0))).toBe(0);
});

test('the loudest tenth of a second counts', () => {
  expect(levelOf(Int16Array.of(...tone(0, 40_000), ...tone(3277, 800), ...tone(0, 40_000)))).toBe(67);
});
