-- Second factors, passwords that must be changed. Owner folder: services/access.
alter table accounts add column must_change_password boolean not null default false;
comment on column accounts.must_change_password is 'The password was given by somebody else: a new one is chosen before anything else';

create table second_factors (
  account_id     uuid primary key references accounts,
  secret_sealed  bytea,
  enrolled_at    timestamptz(3),
  last_step      integer not null default 0,
  offered_sealed bytea,
  offered_at     timestamptz(3),
  check ((secret_sealed is null) = (enrolled_at is null)),
  check ((offered_sealed is null) = (offered_at is null))
);
comment on table second_factors is 'Codes from a phone (TOTP, RFC 6238), beside the password';
comment on column second_factors.account_id is 'Whose';
comment on column second_factors.secret_sealed is 'The secret, AES-256-GCM with SECRET_KEY; null until a code confirmed it, and after a reset';
comment on column second_factors.enrolled_at is 'When it was confirmed';
comment on column second_factors.last_step is 'Number of the 30 seconds whose code was used last: no code at or before it counts again';
comment on column second_factors.offered_sealed is 'A new secret that was shown and not yet confirmed';
comment on column second_factors.offered_at is 'When it was shown; good for a quarter of an hour';

create table recovery_codes (
  account_id uuid not null references accounts,
  code_hash  bytea not null check (octet_length(code_hash) = 32),
  made_at    timestamptz(3) not null default now(),
  primary key (account_id, code_hash)
);
comment on table recovery_codes is 'Codes for a lost phone; a row goes when its code is used';
comment on column recovery_codes.account_id is 'Whose';
comment on column recovery_codes.code_hash is 'HMAC-SHA-256 of the code with SECRET_KEY';
comment on column recovery_codes.made_at is 'When it was made';

create index on logins (account_id, address, created_at);

grant select, insert, update on second_factors to minhchung_service;
grant select, insert, delete on recovery_codes to minhchung_service;
