-- Time stamps (RFC 3161) of the signed heads of the audit log. Owner folder: services/custody.
create table audit_time_stamps (
  head       bigint primary key references audit_heads,
  stamped_at timestamptz(3) not null,
  authority  text not null,
  key        text not null,
  version_id text not null,
  sha256     bytea not null check (octet_length(sha256) = 32),
  made_at    timestamptz(3) not null
);
comment on table audit_time_stamps is 'What a time-stamping authority said of a head: that its file was there at that time. Stored under lock';
comment on column audit_time_stamps.head is 'The head whose file''s SHA-256 is stamped';
comment on column audit_time_stamps.stamped_at is 'Time in the stamp, by the authority''s clock';
comment on column audit_time_stamps.authority is 'Name in the certificate that signed the stamp';
comment on column audit_time_stamps.key is 'Object key of the answer (TimeStampResp, DER)';
comment on column audit_time_stamps.version_id is 'Object version';
comment on column audit_time_stamps.sha256 is 'SHA-256 of the object''s bytes';
comment on column audit_time_stamps.made_at is 'When it was taken, by our clock';
create trigger audit_time_stamps_append_only before update or delete on audit_time_stamps for each row execute function refuse_change();
create trigger audit_time_stamps_no_truncate before truncate on audit_time_stamps for each statement execute function refuse_change();
grant select, insert on audit_time_stamps to minhchung_service;

-- So that what happened about a case is found without reading the whole log.
create index on audit_log ((details ->> 'caseId'), id) where details ->> 'caseId' is not null;
