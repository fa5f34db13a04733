import { expect, test } from 'vitest';
import { takeTurns } from '../../../../services/adapters/bucket/turns.ts';

test('work of one name is done in the order it was asked for, that of another name beside it', async () => {
  const inTurn = takeTurns();
  const done: string[] = [];
  const open: (() => void)[] = [];
  const gate = new Promise<void>((resolve) => open.push(resolve));
  const first = inTurn('a', async () => {
    await gate;
    done.push('first');
  });
  const second = inTurn('a', async () => done.push('second'));
  await inTurn('b', async () => done.push('other'));
  expect(done).toEqual(['other']);
  for (const go of open) go();
  await Promise.all([first, second]);
  expect(done).toEqual(['other', 'first', 'second']);
});

test('a failure is told to who asked, and does not stop the next', async () => {
  const inTurn = takeTurns();
  const failing = inTurn('a', () => Promise.reject(new Error('no')));
  const next = inTurn('a', async () => 7);
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe(7);
});
