import { expect, test } from 'vitest';
import { locks } from '../../../../services/adapters/postgres/advisory-lock.ts';

test('no two works share a lock: one would keep the other from ever running', () => {
  const numbers = Object.values(locks);
  expect(new Set(numbers).size).toBe(numbers.length);
});
