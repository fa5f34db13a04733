import { z } from 'zod';
import { route } from './route.ts';
import { id, instant } from './shape.ts';

export const role = z.enum(['officer', 'supervisor', 'chief', 'archivist', 'admin']);
export type Role = z.infer<typeof role>;

/** The signed-in person. */
export const me = z.object({ id, login: z.string(), name: z.string(), role });
export type Me = z.infer<typeof me>;

export const loginName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9._-]{2,40}$/, 'Use 2–40 letters, digits, dots, dashes or underscores');

/** Length is the rule; no forced mixture of characters. */
export const password = z.string().min(10, 'At least 10 characters').max(200);

/** A colleague as others may name them: for filters and for a case's list of people. */
export const person = z.object({ id, name: z.string(), role });
export type Person = z.infer<typeof person>;

export const account = z.object({
  id,
  login: z.string(),
  name: z.string(),
  role,
  createdAt: instant,
  disabledAt: instant.nullable(),
});
export type Account = z.infer<typeof account>;

const displayName = z.string().trim().min(1).max(100);

export const accountRoutes = {
  login: route({
    method: 'post',
    path: '/api/login',
    summary: 'Log in; sets the session cookie',
    access: 'Anybody; limited per address and per account',
    body: z.object({ login: z.string().trim().toLowerCase().max(100), password: z.string().max(200) }),
    response: me,
  }),
  logout: route({
    method: 'post',
    path: '/api/logout',
    summary: 'Log out; ends the cookie on the server',
    access: 'Whoever is logged in',
    status: 204,
  }),
  me: route({
    method: 'get',
    path: '/api/me',
    summary: 'Who am I',
    access: 'Whoever is logged in',
    response: me,
  }),
  people: route({
    method: 'get',
    path: '/api/people',
    summary: 'Active colleagues by name and role',
    access: 'Whoever is logged in',
    response: z.object({ items: z.array(person) }),
  }),
  accounts: route({
    method: 'get',
    path: '/api/accounts',
    summary: 'All accounts',
    access: 'Administrator',
    response: z.object({ items: z.array(account) }),
  }),
  createAccount: route({
    method: 'post',
    path: '/api/accounts',
    summary: 'Create an account',
    access: 'Administrator',
    body: z.object({ login: loginName, name: displayName, role, password }),
    response: account,
    status: 201,
  }),
  changeAccount: route({
    method: 'patch',
    path: '/api/accounts/:accountId',
    summary: 'Rename, change role, set a new password, disable or enable; ends the logins it makes stale',
    access: 'Administrator; nobody changes their own role or disables themselves',
    params: z.object({ accountId: id }),
    body: z.object({
      name: displayName.optional(),
      role: role.optional(),
      password: password.optional(),
      disabled: z.boolean().optional(),
    }),
    response: account,
  }),
};
