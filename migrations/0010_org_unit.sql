-- Organisations: two trees in one table, units (tree = 'unit') and Party organisations (tree = 'party').
-- ord and last are a node's stretch of tree numbers in sparse pre-order: a node and everything below it is
-- ord..last, so a subtree is one range and a scope is a few. The order of numbers is the register order.
create table org_unit (
	id text primary key, -- P1
	tree text not null default 'unit', -- P1
	parent_id text references org_unit(id), -- P1
	code text not null default '', -- P1
	name text not null, -- P1
	short text not null, -- P1
	kind text not null, -- P1
	ord bigint not null, -- P1
	last bigint not null, -- P1
	depth integer not null, -- P1
	initials text not null default '', -- P1
	inspected boolean not null default false, -- P1
	since text not null default '', -- P1
	until text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (tree in ('unit', 'party')),
	check (ord <= last)
);
create index org_unit_ord on org_unit (ord);
create index org_unit_parent on org_unit (parent_id);
create unique index org_unit_code on org_unit (tree, code) where code <> '';

-- Other names under which a unit is found: an alias in use, or a name that it or a unit merged into it had.
create table org_alias (
	unit_id text not null references org_unit(id), -- P1
	name text not null, -- P1
	why text not null, -- P1
	initials text not null default '', -- P1
	until text not null default '', -- P1
	primary key (unit_id, name)
);

-- What happened to a unit: the history of a reorganisation stays readable after the tree has changed.
create table org_event (
	seq {{id}}, -- P1
	unit_id text not null references org_unit(id), -- P1
	kind text not null, -- P1
	day text not null, -- P1
	other_id text references org_unit(id), -- P1
	was text not null default '', -- P1
	became text not null default '', -- P1
	note text not null default '', -- P1
	at text not null, -- P1
	actor text not null -- P1
);
create index org_event_unit on org_event (unit_id, day);
{{append_only "org_event"}};

-- Which units a Party organisation covers: a unit may have several branches, a joint branch several units.
create table org_link (
	party_id text not null references org_unit(id), -- P1
	unit_id text not null references org_unit(id), -- P1
	since text not null default '', -- P1
	until text not null default '', -- P1
	primary key (party_id, unit_id)
);
create index org_link_unit on org_link (unit_id);

-- Terms of a Party organisation's committee.
create table org_term (
	id text primary key, -- P1
	party_id text not null references org_unit(id), -- P1
	number integer not null, -- P1
	since text not null, -- P1
	until text not null, -- P1
	unique (party_id, number)
);

-- One row whose token changes with every change of a tree: what is kept in memory goes by it.
create table org_tree (
	id integer primary key check (id = 1), -- P0
	token text not null -- P0
);

-- What other rooms may read of the trees.
create view v_unit as select id, code, name, short, kind, parent_id, ord, last, depth, initials, inspected, since, until from org_unit where tree = 'unit';
-- v_node is a node of either tree: what a role is granted at.
create view v_node as select id, short, tree, parent_id, ord, last, depth, until from org_unit;
create view v_party as select id, code, name, short, kind, parent_id, ord, last, depth, initials, inspected, since, until from org_unit where tree = 'party';
