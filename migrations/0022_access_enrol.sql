-- One-time codes by which a person sets the secrets of an account, handed over in person (TRUST.md 2.2). Only the hash of a
-- code is kept. ended is how it died: '' (open), used, replaced by a newer one, or closed with its account.
create table access_code (
	id text primary key, -- P1
	login_id text not null references access_login(id), -- P1
	hash text not null unique, -- P5
	reason text not null default '', -- P2
	made_by text not null, -- P1
	made_at text not null, -- P1
	ends_at text not null, -- P1
	ended text not null default '', -- P1
	ended_at text not null default '' -- P1
);
create index access_code_login on access_code (login_id);
create unique index access_code_open on access_code (login_id) where ended = '';

-- The first-run ceremony of three people (TRUST.md 2.4). While it runs (ended_at empty) no account has any right; token is the
-- hash of what lets the browser that began it repeat a lost code, and is gone when it ends.
create table access_ceremony (
	id text primary key, -- P1
	token text not null, -- P5
	began_at text not null, -- P1
	ended_at text not null default '' -- P1
);
