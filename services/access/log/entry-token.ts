import { createCipheriv, createDecipheriv } from 'node:crypto';
import { AppError } from '../../app-error.ts';

const blockBytes = 16;
/** One block each, so that no mode is needed; the first half is zero, which a made-up token is not. */
const cipher = 'aes-256-ecb';

/** The number of a row as a token that says nothing of how many rows there are: holes would tell of hidden ones. */
export function tokenOf(key: Buffer, id: number): string {
  const block = Buffer.alloc(blockBytes);
  block.writeBigUInt64BE(BigInt(id), blockBytes / 2);
  const sealing = createCipheriv(cipher, key, null).setAutoPadding(false);
  return Buffer.concat([sealing.update(block), sealing.final()]).toString('hex');
}

/** The number that a token stands for. Throws invalid_input for one that we did not make. */
export function idOfToken(key: Buffer, token: string): number {
  const sealed = Buffer.from(token, 'hex');
  if (sealed.length === blockBytes) {
    const opening = createDecipheriv(cipher, key, null).setAutoPadding(false);
    const block = Buffer.concat([opening.update(sealed), opening.final()]);
    if (block.readBigUInt64BE(0) === 0n) return Number(block.readBigUInt64BE(blockBytes / 2));
  }
  throw new AppError('invalid_input', 'This page mark is not valid: load the list again from its start.');
}
