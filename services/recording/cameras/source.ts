import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { openText } from '../../sealed-text.ts';

/** What a recorder connects to. */
export interface Source {
  /** rtsp:// address without credentials. */
  address: string;
  user: string | null;
  password: string | null;
}

/** What somebody wants otherwise; what is left out stays. */
export interface SourceChange {
  address?: string | undefined;
  user?: string | null | undefined;
  password?: string | null | undefined;
}

export const isSameSource = (a: Source, b: Source) =>
  a.address === b.address && a.user === b.user && a.password === b.password;

/**
 * A source with what `change` says of it. A password that is saved goes to the machine it was given for and to no other:
 * throws password_needed when the address leads elsewhere and no password comes with it.
 */
export function sourceAfter(before: Source, { address, user, password }: SourceChange): Source {
  const after: Source = {
    address: address ?? before.address,
    user: user === undefined ? before.user : user,
    password: password === undefined ? before.password : password || null,
  };
  const isElsewhere = new URL(after.address).hostname !== new URL(before.address).hostname;
  if (isElsewhere && password === undefined && before.password !== null)
    throw new AppError('password_needed', 'The address leads to another machine: give the password again.');
  return after;
}

/** What is saved of a camera's source, its password in clear. Throws not_found. */
export async function savedSource(db: Db, key: Buffer, cameraId: string, forUpdate = false): Promise<Source> {
  const row = await db
    .selectFrom('cameras')
    .select(['address', 'user_name', 'password_sealed'])
    .where('id', '=', cameraId)
    .$if(forUpdate, (query) => query.forUpdate())
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such camera.');
  const password = row.password_sealed === null ? null : openText(key, row.password_sealed);
  return { address: row.address, user: row.user_name, password };
}

/** The saved source of a camera as one address. Throws not_found. */
export async function cameraSource(db: Db, key: Buffer, cameraId: string): Promise<string> {
  return sourceUrl(await savedSource(db, key, cameraId));
}

/**
 * The address of the smaller stream after a change. It is on the machine that the camera's password was given for: throws
 * invalid_input when one is given that is not, and forgets a saved one that is not any more.
 */
export function liveAddressAfter(saved: string | null, wanted: string | null | undefined, address: string) {
  const live = wanted === undefined ? saved : wanted;
  if (live === null || new URL(live).hostname === new URL(address).hostname) return live;
  if (wanted === undefined) return null;
  throw new AppError('invalid_input', 'The live stream must come from the same machine as the recorded one.');
}

/** An address with its credentials in it, for ffmpeg only; never logged, never sent to a browser. */
export function sourceUrl({ address, user, password }: Source): string {
  const url = new URL(address);
  if (user !== null) url.username = encodeURIComponent(user);
  if (password !== null) url.password = encodeURIComponent(password);
  return url.toString();
}
