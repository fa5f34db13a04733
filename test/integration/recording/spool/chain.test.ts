import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { beforeAll, expect, it } from 'vitest';
import { closedNames, runName } from '../../../../services/recording/spool/files.ts';
import { salvageLeft, spooledRuns } from '../../../../services/recording/spool/open-spool.ts';
import { chainUpTo, type Sidecar } from '../../../../services/recording/spool/sidecar.ts';
import { spoolRun, unclose } from '../../../support/footage/spooled-run.ts';
import { testFolder } from '../../../support/stack.ts';

/** The chain of hashes is made while recording, and a crash must not lose it. */
const cameraId = newId();
const segments = 4;
let folder: string;
let whole: Awaited<ReturnType<typeof spoolRun>>;
beforeAll(async () => {
  folder = await testFolder('chain');
  whole = await spoolRun({ spool: join(folder, 'whole'), cameraId, startedAtMs: Date.now() - 60_000, segments });
});

/** The run after a crash in the middle of its last segment; those in `gone` were stored and removed before. */
async function crashed(gone: number[]): Promise<Sidecar[]> {
  const spool = await mkdtemp(join(folder, 'spool-'));
  const run = join(spool, cameraId, whole.runId);
  await cp(whole.folder, run, { recursive: true, preserveTimestamps: true });
  await unclose(run, segments - 1, 'growing');
  // run.json is written when a segment is closed: it knows nothing of the last one.
  const before = whole.sidecars[segments - 2];
  const chain = before ? chainUpTo(whole.runId, before) : null;
  const known = { ...whole.run(), nextStartMs: before?.endedAtMs ?? null, chain };
  await writeFile(join(run, runName), JSON.stringify(known));
  for (const name of gone.flatMap(closedNames)) await rm(join(run, name));
  const sidecars: Sidecar[] = [];
  for await (const left of spooledRuns(spool)) sidecars.push(...(await salvageLeft(left)).sidecars);
  return sidecars;
}

it('each segment names the link of the one before, the first none', () => {
  const links = whole.sidecars.map((sidecar) => chainUpTo(whole.runId, sidecar).link);
  expect(whole.sidecars.map(({ chainBefore }) => chainBefore)).toEqual([null, ...links.slice(0, -1)]);
  expect(new Set(links).size).toBe(segments);
  expect(whole.run().chain).toEqual({ seq: segments - 1, link: links.at(-1) });
});

it.each([
  ['with all segments before it', []],
  ['with those before it stored and removed', [0, 1, 2]],
])('a segment that a crash interrupted goes on in the chain, %s', async (_name, gone) => {
  const salvaged = await crashed(gone);
  expect(salvaged).toHaveLength(segments - gone.length);
  expect(salvaged.at(-1)?.chainBefore).toBe(whole.sidecars.at(-1)?.chainBefore);
});
