import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { everyone } from '../../../services/access/audience.ts';
import { createApp } from '../../../services/api/app.ts';
import type { AccessClass } from '../../../services/contracts/case.ts';
import { hint } from '../../../services/contracts/events.ts';
import type { RoomNow } from '../../../services/contracts/recording/room.ts';
import { routes } from '../../../services/contracts/routes.ts';
import { openClient } from '../../support/client.ts';
import { routesOf } from './expectations/express-routes.ts';
import { waysToFind } from './expectations/lists.ts';
import { officeQuestion } from './expectations/office-questions.ts';
import { isSettled, type Meeting, questionAt, settle, undecided } from './expectations/questions.ts';
import { readOffices, readTable, type Standing, type ThingTable } from './expectations/read-table.ts';
import { addressesOf, expectedAt, inTurns, verdictOf } from './expectations/verdicts.ts';
import { type Asker, ask } from './world/people.ts';
import type { Place } from './world/place.ts';
import { standingAt } from './world/places.ts';
import { meetingsOf, officeThings, openWorld, type World } from './world/world.ts';

const tables = { sessions: readTable('sessions'), cases: readTable('cases'), rooms: readTable('rooms') };
const office = readOffices();

// Thousands of questions: on a machine that does much else they take their time.
vi.setConfig({ testTimeout: 240_000 });

let world: World;
let sockets: Map<Asker, Awaited<ReturnType<typeof openSocket>>>;
beforeAll(async () => {
  world = await openWorld();
  sockets = new Map(await Promise.all(world.askers.map(async (who) => [who, await openSocket(who)] as const)));
});
afterAll(async () => {
  for (const socket of sockets?.values() ?? []) socket.close();
  await world?.close();
});

let checks = 0;
const wrong: string[] = [];
function check(says: string, expected: unknown, found: unknown) {
  checks += 1;
  if (expected !== found) wrong.push(`${says}: ${found} (by the table: ${expected})`);
}
/** Fails with every sentence that does not hold. */
function requireNoneWrong() {
  const sentences = wrong.splice(0);
  expect(sentences.slice(0, 40), `${sentences.length} rules do not hold`).toEqual([]);
}

async function openSocket(who: Asker) {
  const socket = openClient(world.api.baseUrl).socketWith(who.cookie);
  await socket.connected;
  return socket;
}

/** A case knows nothing of who received a session. */
function caseStanding(place: Place, who: Asker): Standing {
  const standing = standingAt(place, who);
  if (standing === 'received, shut out') return 'shut out';
  return standing === 'received' ? 'no part' : standing;
}

test('every address of the program and every hint stands in the tables, and nothing else does', () => {
  const written = [...Object.values(tables).flatMap(addressesOf), ...addressesOf({ acts: new Map(), ...office })];
  expect(new Set(written).size).toBe(written.length);
  const real = routesOf(createApp(world.api.deps));
  expect([...new Set(written.map((address) => address.split(' ', 2).join(' ')))].sort()).toEqual(real);
  const contracts = Object.values(routes).flatMap((group) => Object.values(group));
  const missing = contracts.filter(({ method, path }) => !real.includes(`${method.toUpperCase()} ${path}`));
  expect(missing).toEqual([]);
  const hints = [...Object.values(tables), office].flatMap((table) => table.hints);
  expect(hints.sort()).toEqual([...hint.shape.kind.options].sort());
  checks += real.length + hints.length;
});

const lists = (table: ThingTable) => [...table.lists, ...table.listsOfOthers, ...table.listsOfLeaders];

test('lists, searches and counts hold what the tables say, for everybody and at every place', async () => {
  await inTurns(world.askers, 8, async (who) => {
    for (const [noun, table] of Object.entries({ sessions: tables.sessions, cases: tables.cases }))
      for (const list of lists(table)) await checkList(who, noun as 'sessions' | 'cases', table, list);
    await checkRooms(who);
    await checkCounts(who);
  });
  requireNoneWrong();
});

