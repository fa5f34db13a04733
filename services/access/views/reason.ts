import { AppError } from '../../app-error.ts';
import type { ViewReason } from '../../contracts/view.ts';

export interface GivenReason {
  reasonCode: ViewReason;
  caseId?: string | undefined;
  note: string;
}

/**
 * Every look has a reason (domain: "Who may see what"): `own` for the person's own session and nothing else; any other
 * code with the case it is about or a note; `other` always with a note. Throws `reason_needed`.
 */
export function checkReason({ reasonCode, caseId, note }: GivenReason, isOwnSession: boolean): void {
  if (reasonCode === 'own') {
    if (isOwnSession) return;
    throw reasonNeeded('This is not a session of your own: say why you look, and for which case or with a note.');
  }
  if (reasonCode === 'emergency') throw reasonNeeded('This reason is for what was granted in an emergency only.');
  if (reasonCode === 'other' && note === '') throw reasonNeeded('Write in the note what the reason is.');
  if (caseId === undefined && note === '') throw reasonNeeded('Name the case this is about, or write a note.');
}

export function reasonNeeded(message: string): AppError {
  return new AppError('reason_needed', message);
}
