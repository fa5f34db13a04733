-- What a recorder learns of a camera. Owner folder: services/recording.
alter table runs add column audio_converted_from text;
comment on column runs.audio_codec is 'ffprobe codec name as stored, null without audio';
comment on column runs.audio_converted_from is 'Codec that the camera sent, where no container takes it and it was stored as FLAC';
alter table runs add column shift_ms double precision not null default 0;
comment on column runs.shift_ms is 'How much later than by the server clock the run is placed, because that clock was set back; 0 in normal life';

alter table cameras add column cause_detail text;
comment on column cameras.cause_detail is 'What it sends instead, for cause unsupported: an ffprobe codec name, or none';

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
grant select, insert, update, delete on ingest_workers to minhchung_service;

create table quarantined_files (
  id        uuid primary key default uuidv7(),
  worker_id text not null,
  camera_id uuid not null references cameras,
  run_id    uuid not null,
  path      text not null,
  bytes     bigint not null,
  reason    text not null check (reason in ('unreadable', 'altered', 'conflict', 'taken')),
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
comment on column quarantined_files.reason is 'unreadable: cannot be parsed; altered: differs from its hash; conflict: other bytes in the store under its key; taken: another worker recorded that time';
comment on column quarantined_files.found_at is 'When it was found';
grant select, insert on quarantined_files to minhchung_service;
