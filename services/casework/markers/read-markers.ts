import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import {
  type Marker,
  type MarkerNote,
  type MarkerState,
  markerColour,
  markerKind,
} from '../../contracts/custody/marker.ts';
import { requireSession } from '../sessions/require-session.ts';

/** The markers of a session, with the notes under them. Throws not_found. */
export async function listMarkers(db: Database, actor: Actor, sessionId: string) {
  const session = await requireSession(db, actor, sessionId, 'session.see');
  const items = threadsOf(actor, await newestStates(db, sql`m.session_id = ${sessionId}`));
  return { items, mayMark: may(actor, 'session.mark', session) };
}

/** One marker with the notes under it; null when it was removed. */
export async function readMarker(db: Db, actor: Actor, markerId: string): Promise<Marker | null> {
  const [marker] = threadsOf(actor, await newestStates(db, sql`(m.id = ${markerId} or m.answers = ${markerId})`));
  return marker ?? null;
}

/** Every state of every marker, oldest first. Throws not_found, forbidden. */
export async function markerHistory(db: Database, actor: Actor, sessionId: string): Promise<{ items: MarkerState[] }> {
  await requireSession(db, actor, sessionId, 'session.marker_history');
  const { rows } = await sql<StateRow>`
    select ${columns} from markers m join marker_versions v on v.marker_id = m.id ${people}
    where m.session_id = ${sessionId} order by v.written_at, m.id, v.version`.execute(db);
  return {
    items: rows.map((row) => ({
      ...{ markerId: row.id, version: row.version, isAnswer: row.answers !== null, removed: row.removed },
      ...{ by: { id: row.by_id, name: row.by_name }, at: row.at.toISOString(), kind: markerKind.parse(row.kind) },
      ...{ text: row.text, for: personOf(row), writtenAt: row.written_at.toISOString() },
    })),
  };
}

interface StateRow {
  id: string;
  answers: string | null;
  version: number;
  at: Date;
  kind: string;
  colour: string;
  text: string | null;
  removed: boolean;
  written_at: Date;
  by_id: string;
  by_name: string;
  for_id: string | null;
  for_name: string | null;
}

const columns = sql`m.id, m.answers, v.version, v.at, v.kind, v.colour, v.text, v.removed, v.written_at,
  a.id as by_id, a.name as by_name, f.id as for_id, f.name as for_name`;
const people = sql`join accounts a on a.id = m.account_id left join accounts f on f.id = v.for_id`;

/** `marker_versions v` of `markers m`, the newest of each. */
export const newestVersion = sql`join lateral (
  select * from marker_versions n where n.marker_id = m.id order by n.version desc limit 1) v on true`;

/** Whether whom `v` is for has dealt with it. */
export const isDone = sql<boolean>`coalesce((
  select d.done from marker_dones d where d.marker_id = m.id and d.noted_by = v.for_id
  order by d.noted_at desc, d.id desc limit 1), false)`;

type NewestRow = StateRow & { done: boolean };

async function newestStates(db: Db, which: RawBuilder<unknown>): Promise<NewestRow[]> {
  const { rows } = await sql<NewestRow>`
    select ${columns}, ${isDone} as done from markers m ${newestVersion} ${people}
    where ${which} and not v.removed order by v.at, m.id`.execute(db);
  return rows;
}

function threadsOf(actor: Actor, rows: readonly NewestRow[]): Marker[] {
  const answers = Map.groupBy(rows, (row) => row.answers);
  return (answers.get(null) ?? []).map((row) => ({
    ...toNote(actor, row),
    ...{ at: row.at.toISOString(), kind: markerKind.parse(row.kind), colour: markerColour.parse(row.colour) },
    answers: (answers.get(row.id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1)).map((answer) => toNote(actor, answer)),
  }));
}

function toNote(actor: Actor, row: NewestRow): MarkerNote {
  return {
    ...{ id: row.id, version: row.version, by: { id: row.by_id, name: row.by_name }, own: row.by_id === actor.id },
    ...{ text: row.text, writtenAt: row.written_at.toISOString(), for: personOf(row), done: row.done },
  };
}

function personOf({ for_id: id, for_name: name }: Pick<StateRow, 'for_id' | 'for_name'>) {
  return id === null || name === null ? null : { id, name };
}