async function checkList(who: Asker, noun: 'sessions' | 'cases', table: ThingTable, list: string) {
  const address = list.split(' ', 2).join(' ');
  const { roles } = [...office.offices.values()].find(({ addresses }) => addresses.includes(address)) ?? {};
  if (!roles) throw new Error(`office.md does not say whose list ${address} is`);
  if (!roles.includes(who.role)) return;
  for (const finds of waysToFind[list] ?? []) {
    for (const [place, isFound] of await finds(world.api, who, world.places)) {
      const standing = noun === 'cases' ? caseStanding(place, who) : standingAt(place, who);
      const known = table.verdict(who.role, standing, place.accessClass, 'know of it') === 'may';
      const isLeftOut =
        (table.listsOfOthers.includes(list) && place.officer.id === who.id) ||
        (table.listsOfLeaders.includes(list) && who.role === 'officer');
      check(`${who.name}, ${standing}, ${place.accessClass}: in ${list}`, known && !isLeftOut, isFound);
    }
  }
  if (!waysToFind[list]) throw new Error(`nobody looks into ${list}`);
}

/** What the wall shows of every room. */
async function checkRooms(who: Asker) {
  const answer = await ask(world.api, who, { method: 'GET', path: '/api/rooms' });
  const rooms = new Map(((await answer.json()) as { items: RoomNow[] }).items.map((room) => [room.id, room]));
  for (const place of world.places) {
    const room = rooms.get(place.room);
    const says = `${who.name}, ${standingAt(place, who)}, ${place.accessClass}`;
    const may = (act: string) =>
      tables.rooms.verdict(who.role, standingAt(place, who), place.accessClass, act) === 'may';
    const shown = room?.occupancy.kind === 'occupied' ? room.occupancy.sessionId : room?.occupancy.kind;
    check(`${says}: the room shows`, may('know who is there') ? place.running : 'protected', shown);
    check(`${says}: an address of its picture`, may('see the room'), room?.picture !== null);
    check(`${says}: offers it live`, may('watch it live'), room?.mayWatch);
    check(`${says}: offers a pause`, may('pause it'), room?.mayPause);
  }
}

/** A case counts only sessions that the person may know of. */
async function checkCounts(who: Asker) {
  if (who.role === 'admin') return;
  const answer = await ask(world.api, who, { method: 'GET', path: '/api/cases?limit=200' });
  const { items } = (await answer.json()) as { items: { id: string; sessionCount: number }[] };
  for (const place of world.places) {
    const found = items.find(({ id }) => id === place.case.id);
    if (!found) continue;
    const verdict = tables.sessions.verdict(who.role, standingAt(place, who), place.accessClass, 'know of it');
    check(`${who.name}, ${place.accessClass}: sessions counted`, verdict === 'may' ? 4 : 0, found.sessionCount);
  }
}

test('every person is answered at every address as the tables say', async () => {
  const meetings = await meetingsOf(world);
  await inTurns(meetings, 16, async (meeting) => {
    const standing = standingAt(meeting.place, meeting.who);
    await checkTable(meeting, tables.sessions, standing, (address) => !isSettled(address));
    // The wall is another test's.
    await checkTable(meeting, tables.rooms, standing, (address) => address !== 'GET /api/rooms');
    await checkCase(meeting, (address) => !isSettled(address));
  });
  // One after the other at a place: what one did is undone for the next.
  await inTurns([...Map.groupBy(meetings, ({ place }) => place).values()], 8, async (atPlace) => {
    for (const one of atPlace) {
      await checkTable(one, tables.sessions, standingAt(one.place, one.who), isSettled);
      await checkCase(one, isSettled);
    }
  });
  requireNoneWrong();
});

async function checkCase(meeting: Meeting, isAsked: (address: string) => boolean) {
  const { who, place } = meeting;
  if (place.isShared) await checkTable(meeting, tables.cases, caseStanding(place, who), isAsked);
}

