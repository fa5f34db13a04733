-- Accounts, logins, need-to-know, views. Owner folder: services/access.
-- The role minhchung_service exists before migrations run (infra/stack/postgres.ts or the DBA makes it).
create extension if not exists btree_gist;

create table accounts (
  id            uuid primary key default uuidv7(),
  login         text not null unique check (login = lower(login)),
  name          text not null,
  name_plain    text not null,
  role          text not null check (role in ('officer', 'supervisor', 'chief', 'archivist', 'admin')),
  password_hash text not null,
  created_at    timestamptz(3) not null default now(),
  disabled_at   timestamptz(3)
);
comment on table accounts is 'People who may log in. Never deleted: history names them.';
comment on column accounts.id is 'UUIDv7';
comment on column accounts.login is 'Login name, lower case';
comment on column accounts.name is 'Display name';
comment on column accounts.name_plain is 'Display name without diacritics, lower case, for search';
comment on column accounts.role is 'What the person comes for; see services/access/may.ts';
comment on column accounts.password_hash is 'argon2id, PHC string';
comment on column accounts.created_at is 'When the account was made';
comment on column accounts.disabled_at is 'Set when the person may no longer log in';

create table logins (
  id           uuid primary key default uuidv7(),
  token_hash   bytea not null unique,
  account_id   uuid not null references accounts,
  created_at   timestamptz(3) not null default now(),
  last_seen_at timestamptz(3) not null default now(),
  expires_at   timestamptz(3) not null,
  ended_at     timestamptz(3),
  address      text not null,
  user_agent   text not null
);
create index on logins (account_id) where ended_at is null;
comment on table logins is 'One signed-in browser each';
comment on column logins.id is 'UUIDv7';
comment on column logins.token_hash is 'SHA-256 of the cookie; the cookie itself is never stored';
comment on column logins.account_id is 'Whose login';
comment on column logins.created_at is 'When the password was accepted';
comment on column logins.last_seen_at is 'Last request, to the minute';
comment on column logins.expires_at is 'After this the cookie is worthless';
comment on column logins.ended_at is 'Logged out, or ended by the administrator';
comment on column logins.address is 'Network address of the browser';
comment on column logins.user_agent is 'What the browser calls itself';

create table case_members (
  case_id    uuid not null,
  account_id uuid not null references accounts,
  added_by   uuid not null references accounts,
  added_at   timestamptz(3) not null default now(),
  primary key (case_id, account_id)
);
create index on case_members (account_id);
comment on table case_members is 'Who works on a case; of a denunciation only they know that it exists';
comment on column case_members.case_id is 'The case';
comment on column case_members.account_id is 'The member';
comment on column case_members.added_by is 'Who let them in';
comment on column case_members.added_at is 'Since when';

create table case_conflicts (
  case_id    uuid not null,
  account_id uuid not null references accounts,
  reason     text not null,
  added_by   uuid not null references accounts,
  added_at   timestamptz(3) not null default now(),
  primary key (case_id, account_id)
);
create index on case_conflicts (account_id);
comment on table case_conflicts is 'Who is shut out of a case whatever their role (the denounced officer and their line)';
comment on column case_conflicts.case_id is 'The case';
comment on column case_conflicts.account_id is 'The person shut out';
comment on column case_conflicts.reason is 'Why';
comment on column case_conflicts.added_by is 'Who said so';
comment on column case_conflicts.added_at is 'Since when';

create table views (
  id          uuid primary key default uuidv7(),
  account_id  uuid not null references accounts,
  login_id    uuid not null references logins,
  target_kind text not null check (target_kind in ('session', 'record')),
  session_id  uuid,
  room_id     uuid not null,
  from_at     timestamptz(3) not null,
  to_at       timestamptz(3) not null,
  excluded    tstzmultirange not null default '{}',
  reason_code text not null,
  case_id     uuid,
  note        text not null,
  opened_at   timestamptz(3) not null default now(),
  expires_at  timestamptz(3) not null,
  address     text not null,
  watched     tstzmultirange not null default '{}',
  check (from_at < to_at),
  check ((target_kind = 'session') = (session_id is not null))
);
create index on views (session_id, opened_at);
create index on views (account_id, opened_at);
comment on table views is 'One person''s look at a session or a stretch of record: why, when, and which seconds were played';
comment on column views.id is 'UUIDv7; part of every media address of the view';
comment on column views.account_id is 'Who looks';
comment on column views.login_id is 'From which login';
comment on column views.target_kind is 'session or record';
comment on column views.session_id is 'The session looked at, for target session';
comment on column views.room_id is 'The room looked at';
comment on column views.from_at is 'First instant that may be read';
comment on column views.to_at is 'First instant that may no longer be read';
comment on column views.excluded is 'Protected stretches left out of a record view';
comment on column views.reason_code is 'Reason, see services/contracts/view.ts';
comment on column views.case_id is 'The case that gives the reason, if any';
comment on column views.note is 'The reason in free text, if any';
comment on column views.opened_at is 'When the look began';
comment on column views.expires_at is 'When the media addresses stop working';
comment on column views.address is 'Network address of the viewer';
comment on column views.watched is 'Stretches really played, as the player reported them';

create table media_looks (
  account_id uuid not null references accounts,
  thing_kind text not null check (thing_kind in ('clip', 'camera')),
  thing_id   uuid not null,
  hour       timestamptz(3) not null,
  primary key (account_id, thing_kind, thing_id, hour)
);
comment on table media_looks is 'Posters and room pictures shown: once per person, thing and hour';
comment on column media_looks.account_id is 'Who was shown it';
comment on column media_looks.thing_kind is 'Poster of a clip, or picture of a camera';
comment on column media_looks.thing_id is 'The clip or camera';
comment on column media_looks.hour is 'Start of the hour';

grant select, insert, update, delete on case_members, case_conflicts to minhchung_service;
grant select, insert, update on accounts, logins, views to minhchung_service;
grant select, insert on media_looks to minhchung_service;
