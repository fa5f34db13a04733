import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { bucketSettings, openBucket } from '../adapters/bucket/open-bucket.ts';
import { connectPostgres } from '../adapters/postgres/connect.ts';
import { storeSettings } from '../config.ts';
import type { FileHash } from '../evidence/evidence-folder.ts';
import { type Report, verifyFolder } from '../evidence/verify-folder.ts';
import { words } from '../evidence/words/finding-words.ts';
import { auditFaults, verifyAudit } from './audit-seal/verify-audit.ts';

const usage = `npm run verify -- <folder> [--key FINGERPRINT]... [--lang vi|en|ru] [--json]
  checks an evidence folder, or manifests/ and media/ of a clip; needs neither network nor server
npm run verify -- audit [--key FINGERPRINT]... [--json]
  checks the audit log of this installation against its signed heads
  --key     fingerprint of the office's signing key, as it was published; without it nobody knows whose signature it is
Ends with 0 verified, 1 not verified, 2 could not check, 3 partly verified.`;

const mebibyte = 1024 * 1024;

try {
  process.exitCode = await run();
} catch (error) {
  console.error(`Could not check: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      key: { type: 'string', multiple: true, default: [] },
      lang: { type: 'string', default: 'vi' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [what] = positionals;
  const knownKeys = values.key.map((key) => key.trim().toLowerCase());
  if (knownKeys.some((key) => !/^[0-9a-f]{64}$/.test(key))) throw new Error('a fingerprint is 64 digits 0–9, a–f');
  const said = values.lang === 'vi' || values.lang === 'en' || values.lang === 'ru' ? words[values.lang] : null;
  if (what === undefined || positionals.length > 1 || said === null) throw new Error(`not understood\n\n${usage}`);
  if (what === 'audit') return checkAudit(knownKeys, values.json);
  const report = await verifyFolder(await openFolder(what), { knownKeys });
  if (values.json) console.log(JSON.stringify(report));
  else print(report, said);
  return { verified: 0, not: 1, partly: 3 }[report.verdict];
}

async function openFolder(path: string) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  return {
    paths,
    read: async (name: string) => new Uint8Array(await readFile(join(path, name))),
    hash: (name: string) => hashFile(join(path, name)),
  };
}

/** Off the main thread, as long as the file fits well into memory: several are hashed at the same time. */
async function hashFile(path: string): Promise<FileHash> {
  if ((await stat(path)).size <= 64 * mebibyte) {
    const content = await readFile(path);
    const digest = await crypto.subtle.digest('SHA-256', content);
    return { bytes: content.length, sha256: Buffer.from(digest).toString('hex') };
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: mebibyte }), hash);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}

function print({ verdict, findings, clips, signedBy, auditEntries, timeStamps }: Report, said: (typeof words)['vi']) {
  for (const { room, camera, from, to, version, segments, gaps } of clips)
    console.log(`${room}/${camera}  ${from} – ${to}  v${version}  ${segments.length} + ${gaps.length} gaps`);
  for (const fingerprint of signedBy) console.log(`Ed25519 ${fingerprint}`);
  if (auditEntries > 0) console.log(`audit ${auditEntries}`);
  if (timeStamps > 0) console.log(`RFC 3161 ${timeStamps} (openssl ts -verify)`);
  for (const { kind, where } of findings) console.log(`${said.finding[kind]}: ${where}`);
  console.log(said.verdict[verdict]);
}

async function checkAudit(knownKeys: string[], asJson: boolean): Promise<number> {
  const config = storeSettings.parse(process.env);
  const { db, close } = connectPostgres(config.DATABASE_URL, { max: 2 });
  const bucket = await openBucket(bucketSettings(config, 'footage'));
  try {
    const report = await verifyAudit({ db, bucket, knownKeys });
    if (asJson) console.log(JSON.stringify(report));
    else {
      for (const { kind, where } of report.faults) console.log(`${kind} ${where}: ${auditFaults[kind]}`);
      console.log(`${report.entries} entries, ${report.heads} signed heads, ${report.faults.length} faults`);
      console.log(`${report.stamped} heads carry a time stamp of their hash; whose it is: openssl ts -verify`);
    }
    return report.faults.length === 0 ? 0 : 1;
  } finally {
    await bucket.close();
    await close();
  }
}
