import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes, ownAccountRoutes, type Role, role } from '../../../services/contracts/access/account.ts';
import { approvalRoutes } from '../../../services/contracts/access/approval.ts';
import { auditRoutes } from '../../../services/contracts/custody/audit-log.ts';
import { destructionRoutes } from '../../../services/contracts/custody/destruction.ts';
import { fixityRoutes } from '../../../services/contracts/custody/fixity.ts';
import { retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { retentionChangeRoutes } from '../../../services/contracts/custody/retention-change.ts';
import { storeRoutes } from '../../../services/contracts/custody/store.ts';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { cameraImportRoutes } from '../../../services/contracts/recording/camera-import.ts';
import { cameraTestRoutes } from '../../../services/contracts/recording/camera-test.ts';
import { recorderRoutes } from '../../../services/contracts/recording/recorder.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import type { AnyRoute } from '../../../services/contracts/route.ts';
import { publicRoutes, routes } from '../../../services/contracts/routes.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { openClient, Refused } from '../../support/client.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const all = Object.values(routes).flatMap((group) => Object.values(group));
const pathOf = (route: AnyRoute) => route.path.replace(/:\w+/g, () => randomUUID());

test('without a login every endpoint but the login and the privacy page is refused', async () => {
  const stranger = api.stranger();
  const answers = await Promise.all(
    all
      .filter((route) => !publicRoutes.includes(route))
      .map(async (route) => {
        const { status } = await stranger.request(pathOf(route), { method: route.method.toUpperCase() });
        return `${route.method} ${route.path} ${status}`;
      }),
  );
  expect(answers.length).toBeGreaterThan(20);
  expect(answers.filter((answer) => !answer.endsWith(' 401'))).toEqual([]);
});

test('a write from another origin, or from none, is refused', async () => {
  const visitor = await api.visitor('admin', 'origin');
  const foreign = openClient(api.baseUrl, { origin: 'http://evil.example' });
  await expect(foreign.logIn(visitor.login, visitor.password)).rejects.toMatchObject({ code: 'bad_origin' });
  for (const route of all.filter(({ method }) => method !== 'get')) {
    const headers = { cookie: visitor.cookie(), 'content-type': 'application/json' };
    const init = { method: route.method.toUpperCase(), headers, body: '{}' };
    const answer = await fetch(new URL(pathOf(route), api.baseUrl), init);
    expect(`${route.path} ${(await answer.json()).code}`).toBe(`${route.path} bad_origin`);
  }
});

const everybody = role.options;
const admin: Role[] = ['admin'];
const allButAdmin: Role[] = ['officer', 'supervisor', 'chief', 'archivist'];
const newRoom = () => ({ code: `r-${randomUUID().slice(0, 8)}`, name: 'Phòng', kind: 'reception' });
const aDay = '?from=2026-11-24T00:00:00.000Z&to=2026-11-25T00:00:00.000Z';
const limits: [route: AnyRoute, allowed: readonly Role[], body?: (() => object) | undefined, query?: string][] = [
  [accountRoutes.me, everybody],
  [accountRoutes.people, everybody],
  [accountRoutes.accounts, admin],
  [
    accountRoutes.createAccount,
    admin,
    () => ({ login: randomUUID().slice(0, 8), name: 'A', role: 'officer', password: 'long-enough-one' }),
  ],
  [accountRoutes.changeAccount, admin, () => ({ name: 'B' })],
  [accountRoutes.endLogins, admin],
  [accountRoutes.resetSecondFactor, admin],
  [accountRoutes.free, admin],
  [ownAccountRoutes.secondFactor, everybody],
  [ownAccountRoutes.logins, everybody],
  [ownAccountRoutes.endOtherLogins, everybody],
  [roomRoutes.list, everybody],
  [roomRoutes.create, admin, newRoom],
  [roomRoutes.change, admin, () => ({ name: 'Phòng 2' })],
  [cameraRoutes.list, ['admin', 'supervisor', 'chief']],
  [recorderRoutes.workers, ['admin', 'supervisor', 'chief']],
  [recorderRoutes.quarantine, ['admin', 'supervisor', 'chief']],
  [cameraRoutes.get, ['admin', 'supervisor', 'chief']],
  [cameraRoutes.timeline, ['admin', 'supervisor', 'chief'], undefined, aDay],
  [roomRoutes.record, ['officer', 'supervisor', 'chief'], undefined, aDay],
  [cameraTestRoutes.test, ['admin', 'supervisor', 'chief']],
  [cameraTestRoutes.testAddress, admin, () => ({ address: 'rtsp://127.0.0.1:9/none' })],
  [cameraImportRoutes.run, admin, () => ({ csv: 'room,code,name,address\nr,c,n,rtsp://10.0.0.5/main', dryRun: true })],
  [roomRoutes.pause, ['supervisor', 'chief'], () => ({ reason: 'nghỉ giữa giờ', minutes: 5 })],
  [roomRoutes.resume, ['supervisor', 'chief']],
  [auditRoutes.list, ['chief']],
  [auditRoutes.seal, everybody],
  [storeRoutes.state, ['admin', 'supervisor', 'chief', 'archivist']],
  [fixityRoutes.state, ['admin', 'supervisor', 'chief', 'archivist']],
  [fixityRoutes.close, ['supervisor', 'chief'], () => ({ note: 'đã xem xét' })],
  [retentionRoutes.classes, everybody],
  [retentionRoutes.held, ['supervisor', 'chief', 'archivist']],
  [approvalRoutes.list, allButAdmin],
  // Who may decide which is asked once the request is known: of one that is not there nobody is told more.
  [approvalRoutes.decide, allButAdmin, () => ({ approve: true, note: 'đồng ý' })],
  [approvalRoutes.withdraw, allButAdmin],
  [destructionRoutes.due, ['supervisor', 'chief', 'archivist']],
  [destructionRoutes.list, ['supervisor', 'chief', 'archivist']],
  [destructionRoutes.expired, ['supervisor', 'chief', 'archivist']],
  [retentionChangeRoutes.list, ['supervisor', 'chief', 'archivist']],
  [cameraRoutes.create, admin, () => ({ roomId: randomUUID(), code: 'c', name: 'C', address: 'rtsp://10.0.0.5/main' })],
  [cameraRoutes.change, admin, () => ({ name: 'C2' })],
];

test('each endpoint serves its roles and no other, and a refusal is written down', async () => {
  const visitors = await Promise.all(everybody.map((name) => api.visitor(name, `limits-${name}`)));
  let refusals = 0;
  for (const [route, allowed, body, query = ''] of limits) {
    for (const visitor of visitors) {
      const answer = await visitor.request(pathOf(route) + query, {
        method: route.method.toUpperCase(),
        ...(body ? { body: JSON.stringify(body()), headers: { 'content-type': 'application/json' } } : {}),
      });
      const isForbidden = answer.status === 403;
      expect(`${visitor.role} ${route.path} ${isForbidden}`).toBe(
        `${visitor.role} ${route.path} ${!allowed.includes(visitor.role)}`,
      );
      if (isForbidden) refusals += 1;
    }
  }
  const rows = await api.db
    .selectFrom('audit_log')
    .select('id')
    .where('outcome', '=', 'refused')
    // What does not exist is another refusal.
    .where(sql<boolean>`details ->> 'code' is distinct from 'not_found'`)
    .where(
      'account_id',
      'in',
      visitors.map(({ id }) => id),
    )
    .where('act', '!=', 'login')
    .execute();
  expect(rows).toHaveLength(refusals);
  expect(refusals).toBe(limits.reduce((sum, [, allowed]) => sum + everybody.length - allowed.length, 0));
});

test('what is wrong with a body is said field by field', async () => {
  const visitor = await api.visitor('admin', 'fields');
  const body = { login: 'Bad Login', name: '', role: 'officer' as const, password: 'short' };
  const refused = await visitor.call(accountRoutes.createAccount, { body }).catch((error) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused.code).toBe('invalid_input');
  expect(refused.problem.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
    'login',
    'name',
    'password',
  ]);
});

test('an unexpected error tells nothing and is found again by its number', async () => {
  const broken = await startApi();
  const visitor = await broken.visitor('admin', 'broken');
  const logged: unknown[] = [];
  broken.deps.log.level = 'error';
  broken.deps.log.error = ((...args: unknown[]) => logged.push(args)) as typeof broken.deps.log.error;
  const { id } = await visitor.call(roomRoutes.create, { body: { code: 'r', name: 'R', kind: 'reception' } });
  broken.deps.secretKey = Buffer.alloc(1);
  const body = { roomId: id, code: 'c', name: 'C', address: 'rtsp://10.0.0.5/main', user: 'u', password: 'geheim-123' };
  const refused = await visitor.call(cameraRoutes.create, { body }).catch((error) => error);
  expect(refused.problem).toMatchObject({ status: 500, code: 'internal' });
  expect(JSON.stringify(refused.problem)).not.toMatch(/key|geheim|at /i);
  expect(JSON.stringify(logged)).toContain(refused.problem.requestId);
  await broken.close();
});
