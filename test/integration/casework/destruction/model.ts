/** What must stay, worked out anew from the words of the rule and without our own code. */

const dayMs = 86_400_000;

export type Days = Record<
  'idle' | 'no_case' | 'case' | 'denunciation' | 'withdrawal',
  { min: number; afterClose: number }
>;

export interface ModelCase {
  id: string;
  key: string;
  kind: 'KN' | 'TC';
  everWithdrawn: boolean;
  closedAt: number | null;
  holds: number;
}

export interface ModelSession {
  id: string;
  /** Every [from, to) it ever had, in slots. */
  stretches: [number, number][];
  linked: Set<ModelCase>;
  everLinked: Set<ModelCase>;
  holds: number;
  destroyed: boolean;
}

/** Whether something holds a session now. */
export function isHeld(session: ModelSession): boolean {
  return (
    session.holds > 0 ||
    [...session.linked].some(({ closedAt }) => closedAt === null) ||
    [...session.everLinked].some(({ holds }) => holds > 0)
  );
}

/** When its time is over, were it not held. */
export function endOf(session: ModelSession, days: Days, slotEnd: (slot: number) => number): number {
  // The latest end that it ever had: other times do not make it older.
  const ended = slotEnd(Math.max(...session.stretches.map(([, to]) => to)));
  const ends = [ended + days.no_case.min * dayMs, ended + days.idle.min * dayMs];
  for (const file of session.everLinked) {
    const { min, afterClose } = days[file.everWithdrawn ? 'withdrawal' : file.kind === 'TC' ? 'denunciation' : 'case'];
    ends.push(ended + min * dayMs);
    if (session.linked.has(file) && file.closedAt !== null) ends.push(file.closedAt + afterClose * dayMs);
  }
  return Math.max(...ends);
}

/** Whether nobody may remove the segment of this slot at `now`. */
export function mustStay(
  slot: number,
  sessions: readonly ModelSession[],
  days: Days,
  now: number,
  slotEnd: (slot: number) => number,
): boolean {
  if (now < slotEnd(slot + 1) + days.idle.min * dayMs) return true;
  return sessions.some(
    (session) =>
      !session.destroyed &&
      session.stretches.some(([from, to]) => from < slot + 1 && slot < to) &&
      (isHeld(session) || now < endOf(session, days, slotEnd)),
  );
}
