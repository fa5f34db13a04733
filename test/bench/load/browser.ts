import { openClient } from '../../support/client.ts';
import type { Expected, Tally } from './tally.ts';

/** One person's browser: asks with the cookie, from an address of the office, and counts in the tally. */
export interface Browser {
  get: (kind: string, expected: Expected, path: string, range?: string) => Promise<Buffer | null>;
  post: (kind: string, expected: Expected, path: string, body: object) => Promise<Buffer | null>;
  /** Hints as they come; close it. */
  socket: () => { connected: Promise<void>; close: () => void };
}

export function openBrowser(
  origin: string,
  tally: Tally,
  { cookie, address }: { cookie: string; address: string },
): Browser {
  const headers = { origin, 'x-forwarded-for': address, ...(cookie === '' ? {} : { cookie }) };
  return {
    get: (kind, expected, path, range) =>
      tally.ask(kind, expected, () =>
        fetch(new URL(path, origin), { headers: { ...headers, ...(range === undefined ? {} : { range }) } }),
      ),
    post: (kind, expected, path, body) =>
      tally.ask(kind, expected, () =>
        fetch(new URL(path, origin), {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    socket: () => openClient(origin).socketWith(cookie),
  };
}
