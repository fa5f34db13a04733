-- What may go at last: destruction by two people, expiry of the idle record, changes of the times. Owner folder: services/custody.
alter table segments add column removed_with uuid;
comment on column segments.removed_with is 'The session with whose destruction it goes or went; null where it was the record of no session';
create index segments_stored on segments (camera_id, started_at) where state = 'stored';
create index segments_deleting on segments (camera_id, started_at) where state = 'deleting';

create table destructions (
  id            uuid primary key default uuidv7(),
  asked_by      uuid not null references accounts,
  asked_at      timestamptz(3) not null default now(),
  reason        text not null,
  state         text not null default 'asked' check (state in ('asked', 'approved', 'removing', 'done')),
  approved_by   uuid references accounts,
  approved_at   timestamptz(3),
  approval_note text,
  objects       integer not null default 0,
  removed       integer not null default 0,
  done_at       timestamptz(3),
  failure       text,
  failed_at     timestamptz(3),
  check (approved_by <> asked_by),
  check ((state = 'asked') = (approved_by is null)),
  check ((state = 'done') = (done_at is not null))
);
create index on destructions (asked_at desc);
create index on destructions (id) where state in ('approved', 'removing');
comment on table destructions is 'Lists of sessions whose time is over, to be destroyed together: one person proposes, another approves';
comment on column destructions.id is 'UUIDv7';
comment on column destructions.asked_by is 'Who proposed it';
comment on column destructions.asked_at is 'When';
comment on column destructions.reason is 'Why, in words';
comment on column destructions.state is 'asked until it is approved (one that is not stays asked, see approvals); removing once lists and minutes are stored; done';
comment on column destructions.approved_by is 'Who approved; never who proposed';
comment on column destructions.approved_at is 'When';
comment on column destructions.approval_note is 'Why, in the words of who approved';
comment on column destructions.objects is 'How many objects are to be removed';
comment on column destructions.removed is 'How many of them are gone by now';
comment on column destructions.done_at is 'When nothing of it was left';
comment on column destructions.failure is 'Last trouble; it is tried again after an hour';
comment on column destructions.failed_at is 'When that was';

create table destruction_sessions (
  destruction_id uuid not null references destructions,
  session_id     uuid not null references sessions,
  outcome        text check (outcome in ('destroyed', 'held', 'not_due', 'locked')),
  segments       integer not null default 0,
  bytes          bigint not null default 0,
  primary key (destruction_id, session_id)
);
create index on destruction_sessions (session_id);
comment on table destruction_sessions is 'The sessions of a list, and what became of each';
comment on column destruction_sessions.destruction_id is 'The list';
comment on column destruction_sessions.session_id is 'The session';
comment on column destruction_sessions.outcome is 'destroyed; or why it was left: held again, its time is not over any more, still locked in the store. Null until it is carried out';
comment on column destruction_sessions.segments is 'How many segments of it were on the list';
comment on column destruction_sessions.bytes is 'How large these were';

create table destruction_documents (
  destruction_id uuid not null references destructions,
  session_id     uuid references sessions,
  key            text not null,
  version_id     text not null,
  bytes          integer not null,
  sha256         bytea not null check (octet_length(sha256) = 32),
  made_at        timestamptz(3) not null default now(),
  unique nulls not distinct (destruction_id, session_id)
);
create index on destruction_documents (key collate "C");
comment on table destruction_documents is 'What is written before anything is destroyed: for each session a signed list of every object with its hash, and the minutes';
comment on column destruction_documents.destruction_id is 'The destruction';
comment on column destruction_documents.session_id is 'The session whose objects it lists; null for the minutes (PDF)';
comment on column destruction_documents.key is 'Object key';
comment on column destruction_documents.version_id is 'Object version';
comment on column destruction_documents.bytes is 'Size';
comment on column destruction_documents.sha256 is 'SHA-256 of its bytes';
comment on column destruction_documents.made_at is 'When it was stored';
create trigger destruction_documents_append_only before update or delete on destruction_documents for each row execute function refuse_change();
create trigger destruction_documents_no_truncate before truncate on destruction_documents for each statement execute function refuse_change();

