import type { TestApi } from '../../../support/api.ts';
import type { Asker, Question } from '../world/people.ts';
import type { Place } from '../world/place.ts';

/** What belongs to one person at one place. */
export interface Own {
  /** A look that was opened when it was allowed. */
  view: string;
  /** The same of the room, live. */
  live: string;
  /** A normal case of the session, to be unlinked. */
  scrapCase: string;
  /** What the person asked for. */
  requests: { session: string; case: string };
  /** What the person wrote when that was allowed, and a note for them. */
  markers: { written: string; forThem: string };
}

/** One person at one place. */
export interface Meeting {
  who: Asker;
  place: Place;
  own: Own;
  /** Somebody who is let in, taken off and shut out. */
  bystander: string;
  /** A normal case that anybody may link. */
  linkedKey: string;
}

/** What an address asks for at a place, as a person who may would ask. */
export function questionAt(address: string, meeting: Meeting): Question {
  const [method = '', path = ''] = address.split(' ');
  const special = ways[address]?.(meeting) ?? {};
  const params = { ...paramsAt(meeting), ...special.params };
  const search = special.query ? `?${new URLSearchParams(special.query)}` : '';
  return { method, path: fill(path, params) + search, body: special.body, headers: special.headers };
}

/** Whether only one person finds it as it must be, unless it is brought back. */
export const isSettled = (address: string) =>
  address === 'POST /api/clips/:clipId/seal' || /\/raise$|\/decision /.test(address);

/** Brings what the last person changed back to what it was. */
export async function settle(api: TestApi, { place }: Meeting): Promise<void> {
  const { accessClass: access_class, failedClip, raised, approvals } = place;
  for (const id of Object.values(approvals)) await undecided(api, id);
  await api.db.updateTable('clips').set({ state: 'failed' }).where('id', '=', failedClip).execute();
  await api.db
    .updateTable('sessions')
    .set({ access_class, own_class: access_class })
    .where('id', '=', raised.session)
    .execute();
  await api.db.updateTable('cases').set({ access_class }).where('id', '=', raised.case).execute();
}

/** Makes a request wait again. */
export async function undecided({ db }: TestApi, requestId: string): Promise<void> {
  const nobody = { decided_by: null, decided_at: null, decision: null };
  await db
    .updateTable('approvals')
    .set({ state: 'asked', ...nobody })
    .where('id', '=', requestId)
    .execute();
}

/** Puts parameters into an Express path. Throws where one is missing. */
export function fill(path: string, params: Record<string, string>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
}

function paramsAt({ place, own, bystander }: Meeting): Record<string, string> {
  return {
    ...{ sessionId: place.session, clipId: place.clip, cameraId: place.camera, roomId: place.room },
    ...{ viewId: own.view, startedAtMs: String(place.startedAt.getTime() - 1000), version: '1' },
    ...{ caseId: place.case.id, accountId: bystander, folderId: place.folder, incidentId: place.incident },
    ...{ destructionId: place.destruction, visitorId: place.visitor, markerId: own.markers.forThem },
  };
}

interface Way {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
  headers?: Record<string, string>;
}

const who = { name: 'Name' };
const raise = { to: 'denouncer', reason: 'named by somebody' };
const hold = { reason: 'dispute', note: 'held' };
const lift = { reason: 'no longer needed' };
const refuse = { approve: false, note: 'not yet' };
const later = (date: Date, ms: number) => new Date(date.getTime() + ms).toISOString();

