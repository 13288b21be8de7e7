-- Duty breakdown and assessment of Party organisations. Organisations are assessed, persons never.
-- The yearly list of duties of a Party committee; from is issued on, each organisation named has its own copy.
create table partywork_list (
	id text primary key, -- P1
	number text not null unique, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	year integer not null, -- P1
	title text not null, -- P2
	state text not null, -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	issued_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	unique (party_id, year),
	check (state in ('draft', 'issued'))
);

-- A task of the list. source names where it came from: the pack's code, or the decision of a hearing.
create table partywork_task (
	id text primary key, -- P1
	list_id text not null references partywork_list(id), -- P1
	number text not null unique, -- P1
	seq integer not null, -- P1
	title text not null, -- P2
	standard text not null, -- P2
	rhythm text not null, -- P1
	due text not null, -- P1
	source text not null default '', -- P1
	road {{json}} not null, -- P2
	version bigint not null default 1, -- P1
	check (rhythm in ('', 'month', 'quarter'))
);
create index partywork_task_list on partywork_task (list_id, seq);

-- What one organisation has to do for a task. The first date stays.
create table partywork_duty (
	id text primary key, -- P1
	task_id text not null references partywork_task(id), -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	unit_id text not null default '', -- P1
	unit_ord bigint not null default 0, -- P1
	due text not null, -- P1
	state text not null, -- P1
	made_at text not null, -- P1
	reported_by text not null default '', -- P1
	reported_at text not null default '', -- P1
	accepted_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	unique (task_id, party_id),
	check (state in ('open', 'reported', 'returned', 'accepted'))
);
create index partywork_duty_ord on partywork_duty (party_ord, due);
create index partywork_duty_unit on partywork_duty (unit_id) where unit_id <> '';

-- The road map of a duty. due is promised; done_on is when it happened, done_at when it was written.
create table partywork_milestone (
	id text primary key, -- P1
	duty_id text not null references partywork_duty(id), -- P1
	seq integer not null, -- P1
	title text not null, -- P2
	due text not null, -- P1
	done_on text not null default '', -- P1
	done_at text not null default '', -- P1
	evidence text not null default '', -- P2
	version bigint not null default 1, -- P1
	unique (duty_id, seq)
);

-- Each act on a duty with its words.
create table partywork_step (
	id text primary key, -- P1
	duty_id text not null references partywork_duty(id), -- P1
	act text not null, -- P1
	words text not null default '', -- P2
	by_id text not null, -- P1
	by_name text not null, -- P4
	at text not null -- P1
);
create index partywork_step_duty on partywork_step (duty_id, id);
{{append_only "partywork_step"}};

-- Hearings of reports on Party work (定期听取党建工作汇报). Held or missed is computed from due and held_on; a missed one stays missed.
create table partywork_hearing (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	unit_id text not null default '', -- P1
	unit_ord bigint not null default 0, -- P1
	year integer not null, -- P1
	seq integer not null, -- P1
	opens text not null, -- P1
	due text not null, -- P1
	article text not null default '', -- P1
	made_at text not null, -- P1
	held_on text not null default '', -- P1
	chair text not null default '', -- P2
	attended text not null default '', -- P2
	reported text not null default '', -- P2
	minutes text not null default '', -- P2
	written_at text not null default '', -- P1
	written_by text not null default '', -- P1
	why text not null default '', -- P2
	version bigint not null default 1, -- P1
	unique (party_id, year, seq)
);
create index partywork_hearing_ord on partywork_hearing (party_ord, due);

-- A decision of a hearing; task_id is what it became.
create table partywork_decision (
	id text primary key, -- P1
	hearing_id text not null references partywork_hearing(id), -- P1
	seq integer not null, -- P1
	text text not null, -- P2
	task_id text not null default '', -- P1
	version bigint not null default 1, -- P1
	unique (hearing_id, seq)
);

-- The assessment of a year by the scheme of a pack, in the version it began under.
create table partywork_scheme (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	year integer not null, -- P1
	pack text not null, -- P1
	pack_version text not null, -- P1
	first_on text not null, -- P1
	last_on text not null, -- P1
	self_due text not null, -- P1
	check_due text not null, -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	version bigint not null default 1, -- P1
	unique (party_id, year)
);

