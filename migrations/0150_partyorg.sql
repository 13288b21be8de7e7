-- Party organisations and their members (DOMAIN.md 6.1, 6.3). The tree, posts and terms are hall/org's.
-- A row is a member's time in a branch in one kind: a move or the end of probation ends one row and begins
-- another, so that the history stays. A member whom no branch has yet (placed is false) is kept by an
-- organisation above the branches.
create table partyorg_member (
	id text primary key, -- P1
	person_id text not null, -- P2
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	placed boolean not null default true, -- P1
	kind text not null, -- P2
	since text not null, -- P2
	until text not null default '', -- P2
	flow text not null default '', -- P2
	flow_place text not null default '', -- P2
	flow_since text not null default '', -- P2
	basis text not null default '', -- P2
	made_by text not null, -- P1
	made_at text not null, -- P1
	version bigint not null default 1, -- P1
	check (kind in ('full', 'probationary')),
	check (flow in ('', 'in', 'out')),
	check (until = '' or until >= since)
);
create unique index partyorg_member_open on partyorg_member (person_id) where until = '';
create index partyorg_member_party on partyorg_member (party_id, until);
create index partyorg_member_ord on partyorg_member (party_ord);

-- A lawful exception marks a line of the completeness lists; it never hides it.
create table partyorg_exception (
	id text primary key, -- P1
	gap text not null, -- P1
	ref text not null, -- P2
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	reason text not null, -- P2
	basis text not null, -- P2
	until text not null, -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	ended_at text not null default '', -- P1
	ended_by text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create unique index partyorg_exception_open on partyorg_exception (gap, ref) where ended_at = '';

-- An election (换届) as a track of dated steps; one open track for each organisation.
create table partyorg_election (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	term_until text not null, -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	done_at text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create unique index partyorg_election_open on partyorg_election (party_id) where done_at = '';

create table partyorg_election_step (
	id text primary key, -- P1
	election_id text not null references partyorg_election(id), -- P1
	step text not null, -- P1
	day text not null, -- P1
	paper text not null default '', -- P1
	words text not null default '', -- P2
	voters integer not null default 0, -- P2
	attended integer not null default 0, -- P2
	made_by text not null, -- P1
	made_at text not null, -- P1
	unique (election_id, step)
);
{{append_only "partyorg_election_step"}};

-- Admission of a new member: where it stands, and every dated step.
create table partyorg_admission (
	id text primary key, -- P1
	person_id text not null, -- P2
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	stage text not null, -- P2
	ended_on text not null default '', -- P2
	ended_why text not null default '', -- P2
	made_by text not null, -- P1
	made_at text not null, -- P1
	version bigint not null default 1 -- P1
);
create unique index partyorg_admission_open on partyorg_admission (person_id) where ended_on = '' and stage <> 'full';
create index partyorg_admission_ord on partyorg_admission (party_ord);

create table partyorg_admission_step (
	id text primary key, -- P1
	admission_id text not null references partyorg_admission(id), -- P1
	seq integer not null, -- P1
	step text not null, -- P2
	day text not null, -- P2
	paper text not null default '', -- P2
	words text not null default '', -- P2
	number integer not null default 0, -- P2
	attended integer not null default 0, -- P2
	voters integer not null default 0, -- P2
	agreed integer not null default 0, -- P2
	waiver_id text not null default '', -- P1
	person_id text not null, -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	unique (admission_id, seq)
);
{{append_only "partyorg_admission_step"}};

-- A gate is passed early, or a step left out, only with a written exception that somebody else approved.
create table partyorg_waiver (
	id text primary key, -- P1
	admission_id text not null references partyorg_admission(id), -- P1
	step text not null, -- P2
	gate text not null, -- P2
	why text not null, -- P2
	paper text not null, -- P2
	asked_by text not null, -- P1
	asked_person text not null, -- P1
	asked_at text not null, -- P1
	decided_by text not null default '', -- P1
	decided_at text not null default '', -- P1
	granted boolean not null default false, -- P2
	words text not null default '', -- P2
	used_at text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create index partyorg_waiver_admission on partyorg_waiver (admission_id);

-- What other rooms may read: members with their branch and days, and the organisations with their numbers.
create view v_party_member as select person_id, party_id, party_ord, kind, flow, since, until from partyorg_member where placed;
create view v_party_org as select o.id as party_id, o.ord, o.last, o.depth, o.parent_id, o.name, o.short, o.kind, o.until,
	(select count(*) from partyorg_member m where m.party_id = o.id and m.placed and m.until = '') as members,
	(select count(*) from partyorg_member m where m.party_id = o.id and m.placed and m.until = '' and m.kind = 'full') as full_members,
	coalesce((select max(t.until) from v_term t where t.party_id = o.id), '') as term_until
	from v_party o;
create view v_admission as select id, person_id, party_id, party_ord, stage, ended_on from partyorg_admission;
