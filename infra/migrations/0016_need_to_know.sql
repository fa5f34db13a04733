-- Classes that two people lower, evidence of protected sessions, replaying what a look watched. Owner folder: services/access.
alter table sessions add column own_class text check (own_class in ('normal', 'restricted', 'denouncer'));
-- Of sessions from before nobody wrote down what keeps them up: the kind, a case that was unlinked since, a kind that was named once.
update sessions s set own_class = case
  when s.access_class = 'normal' then 'normal'
  when s.case_kind <> 'TC'
    and not exists (select from session_cases l join cases c on c.id = l.case_id
      where l.session_id = s.id and l.unlinked_at is not null and c.access_class <> 'normal')
    and not exists (select from audit_log a where a.act = 'session.change' and a.thing_id = s.id::text and a.details->'fields' ? 'caseKind')
  then 'normal' else s.access_class end;
comment on column sessions.access_class is 'Highest of own_class and all linked cases; never lowered by unlinking';
comment on column sessions.own_class is 'The least it has whatever its cases: by its kind, raised by a person, or left by a case that was unlinked; lowered by two people only. null: not written down, counts as access_class';

alter table approvals
  add column from_class text check (from_class in ('restricted', 'denouncer')),
  add column to_class text check (to_class in ('normal', 'restricted')),
  add check ((act = 'class.lower') = (to_class is not null)),
  add check ((from_class is null) = (to_class is null));
comment on column approvals.from_class is 'For act class.lower: the class when it was asked';
comment on column approvals.to_class is 'For act class.lower: the class that is asked for';

alter table evidence_folders add column approved_by uuid references accounts, add check (approved_by <> asked_by);
comment on column evidence_folders.approved_by is 'The second person, where it takes two; null: the session was not protected when it was asked for';

alter table views
  drop constraint views_target_kind_check,
  drop constraint views_check1,
  add column only_spans tstzmultirange,
  add column watched_of uuid references views,
  add constraint views_target_kind_check check (target_kind in ('session', 'record', 'watched')),
  add constraint views_session_check check ((target_kind = 'record') = (session_id is null)),
  add constraint views_watched_check check ((target_kind = 'watched') = (only_spans is not null) and (only_spans is null) = (watched_of is null));
create index on views (room_id, from_at) where target_kind = 'record';
comment on column views.target_kind is 'session, record, or watched: what another look at a session watched';
comment on column views.only_spans is 'For target watched: the stretches that may be read';
comment on column views.watched_of is 'For target watched: the look whose seconds these are';
