-- Directives: a speech, plan or notice, its drafts, and the outline that a person may correct (DOMAIN.md 1.3).
create table directive_directive (
	id text primary key, -- P1
	number text not null unique, -- P1
	year integer not null, -- P1
	title text not null, -- P2
	paper text not null default '', -- P1
	dated text not null default '', -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	draft integer not null, -- P1
	tasks integer not null default 0, -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	withdrawn_at text not null default '', -- P1
	withdrawn_why text not null default '', -- P2
	version bigint not null default 1 -- P1
);
create index directive_directive_list on directive_directive (made_at, id);
create index directive_directive_unit on directive_directive (unit_id);

-- A draft's text as it came, bound by its hash. Spans of nodes and tasks count code points of this text.
create table directive_draft (
	directive_id text not null references directive_directive(id), -- P1
	draft integer not null, -- P1
	source text not null, -- P1
	file_name text not null default '', -- P1
	body text not null, -- P2
	hash text not null, -- P1
	saved_by text not null, -- P1
	saved_at text not null, -- P1
	primary key (directive_id, draft),
	check (source in ('paste', 'upload'))
);
{{append_only "directive_draft"}};

-- A node is a numbered part or a sentence of a draft. What a person pruned, merged or declined stays with its mark.
create table directive_node (
	id text primary key, -- P1
	directive_id text not null references directive_directive(id), -- P1
	draft integer not null, -- P1
	parent_id text not null default '', -- P1
	kind text not null, -- P1
	level integer not null, -- P1
	marker text not null default '', -- P1
	title text not null, -- P2
	first_cp integer not null, -- P1
	last_cp integer not null, -- P1
	demands boolean not null, -- P1
	mark text not null default '', -- P1
	reason text not null default '', -- P2
	version bigint not null default 1, -- P1
	check (kind in ('part', 'sentence')),
	check (mark in ('', 'pruned', 'merged', 'declined')),
	check (first_cp < last_cp)
);
create index directive_node_draft on directive_node (directive_id, draft, first_cp, level);

-- A task carries the sentence it came from, word for word.
create table directive_task (
	id text primary key, -- P1
	directive_id text not null references directive_directive(id), -- P1
	number text not null unique, -- P1
	seq integer not null, -- P1
	node_id text not null, -- P1
	draft integer not null, -- P1
	clause text not null, -- P1
	quote text not null, -- P2
	first_cp integer not null, -- P1
	last_cp integer not null, -- P1
	title text not null, -- P2
	lead_id text not null, -- P1
	assist {{json}} not null, -- P1
	due text not null, -- P1
	standard text not null, -- P2
	rhythm text not null default '', -- P1
	made_at text not null, -- P1
	withdrawn_at text not null default '', -- P1
	withdrawn_why text not null default '', -- P2
	version bigint not null default 1, -- P1
	unique (directive_id, seq)
);
create index directive_task_node on directive_task (node_id);

-- What one unit has to do for a task; handed down the tree, each duty names the one above it.
create table directive_duty (
	id text primary key, -- P1
	task_id text not null references directive_task(id), -- P1
	above_id text not null default '', -- P1
	role text not null, -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	due text not null, -- P1
	state text not null, -- P1
	signed_by text not null default '', -- P1
	signed_at text not null default '', -- P1
	reported_by text not null default '', -- P1
	reported_at text not null default '', -- P1
	accepted_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	unique (task_id, unit_id),
	check (role in ('lead', 'assist', 'each', 'handed'))
);
create index directive_duty_unit on directive_duty (unit_ord, state, due);
create index directive_duty_unit_id on directive_duty (unit_id);
create index directive_duty_above on directive_duty (above_id) where above_id <> '';

-- Each act on a duty with its words: reports, opinions, returns.
create table directive_step (
	id text primary key, -- P1
	duty_id text not null references directive_duty(id), -- P1
	act text not null, -- P1
	words text not null default '', -- P2
	by_login text not null, -- P1
	by_name text not null, -- P4
	at text not null -- P1
);
create index directive_step_duty on directive_step (duty_id, id);
{{append_only "directive_step"}};

-- A duty is asked of its unit until it is reported. Its form has one field to type, the words of the report; sentence,
-- title, standard and day stand there already.
create view v_directive_asked as select 'duty' as kind, d.id as ref, d.unit_id, d.unit_ord, b.unit_id as asker, t.title, t.made_at as asked_at, d.due,
	case when d.state in ('reported', 'accepted') then d.reported_at else '' end as done_at, 4 as auto, 1 as hand, '/directive/tasks/duty/' || d.id as href
	from directive_duty d join directive_task t on t.id = d.task_id join directive_directive b on b.id = t.directive_id where t.withdrawn_at = '';
create view v_directive_supplied as select 'duty' as kind, d.id as ref, d.unit_id, t.title, d.reported_at as at, '/directive/tasks/duty/' || d.id as href
	from directive_duty d join directive_task t on t.id = d.task_id where d.state in ('reported', 'accepted') and t.withdrawn_at = '';

-- What pages of other rooms may read of duties.
create view v_duty as select d.id, d.task_id, t.directive_id, t.number, t.title, d.unit_id, d.unit_ord, d.due, d.state, t.withdrawn_at from directive_duty d join directive_task t on t.id = d.task_id;
create view v_directive as select id, number, title, paper, dated, unit_id, unit_ord, made_at, withdrawn_at from directive_directive;
-- clause is the task's place in the outline: 二、（二）句 1.
create view v_directive_task as select id, directive_id, number, seq, clause, title, lead_id, due, standard, withdrawn_at from directive_task;
