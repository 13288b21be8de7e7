-- What departments ask of units by hand: one asking, a row for each unit that is asked.
create table burden_asking (
	id text primary key, -- P2
	asker_id text not null references org_unit(id), -- P2
	asker_ord bigint not null, -- P2
	title text not null, -- P2
	wants text not null, -- P2
	basis text not null default '', -- P2
	since text not null default '', -- P2
	until text not null default '', -- P2
	due text not null, -- P2
	cells integer not null, -- P2
	made_by text not null, -- P2
	made_name text not null, -- P2
	made_at text not null, -- P2
	withdrawn_at text not null default '', -- P2
	withdrawn_why text not null default '', -- P2
	version bigint not null default 1, -- P2
	check (cells >= 0)
);
create index burden_asking_at on burden_asking (made_at);

-- One unit's part: what it has supplied before, and what it answered.
create table burden_part (
	asking_id text not null references burden_asking(id), -- P2
	unit_id text not null references org_unit(id), -- P2
	unit_ord bigint not null, -- P2
	state text not null, -- P2
	had_kind text not null default '', -- P2
	had_ref text not null default '', -- P2
	had_title text not null default '', -- P2
	had_at text not null default '', -- P2
	had_href text not null default '', -- P2
	still_why text not null default '', -- P2
	answer text not null default '', -- P2
	by_original boolean not null default false, -- P2
	answered_by text not null default '', -- P2
	answered_name text not null default '', -- P2
	answered_at text not null default '', -- P2
	version bigint not null default 1, -- P2
	primary key (asking_id, unit_id),
	check (state in ('asked', 'answered', 'again'))
);
create index burden_part_unit on burden_part (unit_ord, state);
create index burden_part_unit_id on burden_part (unit_id);

create view v_burden_asked as select 'asking' as kind, a.id as ref, p.unit_id, p.unit_ord, a.asker_id as asker, a.title, a.made_at as asked_at, a.due,
	p.answered_at as done_at, case when p.had_ref <> '' and p.still_why = '' then a.cells else 0 end as auto,
	case when p.had_ref <> '' and p.still_why = '' then 0 else a.cells end as hand, '/burden/' || a.id || '/units/' || p.unit_id as href
	from burden_part p join burden_asking a on a.id = p.asking_id where a.withdrawn_at = '';

-- What a unit has handed in already, whoever asked for it.
create view v_burden_supplied as select 'asking' as kind, a.id as ref, p.unit_id, a.title, p.answered_at as at, '/burden/' || a.id || '/units/' || p.unit_id as href
	from burden_part p join burden_asking a on a.id = p.asking_id where p.answered_at <> '' and a.withdrawn_at = '';

-- All that is asked of units, and all that they have handed in: each room publishes its part.
create view v_asked as
	select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_burden_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_directive_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_rectify_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_dutyreport_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_orglife_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_partywork_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_campaign_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_chronic_asked
	union all select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_joint_asked;
create view v_supplied as
	select kind, ref, unit_id, title, at, href from v_burden_supplied
	union all select kind, ref, unit_id, title, at, href from v_directive_supplied;
