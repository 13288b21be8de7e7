-- Organisation life (DOMAIN.md 6.2, 6.6, 6.8b). What a Party organisation is like, as far as its duties hang on it;
-- an organisation without a row is taken as its roster says.
create table orglife_branch (
	party_id text primary key, -- P1
	party_ord bigint not null, -- P1
	groups integer not null default 0, -- P1
	committee text not null default '', -- P1
	since text not null default '', -- P1
	note text not null default '', -- P2
	version bigint not null default 1, -- P1
	check (committee in ('', 'yes', 'no'))
);

-- One duty of one organisation in one period. mark: open; done; late (held in the period, written more than the
-- allowed days later); missed; made_up (missed for ever, and held later). closes is the last day on which a record in
-- time may be written; late_until the last on which a late one still counts.
create table orglife_duty (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	kind text not null, -- P1
	title text not null, -- P1
	period text not null, -- P1
	year integer not null, -- P1
	slot integer not null, -- P1
	period_from text not null, -- P1
	period_until text not null, -- P1
	closes text not null, -- P1
	late_until text not null, -- P1
	pack text not null, -- P1
	mark text not null default 'open', -- P1
	done_on text not null default '', -- P1
	done_by text not null default '', -- P1
	late_days integer not null default 0, -- P1
	missed_at text not null default '', -- P1
	made_up_on text not null default '', -- P1
	made_up_by text not null default '', -- P1
	made_at text not null, -- P1
	version bigint not null default 1, -- P1
	unique (party_id, kind, period),
	check (mark in ('open', 'done', 'late', 'missed', 'made_up'))
);
create index orglife_duty_matrix on orglife_duty (year, party_ord, kind, slot, mark, closes, id);
create index orglife_duty_open on orglife_duty (closes) where mark = 'open';

-- An activity: planned, told, held. held_on is when it happened and written_at when that was written; neither changes.
create table orglife_activity (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	kind text not null, -- P1
	also {{json}} not null, -- P1
	topic text not null, -- P2
	day text not null, -- P1
	at text not null default '', -- P1
	place text not null default '', -- P2
	chair text not null default '', -- P2
	recorder text not null default '', -- P2
	first_topic text not null default '', -- P2
	agenda text not null default '', -- P2
	state text not null, -- P1
	planned_at text not null, -- P1
	told_at text not null default '', -- P1
	held_on text not null default '', -- P1
	written_at text not null default '', -- P1
	written_by text not null default '', -- P1
	late_days integer not null default 0, -- P1
	expected integer not null default 0, -- P1
	present integer not null default 0, -- P1
	makes_up text not null default '', -- P1
	dropped_at text not null default '', -- P1
	dropped_why text not null default '', -- P2
	version bigint not null default 1, -- P1
	check (state in ('planned', 'told', 'held', 'dropped')),
	check (present <= expected)
);
create index orglife_activity_party on orglife_activity (party_ord, day, id);
create index orglife_activity_party_id on orglife_activity (party_id, kind, day);

-- Who was not there and why; everybody else of the roster was. Make-up study is written beside it.
create table orglife_absence (
	activity_id text not null references orglife_activity(id), -- P1
	person_id text not null, -- P2
	reason text not null, -- P2
	note text not null default '', -- P2
	studied_on text not null default '', -- P2
	studied text not null default '', -- P2
	primary key (activity_id, person_id)
);

-- Minutes, item by item; what was left out comes as a further row with its own time.
create table orglife_minute (
	id text primary key, -- P1
	activity_id text not null references orglife_activity(id), -- P1
	seq integer not null, -- P1
	title text not null, -- P2
	spoken text not null default '', -- P2
	decided text not null default '', -- P2
	votes_for integer not null default 0, -- P2
	votes_against integer not null default 0, -- P2
	votes_abstain integer not null default 0, -- P2
	written_at text not null, -- P1
	written_by text not null, -- P1
	unique (activity_id, seq)
);
{{append_only "orglife_minute"}};

-- What a decision asks of a unit or a Party organisation, until it is done. source: activity or decision.
create table orglife_task (
	id text primary key, -- P1
	source text not null, -- P1
	ref text not null, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	what text not null, -- P2
	node_id text not null, -- P1
	node_ord bigint not null, -- P1
	node_name text not null, -- P1
	due text not null, -- P1
	made_at text not null, -- P1
	done_on text not null default '', -- P1
	done_note text not null default '', -- P2
	done_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (source in ('activity', 'decision'))
);
create index orglife_task_ref on orglife_task (ref);
create index orglife_task_open on orglife_task (party_ord, due) where done_at = '';
create index orglife_task_node on orglife_task (node_id);

