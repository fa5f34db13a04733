-- Why people look at footage, as the office words it. Owner folder: services/access.
create table view_reasons (
  code       text primary key check (code ~ '^[a-z][a-z0-9_]{0,39}$' and code not in ('own', 'audit', 'emergency')),
  vi         text not null check (vi <> ''),
  en         text not null check (en <> ''),
  ru         text not null check (ru <> ''),
  needs      text not null check (needs in ('either', 'note', 'case')),
  place      int not null,
  retired_at timestamptz(3)
);
comment on table view_reasons is 'Reasons that may be given for a look; own, audit and emergency are in services/contracts/view.ts, because rules hang on them';
comment on column view_reasons.code is 'Stands in views and in the audit log; never changes';
comment on column view_reasons.vi is 'In Vietnamese; words never change, so that old looks say what was said then: other words are another reason';
comment on column view_reasons.en is 'In English';
comment on column view_reasons.ru is 'In Russian';
comment on column view_reasons.needs is 'What must be given with it: either a case or a note, a note, or a case';
comment on column view_reasons.place is 'Order in the dialog';
comment on column view_reasons.retired_at is 'Since when it is no longer offered; rows are never deleted';
insert into view_reasons (code, vi, en, ru, needs, place) values
  ('complaint', 'giải quyết khiếu nại, tố cáo', 'settling a complaint or denunciation', 'рассмотрение жалобы или заявления', 'either', 1),
  ('dispute', 'làm rõ tranh chấp', 'clearing up a dispute', 'выяснение спора', 'either', 2),
  ('copy_request', 'đề nghị cung cấp bản sao', 'request for a copy', 'заявка на копию записи', 'either', 3),
  ('incident', 'sự việc, sự cố', 'incident', 'происшествие', 'either', 4),
  ('other', 'lý do khác', 'another reason', 'другая причина', 'note', 5);
grant select, insert on view_reasons to minhchung_service;
grant update (needs, place, retired_at) on view_reasons to minhchung_service;
