import { writePdf } from '../../adapters/pdf/write-pdf.ts';
import type { DestructionList } from '../../contracts/evidence/destruction-list.ts';
import {
  type DestructionFacts,
  type DestructionSession,
  documentOf,
  insertDocument,
  sessionsOfDestruction,
} from '../../custody/destruction/destructions.ts';
import { type ListedSession, minutesOf } from '../../custody/destruction/minutes.ts';
import { listManifests } from '../../custody/manifests.ts';
import { putDocument } from '../../custody/put-document.ts';
import { removedSegments } from '../../recording/removal.ts';
import { clipsOf } from '../clips/clips.ts';
import type { SealingDeps } from '../clips/sealing.ts';

/** Stores under lock what is written before anything goes: a signed list for each session, then the minutes. Idempotent. */
export async function writeDocuments(deps: SealingDeps, facts: DestructionFacts, signal: AbortSignal): Promise<void> {
  const sessions = await sessionsOfDestruction(deps.db, facts.id);
  const listed: ListedSession[] = [];
  for (const session of sessions) {
    signal.throwIfAborted();
    const listSha256 = session.outcome === 'destroyed' ? await listOf(deps, facts.id, session) : null;
    listed.push({ ...session, listSha256 });
  }
  if (await documentOf(deps.db, facts.id, null)) return;
  const body = await writePdf(minutesOf(facts, listed, new Date(deps.clock.now())));
  const name = { stem: `destructions/${facts.id}/bien-ban`, extension: 'pdf', contentType: 'application/pdf' };
  await insertDocument(deps.db, facts.id, null, await putDocument(deps.bucket, name, body));
}

/** The hash of a session's list, which is made when there is none. */
async function listOf(deps: SealingDeps, destructionId: string, session: DestructionSession): Promise<Buffer> {
  const known = await documentOf(deps.db, destructionId, session.id);
  if (known) return known.sha256;
  const { file } = await deps.signer.sign(await buildList(deps, destructionId, session));
  const name = {
    // No id of a session in a key.
    stem: `destructions/${destructionId}/danh-sach`,
    extension: 'json',
    contentType: 'application/json',
  };
  const stored = await putDocument(deps.bucket, name, file);
  await insertDocument(deps.db, destructionId, session.id, stored);
  return stored.sha256;
}

async function buildList(deps: SealingDeps, destructionId: string, session: DestructionSession) {
  const clips: DestructionList['clips'] = [];
  for (const clip of await clipsOf(deps.db, session.id)) {
    const segments = await removedSegments(deps.db, clip.cameraId, session.id);
    const manifests = await listManifests(deps.db, clip.id);
    clips.push({
      clipId: clip.id,
      camera: clip.cameraCode,
      manifests: manifests.map(({ version, sha256 }) => ({ version, sha256: sha256.toString('hex') })),
      objects: segments
        .flatMap(({ objects }) => objects)
        .map((object) => ({ ...object, sha256: object.sha256.toString('hex') })),
    });
  }
  const list: DestructionList = {
    ...{ format: 'minhchung-destruction', formatVersion: 1, destructionId, sessionId: session.id },
    ...{ madeAt: new Date(deps.clock.now()).toISOString(), room: session.roomCode },
    ...{ from: session.from.toISOString(), to: (session.to ?? session.from).toISOString(), clips },
  };
  return list;
}
