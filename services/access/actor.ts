import type { Role } from '../contracts/access/account.ts';

/** A logged-in person who makes a request. */
export interface Actor {
  id: string;
  login: string;
  name: string;
  role: Role;
  loginId: string;
  /** Network address of the browser. */
  address: string;
}