-- One organisation's assessment. hash locks the result when it is confirmed.
create table partywork_assessment (
	id text primary key, -- P1
	scheme_id text not null references partywork_scheme(id), -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	unit_id text not null default '', -- P1
	unit_ord bigint not null default 0, -- P1
	state text not null, -- P1
	self_by text not null default '', -- P1
	self_name text not null default '', -- P1
	self_at text not null default '', -- P1
	check_by text not null default '', -- P1
	check_name text not null default '', -- P1
	check_at text not null default '', -- P1
	confirm_by text not null default '', -- P1
	confirm_name text not null default '', -- P1
	confirm_at text not null default '', -- P1
	total bigint not null default 0, -- P2
	hash text not null default '', -- P1
	version bigint not null default 1, -- P1
	unique (scheme_id, party_id),
	check (state in ('self', 'checking', 'told', 'confirmed'))
);
create index partywork_assessment_ord on partywork_assessment (party_ord);

-- One item of an assessment; marks are hundredths. A computed item is what the records say: done of all.
create table partywork_mark (
	assessment_id text not null references partywork_assessment(id), -- P1
	item text not null, -- P1
	computed boolean not null, -- P1
	done bigint not null default 0, -- P2
	of_all bigint not null default 0, -- P2
	self_marks bigint not null default -1, -- P2
	self_words text not null default '', -- P2
	check_marks bigint not null default -1, -- P2
	check_words text not null default '', -- P2
	final_marks bigint not null default -1, -- P2
	version bigint not null default 1, -- P1
	primary key (assessment_id, item)
);

-- An objection to an item, its reply and the re-check by another person.
create table partywork_objection (
	id text primary key, -- P1
	assessment_id text not null references partywork_assessment(id), -- P1
	item text not null, -- P1
	words text not null, -- P2
	by_id text not null, -- P1
	by_name text not null, -- P1
	at text not null, -- P1
	before_marks bigint not null, -- P2
	after_marks bigint not null default -1, -- P2
	reply text not null default '', -- P2
	reply_by text not null default '', -- P1
	reply_name text not null default '', -- P1
	reply_at text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create index partywork_objection_of on partywork_objection (assessment_id, id);
create unique index partywork_objection_open on partywork_objection (assessment_id, item) where reply_at = '';

-- The next number of a series.
create table partywork_series (
	name text primary key, -- P1
	last bigint not null -- P1
);

-- What pages of other rooms may read: duties, and everything that is asked of a unit.
create view v_partywork_duty as select d.id, t.number, t.title, t.rhythm, d.party_id, d.party_ord, d.unit_id, d.unit_ord, d.due, d.state, d.accepted_at from partywork_duty d join partywork_task t on t.id = d.task_id;
create view v_partywork_asked as
	select 'partywork.duty' as kind, d.id as ref, d.unit_id, d.unit_ord, '' as asker, t.title, d.made_at as asked_at, d.due,
		d.reported_at as done_at, 0 as auto, 1 as hand, '/partywork/duties/' || d.id as href
		from partywork_duty d join partywork_task t on t.id = d.task_id where d.unit_id <> ''
	union all
	select 'partywork.hearing', h.id, h.unit_id, h.unit_ord, '', '听取党建工作汇报 ' || h.year || '-' || h.seq, h.made_at, h.due,
		h.written_at, 3, 3, '/partywork/hearings/' || h.id from partywork_hearing h where h.unit_id <> ''
	union all
	select 'partywork.assessment', a.id, a.unit_id, a.unit_ord, '', '党建工作考核自评 ' || s.year, s.made_at, s.self_due,
		a.self_at, (select cast(count(*) as integer) from partywork_mark m where m.assessment_id = a.id and m.computed), (select cast(count(*) as integer) from partywork_mark m where m.assessment_id = a.id and not m.computed),
		'/partywork/assessments/' || a.id from partywork_assessment a join partywork_scheme s on s.id = a.scheme_id where a.unit_id <> '';
