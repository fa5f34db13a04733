import { stringify } from 'csv-stringify/sync';
import type { Actor } from '../../access/actor.ts';
import { type AuditDeps, listAudit } from '../../access/log/audit-log.ts';
import type { AuditEntry, AuditFilter } from '../../contracts/custody/audit-log.ts';
import { type AuditWords, auditWords } from '../../evidence/words/audit-words.ts';
import { wallTime } from '../../evidence/words/wall-time.ts';

const pageEntries = 1000;
/** So that spreadsheets read it as UTF-8. */
const byteOrderMark = '\uFEFF';

/** Entries of the audit log as CSV, newest first, a page at a time. */
export async function* auditCsv(deps: AuditDeps, reader: Actor, filter: AuditFilter, lang: keyof typeof auditWords) {
  const words = auditWords[lang];
  const { column } = words;
  yield byteOrderMark +
    stringify([[column.at, column.person, column.address, column.act, column.thing, column.outcome, column.details]]);
  let cursor: string | undefined;
  do {
    const page = await listAudit(deps, reader, filter, { cursor, limit: pageEntries });
    yield stringify(
      page.items.map((entry) => rowOf(entry, words)),
      { escape_formulas: true },
    );
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function rowOf({ at, person, address, act, thing, outcome, details }: AuditEntry, words: AuditWords) {
  return [
    wallTime(at, 3),
    person?.name ?? words.program,
    address ?? '',
    (words.act as Record<string, string>)[act] ?? act,
    thing ? (thing.name ?? thing.id) : '',
    words.outcome[outcome],
    Object.entries(details)
      .map(([name, value]) => `${name}: ${value}`)
      .join('; '),
  ];
}