-- What the superior noticed about a record's form, and what the branch answered.
create table orglife_check (
	id text primary key, -- P1
	activity_id text not null references orglife_activity(id), -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	faults {{json}} not null, -- P1
	words text not null, -- P2
	due text not null, -- P1
	made_at text not null, -- P1
	made_by text not null, -- P1
	answer text not null default '', -- P2
	answered_at text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create index orglife_check_activity on orglife_check (activity_id);
create index orglife_check_party on orglife_check (party_ord, due);

-- The registers: 三重一大 (major) and 第一议题 (first).
create table orglife_decision (
	id text primary key, -- P1
	number text not null unique, -- P1
	register text not null, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	year integer not null, -- P1
	matter text not null default '', -- P1
	title text not null, -- P2
	day text not null, -- P1
	at text not null default '', -- P1
	place text not null default '', -- P2
	chair text not null, -- P2
	recorder text not null default '', -- P2
	attending text not null, -- P2
	missing text not null default '', -- P2
	observing text not null default '', -- P2
	researched text not null default '', -- P2
	reviewed text not null default '', -- P2
	risks text not null default '', -- P2
	urgent text not null default '', -- P2
	votes_for integer not null default 0, -- P2
	votes_against integer not null default 0, -- P2
	votes_abstain integer not null default 0, -- P2
	differing text not null default '', -- P2
	decided text not null default '', -- P2
	state text not null, -- P1
	made_at text not null, -- P1
	made_by text not null, -- P1
	decided_at text not null default '', -- P1
	late_days integer not null default 0, -- P1
	version bigint not null default 1, -- P1
	check (register in ('major', 'first')),
	check (state in ('open', 'decided'))
);
create index orglife_decision_list on orglife_decision (party_ord, day, id);
create index orglife_decision_party on orglife_decision (party_id);

-- Opinions in the order in which they were given.
create table orglife_opinion (
	decision_id text not null references orglife_decision(id), -- P1
	seq integer not null, -- P1
	name text not null, -- P2
	head boolean not null, -- P1
	view text not null, -- P2
	words text not null, -- P2
	why text not null default '', -- P2
	written_at text not null, -- P1
	written_by text not null, -- P1
	primary key (decision_id, seq),
	check (view in ('agree', 'differ', 'abstain', 'speak'))
);
{{append_only "orglife_opinion"}};

-- Democratic review of one branch in one year, its steps in order, and what it came to.
create table orglife_review (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	year integer not null, -- P1
	step text not null default '', -- P1
	ballot text not null default '', -- P1
	judged integer not null default 0, -- P1
	excellent integer not null default 0, -- P1
	good integer not null default 0, -- P1
	fair integer not null default 0, -- P1
	poor integer not null default 0, -- P1
	entered_by text not null default '', -- P1
	approved_at text not null default '', -- P1
	approved_by text not null default '', -- P1
	returned_why text not null default '', -- P2
	made_at text not null, -- P1
	version bigint not null default 1, -- P1
	unique (party_id, year)
);
create index orglife_review_list on orglife_review (party_ord, year);

create table orglife_step (
	review_id text not null references orglife_review(id), -- P1
	seq integer not null, -- P1
	step text not null, -- P1
	day text not null, -- P1
	words text not null default '', -- P2
	written_at text not null, -- P1
	written_by text not null, -- P1
	primary key (review_id, seq)
);
{{append_only "orglife_step"}};

-- The grade that the rule demands (民主评议党员): read with its review only, by the branch and its superior, and
-- never listed over years. help: what follows a grade that is not enough.
create table orglife_grade (
	review_id text not null references orglife_review(id), -- P1
	person_id text not null, -- P3
	grade text not null, -- P4
	help text not null default '', -- P4
	primary key (review_id, person_id),
	check (grade in ('excellent', 'good', 'fair', 'poor', 'none'))
);

-- What was criticised in the organisation: handed to the ledger, or closed here one by one.
create table orglife_criticism (
	id text primary key, -- P1
	review_id text not null references orglife_review(id), -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	title text not null, -- P2
	measure text not null, -- P2
	due text not null, -- P1
	item_id text not null default '', -- P1
	closed_on text not null default '', -- P1
	closed_note text not null default '', -- P2
	closed_at text not null default '', -- P1
	made_at text not null, -- P1
	version bigint not null default 1 -- P1
);
create index orglife_criticism_review on orglife_criticism (review_id);

-- What other rooms and pages may read: duties by the units that the organisation covers.
create view v_orglife_duty as select d.id, d.party_id, l.unit_id, u.ord as unit_ord, d.kind, d.title, d.period_from, d.period_until,
	case when d.mark in ('done', 'late') then 'done' when d.mark in ('missed', 'made_up') then 'missed' else 'pending' end as state,
	d.done_on, d.late_days, d.made_up_on
	from orglife_duty d join org_link l on l.party_id = d.party_id and l.until = '' join org_unit u on u.id = l.unit_id;

create view v_orglife_asked as
	select 'orglife.duty' as kind, d.id as ref, l.unit_id, u.ord as unit_ord, '' as asker, d.title || ' ' || d.period as title, d.made_at as asked_at,
		d.period_until as due, case when d.mark = 'open' then '' when d.missed_at <> '' and d.mark = 'missed' then d.missed_at else d.done_on end as done_at,
		7 as auto, 2 as hand, '/orglife/duties/' || d.id as href
		from orglife_duty d join org_link l on l.party_id = d.party_id and l.until = '' join org_unit u on u.id = l.unit_id
	union all
	select 'orglife.check', c.id, l.unit_id, u.ord, '', c.words, c.made_at, c.due, c.answered_at, 3, 1, '/orglife/activities/' || c.activity_id
		from orglife_check c join org_link l on l.party_id = c.party_id and l.until = '' join org_unit u on u.id = l.unit_id
	union all
	select 'orglife.task', t.id, u.id, u.ord, '', t.what, t.made_at, t.due, t.done_at, 3, 1, '/orglife/tasks/' || t.id
		from orglife_task t join org_unit u on u.id = t.node_id and u.tree = 'unit';

-- What a duty report is set beside: activities held and decisions taken, by the units that the organisation covers.
create view v_orglife_activity as select a.id, a.party_id, l.unit_id, u.ord as unit_ord, a.kind, a.held_on, a.late_days
	from orglife_activity a join org_link l on l.party_id = a.party_id and l.until = '' join org_unit u on u.id = l.unit_id where a.state = 'held';
create view v_orglife_decision as select d.id, d.party_id, l.unit_id, u.ord as unit_ord, d.register, d.year, d.day, d.state
	from orglife_decision d join org_link l on l.party_id = d.party_id and l.until = '' join org_unit u on u.id = l.unit_id;
