import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedCameras } from '../../../infra/stack/camera.ts';
import { startHouse } from '../../../infra/up/house.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { connectPostgres } from '../../../services/adapters/postgres/connect.ts';
import type { Role } from '../../../services/contracts/access/account.ts';
import { openClient } from '../../support/client.ts';
import { minioOf } from './house-minio.ts';

/** A whole installation of a test's own: real stores, programs and simulated cameras, in a folder that goes with it. */
export async function openTestHouse(env: Record<string, string> = {}) {
  const dataPath = await mkdtemp(join(tmpdir(), 'minhchung-house-'));
  await chmod(dataPath, 0o755);
  const house = await startHouse({ dataPath, apiHost: '127.0.0.1', apiPort: 0, demo: true, say: () => undefined, env });
  const { db, close: closeDb } = connectPostgres(house.env.DATABASE_URL ?? '', { onIdleError: () => undefined });
  const account = (role: Role) => {
    const found = house.accounts.find((one) => one.role === role);
    if (!found) throw new Error(`the demo has no ${role}`);
    return found;
  };
  return {
    house,
    db,
    dataPath,
    origin: house.origin,
    account,
    /** A logged-in client of the demo's person with this role. */
    async client(role: Role) {
      const client = openClient(house.origin);
      const { login, password } = account(role);
      await client.logIn(login, password);
      return client;
    },
    /** The locked bucket with the custody identity; close it when done. */
    custodyBucket() {
      const { endpoint, identities } = minioOf(house);
      const identity = { endpoint, region: 'us-east-1', ...identities.custody };
      return openBucket({ kind: 's3', ...identity, bucket: 'minhchung', locked: true });
    },
    /** The simulated cameras, to stall, drop or stop one. */
    cameras(): SimulatedCameras {
      if (!house.cameras) throw new Error('the house has no simulated cameras');
      return house.cameras;
    },
    part(name: string) {
      const found = house.parts.get(name);
      if (!found) throw new Error(`the house has no part ${name}`);
      return found;
    },
    async close() {
      await closeDb();
      await house.close();
      await rm(dataPath, { recursive: true, force: true });
    },
  };
}

export type TestHouse = Awaited<ReturnType<typeof openTestHouse>>;

/** How many cameras have no footage stored that reaches `at`. */
export async function camerasBehind({ db }: TestHouse, at: Date): Promise<number> {
  const rows = await db.selectFrom('cameras').select('last_segment_ended as ended').execute();
  return rows.filter((row) => row.ended === null || row.ended < at).length;
}
