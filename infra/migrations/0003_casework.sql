-- Cases, sessions, clips. Owner folder: services/casework.
create table cases (
  id            uuid primary key default uuidv7(),
  key           text not null unique,
  code          text not null unique check (code ~ '^c-[0-9a-f]{16}$'),
  kind          text not null check (kind in ('KN', 'TC', 'KNPA', 'HH', 'TTr')),
  access_class  text not null check (access_class in ('normal', 'restricted', 'denouncer')),
  subject       text not null,
  subject_plain text not null,
  state         text not null default 'received',
  created_by    uuid not null references accounts,
  created_at    timestamptz(3) not null default now(),
  revision      integer not null default 1
);
create index on cases (created_at desc, id);
comment on table cases is 'Complaints, denunciations, petitions, inspections';
comment on column cases.id is 'UUIDv7';
comment on column cases.key is 'Number people use, KN-2026-000123';
comment on column cases.code is 'Opaque code, the only trace of the case outside this database (object tags, manifests)';
comment on column cases.kind is 'KN, TC, KNPA, HH or TTr';
comment on column cases.access_class is 'Who may know of it; a TC case starts as denouncer';
comment on column cases.subject is 'What it is about, without names of visitors';
comment on column cases.subject_plain is 'Subject without diacritics, lower case, for search';
comment on column cases.state is 'State of the file, see services/contracts/case.ts';
comment on column cases.created_by is 'Who opened it';
comment on column cases.created_at is 'When';
comment on column cases.revision is 'Grows with each change';

create table case_counters (
  kind  text not null,
  year  integer not null,
  last  integer not null,
  primary key (kind, year)
);
comment on table case_counters is 'Last number given per kind and year';
comment on column case_counters.kind is 'Kind of case';
comment on column case_counters.year is 'Year in Vietnam';
comment on column case_counters.last is 'Last number given';

create table case_numbers (
  case_id uuid not null references cases,
  number  text not null,
  primary key (case_id, number)
);
comment on table case_numbers is 'Outside numbers such as 682/QĐ-TTr';
comment on column case_numbers.case_id is 'The case';
comment on column case_numbers.number is 'The number as written';

create table case_states (
  id         uuid primary key default uuidv7(),
  case_id    uuid not null references cases,
  state      text not null,
  note       text not null default '',
  changed_by uuid not null references accounts,
  changed_at timestamptz(3) not null default now()
);
create index on case_states (case_id, changed_at);
comment on table case_states is 'History of a case''s states';
comment on column case_states.id is 'UUIDv7';
comment on column case_states.case_id is 'The case';
comment on column case_states.state is 'The state it went into';
comment on column case_states.note is 'Why';
comment on column case_states.changed_by is 'Who';
comment on column case_states.changed_at is 'When';

create table sessions (
  id              uuid primary key default uuidv7(),
  room_id         uuid not null references rooms,
  officer_id      uuid not null references accounts,
  kind            text not null check (kind in ('regular', 'periodic', 'adhoc', 'online', 'dialogue', 'inspection')),
  case_kind       text not null check (case_kind in ('KN', 'TC', 'KNPA', 'HH', 'TTr', 'unknown')),
  visit           text not null check (visit in ('first', 'repeat')),
  people_count    integer not null check (people_count > 0),
  notice_given    boolean not null,
  notice_how      text check (notice_how in ('spoken', 'sign', 'paper')),
  notice_language text,
  note            text not null,
  note_plain      text not null,
  started_at      timestamptz(3) not null,
  ended_at        timestamptz(3),
  version         integer not null default 1,
  made_from       text not null check (made_from in ('button', 'record')),
  access_class    text not null check (access_class in ('normal', 'restricted', 'denouncer')),
  revision        integer not null default 1,
  tagged_revision integer not null default 0,
  tag_failure     text,
  created_at      timestamptz(3) not null default now(),
  check (ended_at is null or started_at < ended_at),
  exclude using gist (room_id with =, tstzrange(started_at, ended_at) with &&)
);
create index on sessions (started_at desc, id desc);
create index on sessions (officer_id, started_at desc);
create index on sessions (id) where tagged_revision < revision;
comment on table sessions is 'Human meetings in a room, cut out of the record by time. No identity of a visitor';
comment on column sessions.id is 'UUIDv7';
comment on column sessions.room_id is 'Where';
comment on column sessions.officer_id is 'Who received';
comment on column sessions.kind is 'Kind of meeting';
comment on column sessions.case_kind is 'What it is about, as said at the start';
comment on column sessions.visit is 'First visit or repeat';
comment on column sessions.people_count is 'How many people came; 5 or more are a large group';
comment on column sessions.notice_given is 'Whether the visitor was told of the recording';
comment on column sessions.notice_how is 'How they were told';
comment on column sessions.notice_language is 'In which language';
comment on column sessions.note is 'Officer''s note, without names of visitors';
comment on column sessions.note_plain is 'Note without diacritics, lower case, for search';
comment on column sessions.started_at is 'Start of the current version';
comment on column sessions.ended_at is 'End of the current version, null while it runs';
comment on column sessions.version is 'Number of the current version of the times';
comment on column sessions.made_from is 'Started with the button, or cut out of the record afterwards';
comment on column sessions.access_class is 'Highest of case kind and all cases ever linked; never lowered by unlinking';
comment on column sessions.revision is 'Grows with each change that tagging must see';
comment on column sessions.tagged_revision is 'Last revision session.tag has finished';
comment on column sessions.tag_failure is 'Last trouble of session.tag';
comment on column sessions.created_at is 'When the row was made';

