import { expect, test } from 'vitest';
import { checkReason, type GivenReason } from '../../../../services/access/views/reason.ts';
import type { ReasonNeeds } from '../../../../services/contracts/access/view-reason.ts';

const caseId = '00000000-0000-7000-8000-000000000001';
const own = true;
const refused = expect.objectContaining({ code: 'reason_needed' });

const cases: [string, GivenReason, ReasonNeeds | null, boolean, 'accepted' | 'refused'][] = [
  ['own, of an own session', { reasonCode: 'own', note: '' }, 'either', own, 'accepted'],
  ['own, of another person’s session', { reasonCode: 'own', note: 'let me' }, 'either', !own, 'refused'],
  ['own, of another person’s session with a case', { reasonCode: 'own', note: '', caseId }, 'either', !own, 'refused'],
  ['a code alone', { reasonCode: 'complaint', note: '' }, 'either', !own, 'refused'],
  ['a code alone, of an own session', { reasonCode: 'complaint', note: '' }, 'either', own, 'refused'],
  ['a code and a case', { reasonCode: 'complaint', note: '', caseId }, 'either', !own, 'accepted'],
  ['a code and a note', { reasonCode: 'audit', note: 'monthly draw' }, 'either', !own, 'accepted'],
  ['one that needs a note, without', { reasonCode: 'other', note: '', caseId }, 'note', !own, 'refused'],
  ['one that needs a note, with it', { reasonCode: 'other', note: 'training' }, 'note', !own, 'accepted'],
  ['one that needs a case, without', { reasonCode: 'court', note: 'letter 12' }, 'case', !own, 'refused'],
  ['one that needs a case, with it', { reasonCode: 'court', note: '', caseId }, 'case', !own, 'accepted'],
  ['one that is not offered', { reasonCode: 'gone', note: 'a note', caseId }, null, !own, 'refused'],
  ['emergency, without a grant', { reasonCode: 'emergency', note: 'now', caseId }, 'either', !own, 'refused'],
];

test.each(cases)('%s', (_name, reason, needs, isOwnSession, outcome) => {
  const check = () => checkReason(reason, { isOwnSession, isNow: false }, needs);
  if (outcome === 'accepted') expect(check).not.toThrow();
  else expect(check).toThrow(refused);
});

test('monitoring is for what is now, with a note too', () => {
  const monitoring: GivenReason = { reasonCode: 'monitoring', note: 'on duty' };
  expect(() => checkReason(monitoring, { isOwnSession: false, isNow: true }, 'either')).not.toThrow();
  expect(() => checkReason(monitoring, { isOwnSession: false, isNow: false }, 'either')).toThrow(refused);
  expect(() => checkReason({ ...monitoring, note: '' }, { isOwnSession: false, isNow: true }, 'either')).toThrow(
    refused,
  );
});
