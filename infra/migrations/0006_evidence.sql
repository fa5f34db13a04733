-- Proof: the chain of hashes, signing keys, the sealed audit log. Owner folder: services/custody.
alter table segments add column chain_before bytea check (octet_length(chain_before) = 32);
comment on column segments.chain_before is 'Link (SHA-256) of the segment before it in its run''s hash chain, as its recorder had it; null for a run''s first, and where a crash lost it';

create table signing_keys (
  id          text primary key check (id ~ '^[0-9a-f]{16}$'),
  public_key  bytea not null check (octet_length(public_key) = 32),
  made_at     timestamptz(3) not null,
  signs_from  timestamptz(3) not null,
  endorsed_by text references signing_keys,
  endorsement bytea,
  check ((endorsed_by is null) = (endorsement is null))
);
comment on table signing_keys is 'Public halves of the Ed25519 keys that sign manifests and heads of the audit log. The private halves are files of the jobs program';
comment on column signing_keys.id is 'First 16 hex digits of the SHA-256 of the public key';
comment on column signing_keys.public_key is 'Ed25519 public key, 32 bytes (RFC 8032)';
comment on column signing_keys.made_at is 'When the key was made';
comment on column signing_keys.signs_from is 'From when on it signs; known to others before that, so that they can get it in time';
comment on column signing_keys.endorsed_by is 'The key that signed for it when it was made; null for the first';
comment on column signing_keys.endorsement is 'That signature, over the new key';
create trigger signing_keys_append_only before update or delete on signing_keys for each row execute function refuse_change();
create trigger signing_keys_no_truncate before truncate on signing_keys for each statement execute function refuse_change();
create trigger manifests_no_truncate before truncate on manifests for each statement execute function refuse_change();

create index on audit_log (at);
create index on audit_log (thing_id, id);

alter table manifests add column signing_key text references signing_keys;
comment on column manifests.signing_key is 'The key that signed it; null for those from before there were signatures';

create table audit_pending (
  entry_id bigint primary key references audit_log
);
comment on table audit_pending is 'Entries of the audit log that are not in its hash chain yet';
comment on column audit_pending.entry_id is 'The entry';
create function note_audit_pending() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into audit_pending values (new.id);
  return null;
end $$;
comment on function note_audit_pending is 'Whoever may append to the audit log need not know of its chain';
create trigger audit_log_pending after insert on audit_log for each row execute function note_audit_pending();
insert into audit_pending select id from audit_log;

create table audit_links (
  position bigint primary key check (position > 0),
  entry_id bigint not null unique references audit_log,
  link     bytea not null check (octet_length(link) = 32)
);
comment on table audit_links is 'The hash chain of the audit log: every entry once, in the order of sealing';
comment on column audit_links.position is 'From 1, without a hole';
comment on column audit_links.entry_id is 'The entry';
comment on column audit_links.link is 'SHA-256 of the link before and the hash of this entry; see services/evidence/audit-chain.ts';
create trigger audit_links_append_only before update or delete on audit_links for each row execute function refuse_change();
create trigger audit_links_no_truncate before truncate on audit_links for each statement execute function refuse_change();

create table audit_heads (
  number        bigint primary key check (number > 0),
  from_position bigint not null,
  to_position   bigint not null check (to_position >= from_position),
  root          bytea not null check (octet_length(root) = 32),
  key           text not null,
  version_id    text not null,
  sha256        bytea not null,
  signing_key   text not null references signing_keys,
  made_at       timestamptz(3) not null
);
comment on table audit_heads is 'Signed Merkle heads of the audit log, stored under lock';
comment on column audit_heads.number is 'From 1, without a hole';
comment on column audit_heads.from_position is 'First entry of its tree, by position in the chain';
comment on column audit_heads.to_position is 'Last entry of its tree';
comment on column audit_heads.root is 'Merkle root over the hashes of its entries (RFC 6962, section 2.1)';
comment on column audit_heads.key is 'Object key of the signed head';
comment on column audit_heads.version_id is 'Object version';
comment on column audit_heads.sha256 is 'SHA-256 of the object''s bytes';
comment on column audit_heads.signing_key is 'The key that signed it';
comment on column audit_heads.made_at is 'When it was made';
create trigger audit_heads_append_only before update or delete on audit_heads for each row execute function refuse_change();
create trigger audit_heads_no_truncate before truncate on audit_heads for each statement execute function refuse_change();

grant select, insert on signing_keys, audit_links, audit_heads to minhchung_service;
grant select, delete on audit_pending to minhchung_service;
