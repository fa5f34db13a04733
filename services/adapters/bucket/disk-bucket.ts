import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import {
  type Bucket,
  type ByteRange,
  type NewObject,
  type ObjectRef,
  type PutResult,
  type StoredVersion,
  unversioned,
} from './bucket.ts';
import { asBucketErrors, BucketError, toBucketError } from './bucket-error.ts';
import { makeFolders, syncFolder, writeSynced } from './synced-files.ts';
import { takeTurns } from './turns.ts';

export interface DiskSettings {
  path: string;
  locked: boolean;
  /** Days of the emulated lock; 90 when not given. */
  lockDays?: number;
}

const factsShape = z.object({
  lockedUntil: z.iso.datetime().nullable(),
  isHeld: z.boolean().default(false),
  tags: z.record(z.string(), z.string()),
});
type Facts = z.infer<typeof factsShape>;

const dayMs = 86_400_000;
const versionName = /^([0-9a-f-]{36}|null)$/;
/** Half-written things; what a crash leaves here was never acknowledged. */
const stagingName = '.staging';

/**
 * The same interface in a folder, for trying the program out where no S3 server can be had. NOT WORM: whoever has the
 * disk can change everything. A version is a file `<key>/<version id>` with its facts in `<version id>.json`.
 */
export function openDiskBucket(settings: DiskSettings): Bucket {
  const { path: root } = settings;
  const turns = takeTurns();
  // Facts are read, changed and written: two at a time would lose one.
  const inTurn = <T>(ref: ObjectRef, work: () => Promise<T>) => turns(ref.key, work);
  return {
    isServer: false,
    put: (object) => asBucketErrors(() => put(settings, object)),
    read: (ref, range) => asBucketErrors(() => openStream(fileOf(root, ref), range)),
    readAll: (ref, range) => asBucketErrors(async () => buffer(await openStream(fileOf(root, ref), range))),
    tag: (ref, tags) => asBucketErrors(() => inTurn(ref, () => changeFacts(root, ref, { tags }))),
    tags: (ref) => asBucketErrors(async () => (await readFacts(root, ref)).tags),
    lockedUntil: (ref) =>
      asBucketErrors(async () => {
        const { lockedUntil } = await readFacts(root, ref);
        return lockedUntil === null ? null : new Date(lockedUntil);
      }),
    lockUntil: (ref, until) => asBucketErrors(() => inTurn(ref, () => lockUntil(root, ref, until))),
    isHeld: (ref) => asBucketErrors(async () => (await readFacts(root, ref)).isHeld),
    hold: (ref, isHeld) => asBucketErrors(() => inTurn(ref, () => changeFacts(root, ref, { isHeld }))),
    remove: (ref) => asBucketErrors(() => inTurn(ref, () => remove(root, ref))),
    listVersions: (prefix) => listVersions(root, prefix),
    close: async () => undefined,
  };
}

