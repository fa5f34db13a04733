import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import type { Bucket, ObjectRef } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { evidenceRoutes } from '../../../services/contracts/custody/evidence.ts';
import { minioOf } from '../../e2e/support/house-minio.ts';
import { until } from '../../e2e/support/until.ts';
import { openClient } from '../../support/client.ts';
import { type Site, withSite } from '../ingest/site.ts';
import { median, round } from '../result.ts';
import { makeSession } from './made-up-session.ts';

const rounds = 7;
/** Ten minutes of one camera at 4 Mbit/s. */
const tenMinutes = { cameras: 1, seconds: 600, bytes: { video: 5_000_000, audio: 80_000 } };

/** An evidence folder as a ZIP through the api to a file, beside the same objects copied from the store to files, in turn. */
export function benchFolder(say: (line: string) => void): Promise<Record<string, number>> {
  return withSite('rtsp://127.0.0.1:9/none', async (site) => {
    const { endpoint, identities } = minioOf(site.house);
    const s3 = { kind: 's3', endpoint, region: 'us-east-1', bucket: 'minhchung', locked: true } as const;
    const writing = await openBucket({ ...s3, ...identities.custody });
    const session = await makeSession(site, writing, tenMinutes);
    await writing.close();
    const { download, bytes } = await prepareFolder(site, session.id);
    const bucket = await openBucket({ ...s3, ...identities.api });
    const ratios: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const copied = await secondsOf(() => copyObjects(bucket, session.refs, join(site.folder, `copy-${i}`)));
      const streamed = await secondsOf(() => download(join(site.folder, `folder-${i}.zip`)));
      ratios.push(streamed / copied);
      say(`${(bytes / 1e6).toFixed(0)} MB: copied in ${copied.toFixed(2)} s, as a folder in ${streamed.toFixed(2)} s`);
      await rm(join(site.folder, `copy-${i}`), { recursive: true });
    }
    await bucket.close();
    return { folder_mb: round(bytes / 1e6, 0), folder_ratio: round(median(ratios), 2) };
  });
}

/** Asks for the folder of a session and waits until it is ready. */
async function prepareFolder({ db, house }: Site, sessionId: string) {
  const password = randomBytes(12).toString('hex');
  await createAccount(
    db,
    { id: null },
    { login: 'asks', name: 'Asks', role: 'supervisor', password, keepsPassword: true },
  );
  const supervisor = openClient(house.origin);
  await supervisor.logIn('asks', password);
  await until('the session is sealed', async () => {
    const open = await db.selectFrom('clips').select('id').where('state', '!=', 'sealed').execute();
    return open.length === 0;
  });
  const params = { sessionId };
  await supervisor.call(evidenceRoutes.ask, { params, body: { note: 'bench' } });
  let zip = '';
  let bytes = 0;
  await until('the folder is ready', async () => {
    const [folder] = (await supervisor.call(evidenceRoutes.list, { params })).items;
    zip = folder?.zip ?? '';
    bytes = folder?.bytes ?? 0;
    return zip !== '';
  });
  return {
    bytes,
    async download(path: string) {
      const { body, ok } = await supervisor.request(zip);
      if (!ok || !body) throw new Error('the folder cannot be taken');
      await pipeline(Readable.fromWeb(body as import('node:stream/web').ReadableStream), createWriteStream(path));
      if ((await stat(path)).size < bytes) throw new Error('the folder is not whole');
      await rm(path);
    },
  };
}

async function copyObjects(bucket: Bucket, refs: readonly ObjectRef[], folder: string) {
  for (const ref of refs) {
    const path = join(folder, ref.key);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await bucket.read(ref), createWriteStream(path));
  }
}

async function secondsOf(run: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return (performance.now() - startedAt) / 1000;
}
