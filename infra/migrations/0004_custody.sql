-- Audit log and manifests. Owner folder: services/custody.
create table audit_log (
  id         bigint generated always as identity primary key,
  at         timestamptz(3) not null default now(),
  account_id uuid,
  address    text,
  act        text not null,
  thing_kind text,
  thing_id   text,
  outcome    text not null check (outcome in ('done', 'refused')),
  details    jsonb not null default '{}'
);
create index on audit_log (thing_kind, thing_id, id);
create index on audit_log (account_id, id);
comment on table audit_log is 'Every change, login, look and refusal. Append-only by right and by trigger';
comment on column audit_log.id is 'Order of writing';
comment on column audit_log.at is 'When (database clock)';
comment on column audit_log.account_id is 'Who; null for a program or an unknown person';
comment on column audit_log.address is 'From which network address';
comment on column audit_log.act is 'What, for example session.start';
comment on column audit_log.thing_kind is 'To what kind of thing';
comment on column audit_log.thing_id is 'To which one';
comment on column audit_log.outcome is 'done or refused';
comment on column audit_log.details is 'Ids and codes only; never a visitor''s name, a password or a media address';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
comment on function refuse_change is 'Second wall behind the missing right';
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log for each statement execute function refuse_change();

create table manifests (
  id         uuid primary key default uuidv7(),
  clip_id    uuid not null references clips,
  version    integer not null,
  previous   uuid references manifests,
  key        text not null,
  version_id text not null,
  sha256     bytea not null,
  segments   integer not null,
  gap_ms     bigint not null,
  created_at timestamptz(3) not null default now(),
  unique (clip_id, version)
);
comment on table manifests is 'The list of a clip''s segments, gaps and hashes, stored under lock';
comment on column manifests.id is 'UUIDv7';
comment on column manifests.clip_id is 'The clip';
comment on column manifests.version is 'From 1; a changed clip gets the next';
comment on column manifests.previous is 'The manifest it replaces';
comment on column manifests.key is 'Object key';
comment on column manifests.version_id is 'Object version';
comment on column manifests.sha256 is 'SHA-256 of the manifest''s bytes';
comment on column manifests.segments is 'How many segments it lists';
comment on column manifests.gap_ms is 'How many milliseconds of gaps it lists';
comment on column manifests.created_at is 'When it was written';
create trigger manifests_append_only before update or delete on manifests for each row execute function refuse_change();

grant select, insert on audit_log, manifests to minhchung_service;
