-- How this house is backed up: one row. folder is where the night work writes, empty for nowhere.
create table backup_plan (
	id integer primary key check (id = 1), -- P0
	folder text not null default '', -- P1
	every_hours integer not null default 24, -- P1
	limit_hours integer not null default 24, -- P1
	keep_count integer not null default 30, -- P1
	keep_days integer not null default 35, -- P1
	drill boolean not null default true, -- P1
	changed_at text not null, -- P1
	version bigint not null default 1, -- P1
	check (keep_days between 1 and 35)
);

-- To whom backups are encrypted: public halves only. holder says who keeps the other half: officer, escrow, other.
create table backup_recipient (
	public text primary key, -- P1
	holder text not null, -- P1
	added_at text not null -- P1
);

-- Backups that were made or tried. fault is the words key of what went wrong, with its detail; pruned_at is when
-- the file was deleted because newer ones stand and the time of keeping had passed.
create table backup_run (
	id text primary key, -- P1
	at text not null, -- P1
	why text not null, -- P1
	actor text not null, -- P1
	file text not null, -- P1
	size bigint not null, -- P1
	hash text not null, -- P1
	schema text not null, -- P1
	rows bigint not null, -- P1
	files bigint not null, -- P1
	damaged bigint not null, -- P1
	tree bigint not null, -- P1
	root text not null, -- P1
	took_ms bigint not null, -- P1
	fault text not null default '', -- P1
	detail text not null default '', -- P1
	pruned_at text not null default '' -- P1
);
create index backup_run_at on backup_run (at);

-- Each backup restored into a scratch place by the house itself, and compared.
create table backup_drill (
	id text primary key, -- P1
	run_id text not null references backup_run(id), -- P1
	at text not null, -- P1
	ok boolean not null, -- P1
	rows bigint not null, -- P1
	tree bigint not null, -- P1
	root text not null, -- P1
	opened integer not null, -- P1
	took_ms bigint not null, -- P1
	fault text not null default '', -- P1
	detail text not null default '' -- P1
);
create index backup_drill_run on backup_drill (run_id, at);
{{append_only "backup_drill"}};

-- That this house was restored from a backup; it is read-only until two persons have agreed to go on with it.
create table backup_restore (
	id text primary key, -- P1
	at text not null, -- P1
	file text not null, -- P1
	hash text not null, -- P1
	taken_at text not null, -- P1
	program text not null, -- P1
	tree bigint not null, -- P1
	root text not null, -- P1
	rows bigint not null, -- P1
	files bigint not null, -- P1
	damaged bigint not null, -- P1
	opened_at text not null default '', -- P1
	opened_by text not null default '', -- P1
	request_id text not null default '', -- P1
	version bigint not null default 1 -- P1
);
