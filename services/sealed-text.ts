import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what must be had back (a camera password, the secret of a second factor, who a visitor is) with AES-256-GCM.
 * `key` has 32 bytes. What it is `boundTo` is not stored, but must be given again to
 * open it: so it cannot be put in another's place. Returns nonce, tag and text, in this order.
 */
export function sealText(key: Buffer, text: string, boundTo = ''): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Opens what `sealText` made. Throws when the key or what it is bound to is another, or a bit was changed. */
export function openText(key: Buffer, sealed: Buffer, boundTo = ''): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  return decipher.update(sealed.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
}
