import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ClassDays,
  type KeptCase,
  type KeptSession,
  keepingOf,
} from '../../../services/custody/retention/keeping.ts';

const classes: ClassDays[] = [
  { code: 'idle', minDays: 60, afterCloseDays: null },
  { code: 'no_case', minDays: 365, afterCloseDays: null },
  { code: 'case', minDays: 560, afterCloseDays: 730 },
  { code: 'denunciation', minDays: 1825, afterCloseDays: 1825 },
  { code: 'withdrawal', minDays: 1825, afterCloseDays: 1825 },
];
const day = (days: number) => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000);

const keptCase: fc.Arbitrary<KeptCase> = fc.record({
  class: fc.constantFrom('case', 'denunciation', 'withdrawal'),
  isUnlinked: fc.boolean(),
  closedAt: fc.option(fc.nat(4000).map(day)),
});
const kept: fc.Arbitrary<KeptSession> = fc.record({
  endedAt: fc.option(fc.nat(1000).map(day)),
  cases: fc.array(keptCase, { maxLength: 4 }),
  holds: fc.nat(2),
});
const daysOf = (code: string) => classes.find((one) => one.code === code) ?? { minDays: 0, afterCloseDays: 0 };
const keep = (session: KeptSession) => keepingOf(session, classes);

test('a session is held exactly while a linked case is open or a person holds it', () => {
  fc.assert(
    fc.property(kept, (session) => {
      const open = session.cases.some((one) => !one.isUnlinked && one.closedAt === null);
      expect(keep(session).isHeld).toBe(open || session.holds > 0);
    }),
  );
});

test('its time ends when the longest of its reasons does, and one that is not held has an end', () => {
  fc.assert(
    fc.property(kept, (session) => {
      const { isHeld, until } = keep(session);
      const { endedAt } = session;
      if (isHeld || endedAt === null) {
        expect(until).toBeNull();
        return;
      }
      const ends = session.cases.flatMap(({ class: code, isUnlinked, closedAt }) => {
        const { minDays, afterCloseDays } = daysOf(code);
        const least = endedAt.getTime() + minDays * 86_400_000;
        return closedAt === null || isUnlinked
          ? [least]
          : [least, closedAt.getTime() + (afterCloseDays ?? 0) * 86_400_000];
      });
      expect(until?.getTime()).toBe(Math.max(endedAt.getTime() + 365 * 86_400_000, ...ends));
    }),
  );
});

test('one more case, a later closing or a hold never shortens it; reopening holds it again', () => {
  fc.assert(
    fc.property(kept, keptCase, fc.nat(500), (session, more, later) => {
      const before = keep(session);
      const with1 = keep({ ...session, cases: [...session.cases, more] });
      const closedLater = keep({
        ...session,
        cases: session.cases.map((one) =>
          one.closedAt === null ? one : { ...one, closedAt: new Date(one.closedAt.getTime() + later) },
        ),
      });
      for (const after of [with1, closedLater, keep({ ...session, holds: session.holds + 1 })]) {
        if (before.isHeld) expect(after.isHeld).toBe(true);
        if (before.until && after.until) expect(after.until.getTime()).toBeGreaterThanOrEqual(before.until.getTime());
      }
      const reopened = { ...more, isUnlinked: false, closedAt: null };
      expect(keep({ ...session, cases: [...session.cases, reopened] }).isHeld).toBe(true);
    }),
  );
});

test('unlinking a case ends its hold, never its least time', () => {
  const linked: KeptCase = { class: 'denunciation', isUnlinked: false, closedAt: null };
  const session = { endedAt: day(0), cases: [linked], holds: 0 };
  expect(keep(session)).toEqual({ class: 'denunciation', isHeld: true, until: null });
  const unlinked = { ...session, cases: [{ ...linked, isUnlinked: true }] };
  expect(keep(unlinked)).toEqual({ class: 'denunciation', isHeld: false, until: day(1825) });
});

test('a class without days is an error, not a short time', () => {
  const session = { endedAt: day(0), cases: [], holds: 0 };
  expect(() => keepingOf(session, classes.slice(0, 1))).toThrow('no_case');
});
