import type { Actor } from '../../access/actor.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { type EvidenceFolderSummary, evidenceZipPath } from '../../contracts/custody/evidence.ts';
import { appendAudit } from '../../custody/audit.ts';
import { askFolder, foldersOfSession } from '../../custody/evidence-folders/evidence-folders.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { requireSession } from '../sessions/require-session.ts';

/** Asks for an evidence folder of a session. Throws not_found, forbidden, session_running. Returns its id. */
export async function askEvidence(deps: CaseworkDeps, actor: Actor, sessionId: string, note: string): Promise<string> {
  const session = await requireSession(deps.db, actor, sessionId, 'session.export');
  if (session.endedAt === null)
    throw new AppError('session_running', 'The session still runs: end it first, then its footage is sealed.');
  const folderId = await deps.db.transaction().execute(async (tx) => {
    const id = await askFolder(tx, { sessionId, by: actor.id, note });
    const thing = { kind: 'session', id: sessionId };
    const details = { folderId: id, note };
    await appendAudit(tx, { accountId: actor.id, address: actor.address, act: 'evidence.ask', thing, details });
    return id;
  });
  await deps.enqueue('evidence.prepare', { v: 1, folderId });
  return folderId;
}

/** The evidence folders of a session, newest first. The caller has asked `may`. */
export async function listEvidence(db: Db, sessionId: string): Promise<EvidenceFolderSummary[]> {
  const rows = await foldersOfSession(db, sessionId);
  return rows.map((row) => ({
    ...{ id: row.id, state: row.state, note: row.note, bytes: row.bytes, failure: row.failure },
    askedBy: { id: row.personId, name: row.name },
    askedAt: row.asked_at.toISOString(),
    zip: row.state === 'ready' ? evidenceZipPath.replace(':folderId', row.id) : null,
  }));
}
