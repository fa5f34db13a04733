import { randomUUID } from 'node:crypto';
import type { Person, Question } from '../world/people.ts';
import { fill } from './questions.ts';

/** Things of the office for questions that hang on the office alone. */
export interface OfficeThings {
  /** Where nothing happens. */
  room: string;
  camera: string;
  account: string;
  /** Approved and not in force. */
  change: string;
  /** About the office, asked by another. */
  request: string;
  ownRequests: Map<string, string>;
  /** Granted in an emergency: to each person one, and one that waits. */
  looks: Map<string, string>;
  emergencyRequest: string;
  /** A second login of each person. */
  spareCookies: Map<string, string>;
  /** A third one's id. */
  spareLogins: Map<string, string>;
  /** Somebody else of the role, whose other logins may end. */
  aloneCookies: Map<string, string>;
  /** When its footage begins. */
  start: Date;
}

/** What an address asks for, as a person whose office includes it would ask. */
export function officeQuestion(address: string, who: Person, things: OfficeThings): Question {
  const [method = '', path = ''] = address.split(' ');
  const special = ways[address]?.(things, who) ?? {};
  const params = {
    ...{ roomId: things.room, cameraId: things.camera, accountId: things.account, changeId: things.change },
    ...{ code: 'no_case', approvalId: things.request, ...special.params },
  };
  const { query = '', body, cookie } = special;
  return { method, path: fill(path.replace('{*page}', 'sessions'), params) + query, body, cookie };
}

interface Way {
  params?: Record<string, string>;
  body?: object;
  query?: string;
  cookie?: string | undefined;
}

const at = (start: Date, seconds: number) => new Date(start.getTime() + seconds * 1000).toISOString();
const span = (start: Date) => `?from=${at(start, 0)}&to=${at(start, 60)}`;
const fresh = () => randomUUID().slice(0, 8);

const ways: Record<string, (things: OfficeThings, who: Person) => Way> = {
  'POST /api/login': () => ({ body: { login: 'nobody', password: 'wrong-password' } }),
  'POST /api/login/oidc/code': () => ({ body: { code: '000000' } }),
  'POST /api/logout': ({ spareCookies }, who) => ({ cookie: spareCookies.get(who.id) }),
  'POST /api/me/password': () => ({ body: { present: 'wrong-password', password: 'a-long-password' } }),
  'POST /api/me/second-factor': () => ({ body: { password: 'wrong-password' } }),
  'POST /api/me/second-factor/confirm': () => ({ body: { code: '000000' } }),
  'POST /api/me/recovery-codes': () => ({ body: { code: '000000' } }),
  'DELETE /api/me/logins/:loginId': ({ spareLogins }, who) => ({ params: { loginId: spareLogins.get(who.id) ?? '' } }),
  'DELETE /api/me/logins': ({ aloneCookies }, who) => ({ cookie: aloneCookies.get(who.role) }),
  'POST /api/accounts': () => ({
    body: { login: fresh(), name: 'New', role: 'officer', password: 'a-long-password' },
  }),
  'PATCH /api/accounts/:accountId': () => ({ body: { name: 'Renamed' } }),
  'POST /api/rooms': () => ({ body: { code: `n-${fresh()}`, name: 'New', kind: 'reception' } }),
  'PATCH /api/rooms/:roomId': () => ({ body: { name: 'Renamed' } }),
  'POST /api/cameras': ({ room }) => ({
    body: { roomId: room, code: `n-${fresh()}`, name: 'New', address: 'rtsp://127.0.0.1:9/z' },
  }),
  'PATCH /api/cameras/:cameraId': () => ({ body: { name: 'Renamed' } }),
  'POST /api/camera-imports': () => ({
    body: { csv: 'room,code,name,address\nr,c,n,rtsp://127.0.0.1:9/z', dryRun: true },
  }),
  'POST /api/camera-tests': () => ({ body: { address: 'rtsp://127.0.0.1:9/z' } }),
  'GET /api/cameras/:cameraId/timeline': ({ start }) => ({ query: span(start) }),
  'GET /api/rooms/:roomId/record': ({ start }) => ({ query: span(start) }),
  'GET /api/rooms/:roomId/signs': ({ start }) => ({ query: span(start) }),
  'GET /api/rooms/:roomId/loudness': ({ start }) => ({ query: `?at=${at(start, 0)}` }),
  'POST /api/views record': ({ room, start }) => ({
    body: {
      target: { kind: 'record', roomId: room, from: at(start, 0), to: at(start, 9) },
      ...{ reasonCode: 'audit', note: 'looked into' },
    },
  }),
  'POST /api/emergency-looks': ({ room, start }) => ({
    body: { roomId: room, from: at(start, 0), to: at(start, 9), reason: 'nobody answers' },
  }),
  'POST /api/views emergency': ({ looks }, who) => ({
    body: { target: { kind: 'emergency', lookId: looks.get(who.id) ?? '' }, reasonCode: 'emergency' },
  }),
  'POST /api/emergency-looks/:lookId/end': ({ looks }, who) => ({ params: { lookId: looks.get(who.id) ?? '' } }),
  'POST /api/approvals/:approvalId/decision emergency': ({ emergencyRequest }) => ({
    ...{ params: { approvalId: emergencyRequest }, body: { approve: false, note: 'not yet' } },
  }),
  'POST /api/view-reasons': () => ({ body: { words: { vi: 'lý do', en: 'reason', ru: 'причина' }, needs: 'note' } }),
  'PATCH /api/view-reasons/:code': () => ({ params: { code: 'other' }, body: { needs: 'note' } }),
  'PUT /api/view-reasons': () => ({ body: { codes: [] } }),
  'POST /api/sessions': ({ room }) => ({ body: { roomId: room } }),
  'POST /api/sessions/from-record': ({ room, start }) => ({
    body: { roomId: room, startedAt: at(start, 1), endedAt: at(start, 3), reason: 'forgotten' },
  }),
  'POST /api/cases': () => ({ body: { kind: 'KN' } }),
  'POST /api/retention-classes/:code/preview': () => ({ body: { minDays: 400, afterCloseDays: null } }),
  'POST /api/retention-classes/:code/changes': () => ({
    body: { minDays: 400, afterCloseDays: null, reason: 'asked for' },
  }),
  'POST /api/retention-changes/:changeId/stop': () => ({ body: { reason: 'not yet' } }),
  'POST /api/approvals/:approvalId/decision office': () => ({ body: { approve: false, note: 'not yet' } }),
  'POST /api/approvals/:approvalId/withdrawal office': ({ ownRequests }, who) => ({
    params: { approvalId: ownRequests.get(who.id) ?? '' },
  }),
};
