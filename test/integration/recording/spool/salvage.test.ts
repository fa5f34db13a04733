import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { beforeAll, expect, it } from 'vitest';
import { namesIn, parseSpoolName, runName } from '../../../../services/recording/spool/files.ts';
import { salvageLeft, spooledRuns } from '../../../../services/recording/spool/open-spool.ts';
import { quarantinedIn } from '../../../../services/recording/spool/quarantine.ts';
import { parseTrack } from '../../../../services/recording/spool/salvage.ts';
import type { Sidecar } from '../../../../services/recording/spool/sidecar.ts';
import { isIntact } from '../../../../services/recording/spool/upload.ts';
import { spoolRun, unclose } from '../../../support/footage/spooled-run.ts';
import { testFolder } from '../../../support/stack.ts';

/** A power cut at any byte, on a disk that may also have written nonsense: what can be read is kept, the rest too. */
const cameraId = newId();
const segments = 4;
let folder: string;
let whole: Awaited<ReturnType<typeof spoolRun>>;
beforeAll(async () => {
  folder = await testFolder('salvage');
  whole = await spoolRun({ spool: join(folder, 'whole'), cameraId, startedAtMs: Date.now() - 60_000, segments });
});

const damage = fc.record({
  /** Which of the run's files, by a number that is cut down to how many there are. */
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  how: fc.constantFrom('cut' as const, 'zeros' as const, 'noise' as const),
  bytes: fc.integer({ min: 1, max: 600 }),
});
const crash = fc.record({
  stage: fc.constantFrom('closed' as const, 'growing' as const, 'sidecar' as const, 'half' as const),
  damages: fc.array(damage, { minLength: 1, maxLength: 3 }),
});
type Crash = typeof crash extends fc.Arbitrary<infer T> ? T : never;

/** A copy of the run as the crash leaves it: where it lies, and which of its files it spoilt. */
async function crashed({ stage, damages }: Crash) {
  const spool = await mkdtemp(join(folder, 'spool-'));
  const run = join(spool, cameraId, whole.runId);
  await cp(whole.folder, run, { recursive: true, preserveTimestamps: true });
  if (stage !== 'closed') await unclose(run, segments - 1, stage);
  const names = (await readdir(run)).sort();
  const spoilt = new Set<string>();
  for (const one of damages) {
    const name = names[one.file % names.length] ?? '';
    await spoil(join(run, name), one);
    spoilt.add(name);
  }
  return { spool, run, spoilt, media: await contentsOf(run) };
}

async function spoil(path: string, { at, how, bytes }: Crash['damages'][number]) {
  const { size } = await stat(path);
  const from = Math.floor(at * size);
  if (how === 'cut') return truncate(path, from);
  const content = await readFile(path);
  for (let i = from; i < Math.min(size, from + bytes); i++) content[i] = how === 'zeros' ? 0 : (i * 73 + 5) % 256;
  await writeFile(path, content);
}

/** The media in a run's folder: name without its stage (part or whole) → bytes. */
async function contentsOf(run: string) {
  const found = new Map<string, Buffer>();
  for (const name of await namesIn(run)) {
    if (parseSpoolName(name)?.track) found.set(trackOf(name), await readFile(join(run, name)));
  }
  return found;
}

const trackOf = (name: string) => name.replace(/\.(part|mp4)(\.tail)?$/, '');

async function salvage(spool: string) {
  const sidecars: Sidecar[] = [];
  for await (const left of spooledRuns(spool)) {
    const found = await salvageLeft(left);
    expect(found.failure).toBeNull();
    sidecars.push(...found.sidecars);
  }
  return sidecars;
}

/** What quarantine holds of each track, in the order head before tail. */
async function quarantine(spool: string) {
  const found = new Map<string, Buffer>();
  for await (const { files } of quarantinedIn(spool)) {
    for (const { path } of files) {
      const name = trackOf(path.split('/').at(-1) ?? '');
      found.set(name, await readFile(join(spool, 'quarantine', path)));
    }
  }
  return found;
}

const isWhole = (bytes: Buffer) => parseTrack(bytes)?.bytes === bytes.length;

it('keeps every byte: as footage what can be read, in quarantine the rest', async () => {
  let rebuilt = 0;
  let apart = 0;
  await fc.assert(
    fc.asyncProperty(crash, async (one) => {
      const { spool, run, spoilt, media } = await crashed(one);
      const sidecars = await salvage(spool);
      const [kept, quarantined] = [await contentsOf(run), await quarantine(spool)];
      for (const [name, bytes] of media) {
        const parts = [kept.get(name) ?? Buffer.alloc(0), quarantined.get(name) ?? Buffer.alloc(0)];
        expect(Buffer.concat(parts).equals(bytes)).toBe(true);
      }
      const isSpoilt = (seq: number) => [...spoilt].some((name) => parseSpoolName(name)?.seq === seq);
      for (const sidecar of sidecars) {
        // One whose files were spoilt behind their sidecar is found by its hash when it is uploaded.
        if (await isIntact(run, sidecar))
          expect(isWhole(kept.get(nameOf(sidecar, 'video')) ?? Buffer.alloc(0))).toBe(true);
        else expect(isSpoilt(sidecar.seq)).toBe(true);
      }
      if (!spoilt.has(runName)) expectTheRest(sidecars, isSpoilt);
      expectInOrder(sidecars);
      expect(await salvage(spool)).toEqual(sidecars);
      rebuilt += sidecars.filter(({ seq }) => isSpoilt(seq)).length;
      apart += quarantined.size;
    }),
    { numRuns: 250 },
  );
  expect(Math.min(rebuilt, apart)).toBeGreaterThan(50);
});

const nameOf = ({ seq }: Sidecar, track: 'video' | 'audio') => `${String(seq).padStart(6, '0')}.${track}`;

/** Segments that the crash did not touch are there as they were. */
function expectTheRest(sidecars: Sidecar[], isSpoilt: (seq: number) => boolean) {
  for (const before of whole.sidecars.filter(({ seq }) => !isSpoilt(seq))) {
    const after = sidecars.find(({ seq }) => seq === before.seq);
    expect(after?.video.sha256).toBe(before.video.sha256);
    expect(after?.audio?.sha256).toBe(before.audio?.sha256);
  }
}

/** No two of them claim the same time. */
function expectInOrder(sidecars: Sidecar[]) {
  for (const [i, { startedAtMs, endedAtMs }] of sidecars.entries()) {
    expect(endedAtMs).toBeGreaterThan(startedAtMs);
    expect(startedAtMs).toBeGreaterThanOrEqual(sidecars[i - 1]?.endedAtMs ?? 0);
  }
}

it('takes what was still growing up to its last whole fragment, byte by byte', async () => {
  const last = segments - 1;
  const source = await readFile(join(whole.folder, '000003.video.mp4'));
  const ends = fragmentEnds(source);
  for (let length = 0; length <= source.length; length += 7) {
    const { spool, run } = await crashed({ stage: 'growing', damages: [] });
    await truncate(join(run, '000003.video.part'), length);
    const found = (await salvage(spool)).find(({ seq }) => seq === last);
    const kept = ends.filter((end) => end <= length).at(-1);
    expect(found?.video.bytes).toBe(kept);
    if (kept) expect(found?.video.sha256).toBe(createHash('sha256').update(source.subarray(0, kept)).digest('hex'));
  }
});

function fragmentEnds(file: Buffer): number[] {
  const track = parseTrack(file);
  let at = track?.initBytes ?? 0;
  return (track?.fragmentBytes ?? []).map((bytes) => {
    at += bytes;
    return at;
  });
}
