import { expect, test } from 'vitest';
import { checkReason, type GivenReason } from '../../../../services/access/views/reason.ts';

const caseId = '00000000-0000-7000-8000-000000000001';
const own = true;
const refused = expect.objectContaining({ code: 'reason_needed' });

const cases: [string, GivenReason, boolean, 'accepted' | 'refused'][] = [
  ['own, of an own session', { reasonCode: 'own', note: '' }, own, 'accepted'],
  ['own, of another person’s session', { reasonCode: 'own', note: 'let me' }, !own, 'refused'],
  ['own, of another person’s session with a case', { reasonCode: 'own', note: '', caseId }, !own, 'refused'],
  ['a code alone', { reasonCode: 'complaint', note: '' }, !own, 'refused'],
  ['a code alone, of an own session', { reasonCode: 'complaint', note: '' }, own, 'refused'],
  ['a code and a case', { reasonCode: 'complaint', note: '', caseId }, !own, 'accepted'],
  ['a code and a note', { reasonCode: 'audit', note: 'monthly draw' }, !own, 'accepted'],
  ['other without a note', { reasonCode: 'other', note: '', caseId }, !own, 'refused'],
  ['other with a note', { reasonCode: 'other', note: 'training' }, !own, 'accepted'],
];

test.each(cases)('%s', (_name, reason, isOwnSession, outcome) => {
  const check = () => checkReason(reason, isOwnSession);
  if (outcome === 'accepted') expect(check).not.toThrow();
  else expect(check).toThrow(refused);
});
