-- The chronic-problem ledger of a campaign (顽疾台账, DOMAIN.md 7.3). due_first, number and registered never change.
-- A row is repaired in one place: here (track campaign), or in the rectification ledger (track ledger, item_id),
-- whose state and date then count. A row that became a clue keeps its number and nothing else.
create table chronic_problem (
	id text primary key, -- P1
	number text not null unique, -- P1
	campaign_id text not null, -- P1
	unit_id text not null references org_unit(id), -- P1
	unit_ord bigint not null, -- P1
	state text not null, -- P2
	track text not null default '', -- P2
	title text not null, -- P2
	facts text not null, -- P2
	category text not null, -- P2
	way text not null, -- P2
	source text not null default '', -- P2
	source_ref text not null default '', -- P1
	period_from text not null, -- P2
	period_to text not null, -- P2
	verdict text not null default '', -- P2
	classified_by text not null default '', -- P2
	classified_on text not null default '', -- P2
	measure text not null default '', -- P2
	standard text not null default '', -- P2
	due text not null default '', -- P2
	due_first text not null default '', -- P2
	started_on text not null default '', -- P2
	item_id text not null default '', -- P2
	summary text not null default '', -- P2
	claims integer not null default 0, -- P2
	claimed_by text not null default '', -- P2
	claimed_on text not null default '', -- P2
	accepted_by text not null default '', -- P2
	accepted_on text not null default '', -- P2
	rule_number text not null default '', -- P2
	rule_title text not null default '', -- P2
	rule_on text not null default '', -- P2
	rule_none text not null default '', -- P2
	rule_by text not null default '', -- P2
	closed_by text not null default '', -- P2
	closed_on text not null default '', -- P2
	registered text not null, -- P2
	registered_by text not null, -- P1
	changed_at text not null, -- P1
	version bigint not null default 1, -- P1
	check (state in ('found', 'handing', 'clue', 'dismissed', 'planning', 'working', 'handed', 'claimed', 'returned', 'accepted', 'ruled', 'closed')),
	check (track in ('', 'campaign', 'ledger'))
);
create index chronic_problem_list on chronic_problem (campaign_id, number);
create index chronic_problem_unit on chronic_problem (unit_ord, state, number);
create index chronic_problem_unit_id on chronic_problem (unit_id);
create index chronic_problem_item on chronic_problem (item_id) where item_id <> '';

-- The slip with which a clue left the ledger (移交单): no content, two persons.
create table chronic_slip (
	id text primary key, -- P1
	number text not null unique, -- P1
	campaign_id text not null, -- P1
	problem_number text not null, -- P1
	stays boolean not null, -- P1
	day text not null, -- P1
	recipient text not null, -- P1
	one_id text not null, -- P4
	one_name text not null, -- P4
	two_id text not null default '', -- P4
	two_name text not null default '', -- P4
	handed_at text not null default '', -- P1
	back_why text not null default '', -- P4
	version bigint not null default 1 -- P1
);
create index chronic_slip_problem on chronic_slip (problem_number, id);

-- Milestones, scheduled backward from the date (倒排工期); due_first never changes.
create table chronic_milestone (
	id text primary key, -- P2
	problem_id text not null references chronic_problem(id), -- P2
	position integer not null, -- P2
	body text not null, -- P2
	due text not null, -- P2
	due_first text not null, -- P2
	done_on text not null default '', -- P2
	note text not null default '', -- P2
	done_by text not null default '', -- P2
	unique (problem_id, position)
);

-- Each act on a problem with its words.
create table chronic_step (
	id text primary key, -- P2
	problem_id text not null references chronic_problem(id), -- P2
	act text not null, -- P2
	words text not null default '', -- P2
	was text not null default '', -- P2
	due text not null default '', -- P2
	person_id text not null, -- P2
	person_name text not null, -- P2
	at text not null -- P2
);
create index chronic_step_problem on chronic_step (problem_id, id);
{{append_only "chronic_step"}};

-- A batch of cross review or spot check (交叉评查、抽查): who is looked at and by whom is drawn by lot with the seed.
create table chronic_batch (
	id text primary key, -- P2
	number integer not null, -- P2
	campaign_id text not null, -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	kind text not null, -- P2
	title text not null, -- P2
	drawn_on text not null, -- P2
	seed text not null, -- P2
	pool text not null, -- P2
	reviewers text not null, -- P2
	size integer not null, -- P2
	made_by text not null, -- P2
	made_name text not null, -- P2
	made_at text not null, -- P2
	unique (campaign_id, number),
	check (kind in ('cross', 'spot'))
);
create index chronic_batch_unit_id on chronic_batch (unit_id);
{{append_only "chronic_batch"}};

create table chronic_lot (
	id text primary key, -- P2
	batch_id text not null references chronic_batch(id), -- P2
	problem_id text not null references chronic_problem(id), -- P2
	position integer not null, -- P2
	unit_id text not null references org_unit(id), -- P2
	unit_ord bigint not null, -- P2
	due text not null default '', -- P2
	verdict text not null default '', -- P2
	sampled integer not null default 0, -- P2
	matched integer not null default 0, -- P2
	words text not null default '', -- P2
	person_id text not null default '', -- P2
	person_name text not null default '', -- P2
	done_on text not null default '', -- P2
	version bigint not null default 1, -- P1
	unique (batch_id, problem_id),
	check (verdict in ('', 'fits', 'differs'))
);
create index chronic_lot_problem on chronic_lot (problem_id);
create index chronic_lot_unit on chronic_lot (unit_ord, done_on);
create index chronic_lot_unit_id on chronic_lot (unit_id);

