-- What the program itself finds out about the object store. Owner folder: services/custody.
create table store_checks (
  id         uuid primary key default uuidv7(),
  kind       text not null check (kind in ('worm', 'watch')),
  checked_at timestamptz(3) not null default now(),
  is_fine    boolean not null,
  found      jsonb not null
);
create index on store_checks (kind, checked_at desc);
comment on table store_checks is 'Checks of the object store: that it is write-once (worm), and that it holds what rows say and nothing else (watch)';
comment on column store_checks.id is 'UUIDv7';
comment on column store_checks.kind is 'worm or watch';
comment on column store_checks.checked_at is 'When it ended';
comment on column store_checks.is_fine is 'Nothing was wrong';
comment on column store_checks.found is 'What was found: see services/contracts/custody/store.ts';
create trigger store_checks_append_only before update or delete on store_checks for each row execute function refuse_change();
grant select, insert on store_checks to minhchung_service;
