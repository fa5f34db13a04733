import { sql } from 'kysely';
import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { caseAudience } from '../../access/audience.ts';
import { type CaseAct, may } from '../../access/may.ts';
import { addConflict, addMember, removeMember } from '../../access/members.ts';
import { caseThing } from '../../access/session-things.ts';
import { auditRefusal, forbidden, notFound } from '../../access/views/refusal.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import type { caseRoutes } from '../../contracts/case.ts';
import type { Audience } from '../../contracts/events.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { appendAudit } from '../../custody/audit.ts';
import { sessionsHeldBy } from '../../custody/retention/holds.ts';
import { noteKeeping } from '../../custody/retention/session-keeping.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { applyKept } from '../keeping/ask-keeping.ts';
import { setOutsideNumbers } from './create-case.ts';

/** Asks `may` for a case: one that the person does not see is not there. Refusals are written to the log. */
export async function requireCase(
  deps: Pick<CaseworkDeps, 'db'>,
  actor: Actor,
  caseId: string,
  act: CaseAct,
): Promise<void> {
  await auditRefusal(deps.db, actor, act, { kind: 'case', id: caseId }, async () => {
    const thing = await caseThing(deps.db, actor.id, caseId, null);
    if (!thing || !may(actor, 'case.see', thing)) throw notFound();
    if (!may(actor, act, thing)) throw forbidden();
  });
}

export type CaseChange = z.output<typeof caseRoutes.change.body>;

/** Changes what a case file says; a new state goes into its history. */
export async function changeCase(deps: CaseworkDeps, actor: Actor, caseId: string, change: CaseChange): Promise<void> {
  await requireCase(deps, actor, caseId, 'case.change');
  await changing(deps, actor, caseId, 'case.change', async (tx) => {
    if (change.subject !== undefined) {
      await tx
        .updateTable('cases')
        .set({ subject: change.subject, subject_plain: plainText(change.subject) })
        .where('id', '=', caseId)
        .execute();
    }
    if (change.outsideNumbers !== undefined) await setOutsideNumbers(tx, caseId, change.outsideNumbers);
    if (change.state === undefined) return;
    await tx.updateTable('cases').set({ state: change.state }).where('id', '=', caseId).execute();
    const history = { case_id: caseId, state: change.state, note: change.note, changed_by: actor.id };
    await tx.insertInto('case_states').values(history).execute();
  });
}

export async function letIn(deps: CaseworkDeps, actor: Actor, caseId: string, accountId: string): Promise<void> {
  await requireCase(deps, actor, caseId, 'case.manage');
  await changing(deps, actor, caseId, 'case.member_add', (tx) => addMember(tx, caseId, accountId, actor.id), accountId);
}

export async function takeOff(deps: CaseworkDeps, actor: Actor, caseId: string, accountId: string): Promise<void> {
  await requireCase(deps, actor, caseId, 'case.manage');
  await changing(deps, actor, caseId, 'case.member_remove', (tx) => removeMember(tx, caseId, accountId), accountId);
}

export async function shutOut(
  deps: CaseworkDeps,
  actor: Actor,
  caseId: string,
  accountId: string,
  reason: string,
): Promise<void> {
  await requireCase(deps, actor, caseId, 'case.manage');
  await changing(
    deps,
    actor,
    caseId,
    'case.conflict_add',
    (tx) => addConflict(tx, caseId, accountId, actor.id, reason),
    accountId,
  );
}

/** One change with its audit row; whoever could see the case before or after is told, and its sessions are kept as it says now. */
async function changing(
  deps: CaseworkDeps,
  actor: Actor,
  caseId: string,
  act: string,
  change: (tx: Tx) => Promise<void>,
  accountId?: string,
): Promise<void> {
  const before = await caseAudience(deps.db, caseId);
  const { revision, kept } = await deps.db.transaction().execute(async (tx) => {
    // Two who change it at once wait for each other.
    await tx.selectFrom('cases').select('id').where('id', '=', caseId).forNoKeyUpdate().execute();
    await change(tx);
    const details = accountId === undefined ? {} : { accountId };
    await appendAudit(tx, {
      accountId: actor.id,
      address: actor.address,
      act,
      thing: { kind: 'case', id: caseId },
      details,
    });
    const row = await tx
      .updateTable('cases')
      .set({ revision: sql`revision + 1` })
      .where('id', '=', caseId)
      .returning('revision')
      .executeTakeFirstOrThrow();
    const sessions = act === 'case.change' ? await sessionsHeldBy(tx, { caseId }) : [];
    return { revision: row.revision, kept: await noteKeeping(tx, sessions) };
  });
  const audience: Audience[] = [...new Set([...before, ...(await caseAudience(deps.db, caseId))])];
  await deps.publish({ kind: 'case', id: caseId, version: revision }, audience);
  await applyKept(deps, kept);
}