const ways: Record<string, (meeting: Meeting) => Way> = {
  'POST /api/views session': ({ place, who }) => ({
    body: {
      target: { kind: 'session', sessionId: place.session },
      ...{ reasonCode: place.officer.id === who.id ? 'own' : 'audit', note: 'looked into' },
    },
  }),
  'POST /api/views live': ({ place, who }) => ({
    body: {
      target: { kind: 'live', roomId: place.room },
      ...{ reasonCode: place.officer.id === who.id ? 'own' : 'monitoring', note: 'on duty' },
    },
  }),
  'GET /api/views/:viewId/cameras/:cameraId/live.flv': ({ own }) => ({ params: { viewId: own.live } }),
  'POST /api/views/:viewId/progress': ({ place }) => ({
    body: { watched: [{ from: later(place.startedAt, 100), to: later(place.startedAt, 200) }] },
  }),
  'POST /api/views/:viewId/snapshots': ({ place }) => ({
    body: { cameraId: place.camera, at: later(place.startedAt, 100), sha256: '0'.repeat(64) },
  }),
  'GET /api/views/:viewId/cameras/:cameraId/picture': ({ place }) => ({ query: { at: later(place.startedAt, 100) } }),
  'GET /api/views/:viewId/cameras/:cameraId/video/:startedAtMs.mp4': () => ({ headers: { range: 'bytes=0-100' } }),
  'POST /api/sessions/:sessionId/raise': ({ place }) => ({ params: { sessionId: place.raised.session }, body: raise }),
  'POST /api/cases/:caseId/raise': ({ place }) => ({ params: { caseId: place.raised.case }, body: raise }),
  'POST /api/sessions/:sessionId/lower': () => ({ body: { to: 'normal', reason: 'nobody is named' } }),
  'POST /api/cases/:caseId/lower': () => ({ body: { to: 'normal', reason: 'nobody is named' } }),
  'POST /api/sessions/:sessionId/visitors': () => ({ body: who }),
  'PUT /api/visitors/:visitorId': () => ({ body: { ...who, version: 99 } }),
  'POST /api/visitors/:visitorId/openings': () => ({ body: { reasonCode: 'check', note: 'as agreed' } }),
  'POST /api/sessions/:sessionId/markers': ({ place }) => ({
    body: { kind: 'note', text: 'look at this', at: later(place.startedAt, 500) },
  }),
  'PATCH /api/markers/:markerId': ({ own }) => ({
    ...{ params: { markerId: own.markers.written }, body: { version: 1, text: 'look here' } },
  }),
  'POST /api/markers/:markerId/answers': () => ({ body: { text: 'seen' } }),
  'PUT /api/markers/:markerId/done': () => ({ body: { done: true } }),
  'POST /api/sessions/:sessionId/evidence-requests': () => ({ body: { note: 'for the court' } }),
  'POST /api/approvals/:approvalId/decision lower': ({ place }) => ({
    ...{ params: { approvalId: place.approvals.lower }, body: refuse },
  }),
  'POST /api/visitors/:visitorId/opening-requests': () => ({ body: { reasonCode: 'check', note: 'as agreed' } }),
  'POST /api/approvals/:approvalId/decision opening': ({ place }) => ({
    ...{ params: { approvalId: place.approvals.opening }, body: refuse },
  }),
  'PATCH /api/sessions/:sessionId': () => ({ body: { peopleCount: 2 } }),
  'POST /api/sessions/:sessionId/times': ({ place: { startedAt } }) => ({
    body: { version: 99, startedAt: startedAt.toISOString(), endedAt: later(startedAt, 5000), reason: 'too long' },
  }),
  'POST /api/sessions/:sessionId/cases': ({ linkedKey }) => ({ body: { caseKey: linkedKey } }),
  'DELETE /api/sessions/:sessionId/cases/:caseId': ({ own }) => ({ params: { caseId: own.scrapCase } }),
  'POST /api/clips/:clipId/seal': ({ place }) => ({ params: { clipId: place.failedClip } }),
  'POST /api/sessions/:sessionId/holds': () => ({ body: hold }),
  'POST /api/cases/:caseId/holds': () => ({ body: hold }),
  'POST /api/holds/:holdId/lift session': ({ place }) => ({ params: { holdId: place.holds.session }, body: lift }),
  'POST /api/holds/:holdId/lift case': ({ place }) => ({ params: { holdId: place.holds.case }, body: lift }),
  'POST /api/destructions': ({ place }) => ({ body: { sessionIds: [place.session], reason: 'its time is over' } }),
  'POST /api/sessions/:sessionId/evidence': () => ({ body: { note: 'for the court' } }),
  'POST /api/approvals/:approvalId/decision session': ({ place }) => ({
    ...{ params: { approvalId: place.approvals.session }, body: refuse },
  }),
  'POST /api/approvals/:approvalId/decision case': ({ place }) => ({
    ...{ params: { approvalId: place.approvals.case }, body: refuse },
  }),
  'POST /api/approvals/:approvalId/withdrawal session': ({ own }) => ({ params: { approvalId: own.requests.session } }),
  'POST /api/approvals/:approvalId/withdrawal case': ({ own }) => ({ params: { approvalId: own.requests.case } }),
  'GET /api/destructions/:destructionId/sessions/:sessionId/list.json': ({ place }) => ({
    params: { sessionId: place.old },
  }),
  'POST /api/fixity/incidents/:incidentId/closing': () => ({ body: { note: 'looked into' } }),
  'PATCH /api/cases/:caseId': () => ({ body: { outsideNumbers: ['682/QĐ-TTr'] } }),
  'PUT /api/cases/:caseId/conflicts/:accountId': () => ({ body: { reason: 'named in it' } }),
  'POST /api/rooms/:roomId/pause': () => ({ body: { reason: 'a break', minutes: 5 } }),
};
