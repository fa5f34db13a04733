import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureClips } from '../../../services/casework/clips/clips.ts';
import type { Role } from '../../../services/contracts/access/account.ts';
import { visitorRoutes } from '../../../services/contracts/access/visitor.ts';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { evidenceRoutes } from '../../../services/contracts/custody/evidence.ts';
import { protectionRoutes } from '../../../services/contracts/custody/protection.ts';
import { retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import type { AnyRoute } from '../../../services/contracts/route.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { viewRoutes } from '../../../services/contracts/view.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from './work-house.ts';

/** A denunciation and its session: to all who have no part in it they must look as if they did not exist. */
let house: WorkHouse;
let outsiders: Visitor[];
let secret: { visitor: string; case: string; key: string; session: string; clip: string; room: string };
beforeAll(async () => {
  house = await openWorkHouse();
  const roles: Role[] = ['officer', 'supervisor', 'chief', 'archivist', 'admin'];
  outsiders = await Promise.all(roles.map((role) => house.api.visitor(role, `outside-${role}`)));
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 20);
  const file = await openCase(house.officer, 'TC');
  const session = await cut(house.officer, room.id, house.at(1), house.at(19), [file.key]);
  await ensureClips(house.jobs.db, session.id);
  const clip = await house.api.db.selectFrom('clips').select('id').executeTakeFirstOrThrow();
  const visitor = await house.officer.call(visitorRoutes.add, {
    params: { sessionId: session.id },
    body: { name: 'somebody' },
  });
  secret = { visitor: visitor.id, case: file.id, key: file.key, session: session.id, clip: clip.id, room: room.id };
});
afterAll(() => house.close());

type Ids = Record<'caseId' | 'sessionId' | 'clipId' | 'visitorId', string>;

/** Every way to ask for one case, session or clip, with a body that would be right. */
function questions({
  caseId,
  sessionId,
  clipId,
  visitorId,
}: Ids): [method: string, path: string, body: object | undefined][] {
  const instants = { startedAt: house.at(2).toJSON(), endedAt: house.at(9).toJSON() };
  const fill = (path: string) =>
    path
      .replace(':caseId', caseId)
      .replace(':sessionId', sessionId)
      .replace(':clipId', clipId)
      .replace(':visitorId', visitorId)
      .replace(':accountId', outsiders[0]?.id ?? '');
  const bodies = new Map<AnyRoute, object>([
    [caseRoutes.addConflict, { reason: 'named in it' }],
    [caseRoutes.change, { subject: 'changed' }],
    [evidenceRoutes.ask, { note: 'taken' }],
    [evidenceRoutes.request, { note: 'taken' }],
    [protectionRoutes.raiseCase, { to: 'denouncer', reason: 'raised' }],
    [protectionRoutes.raiseSession, { to: 'denouncer', reason: 'raised' }],
    [protectionRoutes.lowerCase, { to: 'normal', reason: 'lowered' }],
    [protectionRoutes.lowerSession, { to: 'normal', reason: 'lowered' }],
    [retentionRoutes.holdSession, { reason: 'dispute', note: 'held' }],
    [retentionRoutes.holdCase, { reason: 'dispute', note: 'held' }],
    [visitorRoutes.add, { name: 'somebody' }],
    [visitorRoutes.correct, { name: 'somebody', version: 1 }],
    [visitorRoutes.open, { reasonCode: 'check', note: 'look' }],
    [sessionRoutes.change, { note: 'changed' }],
    [sessionRoutes.changeTimes, { version: 1, reason: 'changed', ...instants }],
    [sessionRoutes.linkCase, { caseKey: 'KN-2026-000001' }],
  ]);
  const all = [
    ...Object.values(caseRoutes),
    ...Object.values(sessionRoutes),
    ...Object.values(retentionRoutes),
    ...Object.values(evidenceRoutes),
    ...Object.values(protectionRoutes),
    ...Object.values(visitorRoutes),
  ];
  const about = all.filter(({ path }) => /:(case|session|clip|visitor)Id/.test(path));
  return [
    ...about.map((route): [string, string, object | undefined] => [route.method, fill(route.path), bodies.get(route)]),
    ['get', `/api/clips/${clipId}/poster`, undefined],
    ['get', `/api/clips/${clipId}/sprite`, undefined],
    ['post', viewRoutes.open.path, { target: { kind: 'session', sessionId }, reasonCode: 'audit', note: 'look' }],
  ];
}

async function answers(who: Visitor, ids: Ids) {
  const found: string[] = [];
  for (const [method, path, body] of questions(ids)) {
    const init = { method: method.toUpperCase(), headers: { 'content-type': 'application/json' } };
    const answer = await who.request(path, body ? { ...init, body: JSON.stringify(body) } : init);
    const shape = path.replace(/[0-9a-f-]{36}/g, ':id');
    found.push(`${method} ${shape} ${answer.status} ${(await answer.text()).replace(/"requestId":"[^"]*"/, '')}`);
  }
  return found;
}

describe('a denunciation', () => {
  it('answers every question of an outsider like an id that does not exist', async () => {
    for (const who of outsiders) {
      const ids = { caseId: secret.case, sessionId: secret.session, clipId: secret.clip, visitorId: secret.visitor };
      const real = await answers(who, ids);
      const none = await answers(who, Object.fromEntries(Object.keys(ids).map((name) => [name, randomUUID()])) as Ids);
      expect(real.length).toBeGreaterThan(15);
      expect(real).toEqual(none);
    }
  });

  it('is in no list, search or count', async () => {
    for (const who of outsiders.filter(({ role }) => role !== 'admin')) {
      for (const query of [
        {},
        { q: secret.key },
        { q: secret.key.slice(-4) },
        { caseId: secret.case },
        { withCase: 'true' as const },
      ])
        expect((await who.call(sessionRoutes.list, { query })).items).toEqual([]);
      for (const query of [{}, { q: secret.key }, { kind: 'TC' as const }])
        expect((await who.call(caseRoutes.list, { query })).items).toEqual([]);
    }
  });

  it('cannot be told from a number that was never given when somebody links it', async () => {
    const [other] = outsiders;
    if (!other) throw new Error('no outsider');
    const session = await other.call(sessionRoutes.start, { body: { roomId: (await house.room()).id } });
    const link = (caseKey: string) =>
      other
        .call(sessionRoutes.linkCase, { params: { sessionId: session.id }, body: { caseKey } })
        .catch((error) => error);
    const [real, none] = [await link(secret.key), await link('TC-2019-000009')];
    expect(real.problem).toEqual({
      ...none.problem,
      detail: none.problem.detail.replace('TC-2019-000009', secret.key),
    });
  });

  it('is there for its member, who may let somebody in and shut somebody out', async () => {
    const chief = outsiders.find(({ role }) => role === 'chief') as Visitor;
    const params = { caseId: secret.case, accountId: chief.id };
    await house.officer.call(caseRoutes.addMember, { params });
    expect((await chief.call(sessionRoutes.list, { query: { q: secret.key } })).items).toHaveLength(1);
    await house.officer.call(caseRoutes.addConflict, { params, body: { reason: 'is named in it' } });
    await expect(chief.call(caseRoutes.get, { params })).rejects.toMatchObject({ code: 'not_found' });
    expect((await chief.call(sessionRoutes.list, { query: { roomId: secret.room } })).items).toEqual([]);
  });
});
