-- Anonymous ballots (docs/design/0026-anonymous-ballots.md). There is no row of a single vote: a ballot is added to the
-- urn, one row a subject, in the transaction that strikes its token off the roll. A row of a vote would have an order.
create table ballot_poll (
	id text primary key, -- P1
	number text not null unique, -- P1
	mark text not null unique, -- P1
	title text not null, -- P1
	kind text not null, -- P1
	ref text not null default '', -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	form text not null, -- P1
	pack text not null, -- P1
	pack_version text not null, -- P1
	entitled integer not null, -- P1
	issued integer not null default 0, -- P1
	papers integer not null default 0, -- P1
	returned integer not null default 0, -- P2
	opens_at text not null, -- P1
	closes_at text not null, -- P1
	state text not null default 'draft', -- P1
	opened_at text not null default '', -- P1
	closed_at text not null default '', -- P1
	closed_why text not null default '', -- P1
	irregular text not null default '', -- P1
	made_by text not null, -- P1
	made_name text not null, -- P1
	made_at text not null, -- P1
	version bigint not null default 1, -- P1
	check (state in ('draft', 'open', 'counting', 'counted'))
);
create index ballot_poll_of on ballot_poll (kind, ref);
create index ballot_poll_unit on ballot_poll (unit_ord);
create index ballot_poll_unit_id on ballot_poll (unit_id);

-- Who or what is voted on.
create table ballot_subject (
	poll_id text not null references ballot_poll(id), -- P1
	seq integer not null, -- P1
	ref text not null default '', -- P1
	label text not null, -- P1
	note text not null default '', -- P1
	primary key (poll_id, seq)
);
{{append_only "ballot_subject"}};

-- Each time tokens or papers were given out.
create table ballot_issue (
	id text primary key, -- P1
	poll_id text not null references ballot_poll(id), -- P1
	slips integer not null, -- P1
	papers integer not null, -- P1
	entitled integer not null, -- P1
	why text not null default '', -- P1
	by_login text not null, -- P1
	by_name text not null, -- P1
	at text not null -- P1
);
create index ballot_issue_poll on ballot_issue (poll_id, id);
{{append_only "ballot_issue"}};

-- The keyed hashes of the tokens, in one row of a poll and each list in the order of the hashes: which was given out, or
-- used, before which cannot be read here. Emptied when the poll closes.
create table ballot_roll (
	poll_id text primary key references ballot_poll(id), -- P1
	fresh text not null default '', -- P5
	spent text not null default '', -- P5
	turn bigint not null default 0 -- P1
);

-- What was voted, added up: one row a subject from the day the poll was made. Emptied when the poll closes.
create table ballot_urn (
	poll_id text not null references ballot_poll(id), -- P1
	seq integer not null, -- P1
	counts text not null, -- P5
	filled integer not null default 0, -- P5
	blank integer not null default 0, -- P5
	primary key (poll_id, seq)
);

-- What was in the urn when it was opened.
create table ballot_count (
	poll_id text not null references ballot_poll(id), -- P1
	seq integer not null, -- P1
	counts text not null, -- P2
	filled integer not null, -- P2
	blank integer not null, -- P2
	primary key (poll_id, seq)
);
{{append_only "ballot_count"}};

-- Paper ballots, counted by one person and confirmed by another.
create table ballot_batch (
	id text primary key, -- P2
	poll_id text not null references ballot_poll(id), -- P1
	papers integer not null, -- P2
	counts text not null, -- P2
	state text not null default 'entered', -- P2
	entered_by text not null, -- P2
	entered_person text not null, -- P2
	entered_name text not null, -- P2
	entered_at text not null, -- P2
	second_by text not null default '', -- P2
	second_name text not null default '', -- P2
	second_at text not null default '', -- P2
	second_why text not null default '', -- P2
	check (state in ('entered', 'confirmed', 'returned'))
);
create index ballot_batch_poll on ballot_batch (poll_id, id);
create unique index ballot_batch_one on ballot_batch (poll_id) where state in ('entered', 'confirmed');

create view v_ballot as select id, number, title, kind, ref, unit_id, unit_ord, state, entitled, issued, papers, returned, opens_at, closes_at, closed_at, irregular from ballot_poll;
