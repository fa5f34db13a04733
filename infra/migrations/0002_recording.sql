-- Rooms, cameras, leases, runs, segments, gaps. Owner folder: services/recording.
create table rooms (
  id         uuid primary key default uuidv7(),
  code       text not null unique,
  name       text not null,
  name_plain text not null,
  kind       text not null check (kind in ('reception', 'inspection', 'waiting')),
  created_at timestamptz(3) not null default now()
);
comment on table rooms is 'Where cameras hang and sessions are held';
comment on column rooms.id is 'UUIDv7';
comment on column rooms.code is 'Short ASCII name, first part of object keys';
comment on column rooms.name is 'Name on the door';
comment on column rooms.name_plain is 'Name without diacritics, lower case, for search';
comment on column rooms.kind is 'What the room is for';
comment on column rooms.created_at is 'When it was added';

create table cameras (
  id                 uuid primary key default uuidv7(),
  room_id            uuid not null references rooms,
  code               text not null,
  name               text not null,
  address            text not null,
  user_name          text,
  password_sealed    bytea,
  revision           integer not null default 1,
  disabled_reason    text,
  state              text not null default 'connecting' check (state in ('connecting', 'recording', 'down', 'disabled')),
  cause              text,
  state_since        timestamptz(3) not null default now(),
  accounted_until    timestamptz(3) not null default now(),
  last_segment_ended timestamptz(3),
  created_at         timestamptz(3) not null default now(),
  unique (room_id, code)
);
comment on table cameras is 'RTSP sources';
comment on column cameras.id is 'UUIDv7';
comment on column cameras.room_id is 'Where it hangs';
comment on column cameras.code is 'Short ASCII name, second part of object keys';
comment on column cameras.name is 'What people call it';
comment on column cameras.address is 'rtsp:// address without credentials';
comment on column cameras.user_name is 'RTSP user name';
comment on column cameras.password_sealed is 'RTSP password, AES-256-GCM (nonce, tag, text); the key is not in the database';
comment on column cameras.revision is 'Grows with each change of address or credentials; a recorder on an older one reconnects';
comment on column cameras.disabled_reason is 'Why it is switched off; null while it records';
comment on column cameras.state is 'What the recorder last said';
comment on column cameras.cause is 'Why it is not recording';
comment on column cameras.state_since is 'Since when that is so';
comment on column cameras.accounted_until is 'Before this every second is a stored segment or a closed gap; moved only by committed rows';
comment on column cameras.last_segment_ended is 'End of the newest stored segment';
comment on column cameras.created_at is 'When it was added; the record is owed from here on';

create table camera_leases (
  camera_id  uuid primary key references cameras,
  worker_id  text not null,
  epoch      bigint not null default 1,
  expires_at timestamptz(3) not null,
  released   boolean not null default false
);
comment on table camera_leases is 'Which ingest worker records which camera; times by the database clock';
comment on column camera_leases.camera_id is 'The camera';
comment on column camera_leases.worker_id is 'The worker that holds or last held it';
comment on column camera_leases.epoch is 'Fencing number, one more with each change of hands or restart';
comment on column camera_leases.expires_at is 'Free for others after this';
comment on column camera_leases.released is 'Given back in order, so that the hole is a restart and not a loss';

create table runs (
  id              uuid primary key,
  camera_id       uuid not null references cameras,
  lease_epoch     bigint not null,
  worker_id       text not null,
  started_at      timestamptz(3) not null,
  ended_at        timestamptz(3),
  end_cause       text,
  video_codec     text not null,
  codec_string    text not null,
  width           integer not null,
  height          integer not null,
  audio_codec     text,
  audio_container text check (audio_container in ('mov', 'mp4')),
  created_at      timestamptz(3) not null default now()
);
create index on runs (camera_id, started_at);
comment on table runs is 'One unbroken connection to a camera: one init per track';
comment on column runs.id is 'UUIDv7, made by the worker';
comment on column runs.camera_id is 'The camera';
comment on column runs.lease_epoch is 'Fencing number of the lease it was recorded under';
comment on column runs.worker_id is 'Who recorded it';
comment on column runs.started_at is 'Wall time of its first sample (server clock)';
comment on column runs.ended_at is 'End of its last stored segment';
comment on column runs.end_cause is 'Why it ended, a gap cause; null while it goes on';
comment on column runs.video_codec is 'ffprobe codec name, for example h264';
comment on column runs.codec_string is 'RFC 6381 codec string of the video, for HLS and MediaCapabilities';
comment on column runs.width is 'Picture width, pixels';
comment on column runs.height is 'Picture height, pixels';
comment on column runs.audio_codec is 'ffprobe codec name as sent, null without audio';
comment on column runs.audio_container is 'mov for G.711 and PCM, mp4 for AAC, Opus, FLAC';
comment on column runs.created_at is 'When the row was written';

