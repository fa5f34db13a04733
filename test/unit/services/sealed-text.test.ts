import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openText, sealText } from '../../../services/sealed-text.ts';

const key = randomBytes(32);

test('a password comes back, and never looks the same twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (password) => {
      const sealed = sealText(key, password);
      expect(openText(key, sealed)).toBe(password);
      expect(sealed.equals(sealText(key, password))).toBe(false);
      if (password.length > 3) expect(sealed.includes(password)).toBe(false);
    }),
  );
});

test('another key, a flipped bit or a cut end is noticed', () => {
  const sealed = sealText(key, 'mật khẩu');
  expect(() => openText(randomBytes(32), sealed)).toThrow();
  for (let at = 0; at < sealed.length; at++) {
    const altered = Buffer.from(sealed);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    expect(() => openText(key, altered), `byte ${at}`).toThrow();
    expect(() => openText(key, sealed.subarray(0, at)), `cut at ${at}`).toThrow();
  }
});
