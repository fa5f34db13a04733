-- Watching a room live; the smaller stream of a camera for it. Owner folder: services/access.
alter table cameras add column live_address text;
comment on column cameras.live_address is 'rtsp:// address of a smaller stream of the same camera, shown live; null: its recorded stream is shown. Same machine, same credentials';

alter table views
  drop constraint views_target_kind_check,
  drop constraint views_session_check,
  add column heard_at timestamptz(3),
  add constraint views_target_kind_check check (target_kind in ('session', 'record', 'watched', 'live')),
  add constraint views_session_check check ((target_kind in ('record', 'live')) = (session_id is null)),
  add constraint views_heard_check check (heard_at is null or target_kind = 'live');
alter table view_reasons add check (code <> 'monitoring');
comment on table view_reasons is 'Reasons that may be given for a look; own, monitoring, audit and emergency are in services/contracts/access/view-reason.ts, because rules hang on them';
create index on views (room_id, from_at) where target_kind = 'live';
create index on views (heard_at) where heard_at is not null;
comment on column views.target_kind is 'session, record, watched (what another look at a session watched), or live: a room as it is now';
comment on column views.heard_at is 'For target live: when the sound of the room was last sent to this person; null while it is not';
