import { Secret, TOTP } from 'otpauth';
import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import { appendAudit } from '../../custody/audit.ts';
import { openText, sealText } from '../../sealed-text.ts';
import type { Actor } from '../actor.ts';
import { auditOf, type ChangedBy } from './accounts.ts';
import { endLoginsOf } from './logins.ts';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';

export interface FactorDeps {
  db: Database;
  clock: Clock;
  /** Seals secrets and hashes recovery codes, 32 bytes. */
  secretKey: Buffer;
}

/** RFC 6238 as every app has it. */
const totp = { issuer: 'Minh Chung', algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Clocks of phones may be off: the code before and the one after count too (RFC 6238, 5.2). */
const stepsAside = 1;
const offerMs = 15 * 60_000;

/** A code that fits, and is not used up yet. */
export type FittingCode = { factor: 'totp'; step: number } | { factor: 'recovery'; hash: Buffer };

/** Whether a code fits the account now: six digits of the phone, or a recovery code. It is used up by `spendCode` only. */
export async function findCode(deps: FactorDeps, accountId: string, typed: string): Promise<FittingCode | null> {
  const { db, clock, secretKey } = deps;
  const code = typed.replace(/[\s-]/g, '').toLowerCase();
  const row = await db.selectFrom('second_factors').selectAll().where('account_id', '=', accountId).executeTakeFirst();
  const hash = hashOfRecoveryCode(secretKey, accountId, code);
  const recovery = await db
    .selectFrom('recovery_codes')
    .select('code_hash')
    .where('account_id', '=', accountId)
    .where('code_hash', '=', hash)
    .executeTakeFirst();
  // Where there is no secret, a made-up one takes the same time.
  const secret = row?.secret_sealed ? openText(secretKey, row.secret_sealed) : new Secret({ size: 20 }).base32;
  const step = stepOf(secret, code, clock.now());
  if (!row?.secret_sealed) return null;
  if (step !== null && step > row.last_step) return { factor: 'totp', step };
  return recovery ? { factor: 'recovery', hash } : null;
}

/** Uses a code up. False when another login was faster. */
export async function spendCode(tx: Tx, accountId: string, code: FittingCode): Promise<boolean> {
  if (code.factor === 'recovery') {
    const gone = await tx
      .deleteFrom('recovery_codes')
      .where('account_id', '=', accountId)
      .where('code_hash', '=', code.hash)
      .returning('account_id')
      .executeTakeFirst();
    return gone !== undefined;
  }
  const used = await tx
    .updateTable('second_factors')
    .set({ last_step: code.step })
    .where('account_id', '=', accountId)
    .where('last_step', '<', code.step)
    .returning('account_id')
    .executeTakeFirst();
  return used !== undefined;
}

/** Since when the account has a second factor, and how many recovery codes are left. */
export async function readSecondFactor(db: Db, accountId: string) {
  const row = await db
    .selectFrom('second_factors')
    .select('enrolled_at')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  const { count } = await db
    .selectFrom('recovery_codes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return { enrolledAt: row?.enrolled_at ?? null, recoveryCodes: count };
}

/** Makes a secret that counts once a code confirms it. Returned in Base32 and as an address for a QR code, this one time. */
export async function offerSecondFactor({ db, clock, secretKey }: FactorDeps, actor: Actor) {
  const secret = new Secret({ size: 20 });
  const offer = { offered_sealed: sealText(secretKey, secret.base32), offered_at: new Date(clock.now()) };
  await db
    .insertInto('second_factors')
    .values({ account_id: actor.id, secret_sealed: null, enrolled_at: null, ...offer })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(offer))
    .execute();
  return { secret: secret.base32, uri: new TOTP({ ...totp, label: actor.login, secret }).toString() };
}

/**
 * Takes the offered secret as the account's, when the code is one of it. Other logins end; their ids and ten recovery
 * codes are returned. Throws wrong_code.
 */
export async function confirmSecondFactor({ db, clock, secretKey }: FactorDeps, actor: Actor, typed: string) {
  const now = new Date(clock.now());
  return db.transaction().execute(async (tx) => {
    // A login that is being made waits here, and is asked for a code (log-in.ts).
    await tx.selectFrom('accounts').select('id').where('id', '=', actor.id).forUpdate().executeTakeFirstOrThrow();
    const row = await tx
      .selectFrom('second_factors')
      .selectAll()
      .where('account_id', '=', actor.id)
      .where('offered_at', '>', new Date(now.getTime() - offerMs))
      .executeTakeFirst();
    const secret = row?.offered_sealed ? openText(secretKey, row.offered_sealed) : null;
    const step = secret === null ? null : stepOf(secret, typed.replace(/\s/g, ''), now.getTime());
    if (secret === null || step === null) throw wrongCode();
    await tx
      .updateTable('second_factors')
      .set({ secret_sealed: sealText(secretKey, secret), enrolled_at: now, last_step: step })
      .set({ offered_sealed: null, offered_at: null })
      .where('account_id', '=', actor.id)
      .execute();
    const codes = await newRecoveryCodes(tx, secretKey, actor.id);
    const endedLogins = await endLoginsOf(tx, actor.id, { except: actor.loginId });
    const details = { ended: endedLogins.length };
    await appendAudit(tx, { ...auditOf(actor), act: 'account.factor_enrol', details });
    return { codes, endedLogins };
  });
}

/** Ten new recovery codes in place of the old ones, for a code. Throws wrong_code. */
export async function renewRecoveryCodes(deps: FactorDeps, actor: Actor, typed: string): Promise<string[]> {
  const fitting = await findCode(deps, actor.id, typed);
  if (!fitting) throw wrongCode();
  return deps.db.transaction().execute(async (tx) => {
    if (!(await spendCode(tx, actor.id, fitting))) throw wrongCode();
    await appendAudit(tx, { ...auditOf(actor), act: 'account.codes' });
    return newRecoveryCodes(tx, deps.secretKey, actor.id);
  });
}

/** Uses up a code of the person's present second factor. Throws wrong_code. */
export async function requireOwnCode(deps: FactorDeps, actor: Actor, typed: string): Promise<void> {
  const fitting = await findCode(deps, actor.id, typed);
  const isUsed = fitting && (await deps.db.transaction().execute((tx) => spendCode(tx, actor.id, fitting)));
  if (!isUsed) throw wrongCode();
}

/**
 * Takes the second factor of an account off, for a lost phone, and ends its logins, whose ids are returned. Throws
 * no_second_factor; forbidden for one's own: whoever sits at an open browser could be rid of it.
 */
export async function resetSecondFactor(db: Database, by: ChangedBy, accountId: string): Promise<string[]> {
  if (by.id === accountId) {
    throw new AppError('forbidden', 'Nobody resets their own second factor: ask another administrator.');
  }
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('second_factors')
      .set({ secret_sealed: null, enrolled_at: null, offered_sealed: null, offered_at: null })
      .where('account_id', '=', accountId)
      .where('enrolled_at', 'is not', null)
      .returning('account_id')
      .executeTakeFirst();
    if (!row) throw new AppError('no_second_factor', 'This account has no second factor.');
    await tx.deleteFrom('recovery_codes').where('account_id', '=', accountId).execute();
    const endedLogins = await endLoginsOf(tx, accountId);
    const details = { ended: endedLogins.length };
    await appendAudit(tx, {
      ...auditOf(by),
      act: 'account.factor_reset',
      thing: { kind: 'account', id: accountId },
      details,
    });
    return endedLogins;
  });
}

/** The number of the 30 seconds whose code this is; null when it is none of those about now. */
function stepOf(secret: string, code: string, nowMs: number): number | null {
  const delta = new TOTP({ ...totp, secret: Secret.fromBase32(secret) }).validate({
    token: code,
    timestamp: nowMs,
    window: stepsAside,
  });
  return delta === null ? null : Math.floor(nowMs / 1000 / totp.period) + delta;
}

export function wrongCode() {
  return new AppError('wrong_code', 'The code does not fit, or was used already. Wait for the next one and try again.');
}
