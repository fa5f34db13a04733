import { sql } from 'kysely';
import type { ObjectRef } from '../../adapters/bucket/bucket.ts';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { IncidentKind } from '../../contracts/custody/fixity.ts';
import { appendAudit } from '../audit.ts';

export interface NewIncident {
  kind: IncidentKind;
  object: ObjectRef & { sha256: Buffer };
  /** SHA-256 of what was read; null where nothing could be. */
  found: Buffer | null;
  at: Date;
  about:
    | { thing: 'footage'; cameraId: string; startedAt: Date; endedAt: Date }
    | { thing: 'manifest' | 'audit_head' | 'evidence' | 'destruction' | 'time_stamp'; sessionId: string | null };
}

/**
 * Writes an incident down, and into the audit log; one that is open already is found anew. Returns false when it is known of
 * a document and still so: nothing takes that out of what is read, and people have seen it.
 */
export async function openIncident(tx: Tx, { kind, object, found, at, about }: NewIncident): Promise<boolean> {
  if (about.thing !== 'footage' && (await isKnown(tx, kind, object))) return false;
  const footage = about.thing === 'footage' ? about : null;
  const row = await tx
    .insertInto('fixity_incidents')
    .values({
      ...{ kind, thing: about.thing, object_key: object.key, version_id: object.versionId },
      ...{ expected_sha256: object.sha256, found_sha256: found, found_at: at },
      camera_id: footage?.cameraId ?? null,
      started_at: footage?.startedAt ?? null,
      ended_at: footage?.endedAt ?? null,
      session_id: about.thing === 'footage' ? null : about.sessionId,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['object_key', 'version_id', 'kind'])
        .where('closed_at', 'is', null)
        .doUpdateSet({ found_at: at, found_sha256: found, returned_at: null }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  // No camera and no time: those of a protected session must not be told.
  const details = { incident: kind };
  await appendAudit(tx, { accountId: null, act: 'fixity.incident', thing: { kind: 'fixity', id: row.id }, details });
  return true;
}

async function isKnown(db: Db, kind: IncidentKind, { key, versionId }: ObjectRef): Promise<boolean> {
  const row = await db
    .selectFrom('fixity_incidents')
    .select('id')
    .where('object_key', '=', key)
    .where('version_id', '=', versionId)
    .where('kind', '=', kind)
    .where('returned_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Closes an incident. Throws changed_meanwhile when somebody has. The caller has asked `may`. */
export async function closeIncident(
  tx: Tx,
  id: string,
  by: { id: string; address: string },
  note: string,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('fixity_incidents')
    .set({ closed_at: sql`now()`, closed_by: by.id, closing_note: note })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new AppError('changed_meanwhile', 'This incident was closed meanwhile: load the page again.');
  const entry = { accountId: by.id, address: by.address, act: 'fixity.close', thing: { kind: 'fixity', id } };
  await appendAudit(tx, entry);
}

/** Footage that was missing or unreadable, and may be back: its camera and start. */
export async function awaitedFootage(db: Db, limit: number) {
  const rows = await db
    .selectFrom('fixity_incidents')
    .select(['id', 'camera_id', 'started_at'])
    .where('thing', '=', 'footage')
    .where('kind', 'in', ['missing', 'unreadable'])
    .where('returned_at', 'is', null)
    // By chance: some that are gone for good must not keep the others from being looked for.
    .orderBy(sql`random()`)
    .limit(limit)
    .execute();
  return rows.flatMap(({ id, camera_id: cameraId, started_at: startedAt }) =>
    cameraId && startedAt ? [{ id, cameraId, startedAt }] : [],
  );
}

/** What was missing or unreadable is back, whole; a person still has to close the incident. */
export async function noteReturn(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.updateTable('fixity_incidents').set({ returned_at: at }).where('id', '=', id).execute();
  await appendAudit(tx, { accountId: null, act: 'fixity.return', thing: { kind: 'fixity', id } });
}
