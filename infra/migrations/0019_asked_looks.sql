-- What one person asks for and another grants, for a while: the identity of a visitor, the record of a room in an emergency.
-- Owner folder: services/access.
alter table approvals
  add column reason_code text,
  add check ((act = 'vault.open') = (reason_code is not null));
comment on column approvals.reason_code is 'For act vault.open: why, see services/contracts/custody/visitor.ts; the words beside it are wiped with the identity';

alter table visitor_openings add column approval_id uuid unique references approvals;
comment on column visitor_openings.approval_id is 'The approval it used up, where it took two people; null: whoever opened received the visitor or works on the case';

create table emergency_looks (
  id       uuid primary key default uuidv7(),
  room_id  uuid not null references rooms,
  from_at  timestamptz(3) not null,
  to_at    timestamptz(3) not null,
  asked_by uuid not null references accounts,
  until_at timestamptz(3),
  ended_at timestamptz(3),
  ended_by uuid references accounts,
  check (from_at < to_at and to_at <= from_at + interval '1 hour'),
  check ((ended_at is null) = (ended_by is null)),
  check (ended_at is null or until_at is not null)
);
create index on emergency_looks (asked_by, id);
comment on table emergency_looks is 'Stretches of a room''s record that an administrator asked to look at in an emergency; the request is in approvals, act record.emergency';
comment on column emergency_looks.id is 'UUIDv7; thing_id of its request';
comment on column emergency_looks.room_id is 'Which room';
comment on column emergency_looks.from_at is 'First instant that may be looked at';
comment on column emergency_looks.to_at is 'First instant that may no longer be looked at';
comment on column emergency_looks.asked_by is 'Who may look, and nobody else';
comment on column emergency_looks.until_at is 'When the grant ends; null until another person approves';
comment on column emergency_looks.ended_at is 'When it was ended before its time';
comment on column emergency_looks.ended_by is 'Who ended it';
grant select, insert on emergency_looks to minhchung_service;
grant update (until_at, ended_at, ended_by) on emergency_looks to minhchung_service;

alter table views
  add column emergency_id uuid references emergency_looks,
  add check (emergency_id is null or target_kind = 'record');
create index on views (emergency_id) where emergency_id is not null;
comment on column views.emergency_id is 'The grant it was opened under, for an administrator''s look in an emergency';
