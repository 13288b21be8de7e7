-- The rectification ledger (DOMAIN.md 3.5 B-R1). finding, number and due_first never change once written.
-- due_key orders the ledger: the due day while the clock runs, '8' and '9' before it once the item is standing or
-- ended, so that "overdue" is one range of one index. step is the place of the state in the usual order.
create table rectify_item (
	id text primary key, -- P1
	number text not null unique, -- P1
	suffix integer not null default 0, -- P1
	year integer not null, -- P1
	state text not null, -- P2
	step integer not null, -- P2
	unit_id text not null references org_unit(id), -- P1
	unit_ord bigint not null, -- P1
	source text not null, -- P2
	source_ref text not null default '', -- P2
	source_name text not null default '', -- P2
	paper text not null default '', -- P3
	title text not null, -- P2
	finding text not null, -- P2
	effect text not null default '', -- P2
	cite text not null default '', -- P2
	cite_text text not null default '', -- P2
	category text not null default '', -- P2
	categories text not null default '', -- P2
	severity text not null default '', -- P2
	repeated boolean not null default false, -- P2
	flagged boolean not null default false, -- P2
	flagged_why text not null default '', -- P2
	topic text not null default '', -- P2
	target text not null default '', -- P2
	lead_id text not null default '', -- P2
	lead_name text not null default '', -- P2
	owner_id text not null default '', -- P2
	owner_name text not null default '', -- P2
	due text not null default '', -- P2
	due_first text not null default '', -- P2
	due_kind text not null, -- P2
	due_key text not null, -- P2
	done text not null default 'none', -- P2
	percent integer not null default 0, -- P2
	summary text not null default '', -- P2
	rules_made integer not null default 0, -- P2
	money_fen bigint not null default 0, -- P2
	money_basis text not null default '', -- P2
	grade text not null default '', -- P2
	hide_inside boolean not null default false, -- P2
	hide_inside_why text not null default '', -- P2
	hide_public boolean not null default false, -- P2
	hide_public_why text not null default '', -- P2
	level text not null default 'internal', -- P1
	plan_id text not null default '', -- P2
	claims integer not null default 0, -- P2
	returns integer not null default 0, -- P2
	extensions integer not null default 0, -- P2
	close_number text not null default '', -- P2
	registered_on text not null, -- P2
	signed_on text not null default '', -- P2
	closed_on text not null default '', -- P2
	relapsed_on text not null default '', -- P2
	changed_at text not null, -- P1
	version bigint not null default 1 -- P1
);
create index rectify_item_step on rectify_item (step, due_key, id, unit_ord);
create index rectify_item_due on rectify_item (due_key, id, unit_ord, step);
create index rectify_item_unit on rectify_item (unit_ord, due_key, id, step);
create index rectify_item_unit_id on rectify_item (unit_id);
create index rectify_item_source on rectify_item (source_ref, unit_id) where source_ref <> '';
create index rectify_item_plan on rectify_item (plan_id, number) where plan_id <> '';
create index rectify_item_lead on rectify_item (lead_id, due_key, id) where lead_id <> '';

-- Next number of each series; a number is never given twice (WT-26-0131).
create table rectify_series (
	name text primary key, -- P1
	next bigint not null -- P1
);

-- How many items each unit and everything below it has, per state; year 0 is all years, state '' all states.
-- Kept in the transaction that changes a state, so that no page counts the ledger.
create table rectify_count (
	unit_id text not null, -- P1
	year integer not null, -- P1
	state text not null, -- P1
	n bigint not null, -- P2
	primary key (unit_id, year, state)
);

-- Units that work with the responsible one (配合单位); they may read the item.
create table rectify_partner (
	item_id text not null references rectify_item(id), -- P2
	unit_id text not null references org_unit(id), -- P2
	unit_ord bigint not null, -- P2
	primary key (item_id, unit_id)
);
create index rectify_partner_unit on rectify_partner (unit_ord);

-- What the finding looks like in particular (具体问题): the problem list's lines.
create table rectify_manifestation (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	position integer not null, -- P2
	body text not null -- P2
);
create index rectify_manifestation_item on rectify_manifestation (item_id, position);

-- Tasks of the task list, and their measures (B-R2).
create table rectify_task (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	position integer not null, -- P2
	title text not null, -- P2
	manifestation_id text not null default '', -- P2
	version bigint not null default 1 -- P1
);
create index rectify_task_item on rectify_task (item_id, position);

create table rectify_measure (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	task_id text not null references rectify_task(id), -- P2
	position integer not null, -- P2
	body text not null, -- P2
	kind text not null, -- P2
	target text not null default '', -- P2
	lead_id text not null default '', -- P2
	lead_name text not null default '', -- P2
	unit_id text not null default '', -- P2
	unit_name text not null default '', -- P2
	owner_id text not null default '', -- P2
	owner_name text not null default '', -- P2
	starts text not null default '', -- P2
	due text not null default '', -- P2
	lasting boolean not null default false, -- P2
	quantity_unit text not null default '', -- P2
	quantity bigint not null default 0, -- P2
	reached bigint not null default 0, -- P2
	percent integer not null default 0, -- P2
	state text not null, -- P2
	done_on text not null default '', -- P2
	version bigint not null default 1 -- P1
);
create index rectify_measure_item on rectify_measure (item_id, position);
create index rectify_measure_task on rectify_measure (task_id);

-- A measure handed down to a lower unit (下派): sent, then accepted by it, then reported done.
create table rectify_cascade (
	measure_id text not null references rectify_measure(id), -- P2
	unit_id text not null references org_unit(id), -- P2
	unit_ord bigint not null, -- P2
	due text not null, -- P2
	state text not null, -- P2
	note text not null default '', -- P2
	sent_at text not null, -- P2
	answered_at text not null default '', -- P2
	answered_by text not null default '', -- P2
	version bigint not null default 1, -- P1
	primary key (measure_id, unit_id)
);
create index rectify_cascade_unit on rectify_cascade (unit_ord, state);

-- Milestones of a standing item (measure_id empty) or of a measure.
create table rectify_milestone (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	measure_id text not null default '', -- P2
	body text not null, -- P2
	due text not null, -- P2
	done_on text not null default '', -- P2
	note text not null default '', -- P2
	done_by text not null default '' -- P2
);
create index rectify_milestone_item on rectify_milestone (item_id, due);

-- Closing a matter of the ledger is asked of its unit from the day it was listed until it claims that the work is done.
create view v_rectify_asked as select 'item' as kind, id as ref, unit_id, unit_ord, '' as asker, title, registered_on as asked_at, due,
	case when state in ('claimed', 'verifying', 'closed', 'standing', 'voided') then coalesce(nullif(closed_on, ''), registered_on) else '' end as done_at,
	0 as auto, 0 as hand, '/rectify/items/' || id as href from rectify_item;

create view v_item as select id, number, suffix, year, state, unit_id, unit_ord, source, source_ref, title, category, categories, severity, repeated,
	due, due_first, due_kind, done, percent, grade, claims, returns, extensions, rules_made, money_fen, registered_on, signed_on, closed_on, relapsed_on from rectify_item;
