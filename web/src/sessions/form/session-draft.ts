import { type CaseKind, caseKey, caseKind } from '../../../../services/contracts/case.ts';
import { type SessionForm, sessionForm } from '../../../../services/contracts/session.ts';

export const emptyForm: SessionForm = sessionForm.parse({});

/** `KN-2026-000123` from what was typed; null when it is not a case number. */
export function readCaseKey(typed: string): string | null {
  const parsed = caseKey.safeParse(typed);
  return parsed.success ? parsed.data : null;
}

/** The kind a case number stands for. */
export function kindOfKey(key: string): CaseKind {
  return caseKind.parse(key.slice(0, key.indexOf('-')));
}
