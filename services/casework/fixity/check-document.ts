import { type DocumentTable, documentAt, type NamedDocument, sessionOfDocument } from '../../custody/documents.ts';
import { openIncident } from '../../custody/fixity/incidents.ts';
import { type Fault, readObject } from '../../custody/fixity/read-object.ts';
import { clearSuspect, noteSuspect } from '../../custody/fixity/suspects.ts';
import { applyKept } from '../keeping/ask-keeping.ts';
import { tellOfHold } from '../keeping/holding.ts';
import type { Outcome, Turn } from './fixity-deps.ts';
import { holdSessions, holdSpoilt } from './hold-sessions.ts';
import { isStoreThere } from './witness.ts';

const dayMs = 86_400_000;
const things = {
  audit_heads: 'audit_head',
  destruction_documents: 'destruction',
  evidence_files: 'evidence',
  manifests: 'manifest',
  audit_time_stamps: 'time_stamp',
} as const;

/** Reads a signed document, and keeps its lock ahead: proof never becomes removable. Throws when the store is away. */
export async function checkDocument(turn: Turn, from: DocumentTable, document: NamedDocument): Promise<Outcome> {
  const place = { lane: from.table, position: document.key };
  const verdict = await readObject(turn, document, () => isStoreThere(turn, [document.key]));
  if (verdict.is === 'whole') {
    await clearSuspect(turn.db, place);
    await keepLocked(turn, document);
    return 'whole';
  }
  if (!(await documentAt(turn.db, from, document.key))) return 'gone';
  if (verdict.is === 'unreadable' && !(await noteSuspect(turn.db, place, new Date(turn.clock.now())))) return 'suspect';
  const isNew = await report(turn, from, document, verdict);
  await clearSuspect(turn.db, place);
  return isNew ? 'fault' : 'gone';
}

/** The lock reaches beyond the next cycle but one at least, and is lengthened when a third of it is used up. */
async function keepLocked({ bucket, clock, lockDays, days }: Turn, document: NamedDocument) {
  const inDays = (count: number) => new Date(clock.now() + count * dayMs);
  const until = await bucket.lockedUntil(document);
  const least = inDays(Math.max((lockDays * 2) / 3, days));
  if (until === null || until < least) await bucket.lockUntil(document, inDays(Math.max(lockDays, 2 * days)));
}

async function report(turn: Turn, from: DocumentTable, document: NamedDocument, verdict: Fault): Promise<boolean> {
  const { db, clock, log } = turn;
  const sessionId = await sessionOfDocument(db, from, document.key);
  await holdSpoilt(turn, document, true, verdict.is !== 'altered');
  const noted = await db.transaction().execute(async (tx) => {
    const about = { thing: things[from.table], sessionId };
    const found = verdict.is === 'altered' ? verdict.found : null;
    const at = new Date(clock.now());
    const isNew = await openIncident(tx, { kind: verdict.is, object: document, found, at, about });
    return isNew ? holdSessions(tx, sessionId === null ? [] : [sessionId]) : null;
  });
  if (noted === null) return false;
  log.error({ key: document.key, kind: verdict.is }, 'a signed document is not what was stored');
  await applyKept(turn, noted);
  if (sessionId !== null) await tellOfHold(turn, { sessionId });
  return true;
}
