-- How long things are kept, and what must not go. Owner folder: services/custody.
create table retention_classes (
  code             text primary key,
  min_days         integer not null check (min_days > 0),
  after_close_days integer check (after_close_days > 0),
  place            integer not null unique
);
comment on table retention_classes is 'How long footage is kept: data, not code. A lawyer must confirm the numbers';
comment on column retention_classes.code is 'Name of the class, see services/contracts/custody/retention.ts';
comment on column retention_classes.min_days is 'Days after the session ended (idle: after it was recorded)';
comment on column retention_classes.after_close_days is 'Days after the last of its cases was closed; null where cases play no part. The longer of the two counts';
comment on column retention_classes.place is 'Order in lists';
insert into retention_classes (code, min_days, after_close_days, place) values
  ('idle', 60, null, 1),
  ('no_case', 365, null, 2),
  ('case', 560, 730, 3),
  ('denunciation', 1825, 1825, 4),
  ('withdrawal', 1825, 1825, 5);

create table holds (
  id          uuid primary key default uuidv7(),
  session_id  uuid references sessions,
  case_id     uuid references cases,
  reason_code text not null check (reason_code in ('dispute', 'request', 'coercion', 'court', 'incident', 'other')),
  note        text not null,
  placed_by   uuid not null references accounts,
  placed_at   timestamptz(3) not null default now(),
  lifted_by   uuid references accounts,
  lifted_at   timestamptz(3),
  lift_note   text,
  check ((session_id is null) <> (case_id is null)),
  check ((lifted_by is null) = (lifted_at is null))
);
create index on holds (session_id) where lifted_at is null;
create index on holds (case_id) where lifted_at is null;
comment on table holds is 'Reasons that people gave why nothing of a session, or of a case''s sessions, may be deleted. That a case is open holds too, and needs no row';
comment on column holds.id is 'UUIDv7';
comment on column holds.session_id is 'The session that is held, or';
comment on column holds.case_id is 'the case whose sessions are held';
comment on column holds.reason_code is 'Why';
comment on column holds.note is 'Why, in words';
comment on column holds.placed_by is 'Who placed it';
comment on column holds.placed_at is 'When';
comment on column holds.lifted_by is 'Who approved that it was lifted; never who asked';
comment on column holds.lifted_at is 'When; null while it holds';
comment on column holds.lift_note is 'Why it was lifted';

create table session_keeping (
  session_id       uuid primary key references sessions,
  class            text not null references retention_classes,
  is_held          boolean not null,
  keep_until       timestamptz(3),
  revision         integer not null default 1,
  applied_revision integer not null default 0,
  applied_at       timestamptz(3),
  failure          text,
  failed_at        timestamptz(3)
);
create index on session_keeping (session_id) where applied_revision < revision;
create index on session_keeping (applied_at);
create index on session_keeping (keep_until);
comment on table session_keeping is 'How long each session is kept, as its cases and holds say now';
comment on column session_keeping.session_id is 'The session';
comment on column session_keeping.class is 'The class that keeps it longest';
comment on column session_keeping.is_held is 'Nothing of it may go: an open case, or a hold';
comment on column session_keeping.keep_until is 'When its time is over; null while it is held or runs';
comment on column session_keeping.revision is 'Grows when something changed that the object store must hear of';
comment on column session_keeping.applied_revision is 'Last revision that the locks and legal holds in the store answer to';
comment on column session_keeping.applied_at is 'When that was';
comment on column session_keeping.failure is 'Last trouble while applying it';
comment on column session_keeping.failed_at is 'When that was; it is tried again after an hour';

alter table segments add column is_held boolean default false;
alter table segments add column locked_until timestamptz(3);
comment on column segments.is_held is 'Whether its objects are under legal hold in the store; null while that is being changed, or after that was interrupted';
comment on column segments.locked_until is 'Until when its objects are locked in the store at least, as it was read back; null where that is not known';

grant select on retention_classes to minhchung_service;
grant select, insert, update on holds, session_keeping to minhchung_service;
