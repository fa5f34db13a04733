import { expect, test } from 'vitest';
import { arranged, movedTo } from '../../../../web/src/wall/arrangement.ts';

const rooms = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
const ids = (list: { id: string }[]) => list.map(({ id }) => id).join('');

test('rooms stand as somebody wants, new ones last as they come, gone ones are left out', () => {
  expect(ids(arranged(rooms, []))).toBe('abcd');
  expect(ids(arranged(rooms, ['c', 'gone', 'a']))).toBe('cabd');
});

test('one is moved to a place, and not beyond the ends', () => {
  const order = ['a', 'b', 'c', 'd'];
  expect(movedTo(order, 'a', 2).join('')).toBe('bcad');
  expect(movedTo(order, 'd', 0).join('')).toBe('dabc');
  expect(movedTo(order, 'a', -1).join('')).toBe('abcd');
  expect(movedTo(order, 'd', 9).join('')).toBe('abcd');
});
