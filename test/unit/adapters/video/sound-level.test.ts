import { expect, test } from 'vitest';
import { levelOf } from '../../../../services/adapters/video/sound-level.ts';

function tone(amplitude: number, samples: number): Buffer {
  const buffer = Buffer.alloc(samples * 2);
  for (let index = 0; index < samples; index++) buffer.writeInt16LE(index % 2 ? amplitude : -amplitude, index * 2);
  return buffer;
}

test('silence is 0, full scale 100, and a tenth of full scale (−20 dB) two thirds', () => {
  expect(levelOf(tone(0, 8000))).toBe(0);
  expect(levelOf(tone(32_767, 8000))).toBe(100);
  expect(levelOf(tone(3277, 8000))).toBe(67);
  expect(levelOf(Buffer.alloc(0))).toBe(0);
});

test('the loudest tenth of a second counts', () => {
  expect(levelOf(Buffer.concat([tone(0, 40_000), tone(3277, 800), tone(0, 40_000)]))).toBe(67);
});
