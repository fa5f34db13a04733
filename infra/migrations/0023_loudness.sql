-- How loud a clip is, so that speech can be found in a long session. Owner folder: services/casework.
create table clip_loudness (
  clip_id  uuid primary key references clips,
  revision integer not null,
  from_at  timestamptz(3) not null,
  to_at    timestamptz(3) not null,
  step_ms  integer not null check (step_ms between 100 and 10000),
  levels   bytea not null,
  made_at  timestamptz(3) not null default now()
);
comment on table clip_loudness is 'Loudness of a clip''s sound, for the band in the replay; served inside a view only, removed with the footage';
comment on column clip_loudness.clip_id is 'The clip';
comment on column clip_loudness.revision is 'Revision of the clip that was measured';
comment on column clip_loudness.from_at is 'Start of the first step: a whole number of steps since 1970';
comment on column clip_loudness.to_at is 'Where what was measured ends';
comment on column clip_loudness.step_ms is 'Length of one step';
comment on column clip_loudness.levels is 'One byte a step: 0 to 254 for 80 decibels up to full scale, 255 where no sound is kept';
comment on column clip_loudness.made_at is 'When';

grant select, insert, update, delete on clip_loudness to minhchung_service;
