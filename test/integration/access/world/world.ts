import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openOidc } from '../../../../services/adapters/oidc/oidc-provider.ts';
import { systemClock } from '../../../../services/clock.ts';
import { role } from '../../../../services/contracts/access/account.ts';
import { createLog } from '../../../../services/log.ts';
import { startApi } from '../../../support/api.ts';
import { storeFootage } from '../../../support/footage/stored-footage.ts';
import { testFolder } from '../../../support/stack.ts';
import type { OfficeThings } from '../expectations/office-questions.ts';
import type { Meeting, Own } from '../expectations/questions.ts';
import { addEmergency, addMarkerOf, addRequest } from './papers.ts';
import { type Asker, addAskers, addPerson, logIn } from './people.ts';
import type { House, Place } from './place.ts';
import { addFilmedCamera, addPlaces, standingAt } from './places.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;

/** One office with people of every kind, and no sessions yet. */
export async function openHouse(change: Parameters<typeof startApi>[0] = {}) {
  // A provider that is away: its addresses are there all the same.
  const provider = {
    issuer: 'http://127.0.0.1:9',
    clientId: 'c',
    clientSecret: 's',
    name: '',
    claim: 'n',
    trustsAmr: false,
  };
  const oidc = openOidc(provider, { clock: systemClock, log: createLog('test', 'silent') });
  const api = await startApi({ oidc, ...change });
  await Promise.all(['index.html', 'verify.html'].map((name) => writeFile(join(api.deps.webDist, name), 'a page')));
  const askers = await addAskers(api);
  const [host, requester, insider] = [
    await addPerson(api, 'officer', 'host'),
    await addPerson(api, 'archivist', 'requester'),
    await addPerson(api, 'supervisor', 'insider'),
  ];
  const start = new Date(Math.floor((Date.now() - 3_600_000) / 1000) * 1000);
  const filmed = await film(api, start);
  const house: House = { api, askers, host, requester, insider, start, filmed: filmed.camera };
  return { ...house, house, free: filmed, close: () => api.close() };
}

/** The same with everything in it: a place for every class and everybody who receives. */
export async function openWorld() {
  const office = await openHouse();
  return { ...office, places: await addPlaces(office.house) };
}

