import { createHmac, randomBytes } from 'node:crypto';
import type { Tx } from '../../adapters/postgres/connect.ts';

const howMany = 10;
/** 32 letters and digits that cannot be mistaken for one another. */
const readableLetters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** `groups` times `size` random letters of `readableLetters`, 5 bits each, for people to read out and type. */
export function readableText(groups: number, size: number): string {
  const letters = [...randomBytes(groups * size)].map((byte) => readableLetters[byte % readableLetters.length]);
  return Array.from({ length: groups }, (_, at) => letters.slice(at * size, (at + 1) * size).join('')).join('-');
}

/** Ten codes of 50 bits for an account; what it had before no longer works. Only their hashes are kept. */
export async function newRecoveryCodes(tx: Tx, key: Buffer, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, () => readableText(2, 5));
  await tx.deleteFrom('recovery_codes').where('account_id', '=', accountId).execute();
  const rows = codes.map((code) => ({
    account_id: accountId,
    code_hash: hashOfRecoveryCode(key, accountId, code.replace('-', '')),
  }));
  await tx.insertInto('recovery_codes').values(rows).execute();
  return codes;
}

/** With the key, which is kept apart from the database: its hashes alone cannot be tried through. */
export function hashOfRecoveryCode(key: Buffer, accountId: string, code: string): Buffer {
  return createHmac('sha256', key).update(`recovery code ${accountId} ${code}`).digest();
}
