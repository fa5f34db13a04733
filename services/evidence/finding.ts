/** What a check of evidence can find. `not`: it cannot count as verified. `partly`: nothing is wrong, something could not be checked. */
export const findingWeight = {
  document_unreadable: 'not',
  document_altered: 'not',
  key_foreign: 'not',
  key_unknown: 'partly',
  manifest_missing: 'not',
  manifest_unlinked: 'not',
  contents_missing: 'partly',
  file_missing: 'not',
  file_altered: 'not',
  file_foreign: 'not',
  chain_broken: 'not',
  chain_unknown: 'partly',
  segment_absent: 'partly',
  time_uncovered: 'not',
  time_overlap: 'not',
  audit_altered: 'not',
  audit_head_missing: 'not',
  time_stamp_foreign: 'not',
} as const;

export type FindingKind = keyof typeof findingWeight;

/** One thing found. `where` names the file, the key, or the instant. */
export interface Finding {
  kind: FindingKind;
  where: string;
}

export type Verdict = 'verified' | 'partly' | 'not';

/** The heaviest of what was found decides. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ kind }) => findingWeight[kind] === 'not')) return 'not';
  return findings.length === 0 ? 'verified' : 'partly';
}
