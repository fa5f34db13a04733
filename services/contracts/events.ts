import { z } from 'zod';
import type { Role } from './access/account.ts';
import { id } from './shape.ts';

/** A hint that something changed: the browser asks the API again, which decides what it may know. */
export const hint = z.object({
  kind: z.enum(['room', 'camera', 'session', 'case', 'clip', 'approval', 'marker']),
  id,
  /** Grows with each change of the thing; 0 where nothing counts versions. */
  version: z.number().int(),
});
export type Hint = z.infer<typeof hint>;

/** A group of sockets that the server fills: one person's, or all of a role. */
export type Audience = `account:${string}` | `role:${Role}`;

/** What the server sends over Socket.IO. */
export interface ServerToClient {
  changed: (hint: Hint) => void;
  /** Hints may have been lost: ask for everything again. */
  resync: () => void;
  /** The login ended (logged out, disabled, role changed): the browser goes to the login page. */
  ended: () => void;
}

/** The browser sends nothing over the socket: every act goes through the API. */
export type ClientToServer = Record<string, never>;
