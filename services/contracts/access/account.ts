import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant } from '../shape.ts';

export const role = z.enum(['officer', 'supervisor', 'chief', 'archivist', 'admin']);
export type Role = z.infer<typeof role>;

/** What a person must do before anything else: choose a password of their own, or enrol a second factor. */
export const setup = z.enum(['password', 'second_factor']);
export type Setup = z.infer<typeof setup>;

/** The signed-in person. */
export const me = z.object({
  id,
  login: z.string(),
  name: z.string(),
  role,
  /** null: nothing is in the way. */
  setup: setup.nullable(),
  /** The login began at the OpenID Connect provider, where it goes on when this one ends. */
  viaOidc: z.boolean(),
});
export type Me = z.infer<typeof me>;

export const loginName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9._-]{2,40}$/, 'Use 2–40 letters, digits, dots, dashes or underscores');

/** Length is the rule; no forced mixture of characters. Whether it is easy to guess is judged where it is stored. */
export const shortestPassword = 12;
export const password = z.string().min(shortestPassword, `At least ${shortestPassword} characters`).max(200);

/** Six digits from the phone, or a recovery code. */
const factorCode = z.string().trim().min(1).max(40);

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
  /** The password was given by somebody else and is not changed yet. */
  mustChangePassword: z.boolean(),
  /** Since when there is a second factor. */
  secondFactorAt: instant.nullable(),
  /** Since when it is bound to somebody at the OpenID Connect provider. */
  oidcBoundAt: instant.nullable(),
  /** Logins that run. */
  openLogins: z.number().int(),
});
export type Account = z.infer<typeof account>;

const displayName = z.string().trim().min(1).max(100);

const inSetup = 'Whoever is logged in, also while a new password or a second factor is still asked for';

export const accountRoutes = {
  login: route({
    method: 'post',
    path: '/api/login',
    summary: 'Log in; sets the session cookie. Answers code_needed where the account has a second factor',
    access: 'Anybody; limited per address and per account',
    body: z.object({
      login: z.string().trim().toLowerCase().max(100),
      password: z.string().max(200),
      code: factorCode.optional(),
    }),
    response: me,
  }),
  waysIn: route({
    method: 'get',
    path: '/api/login',
    summary: 'How one may log in beside the password',
    access: 'Anybody',
    response: z.object({
      /** null: no provider is set. `name` may be empty. */
      oidc: z.object({ name: z.string() }).nullable(),
    }),
  }),
  oidcCode: route({
    method: 'post',
    path: '/api/login/oidc/code',
    summary: 'The code of the second factor, after the provider; sets the session cookie',
    access: 'The browser that has just come back from the provider; limited per account',
    body: z.object({ code: factorCode }),
    response: me,
  }),
  logout: route({
    method: 'post',
    path: '/api/logout',
    summary: 'Log out; ends the cookie on the server, and nothing at the OpenID Connect provider',
    access: inSetup,
    status: 204,
  }),
  me: route({
    method: 'get',
    path: '/api/me',
    summary: 'Who am I',
    access: inSetup,
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
    access: 'Administrator; nobody changes their own role or password here, or disables themselves',
    params: z.object({ accountId: id }),
    body: z.object({
      name: displayName.optional(),
      role: role.optional(),
      password: password.optional(),
      disabled: z.boolean().optional(),
    }),
    response: account,
  }),
  endLogins: route({
    method: 'delete',
    path: '/api/accounts/:accountId/logins',
    summary: 'End all logins of an account: its sockets and running streams stop',
    access: 'Administrator',
    params: z.object({ accountId: id }),
    response: z.object({ ended: z.number().int() }),
  }),
  resetSecondFactor: route({
    method: 'delete',
    path: '/api/accounts/:accountId/second-factor',
    summary: 'Take the second factor off, for a lost phone; ends the logins, and the person enrols anew',
    access: 'Administrator, not for their own account',
    params: z.object({ accountId: id }),
    response: account,
  }),
  unbindOidc: route({
    method: 'delete',
    path: '/api/accounts/:accountId/oidc',
    summary: 'Undo who the account is at the OpenID Connect provider; ends the logins, the next one there binds anew',
    access: 'Administrator, not for their own account',
    params: z.object({ accountId: id }),
    response: account,
  }),
  free: route({
    method: 'delete',
    path: '/api/accounts/:accountId/wrong-tries',
    summary: 'Forget the wrong tries of an account, so that the person need not wait',
    access: 'Administrator',
    params: z.object({ accountId: id }),
    status: 204,
  }),
};

