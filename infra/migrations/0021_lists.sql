-- Lists, searches and counts stay fast among a million sessions (npm run bench -- lists). Owner folder: services/casework.
create extension if not exists pg_trgm;

alter table sessions
  add column has_clips boolean not null default false,
  add column is_destroyed boolean not null default false;
update sessions s set has_clips = exists (select from clips k where k.session_id = s.id),
  is_destroyed = exists (select from destruction_sessions i where i.session_id = s.id and i.outcome = 'destroyed');
comment on column sessions.has_clips is 'Set once there is a clip: those without are found by it';
comment on column sessions.is_destroyed is 'Its footage is removed, or is being removed: it is on a list of destruction with that outcome';
alter table session_keeping add column is_destroyed boolean not null default false;
update session_keeping k set is_destroyed = true from sessions s where s.id = k.session_id and s.is_destroyed;
comment on column session_keeping.is_destroyed is 'As of its session: what is due is looked for among the others';

-- Who knows of what is read out of the indexes alone.
drop index case_members_account_id_idx, session_cases_case_id_idx;
create index on case_members (account_id, case_id);
create index on session_cases (case_id, session_id) where unlinked_at is null;

create index on sessions (room_id, started_at desc, id desc);
create index on sessions (kind, started_at desc, id desc);
create index on sessions (started_at desc, id desc) where ended_at is null;
create index on sessions (started_at desc, id desc) where is_destroyed;
create index on sessions (id) where not has_clips;
create index on clips (session_id) where state = 'open';
create index on clips (session_id) where state = 'failed';
drop index session_keeping_keep_until_idx;
create index on session_keeping (keep_until) where not is_held and not is_destroyed;
create index on sessions using gin (note_plain gin_trgm_ops);
create index on cases (state, created_at desc, id desc);
create index on cases using gin (subject_plain gin_trgm_ops);
create index on cases using gin (lower(key) gin_trgm_ops);
create index on case_numbers using gin (lower(number) gin_trgm_ops);