/** A room where nobody is, and ten seconds of footage. */
async function film({ db, deps }: House['api'], startedAt: Date) {
  await sql`select ensure_segment_partition(${startedAt}::date)`.execute(db);
  const values = { code: 'free', name: 'Free', name_plain: 'free', kind: 'reception' } as const;
  const { id: room } = await db.insertInto('rooms').values(values).returning('id').executeTakeFirstOrThrow();
  const since = new Date(startedAt.getTime() - 3_600_000);
  const { id: camera } = await db
    .insertInto('cameras')
    .values({
      room_id: room,
      code: 'c',
      name: 'Free',
      address: 'rtsp://127.0.0.1:9/x',
      created_at: since,
      accounted_until: since,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const folder = await testFolder('footage');
  await storeFootage({ folder, db, bucket: deps.bucket, cameraId: camera, startedAt, seconds: 10 });
  return { room, camera };
}

/** Everybody at every place that a table speaks of, with what is their own there. */
export async function meetingsOf(world: World): Promise<Meeting[]> {
  const bystander = (await addPerson(world.api, 'officer', 'bystander')).id;
  const linkedKey = await addScrapCase(world, 900_000);
  const pairs = world.askers.flatMap((who) =>
    world.places
      .filter((place) => standingAt(place, who) === who.standing && isOwnPlace(place, who))
      .map((place) => ({ who, place })),
  );
  return Promise.all(
    pairs.map(async (pair, number) => ({ ...pair, bystander, linkedKey, own: await addOwn(world, pair, number) })),
  );
}

/** Who has no part has none at any place but the shared ones too; one place for each class is enough. */
function isOwnPlace(place: Place, who: Asker): boolean {
  return place.isShared || place.officer.id === who.id;
}

async function addOwn(world: World, { who, place }: Pick<Meeting, 'who' | 'place'>, number: number): Promise<Own> {
  const { db } = world.api;
  const { id: view } = await db
    .insertInto('views')
    .values({
      ...{ account_id: who.id, login_id: who.loginId, target_kind: 'session', session_id: place.session },
      ...{ room_id: place.room, from_at: place.startedAt, to_at: new Date(place.startedAt.getTime() + 8000) },
      ...{ reason_code: 'audit', note: 'looked into', address: '127.0.0.1' },
      expires_at: new Date(Date.now() + 3_600_000),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: live } = await db
    .insertInto('views')
    .values({
      ...{ account_id: who.id, login_id: who.loginId, target_kind: 'live', room_id: place.room, from_at: new Date() },
      ...{ reason_code: place.officer.id === who.id ? 'own' : 'monitoring', note: 'on duty', address: '127.0.0.1' },
      ...{ to_at: new Date(Date.now() + 3_600_000), expires_at: new Date(Date.now() + 3_600_000) },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const key = await addScrapCase(world, number + 1);
  const { id: scrapCase } = await db.selectFrom('cases').select('id').where('key', '=', key).executeTakeFirstOrThrow();
  const link = { session_id: place.session, case_id: scrapCase, linked_by: place.officer.id };
  await db.insertInto('session_cases').values(link).execute();
  const requests = {
    session: await addRequest(world, { session_id: place.session }, who.id),
    case: await addRequest(world, { case_id: place.case.id }, who.id),
  };
  const markers = {
    written: await addMarkerOf(world, place, { writtenBy: who.id, forId: null }),
    forThem: await addMarkerOf(world, place, { writtenBy: world.insider.id, forId: who.id }),
  };
  return { view, live, scrapCase, requests, markers };
}

async function addScrapCase({ api: { db }, host }: World, number: number): Promise<string> {
  const key = `KN-2024-${String(number).padStart(6, '0')}`;
  const row = {
    key,
    code: `c-1000000000${String(number).padStart(6, '0')}`,
    kind: 'KN',
    access_class: 'normal',
  } as const;
  await db
    .insertInto('cases')
    .values({ ...row, subject: '', subject_plain: '', created_by: host.id })
    .execute();
  return key;
}

/** What questions of the office are about. */
export async function officeThings(world: World): Promise<OfficeThings> {
  const { api, free, requester, host, askers, house } = world;
  const change = {
    min_days: 90,
    old_min_days: 60,
    after_close_days: null,
    old_after_close_days: null,
    reason: 'longer',
  };
  const { id } = await api.db
    .insertInto('retention_changes')
    .values({ ...change, class: 'idle', asked_by: requester.id, state: 'approved', approved_by: host.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  const identity = { account_id: host.id, issuer: 'http://127.0.0.1:9', subject: 'host' };
  await api.db.insertInto('oidc_identities').values(identity).execute();
  const own = askers.map(async (who) => [who.id, await addRequest(world, {}, who.id)] as const);
  const admin = (await addPerson(api, 'admin', 'in an emergency')).id;
  const looks = askers.map(async (who) => {
    const askedBy = who.role === 'admin' ? who.id : admin;
    return [who.id, (await addEmergency(world, { room: free.room, askedBy, granted: true })).id] as const;
  });
  const spare = askers.map(async (who) => [who.id, (await logIn(api, who.id)).cookie] as const);
  const third = askers.map(async (who) => [who.id, (await logIn(api, who.id)).loginId] as const);
  const alone = role.options.map(async (one) => [one, (await addPerson(api, one, `${one} alone`)).cookie] as const);
  return {
    ...{ room: free.room, camera: await addFilmedCamera(house, free.room, 'e'), account: host.id, change: id },
    request: await addRequest(world, {}, requester.id),
    ownRequests: new Map(await Promise.all(own)),
    looks: new Map(await Promise.all(looks)),
    emergencyRequest: (await addEmergency(world, { room: free.room, askedBy: admin, granted: false })).request,
    spareCookies: new Map(await Promise.all(spare)),
    spareLogins: new Map(await Promise.all(third)),
    aloneCookies: new Map(await Promise.all(alone)),
    start: world.start,
  };
}
