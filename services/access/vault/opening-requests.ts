import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { type OpeningReason, openingReason, type VisitorRequest } from '../../contracts/access/visitor.ts';

/** How long an approval may be used, once. */
const grantedHours = 24;
const untilAt = sql<Date>`p.decided_at + make_interval(hours => ${grantedHours})`;

/**
 * What was asked about the visitors of a session and still counts, by visitor: a request that waits, whoever asked; else
 * an approval that the person may still use. The caller has asked `session.see`.
 */
export async function openingRequests(
  db: Db,
  personId: string,
  sessionId: string,
): Promise<Map<string, VisitorRequest>> {
  const rows = await openRequests(db)
    .where('p.session_id', '=', sessionId)
    .where((eb) => eb.or([eb('p.state', '=', 'asked'), eb('p.asked_by', '=', personId)]))
    // One that waits comes last, so that it counts.
    .orderBy(sql`p.state = 'asked'`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.visitorId,
      row.state === 'approved' ? { state: 'approved', until: row.until.toISOString() } : { state: 'asked' },
    ]),
  );
}

/**
 * The approval that the person may use for this visitor; held, so that it is used once. Throws not_approved when there is
 * none, or none any more.
 */
export async function takeGranted(
  tx: Tx,
  personId: string,
  visitorId: string,
): Promise<{ approvalId: string; reasonCode: OpeningReason; note: string }> {
  const held = await openRequests(tx)
    .where('p.thing_id', '=', visitorId)
    .where('p.asked_by', '=', personId)
    .where('p.state', '=', 'approved')
    .forUpdate('p')
    .executeTakeFirst();
  // Asked again: whoever held it before may have used it up.
  const isSpent =
    held &&
    (await tx.selectFrom('visitor_openings').select('id').where('approval_id', '=', held.id).executeTakeFirst());
  if (!held || isSpent)
    throw new AppError('not_approved', 'Nobody approved this yet, or the approval is used up or over: ask again.');
  return { approvalId: held.id, reasonCode: openingReason.parse(held.reasonCode), note: held.reason };
}

/** Requests that wait, and approvals that are neither used nor over. */
function openRequests(db: Db) {
  return db
    .selectFrom('approvals as p')
    .select(['p.id', 'p.thing_id as visitorId', 'p.state', 'p.reason', 'p.reason_code as reasonCode'])
    .select(untilAt.as('until'))
    .where('p.act', '=', 'vault.open')
    .where(
      sql<boolean>`(p.state = 'asked' and p.expires_at > now()
        or p.state = 'approved' and ${untilAt} > now()
          and not exists (select from visitor_openings o where o.approval_id = p.id))`,
    );
}
