import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { type SessionThing, sessionsInRoom } from '../../access/session-things.ts';
import { auditRefusal, notFound } from '../../access/views/refusal.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { type EvidenceFolderSummary, evidenceZipPath } from '../../contracts/custody/evidence.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import { askFolder, foldersOfSession } from '../../custody/evidence-folders/evidence-folders.ts';
import { segmentsBetween } from '../../recording/segments.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { clipsOf } from '../clips/clips.ts';
import { requireSession } from '../sessions/require-session.ts';

/** Asks for an evidence folder of a session, or of one clip of it. Throws not_found, forbidden, session_running. Returns its id. */
export async function askEvidence(
  deps: CaseworkDeps,
  actor: Actor,
  sessionId: string,
  { note, clipId = null }: { note: string; clipId?: string | undefined | null },
): Promise<string> {
  const session = await requireExport(deps.db, actor, sessionId);
  if (session.endedAt === null)
    throw new AppError('session_running', 'The session still runs: end it first, then its footage is sealed.');
  if (clipId !== null && !(await clipsOf(deps.db, sessionId)).some(({ id }) => id === clipId)) throw notFound();
  const folderId = await deps.db.transaction().execute(async (tx) => {
    const id = await askFolder(tx, { sessionId, clipId, by: actor.id, note });
    const thing = { kind: 'session', id: sessionId };
    const details = { folderId: id, ...(clipId !== null && { clipId }) };
    await appendAudit(tx, { accountId: actor.id, address: actor.address, act: 'evidence.ask', thing, details });
    return id;
  });
  await deps.enqueue('evidence.prepare', { v: 1, folderId });
  return folderId;
}

/**
 * Asks whether a person may take the originals of a session. Segments are whole: those at its edges may show what came
 * before and after in that room, so a session next to it that the person may not replay stands in the way. Throws
 * not_found, forbidden, border_shared.
 */
export async function requireExport(db: Database, actor: Actor, sessionId: string): Promise<SessionThing> {
  const session = await requireSession(db, actor, sessionId, 'session.export');
  return auditRefusal(db, actor, 'session.export', { kind: 'session', id: sessionId }, async () => {
    await requireNotDestroyed(db, sessionId);
    const whole = await reachOf(db, session);
    const beside = await sessionsInRoom(db, actor.id, session.roomId, whole);
    const mayAll = beside.every((one) => one.id === sessionId || may(actor, 'session.export', one));
    if (!mayAll) throw new AppError('border_shared', 'Footage at the edge also shows a session that you may not see.');
    return session;
  });
}

/** From the start of the first segment that holds a part of the session to the end of the last. */
async function reachOf(db: Database, { roomId, startedAt, endedAt }: SessionThing): Promise<{ from: Date; to: Date }> {
  let [from, to] = [startedAt, endedAt ?? startedAt];
  const cameras = await db.selectFrom('cameras').select('id').where('room_id', '=', roomId).execute();
  for (const camera of cameras) {
    const segments = await segmentsBetween(db, camera.id, startedAt, endedAt ?? startedAt);
    const [first, last] = [segments.at(0), segments.at(-1)];
    if (first && first.startedAt < from) from = first.startedAt;
    if (last && last.endedAt > to) to = last.endedAt;
  }
  return { from, to };
}

/** The evidence folders of a session, newest first. The caller has asked `may`. */
export async function listEvidence(db: Db, sessionId: string): Promise<EvidenceFolderSummary[]> {
  const rows = await foldersOfSession(db, sessionId);
  return rows.map((row) => ({
    ...{ id: row.id, state: row.state, note: row.note, bytes: row.bytes, failure: row.failure },
    camera: row.cameraId === null ? null : { id: row.cameraId, name: row.cameraName ?? '' },
    askedBy: { id: row.personId, name: row.name },
    askedAt: row.asked_at.toISOString(),
    zip: row.state === 'ready' ? evidenceZipPath.replace(':folderId', row.id) : null,
  }));
}
