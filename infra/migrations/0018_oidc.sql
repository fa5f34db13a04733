-- Login with an account of the office's OpenID Connect provider. Owner folder: services/access.
alter table logins add column begun_by text not null default 'password'
  check (begun_by in ('password', 'oidc', 'oidc_two_factors'));
comment on column logins.begun_by is 'What proved who it is: a password of ours; the provider; the provider, which said that it had two factors';

create table oidc_identities (
  account_id uuid primary key references accounts,
  issuer     text not null,
  subject    text not null,
  bound_at   timestamptz(3) not null default now(),
  unique (issuer, subject)
);
comment on table oidc_identities is 'Who an account is at the provider, from its first login there on; a row goes when an administrator undoes it';
comment on column oidc_identities.account_id is 'The account here';
comment on column oidc_identities.issuer is 'The provider (iss of its id tokens)';
comment on column oidc_identities.subject is 'The person there (sub): never given to another, as a login name may be';
comment on column oidc_identities.bound_at is 'When the first login bound them';

create table oidc_flows (
  browser_hash bytea primary key check (octet_length(browser_hash) = 32),
  state_hash   bytea not null check (octet_length(state_hash) = 32),
  nonce        text not null,
  verifier     text not null,
  started_at   timestamptz(3) not null
);
create index on oidc_flows (started_at);
comment on table oidc_flows is 'Browsers that were sent to the provider; a row goes when its browser comes back, or after ten minutes';
comment on column oidc_flows.browser_hash is 'SHA-256 of the cookie that the browser was given';
comment on column oidc_flows.state_hash is 'SHA-256 of the state that the provider sends back';
comment on column oidc_flows.nonce is 'Must stand in the id token';
comment on column oidc_flows.verifier is 'PKCE (RFC 7636): shows the provider that who takes the token is who began';
comment on column oidc_flows.started_at is 'When';

create table oidc_half_logins (
  browser_hash bytea primary key check (octet_length(browser_hash) = 32),
  account_id   uuid not null references accounts,
  issuer       text not null,
  subject      text not null,
  begun_at     timestamptz(3) not null
);
create index on oidc_half_logins (begun_at);
create index on oidc_half_logins (account_id);
comment on table oidc_half_logins is 'People whom the provider has named, and whose second factor is waited for; ten minutes';
comment on column oidc_half_logins.browser_hash is 'SHA-256 of the cookie that the browser was given';
comment on column oidc_half_logins.account_id is 'Who wants in';
comment on column oidc_half_logins.issuer is 'The provider';
comment on column oidc_half_logins.subject is 'Who it is there';
comment on column oidc_half_logins.begun_at is 'When the provider had named them';

grant select, insert, delete on oidc_identities, oidc_flows, oidc_half_logins to minhchung_service;
