-- Duty-and-integrity reports (述责述廉): the year, who reports, what is asked, the review, the meeting (DOMAIN.md 5).
create table dutyreport_year (
	id text primary key, -- P1
	year integer not null unique, -- P1
	title text not null, -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	outline text not null, -- P1
	outline_version text not null, -- P1
	state text not null, -- P1
	notice_no text not null default '', -- P1
	notice text not null default '', -- P1
	noticed_at text not null default '', -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	closed_on text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (state in ('draft', 'noticed', 'closed'))
);

-- The outline as the pack had it when the year was made: a year is judged by what it was told.
create table dutyreport_section (
	year_id text not null references dutyreport_year(id), -- P1
	code text not null, -- P1
	seq integer not null, -- P1
	title_zh text not null, -- P1
	title_en text not null, -- P1
	least integer not null, -- P1
	most integer not null, -- P1
	share integer not null default 0, -- P1
	facts {{json}} not null, -- P1
	asks {{json}} not null, -- P1
	prompts {{json}} not null, -- P1
	primary key (year_id, code)
);
{{append_only "dutyreport_section"}};

-- The steps of the year and their dates. due_first is what the notice said and never changes.
create table dutyreport_step (
	year_id text not null references dutyreport_year(id), -- P1
	code text not null, -- P1
	seq integer not null, -- P1
	title_zh text not null, -- P1
	title_en text not null, -- P1
	rule text not null default '', -- P1
	due text not null, -- P1
	due_first text not null, -- P1
	moved_why text not null default '', -- P1
	done_on text not null default '', -- P1
	version bigint not null default 1, -- P1
	primary key (year_id, code)
);

-- One reporter with the one report of a year. Name, post and unit as they were when the person was put on the list.
create table dutyreport_report (
	id text primary key, -- P1
	year_id text not null references dutyreport_year(id), -- P1
	year integer not null, -- P1
	number text not null unique, -- P1
	seq integer not null, -- P1
	person_id text not null, -- P1
	name text not null, -- P1
	post text not null, -- P1
	since text not null default '', -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	reason text not null, -- P1
	reason_text text not null default '', -- P1
	way text not null, -- P1
	checker_id text not null default '', -- P1
	checker_name text not null default '', -- P1
	leader_id text not null default '', -- P1
	leader_name text not null default '', -- P1
	previous_id text not null default '', -- P1
	state text not null, -- P1
	draft integer not null default 0, -- P1
	due text not null, -- P1
	due_first text not null, -- P1
	first_at text not null default '', -- P1
	submitted_at text not null default '', -- P1
	submitted_by text not null default '', -- P1
	returns integer not null default 0, -- P3
	circulated_at text not null default '', -- P1
	met_on text not null default '', -- P1
	fed_back_at text not null default '', -- P1
	closed_at text not null default '', -- P1
	removed_at text not null default '', -- P1
	removed_why text not null default '', -- P2
	auto integer not null default 0, -- P1
	hand integer not null default 0, -- P1
	version bigint not null default 1, -- P1
	unique (year_id, person_id),
	check (way in ('on_site', 'written')),
	check (reason in ('head', 'portfolio', 'added'))
);
create index dutyreport_report_unit on dutyreport_report (unit_ord, year);
create index dutyreport_report_unit_id on dutyreport_report (unit_id);
create index dutyreport_report_person on dutyreport_report (person_id, year);

-- 点题: what a reporter has to answer, from where, and at which paragraph it was answered.
create table dutyreport_question (
	id text primary key, -- P2
	year_id text not null references dutyreport_year(id), -- P1
	number text not null unique, -- P1
	source text not null, -- P2
	source_ref text not null default '', -- P2
	amount integer not null default 0, -- P2
	unit_id text not null default '', -- P1
	unit_ord bigint not null default 0, -- P1
	words text not null, -- P2
	proposed_by text not null, -- P2
	proposed_name text not null, -- P2
	proposed_at text not null, -- P1
	report_id text not null default '', -- P1
	assigned_by text not null default '', -- P1
	assigned_at text not null default '', -- P1
	declined_why text not null default '', -- P2
	declined_at text not null default '', -- P1
	section text not null default '', -- P3
	para integer not null default 0, -- P3
	answered_at text not null default '', -- P1
	enough text not null default '', -- P3
	enough_words text not null default '', -- P3
	version bigint not null default 1, -- P1
	check (enough in ('', 'yes', 'no'))
);
create index dutyreport_question_year on dutyreport_question (year_id, number);
create index dutyreport_question_report on dutyreport_question (report_id) where report_id <> '';

