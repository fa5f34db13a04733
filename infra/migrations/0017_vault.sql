-- Who came to a session: apart from it, and sealed. Owner folder: services/access.
create table visitors (
  id         uuid primary key default uuidv7(),
  session_id uuid not null references sessions,
  code       text not null unique check (code ~ '^[A-Z][0-9]{4,8}$'),
  added_at   timestamptz(3) not null default now(),
  wiped_at   timestamptz(3)
);
create index on visitors (session_id);
comment on table visitors is 'Visitors of sessions, by a code that says nothing; rows are never deleted, so no code comes twice';
comment on column visitors.id is 'UUIDv7; sealed into each version, so that none can be put in another''s place';
comment on column visitors.session_id is 'The session the visitor came to';
comment on column visitors.code is 'What everyone calls the visitor: a random letter and digits';
comment on column visitors.added_at is 'When the identity was written for the first time';
comment on column visitors.wiped_at is 'When the identity was wiped with the footage of its session; null while it is kept';

create table visitor_versions (
  visitor_id uuid not null references visitors,
  version    int not null check (version >= 1),
  sealed     bytea,
  key_id     text not null,
  written_by uuid not null references accounts,
  written_at timestamptz(3) not null default now(),
  primary key (visitor_id, version)
);
comment on table visitor_versions is 'Identities, encrypted with a key that is not in the database; a correction adds a version';
comment on column visitor_versions.visitor_id is 'Whose';
comment on column visitor_versions.version is 'Counts from 1; the highest holds';
comment on column visitor_versions.sealed is 'AES-256-GCM: nonce, tag, text; bound to visitor and version. null: wiped';
comment on column visitor_versions.key_id is 'Names the key it is sealed with, and says nothing of it';
comment on column visitor_versions.written_by is 'Who wrote it';
comment on column visitor_versions.written_at is 'When';

create table visitor_openings (
  id          uuid primary key default uuidv7(),
  visitor_id  uuid not null,
  version     int not null,
  account_id  uuid not null references accounts,
  reason_code text not null,
  note_sealed bytea,
  key_id      text not null,
  opened_at   timestamptz(3) not null default now(),
  address     text not null,
  foreign key (visitor_id, version) references visitor_versions
);
create index on visitor_openings (visitor_id, opened_at);
comment on table visitor_openings is 'Each time that somebody opened an identity, and why';
comment on column visitor_openings.id is 'UUIDv7; sealed into the note';
comment on column visitor_openings.visitor_id is 'Whose identity';
comment on column visitor_openings.version is 'Which version was shown';
comment on column visitor_openings.account_id is 'Who opened it';
comment on column visitor_openings.reason_code is 'Why, see services/contracts/custody/visitor.ts';
comment on column visitor_openings.note_sealed is 'Why, in words: encrypted, because words about a person may say who it is. null: wiped';
comment on column visitor_openings.key_id is 'Names the key of the note';
comment on column visitor_openings.opened_at is 'When';
comment on column visitor_openings.address is 'Network address it was shown at';

create function only_wipe() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - tg_argv[0] <> to_jsonb(old) - tg_argv[0] or to_jsonb(new) -> tg_argv[0] <> 'null' then
    raise exception 'what is sealed in % is wiped or left as it is', tg_table_name;
  end if;
  return new;
end $$;
comment on function only_wipe is 'What is sealed cannot be replaced, whoever writes';
create trigger visitor_versions_only_wipe before update on visitor_versions for each row execute function only_wipe('sealed');
create trigger visitor_openings_only_wipe before update on visitor_openings for each row execute function only_wipe('note_sealed');
create trigger visitors_no_delete before delete on visitors for each row execute function refuse_change();
create trigger visitor_versions_no_delete before delete on visitor_versions for each row execute function refuse_change();
create trigger visitor_openings_no_delete before delete on visitor_openings for each row execute function refuse_change();

grant select, insert on visitors, visitor_versions, visitor_openings to minhchung_service;
grant update (wiped_at) on visitors to minhchung_service;
grant update (sealed) on visitor_versions to minhchung_service;
grant update (note_sealed) on visitor_openings to minhchung_service;
