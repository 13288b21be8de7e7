-- Units: the administrative tree. ord and last are the unit's stretch of tree numbers: a unit and
-- everything below it is ord..last, so a subtree is one range and a scope is a few.
create table org_unit (
	id text primary key, -- P1
	code text not null unique, -- P1
	name text not null, -- P1
	short text not null, -- P1
	kind text not null, -- P1
	parent_id text references org_unit(id), -- P1
	ord bigint not null, -- P1
	last bigint not null, -- P1
	depth integer not null, -- P1
	initials text not null default '', -- P1
	aliases text not null default '', -- P1
	inspected boolean not null default false, -- P1
	since text not null default '', -- P1
	until text not null default '', -- P1
	position integer not null default 0, -- P1
	version bigint not null default 1 -- P1
);
create index org_unit_ord on org_unit (ord);
create index org_unit_parent on org_unit (parent_id, position);

-- Persons of the register: only what the work needs (HOUSE.md on cadre-file fields).
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

-- What other rooms may read of the tree.
create view v_unit as select id, code, name, short, kind, parent_id, ord, last, depth, inspected, until from org_unit;
create view v_person as select id, name, badge, unit_id, until from org_person;
