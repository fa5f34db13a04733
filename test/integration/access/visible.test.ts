import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import { caseAudience, sessionAudience } from '../../../services/access/audience.ts';
import { may, type Who } from '../../../services/access/may.ts';
import { caseThing, sessionThing } from '../../../services/access/session-things.ts';
import { caseVisible, sessionsOfFew, sessionVisible } from '../../../services/access/visible.ts';
import { role } from '../../../services/contracts/access/account.ts';
import { accessClass } from '../../../services/contracts/case.ts';
import { freshDatabase, type TestDatabase } from '../../support/stack.ts';

let house: TestDatabase;
const people: Who[] = [];
let roomId = '';
beforeAll(async () => {
  house = await freshDatabase();
  for (const name of role.options) {
    for (const number of [1, 2]) {
      const account = { login: `${name}${number}`, name, role: name, password: 'long-enough' };
      people.push(await createAccount(house.db, { id: null }, account));
    }
  }
  const room = { code: 'r', name: 'R', name_plain: 'r', kind: 'reception' } as const;
  roomId = (await house.db.insertInto('rooms').values(room).returning('id').executeTakeFirstOrThrow()).id;
});
afterAll(() => house.close());

const somebody = fc.nat({ max: 9 });
const world = fc.record({
  cases: fc.array(
    fc.record({
      accessClass: fc.constantFrom(...accessClass.options),
      members: fc.uniqueArray(somebody, { maxLength: 3 }),
      conflicts: fc.uniqueArray(somebody, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  sessions: fc.array(
    fc.record({
      accessClass: fc.constantFrom(...accessClass.options),
      officer: somebody,
      links: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 3 }),
      unlinked: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

let made = 0;

test('lists, single things and hints reach exactly whom may allows', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(world, async (plan) => {
      const { caseIds, sessionIds } = await build(plan);
      for (const who of people) {
        compared += await compareSessions(who, sessionIds);
        compared += await compareCases(who, caseIds);
      }
      await Promise.all([...sessionIds.map(sessionHints), ...caseIds.map(caseHints)]);
    }),
    { numRuns: 25 },
  );
  console.info(`${compared} comparisons of may with its SQL`);
  expect(compared).toBeGreaterThan(500);
});

async function compareSessions(who: Who, ids: string[]) {
  const visible = await house.db
    .selectFrom('sessions as s')
    .select('s.id')
    .where('s.id', 'in', ids)
    .where(sessionVisible(who, 's'))
    .execute();
  const allowed = await allowedOf(ids, (id) => maySeeSession(who, id));
  expect(new Set(visible.map(({ id }) => id))).toEqual(allowed);
  const few = await house.db
    .selectFrom('sessions as s')
    .select('s.id')
    .where('s.id', 'in', ids)
    .where(await sessionsOfFew(house.db, who, 's'))
    .execute();
  expect(few.map(({ id }) => id)).toEqual(expect.arrayContaining([...allowed]));
  return ids.length;
}

async function compareCases(who: Who, ids: string[]) {
  const visible = await house.db
    .selectFrom('cases as c')
    .select('c.id')
    .where('c.id', 'in', ids)
    .where(caseVisible(who, 'c'))
    .execute();
  expect(new Set(visible.map(({ id }) => id))).toEqual(await allowedOf(ids, (id) => maySeeCase(who, id)));
  return ids.length;
}

async function sessionHints(id: string) {
  const groups = new Set<string>(await sessionAudience(house.db, id));
  for (const who of people) expect(hears(groups, who)).toBe(await maySeeSession(who, id));
}

async function caseHints(id: string) {
  const groups = new Set<string>(await caseAudience(house.db, id));
  for (const who of people) expect(hears(groups, who)).toBe(await maySeeCase(who, id));
}

const hears = (groups: Set<string>, who: Who) => groups.has(`role:${who.role}`) || groups.has(`account:${who.id}`);

async function maySeeSession(who: Who, id: string) {
  const thing = await sessionThing(house.db, who.id, id);
  return thing !== undefined && may(who, 'session.see', thing);
}

async function maySeeCase(who: Who, id: string) {
  const thing = await caseThing(house.db, who.id, id, null);
  return thing !== undefined && may(who, 'case.see', thing);
}

async function allowedOf(ids: string[], isAllowed: (id: string) => Promise<boolean>) {
  const allowed = new Set<string>();
  for (const id of ids) if (await isAllowed(id)) allowed.add(id);
  return allowed;
}

const personAt = (index: number) => people[index]?.id ?? '';

async function build(plan: World) {
  const caseIds: string[] = [];
  for (const file of plan.cases) caseIds.push(await buildCase(file));
  const sessionIds: string[] = [];
  for (const session of plan.sessions) sessionIds.push(await buildSession(session, caseIds));
  return { caseIds, sessionIds };
}

async function buildCase({ accessClass, members, conflicts }: World['cases'][number]): Promise<string> {
  made += 1;
  const digits = String(made).padStart(6, '0');
  const row = {
    key: `KN-2026-${digits}`,
    code: `c-0000000000${digits}`,
    kind: 'KN' as const,
    access_class: accessClass,
    subject: '',
    subject_plain: '',
    created_by: personAt(0),
  };
  const { id } = await house.db.insertInto('cases').values(row).returning('id').executeTakeFirstOrThrow();
  const list = (indexes: number[]) =>
    indexes.map((index) => ({ case_id: id, account_id: personAt(index), added_by: personAt(0) }));
  if (members.length > 0) await house.db.insertInto('case_members').values(list(members)).execute();
  const shutOut = list(conflicts).map((row) => ({ ...row, reason: 'named' }));
  if (shutOut.length > 0) await house.db.insertInto('case_conflicts').values(shutOut).execute();
  return id;
}

async function buildSession(plan: World['sessions'][number], caseIds: string[]): Promise<string> {
  made += 1;
  const startedAt = new Date(Date.UTC(2026, 0, 1) + made * 60_000);
  const { id } = await house.db
    .insertInto('sessions')
    .values({
      room_id: roomId,
      officer_id: personAt(plan.officer),
      kind: 'regular',
      case_kind: 'unknown',
      visit: 'first',
      people_count: 1,
      notice_given: false,
      notice_how: null,
      notice_language: null,
      note: '',
      note_plain: '',
      started_at: startedAt,
      ended_at: new Date(startedAt.getTime() + 1000),
      made_from: 'record',
      access_class: plan.accessClass,
      tag_failure: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const links = plan.links.flatMap((index) => caseIds[index] ?? []).map((caseId) => link(id, caseId, false));
  const unlinked = plan.unlinked.flatMap((index) => caseIds[index] ?? []).map((caseId) => link(id, caseId, true));
  const rows = [...links, ...unlinked];
  if (rows.length > 0) await house.db.insertInto('session_cases').values(rows).execute();
  return id;
}

function link(sessionId: string, caseId: string, isOver: boolean) {
  return {
    session_id: sessionId,
    case_id: caseId,
    linked_by: personAt(0),
    linked_at: new Date(isOver ? '2026-01-01' : '2026-01-02'),
    unlinked_by: isOver ? personAt(0) : null,
    unlinked_at: isOver ? new Date('2026-01-02') : null,
  };
}
