import { beginLogin } from '../../../../services/access/accounts/logins.ts';
import { cookieName } from '../../../../services/api/auth.ts';
import { type Role, role } from '../../../../services/contracts/access/account.ts';
import type { TestApi } from '../../../support/api.ts';
import { type Standing, standings } from '../expectations/read-table.ts';

/** Somebody who is logged in. */
export interface Person {
  id: string;
  name: string;
  role: Role;
  loginId: string;
  cookie: string;
}

/** One person of a role for each way to stand to a thing. */
export interface Asker extends Person {
  standing: Standing;
}

/** Of a password that nobody knows. */
const passwordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$Y7h8n3ZemYjoUGluiafB+Q$A/FlRwnLolfOryuC8rh6dd+6BcUjBZz8MSXuLW0CZd4';

/** An account and its login, written straight into the tables: no password is ever hashed for it. */
export async function addPerson({ db }: TestApi, role: Role, name: string): Promise<Person> {
  const login = name.replaceAll(/[^a-z]+/g, '-');
  const account = { login, name, name_plain: name, role, password_hash: passwordHash };
  const { id } = await db.insertInto('accounts').values(account).returning('id').executeTakeFirstOrThrow();
  return { id, name, role, ...(await logIn({ db } as TestApi, id)) };
}

/** Another login of an account. */
export async function logIn({ db }: Pick<TestApi, 'db'>, accountId: string) {
  const from = { address: '127.0.0.1', userAgent: 'test' };
  const { token, loginId } = await beginLogin(db, accountId, from, { now: new Date(), hours: 12 });
  return { loginId, cookie: `${cookieName}=${token}` };
}

/** Everybody whom the tables speak of. */
export async function addAskers(api: TestApi): Promise<Asker[]> {
  const all = role.options.flatMap((one) => standings.map((standing) => ({ role: one, standing })));
  return Promise.all(
    all.map(async ({ role, standing }) => ({ ...(await addPerson(api, role, `${role} ${standing}`)), standing })),
  );
}

export interface Question {
  method: string;
  path: string;
  body?: object | undefined;
  headers?: Record<string, string> | undefined;
  /** A login other than the person's own. */
  cookie?: string | undefined;
}

/** Sends a question; `null` asks without a login. */
export function ask(api: TestApi, who: Person | null, { method, path, body, headers, cookie }: Question) {
  const login = cookie ?? who?.cookie;
  return fetch(new URL(path, api.baseUrl), {
    method,
    redirect: 'manual',
    headers: {
      origin: api.baseUrl,
      ...(login === undefined ? {} : { cookie: login }),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}
