import { createHash } from 'node:crypto';
import type { Bucket, ObjectRef } from '../../adapters/bucket/bucket.ts';
import { type EvidenceContents, folderPaths } from '../../contracts/evidence/evidence-folder.ts';
import { type Manifest, manifest as manifestSchema } from '../../contracts/evidence/manifest.ts';
import { appendAudit } from '../../custody/audit.ts';
import { makeExcerpt } from '../../custody/audit-seal/excerpt.ts';
import { makeHead } from '../../custody/audit-seal/make-head.ts';
import { sealAudit } from '../../custody/audit-seal/seal-audit.ts';
import { stampHeads } from '../../custody/audit-seal/stamp-heads.ts';
import {
  type EvidenceFile,
  folderById,
  markFolderFailed,
  markReady,
} from '../../custody/evidence-folders/evidence-folders.ts';
import { manifestsOfClip } from '../../custody/manifests.ts';
import { putDocument } from '../../custody/put-document.ts';
import { publishedKeys } from '../../custody/signing/published-keys.ts';
import { checkSigned } from '../../evidence/check-signed.ts';
import { documentBytes } from '../../evidence/signed-document.ts';
import { readMe } from '../../evidence/words/read-me.ts';
import { type ClipFacts, clipsOf, reopenClips } from '../clips/clips.ts';
import { type SealingDeps, tellOfClip } from '../clips/sealing.ts';

/**
 * `evidence.prepare`: makes the list of an evidence folder's files and signs it: originals, all manifests of the
 * session's clips, or of the one that was asked for, what the audit log says of them with proof. Nothing is copied: the api streams it when it is taken.
 * A session that is not sealed fails the folder, with the reason.
 */
export async function prepareEvidence(deps: SealingDeps, folderId: string, signal: AbortSignal): Promise<void> {
  const folder = await folderById(deps.db, folderId);
  if (folder?.state !== 'preparing') return;
  const all = await clipsOf(deps.db, folder.sessionId);
  const clips = all.filter(({ id }) => folder.clipId === null || id === folder.clipId);
  const fault = await faultOf(deps, folder.sessionId, clips);
  if (fault !== null) await markFolderFailed(deps.db, folderId, fault);
  else await prepare(deps, folderId, folder.sessionId, clips, signal);
  for (const clip of clips.slice(0, 1)) await tellOfClip(deps, clip);
}

async function faultOf({ db }: SealingDeps, sessionId: string, clips: readonly ClipFacts[]) {
  if (clips.length === 0) return 'no_clips';
  if (clips.some(({ state }) => state !== 'sealed')) return 'not_sealed';
  const signed = await Promise.all(clips.map(async ({ id }) => (await manifestsOfClip(db, id)).length > 0));
  if (signed.every(Boolean)) return null;
  // Sealed before there were signatures: the sweep has them sealed anew.
  await reopenClips(db, { sessionId });
  return 'not_sealed';
}

async function prepare(
  deps: SealingDeps,
  folderId: string,
  sessionId: string,
  clips: ClipFacts[],
  signal: AbortSignal,
) {
  const files: EvidenceFile[] = [];
  for (const clip of clips) {
    signal.throwIfAborted();
    files.push(...(await filesOfClip(deps, clip.id)));
  }
  files.push(...(await auditFiles(deps, folderId, [sessionId, ...clips.map(({ id }) => id)], signal)));
  files.push(await putFile(deps.bucket, folderId, 'DOC-TRUOC.txt', Buffer.from(readMe)));
  files.push(await contentsFile(deps, folderId, files));
  await deps.db.transaction().execute(async (tx) => {
    if (!(await markReady(tx, folderId, files))) return;
    const thing = { kind: 'session', id: sessionId };
    await appendAudit(tx, {
      accountId: null,
      act: 'evidence.prepare',
      thing,
      details: { folderId, files: files.length },
    });
  });
}

/** All manifests of a clip, and the footage that the newest names. */
async function filesOfClip({ db, bucket }: SealingDeps, clipId: string): Promise<EvidenceFile[]> {
  const files: EvidenceFile[] = [];
  let newest: Manifest | null = null;
  for (const { version, ...ref } of await manifestsOfClip(db, clipId)) {
    const bytes = await bucket.readAll(ref);
    files.push(fileOf(`${folderPaths.manifests}${clipId}/${version}.json`, ref, bytes));
    newest = checkSigned(bytes, ref.key, manifestSchema).document ?? newest;
  }
  if (newest === null) throw new Error(`clip ${clipId} is sealed but has no signed manifest: seal it again`);
  for (const { video, audio } of newest.segments) {
    for (const object of audio ? [video, audio] : [video]) {
      const { key, versionId, bytes, sha256 } = object;
      files.push({ path: `${folderPaths.media}${key}`, key, versionId, bytes, sha256: Buffer.from(sha256, 'hex') });
    }
  }
  return files;
}

/** What the log says up to now: it is signed, and time-stamped where that can be had, for this. */
async function auditFiles(
  deps: SealingDeps,
  folderId: string,
  thingIds: string[],
  signal: AbortSignal,
): Promise<EvidenceFile[]> {
  await sealAudit(deps.db);
  await makeHead(deps, 0);
  await stampHeads(deps, signal);
  const { excerpt, heads } = await makeExcerpt(deps.db, thingIds);
  const bytes = Buffer.from(documentBytes(excerpt));
  const files = [await putFile(deps.bucket, folderId, folderPaths.auditExcerpt, bytes)];
  for (const { number, stamp, ...ref } of heads) {
    const path = `${folderPaths.auditHeads}${number}`;
    files.push(fileOf(`${path}.json`, ref, await deps.bucket.readAll(ref)));
    if (stamp) files.push(fileOf(`${path}${folderPaths.timeStamp}`, stamp, await deps.bucket.readAll(stamp)));
  }
  return files;
}

async function contentsFile(
  deps: SealingDeps,
  folderId: string,
  files: readonly EvidenceFile[],
): Promise<EvidenceFile> {
  const contents: EvidenceContents = {
    format: 'minhchung-evidence',
    formatVersion: 1,
    madeAt: new Date(deps.clock.now()).toISOString(),
    keys: await publishedKeys(deps.db),
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256: sha256.toString('hex') })),
  };
  const { file } = await deps.signer.sign(contents);
  return putFile(deps.bucket, folderId, folderPaths.contents, file);
}

/** A file that is made for this folder. */
async function putFile(bucket: Bucket, folderId: string, path: string, body: Buffer): Promise<EvidenceFile> {
  const [stem = '', extension = 'bin'] = path.replaceAll('/', '-').split(/\.(?=[^.]+$)/);
  const name = { stem: `evidence/${folderId}/${stem}`, extension, contentType: 'application/octet-stream' };
  return { path, ...(await putDocument(bucket, name, body)) };
}

function fileOf(path: string, { key, versionId }: ObjectRef, bytes: Buffer): EvidenceFile {
  return { path, key, versionId, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest() };
}
