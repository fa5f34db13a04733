-- Fills an empty database. Given: wanted (sessions), people, places, notes (n, text, plain, word). Five years up to now.
select setseed(0.6);

insert into accounts (login, name, name_plain, role, password_hash)
select word || n, text, plain, word, '-' from people order by n;
create temp table who as
select role, id, row_number() over (partition by role order by login) - 1 as n, count(*) over (partition by role) as many from accounts;
create temp table receivers as select id, row_number() over (order by n) - 1 as n from who where role = 'officer';
create temp table anybody as select id, row_number() over (order by id) - 1 as n from accounts where role <> 'admin';

insert into rooms (code, name, name_plain, kind) select word, text, plain, 'reception' from places order by n;
create temp table room_numbers as select id, row_number() over (order by id) - 1 as n from rooms;
insert into cameras (room_id, code, name, address, created_at)
select id, 'c', 'C', 'rtsp://127.0.0.1:9/none', now() - interval '43800 hours' from rooms;

-- A denunciation in eight, one in twenty of the others is restricted. Most are over.
create temp table case_plan as
select n, kind, case when kind = 'TC' then 'denouncer' when random() < 0.05 then 'restricted' else 'normal' end as class,
  now() - interval '43800 hours' * (1 - n / (select sessions / 5.0 from wanted)) as at
from (select n, (array['KN','KN','KN','KN','KNPA','KNPA','HH','TC','TTr'])[1 + floor(random() * 8.9)::int] as kind
  from generate_series(0, (select sessions / 5 - 1 from wanted)) n) drawn;
insert into cases (key, code, kind, access_class, subject, subject_plain, state, created_by, created_at)
select kind || '-' || extract(year from at) || '-' || lpad((row_number() over (partition by kind, extract(year from at) order by c.n))::text, 6, '0'),
  'c-' || lpad(to_hex(c.n), 16, '0'), kind, class, t.text, t.plain,
  case when random() < 0.9 then 'closed' else 'verifying' end, r.id, at
from case_plan c join notes t on t.n = c.n * 7919 % (select count(*) from notes)
  join receivers r on r.n = c.n % (select count(*) from receivers) order by c.n;
create temp table case_ids as select id, created_by, access_class, row_number() over (order by code) - 1 as n from cases;
create index on case_ids (n);
insert into case_numbers select id, (n % 900 + 1) || '/QĐ-TTr' || n / 900 from case_ids where random() < 0.3;
insert into case_states (case_id, state, changed_by) select id, 'received', created_by from case_ids;

-- Whoever opened it, and one or two more. The first officer is on a few cases only, the second on very many.
insert into case_members (case_id, account_id, added_by)
select c.id, c.created_by, c.created_by from case_ids c
union select c.id, a.id, c.created_by from case_ids c join anybody a
  on a.n in ((c.n * 31 + 7) % (select count(*) from anybody), (c.n * 17 + 3) % (2 * (select count(*) from anybody)))
union select c.id, r.id, c.created_by from case_ids c join receivers r on r.n = 1 where c.n % 20 = 0;
delete from case_members m using receivers r, case_ids c where r.n = 0 and m.account_id = r.id and c.id = m.case_id and c.n % 2400 <> 0;
-- One case in a hundred shuts somebody out; the second supervisor is shut out of one in forty.
insert into case_conflicts (case_id, account_id, added_by, reason)
select c.id, a.id, c.created_by, 'named' from case_ids c join anybody a on a.n = (c.n * 13 + 5) % (select count(*) from anybody)
where c.n % 100 = 3
union select c.id, w.id, c.created_by, 'named' from case_ids c join who w on w.role = 'supervisor' and w.n = 1 where c.n % 40 = 1;
delete from case_members m using case_conflicts x where x.case_id = m.case_id and x.account_id = m.account_id;

-- Three sessions in five have a case opened at about that time, one in twelve has two.
create temp table session_plan as
select n, n % 60 as room, now() - interval '43800 hours' * (1 - (n - n % 60) / sessions::float) - interval '90 minutes' + random() * interval '30 minutes' as at,
  case when random() < 0.6 then least(cases - 1, greatest(0, n / 5 + floor((random() - 0.5) * 40)::int)) end as first,
  case when random() < 0.08 then least(cases - 1, greatest(0, n / 5 + floor((random() - 0.5) * 40)::int)) end as second
from (select n, sessions, sessions / 5 as cases from wanted, generate_series(0, sessions - 1) n) all_of_them;
create temp table placed as
select uuidv7() as id, p.n, p.room, p.at, f.id as first, nullif(s.id, f.id) as second, p.n >= sessions - 40 as is_running,
  case when 'denouncer' in (f.access_class, s.access_class) then 'denouncer'
    when 'restricted' in (f.access_class, s.access_class) then 'restricted'
    when f.id is null and random() < 0.04 then 'denouncer' else 'normal' end as class,
  case when p.n % 10 <> 0 then p.at + case when f.id is null then interval '365 days' else interval '730 days' end end as keep_until
