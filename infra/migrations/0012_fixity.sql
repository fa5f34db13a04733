-- Reading what is stored again and again, and holding it against its hashes. Owner folder: services/custody.
create table fixity_cycles (
  id              uuid primary key default uuidv7(),
  began_at        timestamptz(3) not null,
  due_at          timestamptz(3) not null,
  counted_at      timestamptz(3) not null,
  bytes_per_s     bigint not null check (bytes_per_s > 0),
  total_bytes     bigint not null,
  done_bytes      bigint not null default 0,
  total_documents bigint not null,
  done_documents  bigint not null default 0,
  done_segments   bigint not null default 0,
  faults          integer not null default 0,
  completed_at    timestamptz(3),
  check (began_at < due_at)
);
create unique index on fixity_cycles ((true)) where completed_at is null;
create index on fixity_cycles (completed_at desc) where completed_at is not null;
comment on table fixity_cycles is 'Each time that everything in the store was read once, the last of them under way';
comment on column fixity_cycles.id is 'UUIDv7';
comment on column fixity_cycles.began_at is 'When it began';
comment on column fixity_cycles.due_at is 'When it is to end; footage recorded before this belongs to it';
comment on column fixity_cycles.counted_at is 'When the totals were counted; the store grows meanwhile';
comment on column fixity_cycles.bytes_per_s is 'How fast the jobs program may read, as its settings said then';
comment on column fixity_cycles.total_bytes is 'Bytes of footage that it reads, those read already with them';
comment on column fixity_cycles.done_bytes is 'Bytes of footage read so far';
comment on column fixity_cycles.total_documents is 'Signed documents that it reads, those read already with them';
comment on column fixity_cycles.done_documents is 'Signed documents read so far';
comment on column fixity_cycles.done_segments is 'Segments read so far';
comment on column fixity_cycles.faults is 'Incidents that it found';
comment on column fixity_cycles.completed_at is 'When everything was read; null for the one under way';

create table fixity_positions (
  lane     text primary key,
  cycle_id uuid not null references fixity_cycles,
  reached  text not null
);
comment on table fixity_positions is 'How far the cycle has come, by lane';
comment on column fixity_positions.lane is 'A camera''s id, or the table that names the documents';
comment on column fixity_positions.cycle_id is 'The cycle in which it got there; in a later one the lane begins anew';
comment on column fixity_positions.reached is 'Start of the last segment read (ISO 8601), or key of the last document';

create table fixity_samples (
  night       text primary key check (night ~ '^\d{4}-\d{2}-\d{2}$'),
  began_at    timestamptz(3) not null,
  wanted      integer not null,
  done        integer not null default 0,
  bytes       bigint not null default 0,
  faults      integer not null default 0,
  finished_at timestamptz(3)
);
comment on table fixity_samples is 'Segments drawn at random, once a night';
comment on column fixity_samples.night is 'Date of the evening that it began on (Vietnam time)';
comment on column fixity_samples.began_at is 'When it began';
comment on column fixity_samples.wanted is 'How many are to be drawn';
comment on column fixity_samples.done is 'How many were read; in a small store the same more than once';
comment on column fixity_samples.bytes is 'Bytes read';
comment on column fixity_samples.faults is 'Incidents that it found';
comment on column fixity_samples.finished_at is 'When it was done; null under way, and where the night was over before that';

create table fixity_suspects (
  lane         text not null,
  position     text not null,
  failures     integer not null default 1,
  failed_at    timestamptz(3) not null,
  primary key (lane, position)
);
comment on table fixity_suspects is 'What could not be read while other things could: tried again some times before it is judged';
comment on column fixity_suspects.lane is 'A camera''s id, or the table that names the document';
comment on column fixity_suspects.position is 'Start of the segment (ISO 8601), or key of the document';
comment on column fixity_suspects.failures is 'How often it failed, with time between';
comment on column fixity_suspects.failed_at is 'When it failed last';

create table fixity_incidents (
  id              uuid primary key default uuidv7(),
  kind            text not null check (kind in ('altered', 'unreadable', 'missing', 'lock_shortened')),
  thing           text not null check (thing in ('footage', 'manifest', 'audit_head', 'evidence', 'destruction', 'time_stamp')),
  object_key      text not null,
  version_id      text not null,
  expected_sha256 bytea not null,
  found_sha256    bytea,
  camera_id       uuid references cameras,
  started_at      timestamptz(3),
  ended_at        timestamptz(3),
  session_id      uuid references sessions,
  found_at        timestamptz(3) not null,
  returned_at     timestamptz(3),
  closed_at       timestamptz(3),
  closed_by       uuid references accounts,
  closing_note    text,
  check ((thing = 'footage') = (camera_id is not null)),
  check ((camera_id is null) = (started_at is null) and (camera_id is null) = (ended_at is null)),
  check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (closing_note is null))
);
create unique index on fixity_incidents (object_key, version_id, kind) where closed_at is null;
create index on fixity_incidents (found_at desc);
comment on table fixity_incidents is 'What was found not to be as it was stored. Never deleted';
comment on column fixity_incidents.id is 'UUIDv7';
comment on column fixity_incidents.kind is 'Other bytes; cannot be read although the store answers; not there; locked for less long than it was';
comment on column fixity_incidents.thing is 'Footage, or which signed document';
comment on column fixity_incidents.object_key is 'Object key';
comment on column fixity_incidents.version_id is 'Object version';
comment on column fixity_incidents.expected_sha256 is 'SHA-256 as it was stored';
comment on column fixity_incidents.found_sha256 is 'SHA-256 of what was read; null where nothing could be';
comment on column fixity_incidents.camera_id is 'Whose footage; null for documents';
comment on column fixity_incidents.started_at is 'Start of the segment';
comment on column fixity_incidents.ended_at is 'End of the segment';
comment on column fixity_incidents.session_id is 'Whose document, where a session has it; who may not know of the session is not told';
comment on column fixity_incidents.found_at is 'When it was found, the last time';
comment on column fixity_incidents.returned_at is 'When what was missing or unreadable was read again, whole';
comment on column fixity_incidents.closed_at is 'When a person closed it';
comment on column fixity_incidents.closed_by is 'Who';
comment on column fixity_incidents.closing_note is 'What was found out, and done';

create index on session_versions using gist (tstzrange(started_at, ended_at));

alter table holds alter column placed_by drop not null;
comment on column holds.placed_by is 'Who placed it; null for the program, after an incident';

grant select, insert, update on fixity_cycles, fixity_positions, fixity_samples, fixity_incidents to minhchung_service;
grant select, insert, update, delete on fixity_suspects to minhchung_service;
