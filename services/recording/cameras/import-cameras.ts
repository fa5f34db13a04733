import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import type { CameraImport, ImportedRow } from '../../contracts/recording/camera-import.ts';
import { appendAudit } from '../../custody/audit.ts';
import { createRoom } from '../rooms.ts';
import { type CsvCamera, type CsvLine, parseCameraCsv } from './camera-csv.ts';
import { changeCamera, createCamera } from './cameras.ts';
import { openPassword } from './sealed-password.ts';

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
 * what would happen. A camera is known by its room and code; what the file does not say stays. Throws invalid_input.
 */
export async function importCameras(db: Database, inputs: ImportInputs): Promise<CameraImport> {
  const lines = parseCameraCsv(inputs.csv);
  return db.transaction().execute(async (tx) => {
    const [rooms, known] = [await roomsByCode(tx), await knownCameras(tx)];
    const newRooms = newRoomsOf(lines, rooms);
    const planned = lines.map((line) => plan(line, { rooms, newRooms, known, key: inputs.key }));
    const rows = planned.map(({ row }) => row);
    const isDone = !inputs.dryRun && rows.every(({ outcome }) => outcome !== 'fault');
    if (isDone) await write(tx, inputs, planned, { rooms, newRooms });
    return { isDone, newRooms: [...newRooms].map(([code, name]) => ({ code, name })), rows };
  });
}

interface Known {
  id: string;
  name: string;
  address: string;
  user_name: string | null;
  password_sealed: Buffer | null;
}

interface Around {
  /** Room id by code. */
  rooms: Map<string, string>;
  /** Name by code. */
  newRooms: Map<string, string>;
}

interface Planned {
  row: ImportedRow;
  camera: CsvCamera | null;
  known: Known | undefined;
}

function plan(
  { line, shown, camera, faults }: CsvLine,
  { rooms, newRooms, known, key }: Around & { known: Map<string, Known>; key: Buffer },
): Planned {
  if (camera && !rooms.has(camera.room) && !newRooms.has(camera.room))
    faults.push({ column: 'room', code: 'unknown_room' });
  const before = camera ? known.get(`${camera.room}/${camera.code}`) : undefined;
  const outcome = faults.length > 0 || !camera ? 'fault' : outcomeOf(camera, before, key);
  return { row: { line, ...shown, outcome, faults }, camera, known: before };
}

function outcomeOf(camera: CsvCamera, before: Known | undefined, key: Buffer): ImportedRow['outcome'] {
  if (!before) return 'added';
  const samePassword =
    camera.password === null ||
    (before.password_sealed !== null && openPassword(key, before.password_sealed) === camera.password);
  const same = camera.name === before.name && camera.address === before.address && samePassword;
  return same && (camera.user === null || camera.user === before.user_name) ? 'same' : 'changed';
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
      const given = { ...(user === null ? {} : { user }), ...(password === null ? {} : { password }) };
      await changeCamera(tx, key, known.id, { name, ...changedAddress(known, address), ...given }, by.id);
      await audit('camera.change', 'camera', known.id);
    } else {
      const roomId = rooms.get(camera.room) ?? '';
      const made = await createCamera(tx, key, { roomId, code: camera.code, name, address, user, password });
      await audit('camera.create', 'camera', made.id);
    }
  }
}

/** An address that is as before starts no new run. */
function changedAddress(known: Known, address: string) {
  return address === known.address ? {} : { address };
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

async function knownCameras(db: Db): Promise<Map<string, Known>> {
  const rows = await db
    .selectFrom('cameras as c')
    .innerJoin('rooms as r', 'r.id', 'c.room_id')
    .select(['r.code as room', 'c.code', 'c.id', 'c.name', 'c.address', 'c.user_name', 'c.password_sealed'])
    .execute();
  return new Map(rows.map(({ room, code, ...camera }) => [`${room}/${code}`, camera]));
}
