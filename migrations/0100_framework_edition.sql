-- Packs as they were installed: one row a version, with the file itself and its fingerprint. A row is in force
-- from since to until (both included) once it was approved; a running matter names the version it began under.
create table framework_edition (
	id text primary key, -- P1
	code text not null, -- P1
	version text not null, -- P1
	kind text not null, -- P1
	title_zh text not null default '', -- P1
	title_en text not null default '', -- P1
	file text not null, -- P1
	hash text not null, -- P1
	raw text not null, -- P1
	tops integer not null, -- P1
	entries integer not null, -- P1
	since text not null default '', -- P1
	until text not null default '', -- P1
	state text not null, -- P1
	brought_by text not null, -- P1
	brought_at text not null, -- P1
	proposed_by text not null default '', -- P1
	proposed_name text not null default '', -- P1
	proposed_at text not null default '', -- P1
	approved_by text not null default '', -- P1
	approved_name text not null default '', -- P1
	approved_at text not null default '', -- P1
	row_version bigint not null default 1, -- P1
	unique (code, version),
	check (state in ('offered', 'proposed', 'approved', 'withdrawn'))
);
create index framework_edition_code on framework_edition (code, since);

-- Matters that began under a version and still run: they are counted before another one is switched on.
create table framework_use (
	edition_id text not null references framework_edition(id), -- P1
	kind text not null, -- P1
	ref text not null, -- P1
	begun_at text not null, -- P1
	ended_at text not null default '', -- P1
	primary key (kind, ref)
);
create index framework_use_running on framework_use (edition_id) where ended_at = '';
