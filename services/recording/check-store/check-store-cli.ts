import { parseArgs } from 'node:util';
import { bucketSettings, openBucket } from '../../adapters/bucket/open-bucket.ts';
import { connectPostgres } from '../../adapters/postgres/connect.ts';
import { configSchema, storeSettings } from '../../config.ts';
import { checkSpool, type SpoolState } from './check-spool.ts';
import { checkStore } from './check-store.ts';
import type { Counts } from './compare.ts';
import { type Difference, type DifferenceKind, differenceKinds } from './difference.ts';
import { requireFootage } from './require-footage.ts';

const usage = `npm run check-store [-- --repair] [--deep] [--json] [--spool FOLDER]...
  --repair  mend what is safe: rows without footage are marked missing, footage without a row gets one, what lies in
            quarantine is listed; nothing is deleted
  --deep    read every object and hold it against its hash (long)
  --json    one JSON document a line: each difference, then the counts
  --spool   a spool on this machine, SPOOL_PATH when not given; once for each
Ends with 0 when nothing differs (any more), 1 when something does, 2 when it could not check.`;

/** Settings it needs, from the same place as the programs'. */
const settings = storeSettings.extend({ SPOOL_PATH: configSchema.shape.SPOOL_PATH });

const freshMs = 120_000;
const shownEveryMs = 2000;

try {
  process.exitCode = await run();
} catch (error) {
  console.error(`Could not check: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const spools = { type: 'string', multiple: true } as const;
  const { values } = parseArgs({ options: { repair: flag, deep: flag, json: flag, help: flag, spool: spools } });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const parsed = settings.safeParse(process.env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`${faults.join('; ')}. Start the house once with npm run up, or see .env.example.`);
  }
  const { db, close } = connectPostgres(parsed.data.DATABASE_URL, { max: 2 });
  const bucket = await openBucket(bucketSettings(parsed.data, 'footage'));
  try {
    if (values.repair) await requireFootage(db, bucket);
    const { repair, deep, json, spool = [parsed.data.SPOOL_PATH] } = values;
    const told: Told = { kinds: new Map(), left: 0, json };
    const counts = await tell(told, checkStore({ db, bucket, repair, deep, freshMs, onProgress: progress() }));
    const spoolStates: SpoolState[] = [];
    for (const path of spool) spoolStates.push(await tell(told, checkSpool({ db, path, repair, deep, freshMs })));
    if (json)
      console.log(JSON.stringify({ ...counts, differences: Object.fromEntries(told.kinds), spools: spoolStates }));
    else print(told, counts, spoolStates);
    return told.left === 0 ? 0 : 1;
  } finally {
    await bucket.close();
    await close();
  }
}

interface Told {
  kinds: Map<DifferenceKind, { found: number; mended: number }>;
  /** Differences that are still there. */
  left: number;
  json: boolean;
}

/** Prints each difference as it is found; returns what the check returns at its end. */
async function tell<T>(told: Told, differences: AsyncGenerator<Difference, T>): Promise<T> {
  const { kinds, json } = told;
  for (;;) {
    const { value, done } = await differences.next();
    if (done) return value;
    const { kind, key, mended } = value;
    const { found, mended: before } = kinds.get(kind) ?? { found: 0, mended: 0 };
    kinds.set(kind, { found: found + 1, mended: before + Number(mended) });
    if (!mended) told.left += 1;
    console.log(json ? JSON.stringify(value) : `${kind}${mended ? ' (mended)' : ''}: ${key}`);
  }
}

/** Says on a terminal's error output how far it is, every two seconds. */
function progress(): (counts: Counts) => void {
  let shownAtMs = Date.now();
  return ({ segments, bytes }) => {
    if (Date.now() - shownAtMs < shownEveryMs) return;
    shownAtMs = Date.now();
    console.error(`… ${segments} segments, ${mib(bytes)} MiB`);
  };
}

function print({ kinds, left }: Told, { segments, objects, bytes, fresh, quarantined }: Counts, spools: SpoolState[]) {
  const rows = [...kinds].map(([kind, { found, mended }]) => ({ kind, found, mended, meaning: differenceKinds[kind] }));
  if (rows.length > 0) console.table(rows);
  console.log(`${segments} segments, ${objects} objects, ${mib(bytes)} MiB; ${fresh} too new to judge.`);
  if (quarantined > 0) console.log(`${quarantined} objects belong to footage in quarantine, for a person to look at.`);
  for (const spool of spools) {
    const waits = `${spool.waiting} segments wait, ${mib(spool.bytes)} MiB in all`;
    console.log(
      `Spool ${spool.path}: ${waits}, ${spool.stored} stored already, ${spool.quarantined} files in quarantine.`,
    );
  }
  if (left > 0) console.log(`--repair mends ${mendable.join(', ')}; the rest needs a person.`);
  if (rows.length === 0) console.log('Rows, store and spool are the same.');
}

const mendable = [
  'row_without_object',
  'object_without_row',
  'returned',
  'quarantine_unlisted',
] satisfies DifferenceKind[];

function mib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
