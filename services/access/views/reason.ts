import { AppError } from '../../app-error.ts';
import type { ReasonNeeds } from '../../contracts/access/view-reason.ts';

export interface GivenReason {
  reasonCode: string;
  caseId?: string | undefined;
  note: string;
}

/** What a look is at, as far as the reason hangs on it. */
export interface LookedAt {
  isOwnSession: boolean;
  /** A room live, or as it was a moment ago. */
  isNow: boolean;
}

/**
 * Every look has a reason (domain: "Who may see what"): `own` for the person's own session and nothing else; `monitoring` for
 * rooms as they are now; any code but `own` with what it needs, at the least the case it is about or a note. `needs` is null for
 * a reason that is not offered. Throws `reason_needed`.
 */
export function checkReason(
  { reasonCode, caseId, note }: GivenReason,
  { isOwnSession, isNow }: LookedAt,
  needs: ReasonNeeds | null,
): void {
  if (reasonCode === 'own') {
    if (isOwnSession) return;
    throw reasonNeeded('This is not a session of your own: say why you look, and for which case or with a note.');
  }
  if (reasonCode === 'emergency') throw reasonNeeded('This reason is for what was granted in an emergency only.');
  if (reasonCode === 'monitoring' && !isNow)
    throw reasonNeeded('Monitoring is for rooms live and a few minutes back: say why you look at what was before.');
  if (needs === null) throw reasonNeeded('This reason is not offered any more: choose another.');
  if (needs === 'note' && note === '') throw reasonNeeded('Write in the note what the reason is.');
  if (needs === 'case' && caseId === undefined) throw reasonNeeded('Name the case this is about.');
  if (caseId === undefined && note === '') throw reasonNeeded('Name the case this is about, or write a note.');
}

export function reasonNeeded(message: string): AppError {
  return new AppError('reason_needed', message);
}
