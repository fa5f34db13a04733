-- What a recorder learns of a camera. Owner folder: services/recording.
alter table runs add column audio_converted_from text;
comment on column runs.audio_codec is 'ffprobe codec name as stored, null without audio';
comment on column runs.audio_converted_from is 'Codec that the camera sent, where no container takes it and it was stored as FLAC';
alter table runs add column shift_ms double precision not null default 0;
comment on column runs.shift_ms is 'How much later than by the server clock the run is placed, because that clock was set back; 0 in normal life';

alter table segments add column gap_before text;
comment on column segments.gap_before is 'Why there is no footage just before it, as its recorder knew: of a run''s first segment, and of one after a stretch in which the camera sent nothing; null where the segment before ends where it begins';

-- Asked for each segment that is stored.
create index on runs (camera_id, lease_epoch, started_at);
create unique index on gaps (camera_id) where to_at is null;

alter table cameras add column cause_detail text;
comment on column cameras.cause_detail is 'What it sends instead, for cause unsupported: an ffprobe codec name, or none';

alter table cameras add column paused_until timestamptz(3);
comment on column cameras.paused_until is 'A person paused its recording until then; null or past while it is not paused';
alter table cameras drop constraint cameras_state_check;
alter table cameras add constraint cameras_state_check
  check (state in ('connecting', 'recording', 'down', 'paused', 'disabled'));

create table camera_stops (
  id         uuid primary key default uuidv7(),
  camera_id  uuid not null references cameras,
  kind       text not null check (kind in ('paused', 'disabled')),
  reason     text not null,
  stopped_by uuid references accounts,
  stopped_at timestamptz(3) not null default now(),
  until_at   timestamptz(3) check ((kind = 'paused') = (until_at is not null)),
  ended_at   timestamptz(3),
  ended_by   uuid references accounts
);
create index on camera_stops (camera_id, stopped_at);
comment on table camera_stops is 'Each time a person told a camera to stop: who, why, from when to when. Gaps with that cause point here by their time';
comment on column camera_stops.id is 'UUIDv7';
comment on column camera_stops.camera_id is 'The camera';
comment on column camera_stops.kind is 'paused: for a while, during a session; disabled: until somebody enables it again';
comment on column camera_stops.reason is 'Why, in the person''s words';
comment on column camera_stops.stopped_by is 'Who; null when it was done by a command';
comment on column camera_stops.stopped_at is 'When it was asked for';
comment on column camera_stops.until_at is 'When a pause ends by itself';
comment on column camera_stops.ended_at is 'When a person ended it; null while it lasts, and for a pause that ended by itself';
comment on column camera_stops.ended_by is 'Who ended it';
grant select, insert, update on camera_stops to minhchung_service;

create table ingest_workers (
  id                text primary key,
  expires_at        timestamptz(3) not null,
  started_at        timestamptz(3) not null default now(),
  spool_bytes       bigint not null,
  spool_limit_bytes bigint not null,
  clock_synced      boolean
);
comment on table ingest_workers is 'Ingest workers; each says every few seconds that it lives';
comment on column ingest_workers.id is 'Worker id, kept in its spool folder';
comment on column ingest_workers.expires_at is 'It counts as gone after this, by the database clock';
comment on column ingest_workers.started_at is 'When it was first heard of';
comment on column ingest_workers.spool_bytes is 'Footage in its spool that is not yet stored';
comment on column ingest_workers.spool_limit_bytes is 'At this its cameras stop';
comment on column ingest_workers.clock_synced is 'Whether its machine says that its clock follows a time server; null when it cannot say';
grant select, insert, update on ingest_workers to minhchung_service;

create table quarantined_files (
  id        uuid primary key default uuidv7(),
  worker_id text not null,
  camera_id uuid not null references cameras,
  run_id    uuid not null,
  path      text not null,
  bytes     bigint not null,
  reason    text not null check (reason in ('unreadable', 'altered', 'conflict', 'taken', 'unfit')),
  found_at  timestamptz(3) not null default now(),
  unique (worker_id, path)
);
comment on table quarantined_files is 'Spooled footage that could not become a segment; kept for a person to look at, never deleted';
comment on column quarantined_files.id is 'UUIDv7';
comment on column quarantined_files.worker_id is 'On whose machine it lies';
comment on column quarantined_files.camera_id is 'Whose footage it is';
comment on column quarantined_files.run_id is 'Run it belongs to; that has a row only when some of it was stored';
comment on column quarantined_files.path is 'Where it lies, below the quarantine folder of the spool';
comment on column quarantined_files.bytes is 'Size';
comment on column quarantined_files.reason is 'unreadable: cannot be parsed; altered: differs from its hash; conflict: other bytes in the store under its key; taken: another worker recorded that time; unfit: no row can be written of what it says';
comment on column quarantined_files.found_at is 'When it was found';
grant select, insert on quarantined_files to minhchung_service;
