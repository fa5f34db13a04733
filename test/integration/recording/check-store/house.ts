import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openBucket } from '../../../../services/adapters/bucket/open-bucket.ts';
import { connectPostgres } from '../../../../services/adapters/postgres/connect.ts';
import { checkStore } from '../../../../services/recording/check-store/check-store.ts';
import type { Difference } from '../../../../services/recording/check-store/difference.ts';
import { segmentsBetween } from '../../../../services/recording/segments.ts';
import { storeFootage } from '../../../support/footage/stored-footage.ts';
import { createCameraRow } from '../../../support/ledger/ledger.ts';
import { freshDatabase, testFolder } from '../../../support/stack.ts';

export type CheckHouse = Awaited<ReturnType<typeof openCheckHouse>>;

/** A camera with 35 s of footage, in a database, a store and a spool of its own, for a test to spoil. */
export async function openCheckHouse() {
  const database = await freshDatabase();
  const owner = connectPostgres(database.ownerUrl, { max: 1 });
  const folder = await testFolder('check-store');
  const bucket = await openBucket({ kind: 'disk', path: join(folder, 'footage'), locked: true });
  const { cameraId, createdAt } = await createCameraRow(database.db);
  const start = new Date(createdAt.getTime() + 1000);
  const { db } = database;
  await storeFootage({ folder, db, bucket, cameraId, startedAt: start, seconds: 35 });
  const folderOf = (key: string) => join(folder, 'footage', key);
  const segments = () => segmentsBetween(db, cameraId, new Date(0), new Date('9999-01-01'));
  return {
    ...{ db, url: database.url, folder, bucket, cameraId, start, folderOf, segments },
    spoolPath: join(folder, 'spool'),
    rows: () => db.selectFrom('segments').selectAll().orderBy('started_at').execute(),
    async nth(index: number) {
      const segment = (await segments())[index];
      if (!segment) throw new Error(`there is no segment ${index}`);
      return segment;
    },
    check(change: { repair?: boolean; deep?: boolean; freshMs?: number } = {}) {
      const options = { repair: false, deep: false, freshMs: 0, onProgress: () => undefined, ...change };
      return kindsOf(checkStore({ db, bucket, ...options }));
    },
    /** Runs a statement that no program may. */
    asOwner: (statement: ReturnType<typeof sql>) => statement.execute(owner.db),
    deleteRows: (from: number) =>
      sql`delete from segments where camera_id = ${cameraId} and seq >= ${from}`.execute(owner.db),
    /** Every version in the store, with its bytes: what no repair may change. */
    async contents() {
      const all: string[] = [];
      for await (const { key, versionId, bytes } of bucket.listVersions('')) all.push(`${key} ${versionId} ${bytes}`);
      return all;
    },
    /** Takes an object away, as a broken store would; gives back how to bring it back. */
    async lose(key: string) {
      const away = join(folder, `away-${key.replaceAll('/', '-')}`);
      await rename(folderOf(key), away);
      return () => rename(away, folderOf(key));
    },
    /** Overwrites the middle of an object's only version. */
    async spoil(key: string) {
      const [name = ''] = await readdir(folderOf(key));
      const path = join(folderOf(key), name);
      const bytes = await readFile(path);
      bytes.fill(0, 100, 2000);
      await writeFile(path, bytes);
    },
    async emptyStore() {
      await rename(join(folder, 'footage'), join(folder, 'elsewhere'));
      await mkdir(join(folder, 'footage'));
    },
    async close() {
      await bucket.close();
      await owner.close();
      await database.close();
    },
  };
}

/** What a check finds, kind by kind, and what it returns at its end. */
export async function kindsOf<T>(differences: AsyncGenerator<Difference, T>) {
  const found: string[] = [];
  for (;;) {
    const { value, done } = await differences.next();
    if (done) return { found, counts: value };
    found.push(`${value.kind}${value.mended ? ' mended' : ''}`);
  }
}
