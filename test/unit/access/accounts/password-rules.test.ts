import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshPassword } from '../../../../services/access/accounts/accounts.ts';
import { foldPassword, requireGoodPassword } from '../../../../services/access/accounts/password-rules.ts';
import { vietnamesePasswords } from '../../../../services/access/accounts/vietnamese-passwords.ts';

const person = { login: 'an.nguyen', name: 'Nguyễn Văn Ân' };

function codeFor(password: string): string {
  try {
    requireGoodPassword(password, person);
    return 'good';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test('what is guessed first is refused: common, with digits aside, repeated, with Vietnamese marks', () => {
  for (const password of [
    ...['123456789', 'matkhau', 'anhyeuem', 'password', 'qwertyuiop'],
    ...[
      '123456789012',
      'matkhau123456',
      'Matkhau@2026',
      '2026matkhau!',
      'Mật khẩu 1234',
      'AnhYeuEm-2026',
      'ảnh yêu em 123',
    ],
    ...['matkhaumatkhau', 'abcabcabcabc', 'aaaaaaaaaaaaaaaa', '0101199001011990', 'vietnamvodich', 'toiyeuvietnam'],
  ])
    expect(`${password} ${codeFor(password)}`).toBe(`${password} password_common`);
});

test('the name and the login are refused however they are written', () => {
  for (const password of [
    'Nguyễn Văn Ân',
    'nguyenvanan',
    'NguyenVanAn1990',
    'an.nguyen',
    'An_Nguyen-2026',
    'annguyenannguyen',
  ])
    expect(`${password} ${codeFor(password)}`).toBe(`${password} password_is_name`);
});

test('a phrase, many digits, and what the program makes are good', () => {
  for (const password of ['con meo nam tren ghe', 'xe dap cu cua ong noi', '839204718293', 'an839204718293'])
    expect(`${password} ${codeFor(password)}`).toBe(`${password} good`);
  fc.assert(
    fc.property(fc.constant(null), () => codeFor(freshPassword()) === 'good'),
    { numRuns: 500 },
  );
});

test('the Vietnamese list is written as passwords are folded, each once', () => {
  expect(vietnamesePasswords.filter((one) => foldPassword(one) !== one)).toEqual([]);
  expect(vietnamesePasswords.length).toBe(new Set(vietnamesePasswords).size);
});
