import { type RawBuilder, sql } from 'kysely';
import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import {
  fixedReason,
  type OfficeReason,
  type ReasonNeeds,
  type ReasonWords,
} from '../../contracts/access/view-reason.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { Actor } from '../actor.ts';
import { notFound } from './refusal.ts';

/** The office's reasons in their order, retired ones too. */
export async function listReasons(db: Db): Promise<OfficeReason[]> {
  const rows = await db.selectFrom('view_reasons').selectAll().orderBy('place').orderBy('code').execute();
  return rows.map(({ code, vi, en, ru, needs, retired_at }) => ({
    ...{ code, words: { vi, en, ru }, needs },
    retiredAt: retired_at?.toISOString() ?? null,
  }));
}

/** What must be given with a reason; null: there is none, or it is retired. */
export async function needsOf(db: Db, code: string): Promise<ReasonNeeds | null> {
  if (fixedReason.safeParse(code).success) return 'either';
  const row = await db
    .selectFrom('view_reasons')
    .select('needs')
    .where('code', '=', code)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
  return row?.needs ?? null;
}

const last = sql<number>`(select coalesce(max(place), 0) + 1 from view_reasons)`;

/** Adds a reason at the end; its code is made of its Vietnamese words. The caller has asked `view.reasons`. */
export async function addReason(
  db: Database,
  actor: Actor,
  { words, needs }: { words: ReasonWords; needs: ReasonNeeds },
): Promise<OfficeReason> {
  return db.transaction().execute(async (tx) => {
    const code = await insertWithCode(tx, words, needs, last);
    await note(tx, actor, 'view.reason_add', code, {});
    return oneReason(tx, code);
  });
}

export interface ReasonChange {
  words?: ReasonWords | undefined;
  needs?: ReasonNeeds | undefined;
  retired?: boolean | undefined;
}

/**
 * Changes what a reason needs, retires it or offers it again. Other words make another reason in its place and retire this
 * one: old looks say what was said then, and nobody is told whether there are any. Throws not_found.
 */
export async function changeReason(
  db: Database,
  actor: Actor,
  code: string,
  change: ReasonChange,
): Promise<OfficeReason> {
  return db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom('view_reasons').selectAll().where('code', '=', code).forUpdate().executeTakeFirst();
    if (!row) throw notFound();
    const { words = row, needs = row.needs, retired } = change;
    const isReworded = (['vi', 'en', 'ru'] as const).some((lang) => words[lang] !== row[lang]);
    const wasRetired = row.retired_at !== null;
    const isRetired = isReworded || (retired ?? wasRetired);
    const retired_at = isRetired ? (row.retired_at ?? sql<Date>`now()`) : null;
    const changed = isReworded ? { retired_at } : { retired_at, needs };
    await tx.updateTable('view_reasons').set(changed).where('code', '=', code).execute();
    const said = isRetired !== wasRetired && { retired: isRetired };
    await note(tx, actor, 'view.reason_change', code, { ...(isReworded && { reworded: true }), ...said });
    if (!isReworded) return oneReason(tx, code);
    const renewed = await insertWithCode(tx, words, needs, row.place);
    await note(tx, actor, 'view.reason_add', renewed, {});
    return oneReason(tx, renewed);
  });
}

/** Throws changed_meanwhile when these are not all that there are. */
export async function orderReasons(db: Database, actor: Actor, codes: readonly string[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const rows = await tx.selectFrom('view_reasons').select('code').orderBy('code').forUpdate().execute();
    if (rows.map(({ code }) => code).join() !== [...codes].sort().join())
      throw new AppError('changed_meanwhile', 'Reasons were added meanwhile: load the page again.');
    for (const [place, code] of codes.entries())
      await tx.updateTable('view_reasons').set({ place }).where('code', '=', code).execute();
    await appendAudit(tx, { accountId: actor.id, address: actor.address, act: 'view.reason_change' });
  });
}

async function insertWithCode(
  tx: Tx,
  { vi, en, ru }: ReasonWords,
  needs: ReasonNeeds,
  place: number | RawBuilder<number>,
): Promise<string> {
  const slug =
    plainText(vi)
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^[^a-z]+|_+$/g, '')
      .slice(0, 30) || 'reason';
  for (let number = 1; ; number++) {
    const code = number === 1 ? slug : `${slug}_${number}`;
    if (fixedReason.safeParse(code).success) continue;
    const row = await tx
      .insertInto('view_reasons')
      .values({ code, vi, en, ru, needs, place })
      .onConflict((conflict) => conflict.doNothing())
      .returning('code')
      .executeTakeFirst();
    if (row) return row.code;
  }
}

async function oneReason(tx: Tx, code: string): Promise<OfficeReason> {
  const found = (await listReasons(tx)).find((one) => one.code === code);
  if (!found) throw notFound();
  return found;
}

function note(tx: Tx, actor: Actor, act: string, reasonCode: string, details: Record<string, unknown>) {
  return appendAudit(tx, { accountId: actor.id, address: actor.address, act, details: { reasonCode, ...details } });
}
