-- Persons of the register: only what the work needs; nothing of a cadre file (docs/design).
create table org_person (
	id text primary key, -- P1
	name text not null, -- P1
	badge text not null default '', -- P1
	unit_id text references org_unit(id), -- P1
	phone text not null default '', -- P2
	initials text not null default '', -- P1
	since text not null default '', -- P1
	until text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create index org_person_unit on org_person (unit_id);
create unique index org_person_badge on org_person (badge) where badge <> '';

-- Posts with their dates; kind 'head' at a unit is its principal head, whose change matters to every open list.
create table org_post (
	id text primary key, -- P1
	person_id text not null references org_person(id), -- P1
	unit_id text not null references org_unit(id), -- P1
	title text not null, -- P1
	kind text not null, -- P1
	since text not null, -- P1
	until text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (until = '' or until >= since)
);
create index org_post_unit on org_post (unit_id, kind, since);
create index org_post_person on org_post (person_id);

-- Portfolios (分管): a leader answers for a unit, or for a field of work where unit_id is null.
create table org_portfolio (
	id text primary key, -- P1
	person_id text not null references org_person(id), -- P1
	unit_id text references org_unit(id), -- P1
	field text not null default '', -- P1
	since text not null, -- P1
	until text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (until = '' or until >= since)
);
create index org_portfolio_person on org_portfolio (person_id);
create index org_portfolio_unit on org_portfolio (unit_id);

-- What other rooms may read of persons.
create view v_person as select id, name, badge, unit_id, initials, until from org_person;
create view v_post as select id, person_id, unit_id, title, kind, since, until from org_post;
create view v_portfolio as select id, person_id, unit_id, since, until from org_portfolio where unit_id is not null;
