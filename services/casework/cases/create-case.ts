import type { Actor } from '../../access/actor.ts';
import { caseAudience } from '../../access/audience.ts';
import { addMember } from '../../access/members.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { AccessClass, CaseKind } from '../../contracts/case.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { newCaseCode, nextCaseKey, skipTo, vietnamYear } from './case-number.ts';

export interface NewCase {
  kind: CaseKind;
  key?: string | undefined;
  subject: string;
  outsideNumbers: string[];
}

/** A denunciation is protected from its first second. */
export function firstAccessClass(kind: CaseKind): AccessClass {
  return kind === 'TC' ? 'denouncer' : 'normal';
}

/** Opens a case and makes its creator a member. Returns its id. Throws already_exists, invalid_input. */
export async function createCase(deps: CaseworkDeps, actor: Actor, file: NewCase): Promise<string> {
  if (file.key !== undefined && !file.key.startsWith(`${file.kind}-`)) {
    throw new AppError('invalid_input', `The number ${file.key} does not fit the kind ${file.kind}.`);
  }
  const id = await deps.db.transaction().execute(async (tx) => {
    const caseId = await insertCase(tx, actor, file, vietnamYear(new Date(deps.clock.now())));
    await tx.insertInto('case_states').values({ case_id: caseId, state: 'received', changed_by: actor.id }).execute();
    await setOutsideNumbers(tx, caseId, file.outsideNumbers);
    await addMember(tx, caseId, actor.id, actor.id);
    await appendAudit(tx, {
      accountId: actor.id,
      address: actor.address,
      act: 'case.create',
      thing: { kind: 'case', id: caseId },
    });
    return caseId;
  });
  await deps.publish({ kind: 'case', id, version: 1 }, await caseAudience(deps.db, id));
  return id;
}

async function insertCase(tx: Tx, actor: Actor, file: NewCase, year: number): Promise<string> {
  const key = file.key ?? (await nextCaseKey(tx, file.kind, year));
  if (file.key !== undefined) await skipTo(tx, file.key);
  const row = await tx
    .insertInto('cases')
    .values({
      key,
      code: newCaseCode(),
      kind: file.kind,
      access_class: firstAccessClass(file.kind),
      subject: file.subject,
      subject_plain: plainText(file.subject),
      created_by: actor.id,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row)
    throw new AppError('already_exists', `The number ${key} is taken: leave it empty to get the next free one.`);
  return row.id;
}

/** Replaces the outside numbers of a case. */
export async function setOutsideNumbers(tx: Tx, caseId: string, numbers: readonly string[]): Promise<void> {
  await tx.deleteFrom('case_numbers').where('case_id', '=', caseId).execute();
  const values = [...new Set(numbers)].map((number) => ({ case_id: caseId, number }));
  if (values.length > 0) await tx.insertInto('case_numbers').values(values).execute();
}