async function put(settings: DiskSettings, object: NewObject): Promise<PutResult> {
  const folder = folderOf(settings.path, object.key);
  if (!createHash('sha256').update(object.body).digest().equals(object.sha256)) {
    throw new BucketError('refused', `The bytes of ${object.key} do not fit their hash.`);
  }
  const versionId = settings.locked ? randomUUID() : unversioned;
  const until = object.lockUntil ?? new Date(Date.now() + (settings.lockDays ?? 90) * dayMs);
  const lockedUntil = settings.locked ? until.toISOString() : null;
  const staging = join(settings.path, stagingName, randomUUID());
  await makeFolders(staging);
  try {
    await writeSynced(join(staging, versionId), object.body);
    await writeSynced(
      join(staging, `${versionId}.json`),
      JSON.stringify({ lockedUntil, isHeld: false, tags: {} } satisfies Facts),
    );
    await syncFolder(staging);
    if (!settings.locked) {
      await overwrite(staging, folder, versionId);
      return { versionId, lockedUntil: null };
    }
    const stored = (await create(staging, folder)) ? versionId : await adopt(folder, object);
    const facts = await readFacts(settings.path, { key: object.key, versionId: stored });
    return { versionId: stored, lockedUntil: facts.lockedUntil === null ? null : new Date(facts.lockedUntil) };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Puts a whole version in its place, unless one is there already: a folder with files in it cannot be renamed onto. */
async function create(staging: string, folder: string): Promise<boolean> {
  await makeFolders(dirname(folder));
  try {
    await rename(staging, folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))
      return false;
    throw error;
  } finally {
    await syncFolder(dirname(folder));
  }
}

async function overwrite(staging: string, folder: string, versionId: string) {
  await makeFolders(folder);
  for (const name of [`${versionId}.json`, versionId]) await rename(join(staging, name), join(folder, name));
  await syncFolder(folder);
}

/** The version there, when it holds the same bytes. */
async function adopt(folder: string, object: NewObject): Promise<string> {
  for (const versionId of (await readdir(folder)).filter((name) => versionName.test(name))) {
    if (object.body.equals(await readFile(join(folder, versionId)))) return versionId;
  }
  throw new BucketError('conflict', `The store already holds other bytes under ${object.key}.`);
}

async function lockUntil(root: string, ref: ObjectRef, until: Date) {
  const { lockedUntil } = await readFacts(root, ref);
  if (lockedUntil !== null && new Date(lockedUntil) < until)
    await changeFacts(root, ref, { lockedUntil: until.toISOString() });
}

async function remove(root: string, ref: ObjectRef) {
  const { lockedUntil, isHeld } = await readFacts(root, ref);
  if (isHeld || (lockedUntil !== null && new Date(lockedUntil) > new Date()))
    throw new BucketError('refused', `${ref.key} is held or locked until ${lockedUntil}.`);
  await rm(fileOf(root, ref));
  await rm(`${fileOf(root, ref)}.json`);
  await syncFolder(folderOf(root, ref.key));
}

async function changeFacts(root: string, ref: ObjectRef, change: Partial<Facts>) {
  const known = await readFacts(root, ref);
  const path = `${fileOf(root, ref)}.json`;
  const half = join(root, stagingName, randomUUID());
  await makeFolders(dirname(half));
  await writeSynced(half, JSON.stringify({ ...known, ...change } satisfies Facts));
  await rename(half, path);
  await syncFolder(dirname(path));
}

async function readFacts(root: string, ref: ObjectRef): Promise<Facts> {
  return factsShape.parse(JSON.parse(await readFile(`${fileOf(root, ref)}.json`, 'utf8')));
}

async function openStream(path: string, range?: ByteRange) {
  const { size } = await stat(path);
  if (!range) return createReadStream(path);
  if (range.start >= size) throw new BucketError('refused', 'The range lies behind the end of the object.');
  return createReadStream(path, { start: range.start, end: range.start + range.length - 1 });
}

function fileOf(root: string, { key, versionId }: ObjectRef): string {
  if (!versionName.test(versionId)) throw new BucketError('missing', `${key} has no version ${versionId}.`);
  return join(folderOf(root, key), versionId);
}

function folderOf(root: string, key: string): string {
  if (key.split('/').some((name) => ['', '.', '..', stagingName].includes(name))) {
    throw new BucketError('refused', `${key} is no object key.`);
  }
  return join(root, key);
}

/** In the order of keys, as S3 lists them. */
async function* listVersions(root: string, prefix: string): AsyncGenerator<StoredVersion> {
  const entries = await asBucketErrors(() => readdir(root, { recursive: true, withFileTypes: true })).catch(
    (error: unknown) => {
      if (toBucketError(error).kind === 'missing') return [];
      throw error;
    },
  );
  const versions = entries
    .filter((entry) => entry.isFile() && versionName.test(entry.name))
    .map((entry) => ({ key: relative(root, entry.parentPath).split(sep).join('/'), versionId: entry.name }))
    .filter(({ key }) => key.startsWith(prefix) && key.split('/')[0] !== stagingName)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { key, versionId } of versions) {
    const { size, mtime } = await asBucketErrors(() => stat(join(root, key, versionId)));
    yield { key, versionId, bytes: size, isDeleteMarker: false, storedAt: mtime };
  }
}
