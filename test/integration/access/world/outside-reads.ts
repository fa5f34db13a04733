import type { TestApi } from '../../../support/api.ts';
import { type Asker, ask } from './people.ts';
import { seenOf } from './twins.ts';

/** Lists and files that everybody or an office reads. What is left out tells, by rule, no more than that a room is occupied. */
const lists = [
  '/api/people',
  '/api/accounts',
  '/api/cameras',
  '/api/ingest-workers',
  '/api/quarantined-files',
  '/api/retention-classes',
  '/api/view-reasons',
  '/api/retention-changes',
  '/api/holds',
  '/api/approvals',
  '/api/notes',
  '/api/destructions',
  '/api/destructions/due',
  '/api/idle-expiries',
  '/api/store-checks',
];

/** What somebody may know who is looking for a hidden thing. */
export interface Hints {
  room: string;
  camera: string;
  officerId: string;
  /** Words of its subject, its number, its room, its officer. */
  words: string[];
  at: Date;
  /** Before everything that is asked here. */
  until: Date;
}

/** Everything an outsider can read, search, page through and count, by address. */
export async function readAll(api: TestApi, who: Asker, hints: Hints): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const path of [...lists, ...searches(hints)]) {
    const text = await seenOf(await ask(api, who, { method: 'GET', path }));
    seen.set(path, text);
  }
  for (const code of ['no_case', 'case', 'denunciation', 'withdrawal']) {
    const body = { minDays: 1, afterCloseDays: code === 'no_case' ? null : 1 };
    const question = { method: 'POST', path: `/api/retention-classes/${code}/preview`, body };
    seen.set(`preview ${code}`, await seenOf(await ask(api, who, question)));
  }
  return seen;
}

function searches({ room, camera, officerId, words, at, until }: Hints): string[] {
  const [from, to] = [at.toISOString(), new Date(at.getTime() + 60_000).toISOString()];
  const day = `from=${new Date(at.getTime() - 3_600_000).toISOString()}&to=${to}`;
  const sessions = [
    ...words.map((word) => `q=${encodeURIComponent(word)}`),
    ...[
      'limit=1',
      'limit=2',
      'limit=200',
      'withCase=true',
      'withCase=false',
      `roomId=${room}`,
      `from=${from}&to=${to}`,
    ],
    ...[`officerId=${officerId}`, 'state=running', 'state=failed', 'state=processing', 'kind=regular'],
  ].map((query) => `/api/sessions?${query}`);
  const cases = [...words.map((word) => `q=${encodeURIComponent(word)}`), 'limit=1', 'kind=KN', 'state=received'].map(
    (query) => `/api/cases?${query}`,
  );
  const records = [`/api/rooms/${room}/record?${day}`, `/api/cameras/${camera}/timeline?${day}`];
  const log = ['audit-log', 'audit-log.csv'].map((name) => `/api/${name}?to=${until.toISOString()}`);
  return [...sessions, ...cases, ...records, ...log];
}