-- Each step of the review of each draft; a return names its reasons and the passages.
create table dutyreport_review (
	id text primary key, -- P3
	report_id text not null references dutyreport_report(id), -- P1
	draft integer not null, -- P3
	stage text not null, -- P3
	verdict text not null, -- P3
	words text not null default '', -- P3
	by_login text not null, -- P3
	by_person text not null, -- P3
	by_name text not null, -- P3
	at text not null, -- P3
	check (stage in ('department', 'leader', 'office')),
	check (verdict in ('pass', 'return'))
);
create index dutyreport_review_report on dutyreport_review (report_id, id);
{{append_only "dutyreport_review"}};

create table dutyreport_remark (
	id text primary key, -- P3
	review_id text not null references dutyreport_review(id), -- P3
	report_id text not null references dutyreport_report(id), -- P1
	reason text not null, -- P3
	reason_zh text not null, -- P3
	reason_en text not null, -- P3
	section text not null, -- P3
	quote text not null, -- P3
	words text not null default '', -- P3
	check (quote <> '')
);
create index dutyreport_remark_report on dutyreport_remark (report_id, id);
{{append_only "dutyreport_remark"}};

-- Circulation: who was sent the report before the meeting, and when he or she opened it.
create table dutyreport_reader (
	report_id text not null references dutyreport_report(id), -- P1
	person_id text not null, -- P3
	name text not null, -- P3
	sent_at text not null, -- P3
	read_at text not null default '', -- P3
	primary key (report_id, person_id)
);

create table dutyreport_meeting (
	id text primary key, -- P2
	year_id text not null references dutyreport_year(id), -- P1
	title text not null, -- P2
	way text not null, -- P1
	held_on text not null, -- P1
	held_at text not null default '', -- P1
	place text not null default '', -- P2
	chair text not null, -- P2
	attended integer not null, -- P2
	voters integer not null, -- P2
	minutes text not null default '', -- P3
	written_by text not null, -- P2
	written_at text not null, -- P1
	version bigint not null default 1, -- P1
	check (way in ('on_site', 'written')),
	check (voters >= 0 and attended >= 0)
);
create index dutyreport_meeting_year on dutyreport_meeting (year_id, held_on);

create table dutyreport_hearing (
	meeting_id text not null references dutyreport_meeting(id), -- P1
	report_id text not null references dutyreport_report(id), -- P1
	primary key (meeting_id, report_id)
);
create index dutyreport_hearing_report on dutyreport_hearing (report_id);

-- 询问质询: question and answer at the meeting; an unsatisfactory answer gets a paper and a written reply.
create table dutyreport_inquiry (
	id text primary key, -- P3
	report_id text not null references dutyreport_report(id), -- P1
	meeting_id text not null references dutyreport_meeting(id), -- P1
	seq integer not null, -- P3
	asker text not null, -- P3
	question text not null, -- P3
	answer text not null default '', -- P3
	satisfaction text not null default '', -- P3
	paper_no text not null default '', -- P3
	paper text not null default '', -- P3
	paper_at text not null default '', -- P3
	reply_due text not null default '', -- P3
	reply_due_first text not null default '', -- P3
	reply text not null default '', -- P3
	replied_at text not null default '', -- P3
	replied_by text not null default '', -- P3
	reply_satisfaction text not null default '', -- P3
	version bigint not null default 1, -- P1
	unique (report_id, seq),
	check (satisfaction in ('', 'yes', 'basic', 'no')),
	check (reply_satisfaction in ('', 'yes', 'basic', 'no'))
);
create index dutyreport_inquiry_meeting on dutyreport_inquiry (meeting_id);

-- What other rooms may read.
create view v_dutyreport as select id, year, number, unit_id, unit_ord, way, state, due, due_first, first_at, submitted_at, met_on, fed_back_at, closed_at, removed_at from dutyreport_report;
create view v_dutyreport_asked as
select 'dutyreport' as kind, r.id as ref, r.unit_id as unit_id, r.unit_ord as unit_ord, '' as asker, y.title || '（' || r.name || '）' as title, y.noticed_at as asked_at, r.due as due,
	r.first_at as done_at, r.auto as auto, r.hand as hand, '/dutyreport/reports/' || r.id as href
from dutyreport_report r join dutyreport_year y on y.id = r.year_id where r.removed_at = '' and y.noticed_at <> ''
union all
select 'dutyreport.reply', i.id, r.unit_id, r.unit_ord, '', i.paper_no || ' ' || r.name, i.paper_at, i.reply_due, i.replied_at, 0, 1, '/dutyreport/reports/' || r.id || '/questioning'
from dutyreport_inquiry i join dutyreport_report r on r.id = i.report_id where i.paper_at <> '';
