-- Workbooks that were uploaded and wait for a decision: good rows, all rows, or none. The bytes go away with it.
create table batch_upload (
	id text primary key, -- P1
	number text not null unique, -- P1
	kind text not null, -- P1
	name text not null, -- P2
	size bigint not null, -- P1
	hash text not null, -- P1
	body {{bytes}}, -- P2
	login_id text not null, -- P1
	by_name text not null, -- P1
	made_at text not null, -- P1
	state text not null default 'waiting', -- P1
	done_at text not null default '', -- P1
	receipt text not null default '', -- P2
	version bigint not null default 1 -- P1
);
create index batch_upload_kind on batch_upload (kind, made_at);
