-- The text of duty reports: every save of a section is a version that never changes; what counts is named beside it.
create table dutyreport_text (
	report_id text not null references dutyreport_report(id), -- P1
	section text not null, -- P1
	n integer not null, -- P3
	kind text not null, -- P3
	body text not null, -- P3
	words integer not null, -- P3
	hash text not null, -- P3
	from_n integer not null default 0, -- P3
	pane text not null default '', -- P1
	saved_by text not null, -- P3
	saved_name text not null, -- P3
	saved_at text not null, -- P3
	primary key (report_id, section, n),
	check (kind in ('saved', 'auto', 'aside', 'restored'))
);
{{append_only "dutyreport_text"}};

-- Which version of a section counts, and how many there are.
create table dutyreport_working (
	report_id text not null references dutyreport_report(id), -- P1
	section text not null, -- P1
	n integer not null, -- P3
	top integer not null, -- P3
	version bigint not null default 1, -- P1
	primary key (report_id, section)
);

-- What was submitted: the version of each section in each draft.
create table dutyreport_submitted (
	report_id text not null references dutyreport_report(id), -- P1
	draft integer not null, -- P3
	section text not null, -- P1
	n integer not null, -- P3
	primary key (report_id, draft, section)
);
{{append_only "dutyreport_submitted"}};

-- The writer's sentence about a claim that a figure stands against. It is bound to the sentence by its mark.
create table dutyreport_explanation (
	id text primary key, -- P3
	report_id text not null references dutyreport_report(id), -- P1
	section text not null, -- P1
	mark text not null, -- P3
	sentence text not null, -- P3
	fact text not null, -- P3
	figure integer not null, -- P3
	whole integer not null, -- P3
	words text not null, -- P3
	by_login text not null, -- P3
	by_name text not null, -- P3
	at text not null -- P3
);
create index dutyreport_explanation_report on dutyreport_explanation (report_id, section, mark, id);
{{append_only "dutyreport_explanation"}};

-- What still stood against a figure when a draft was submitted, with the figure of that moment.
create table dutyreport_mismatch (
	report_id text not null references dutyreport_report(id), -- P1
	draft integer not null, -- P3
	seq integer not null, -- P3
	section text not null, -- P1
	sentence text not null, -- P3
	fact text not null, -- P3
	figure integer not null, -- P3
	whole integer not null, -- P3
	said integer not null, -- P3
	names text not null, -- P3
	list text not null, -- P3
	words text not null default '', -- P3
	at text not null, -- P3
	primary key (report_id, draft, seq)
);
{{append_only "dutyreport_mismatch"}};
