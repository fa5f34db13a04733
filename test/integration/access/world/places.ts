import { sql } from 'kysely';
import { accessClass } from '../../../../services/contracts/case.ts';
import type { Standing } from '../expectations/read-table.ts';
import { addPapers } from './papers.ts';
import type { Asker } from './people.ts';
import type { House, Place } from './place.ts';

/** How somebody stands to the sessions and the case of a place. */
export function standingAt(place: Place, who: Asker): Standing {
  if (place.isShared) return who.standing === 'works on' || who.standing === 'shut out' ? who.standing : 'no part';
  return place.officer.id === who.id ? who.standing : 'no part';
}

/** For each class a place that all share, and one for each person who received. */
export async function addPlaces(house: House): Promise<Place[]> {
  const owners = house.askers.filter(({ standing }) => standing.startsWith('received'));
  const plans = accessClass.options.flatMap((one) => [
    { accessClass: one, officer: house.host, isShared: true },
    ...owners.map((officer) => ({ accessClass: one, officer, isShared: false })),
  ]);
  const places: Place[] = [];
  for (const [number, plan] of plans.entries())
    places.push(await addPlace(house, plan, await addRoom(house, number), number));
  return places;
}

type Plan = Pick<Place, 'accessClass' | 'officer' | 'isShared'>;

type RoomIds = Pick<Place, 'room' | 'camera' | 'second'>;

/** A room with a camera that has recorded, and one that has not. */
export async function addRoom(house: House, number: number): Promise<RoomIds> {
  const { db } = house.api;
  const name = `Room ${number}`;
  const values = { code: `r-${number}`, name, name_plain: name.toLowerCase(), kind: 'reception' } as const;
  const { id: room } = await db.insertInto('rooms').values(values).returning('id').executeTakeFirstOrThrow();
  const blind = { room_id: room, code: 'd', name: 'Second', address: 'rtsp://127.0.0.1:9/y' };
  const { id: second } = await db.insertInto('cameras').values(blind).returning('id').executeTakeFirstOrThrow();
  return { room, camera: await addFilmedCamera(house, room), second };
}

/** Sessions, a case and papers in a room. */
export async function addPlace(house: House, plan: Plan, rooms: RoomIds, number: number): Promise<Place> {
  const file = await addCase(house, plan, number);
  const minute = 60_000;
  const at = (ms: number) => new Date(house.start.getTime() + ms);
  const add = (from: Date, to: Date | null) => addSession(house, plan, rooms.room, file.id, from, to);
  const startedAt = at(1000);
  const things = {
    ...{ ...plan, ...rooms, case: file, startedAt },
    session: await add(startedAt, at(9000)),
    running: await add(at(10 * minute), null),
    old: await add(at(-10 * minute), at(-9 * minute)),
    raised: {
      session: await add(at(-20 * minute), at(-19 * minute)),
      case: (await addCase(house, plan, number, 2023)).id,
    },
  };
  return { ...things, ...(await addPapers(house, things)) };
}

async function addCase({ api: { db }, askers, host, insider }: House, plan: Plan, number: number, year = 2025) {
  const digits = String(number + 1).padStart(6, '0');
  const key = `KN-${year}-${digits}`;
  const row = { key, code: `c-000000${year}${digits}`, kind: 'KN', subject: `subject ${number}` } as const;
  const { id } = await db
    .insertInto('cases')
    .values({ ...row, subject_plain: row.subject, access_class: plan.accessClass, created_by: host.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  const stands = (standing: Standing) =>
    plan.isShared ? askers.filter((one) => one.standing === standing) : ([] as Asker[]);
  const shutOut = askers.filter(
    ({ id: one, standing }) => one === plan.officer.id && standing === 'received, shut out',
  );
  const members = [insider, ...stands('works on')].map((one) => ({
    case_id: id,
    account_id: one.id,
    added_by: host.id,
  }));
  await db.insertInto('case_members').values(members).execute();
  const conflicts = [...stands('shut out'), ...shutOut].map((one) => ({
    ...{ case_id: id, account_id: one.id, added_by: host.id, reason: 'named in it' },
  }));
  if (conflicts.length > 0) await db.insertInto('case_conflicts').values(conflicts).execute();
  return { id, key };
}

async function addSession(
  { api: { db } }: House,
  { accessClass, officer }: Plan,
  roomId: string,
  caseId: string,
  from: Date,
  to: Date | null,
): Promise<string> {
  const { id } = await db
    .insertInto('sessions')
    .values({
      ...{ room_id: roomId, officer_id: officer.id, kind: 'regular', case_kind: 'unknown', visit: 'first' },
      ...{ people_count: 1, notice_given: true, note: '', note_plain: '', access_class: accessClass },
      ...{ started_at: from, ended_at: to, made_from: 'record' },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const version = { session_id: id, version: 1, started_at: from, ended_at: to, reason: '', changed_by: officer.id };
  await db.insertInto('session_versions').values(version).execute();
  await db.insertInto('session_cases').values({ session_id: id, case_id: caseId, linked_by: officer.id }).execute();
  return id;
}

/** A camera that recorded what `filmed` recorded: other rows, the same objects. */
export async function addFilmedCamera(
  { api: { db }, filmed, start }: House,
  roomId: string,
  code = 'c',
): Promise<string> {
  const since = new Date(start.getTime() - 3_600_000);
  const { id } = await db
    .insertInto('cameras')
    .values({
      ...{ room_id: roomId, code, name: 'Camera', address: 'rtsp://127.0.0.1:9/x' },
      ...{ created_at: since, accounted_until: since, last_segment_ended: start },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const run = await db.selectFrom('runs').selectAll().where('camera_id', '=', filmed).executeTakeFirstOrThrow();
  const { id: runId } = await db
    .insertInto('runs')
    .values({ ...run, id: sql`uuidv7()`, camera_id: id })
    .returning('id')
    .executeTakeFirstOrThrow();
  const segments = await db.selectFrom('segments').selectAll().where('camera_id', '=', filmed).execute();
  for (const segment of segments)
    await db
      .insertInto('segments')
      .values({ ...segment, camera_id: id, run_id: runId })
      .execute();
  return id;
}
