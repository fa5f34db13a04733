import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../adapters/postgres/connect.ts';
import { namesIn, parseJson, parseSpoolName, readIfThere, runName } from '../spool/files.ts';
import { spoolBytes, spooledRuns } from '../spool/open-spool.ts';
import { quarantinedIn } from '../spool/quarantine.ts';
import { noteQuarantined } from '../spool/quarantined-files.ts';
import { sidecar as sidecarSchema, spooledRun } from '../spool/sidecar.ts';
import { isIntact } from '../spool/upload.ts';
import type { Difference, DifferenceKind } from './difference.ts';

export interface SpoolInputs {
  db: Database;
  path: string;
  /** List in the database what lies in quarantine; nothing on the disk is touched. */
  repair: boolean;
  /** Also hold the bytes of what waits against their hashes. */
  deep: boolean;
  /** What is younger is not judged: a worker may be writing it. */
  freshMs: number;
}

/** What a spool holds; none of it is a fault. */
export interface SpoolState {
  path: string;
  bytes: number;
  /** Segments that wait to be stored. */
  waiting: number;
  /** Segments that are stored already; the worker removes them, at the latest when it starts again. */
  stored: number;
  /** Files in quarantine. */
  quarantined: number;
}

/**
 * Compares one spool of this machine with the rows: what waits, what is stored already, what cannot be read, and whether
 * the quarantine is what the database lists. A worker may be at work in it. Never deletes anything.
 */
export async function* checkSpool(inputs: SpoolInputs): AsyncGenerator<Difference, SpoolState> {
  const { path } = inputs;
  const state: SpoolState = { path, bytes: await spoolBytes(path), waiting: 0, stored: 0, quarantined: 0 };
  for await (const { cameraId, runId } of spooledRuns(path)) yield* checkRun(inputs, state, join(cameraId, runId));
  yield* checkQuarantine(inputs, state);
  return state;
}

async function* checkRun(inputs: SpoolInputs, state: SpoolState, below: string): AsyncGenerator<Difference> {
  const folder = join(inputs.path, below);
  const names = await namesIn(folder);
  const run = parseJson(spooledRun, (await readIfThere(join(folder, runName))) ?? '');
  if (run === null && names.length > 0 && (await isOld(inputs, folder))) yield of('spool_unreadable', below);
  for (const name of names.filter((one) => parseSpoolName(one)?.kind === 'sidecar').sort()) {
    const text = await readIfThere(join(folder, name));
    if (text === null) continue;
    const sidecar = parseJson(sidecarSchema, text);
    if (sidecar === null) yield of('spool_unreadable', join(below, name));
    else if (await isStored(inputs.db, run?.runId, sidecar.seq)) state.stored += 1;
    else {
      state.waiting += 1;
      if (inputs.deep && (await isOld(inputs, join(folder, name))) && !(await isIntact(folder, sidecar)))
        yield of('spool_altered', join(below, name));
    }
  }
}

async function isStored(db: Database, runId: string | undefined, seq: number): Promise<boolean> {
  if (runId === undefined) return false;
  const rows = db.selectFrom('segments').select('seq').where('run_id', '=', runId).where('seq', '=', seq);
  return (await rows.executeTakeFirst()) !== undefined;
}

async function* checkQuarantine(inputs: SpoolInputs, state: SpoolState): AsyncGenerator<Difference> {
  const { db, path, repair } = inputs;
  const workerId = await readIfThere(join(path, 'worker-id'));
  if (workerId === null) return;
  const rows = await db.selectFrom('quarantined_files').select('path').where('worker_id', '=', workerId).execute();
  const listed = new Set(rows.map((row) => row.path));
  for await (const { cameraId, runId, files } of quarantinedIn(path)) {
    state.quarantined += files.length;
    const unlisted = files.filter((file) => !listed.has(file.path));
    if (repair) await noteQuarantined(db, { workerId, cameraId, runId }, unlisted);
    for (const file of unlisted) yield of('quarantine_unlisted', file.path, repair);
    for (const file of files) listed.delete(file.path);
  }
  for (const gone of listed) yield of('quarantine_gone', gone);
}

async function isOld({ freshMs }: SpoolInputs, path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs >= freshMs;
}

const of = (kind: DifferenceKind, key: string, mended = false): Difference => ({ kind, key, versionId: null, mended });
