import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSimulatedCameras } from '../../../infra/stack/camera.ts';
import { startHouse } from '../../../infra/up/house.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { connectPostgres, type Database } from '../../../services/adapters/postgres/connect.ts';
import { createCamera } from '../../../services/recording/cameras/cameras.ts';
import { createRoom } from '../../../services/recording/rooms.ts';
import { minioOf } from '../../e2e/support/house-minio.ts';
import { ledgerFaults } from '../../support/ledger/ledger-faults.ts';
import { startToxiproxy } from '../../support/toxiproxy.ts';
import { median, type Result, round } from '../result.ts';
import { type Account, accountFor } from './account.ts';
import { type Made, makeFault, pidOf, type SoakSite } from './faults.ts';

const names = Array.from({ length: 8 }, (_, i) => `c${i + 1}`);
const small = { width: 384, height: 216, fps: 10 };
const everyMs = 60_000;
const settleMs = 60_000;
const memoryEveryMs = 10_000;

/**
 * Eight cameras, two ingest workers, and a fault at random every minute. Afterwards every picture the cameras took must
 * lie in footage or in a gap that names what was done to it. `seed` makes the faults the same ones again.
 */
export async function benchSoak(say: (line: string) => void, { minutes = 30, seed = Date.now() % 1_000_000 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'minhchung-soak-'));
  await chmod(folder, 0o755);
  const deaths: string[] = [];
  const cameras = await startSimulatedCameras({
    cameras: names.map((name, i) => ({ name, number: i + 1, ...small })),
    logPath: join(folder, 'cameras.log'),
  });
  const toxiproxy = await startToxiproxy(join(folder, 'toxiproxy.log'));
  const hear = (line: string) => {
    if (line.includes(' ended (')) deaths.push(line);
    say(line);
  };
  const house = await startHouse({
    ...{ dataPath: folder, apiHost: '127.0.0.1', apiPort: 0, demo: false, ingestWorkers: 2, say: hear },
  });
  const { db, close } = connectPostgres(house.env.DATABASE_URL ?? '', { onIdleError: () => undefined });
  try {
    const site: SoakSite = { house, cameras, lines: new Map() };
    for (const name of names) site.lines.set(name, await toxiproxy.proxy(name, cameras.port));
    await addCameras(site, db);
    say(`seed ${seed}, ${minutes} minutes`);
    const memory = watchMemory(() => pidOf(house, 'ingest'));
    const faults = await makeFaults(site, { minutes, seed, say });
    await untilAllIsStored(db);
    memory.close();
    const result = await judge({ db, site, faults, memoryMib: memory.samples, deaths, folder });
    return { ...result, figures: { minutes, seed, ...result.figures } };
  } finally {
    await close();
    await house.close();
    await toxiproxy.close();
    await cameras.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function addCameras({ house, lines }: SoakSite, db: Database) {
  const key = Buffer.from(house.env.SECRET_KEY ?? '', 'hex');
  const { id: roomId } = await createRoom(db, { code: 'soak', name: 'Soak', kind: 'reception' });
  for (const [code, line] of lines)
    await createCamera(db, key, { roomId, code, name: code, address: `rtsp://127.0.0.1:${line.port}/${code}` });
  while ((await behind(db, new Date(0))) > 0) await delay(500);
}

async function behind(db: Database, at: Date): Promise<number> {
  const rows = await db.selectFrom('cameras').select('last_segment_ended as ended').execute();
  return rows.filter((row) => row.ended === null || row.ended < at).length;
}

interface Plan {
  minutes: number;
  seed: number;
  say: (line: string) => void;
}

async function makeFaults(site: SoakSite, { minutes, seed, say }: Plan): Promise<Made[]> {
  const random = randomFrom(seed);
  const faults: Made[] = [];
  const endAtMs = Date.now() + minutes * 60_000;
  while (Date.now() < endAtMs) {
    const nextAtMs = Date.now() + everyMs;
    faults.push(await makeFault(site, random, say));
    await delay(Math.max(0, nextAtMs - Date.now()));
  }
  return faults;
}

/** Waits until every camera records again and nothing older is left in a spool. */
async function untilAllIsStored(db: Database) {
  await delay(settleMs);
  const at = new Date();
  const spooled = () => db.selectFrom('segments').select('started_at').where('stored_at', '>', at).execute();
  while ((await behind(db, at)) > 0 || (await spooled()).length < names.length) await delay(500);
}

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Resident memory of a process, MiB. */
function watchMemory(pid: () => number) {
  const samples: number[] = [];
  const read = async () => {
    const status = await readFile(`/proc/${pid()}/status`, 'utf8').catch(() => '');
    const kib = /VmRSS:\s+(\d+)/.exec(status)?.[1];
    if (kib !== undefined) samples.push(Number(kib) / 1024);
  };
  const timer = setInterval(() => void read(), memoryEveryMs);
  return { samples, close: () => clearInterval(timer) };
}

interface Soaked {
  db: Database;
  site: SoakSite;
  faults: readonly Made[];
  memoryMib: readonly number[];
  deaths: readonly string[];
  folder: string;
}

async function judge({ db, site, faults, memoryMib, deaths, folder }: Soaked): Promise<Result> {
  const { endpoint, identities } = minioOf(site.house);
  const settings = { endpoint, region: 'us-east-1', bucket: 'minhchung', locked: true, ...identities.api };
  const bucket = await openBucket({ kind: 's3', ...settings });
  const rows = await db.selectFrom('cameras').select(['id', 'code']).orderBy('code').execute();
  const accounts: Account[] = [];
  for (const camera of rows) accounts.push(await accountFor({ db, bucket }, camera, faults));
  await bucket.close();
  const sum = (pick: (one: (typeof accounts)[number]) => number) => accounts.reduce((all, one) => all + pick(one), 0);
  const killed = faults.filter((fault) => fault.name === 'ingest killed').length;
  const errors = await errorLines(join(folder, 'logs'));
  const fifth = Math.floor(memoryMib.length / 5);
  const [early, late] = [median(memoryMib.slice(fifth, 2 * fifth)), median(memoryMib.slice(-fifth))];
  const quarantined = await db.selectFrom('quarantined_files').select('reason').execute();
  return {
    rows: [
      ...accounts.map(({ untrue, ...account }) => ({ ...account, untrue: untrue.join('; ') || '–' })),
      ...[...errors].map(([text, count]) => ({ camera: `${count} × ERROR`, untrue: text })),
    ],
    figures: {
      faults: faults.length,
      frames_due: sum((one) => one.due),
      frames_stored: sum((one) => one.stored),
      frames_in_gaps: sum((one) => one.inGaps),
      frames_lost: sum((one) => one.lost),
      frames_doubled: sum((one) => one.doubled),
      frames_unreadable: sum((one) => one.unreadable),
      gaps_untrue: sum((one) => one.untrue.length),
      ledger_faults: (await ledgerFaults(db)).length,
      deaths_not_ours: deaths.length - killed,
      memory_mib_early: round(early, 1),
      memory_mib_late: round(late, 1),
      memory_growth: round(late / early, 2),
      quarantined_files: quarantined.length,
      error_lines: [...errors.values()].reduce((all, one) => all + one, 0),
    },
  };
}

/** What the programs logged as ERROR or worse, counted by program and message; what is no log line counts too. */
async function errorLines(logs: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const program of (await readdir(logs)).filter((name) => /^(api|jobs|ingest)/.test(name))) {
    const lines = (await readFile(join(logs, program), 'utf8')).split('\n').filter((line) => line !== '');
    for (const text of lines.map(errorOf).filter((one) => one !== null)) {
      const key = `${program}: ${text}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

const errorLevel = 50;

function errorOf(line: string): string | null {
  if (!line.startsWith('{')) return line;
  const { level, msg, err } = JSON.parse(line) as { level: number; msg?: string; err?: { message?: string } };
  return level < errorLevel ? null : `${msg ?? ''}${err?.message ? `: ${err.message}` : ''}`;
}