from wanted, session_plan p left join case_ids f on f.n = p.first left join case_ids s on s.n = p.second order by p.n;
-- What is over is destroyed but for the last months. The first officer receives seldom.
alter table placed add column is_destroyed boolean;
update placed set is_destroyed = coalesce(keep_until < now() - interval '90 days', false);
insert into sessions (id, room_id, officer_id, kind, case_kind, visit, people_count, notice_given, note, note_plain, started_at, ended_at,
  made_from, access_class, own_class, tagged_revision, created_at, has_clips, is_destroyed)
select p.id, r.id, o.id, (array['regular','regular','regular','periodic','adhoc','dialogue'])[1 + p.n % 6],
  case when p.class = 'denouncer' then 'TC' else 'KN' end, 'first', 1, true,
  case when p.n % 3 = 0 then '' else t.text end, case when p.n % 3 = 0 then '' else t.plain end,
  p.at, case when not is_running then p.at + interval '20 minutes' + p.n % 20 * interval '1 minute' end,
  'button', p.class, case when p.first is null then p.class else 'normal' end, 1, p.at, true, p.is_destroyed
from placed p join room_numbers r on r.n = p.room
  join receivers o on o.n = case when p.n * 7919::bigint % 240 = 0 and p.n % 50 <> 0 then 5 else p.n * 7919::bigint % 240 end
  join notes t on t.n = case when p.n = (select sessions / 3 * 2 from wanted) + 1 then (select max(n) from notes)
    else p.n * 104729::bigint % (select max(n) from notes) end
order by p.n;
insert into session_cases (session_id, case_id, linked_by, linked_at, unlinked_by, unlinked_at)
select l.id, l.case_id, o.id, l.at, case when l.is_over then o.id end, case when l.is_over then l.at + interval '1 day' end
from (select id, first as case_id, at, n % 25 = 7 as is_over from placed where first is not null
  union all select id, second, at, false from placed where second is not null) l, (select id from receivers where n = 3) o;
insert into session_versions (session_id, version, started_at, ended_at, reason, changed_by, changed_at)
select id, 1, started_at, ended_at, '', officer_id, started_at from sessions;

-- Some hundred clips are not sealed yet, a few failed; posters of what is not protected.
insert into clips (session_id, camera_id, from_at, to_at, state, sealed_at, preview_state, poster_key)
select s.id, c.id, s.started_at, s.ended_at,
  case when p.is_destroyed then 'destroyed' when s.ended_at is null or p.n % 5000 = 11 or p.n > sessions - 100 then 'open' when p.n % 4000 = 17 then 'failed' else 'sealed' end,
  s.ended_at, 'made', case when s.access_class = 'normal' then 'posters/' || s.id end
from wanted, placed p join sessions s on s.id = p.id join cameras c on c.room_id = s.room_id;
insert into gaps (camera_id, from_at, to_at, cause)
select c.id, now() - interval '43800 hours' + g * interval '4 days', now() - interval '43800 hours' + g * interval '4 days' + interval '1 minute', 'stalled'
from cameras c, generate_series(1, 450) g;

insert into session_keeping (session_id, class, is_held, keep_until, applied_revision, applied_at, is_destroyed)
select id, case when first is null then 'no_case' else 'case' end, keep_until is null, keep_until, 1, now(), is_destroyed
from placed where not is_running;
insert into destructions (asked_by, reason, state, approved_by, approved_at, done_at)
select a.id, 'over', 'done', b.id, now(), now() from who a, who b where a.role = 'archivist' and b.role = 'chief' and b.n = 0;
create temp table lists as select id, row_number() over (order by id) - 1 as n from destructions;
insert into destruction_sessions (destruction_id, session_id, outcome)
select l.id, p.id, 'destroyed' from placed p join lists l on l.n = p.n % 40 where p.is_destroyed;
insert into destroyed_sessions (session_id, destruction_id, segments, bytes, list_sha256, minutes_sha256)
select session_id, destruction_id, 1, 1, sha256(''), sha256('') from destruction_sessions;
insert into holds (session_id, reason_code, note, placed_by)
select p.id, 'dispute', 'held', w.id from placed p join who w on w.role = 'chief' and w.n = 0 where p.n % 2000 = 5;
insert into holds (case_id, reason_code, note, placed_by)
select c.id, 'court', 'held', w.id from case_ids c join who w on w.role = 'chief' and w.n = 0 where c.n % 1000 = 5;
insert into approvals (act, thing_kind, thing_id, session_id, reason, asked_by, asked_at, expires_at)
select 'hold.lift', 'hold', h.id, h.session_id, 'over', w.id, now(), now() + case when h.session_id::text < '8' then interval '14 days' else interval '1 day' end
from holds h, who w where h.session_id is not null and w.role = 'archivist' and w.n = 0;
insert into approvals (act, thing_kind, thing_id, case_id, reason, asked_by, asked_at, expires_at, state, decided_by, decided_at, decision)
select 'hold.lift', 'hold', h.id, h.case_id, 'over', w.id, now() - interval '1 year', now() - interval '300 days', 'approved', b.id, now(), 'so'
from holds h, who w, who b where h.case_id is not null and w.role = 'archivist' and w.n = 0 and b.role = 'chief' and b.n = 1;
insert into audit_log (at, account_id, act, thing_kind, thing_id, outcome)
select p.at, s.officer_id, 'session.start', 'session', p.id, 'done' from placed p join sessions s on s.id = p.id order by p.n;
