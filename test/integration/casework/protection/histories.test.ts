import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { above, below, classOfKind, highest } from '../../../../services/casework/protection/classes.ts';
import { linkByKey } from '../../../../services/casework/sessions/link-cases.ts';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import type { AccessClass } from '../../../../services/contracts/case.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { protectionRoutes } from '../../../../services/contracts/custody/protection.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { until } from '../../../e2e/support/until.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../work-house.ts';

/** Random histories of raising, lowering, linking and unlinking, held against what the rules say. */
let house: WorkHouse;
let member: Visitor;
beforeAll(async () => {
  house = await openWorkHouse();
  member = await house.api.visitor('officer', 'member');
});
afterAll(() => house.close());

const which = fc.nat({ max: 1 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('link' as const), session: which, file: which }),
  fc.record({ kind: fc.constant('unlink' as const), session: which, file: which }),
  fc.record({ kind: fc.constant('raiseCase' as const), file: which, to: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant('lowerCase' as const), file: which, to: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant('raiseSession' as const), session: which, to: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant('lowerSession' as const), session: which, to: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant('nameKind' as const), session: which, caseKind: fc.constantFrom('TC', 'KN') }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface World {
  files: { id: string; key: string; now: AccessClass }[];
  sessions: { id: string; own: AccessClass; links: Set<number> }[];
}

const classIn = ({ files }: World, session: World['sessions'][number]) =>
  highest([session.own, ...[...session.links].map((file) => files[file]?.now ?? 'normal')]);

it('a session has the highest of its own class and its cases, whatever came before', async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (plan) => {
      const world = await newWorld();
      for (const one of plan) {
        await carryOut(world, one);
        steps += 1;
        for (const session of world.sessions) {
          const found = await house.officer.call(sessionRoutes.get, { params: { sessionId: session.id } });
          expect(found.accessClass).toBe(classIn(world, session));
        }
      }
    }),
    { numRuns: 8 },
  );
  console.info(`${steps} steps`);
});

it('a case that is raised while a session is being linked to it waits, and takes the session along', async () => {
  const { files, sessions } = await newWorld();
  const [file, session] = [files[0], sessions[0]];
  if (!file || !session) throw new Error('an empty world');
  const { db } = house.api;
  const actor = { ...member, name: '', loginId: '', address: '' };
  const raising = await db.transaction().execute(async (tx) => {
    await linkByKey(tx, actor, session.id, file.key);
    const body = { to: 'denouncer' as const, reason: 'tố cáo' };
    let isOver = false;
    const raised = member.call(protectionRoutes.raiseCase, { params: { caseId: file.id }, body }).finally(() => {
      isOver = true;
    });
    await until('it waits for the link, or is over', async () => isOver || (await someoneWaits()));
    return { raised };
  });
  await raising.raised;
  const found = await house.officer.call(sessionRoutes.get, { params: { sessionId: session.id } });
  expect(found.accessClass).toBe('denouncer');
});

async function someoneWaits(): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(house.api.db);
  return rows.length > 0;
}

async function newWorld(): Promise<World> {
  const files = await Promise.all([openCase(house.officer), openCase(house.officer)]);
  for (const { id } of files)
    await house.officer.call(caseRoutes.addMember, { params: { caseId: id, accountId: member.id } });
  const sessions = await Promise.all(
    [1, 2].map(async () => {
      const room = await house.room();
      await house.store(room.cameras[0], house.start, 10);
      return cut(house.officer, room.id, house.at(1), house.at(9));
    }),
  );
  return {
    files: files.map(({ id, key }) => ({ id, key, now: 'normal' })),
    sessions: sessions.map(({ id }) => ({ id, own: 'normal', links: new Set() })),
  };
}

async function carryOut(world: World, one: Step): Promise<void> {
  const file = 'file' in one ? world.files[one.file] : undefined;
  const session = 'session' in one ? world.sessions[one.session] : undefined;
  if (session && one.kind === 'link' && file) {
    await house.officer.call(sessionRoutes.linkCase, {
      params: { sessionId: session.id },
      body: { caseKey: file.key },
    });
    session.links.add(one.file);
  } else if (session && one.kind === 'unlink' && file && session.links.has(one.file)) {
    const params = { sessionId: session.id, caseId: file.id };
    await house.officer.call(sessionRoutes.unlinkCase, { params });
    session.links.delete(one.file);
    session.own = highest([session.own, file.now]);
  } else if (session && one.kind === 'nameKind') {
    const caseKind = one.caseKind === 'TC' ? 'TC' : 'KN';
    await house.officer.call(sessionRoutes.change, { params: { sessionId: session.id }, body: { caseKind } });
    session.own = highest([session.own, classOfKind(caseKind)]);
  } else if (file && 'to' in one) await changeCase(file, one.kind === 'raiseCase', one.to);
  else if (session && 'to' in one) await changeSession(world, session, one.kind === 'raiseSession', one.to);
}

async function changeCase(file: World['files'][number], isRaise: boolean, choice: number) {
  const to = (isRaise ? above(file.now) : below(file.now))[choice];
  const params = { caseId: file.id };
  if (to === undefined) return;
  if (to !== 'normal' && isRaise)
    await house.officer.call(protectionRoutes.raiseCase, { params, body: { to, reason: 'lý do' } });
  else if (to !== 'denouncer')
    await approve(
      (await house.officer.call(protectionRoutes.lowerCase, { params, body: { to, reason: 'lý do' } })).approvalId,
    );
  file.now = to;
}

async function changeSession(world: World, session: World['sessions'][number], isRaise: boolean, choice: number) {
  const now = classIn(world, session);
  const floor = classIn(world, { ...session, own: 'normal' });
  const to = (isRaise ? above(now) : below(now, floor))[choice];
  const params = { sessionId: session.id };
  if (to === undefined || (!isRaise && session.links.size === 0 && now === 'denouncer')) return;
  if (to !== 'normal' && isRaise)
    await house.officer.call(protectionRoutes.raiseSession, { params, body: { to, reason: 'lý do' } });
  else if (to !== 'denouncer' && session.links.size > 0)
    await approve(
      (await house.officer.call(protectionRoutes.lowerSession, { params, body: { to, reason: 'lý do' } })).approvalId,
    );
  else return;
  session.own = to;
}

/** The other who knows of it. */
const approve = (approvalId: string) =>
  member.call(approvalRoutes.decide, { params: { approvalId }, body: { approve: true, note: 'đồng ý' } });
