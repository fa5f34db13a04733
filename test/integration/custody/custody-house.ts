import { join } from 'node:path';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { connectPostgres } from '../../../services/adapters/postgres/connect.ts';
import { appendAudit } from '../../../services/custody/audit.ts';
import type { HeadDeps } from '../../../services/custody/audit-seal/make-head.ts';
import { openSigner } from '../../../services/custody/signing/signer.ts';
import { freshDatabase, testFolder } from '../../support/stack.ts';

export type CustodyHouse = Awaited<ReturnType<typeof openCustodyHouse>>;

/** A database, a locked disk store and a signer, with a clock that a test sets. */
export async function openCustodyHouse() {
  const database = await freshDatabase();
  const owner = connectPostgres(database.ownerUrl, { max: 1 });
  const folder = await testFolder('custody');
  const bucket = await openBucket({ kind: 'disk', path: join(folder, 'footage'), locked: true });
  const time = { nowMs: Date.parse('2026-11-02T01:00:00.000Z') };
  const clock = { now: () => time.nowMs };
  const keysPath = join(folder, 'keys');
  const signer = await openSigner({ db: database.db, clock, keysPath });
  const deps: HeadDeps = { db: database.db, bucket, clock, signer };
  return {
    ...deps,
    deps,
    ...{ database, folder, keysPath },
    /** As the owner of the tables: it may switch triggers off. */
    owner: owner.db,
    pass: (ms: number) => {
      time.nowMs += ms;
    },
    async act(name: string, count = 1) {
      for (let i = 0; i < count; i++) await appendAudit(database.db, { accountId: null, act: name, details: { i } });
    },
    async close() {
      await owner.close();
      await bucket.close();
      await database.close();
    },
  };
}
