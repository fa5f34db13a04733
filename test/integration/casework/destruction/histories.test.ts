import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endOf, isHeld } from './model.ts';
import { type Histories, openHistories, openWorld, slots, type World } from './world.ts';

let histories: Histories;
beforeAll(async () => {
  histories = await openHistories();
});
afterAll(() => histories.house.close());

const place = fc.nat(1000);
const span = fc
  .tuple(fc.nat(slots - 1), fc.integer({ min: 1, max: 4 }))
  .map(([from, length]): [number, number] => [from, Math.min(slots, from + length)]);
const kind = fc.constantFrom('KN' as const, 'TC' as const);
const state = fc.constantFrom(
  'closed' as const,
  'closed' as const,
  'closed' as const,
  'accepted' as const,
  'withdrawn' as const,
);
/** Mostly shorter than anything is kept. */
const days = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 20, max: 200 }) },
  { weight: 1, arbitrary: fc.nat(2000) },
);
const is = <T extends string>(...names: T[]) => fc.constantFrom(...names);
const act = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: is('cut'), span }) },
  { weight: 2, arbitrary: fc.record({ do: is('move'), session: place, span }) },
  { weight: 3, arbitrary: fc.record({ do: is('link', 'link', 'unlink'), session: place, file: place }) },
  { weight: 3, arbitrary: fc.record({ do: is('setCase'), file: place, to: state }) },
  { weight: 2, arbitrary: fc.record({ do: is('holdSession', 'holdCase', 'lift'), which: place }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: is('days'), code: is('idle', 'no_case', 'case'), min: days, afterClose: days }),
  },
  { weight: 6, arbitrary: fc.record({ do: is('destroy', 'destroy', 'expire'), after: days }) },
);
/** Sessions that lie close to each other, some cases, and who belongs to what. */
const beginning = fc.record({
  spans: fc.array(span, { minLength: 2, maxLength: 4 }),
  kinds: fc.array(kind, { minLength: 2, maxLength: 2 }),
  links: fc.array(fc.record({ do: is('link'), session: place, file: place }), { minLength: 2, maxLength: 5 }),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % Math.max(1, from.length)];

/** Does one thing; where there is nothing to do it to, nothing. Removals are held against the model. */
async function happen(world: World, one: Act) {
  const { state } = world;
  const session =
    'session' in one
      ? pick(
          state.sessions.filter(({ destroyed }) => !destroyed),
          one.session,
        )
      : undefined;
  const file = 'file' in one ? pick(state.cases, one.file) : undefined;
  if (one.do === 'cut') await world.cut(...one.span);
  else if (one.do === 'move' && session) await world.move(session, ...one.span);
  else if (one.do === 'link' && session && file && !session.linked.has(file)) await world.link(session, file);
  else if (one.do === 'unlink' && session && file) await world.unlink(session, file);
  else if (one.do === 'setCase' && file) await world.setCase(file, one.to);
  else if (one.do === 'lift') await world.lift(one.which % Math.max(1, state.holds.length));
  else if (one.do === 'days') await world.setDays(one.code, one.min + 1, one.afterClose + 1);
  else if (one.do === 'holdSession' || one.do === 'holdCase') {
    const on = one.do === 'holdCase' ? pick(state.cases, one.which) : pick(state.sessions, one.which);
    if (on) await world.hold(on);
  } else if (one.do === 'destroy' || one.do === 'expire') {
    world.wait(one.after);
    await removeAndCheck(world, one.do);
  }
}

async function removeAndCheck(world: World, how: 'destroy' | 'expire') {
  const { state } = world;
  const held = new Set(state.sessions.filter(isHeld).map(({ id }) => id));
  const early = new Set(
    state.sessions.filter((one) => state.nowMs < endOf(one, state.days, world.slotAt) - 10_000).map(({ id }) => id),
  );
  const wrong = await world.wronglyGone(async () => {
    if (how === 'expire') return world.expire();
    for (const id of await world.destroy()) expect([held.has(id), early.has(id)]).toEqual([false, false]);
  });
  expect(wrong).toEqual([]);
}

it('nothing that is held or still kept is ever proposed or removed, and nothing is kept for ever', async () => {
  await fc.assert(
    fc.asyncProperty(
      beginning,
      fc.array(act, { minLength: 8, maxLength: 20 }),
      async ({ spans, kinds, links }, acts) => {
        const world = await openWorld(histories);
        for (const one of spans) await world.cut(...one);
        for (const one of kinds) await world.open(one);
        for (const one of [...links, ...acts]) await happen(world, one);
        // Of a protected session without a case nobody but its officer knows: somebody must be told by linking one.
        const [first] = world.state.cases;
        for (const session of world.state.sessions)
          if (first && !session.destroyed && session.linked.size === 0) await world.link(session, first);
        // In the end every case is closed, every hold is lifted, and much time passes.
        for (const file of world.state.cases) if (file.closedAt === null) await world.setCase(file, 'closed');
        while (world.state.holds.length > 0) await world.lift(0);
        world.wait(10_000);
        await removeAndCheck(world, 'destroy');
        await removeAndCheck(world, 'expire');
        expect(new Set(await world.footage())).toEqual(new Set(['deleted']));
        expect(world.state.sessions.filter(({ destroyed }) => !destroyed)).toEqual([]);
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
}, 240_000);
