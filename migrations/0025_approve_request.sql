-- What one person asked for and another has to agree to (TRUST.md 2.11). The content that is agreed to never changes
-- here: it is what the asker signed, and hash is its SHA-256. state says how the request ended; only open ones may end.
create table approve_request (
	id text primary key, -- P1
	code text not null, -- P1
	kind text not null, -- P1
	ref text not null, -- P1
	label text not null, -- P2
	title text not null, -- P2
	unit_id text not null references org_unit(id), -- P1
	fields text not null, -- P2
	hash text not null, -- P2
	reason text not null, -- P2
	about text not null default '', -- P2
	link text not null default '', -- P1
	asked_person text not null, -- P1
	asked_login text not null, -- P1
	asked_name text not null, -- P1
	asked_unit text not null default '', -- P1
	asked_at text not null, -- P1
	ends_at text not null, -- P1
	state text not null default 'open', -- P1
	version bigint not null default 1, -- P1
	check (state in ('open', 'yes', 'no', 'stale', 'expired', 'withdrawn'))
);
-- One thing is asked for once at a time.
create unique index approve_request_open on approve_request (code, kind, ref) where state = 'open';
create index approve_request_of on approve_request (kind, ref) where state = 'open';
create index approve_request_ends on approve_request (ends_at) where state = 'open';
create index approve_request_asked on approve_request (asked_person, asked_at);

-- How a request ended: one row, for ever. seen is the hash of what the one who decided had before him or her.
create table approve_decision (
	request_id text primary key references approve_request(id), -- P1
	outcome text not null, -- P1
	seen text not null default '', -- P2
	found text not null default '', -- P2
	reason text not null default '', -- P2
	by_person text not null default '', -- P1
	by_login text not null, -- P1
	by_name text not null, -- P1
	by_unit text not null default '', -- P1
	at text not null -- P1
);
create index approve_decision_by on approve_decision (by_person, at);
{{append_only "approve_decision"}};

-- What was agreed to for one use only (a download) and has been used.
create table approve_use (
	request_id text primary key references approve_request(id), -- P1
	by_login text not null, -- P1
	at text not null -- P1
);
{{append_only "approve_use"}};