create table destroyed_sessions (
  session_id     uuid primary key references sessions,
  destruction_id uuid not null references destructions,
  destroyed_at   timestamptz(3) not null default now(),
  segments       integer not null,
  bytes          bigint not null,
  list_sha256    bytea not null check (octet_length(list_sha256) = 32),
  minutes_sha256 bytea not null check (octet_length(minutes_sha256) = 32)
);
comment on table destroyed_sessions is 'Proof that footage was destroyed in order; stays for ever. The hashes of the footage stay in segments';
comment on column destroyed_sessions.session_id is 'The session';
comment on column destroyed_sessions.destruction_id is 'The list it was on';
comment on column destroyed_sessions.destroyed_at is 'When nothing of it was left';
comment on column destroyed_sessions.segments is 'How many segments were removed';
comment on column destroyed_sessions.bytes is 'How large they were';
comment on column destroyed_sessions.list_sha256 is 'SHA-256 of the signed list';
comment on column destroyed_sessions.minutes_sha256 is 'SHA-256 of the minutes';
create trigger destroyed_sessions_append_only before update or delete on destroyed_sessions for each row execute function refuse_change();
create trigger destroyed_sessions_no_truncate before truncate on destroyed_sessions for each statement execute function refuse_change();

create table idle_expiries (
  day       text not null check (day ~ '^\d{4}-\d\d-\d\d$'),
  camera_id uuid not null references cameras,
  segments  integer not null,
  seconds   double precision not null,
  bytes     bigint not null,
  until_at  timestamptz(3) not null,
  primary key (day, camera_id)
);
create index on idle_expiries (camera_id, until_at);
comment on table idle_expiries is 'What of the record without a session was removed because its time was over, by day';
comment on column idle_expiries.day is 'Day of the removal in Vietnam, yyyy-mm-dd';
comment on column idle_expiries.camera_id is 'The camera';
comment on column idle_expiries.segments is 'How many segments';
comment on column idle_expiries.seconds is 'How long they lasted together';
comment on column idle_expiries.bytes is 'How large they were';
comment on column idle_expiries.until_at is 'Up to when the record went, by the rule: what ended before this is gone but for what is kept';

create table retention_changes (
  id                   uuid primary key default uuidv7(),
  class                text not null references retention_classes,
  min_days             integer not null check (min_days > 0),
  after_close_days     integer check (after_close_days > 0),
  old_min_days         integer not null,
  old_after_close_days integer,
  reason               text not null,
  asked_by             uuid not null references accounts,
  asked_at             timestamptz(3) not null default now(),
  state                text not null default 'asked' check (state in ('asked', 'approved', 'stopped', 'applied')),
  approved_by          uuid references accounts,
  effective_at         timestamptz(3),
  applied_at           timestamptz(3),
  stopped_by           uuid references accounts,
  check (approved_by <> asked_by),
  check ((state = 'asked') = (approved_by is null)),
  check ((after_close_days is null) = (old_after_close_days is null))
);
create index on retention_changes (effective_at) where state = 'approved';
comment on table retention_changes is 'Changes of how long footage of a class is kept: one person asks, another approves, a shorter time comes into force seven days later';
comment on column retention_changes.id is 'UUIDv7';
comment on column retention_changes.class is 'The class';
comment on column retention_changes.min_days is 'New days, see retention_classes';
comment on column retention_changes.after_close_days is 'New days, see retention_classes';
comment on column retention_changes.old_min_days is 'Days when it was asked for';
comment on column retention_changes.old_after_close_days is 'Days when it was asked for';
comment on column retention_changes.reason is 'Why, in words';
comment on column retention_changes.asked_by is 'Who asked';
comment on column retention_changes.asked_at is 'When';
comment on column retention_changes.state is 'asked until it is approved (one that is not stays asked, see approvals); stopped in time; applied';
comment on column retention_changes.approved_by is 'Who approved; never who asked';
comment on column retention_changes.effective_at is 'When it comes into force';
comment on column retention_changes.applied_at is 'When it came into force';
comment on column retention_changes.stopped_by is 'Who stopped it before that';

alter table approvals add column destruction_id uuid references destructions;
comment on column approvals.destruction_id is 'The list of sessions it is about: who may not know of one of them does not see the request. A request without session, case and list is about the office';

grant select, insert, update on destructions, destruction_sessions, idle_expiries, retention_changes to minhchung_service;
grant select, insert on destruction_documents, destroyed_sessions to minhchung_service;
grant update (min_days, after_close_days) on retention_classes to minhchung_service;
