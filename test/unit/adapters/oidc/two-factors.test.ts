import { expect, test } from 'vitest';
import { saysTwoFactors } from '../../../../services/adapters/oidc/two-factors.ts';

test.each([
  [['mfa'], true],
  [['pwd', 'otp'], true],
  [['pin', 'hwk'], true],
  [['fpt', 'sc'], true],
  [['pwd', 'mfa', 'unheard-of'], true],
  [['pwd'], false],
  [['otp'], false],
  [['pwd', 'pin'], false],
  [['otp', 'hwk'], false],
  [['pwd', 'sms'], false],
  [['pwd', 'geo', 'rba'], false],
  [[], false],
  ['mfa', false],
  [undefined, false],
  [{ 0: 'mfa' }, false],
])('amr %j: %s', (amr, expected) => {
  expect(saysTwoFactors(amr)).toBe(expected);
});
