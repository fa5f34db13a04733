import type { Actor } from '../../access/actor.ts';
import { askApproval } from '../../access/approvals/approvals.ts';
import { approvers } from '../../access/audience.ts';
import { requireMay } from '../../access/require-may.ts';
import type { Database, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import { appendAudit } from '../../custody/audit.ts';
import {
  approveChange,
  changesToFinish,
  enforceChanges,
  insertChange,
  markChangesFinished,
  type NewDays,
  stopChange,
} from '../../custody/retention/retention-changes.ts';
import { classDays, noteKeeping } from '../../custody/retention/session-keeping.ts';
import type { CaseworkDeps } from '../casework-deps.ts';

/** A shorter time comes into force this long after it is approved: whoever sees that it is wrong can still stop it. */
export const waitMs = 7 * 86_400_000;

const thingOf = (id: string) => ({ kind: 'retention', id });

/**
 * Asks for new days of a class; another person must approve. Throws invalid_input when nothing would change, or where cases
 * play no part in the class; already_exists while another change of the class is under way.
 */
export async function askChange(
  deps: CaseworkDeps,
  actor: Actor,
  wanted: NewDays & { reason: string },
): Promise<{ id: string; approvalId: string }> {
  await requireMay(deps.db, actor, 'retention.ask', { kind: 'office' });
  const asked = await deps.db.transaction().execute(async (tx) => {
    const old = await requireChange(tx, wanted);
    await requireNone(tx, wanted);
    const { minDays: oldMinDays, afterCloseDays: oldAfterCloseDays } = old;
    const id = await insertChange(tx, { ...wanted, oldMinDays, oldAfterCloseDays, by: actor.id });
    const { code, minDays, afterCloseDays } = wanted;
    const details = { class: code, minDays, afterCloseDays, oldMinDays, oldAfterCloseDays };
    await appendAudit(tx, {
      ...{ accountId: actor.id, address: actor.address, act: 'retention.ask', thing: thingOf(id), details },
    });
    const about = { office: true } as const;
    const request = { act: 'retention.change', thing: thingOf(id), about, reason: wanted.reason } as const;
    return { id, approvalId: await askApproval(tx, actor, request) };
  });
  await tellOfChange(deps, asked.id);
  return asked;
}

/** Those who list requests hear that something about new days has changed. */
export async function tellOfChange({ publish }: Pick<CaseworkDeps, 'publish'>, id: string): Promise<void> {
  await publish({ kind: 'approval', id, version: 0 }, approvers);
}

/** The days that a class has now. Throws invalid_input when the new ones are no change of it. */
export async function requireChange(db: Database | Tx, { code, minDays, afterCloseDays }: NewDays) {
  const old = (await classDays(db)).find((one) => one.code === code);
  if (!old) throw new AppError('not_found', 'There is no such class: load the page again.');
  if ((old.afterCloseDays === null) !== (afterCloseDays === null))
    throw new AppError('invalid_input', 'Days after closing belong to classes with cases, and to these always.');
  if (old.minDays === minDays && old.afterCloseDays === afterCloseDays)
    throw new AppError('invalid_input', 'These are the days that it has already: enter others.');
  return old;
}

async function requireNone(tx: Tx, { code }: NewDays) {
  // Two who ask at once wait for each other.
  await tx.selectFrom('retention_classes').select('code').where('code', '=', code).forUpdate().execute();
  const open = await tx
    .selectFrom('retention_changes as n')
    .leftJoin('approvals as p', 'p.thing_id', 'n.id')
    .select('n.id')
    .where('n.class', '=', code)
    .where((eb) =>
      eb.or([
        eb('n.state', '=', 'approved'),
        eb.and([eb('n.state', '=', 'asked'), eb('p.state', '=', 'asked'), eb('p.expires_at', '>', new Date())]),
      ]),
    )
    .executeTakeFirst();
  if (open) throw new AppError('already_exists', 'A change of this class is under way: decide or stop that one first.');
}

/** New days are approved, which somebody asked for: longer ones count at once, shorter ones after seven days. */
export async function carryOutChange(tx: Tx, changeId: string, by: Actor, clock: Clock): Promise<void> {
  const change = await tx
    .selectFrom('retention_changes')
    .selectAll()
    .where('id', '=', changeId)
    .executeTakeFirstOrThrow();
  const shorter = isShorter(
    { minDays: change.old_min_days, afterCloseDays: change.old_after_close_days },
    { minDays: change.min_days, afterCloseDays: change.after_close_days },
  );
  const effectiveAt = new Date(clock.now() + (shorter ? waitMs : 0));
  await approveChange(tx, changeId, by.id, effectiveAt);
  const details = { class: change.class, effectiveAt: effectiveAt.toISOString() };
  const act = { accountId: by.id, address: by.address, act: 'retention.approve', thing: thingOf(changeId) };
  await appendAudit(tx, { ...act, details });
}

type Days = Pick<NewDays, 'minDays' | 'afterCloseDays'>;

/** Whether anything would be kept for a shorter time. */
export const isShorter = (old: Days, now: Days) =>
  now.minDays < old.minDays || (now.afterCloseDays ?? 0) < (old.afterCloseDays ?? 0);

/** Stops an approved change before it is in force: to keep things longer takes one person. */
export async function stopApproved(deps: CaseworkDeps, actor: Actor, changeId: string, reason: string): Promise<void> {
  await requireMay(deps.db, actor, 'retention.ask', { kind: 'office' }, changeId);
  await deps.db.transaction().execute(async (tx) => {
    await stopChange(tx, changeId, actor.id);
    const act = { accountId: actor.id, address: actor.address, act: 'retention.stop', thing: thingOf(changeId) };
    await appendAudit(tx, { ...act, details: { reason } });
  });
  await tellOfChange(deps, changeId);
}

const mostAtOnce = 200;

/**
 * Brings changes into force whose time has come, and works out anew how long every session is kept; goes over them again
 * where a crash stopped it. Returns how many sessions. Two programs at the same do no harm.
 */
export async function enforceDue(db: Database, clock: Clock, signal?: AbortSignal): Promise<number> {
  const now = new Date(clock.now());
  await db.transaction().execute(async (tx) => {
    for (const { id, code } of await enforceChanges(tx, now))
      await appendAudit(tx, { accountId: null, act: 'retention.apply', thing: thingOf(id), details: { class: code } });
  });
  const unfinished = await changesToFinish(db);
  if (unfinished.length === 0) return 0;
  let noted = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    signal?.throwIfAborted();
    const page = await db
      .selectFrom('session_keeping')
      .select('session_id as id')
      .where('session_id', '>', after)
      .orderBy('session_id')
      .limit(mostAtOnce)
      .execute();
    noted += (
      await noteKeeping(
        db,
        page.map(({ id }) => id),
      )
    ).length;
    const last = page.at(-1);
    if (!last || page.length < mostAtOnce) break;
    after = last.id;
  }
  await markChangesFinished(db, unfinished, now);
  return noted;
}
