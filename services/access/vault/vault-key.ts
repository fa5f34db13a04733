import { createHmac } from 'node:crypto';
import { AppError } from '../../app-error.ts';
import { openText, sealText } from '../../sealed-text.ts';

/** The key of the vault, and the name that is stored beside what it sealed. */
export interface VaultKey {
  id: string;
  key: Buffer;
}

/** `VAULT_KEY`, 64 hex digits. Its name is a keyed hash: the same for the same key, and no way back. */
export function vaultKey(hex: string): VaultKey {
  const key = Buffer.from(hex, 'hex');
  return { key, id: createHmac('sha256', key).update('minhchung vault key').digest('hex').slice(0, 16) };
}

/** Seals a text to the place it is stored at, for example `visitor <id> 1`. */
export function seal({ id, key }: VaultKey, text: string, place: string) {
  return { sealed: sealText(key, text, place), key_id: id };
}

/**
 * Opens what `seal` made for this place. Throws vault_key when it was sealed with another key, vault_altered when it is
 * not what was sealed for this place.
 */
export function unseal({ id, key }: VaultKey, { sealed, key_id }: ReturnType<typeof seal>, place: string): string {
  if (key_id !== id)
    throw new AppError('vault_key', `This was sealed with the key ${key_id}; VAULT_KEY is ${id}. Set the right one.`);
  try {
    return openText(key, sealed, place);
  } catch (error) {
    throw new AppError('vault_altered', 'What is stored here is not what was sealed: tell the administrator.', {
      cause: error,
    });
  }
}
