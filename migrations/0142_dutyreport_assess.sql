-- Duty reports, what follows the meeting: grading by three seats, the chair's comments, the problems named and their
-- items, the feedback sheet with its receipt, and the transfer of grade and issue heads (DOMAIN.md 5.2, 5.4).

-- 评定: what each seat thinks, invisible to the others until all have handed in.
create table dutyreport_grading (
	report_id text not null references dutyreport_report(id), -- P1
	seat text not null, -- P3
	marks text not null, -- P3
	words text not null default '', -- P3
	by_person text not null, -- P3
	by_login text not null, -- P3
	by_name text not null, -- P3
	saved_at text not null, -- P3
	handed_at text not null default '', -- P3
	version bigint not null default 1, -- P1
	primary key (report_id, seat),
	check (seat in ('leader', 'discipline', 'office'))
);

-- 点评: the chair's words about a report, or about the year when no report is named.
create table dutyreport_comment (
	id text primary key, -- P3
	year_id text not null references dutyreport_year(id), -- P1
	report_id text not null default '', -- P1
	tone text not null, -- P3
	words text not null, -- P3
	tags text not null default '', -- P3
	section text not null default '', -- P3
	quote text not null default '', -- P3
	by_login text not null, -- P3
	by_name text not null, -- P3
	at text not null, -- P3
	check (tone in ('affirm', 'ask', 'differ', 'overall'))
);
create index dutyreport_comment_report on dutyreport_comment (report_id, id);
create index dutyreport_comment_year on dutyreport_comment (year_id, id);
{{append_only "dutyreport_comment"}};

-- 形成的问题清单: what was named, where it came from, and the item of the ledger that it became.
create table dutyreport_problem (
	id text primary key, -- P3
	report_id text not null references dutyreport_report(id), -- P1
	seq integer not null, -- P3
	origin text not null, -- P3
	origin_ref text not null default '', -- P3
	origin_name text not null default '', -- P3
	words text not null, -- P3
	category text not null default '', -- P3
	demand text not null, -- P3
	due text not null, -- P3
	item_id text not null default '', -- P1
	handed_at text not null default '', -- P1
	dropped_why text not null default '', -- P3
	by_name text not null, -- P3
	at text not null, -- P3
	version bigint not null default 1, -- P1
	unique (report_id, seq)
);
create index dutyreport_problem_item on dutyreport_problem (item_id) where item_id <> '';

-- 反馈表: what the reporter is told. It is written once; receipt and explanation follow.
create table dutyreport_feedback (
	report_id text primary key references dutyreport_report(id), -- P1
	number text not null unique, -- P1
	poll_id text not null default '', -- P1
	grade text not null default '', -- P3
	grade_zh text not null default '', -- P3
	grade_en text not null default '', -- P3
	score text not null default '', -- P3
	basis text not null, -- P3
	words text not null, -- P3
	problems integer not null, -- P3
	below boolean not null default false, -- P3
	sent_at text not null, -- P1
	sent_by text not null, -- P3
	receipt_due text not null, -- P1
	received_at text not null default '', -- P1
	received_by text not null default '', -- P3
	explain_due text not null default '', -- P3
	explanation text not null default '', -- P3
	explained_at text not null default '', -- P3
	version bigint not null default 1, -- P1
	check (basis in ('ballot', 'panel', 'none'))
);

-- What left the room: grade and issue heads, to one recipient, by two persons. Nothing else leaves.
create table dutyreport_transfer (
	id text primary key, -- P3
	report_id text not null references dutyreport_report(id), -- P1
	number text not null unique, -- P1
	use_for text not null, -- P3
	recipient text not null, -- P3
	ground text not null, -- P3
	grade text not null, -- P3
	heads text not null, -- P3
	hash text not null, -- P3
	approval_id text not null, -- P1
	asked_name text not null, -- P3
	agreed_name text not null, -- P3
	at text not null, -- P1
	check (use_for in ('assessment', 'appointment', 'honours'))
);
create index dutyreport_transfer_report on dutyreport_transfer (report_id, id);
{{append_only "dutyreport_transfer"}};
