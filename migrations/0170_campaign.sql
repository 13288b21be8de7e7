-- Campaigns (DOMAIN.md 7): what a superior orders, relayed to every unit, in stages with dates that never change.
create table campaign_campaign (
	id text primary key, -- P1
	number text not null unique, -- P1
	year integer not null, -- P1
	title text not null, -- P1
	paper text not null default '', -- P1
	directive_id text not null default '', -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	lead {{json}} not null, -- P1
	aim text not null, -- P2
	need text not null default '', -- P2
	state text not null, -- P1
	pack text not null, -- P1
	pack_version text not null, -- P1
	opens_at text not null default '', -- P1
	closes_at text not null default '', -- P1
	open_code text not null unique, -- P1
	organ text not null default '', -- P1
	resolved text not null default '', -- P1
	drafted_by text not null, -- P1
	drafter_id text not null default '', -- P1
	drafted_at text not null, -- P1
	approved_by text not null default '', -- P1
	approved_at text not null default '', -- P1
	summary text not null default '', -- P2
	summary_by text not null default '', -- P1
	summariser_id text not null default '', -- P1
	summary_at text not null default '', -- P1
	ended_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (state in ('draft', 'submitted', 'mobilised', 'study', 'selfcheck', 'rectify', 'conclude', 'review', 'finished', 'withdrawn'))
);
create index campaign_campaign_list on campaign_campaign (drafted_at, id);
create index campaign_campaign_unit on campaign_campaign (unit_id);

-- A stage keeps the days it was approved with; what came of them stands in campaign_shift.
create table campaign_stage (
	campaign_id text not null references campaign_campaign(id), -- P1
	seq integer not null, -- P1
	code text not null, -- P1
	title text not null, -- P1
	first_day text not null, -- P1
	last_day text not null, -- P1
	primary key (campaign_id, seq),
	check (first_day <= last_day)
);

create table campaign_shift (
	id text primary key, -- P1
	campaign_id text not null references campaign_campaign(id), -- P1
	seq integer not null, -- P1
	first_day text not null, -- P1
	last_day text not null, -- P1
	why text not null, -- P2
	by_login text not null, -- P1
	by_name text not null, -- P4
	at text not null, -- P1
	check (first_day <= last_day)
);
create index campaign_shift_campaign on campaign_shift (campaign_id, seq, id);
{{append_only "campaign_shift"}};

-- Each move of a campaign with its words.
create table campaign_step (
	id text primary key, -- P1
	campaign_id text not null references campaign_campaign(id), -- P1
	act text not null, -- P1
	words text not null default '', -- P2
	by_login text not null, -- P1
	by_name text not null, -- P4
	at text not null -- P1
);
create index campaign_step_campaign on campaign_step (campaign_id, id);
{{append_only "campaign_step"}};

