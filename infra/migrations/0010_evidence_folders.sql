-- Evidence folders: what is handed over of a session. Owner folder: services/custody.
create table evidence_folders (
  id         uuid primary key default uuidv7(),
  session_id uuid not null references sessions,
  asked_by   uuid not null references accounts,
  note       text not null,
  asked_at   timestamptz(3) not null default now(),
  state      text not null default 'preparing' check (state in ('preparing', 'ready', 'failed')),
  ready_at   timestamptz(3),
  failure    text
);
create index on evidence_folders (session_id, asked_at desc);
create index on evidence_folders (id) where state = 'preparing';
comment on table evidence_folders is 'Evidence folders that people asked for: originals, manifests, proof';
comment on column evidence_folders.id is 'UUIDv7';
comment on column evidence_folders.session_id is 'Of which session';
comment on column evidence_folders.asked_by is 'Who asked';
comment on column evidence_folders.note is 'Why, in words';
comment on column evidence_folders.asked_at is 'When';
comment on column evidence_folders.state is 'preparing until its list of contents is signed';
comment on column evidence_folders.ready_at is 'When that was';
comment on column evidence_folders.failure is 'Why it could not be made';

create table evidence_files (
  folder_id  uuid not null references evidence_folders,
  path       text not null,
  key        text not null,
  version_id text not null,
  bytes      bigint not null,
  sha256     bytea not null check (octet_length(sha256) = 32),
  primary key (folder_id, path)
);
create index on evidence_files (key collate "C") where key like 'evidence/%';
comment on table evidence_files is 'What lies in an evidence folder, each an object version in the locked bucket';
comment on column evidence_files.folder_id is 'The folder';
comment on column evidence_files.path is 'Where it lies in the folder';
comment on column evidence_files.key is 'Object key';
comment on column evidence_files.version_id is 'Object version';
comment on column evidence_files.bytes is 'Size';
comment on column evidence_files.sha256 is 'SHA-256 of its bytes';
create trigger evidence_files_append_only before update or delete on evidence_files for each row execute function refuse_change();

grant select, insert, update on evidence_folders to minhchung_service;
grant select, insert on evidence_files to minhchung_service;
