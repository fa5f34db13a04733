import { expect, test } from 'vitest';
import { addressOf } from '../../../../web/src/api/call.ts';

test('fills path and query, and leaves out what is empty', () => {
  expect(addressOf('/api/sessions/:sessionId/cases/:caseId', { sessionId: 'a/b', caseId: 'c' })).toBe(
    '/api/sessions/a%2Fb/cases/c',
  );
  expect(addressOf('/api/sessions', {}, { q: 'Lê Văn', roomId: undefined, kind: '', limit: 10 })).toBe(
    '/api/sessions?q=L%C3%AA+V%C4%83n&limit=10',
  );
});
