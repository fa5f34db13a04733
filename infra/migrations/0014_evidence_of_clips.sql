-- An evidence folder of one camera only. Owner folder: services/custody.
alter table evidence_folders add column clip_id uuid references clips;
comment on column evidence_folders.clip_id is 'The one clip it is of; null for all of the session';
