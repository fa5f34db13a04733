import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { CameraImport, ImportedRow } from '../../contracts/recording/camera-import.ts';
import { appendAudit } from '../../custody/audit.ts';
import { openText } from '../../sealed-text.ts';
import { createRoom } from '../rooms.ts';
import { type CsvCamera, type CsvLine, parseCameraCsv } from './camera-csv.ts';
import { changeCamera, createCamera } from './cameras.ts';
import { isSameSource, type Source, sourceAfter } from './source.ts';

export interface ImportInputs {
  csv: string;
  dryRun: boolean;
  /** Encrypts the passwords. */
  key: Buffer;
  /** Who imports. */
  by: { id: string; address: string };
}

/**
 * Adds and changes cameras from a CSV file, all or nothing: with a fault in any line, and in a dry run, it only says
 * what would happen. A camera is known by its room and code; what the file does not say stays.
 */
export async function importCameras(db: Database, inputs: ImportInputs): Promise<CameraImport> {
  const parsed = parseCameraCsv(inputs.csv);
  if ('fault' in parsed) return { isDone: false, fault: parsed.fault, newRooms: [], rows: [] };
  const { lines } = parsed;
  return db.transaction().execute(async (tx) => {
    const [rooms, known] = [await roomsByCode(tx), await knownCameras(tx, inputs.key)];
    const newRooms = newRoomsOf(lines, rooms);
    const planned = lines.map((line) => plan(line, { rooms, newRooms, known }));
    const rows = planned.map(({ row }) => row);
    const isDone = !inputs.dryRun && rows.every(({ outcome }) => outcome !== 'fault');
    if (isDone) await write(tx, inputs, planned, { rooms, newRooms });
    return { isDone, fault: null, newRooms: [...newRooms].map(([code, name]) => ({ code, name })), rows };
  });
}

interface Known extends Source {
  id: string;
  name: string;
}

interface Around {
  /** Room id by code. */
  rooms: Map<string, string>;
  /** Name by code. */
  newRooms: Map<string, string>;
}

function plan(
  { line, shown, camera, faults }: CsvLine,
  { rooms, newRooms, known }: Around & { known: Map<string, Known> },
) {
  if (camera && !rooms.has(camera.room) && !newRooms.has(camera.room))
    faults.push({ column: 'room', code: 'unknown_room' });
  const before = camera ? known.get(`${camera.room}/${camera.code}`) : undefined;
  const outcome = camera && faults.length === 0 ? outcomeOf(camera, before) : 'fault';
  // Its saved password is for another machine.
  if (outcome === 'elsewhere') faults.push({ column: 'password', code: 'needed' });
  const row: ImportedRow = { line, ...shown, outcome: outcome === 'elsewhere' ? 'fault' : outcome, faults };
  return { row, camera, known: before };
}

type Planned = ReturnType<typeof plan>;

function outcomeOf(camera: CsvCamera, before: Known | undefined) {
  if (!before) return 'added';
  try {
    const isSame = camera.name === before.name && isSameSource(before, sourceAfter(before, given(camera)));
    return isSame ? 'same' : 'changed';
  } catch (error) {
    if (error instanceof AppError && error.code === 'password_needed') return 'elsewhere';
    throw error;
  }
}

/** What a line says; user and password that it does not say stay. */
function given({ address, user, password }: CsvCamera) {
  return { address, ...(user === null ? {} : { user }), ...(password === null ? {} : { password }) };
}

async function write(tx: Tx, { key, by }: ImportInputs, planned: readonly Planned[], { rooms, newRooms }: Around) {
  const audit = (act: string, kind: string, id: string) =>
    appendAudit(tx, { accountId: by.id, address: by.address, act, thing: { kind, id }, details: { from: 'import' } });
  for (const [code, name] of newRooms) {
    const room = await createRoom(tx, { code, name, kind: 'reception' });
    rooms.set(code, room.id);
    await audit('room.create', 'room', room.id);
  }
  for (const { row, camera, known } of planned) {
    if (!camera || row.outcome === 'same') continue;
    const { name, address, user, password } = camera;
    if (known) {
      await changeCamera(tx, key, known.id, { name, ...given(camera) }, by.id);
      await audit('camera.change', 'camera', known.id);
    } else {
      const roomId = rooms.get(camera.room) ?? '';
      const made = await createCamera(tx, key, { roomId, code: camera.code, name, address, user, password });
      await audit('camera.create', 'camera', made.id);
    }
  }
}

async function roomsByCode(db: Db): Promise<Map<string, string>> {
  const rows = await db.selectFrom('rooms').select(['id', 'code']).execute();
  return new Map(rows.map(({ id, code }) => [code, id]));
}

/** Rooms that the file names and that are not there, by the first name it gives them. */
function newRoomsOf(lines: readonly CsvLine[], rooms: Map<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const { camera } of lines) {
    if (!camera?.room_name || rooms.has(camera.room) || found.has(camera.room)) continue;
    found.set(camera.room, camera.room_name);
  }
  return found;
}

async function knownCameras(db: Db, key: Buffer): Promise<Map<string, Known>> {
  const rows = await db
    .selectFrom('cameras as c')
    .innerJoin('rooms as r', 'r.id', 'c.room_id')
    .select(['r.code as room', 'c.code', 'c.id', 'c.name', 'c.address', 'c.user_name', 'c.password_sealed'])
    .execute();
  return new Map(
    rows.map(({ room, code, user_name: user, password_sealed: sealed, ...camera }) => [
      `${room}/${code}`,
      { ...camera, user, password: sealed === null ? null : openText(key, sealed) },
    ]),
  );
}
