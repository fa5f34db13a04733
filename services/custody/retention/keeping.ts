import type { RetentionClass } from '../../contracts/custody/retention.ts';

/** Days of a class, from the table. */
export interface ClassDays {
  code: RetentionClass;
  /** After the end of the session. */
  minDays: number;
  /** After its case was closed; null where cases play no part. */
  afterCloseDays: number | null;
}

/** What retention must know of a case that is or was linked to a session. */
export interface KeptCase {
  class: Extract<RetentionClass, 'case' | 'denunciation' | 'withdrawal'>;
  /** It was unlinked since: it holds no more, but its least time still counts. */
  isUnlinked: boolean;
  /** null while it is open. */
  closedAt: Date | null;
}

export interface KeptSession {
  /** The latest end that it ever had: giving it earlier times does not make it older. null while it runs. */
  endedAt: Date | null;
  cases: readonly KeptCase[];
  /** Holds on it or its cases that nobody has lifted. */
  holds: number;
}

export interface SessionKeeping {
  class: RetentionClass;
  isHeld: boolean;
  /** null while it is held or runs. */
  until: Date | null;
}

const dayMs = 86_400_000;

/**
 * How long a session is kept (domain: retention by class, the longest wins; a hold follows the case). It is held while a
 * linked case is open or a person holds it. Unlinking a case ends the hold but not the case's least time. Pure.
 */
export function keepingOf({ endedAt, cases, holds }: KeptSession, classes: readonly ClassDays[]): SessionKeeping {
  const isHeld = holds > 0 || cases.some(({ isUnlinked, closedAt }) => !isUnlinked && closedAt === null);
  const days = new Map(classes.map((one) => [one.code, one]));
  const end = (code: RetentionClass, closedAt: Date | null): number => {
    const found = days.get(code);
    if (!found) throw new RangeError(`there are no days for the class ${code}`);
    const least = (endedAt?.getTime() ?? 0) + found.minDays * dayMs;
    return closedAt === null ? least : Math.max(least, closedAt.getTime() + (found.afterCloseDays ?? 0) * dayMs);
  };
  // Not for less time than the record of an empty room.
  const leastMs = Math.max(end('no_case', null), end('idle', null));
  let longest: { class: RetentionClass; atMs: number } = { class: 'no_case', atMs: leastMs };
  for (const one of cases) {
    const atMs = end(one.class, one.isUnlinked ? null : one.closedAt);
    if (atMs > longest.atMs || longest.class === 'no_case')
      longest = { class: one.class, atMs: Math.max(atMs, longest.atMs) };
  }
  return { class: longest.class, isHeld, until: isHeld || endedAt === null ? null : new Date(longest.atMs) };
}
