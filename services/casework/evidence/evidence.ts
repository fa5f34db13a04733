import type { Actor } from '../../access/actor.ts';
import { type Asked, askApproval } from '../../access/approvals/approvals.ts';
import { may } from '../../access/may.ts';
import { type SessionThing, sessionsInRoom } from '../../access/session-things.ts';
import { auditRefusal, notFound } from '../../access/views/refusal.ts';
import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import type { Enqueue } from '../../adapters/queue/enqueue.ts';
import { AppError } from '../../app-error.ts';
import { type EvidenceFolderSummary, evidenceZipPath } from '../../contracts/custody/evidence.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import { askFolder, foldersOfSession, foldersToPrepare } from '../../custody/evidence-folders/evidence-folders.ts';
import { segmentsBetween } from '../../recording/segments.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { clipsOf } from '../clips/clips.ts';
import { tellOfHold } from '../keeping/holding.ts';
import { requireSession } from '../sessions/require-session.ts';

interface Wanted {
  note: string;
  clipId?: string | undefined;
}

/** Asks for an evidence folder of a session, or of one clip of it. Throws not_found, forbidden, session_running. Returns its id. */
export async function askEvidence(
  deps: CaseworkDeps,
  actor: Actor,
  sessionId: string,
  { note, clipId }: Wanted,
): Promise<string> {
  await requireWhole(deps.db, await requireExport(deps.db, actor, sessionId, 'session.export'), clipId ?? null);
  const folderId = await deps.db.transaction().execute(async (tx) => {
    const id = await askFolder(tx, { sessionId, clipId: clipId ?? null, by: actor.id, note });
    const thing = { kind: 'session', id: sessionId };
    const details = { folderId: id, ...(clipId && { clipId }) };
    await appendAudit(tx, { accountId: actor.id, address: actor.address, act: 'evidence.ask', thing, details });
    return id;
  });
  await deps.enqueue('evidence.prepare', { v: 1, folderId });
  return folderId;
}

/**
 * Asks for an evidence folder of a protected session: another who knows of it must approve. Throws the same, and
 * already_exists while one waits. Returns the id of the request.
 */
export async function requestEvidence(
  deps: CaseworkDeps,
  actor: Actor,
  sessionId: string,
  { note, clipId }: Wanted,
): Promise<string> {
  const session = await requireExport(deps.db, actor, sessionId, 'session.ask_export');
  await requireWhole(deps.db, session, clipId ?? null);
  const thing = clipId === undefined ? { kind: 'session', id: sessionId } : { kind: 'clip', id: clipId };
  const id = await deps.db.transaction().execute(async (tx) => {
    const act = { accountId: actor.id, address: actor.address, act: 'evidence.ask' };
    await appendAudit(tx, { ...act, thing: { kind: 'session', id: sessionId }, details: clipId ? { clipId } : {} });
    return askApproval(tx, actor, { act: 'evidence.take', thing, about: { sessionId }, reason: note });
  });
  await tellOfHold(deps, { sessionId });
  return id;
}

/** A folder of a protected session is approved, which somebody asked for: it is prepared (`askPrepared`) for that person. */
export async function carryOutEvidence(tx: Tx, { thing, about, reason, askedBy }: Asked, by: Actor): Promise<void> {
  if (!('sessionId' in about)) throw new RangeError('evidence is of a session');
  const { sessionId } = about;
  await requireNotDestroyed(tx, sessionId);
  const clipId = thing.kind === 'clip' ? thing.id : null;
  await askFolder(tx, { sessionId, clipId, by: askedBy, note: reason, approvedBy: by.id });
}

const mostAtOnce = 500;

/** Asks for all folders that are still to be prepared. Returns how many. */
export async function askPrepared({ db, enqueue }: { db: Database; enqueue: Enqueue }): Promise<number> {
  const folders = await foldersToPrepare(db, mostAtOnce);
  await Promise.all(folders.map((folderId) => enqueue('evidence.prepare', { v: 1, folderId })));
  return folders.length;
}

/** Throws session_running, or not_found when the clip is not one of the session. */
async function requireWhole(db: Db, { id, endedAt }: SessionThing, clipId: string | null) {
  if (endedAt === null)
    throw new AppError('session_running', 'The session still runs: end it first, then its footage is sealed.');
  if (clipId !== null && !(await clipsOf(db, id)).some((clip) => clip.id === clipId)) throw notFound();
}

/**
 * Asks whether a person may take a folder that is prepared: of a protected session only who asked for it and had it
 * approved. Throws as `requireExport`.
 */
export function requireTaking(
  db: Database,
  actor: Actor,
  folder: { sessionId: string; askedBy: string; approvedBy: string | null },
): Promise<SessionThing> {
  return requireExport(db, actor, folder.sessionId, takingAct(actor, folder));
}

function takingAct(actor: Actor, { askedBy, approvedBy }: { askedBy: string; approvedBy: string | null }): ExportAct {
  return approvedBy !== null && askedBy === actor.id ? 'session.ask_export' : 'session.export';
}

type ExportAct = 'session.export' | 'session.ask_export';

/**
 * Asks whether a person may take the originals of a session. Segments are whole: those at its edges may show what came
 * before and after in that room, so a session next to it that the person may not take alone stands in the way. Throws
 * not_found, forbidden, border_shared.
 */
async function requireExport(db: Database, actor: Actor, sessionId: string, act: ExportAct): Promise<SessionThing> {
  const session = await requireSession(db, actor, sessionId, act);
  return auditRefusal(db, actor, act, { kind: 'session', id: sessionId }, async () => {
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
export async function listEvidence(db: Db, actor: Actor, session: SessionThing): Promise<EvidenceFolderSummary[]> {
  const rows = await foldersOfSession(db, session.id);
  return rows.map((row) => ({
    ...{ id: row.id, state: row.state, note: row.note, bytes: row.bytes, failure: row.failure },
    camera: row.cameraId === null ? null : { id: row.cameraId, name: row.cameraName ?? '' },
    askedBy: { id: row.personId, name: row.name },
    askedAt: row.asked_at.toISOString(),
    approvedBy: row.secondId === null ? null : { id: row.secondId, name: row.secondName ?? '' },
    zip:
      row.state === 'ready' &&
      may(actor, takingAct(actor, { askedBy: row.personId, approvedBy: row.secondId }), session)
        ? evidenceZipPath.replace(':folderId', row.id)
        : null,
  }));
}

/** Folders of a session that wait for a second person, newest first. */
export async function listRequested(db: Db, sessionId: string) {
  const rows = await db
    .selectFrom('approvals as p')
    .innerJoin('accounts as a', 'a.id', 'p.asked_by')
    .leftJoin('clips as k', 'k.id', 'p.thing_id')
    .leftJoin('cameras as c', 'c.id', 'k.camera_id')
    .select([
      'p.id',
      'p.reason',
      'p.asked_at',
      'a.id as personId',
      'a.name',
      'c.id as cameraId',
      'c.name as cameraName',
    ])
    .where('p.act', '=', 'evidence.take')
    .where('p.session_id', '=', sessionId)
    .where('p.state', '=', 'asked')
    .where('p.expires_at', '>', new Date())
    .orderBy('p.asked_at', 'desc')
    .execute();
  return rows.map((row) => ({
    ...{ approvalId: row.id, note: row.reason, askedAt: row.asked_at.toISOString() },
    camera: row.cameraId === null ? null : { id: row.cameraId, name: row.cameraName ?? '' },
    askedBy: { id: row.personId, name: row.name },
  }));
}
