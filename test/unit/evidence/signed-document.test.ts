import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { newKey, signDocument } from '../../../services/custody/signing/signing-key.ts';
import { isSignedByItsKey, splitSigned } from '../../../services/evidence/signed-document.ts';

const key = newKey({ now: new Date(0), signsFrom: new Date(0) }, null);

test('a signed document is its JSON on one line and a plain Ed25519 signature of that line', () => {
  const { file, keyId } = signDocument(key, { b: 'Nguyễn', a: [1, null] });
  const signed = splitSigned(file);
  expect(Buffer.from(signed.document).toString()).toBe('{"a":[1,null],"b":"Nguyễn"}');
  expect(signed.signature).toMatchObject({ keyId, publicKey: key.publicKey });
  expect(isSignedByItsKey(signed)).toBe(true);
  // As anybody may check it, without our code.
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key.publicKey, 'hex')]);
  const stranger = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  expect(verify(null, signed.document, stranger, Buffer.from(signed.signature.signature, 'hex'))).toBe(true);
});

test.each([
  ['without a signature', (file: Buffer) => file.subarray(0, file.indexOf(10) + 1)],
  ['with a line more', (file: Buffer) => Buffer.concat([file, Buffer.from('\n')])],
  [
    'with a space more',
    (file: Buffer) => Buffer.from(file.toString().replace('"formatVersion":1', '"formatVersion": 1')),
  ],
  ['with a member more', (file: Buffer) => Buffer.from(file.toString().replace('"algorithm"', '"x":1,"algorithm"'))],
  ['of one line', () => Buffer.from('{}')],
])('a file %s is none', (_name, change) => {
  expect(() => splitSigned(change(signDocument(key, { a: 1 }).file))).toThrow(RangeError);
});

test('a signature under another key’s name does not count', () => {
  const other = newKey({ now: new Date(0), signsFrom: new Date(0) }, null);
  const { document, signature } = splitSigned(signDocument(key, { a: 1 }).file);
  expect(isSignedByItsKey({ document, signature: { ...signature, keyId: other.keyId } })).toBe(false);
  expect(isSignedByItsKey({ document, signature: { ...signature, publicKey: other.publicKey } })).toBe(false);
});
