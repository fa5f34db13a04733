import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { caseVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { CaseLink } from '../../contracts/case.ts';
import type { Session, SessionState } from '../../contracts/session.ts';

/** `sessions s` with what a list shows of each: room, officer, state of its clips, seconds without footage, cases. */
export function selectSessions(db: Db, actor: Actor) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('rooms as r', 'r.id', 's.room_id')
    .innerJoin('accounts as o', 'o.id', 's.officer_id')
    .selectAll('s')
    .select([
      'r.name as room_name',
      'o.name as officer_name',
      stateOf.as('state'),
      gapSeconds.as('gap_seconds'),
      linkedCases(actor).as('cases'),
      posterClip.as('poster_clip_id'),
    ])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('session_cases as sc')
            .innerJoin('case_members as m', 'm.case_id', 'sc.case_id')
            .select('m.account_id')
            .whereRef('sc.session_id', '=', 's.id')
            .where('sc.unlinked_at', 'is', null)
            .where('m.account_id', '=', actor.id),
        )
        .as('is_member'),
    );
}

/** running → processing → sealed, or failed when one of its clips is; destroyed at last. */
export const stateOf: RawBuilder<SessionState> = sql<SessionState>`case
  when s.ended_at is null then 'running'
  when s.is_destroyed then 'destroyed'
  when exists (select from clips k where k.session_id = s.id and k.state = 'failed') then 'failed'
  when exists (select from clips k where k.session_id = s.id)
    and not exists (select from clips k where k.session_id = s.id and k.state = 'open') then 'sealed'
  else 'processing' end`;

/** `stateOf` as a condition for which there is an index: nobody waits for one of a million. */
export function isInState(state: SessionState): RawBuilder<boolean> {
  const over = sql`s.ended_at is not null and not s.is_destroyed`;
  const failed = sql`exists (select from clips k where k.session_id = s.id and k.state = 'failed')`;
  const unsealed = sql`s.id in (select k.session_id from clips k where k.state = 'open'
    union all select n.id from sessions n where not n.has_clips and not exists (select from clips k where k.session_id = n.id))`;
  switch (state) {
    case 'running':
      return sql<boolean>`s.ended_at is null`;
    case 'destroyed':
      return sql<boolean>`(s.ended_at is not null and s.is_destroyed)`;
    case 'failed':
      return sql<boolean>`(${over} and ${failed})`;
    case 'processing':
      return sql<boolean>`(${over} and not ${failed} and ${unsealed})`;
    case 'sealed':
      return sql<boolean>`(${over} and not ${failed} and not ${unsealed})`;
  }
}

/** Seconds in which at least one camera of the room has no footage, added up over its cameras. */
const gapSeconds = sql<number>`(
  select coalesce(sum(extract(epoch from
    least(coalesce(g.to_at, now()), coalesce(s.ended_at, now())) - greatest(g.from_at, s.started_at))), 0)::float8
  from gaps g join cameras c on c.id = g.camera_id
  where c.room_id = s.room_id
    and tstzrange(g.from_at, g.to_at) && tstzrange(s.started_at, coalesce(s.ended_at, greatest(now(), s.started_at))))`;

const posterClip = sql<string | null>`(
  select k.id from clips k join cameras c on c.id = k.camera_id
  where k.session_id = s.id and k.poster_key is not null order by c.code limit 1)`;

function linkedCases(actor: Actor) {
  return sql<CaseLink[]>`(
    select coalesce(json_agg(json_build_object('id', c.id, 'key', c.key, 'kind', c.kind, 'accessClass', c.access_class) order by c.key), '[]')
    from session_cases sc join cases c on c.id = sc.case_id
    where sc.session_id = s.id and sc.unlinked_at is null and ${caseVisible(actor, 'c')})`;
}

export type SessionRow = Awaited<ReturnType<ReturnType<typeof selectSessions>['execute']>>[number];

export function toSession(actor: Actor, row: SessionRow): Session {
  const thing = {
    kind: 'session',
    accessClass: row.access_class,
    officerId: row.officer_id,
    member: Boolean(row.is_member),
    conflicted: false,
  } as const;
  return {
    id: row.id,
    room: { id: row.room_id, name: row.room_name },
    officer: { id: row.officer_id, name: row.officer_name },
    kind: row.kind,
    caseKind: row.case_kind,
    visit: row.visit,
    peopleCount: row.people_count,
    noticeGiven: row.notice_given,
    noticeHow: row.notice_how,
    noticeLanguage: row.notice_language,
    note: row.note,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    version: row.version,
    madeFrom: row.made_from,
    accessClass: row.access_class,
    state: row.state,
    own: row.officer_id === actor.id,
    cases: row.cases,
    poster:
      row.poster_clip_id !== null && may(actor, 'session.poster', thing)
        ? `/api/clips/${row.poster_clip_id}/poster`
        : null,
    gapSeconds: row.gap_seconds,
  };
}
