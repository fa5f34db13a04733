import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import {
  type Bucket,
  type ByteRange,
  type NewObject,
  type ObjectRef,
  type StoredVersion,
  unversioned,
} from './bucket.ts';
import { BucketError, toBucketError } from './bucket-error.ts';

export interface DiskSettings {
  path: string;
  locked: boolean;
  /** Days of the emulated lock; 90 when not given. */
  lockDays?: number;
}

const facts = z.object({ lockedUntil: z.string().nullable(), tags: z.record(z.string(), z.string()) });
type Facts = z.infer<typeof facts>;

const dayMs = 86_400_000;

/**
 * The same interface in a folder, for trying the program out where no S3 server can be had. NOT WORM: whoever has the
 * disk can change everything. A version is a file `<key>/<version id>` with its facts in `<version id>.json`.
 */
export function openDiskBucket(settings: DiskSettings): Bucket {
  const fileOf = (ref: ObjectRef) => join(settings.path, checked(ref.key), checked(ref.versionId));
  const readFacts = (ref: ObjectRef) =>
    guarded(async () => facts.parse(JSON.parse(await readFile(`${fileOf(ref)}.json`, 'utf8'))));
  const writeFacts = (ref: ObjectRef, value: Facts) => writeFile(`${fileOf(ref)}.json`, JSON.stringify(value));

  return {
    put: (object) => guarded(() => put(settings, object, writeFacts, fileOf)),
    read: (ref, range) => guarded(() => openStream(fileOf(ref), range)),
    readAll: (ref, range) => guarded(async () => buffer(await openStream(fileOf(ref), range))),
    tag: async (ref, tags) => {
      const known = await readFacts(ref);
      await guarded(() => writeFacts(ref, { ...known, tags }));
    },
    tags: async (ref) => (await readFacts(ref)).tags,
    lockedUntil: async (ref) => {
      const { lockedUntil } = await readFacts(ref);
      return lockedUntil === null ? null : new Date(lockedUntil);
    },
    listVersions: (prefix) => listVersions(settings.path, prefix),
    close: async () => undefined,
  };
}

async function guarded<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toBucketError(error);
  }
}

function checked(part: string): string {
  if (part === '' || part.split('/').some((name) => name === '' || name === '.' || name === '..')) {
    throw new BucketError('refused', `${part} is no object key`);
  }
  return part;
}

async function put(
  settings: DiskSettings,
  object: NewObject,
  writeFacts: (ref: ObjectRef, value: Facts) => Promise<void>,
  fileOf: (ref: ObjectRef) => string,
) {
  if (!createHash('sha256').update(object.body).digest().equals(object.sha256)) {
    throw new BucketError('refused', `The bytes of ${object.key} do not fit their hash.`);
  }
  const present = settings.locked ? await versionIds(join(settings.path, checked(object.key))) : [];
  for (const versionId of present) {
    const bytes = await readFile(fileOf({ key: object.key, versionId }));
    if (bytes.equals(object.body)) return { versionId };
    throw new BucketError('conflict', `The store already holds other bytes under ${object.key}.`);
  }
  const ref = { key: object.key, versionId: settings.locked ? randomUUID() : unversioned };
  const path = fileOf(ref);
  await mkdir(dirname(path), { recursive: true });
  const lockedUntil = settings.locked ? new Date(Date.now() + (settings.lockDays ?? 90) * dayMs).toISOString() : null;
  await writeFacts(ref, { lockedUntil, tags: {} });
  await writeWhole(path, object.body);
  return { versionId: ref.versionId };
}

/** After a power cut the file is there whole or not at all. */
async function writeWhole(path: string, body: Buffer) {
  const file = await open(`${path}.tmp`, 'w');
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

async function openStream(path: string, range?: ByteRange) {
  const { size } = await stat(path);
  if (!range) return createReadStream(path);
  if (range.start >= size) throw new BucketError('refused', 'The range lies behind the end of the object.');
  return createReadStream(path, { start: range.start, end: range.start + range.length - 1 });
}

async function versionIds(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (toBucketError(error).kind === 'missing') return [];
    throw error;
  });
  return names.filter((name) => !isFacts(name) && !name.endsWith('.tmp'));
}

async function* listVersions(root: string, prefix: string): AsyncGenerator<StoredVersion> {
  const entries = await guarded(() => readdir(root, { recursive: true, withFileTypes: true })).catch(
    (error: unknown) => {
      if (toBucketError(error).kind === 'missing') return [];
      throw error;
    },
  );
  for (const entry of entries) {
    if (!entry.isFile() || isFacts(entry.name) || entry.name.endsWith('.tmp')) continue;
    const key = relative(root, entry.parentPath).split(sep).join('/');
    if (!key.startsWith(prefix)) continue;
    const { size } = await stat(join(entry.parentPath, entry.name));
    yield { key, versionId: entry.name, bytes: size, isDeleteMarker: false };
  }
}

function isFacts(name: string): boolean {
  return /^([0-9a-f-]{36}|null)\.json$/.test(name);
}
