import { randomBytes } from 'node:crypto';

/** 32 letters and digits that cannot be mistaken for one another. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new password people can read out and type: 12 letters in groups of four, 60 bits. */
export function freshPassword(): string {
  const text = [...randomBytes(12)].map((byte) => letters[byte % letters.length]).join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
