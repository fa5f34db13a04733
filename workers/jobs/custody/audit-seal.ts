import { openHeadsFile } from '../../../services/custody/audit-seal/heads-file.ts';
import { type HeadDeps, makeHead } from '../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import type { StampDeps } from '../../../services/custody/audit-seal/stamp-heads.ts';
import { startRepeating } from '../repeat.ts';
import { startTimeStamps } from './time-stamps.ts';

export interface AuditSealSettings {
  everyMs: number;
  /** How often a head is signed. */
  headEveryMs: number;
  /** File that heads are appended to; empty = none. */
  headsFile: string;
}

/** Puts new entries of the audit log into its chain, signs a head of it from time to time, and gets that time-stamped. */
export async function startAuditSeal(deps: HeadDeps & StampDeps, settings: AuditSealSettings) {
  const { everyMs, headEveryMs, headsFile } = settings;
  const file = headsFile === '' ? null : await openHeadsFile(deps.db, headsFile);
  const stamping = startTimeStamps(deps, everyMs);
  const sealing = startRepeating('sealing the audit log', everyMs, deps.log, async () => {
    await sealAudit(deps.db);
    const number = await makeHead(deps, headEveryMs);
    if (number !== null) deps.log.info({ number }, 'audit log signed');
    await file?.append();
  });
  return { close: async () => void (await Promise.all([sealing.close(), stamping.close()])) };
}
