import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fitsPassword, hashPassword } from '../../../services/access/accounts/password-hash.ts';

test('a file is read at once while thirty passwords are checked, and each gets its own answer', async () => {
  const known = await hashPassword('a long password');
  let answered = 0;
  const checks = Array.from({ length: 30 }, async (_, i) => {
    const fits = await fitsPassword(known, i % 3 === 0 ? 'a long password' : 'another one');
    answered += 1;
    return fits === (i % 3 === 0);
  });
  await readFile(import.meta.filename);
  expect(answered).toBeLessThan(15);
  expect(await Promise.all(checks)).toEqual(checks.map(() => true));
});
