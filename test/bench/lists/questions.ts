import type { z } from 'zod';
import type { Actor } from '../../../services/access/actor.ts';
import { listApprovals } from '../../../services/access/approvals/list-approvals.ts';
import { listAudit } from '../../../services/access/log/audit-log.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { roomsNow } from '../../../services/api/recording/rooms-now.ts';
import { listCases } from '../../../services/casework/cases/read-cases.ts';
import { encodeCursor } from '../../../services/casework/cursor.ts';
import { dueSessions } from '../../../services/casework/destruction/due.ts';
import { listDestructions } from '../../../services/casework/destruction/read-destructions.ts';
import { listHolds } from '../../../services/casework/keeping/read-keeping.ts';
import { listSessions } from '../../../services/casework/sessions/list-sessions.ts';
import type { caseRoutes } from '../../../services/contracts/case.ts';
import type { sessionRoutes } from '../../../services/contracts/session.ts';

/** What the lists look for, out of the database that is asked. */
export interface Known {
  roomId: string;
  officer: { id: string; name: string };
  /** A normal case with a session. */
  file: { id: string; key: string; number: string };
}

export interface Question {
  /** Who may not do this does not ask. */
  act: PlainAct;
  ask: (db: Database, who: Actor, known: Known) => Promise<unknown>;
}
type PlainAct =
  | 'session.list'
  | 'case.list'
  | 'approval.list'
  | 'hold.list'
  | 'destruction.list'
  | 'room.list'
  | 'audit.read';

const year = 365 * 86_400_000;
const ago = (years: number) => new Date(Date.now() - years * year);
const deep = encodeCursor({ at: ago(4), id: '00000000-0000-7000-8000-000000000000' });

type SessionQuery = Partial<z.output<typeof sessionRoutes.list.query>>;
type CaseQuery = Partial<z.output<typeof caseRoutes.list.query>>;

const sessions = (query: SessionQuery | ((known: Known) => SessionQuery)): Question => ({
  act: 'session.list',
  ask: (db, who, known) =>
    listSessions(db, who, { limit: 50, ...(typeof query === 'function' ? query(known) : query) }),
});
const cases = (query: CaseQuery | ((known: Known) => CaseQuery)): Question => ({
  act: 'case.list',
  ask: (db, who, known) => listCases(db, who, { limit: 50, ...(typeof query === 'function' ? query(known) : query) }),
});

const aDay = { from: ago(3).toISOString(), to: new Date(ago(3).getTime() + year / 365).toISOString() };

/** Everything that the pages ask of lists, searches and counts. */
export const questions: Record<string, Question> = {
  'sessions: first page': sessions({}),
  'sessions: page four years back': sessions({ cursor: deep }),
  'sessions: without a case': sessions({ withCase: false, limit: 10 }),
  'sessions: with a case': sessions({ withCase: true }),
  'sessions: of a day three years ago': sessions(aDay),
  'sessions: of a room': sessions(({ roomId }) => ({ roomId })),
  'sessions: of a room and that day': sessions(({ roomId }) => ({ roomId, ...aDay })),
  'sessions: of an officer': sessions(({ officer }) => ({ officerId: officer.id })),
  'sessions: of a case': sessions(({ file }) => ({ caseId: file.id })),
  'sessions: dialogues': sessions({ kind: 'dialogue' }),
  'sessions: inspections (none)': sessions({ kind: 'inspection' }),
  'sessions: running': sessions({ state: 'running' }),
  'sessions: being sealed': sessions({ state: 'processing' }),
  'sessions: failed': sessions({ state: 'failed' }),
  'sessions: destroyed': sessions({ state: 'destroyed' }),
  'search: case number': sessions(({ file }) => ({ q: file.key })),
  'search: outside number': sessions(({ file }) => ({ q: file.number })),
  'search: officer': sessions(({ officer }) => ({ q: officer.name })),
  'search: a name of many': sessions({ q: 'nguyễn' }),
  'search: room': sessions({ q: 'phong tiep dan 17' }),
  'search: words of many notes': sessions({ q: 'tranh chấp đất' }),
  'search: words of some notes': sessions({ q: 'soc son, xin rut' }),
  'search: words of one note': sessions({ q: 'dong quyt' }),
  'search: words of none': sessions({ q: 'máy bay' }),
  'search: two letters of none': sessions({ q: 'qx' }),
  'search: words of some notes, back four years': sessions({ q: 'soc son, xin rut', cursor: deep }),
  'cases: first page': cases({}),
  'cases: page four years back': cases({ cursor: deep }),
  'cases: of a kind': cases({ kind: 'TTr' }),
  'cases: in a state (none)': cases({ state: 'forwarded' }),
  'cases: number': cases(({ file }) => ({ q: file.key })),
  'cases: outside number': cases(({ file }) => ({ q: file.number })),
  'cases: words of many': cases({ q: 'đất' }),
  'cases: words of some': cases({ q: 'khai thac cat tai soc son' }),
  'cases: words of none': cases({ q: 'may bay' }),
  requests: { act: 'approval.list', ask: listApprovals },
  holds: { act: 'hold.list', ask: listHolds },
  'sessions whose time is over': { act: 'destruction.list', ask: (db, who) => dueSessions(db, who, new Date()) },
  'lists of destruction': { act: 'destruction.list', ask: listDestructions },
  'rooms now': { act: 'room.list', ask: (db, who) => roomsNow(db, who, new Date()) },
  'audit log': {
    act: 'audit.read',
    ask: (db, who) => listAudit({ db, secretKey: Buffer.alloc(32) }, who, {}, { limit: 100 }),
  },
};
