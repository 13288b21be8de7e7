-- Recusals (回避): a person is kept away from a unit and what is below it, or from one matter. reason is one of the grounds of
-- the rules, never a story; a recusal is lifted with its own reason and stays readable.
create table access_recusal (
	id text primary key, -- P1
	person_id text not null references org_person(id), -- P1
	unit_id text references org_unit(id), -- P1
	kind text not null default '', -- P1
	ref text not null default '', -- P1
	label text not null default '', -- P2
	reason text not null, -- P2
	basis text not null default '', -- P2
	since text not null, -- P1
	until text not null default '', -- P1
	own boolean not null default false, -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	lifted_at text not null default '', -- P1
	lifted_by text not null default '', -- P1
	lifted_why text not null default '', -- P2
	check (unit_id is not null or (kind <> '' and ref <> ''))
);
create index access_recusal_person on access_recusal (person_id) where lifted_at = '';
create index access_recusal_unit on access_recusal (unit_id) where lifted_at = '';