async function checkTable(
  meeting: Meeting,
  table: ThingTable,
  standing: Standing,
  isAsked: (address: string) => boolean = () => true,
) {
  const { who, place } = meeting;
  const { api } = world;
  for (const address of addressesOf(table).filter(isAsked)) {
    if (isSettled(address)) await settle(api, meeting);
    const found = await verdictOf(await ask(api, who, questionAt(address, meeting)));
    const expected = expectedAt(table, who.role, standing, place, address);
    // A room is always there: whoever must not know who is in it is told no.
    const inRoom = table === tables.rooms && expected === 'does not exist' ? 'may not' : expected;
    check(`${who.name}, ${standing}, ${place.accessClass}: ${address}`, inRoom, found);
  }
}

test('what hangs on the office alone is for these offices and no other', async () => {
  const things = await officeThings(world);
  const strangers = world.askers.filter(({ standing }) => standing === 'no part');
  await inTurns([...office.offices.values()], 8, async ({ roles, addresses }) => {
    for (const address of addresses)
      for (const who of strangers) {
        for (const id of [things.request, things.emergencyRequest]) await undecided(world.api, id);
        const found = await verdictOf(await ask(world.api, who, officeQuestion(address, who, things)));
        check(`${who.role}: ${address}`, roles.includes(who.role) ? 'may' : 'may not', found);
      }
  });
  requireNoneWrong();
});

test('without a login everything is refused but what is for anybody', async () => {
  const open = [...office.offices.values()].filter((one) => one.isForAnybody).flatMap(({ addresses }) => addresses);
  await inTurns(routesOf(createApp(world.api.deps)), 8, async (address) => {
    const [method = '', path = ''] = address.split(' ');
    const filled = path.replace('{*page}', 'sessions').replace(/:\w+/g, () => crypto.randomUUID());
    const answer = await ask(world.api, null, { method, path: filled, body: method === 'GET' ? undefined : {} });
    check(
      `a stranger: ${address}`,
      open.includes(address) ? 'answered' : 401,
      answer.status === 401 ? 401 : 'answered',
    );
    await answer.arrayBuffer();
  });
  requireNoneWrong();
});

test('hints reach those who may know of the thing, and nobody else', async () => {
  await inTurns(world.places, 4, async ({ session, case: file }) => {
    const questions = [
      { method: 'PATCH', path: `/api/sessions/${session}`, body: { peopleCount: 3 } },
      { method: 'PATCH', path: `/api/cases/${file.id}`, body: { outsideNumbers: [] } },
    ];
    for (const question of questions) expect((await ask(world.api, world.insider, question)).status).toBe(200);
  });
  const last = crypto.randomUUID();
  await world.api.deps.publish({ kind: 'room', id: last, version: 0 }, everyone);
  const heard = (who: Asker) => sockets.get(who)?.hints ?? [];
  await expect.poll(() => world.askers.every((who) => heard(who).some(({ id }) => id === last))).toBe(true);
  for (const who of world.askers) {
    const ids = new Set(heard(who).map(({ kind, id }) => `${kind} ${id}`));
    for (const place of world.places) {
      const knows = (table: ThingTable, standing: Standing, ofClass: AccessClass) =>
        table.verdict(who.role, standing, ofClass, 'know of it') === 'may';
      const says = `${who.name}, ${standingAt(place, who)}, ${place.accessClass}: hears of the`;
      const [session, file] = [standingAt(place, who), caseStanding(place, who)];
      check(`${says} session`, knows(tables.sessions, session, place.accessClass), ids.has(`session ${place.session}`));
      check(`${says} case`, knows(tables.cases, file, place.accessClass), ids.has(`case ${place.case.id}`));
      // Nobody changed it, but whoever holds the case is told of all its sessions.
      if (ids.has(`session ${place.old}`))
        check(`${says} old session`, true, knows(tables.sessions, session, place.accessClass));
    }
  }
  requireNoneWrong();
  const rules = Object.values(tables).reduce((sum, table) => sum + table.rules, office.offices.size);
  console.info(`${checks} checks of ${rules} written rules`);
  expect(checks).toBeGreaterThan(10_000);
});
