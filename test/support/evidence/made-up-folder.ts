import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { v7 as newId } from 'uuid';
import type { ChainedEntry } from '../../../services/contracts/evidence/audit.ts';
import { folderPaths } from '../../../services/contracts/evidence/evidence-folder.ts';
import type { Manifest } from '../../../services/contracts/evidence/manifest.ts';
import { newKey, type SigningKey, signDocument } from '../../../services/custody/signing/signing-key.ts';
import { entryHash } from '../../../services/evidence/audit-chain.ts';
import { linkOf } from '../../../services/evidence/chain.ts';
import type { EvidenceFolder } from '../../../services/evidence/evidence-folder.ts';
import { proofIn, rootOf, treeOf } from '../../../services/evidence/merkle.ts';
import { documentBytes } from '../../../services/evidence/signed-document.ts';

/** Paths of a folder and what they hold. */
export type Files = Map<string, Uint8Array>;

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const start = Date.parse('2026-11-02T01:00:00.000Z');
const segmentMs = 10_000;
const at = (segments: number) => new Date(start + segments * segmentMs).toISOString();

export const officeKey = newKey({ now: new Date(start), signsFrom: new Date(start) }, null);

/** Bytes of a segment's objects. */
interface Sizes {
  video: number;
  audio: number;
}

/** An evidence folder of one clip: `segments` of made-up bytes in one run, a gap at the end, three audited acts. */
export function makeFolder(
  segments = 4,
  key: SigningKey = officeKey,
  sizes: Sizes = { video: 900, audio: 200 },
): Files {
  const files: Files = new Map();
  const manifest = makeManifest(segments, sizes, (path, bytes) => files.set(path, bytes));
  files.set(manifestPath(manifest), signDocument(key, manifest).file);
  for (const [path, bytes] of makeAudit(manifest.clipId, key)) files.set(path, bytes);
  files.set('README.txt', Buffer.from('Đọc trước\n'));
  return listContents(files, key);
}

export const manifestPath = ({ clipId, version }: Manifest) => `${folderPaths.manifests}${clipId}/${version}.json`;

/** Makes the list of contents anew. */
export function listContents(files: Files, key: SigningKey): Files {
  files.delete(folderPaths.contents);
  const listed = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }));
  const keys = [...new Set([officeKey, key])].map(({ privateKey: _, ...published }) => published);
  const contents = { format: 'minhchung-evidence', formatVersion: 1, madeAt: at(9), keys, files: listed };
  return files.set(folderPaths.contents, signDocument(key, contents).file);
}

function makeManifest(count: number, sizes: Sizes, store: (path: string, bytes: Uint8Array) => void): Manifest {
  const runId = newId();
  let before: string | null = null;
  const segments = Array.from({ length: count }, (_, seq) => {
    const object = (track: string, bytes: Uint8Array) => {
      const key = `r1/c1/2026/11/02/${seq}.${track}`;
      store(`${folderPaths.media}${key}`, bytes);
      return { key, versionId: newId(), bytes: bytes.length, sha256: sha256(bytes) };
    };
    const [video, audio] = [
      object('video.mp4', randomBytes(sizes.video + seq)),
      object('audio.mov', randomBytes(sizes.audio + seq)),
    ];
    const startedAt = at(seq);
    const hashes = { videoSha256: video.sha256, audioSha256: audio.sha256 };
    const chain = linkOf({ runId, seq, startedAt: new Date(startedAt), ...hashes, before });
    const segment = {
      ...{ startedAt, endedAt: at(seq + 1), runId, seq, videoCodec: 'h264', audioCodec: 'pcm_alaw' },
      ...{ audioConvertedFrom: null, shiftMs: 0, cameraOffsetMs: 12.5, chainBefore: before, chain, video, audio },
    };
    before = chain;
    return segment;
  });
  return {
    ...{ format: 'minhchung-manifest', formatVersion: 2, clipId: newId(), sessionId: newId(), version: 1 },
    ...{ previousSha256: null, createdAt: at(8), room: 'r1', camera: 'c1', caseCodes: ['c-0123456789abcdef'] },
    ...{ from: at(0), to: at(count + 1), segments, gaps: [{ from: at(count), to: at(count + 1), cause: 'stalled' }] },
    software: { minhchung: '1', ffmpeg: '5' },
  };
}

function makeAudit(clipId: string, key: SigningKey): Files {
  const entries = ['clip.seal', 'view.open', 'export.make'].map(
    (act, i): ChainedEntry => ({
      ...{ position: i + 5, id: i + 40, at: at(i), accountId: newId(), address: '10.0.0.9', act },
      ...{ thingKind: 'clip', thingId: clipId, outcome: 'done', details: { version: 1 } },
    }),
  );
  const leaves = entries.map(entryHash);
  const root = Buffer.from(rootOf(leaves)).toString('hex');
  const place = { number: 2, fromPosition: 5, toPosition: 7, root, link: sha256(Buffer.from('link')) };
  const head = { format: 'minhchung-audit-head', formatVersion: 1, ...place, previousSha256: null, madeAt: at(7) };
  const proved = entries.map((entry, i) => ({
    entry,
    head: 2,
    proof: proofIn(treeOf(leaves), i).map((one) => Buffer.from(one).toString('hex')),
  }));
  const { file } = signDocument(key, head);
  const imprint = Buffer.from(`060960864801650304020105000420${sha256(file)}`, 'hex');
  return new Map<string, Uint8Array>([
    [`${folderPaths.auditHeads}00000002.json`, file],
    [`${folderPaths.auditHeads}00000002${folderPaths.timeStamp}`, Buffer.concat([randomBytes(40), imprint])],
    [folderPaths.auditExcerpt, documentBytes({ format: 'minhchung-audit-excerpt', formatVersion: 1, entries: proved })],
  ]);
}

/** The files as the verifier reads a folder. */
export function asFolder(files: Files): EvidenceFolder {
  const read = async (path: string) => files.get(path) ?? new Uint8Array();
  return {
    paths: [...files.keys()],
    read,
    hash: async (path) => ({ bytes: (await read(path)).length, sha256: sha256(await read(path)) }),
  };
}

/** Writes the files to a folder on disk. */
export async function writeFolder(folder: string, files: Files): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}