create table chronic_reviewer (
	lot_id text not null references chronic_lot(id), -- P2
	person_id text not null references org_person(id), -- P2
	primary key (lot_id, person_id)
);
create index chronic_reviewer_person on chronic_reviewer (person_id);

-- Unannounced visits (明察暗访): known to those who are named, until the summary is given to the office.
create table chronic_visit (
	id text primary key, -- P4
	number text not null unique, -- P4
	campaign_id text not null, -- P4
	unit_id text not null, -- P4
	unit_ord bigint not null, -- P4
	state text not null, -- P4
	way text not null, -- P4
	title text not null, -- P4
	aim text not null, -- P4
	visit_on text not null, -- P4
	kind text not null, -- P4
	size integer not null, -- P4
	seed_hash text not null, -- P4
	seed text not null, -- P4
	pool text not null, -- P4
	summary text not null default '', -- P2
	summary_by text not null default '', -- P2
	done_on text not null default '', -- P2
	units_seen integer not null default 0, -- P2
	noted integer not null default 0, -- P2
	wrong integer not null default 0, -- P2
	made_by text not null, -- P4
	made_name text not null, -- P4
	made_at text not null, -- P4
	version bigint not null default 1, -- P4
	check (state in ('planned', 'running', 'done', 'dropped')),
	check (way in ('open', 'covert')),
	check (kind in ('unit', 'problem'))
);
create index chronic_visit_unit_id on chronic_visit (unit_id);

create table chronic_visit_person (
	visit_id text not null references chronic_visit(id), -- P4
	person_id text not null references org_person(id), -- P4
	duty text not null, -- P4
	primary key (visit_id, person_id),
	check (duty in ('plan', 'visit'))
);
create index chronic_visit_person_person on chronic_visit_person (person_id);

create table chronic_visit_lot (
	visit_id text not null references chronic_visit(id), -- P4
	position integer not null, -- P4
	ref text not null, -- P4
	unit_id text not null, -- P4
	label text not null, -- P4
	primary key (visit_id, position)
);

create table chronic_observation (
	id text primary key, -- P4
	visit_id text not null references chronic_visit(id), -- P4
	seq integer not null, -- P4
	unit_id text not null, -- P4
	problem_id text not null default '', -- P4
	seen_at text not null, -- P4
	body text not null, -- P4
	wrong boolean not null, -- P4
	one_id text not null, -- P4
	one_name text not null, -- P4
	two_id text not null default '', -- P4
	two_name text not null default '', -- P4
	signed_at text not null default '', -- P4
	handed_to text not null default '', -- P4
	handed_ref text not null default '', -- P4
	made_at text not null, -- P4
	version bigint not null default 1, -- P4
	unique (visit_id, seq)
);

-- Next number of each series; a number is never given twice.
create table chronic_series (
	name text primary key, -- P1
	next bigint not null -- P1
);

-- What other rooms may read. A row whose repair lies in the rectification ledger has that ledger's state and date;
-- clues and what proved to be none are not in it.
create view v_chronic as select p.id, p.number, p.campaign_id, p.unit_id, p.unit_ord, p.title, p.category,
	case when p.state <> 'handed' then p.state when i.state = 'closed' then 'closed' when i.state in ('claimed', 'verifying') then 'claimed' when i.state = 'returned' then 'returned' else 'working' end as state,
	case when p.state = 'handed' then i.due else p.due end as due,
	case when p.state = 'handed' then i.due_first else p.due_first end as due_first,
	p.registered,
	case when p.state = 'handed' then case when i.state = 'closed' then i.closed_on else '' end else p.closed_on end as closed_on,
	p.rule_on as rule_built, p.track, p.item_id, p.started_on, p.measure, p.standard
	from chronic_problem p left join v_item i on i.id = p.item_id
	where p.state not in ('clue', 'dismissed');

create view v_chronic_step as select s.problem_id, s.act, s.at from chronic_step s join chronic_problem p on p.id = s.problem_id where p.state not in ('clue', 'dismissed');
create view v_chronic_slip as select id, number, campaign_id, day, handed_at from chronic_slip where handed_at <> '';
create view v_chronic_batch as select b.id, b.number, b.campaign_id, b.kind, b.title, b.drawn_on, b.size,
	(select count(*) from chronic_lot l where l.batch_id = b.id and l.done_on <> '') as looked,
	(select count(*) from chronic_lot l where l.batch_id = b.id and l.verdict = 'differs') as differs
	from chronic_batch b;

-- What is asked of one unit (kind, ref, unit, asker, title, asked, due, done, filled by the system, to be typed, page).
create view v_chronic_asked as
	select 'chronic.plan' as kind, p.id as ref, p.unit_id as unit_id, p.unit_ord as unit_ord, '' as asker, p.title as title, p.classified_on as asked_at, '' as due,
		p.started_on as done_at, 7 as auto, 3 as hand, '/chronic/items/' || p.id as href
	from chronic_problem p where p.classified_on <> '' and p.state not in ('clue', 'dismissed', 'handing', 'found')
	union all
	select 'chronic.repair', p.id, p.unit_id, p.unit_ord, '', p.title, p.started_on, p.due, case when p.state in ('working', 'returned') then '' else p.claimed_on end, 9, 1, '/chronic/items/' || p.id
	from chronic_problem p where p.started_on <> '' and p.track = 'campaign' and p.state not in ('clue', 'dismissed')
	union all
	select 'chronic.review', l.id, l.unit_id, l.unit_ord, '', p.title, b.drawn_on, l.due, l.done_on, 6, 4, '/chronic/lots/' || l.id
	from chronic_lot l join chronic_batch b on b.id = l.batch_id join chronic_problem p on p.id = l.problem_id;
