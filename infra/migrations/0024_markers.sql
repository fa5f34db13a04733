-- Markers on the time line of a session, and notes from one person to another. Owner folder: services/casework.
create table markers (
  id         uuid primary key default uuidv7(),
  session_id uuid not null references sessions,
  answers    uuid references markers,
  account_id uuid not null references accounts,
  made_at    timestamptz(3) not null default now()
);
create index on markers (session_id);
comment on table markers is 'Markers of sessions, and notes under them; rows are never changed or deleted';
comment on column markers.id is 'UUIDv7';
comment on column markers.session_id is 'The session it belongs to';
comment on column markers.answers is 'The marker that this is a note under; null: a marker of its own';
comment on column markers.account_id is 'Who wrote it; nobody else may change it';
comment on column markers.made_at is 'When it was written for the first time';

create table marker_versions (
  marker_id  uuid not null references markers,
  version    int not null check (version >= 1),
  at         timestamptz(3) not null,
  kind       text not null,
  colour     text not null,
  text       text,
  removed    boolean not null default false,
  for_id     uuid references accounts,
  written_at timestamptz(3) not null default now(),
  primary key (marker_id, version)
);
create index on marker_versions (for_id) where for_id is not null;
comment on table marker_versions is 'What a marker says; each change and each removal is one more row';
comment on column marker_versions.marker_id is 'The marker';
comment on column marker_versions.version is 'Counts from 1; the highest holds';
comment on column marker_versions.at is 'The instant it marks, wall time';
comment on column marker_versions.kind is 'What it says happened, see services/contracts/custody/marker.ts';
comment on column marker_versions.colour is 'How it is shown';
comment on column marker_versions.text is 'What it says in words; null: wiped with the footage of the session';
comment on column marker_versions.removed is 'Taken off the time line from this version on';
comment on column marker_versions.for_id is 'Whom it is for; null: nobody in particular';
comment on column marker_versions.written_at is 'When this version was written';

create table marker_dones (
  id        uuid primary key default uuidv7(),
  marker_id uuid not null references markers,
  done      boolean not null,
  noted_by  uuid not null references accounts,
  noted_at  timestamptz(3) not null default now()
);
create index on marker_dones (marker_id);
comment on table marker_dones is 'Whom a marker is for has dealt with it, or takes that back';
comment on column marker_dones.id is 'UUIDv7; the last one of a person holds';
comment on column marker_dones.marker_id is 'The marker';
comment on column marker_dones.done is 'Dealt with';
comment on column marker_dones.noted_by is 'Who says so';
comment on column marker_dones.noted_at is 'When';

create trigger markers_no_change before update or delete on markers for each row execute function refuse_change();
create trigger marker_versions_only_wipe before update on marker_versions for each row execute function only_wipe('text');
create trigger marker_versions_no_delete before delete on marker_versions for each row execute function refuse_change();
create trigger marker_dones_no_change before update or delete on marker_dones for each row execute function refuse_change();

grant select, insert on markers, marker_versions, marker_dones to minhchung_service;
grant update (text) on marker_versions to minhchung_service;

-- The signs of people in a room (loudness, motion) are written down like pictures: once per person, room and hour.
alter table media_looks
  drop constraint media_looks_thing_kind_check,
  add constraint media_looks_thing_kind_check check (thing_kind in ('clip', 'camera', 'room'));
comment on column media_looks.thing_kind is 'clip (poster), camera (room picture) or room (loudness and motion of its record)';