/** `GET`, 302: sends the browser to the OpenID Connect provider. */
export const oidcPath = '/api/login/oidc';
/** `GET`, 302: where the provider sends it back to; from there to the start page, with `#login=<code>` where it is not in yet. */
export const oidcCallbackPath = '/api/login/oidc/callback';

/** A browser that is logged in. */
export const openLogin = z.object({
  id,
  createdAt: instant,
  /** To the minute. */
  lastSeenAt: instant,
  address: z.string(),
  userAgent: z.string(),
  /** The one that asks. */
  isThis: z.boolean(),
});
export type OpenLogin = z.infer<typeof openLogin>;

const recoveryCodes = z.object({
  /** Shown once; the server keeps only their hashes. */
  codes: z.array(z.string()),
});

/** Everybody's own account. */
export const ownAccountRoutes = {
  changePassword: route({
    method: 'post',
    path: '/api/me/password',
    summary: 'Choose a new password; ends the other logins',
    access: inSetup,
    body: z.object({ present: z.string().max(200), password }),
    response: me,
  }),
  secondFactor: route({
    method: 'get',
    path: '/api/me/second-factor',
    summary: 'Whether I have a second factor, and how many recovery codes are left',
    access: inSetup,
    response: z.object({
      enrolledAt: instant.nullable(),
      /** The role must have one. */
      isRequired: z.boolean(),
      recoveryCodes: z.number().int(),
    }),
  }),
  offerSecondFactor: route({
    method: 'post',
    path: '/api/me/second-factor',
    summary: 'A new secret, shown once; it counts when a code confirms it',
    access: `${inSetup}; with the present password, and with a code where there is a second factor already`,
    body: z.object({ password: z.string().max(200).optional(), code: factorCode.optional() }),
    response: z.object({
      /** Base32, for typing it in. */
      secret: z.string(),
      /** `otpauth://` address, for a QR code. */
      uri: z.string(),
    }),
  }),
  confirmSecondFactor: route({
    method: 'post',
    path: '/api/me/second-factor/confirm',
    summary: 'The first code of the new secret: from now on logins ask for one; gives ten recovery codes',
    access: inSetup,
    body: z.object({ code: factorCode }),
    response: recoveryCodes,
  }),
  renewRecoveryCodes: route({
    method: 'post',
    path: '/api/me/recovery-codes',
    summary: 'Ten new recovery codes; the old ones no longer work',
    access: 'Whoever is logged in and gives a code of the second factor',
    body: z.object({ code: factorCode }),
    response: recoveryCodes,
  }),
  logins: route({
    method: 'get',
    path: '/api/me/logins',
    summary: 'Where I am logged in',
    access: 'Whoever is logged in',
    response: z.object({ items: z.array(openLogin) }),
  }),
  endLogin: route({
    method: 'delete',
    path: '/api/me/logins/:loginId',
    summary: 'End one of my logins',
    access: 'Whose login it is',
    params: z.object({ loginId: id }),
    status: 204,
  }),
  endOtherLogins: route({
    method: 'delete',
    path: '/api/me/logins',
    summary: 'End all my logins but this one',
    access: 'Whoever is logged in',
    response: z.object({ ended: z.number().int() }),
  }),
};