create table session_versions (
  session_id uuid not null references sessions,
  version    integer not null,
  started_at timestamptz(3) not null,
  ended_at   timestamptz(3),
  reason     text not null,
  changed_by uuid not null references accounts,
  changed_at timestamptz(3) not null default now(),
  primary key (session_id, version)
);
comment on table session_versions is 'Every start and end a session ever had';
comment on column session_versions.session_id is 'The session';
comment on column session_versions.version is 'From 1';
comment on column session_versions.started_at is 'Start in that version';
comment on column session_versions.ended_at is 'End in that version';
comment on column session_versions.reason is 'Why it was changed';
comment on column session_versions.changed_by is 'Who';
comment on column session_versions.changed_at is 'When';

create table session_cases (
  session_id  uuid not null references sessions,
  case_id     uuid not null references cases,
  linked_by   uuid not null references accounts,
  linked_at   timestamptz(3) not null default now(),
  unlinked_by uuid references accounts,
  unlinked_at timestamptz(3),
  primary key (session_id, case_id, linked_at)
);
create unique index on session_cases (session_id, case_id) where unlinked_at is null;
create index on session_cases (case_id) where unlinked_at is null;
comment on table session_cases is 'Which cases a session concerns; unlinking keeps the row';
comment on column session_cases.session_id is 'The session';
comment on column session_cases.case_id is 'The case';
comment on column session_cases.linked_by is 'Who linked';
comment on column session_cases.linked_at is 'When';
comment on column session_cases.unlinked_by is 'Who unlinked';
comment on column session_cases.unlinked_at is 'When, null while linked';

create table clips (
  id              uuid primary key default uuidv7(),
  session_id      uuid not null references sessions,
  camera_id       uuid not null references cameras,
  from_at         timestamptz(3) not null,
  to_at           timestamptz(3),
  state           text not null default 'open' check (state in ('open', 'sealed', 'failed', 'destroyed')),
  revision        integer not null default 1,
  sealed_at       timestamptz(3),
  failure         text,
  preview_state   text not null default 'none' check (preview_state in ('none', 'made', 'empty', 'failed')),
  poster_key      text,
  sprite_key      text,
  sprite_columns  integer,
  sprite_step_ms  integer,
  sprite_count    integer,
  preview_failure text,
  unique (session_id, camera_id)
);
create index on clips (id) where state = 'open';
comment on table clips is 'One camera''s footage of one session: what is held, sealed, replayed, exported';
comment on column clips.id is 'UUIDv7';
comment on column clips.session_id is 'The session';
comment on column clips.camera_id is 'The camera';
comment on column clips.from_at is 'Start, as the session''s';
comment on column clips.to_at is 'End, as the session''s; null while it runs';
comment on column clips.state is 'open until sealed; a change opens it again';
comment on column clips.revision is 'Grows when footage, times or cases change; a seal counts only for the revision it read';
comment on column clips.sealed_at is 'When the last manifest was written';
comment on column clips.failure is 'Last trouble while sealing';
comment on column clips.preview_state is 'Whether poster and sprite exist; empty = no footage to make them from';
comment on column clips.poster_key is 'Object key of the poster in the derived bucket';
comment on column clips.sprite_key is 'Object key of the sprite sheet in the derived bucket';
comment on column clips.sprite_columns is 'Pictures per row of the sprite';
comment on column clips.sprite_step_ms is 'Time between two pictures of the sprite';
comment on column clips.sprite_count is 'Number of pictures in the sprite';
comment on column clips.preview_failure is 'Last trouble while making previews';

alter table case_members add foreign key (case_id) references cases;
alter table case_conflicts add foreign key (case_id) references cases;
alter table views add foreign key (session_id) references sessions, add foreign key (room_id) references rooms,
  add foreign key (case_id) references cases;

grant select, insert, update on cases, case_counters, case_states, sessions, session_versions, session_cases, clips to minhchung_service;
grant select, insert, delete on case_numbers to minhchung_service;
