import { createAccount, freshPassword } from '../../services/access/accounts/accounts.ts';
import { connectPostgres, type Database } from '../../services/adapters/postgres/connect.ts';
import { createCamera } from '../../services/recording/cameras/cameras.ts';
import { createRoom } from '../../services/recording/rooms.ts';
import { demoAccounts, demoRooms } from './demo.ts';

export interface DemoAccount {
  login: string;
  name: string;
  role: string;
  password: string;
}

/** Whether the database has any camera, real ones included. */
export function hasCameras(serviceUrl: string): Promise<boolean> {
  return withDatabase(serviceUrl, async (db) => {
    const row = await db.selectFrom('cameras').select('id').limit(1).executeTakeFirst();
    return row !== undefined;
  });
}

/** Adds what is missing of the demo's rooms, cameras and accounts. Returns the accounts it made, with passwords. */
export function seedDemo(
  serviceUrl: string,
  { cameraPort, secretKey }: { cameraPort: number; secretKey: string },
): Promise<DemoAccount[]> {
  return withDatabase(serviceUrl, async (db) => {
    for (const room of demoRooms) await seedRoom(db, room, cameraPort, Buffer.from(secretKey, 'hex'));
    const made: DemoAccount[] = [];
    for (const account of demoAccounts) {
      const there = await db.selectFrom('accounts').select('id').where('login', '=', account.login).executeTakeFirst();
      if (there) continue;
      const password = freshPassword();
      await createAccount(db, { id: null }, { ...account, password, keepsPassword: true });
      made.push({ ...account, password });
    }
    return made;
  });
}

async function seedRoom(db: Database, room: (typeof demoRooms)[number], cameraPort: number, key: Buffer) {
  const { code, name, kind } = room;
  const there = await db.selectFrom('rooms').select('id').where('code', '=', code).executeTakeFirst();
  const { id: roomId } = there ?? (await createRoom(db, { code, name, kind }));
  for (const { code, name, stream } of room.cameras) {
    const query = db.selectFrom('cameras').select('id').where('room_id', '=', roomId).where('code', '=', code);
    if (await query.executeTakeFirst()) continue;
    await createCamera(db, key, { roomId, code, name, address: `rtsp://127.0.0.1:${cameraPort}/${stream}` });
  }
}

async function withDatabase<T>(url: string, run: (db: Database) => Promise<T>): Promise<T> {
  const { db, close } = connectPostgres(url, { max: 1 });
  try {
    return await run(db);
  } finally {
    await close();
  }
}
