import type { z } from 'zod';
import type { AuditAct, AuditEntry, auditSubject } from '../../../contracts/custody/audit-log.ts';

/** What stands in the audit log, in words: for the page and for what is exported. */
export interface AuditWords {
  /** Who did what no person did. */
  program: string;
  column: Record<'position' | 'at' | 'person' | 'address' | 'act' | 'thing' | 'outcome' | 'details', string>;
  outcome: Record<AuditEntry['outcome'], string>;
  subject: Record<z.infer<typeof auditSubject>, string>;
  act: Record<AuditAct, string>;
}
