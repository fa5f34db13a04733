import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import { beginLogin } from '../../../services/access/accounts/logins.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { createOpenAnswers } from '../../../services/api/accounts/open-answers.ts';
import type { ApiDeps } from '../../../services/api/api-deps.ts';
import { cookieName, rememberActor } from '../../../services/api/auth.ts';
import { renderProblem } from '../../../services/api/http/render-problem.ts';
import { playbackRoutes } from '../../../services/api/playback/routes.ts';
import type { Role } from '../../../services/contracts/access/account.ts';
import type { View } from '../../../services/contracts/view.ts';
import { createLog } from '../../../services/log.ts';
import { storeFootage } from '../../support/footage/stored-footage.ts';
import { freshDatabase, testFolder } from '../../support/stack.ts';

export interface Visitor {
  id: string;
  cookie: string;
}

export type ReplayHouse = Awaited<ReturnType<typeof openReplayHouse>>;

/** One room with one camera, an api that serves views over it, people to look; its clock stands where tests put it. */
export async function openReplayHouse() {
  const { db, close } = await freshDatabase();
  const folder = await testFolder('replay');
  const bucket = await openBucket({ kind: 'disk', path: `${folder}/store`, locked: true });
  const clock = { now: () => clock.nowMs, nowMs: Date.now() };
  const api = await startApi({ db, bucket, clock, cachePath: folder });
  const { room, camera } = await addRoom(db, clock.nowMs);

  return {
    db,
    clock,
    room,
    camera,
    bucket,
    origin: api.origin,
    request: api.request,
    post: api.post,
    visitor: (login: string, role: Role) => addVisitor(db, login, role),
    store: (startedAt: Date, seconds: number, withAudio = true) =>
      storeFootage({ folder, db, bucket, cameraId: camera, startedAt, seconds, withAudio }),
    /** Opens a view and returns it; fails the test when it is refused. */
    async open(who: Visitor, body: object): Promise<View> {
      const answer = await api.post(who, '/api/views', body);
      if (answer.status !== 201) throw new Error(`view refused: ${await answer.text()}`);
      return (await answer.json()) as View;
    },
    async close() {
      await api.close();
      await bucket.close();
      await close();
    },
  };
}

/** The playback part of the api with its login and its way to answer errors; what it does not need is left out. */
async function startApi(parts: Pick<ApiDeps, 'db' | 'bucket' | 'clock' | 'cachePath'>) {
  const accounts: Pick<ApiDeps, 'totpRoles' | 'openAnswers'> = { totpRoles: [], openAnswers: createOpenAnswers() };
  const deps = {
    ...parts,
    log: createLog('test', 'silent'),
    viewMinutes: 60,
    ffmpegPath: 'ffmpeg',
    ...accounts,
  } as ApiDeps;
  const app = express();
  app.use(express.json(), rememberActor(deps), playbackRoutes(deps), renderProblem(deps.log));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function request(who: Visitor | null, path: string, init: RequestInit = {}) {
    const cookie = who ? { cookie: who.cookie } : {};
    return fetch(new URL(path, origin), { ...init, headers: { ...cookie, ...init.headers } });
  }
  return {
    origin,
    request,
    post: (who: Visitor | null, path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json' };
      return request(who, path, { method: 'POST', body: JSON.stringify(body), headers });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function addVisitor(db: Database, login: string, role: Role): Promise<Visitor> {
  const account = await createAccount(
    db,
    { id: null },
    { login, name: login, role, password: 'long enough', keepsPassword: true },
  );
  const from = { address: '127.0.0.1', userAgent: 'test' };
  const { token } = await beginLogin(db, account.id, from, { now: new Date(), hours: 1000 });
  return { id: account.id, cookie: `${cookieName}=${token}` };
}

async function addRoom(db: Database, nowMs: number) {
  const room = await db
    .insertInto('rooms')
    .values({ code: 'r1', name: 'Room 1', name_plain: 'room 1', kind: 'reception' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const row = cameraRow(room.id, 'c1', nowMs);
  const camera = await db.insertInto('cameras').values(row).returning('id').executeTakeFirstOrThrow();
  return { room: room.id, camera: camera.id };
}

function cameraRow(roomId: string, code: string, nowMs: number) {
  const longAgo = new Date(nowMs - 24 * 3_600_000);
  return {
    room_id: roomId,
    code,
    name: code,
    address: 'rtsp://127.0.0.1/',
    user_name: null,
    password_sealed: null,
    disabled_reason: null,
    cause: null,
    last_segment_ended: null,
    created_at: longAgo,
    accounted_until: longAgo,
  };
}

export interface SessionFacts {
  officer: Visitor;
  from: Date;
  to: Date | null;
  accessClass?: 'normal' | 'restricted' | 'denouncer';
}

/** A session in the house's room. */
export async function addSession(house: ReplayHouse, facts: SessionFacts): Promise<string> {
  const { id } = await house.db
    .insertInto('sessions')
    .values({
      room_id: house.room,
      officer_id: facts.officer.id,
      kind: 'regular',
      case_kind: 'unknown',
      visit: 'first',
      people_count: 1,
      notice_given: true,
      notice_how: 'spoken',
      notice_language: null,
      note: '',
      note_plain: '',
      started_at: facts.from,
      ended_at: facts.to,
      made_from: 'record',
      access_class: facts.accessClass ?? 'normal',
      tag_failure: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A case linked to a session. */
export async function addCase(house: ReplayHouse, sessionId: string, by: Visitor, number = 1): Promise<string> {
  const { id } = await house.db
    .insertInto('cases')
    .values({
      key: `KN-2026-${String(number).padStart(6, '0')}`,
      code: `c-${String(number).padStart(16, '0')}`,
      kind: 'KN',
      access_class: 'normal',
      subject: '',
      subject_plain: '',
      created_by: by.id,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const link = { session_id: sessionId, case_id: id, linked_by: by.id, unlinked_by: null, unlinked_at: null };
  await house.db.insertInto('session_cases').values(link).execute();
  return id;
}
