-- Rounds, teams and inspections of organisations (DOMAIN.md 2.3, 2.4; registers A-R2, A-R4).
create table inspect_round (
	id text primary key, -- P1
	number text not null unique, -- P1
	name text not null, -- P1
	year integer not null, -- P1
	kind text not null, -- P1
	focus text not null default '', -- P1
	state text not null, -- P1
	starts text not null, -- P1
	ends text not null, -- P1
	decision text not null default '', -- P1
	decided_on text not null default '', -- P1
	decided_by text not null default '', -- P1
	version bigint not null default 1 -- P1
);

create table inspect_team (
	id text primary key, -- P1
	round_id text not null references inspect_round(id), -- P1
	position integer not null, -- P1
	name text not null, -- P1
	authority text not null, -- P1
	authorised_on text not null, -- P1
	valid_until text not null, -- P1
	version bigint not null default 1, -- P1
	unique (round_id, position)
);

create table inspect_member (
	team_id text not null references inspect_team(id), -- P1
	person_id text not null references org_person(id), -- P1
	duty text not null, -- P1
	since text not null, -- P1
	until text not null default '', -- P1
	primary key (team_id, person_id)
);
create index inspect_member_person on inspect_member (person_id);

create table inspect_inspection (
	id text primary key, -- P1
	round_id text not null references inspect_round(id), -- P1
	team_id text not null references inspect_team(id), -- P1
	unit_id text not null references org_unit(id), -- P1
	unit_ord bigint not null, -- P1
	batch text not null default '', -- P1
	checklist text not null, -- P1
	checklist_version text not null, -- P1
	state text not null, -- P1
	enters text not null, -- P1
	leaves text not null, -- P1
	entered_on text not null default '', -- P1
	left_on text not null default '', -- P1
	papers integer not null default 0, -- P3
	version bigint not null default 1, -- P1
	unique (round_id, unit_id)
);
create index inspect_inspection_team on inspect_inspection (team_id);
create index inspect_inspection_state on inspect_inspection (state, enters, id, unit_ord);

-- One judgement a check point; a verdict of "fails" needs a work paper.
create table inspect_judgement (
	inspection_id text not null references inspect_inspection(id), -- P3
	point text not null, -- P3
	verdict text not null, -- P3
	note text not null default '', -- P3
	person_id text not null, -- P3
	at text not null, -- P3
	primary key (inspection_id, point)
);

-- Work papers (底稿, DOMAIN.md 2.6 and A-R9). A formal number exists only after the leader's approval.
create table inspect_paper (
	id text primary key, -- P3
	inspection_id text not null references inspect_inspection(id), -- P3
	pre_number text not null, -- P3
	number text unique, -- P3
	point text not null, -- P3
	gist text not null, -- P3
	method text not null, -- P3
	subject text not null, -- P3
	occasion text not null, -- P3
	effect text not null, -- P3
	cite text not null, -- P3
	cite_text text not null, -- P3
	process text not null, -- P3
	materials text not null, -- P3
	source text not null, -- P3
	categories text not null, -- P3
	severity text not null, -- P3
	common boolean not null, -- P3
	repeated boolean not null, -- P3
	proposal text not null, -- P3
	state text not null, -- P3
	handler_one text not null, -- P3
	handler_two text not null, -- P3
	signed_one text not null default '', -- P3
	signed_two text not null default '', -- P3
	reviewed_by text not null default '', -- P3
	reviewed_at text not null default '', -- P3
	approved_by text not null default '', -- P3
	approved_at text not null default '', -- P3
	returned_by text not null default '', -- P3
	reason text not null default '', -- P3
	disposal text not null default '', -- P3
	disposal_reason text not null default '', -- P3
	made_at text not null, -- P3
	version bigint not null default 1 -- P3
);
create unique index inspect_paper_inspection on inspect_paper (inspection_id, pre_number);
create index inspect_paper_point on inspect_paper (inspection_id, point);

-- Every earlier version of a returned paper is kept.
create table inspect_paper_past (
	paper_id text not null references inspect_paper(id), -- P3
	version bigint not null, -- P3
	at text not null, -- P3
	body text not null, -- P3
	reason text not null, -- P3
	primary key (paper_id, version)
);
{{append_only "inspect_paper_past"}};

-- Findings: the sentences of the report, each from one approved paper; the text is frozen on approval.
create table inspect_finding (
	id text primary key, -- P3
	inspection_id text not null references inspect_inspection(id), -- P3
	paper_id text not null unique references inspect_paper(id), -- P3
	position integer not null, -- P3
	title text not null, -- P3
	body text not null, -- P3
	details text not null default '', -- P3
	category text not null, -- P3
	severity text not null, -- P3
	state text not null, -- P3
	approved_by text not null default '', -- P3
	approved_at text not null default '', -- P3
	reason text not null default '', -- P3
	version bigint not null default 1 -- P3
);
create index inspect_finding_inspection on inspect_finding (inspection_id, position);

create table inspect_report (
	inspection_id text primary key references inspect_inspection(id), -- P3
	conduct text not null, -- P3
	overall text not null, -- P3
	causes text not null, -- P3
	advice text not null, -- P3
	grade text not null, -- P3
	grade_reason text not null, -- P3
	state text not null, -- P3
	signed_by text not null default '', -- P3
	signed_at text not null default '', -- P3
	version bigint not null default 1 -- P3
);

-- Feedback: what the unit receives. Its text is the approved findings and nothing else.
create table inspect_feedback (
	id text primary key, -- P2
	inspection_id text not null unique references inspect_inspection(id), -- P2
	unit_id text not null, -- P2
	unit_ord bigint not null, -- P2
	number text not null unique, -- P2
	opening text not null, -- P2
	demand text not null, -- P2
	state text not null, -- P2
	due text not null default '', -- P2
	hash text not null default '', -- P2
	approved_by text not null default '', -- P2
	approved_at text not null default '', -- P2
	sent_by text not null default '', -- P2
	sent_at text not null default '', -- P2
	version bigint not null default 1 -- P2
);
create index inspect_feedback_unit on inspect_feedback (unit_ord, state);

-- Numbers that are never reused: the next one of each series.
create table inspect_series (
	name text primary key, -- P1
	next bigint not null -- P1
);