create table segments (
  camera_id            uuid not null references cameras,
  started_at           timestamptz(3) not null,
  ended_at             timestamptz(3) not null,
  run_id               uuid not null references runs,
  seq                  integer not null,
  video_key            text not null,
  video_version_id     text not null,
  video_bytes          integer not null,
  video_sha256         bytea not null,
  video_init_bytes     integer not null,
  video_timescale      integer not null,
  video_base_ticks     bigint not null,
  video_fragment_bytes integer[] not null,
  video_fragment_ticks integer[] not null,
  video_frames         integer not null,
  audio_key            text,
  audio_version_id     text,
  audio_bytes          integer,
  audio_sha256         bytea,
  audio_init_bytes     integer,
  audio_timescale      integer,
  audio_base_ticks     bigint,
  audio_fragment_bytes integer[],
  audio_fragment_ticks integer[],
  camera_offset_ms     double precision,
  stored_at            timestamptz(3) not null default now(),
  state                text not null default 'stored' check (state in ('stored', 'missing', 'quarantined', 'deleting', 'deleted')),
  tag_state            text not null default 'untagged' check (tag_state in ('untagged', 'tagged', 'failed')),
  tag_failure          text,
  primary key (camera_id, started_at),
  check (started_at < ended_at),
  check ((audio_key is null) = (audio_version_id is null)),
  check (cardinality(video_fragment_bytes) = cardinality(video_fragment_ticks))
) partition by range (started_at);
create index on segments (run_id, seq);
create index on segments (stored_at) where tag_state = 'untagged';
comment on table segments is 'About 10 s of a run each, immutable: a video object and an audio object. A clip''s segments are a range query on the key';
comment on column segments.camera_id is 'The camera';
comment on column segments.started_at is 'Wall time of the first sample (server clock)';
comment on column segments.ended_at is 'Wall time at which the next one begins; within a run equal to the next started_at';
comment on column segments.run_id is 'The run';
comment on column segments.seq is 'Number within the run, from 0';
comment on column segments.video_key is 'Object key of the video';
comment on column segments.video_version_id is 'Object version, the only one ever read';
comment on column segments.video_bytes is 'Size of the video object';
comment on column segments.video_sha256 is 'SHA-256 taken before upload';
comment on column segments.video_init_bytes is 'Length of ftyp+moov at its start';
comment on column segments.video_timescale is 'Ticks per second';
comment on column segments.video_base_ticks is 'tfdt of the first fragment';
comment on column segments.video_fragment_bytes is 'Size of each prft+moof+mdat, in order after the init';
comment on column segments.video_fragment_ticks is 'Duration of each fragment';
comment on column segments.video_frames is 'Number of pictures';
comment on column segments.audio_key is 'Object key of the audio, null without audio';
comment on column segments.audio_version_id is 'Object version of the audio';
comment on column segments.audio_bytes is 'Size of the audio object';
comment on column segments.audio_sha256 is 'SHA-256 of the audio taken before upload';
comment on column segments.audio_init_bytes is 'Length of ftyp+moov at its start';
comment on column segments.audio_timescale is 'Ticks per second';
comment on column segments.audio_base_ticks is 'tfdt of the first audio fragment, on the same clock as the video';
comment on column segments.audio_fragment_bytes is 'Size of each audio fragment';
comment on column segments.audio_fragment_ticks is 'Duration of each audio fragment';
comment on column segments.camera_offset_ms is 'Camera clock minus server clock, null where the camera sent none we trust';
comment on column segments.stored_at is 'When bucket and row both had it';
comment on column segments.state is 'stored, or what became of it';
comment on column segments.tag_state is 'Whether segment.tag has worked on it';
comment on column segments.tag_failure is 'Last trouble of segment.tag';

-- Partitions are made ahead by the jobs program; the service role may run this and nothing else of DDL.
create function ensure_segment_partition(month date) returns void language plpgsql security definer set search_path = public as $$
declare
  first date := date_trunc('month', month)::date;
  part text := 'segments_' || to_char(first, 'YYYYMM');
begin
  if to_regclass(part) is null then
    execute format('create table %I partition of segments for values from (%L) to (%L)', part,
      first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
  end if;
end $$;
comment on function ensure_segment_partition is 'Makes the segments partition of a month (UTC) if it is missing';
select ensure_segment_partition((now() + make_interval(months => m))::date) from generate_series(-1, 12) m;

create table gaps (
  id        uuid primary key default uuidv7(),
  camera_id uuid not null references cameras,
  from_at   timestamptz(3) not null,
  to_at     timestamptz(3),
  cause     text not null check (cause in ('starting', 'unreachable', 'refused', 'auth_failed', 'timeout', 'stalled',
    'ended_by_camera', 'stream_changed', 'unsupported', 'corrupt', 'clock_jump', 'worker_lost', 'worker_restart',
    'spool_full', 'paused', 'disabled')),
  opened_at timestamptz(3) not null default now(),
  check (to_at is null or from_at < to_at),
  exclude using gist (camera_id with =, tstzrange(from_at, to_at) with &&)
);
comment on table gaps is 'Intervals without footage and why; together with segments they cover every second once';
comment on column gaps.id is 'UUIDv7';
comment on column gaps.camera_id is 'The camera';
comment on column gaps.from_at is 'End of the last footage before it';
comment on column gaps.to_at is 'Start of the first footage after it, null while it lasts';
comment on column gaps.cause is 'Why';
comment on column gaps.opened_at is 'When the row was written (database clock)';

grant select, insert, update on rooms, cameras, camera_leases, runs, segments to minhchung_service;
grant select, insert, update, delete on gaps to minhchung_service;
