import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccessClass } from '../../../services/contracts/case.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { startApi, type TestApi } from '../../support/api.ts';

let api: TestApi;
type Visitor = Awaited<ReturnType<TestApi['visitor']>>;
const people: Record<string, Visitor> = {};
beforeAll(async () => {
  api = await startApi();
  for (const name of ['officer', 'supervisor', 'chief', 'archivist', 'admin'] as const) {
    people[name] = await api.visitor(name);
  }
  people.other = await api.visitor('officer', 'other');
});
afterAll(() => api.close());

async function roomWith(accessClass: AccessClass | null): Promise<string> {
  const code = `r-${accessClass ?? 'free'}`;
  const room = await api.db
    .insertInto('rooms')
    .values({ code, name: code, name_plain: code, kind: 'reception' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const camera = {
    room_id: room.id,
    code: 'c',
    name: 'c',
    address: 'rtsp://10.0.0.5/',
    last_segment_ended: new Date(),
  };
  await api.db
    .insertInto('cameras')
    .values({ ...camera, user_name: null, password_sealed: null, disabled_reason: null, cause: null })
    .execute();
  if (accessClass) await startSession(room.id, accessClass);
  return room.id;
}

async function startSession(roomId: string, accessClass: AccessClass) {
  const form = { kind: 'regular', case_kind: 'unknown', visit: 'first', people_count: 1, notice_given: true } as const;
  const notes = { notice_how: null, notice_language: null, note: '', note_plain: '', tag_failure: null };
  await api.db
    .insertInto('sessions')
    .values({
      ...form,
      ...notes,
      room_id: roomId,
      officer_id: people.officer?.id ?? '',
      started_at: new Date(Date.now() - 60_000),
      ended_at: null,
      made_from: 'button',
      access_class: accessClass,
    })
    .execute();
}

/** What each person is shown of a room: its occupancy, with `+` where there is a picture too. */
async function shownTo(roomId: string): Promise<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const [name, visitor] of Object.entries(people)) {
    const { items } = await visitor.call(roomRoutes.list);
    const room = items.find(({ id }) => id === roomId);
    if (room?.occupancy.kind === 'protected') expect(Object.keys(room.occupancy)).toEqual(['kind']);
    shown[name] = `${room?.occupancy.kind}${room?.picture ? '+' : ''}`;
  }
  return shown;
}

test('a free room shows its picture to those who watch', async () => {
  expect(await shownTo(await roomWith(null))).toEqual({
    officer: 'free+',
    supervisor: 'free+',
    chief: 'free+',
    archivist: 'free',
    admin: 'free',
    other: 'free+',
  });
});

test('an occupied room shows who works there to those who may see the session', async () => {
  expect(await shownTo(await roomWith('normal'))).toEqual({
    officer: 'occupied+',
    supervisor: 'occupied+',
    chief: 'occupied+',
    archivist: 'occupied',
    admin: 'protected',
    other: 'protected',
  });
});

test('of a protected session others learn no more than that the room is taken', async () => {
  const restricted = await shownTo(await roomWith('restricted'));
  for (const name of ['supervisor', 'archivist', 'admin', 'other']) expect(restricted[name]).toBe('protected');
  const denouncer = await shownTo(await roomWith('denouncer'));
  for (const name of ['supervisor', 'chief', 'archivist', 'admin', 'other']) expect(denouncer[name]).toBe('protected');
});
