-- Two people for what one must not do alone. Owner folder: services/access.
create table approvals (
  id          uuid primary key default uuidv7(),
  act         text not null,
  thing_kind  text not null,
  thing_id    uuid not null,
  session_id  uuid references sessions,
  case_id     uuid references cases,
  reason      text not null,
  asked_by    uuid not null references accounts,
  asked_at    timestamptz(3) not null default now(),
  expires_at  timestamptz(3) not null,
  state       text not null default 'asked' check (state in ('asked', 'approved', 'refused', 'withdrawn')),
  decided_by  uuid references accounts,
  decided_at  timestamptz(3),
  decision    text,
  check (decided_by <> asked_by or state = 'withdrawn'),
  check ((state = 'asked') = (decided_at is null))
);
create unique index on approvals (act, thing_id) where state = 'asked';
create index on approvals (asked_at desc);
comment on table approvals is 'Acts that need two people: one asks, another approves or refuses, never the same';
comment on column approvals.id is 'UUIDv7';
comment on column approvals.act is 'What is asked for, see services/contracts/approval.ts';
comment on column approvals.thing_kind is 'To what kind of thing';
comment on column approvals.thing_id is 'To which one';
comment on column approvals.session_id is 'The session it is about: who may not know of that does not see the request';
comment on column approvals.case_id is 'The case it is about, likewise';
comment on column approvals.reason is 'Why, in the words of who asks';
comment on column approvals.asked_by is 'Who asks';
comment on column approvals.asked_at is 'When';
comment on column approvals.expires_at is 'After this nobody can approve it any more';
comment on column approvals.state is 'asked until somebody decides; one that expired stays asked';
comment on column approvals.decided_by is 'Who approved or refused; who asked, when it was withdrawn';
comment on column approvals.decided_at is 'When';
comment on column approvals.decision is 'Why, in the words of who decided';
grant select, insert, update on approvals to minhchung_service;
