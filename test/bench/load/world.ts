import { randomBytes } from 'node:crypto';
import { Secret } from 'otpauth';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import { beginLogin } from '../../../services/access/accounts/logins.ts';
import { addMember } from '../../../services/access/members.ts';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { ensureClips } from '../../../services/casework/clips/clips.ts';
import type { Role } from '../../../services/contracts/access/account.ts';
import { type AccessClass, accessClass } from '../../../services/contracts/case.ts';
import { createRoom } from '../../../services/recording/rooms.ts';
import { sealText } from '../../../services/sealed-text.ts';
import { storeFootage } from '../../support/footage/stored-footage.ts';
import type { Site } from '../ingest/site.ts';

const rooms = 6;
export const sessionSeconds = 70;
/** As a second stream of a camera has: with 4 Mbit/s the cores would only copy bytes. */
const bitsPerSecond = 1_000_000;

/** A session that is over; its case, and who works on that. */
export interface Seen {
  id: string;
  accessClass: AccessClass;
  caseId: string;
  officerId: string;
  memberIds: readonly string[];
}

export interface Someone {
  id: string;
  login: string;
  role: Role;
}

export interface World {
  password: string;
  sessions: Seen[];
  /** Who looks, each already logged in, with the cookie. */
  people: (Someone & { cookie: string })[];
  /** Who logs in meanwhile; with the secret of a second factor where there is one. */
  comers: (Someone & { secret: string | null })[];
}

const roleOf = (number: number): Role =>
  (
    [
      'officer',
      'officer',
      'officer',
      'officer',
      'supervisor',
      'supervisor',
      'supervisor',
      'chief',
      'archivist',
      'admin',
    ] as const
  )[number % 10] ?? 'officer';

/** Six rooms with a camera of 1 Mbit/s each; in each three sessions, one of each class, with a case and people on it. */
export async function buildWorld(site: Site, bucket: Bucket, size: { people: number; comers: number }): Promise<World> {
  const { db, house } = site;
  const password = randomBytes(12).toString('hex');
  const accounts = await makeAccounts(db, password, size.people + size.comers);
  const people = accounts.slice(0, size.people);
  const comers = accounts.slice(size.people);
  const officers = people.filter(({ role }) => role === 'officer');
  const startedAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
  const sessions: Seen[] = [];
  for (let room = 0; room < rooms; room++) {
    const { id: roomId } = await createRoom(db, { code: `l${room}`, name: `L${room}`, kind: 'reception' });
    const cameraId = await makeCamera(db, roomId, startedAt);
    const seconds = sessionSeconds * accessClass.options.length;
    await storeFootage({ ...site, bucket, cameraId, startedAt, seconds, bitsPerSecond });
    for (const [part, name] of accessClass.options.entries()) {
      const from = new Date(startedAt.getTime() + part * sessionSeconds * 1000);
      const own = officers.filter((_, i) => i % (rooms * 3) === room * 3 + part);
      sessions.push(await makeSession(db, { roomId, from, accessClass: name, people: own, number: sessions.length }));
    }
  }
  const key = Buffer.from(house.env.SECRET_KEY ?? '', 'hex');
  return {
    ...{ password, sessions },
    people: await Promise.all(people.map(async (one) => ({ ...one, cookie: await cookieOf(db, one.id) }))),
    comers: await Promise.all(
      comers.map(async (comer, i) => ({ ...comer, secret: i % 3 === 0 ? await giveFactor(db, key, comer.id) : null })),
    ),
  };
}

async function makeAccounts(db: Database, password: string, count: number): Promise<Someone[]> {
  const made: Someone[] = [];
  for (let number = 0; number < count; number++) {
    const [login, role] = [`person${number}`, roleOf(number)];
    const account = { login, name: `Person ${number}`, role, password, keepsPassword: true };
    const { id } = await createAccount(db, { id: null }, account);
    made.push({ id, login, role });
  }
  return made;
}

async function cookieOf(db: Database, accountId: string): Promise<string> {
  const from = { address: '127.0.0.1', userAgent: 'bench' };
  const { token } = await beginLogin(db, accountId, from, { now: new Date(), hours: 1 });
  return `minhchung=${token}`;
}

async function giveFactor(db: Database, key: Buffer, accountId: string): Promise<string> {
  const secret = new Secret({ size: 20 }).base32;
  const row = { account_id: accountId, secret_sealed: sealText(key, secret), enrolled_at: new Date() };
  await db
    .insertInto('second_factors')
    .values({ ...row, offered_sealed: null, offered_at: null })
    .execute();
  return secret;
}

/** Switched off, so that no recorder tries it. */
async function makeCamera(db: Database, roomId: string, since: Date): Promise<string> {
  const common = { room_id: roomId, code: 'c', name: 'C', address: 'rtsp://127.0.0.1:9/none' };
  const state = { disabled_reason: 'bench', state: 'disabled', created_at: since, accounted_until: since } as const;
  const row = await db
    .insertInto('cameras')
    .values({ ...common, ...state })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

interface Plan {
  roomId: string;
  from: Date;
  accessClass: AccessClass;
  /** The first received it, the others work on its case. */
  people: Someone[];
  number: number;
}

async function makeSession(db: Database, { roomId, from, accessClass, people, number }: Plan): Promise<Seen> {
  const [officer, ...members] = people;
  if (!officer) throw new Error('no officer for a session');
  const protectedClass = { access_class: accessClass, own_class: accessClass };
  const times = { started_at: from, ended_at: new Date(from.getTime() + sessionSeconds * 1000) };
  const { id } = await db
    .insertInto('sessions')
    .values({
      ...{ room_id: roomId, officer_id: officer.id, kind: 'regular', case_kind: 'unknown', visit: 'first' },
      ...{
        people_count: 1,
        notice_given: true,
        note: '',
        note_plain: '',
        made_from: 'record',
        ...protectedClass,
        ...times,
      },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const version = { session_id: id, version: 1, ...times, reason: 'bench', changed_by: officer.id };
  await db.insertInto('session_versions').values(version).execute();
  const digits = String(number).padStart(6, '0');
  const file = { kind: accessClass === 'denouncer' ? 'TC' : 'KN', code: `c-0000000000${digits}` } as const;
  const { id: caseId } = await db
    .insertInto('cases')
    .values({
      ...file,
      key: `${file.kind}-2026-${digits}`,
      subject: '',
      subject_plain: '',
      created_by: officer.id,
      access_class: accessClass,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db.insertInto('session_cases').values({ session_id: id, case_id: caseId, linked_by: officer.id }).execute();
  for (const { id: memberId } of members) await addMember(db, caseId, memberId, officer.id);
  await ensureClips(db, id);
  return { id, accessClass, caseId, officerId: officer.id, memberIds: members.map((member) => member.id) };
}
