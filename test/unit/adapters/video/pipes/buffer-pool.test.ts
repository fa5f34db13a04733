import { expect, test } from 'vitest';
import { createBufferPool } from '../../../../../services/adapters/video/pipes/buffer-pool.ts';

test('memory that was given back is used again, and no more than the limit is kept', () => {
  const pool = createBufferPool(256 * 1024);
  const first = pool.take(100_000);
  const second = pool.take(100_001);
  const third = pool.take(200_000);
  expect([first.length, second.length, third.length]).toEqual([100_000, 100_001, 200_000]);
  expect(first.buffer).not.toBe(second.buffer);
  pool.give(first);
  pool.give(second);
  pool.give(third);
  expect(pool.take(90_000).buffer).toBe(second.buffer);
  expect(pool.take(120_000).buffer).toBe(first.buffer);
  expect(pool.take(200_000).buffer).not.toBe(third.buffer);
});
