import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { sessionVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { markerKind, type NoteForMe } from '../../contracts/custody/marker.ts';
import { isDone, newestVersion } from './read-markers.ts';

const mostShown = 100;

/** Notes for a person about sessions that they may know of now: first what is open, then the newest; and how many are open. */
export async function notesFor(db: Db, actor: Actor): Promise<{ items: NoteForMe[]; open: number }> {
  const { rows } = await sql<NoteRow>`
    select note.*, count(*) filter (where not note.done) over () as open from (
      select m.id, m.session_id, m.answers, v.at, v.kind, v.text, v.written_at, a.id as by_id, a.name as by_name,
        r.id as room_id, r.name as room_name, s.started_at, ${isDone} as done
      from markers m ${newestVersion}
      join sessions s on s.id = m.session_id join rooms r on r.id = s.room_id join accounts a on a.id = m.account_id
      where m.id in (select marker_id from marker_versions where for_id = ${actor.id})
        and v.for_id = ${actor.id} and not v.removed and ${sessionVisible(actor, 's')}
        and not coalesce((select p.removed from marker_versions p where p.marker_id = m.answers
          order by p.version desc limit 1), false)) note
    order by note.done, note.written_at desc, note.id limit ${mostShown}`.execute(db);
  return { items: rows.map(toNote), open: rows[0]?.open ?? 0 };
}

interface NoteRow {
  id: string;
  session_id: string;
  answers: string | null;
  at: Date;
  kind: string;
  text: string | null;
  written_at: Date;
  by_id: string;
  by_name: string;
  room_id: string;
  room_name: string;
  started_at: Date;
  done: boolean;
  open: number;
}

function toNote(row: NoteRow): NoteForMe {
  const room = { id: row.room_id, name: row.room_name };
  return {
    ...{ id: row.id, kind: markerKind.parse(row.kind), text: row.text, isAnswer: row.answers !== null, done: row.done },
    session: { id: row.session_id, room, startedAt: row.started_at.toISOString() },
    ...{ at: row.at.toISOString(), by: { id: row.by_id, name: row.by_name }, writtenAt: row.written_at.toISOString() },
  };
}