-- The leading group, and who may receive self-reports: persons of the register with their duty.
create table campaign_member (
	id text primary key, -- P1
	campaign_id text not null references campaign_campaign(id), -- P1
	person_id text not null, -- P1
	duty text not null, -- P1
	receives boolean not null, -- P1
	since text not null, -- P1
	until text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create index campaign_member_campaign on campaign_member (campaign_id, until);

-- What is relayed: the order that began the campaign, and what came from above later.
create table campaign_letter (
	campaign_id text not null references campaign_campaign(id), -- P1
	seq integer not null, -- P1
	title text not null, -- P1
	asked_at text not null, -- P1
	asked_by text not null, -- P1
	primary key (campaign_id, seq)
);

-- The relay (传达): one line a unit and letter, three dates, each a promise of its own.
create table campaign_relay (
	id text primary key, -- P1
	campaign_id text not null references campaign_campaign(id), -- P1
	letter integer not null default 1, -- P1
	above_id text not null default '', -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	asked_at text not null, -- P1
	receive_due text not null, -- P1
	received_at text not null default '', -- P1
	received_by text not null default '', -- P4
	break_due text not null, -- P1
	broken_at text not null default '', -- P1
	broken_to text not null default '', -- P2
	broken_tasks integer not null default 0, -- P1
	report_due text not null, -- P1
	reported_at text not null default '', -- P1
	report text not null default '', -- P2
	version bigint not null default 1, -- P1
	unique (campaign_id, letter, unit_id),
	check (broken_tasks >= 0)
);
create index campaign_relay_unit on campaign_relay (unit_ord, campaign_id);
create index campaign_relay_unit_id on campaign_relay (unit_id);

-- Tasks of the directive as the campaign counts them, each in one stage.
create table campaign_task (
	campaign_id text not null references campaign_campaign(id), -- P1
	task_id text not null, -- P1
	stage integer not null, -- P1
	primary key (campaign_id, task_id)
);

-- A self-report is a sealed paper: number, time, recipient and whether the window was open. Nothing else is kept
-- until there are sealed compartments: no name, no content, no unit.
create table campaign_receipt (
	id text primary key, -- P4
	campaign_id text not null references campaign_campaign(id), -- P1
	number text not null unique, -- P4
	received_at text not null, -- P4
	recipient_id text not null, -- P4
	inside boolean not null -- P4
);
create index campaign_receipt_campaign on campaign_receipt (campaign_id, inside);
{{append_only "campaign_receipt"}};

-- Open door: what people outside say, whose answer it is, what it changed, what is published of it.
create table campaign_opinion (
	id text primary key, -- P1
	campaign_id text not null references campaign_campaign(id), -- P1
	number text not null unique, -- P1
	receipt text not null unique, -- P3
	grp text not null, -- P1
	way text not null, -- P1
	body text not null, -- P3
	gist text not null default '', -- P2
	came_on text not null, -- P1
	entered_by text not null default '', -- P1
	entered_at text not null, -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	state text not null, -- P1
	due text not null default '', -- P1
	due_first text not null default '', -- P1
	kind text not null default '', -- P1
	reply text not null default '', -- P2
	changed text not null default '', -- P2
	replied_by text not null default '', -- P1
	replier_id text not null default '', -- P1
	replied_at text not null default '', -- P1
	checked_by text not null default '', -- P1
	checked_at text not null default '', -- P1
	content text not null default '', -- P2
	content_at text not null default '', -- P1
	asked_text text not null default '', -- P1
	changed_text text not null default '', -- P1
	proposed_by text not null default '', -- P1
	proposer_id text not null default '', -- P1
	proposed_at text not null default '', -- P1
	published_by text not null default '', -- P1
	published_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (way in ('letter', 'meeting', 'page')),
	check (state in ('received', 'assigned', 'answered', 'returned', 'replied')),
	check (kind in ('', 'reply', 'reason')),
	check (content in ('', 'yes', 'partly', 'no'))
);
create index campaign_opinion_campaign on campaign_opinion (campaign_id, state, due);
create index campaign_opinion_unit on campaign_opinion (unit_ord, campaign_id);
create index campaign_opinion_unit_id on campaign_opinion (unit_id);

-- A proposal to the competent organ (DOMAIN.md 14): ground, organ, notice. The house decides nothing about anybody.
create table campaign_proposal (
	id text primary key, -- P4
	campaign_id text not null references campaign_campaign(id), -- P1
	number text not null unique, -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	person_id text not null, -- P4
	kind text not null, -- P4
	organ text not null, -- P1
	basis text not null, -- P1
	article text not null, -- P1
	facts text not null, -- P4
	noticed_on text not null, -- P4
	notice text not null, -- P4
	heard text not null, -- P4
	made_by text not null, -- P1
	maker_id text not null, -- P1
	made_at text not null, -- P1
	agreed_by text not null default '', -- P1
	agreed_at text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create index campaign_proposal_campaign on campaign_proposal (campaign_id, id);
create index campaign_proposal_unit_id on campaign_proposal (unit_id);

-- Numbers given out, by series: never given twice.
create table campaign_series (
	series text primary key, -- P1
	last integer not null -- P1
);

-- What other rooms may read.
create view v_campaign as select id, number, title, paper, directive_id, unit_id, unit_ord, state, opens_at, closes_at, approved_at, ended_at,
	(select min(s.first_day) from campaign_stage s where s.campaign_id = campaign_campaign.id) as first_day,
	(select max(s.last_day) from campaign_stage s where s.campaign_id = campaign_campaign.id) as last_day
	from campaign_campaign;
create view v_campaign_stage as select s.campaign_id, s.seq, s.code, s.title, s.first_day as first_original, s.last_day as last_original,
	coalesce((select h.first_day from campaign_shift h where h.campaign_id = s.campaign_id and h.seq = s.seq order by h.id desc limit 1), s.first_day) as first_day,
	coalesce((select h.last_day from campaign_shift h where h.campaign_id = s.campaign_id and h.seq = s.seq order by h.id desc limit 1), s.last_day) as last_day
	from campaign_stage s;
create view v_campaign_member as select campaign_id, person_id, duty, receives, since, until from campaign_member;
create view v_campaign_relay as select id, campaign_id, letter, above_id, unit_id, unit_ord, receive_due, received_at, break_due, broken_at, broken_tasks, report_due, reported_at from campaign_relay;
create view v_campaign_opinion as select id, campaign_id, number, grp, way, came_on, entered_at, unit_id, unit_ord, state, due, gist, replied_at, checked_at, published_at from campaign_opinion;
-- Times alone: whoever counts self-reports counts them for the whole campaign.
create view v_campaign_receipt as select campaign_id, received_at, inside from campaign_receipt;

-- What is asked of a unit, one line each (the unit's home and its burden).
create view v_campaign_asked as
	select 'campaign.receive' as kind, r.id as ref, r.unit_id, r.unit_ord, '' as asker, c.title || '　' || l.title as title, r.asked_at, r.receive_due as due, r.received_at as done_at, 4 as auto, 0 as hand, '/campaign/' || c.id || '/relay/' || r.id as href
	from campaign_relay r join campaign_campaign c on c.id = r.campaign_id join campaign_letter l on l.campaign_id = r.campaign_id and l.seq = r.letter where c.state <> 'withdrawn'
	union all
	select 'campaign.break', r.id, r.unit_id, r.unit_ord, '', c.title || '　' || l.title, r.asked_at, r.break_due, r.broken_at, 4, 2, '/campaign/' || c.id || '/relay/' || r.id
	from campaign_relay r join campaign_campaign c on c.id = r.campaign_id join campaign_letter l on l.campaign_id = r.campaign_id and l.seq = r.letter where c.state <> 'withdrawn'
	union all
	select 'campaign.report', r.id, r.unit_id, r.unit_ord, '', c.title || '　' || l.title, r.asked_at, r.report_due, r.reported_at, 4, 1, '/campaign/' || c.id || '/relay/' || r.id
	from campaign_relay r join campaign_campaign c on c.id = r.campaign_id join campaign_letter l on l.campaign_id = r.campaign_id and l.seq = r.letter where c.state <> 'withdrawn'
	union all
	select 'campaign.opinion', o.id, o.unit_id, o.unit_ord, '', o.gist, o.entered_at, o.due, case when o.state in ('answered', 'replied') then o.replied_at else '' end, 5, 2, '/campaign/' || o.campaign_id || '/opinions/' || o.id
	from campaign_opinion o where o.state <> 'received';
