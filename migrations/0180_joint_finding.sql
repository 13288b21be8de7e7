-- Joint supervision (大监督): the departments that take part, in the order in which they are shown.
create table joint_department (
	id text primary key, -- P1
	position integer not null, -- P1
	name text not null, -- P1
	field text not null default '', -- P1
	unit_id text not null default '', -- P1
	since text not null, -- P1
	until text not null default '', -- P1
	version bigint not null default 1 -- P1
);

-- What a department found about an organisation, in its own words. Never about a person.
create table joint_finding (
	id text primary key, -- P2
	number text not null unique, -- P2
	department_id text not null references joint_department(id), -- P2
	unit_id text not null references org_unit(id), -- P2
	unit_ord bigint not null, -- P2
	found_on text not null, -- P2
	title text not null, -- P2
	body text not null, -- P2
	paper text not null default '', -- P2
	made_by text not null, -- P2
	made_name text not null, -- P2
	made_at text not null, -- P2
	item_id text not null default '', -- P2
	withdrawn_at text not null default '', -- P2
	withdrawn_why text not null default '', -- P2
	version bigint not null default 1 -- P2
);
create index joint_finding_unit on joint_finding (unit_ord, found_on);

-- A joint meeting with its minutes: when it was held and when that was written are two things.
create table joint_meeting (
	id text primary key, -- P2
	number text not null unique, -- P2
	day text not null, -- P2
	place text not null default '', -- P2
	chair text not null default '', -- P4
	subject text not null, -- P2
	called_at text not null, -- P2
	held_on text not null default '', -- P2
	minutes text not null default '', -- P2
	written_at text not null default '', -- P2
	written_by text not null default '', -- P2
	version bigint not null default 1 -- P2
);
create table joint_presence (
	meeting_id text not null references joint_meeting(id), -- P2
	department_id text not null references joint_department(id), -- P2
	present boolean not null default false, -- P2
	reason text not null default '', -- P2
	primary key (meeting_id, department_id)
);

-- What a meeting gave a department to do.
create table joint_task (
	id text primary key, -- P2
	meeting_id text not null references joint_meeting(id), -- P2
	department_id text not null references joint_department(id), -- P2
	unit_id text not null, -- P2
	unit_ord bigint not null, -- P2
	title text not null, -- P2
	due text not null, -- P2
	state text not null, -- P2
	report text not null default '', -- P2
	reported_by text not null default '', -- P2
	reported_name text not null default '', -- P2
	reported_at text not null default '', -- P2
	answer text not null default '', -- P2
	settled_by text not null default '', -- P2
	settled_at text not null default '', -- P2
	made_at text not null, -- P2
	version bigint not null default 1, -- P2
	check (state in ('given', 'reported', 'returned', 'done'))
);
create index joint_task_meeting on joint_task (meeting_id, id);
create index joint_task_unit_id on joint_task (unit_id);
create index joint_task_open on joint_task (state, due);

create view v_joint_asked as select 'joint' as kind, t.id as ref, t.unit_id, t.unit_ord, '' as asker, t.title, t.made_at as asked_at, t.due,
	case when t.state in ('reported', 'done') then t.reported_at else '' end as done_at, 2 as auto, 1 as hand, '/joint/meetings/' || t.meeting_id as href
	from joint_task t where t.unit_id <> '';
