import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal, vaultKey } from '../../../../services/access/vault/vault-key.ts';

const key = vaultKey(randomBytes(32).toString('hex'));
const codeOf = (open: () => unknown) => {
  try {
    open();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return null;
};

test('what is sealed for a place opens there, looks different each time, and nowhere else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), fc.uuid(), (text, here, there) => {
      fc.pre(here !== there);
      const sealed = seal(key, text, here);
      expect(unseal(key, sealed, here)).toBe(text);
      expect(sealed.sealed.equals(seal(key, text, here).sealed)).toBe(false);
      expect(codeOf(() => unseal(key, sealed, there))).toBe('vault_altered');
      if (Buffer.byteLength(text) > 3) expect(sealed.sealed.includes(text)).toBe(false);
    }),
  );
});

test('a flipped bit or a cut end anywhere is noticed', () => {
  const { sealed, key_id } = seal(key, 'Nguyễn Thị Bưởi', 'here');
  for (let at = 0; at < sealed.length; at++) {
    const altered = Buffer.from(sealed);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    expect(codeOf(() => unseal(key, { sealed: altered, key_id }, 'here'))).toBe('vault_altered');
    expect(codeOf(() => unseal(key, { sealed: sealed.subarray(0, at), key_id }, 'here'))).toBe('vault_altered');
  }
});

test('another key is told from damage, and its name says nothing of it', () => {
  const other = vaultKey(randomBytes(32).toString('hex'));
  expect(codeOf(() => unseal(other, seal(key, 'text', 'here'), 'here'))).toBe('vault_key');
  expect(codeOf(() => unseal({ ...other, id: key.id }, seal(key, 'text', 'here'), 'here'))).toBe('vault_altered');
  expect(key.id).toMatch(/^[0-9a-f]{16}$/);
  expect(key.key.toString('hex')).not.toContain(key.id);
});
