-- Accounts of persons. failed counts wrong passwords in a row from browsers that the account does not know; suspended_at is
-- when that closed the password for them (TRUST.md 2.2); hashed_at is when the password was chosen. One person may hold several accounts only if their roles do not exclude each other.
create table access_login (
	id text primary key, -- P1
	login text not null unique, -- P1
	person_id text not null references org_person(id), -- P1
	title text not null default '', -- P1
	hash text not null, -- P5
	lang text not null default '', -- P1
	active boolean not null default true, -- P1
	created_at text not null, -- P1
	failed integer not null default 0, -- P1
	suspended_at text not null default '', -- P1
	hashed_at text not null default '', -- P1
	last_at text not null default '', -- P1
	version bigint not null default 1 -- P1
);
create index access_login_person on access_login (person_id);

-- Roles granted at a node of the unit tree, with start, end and basis; a grant ends by itself.
create table access_grant (
	id text primary key, -- P1
	login_id text not null references access_login(id), -- P1
	role text not null, -- P1
	unit_id text not null references org_unit(id), -- P1
	since text not null, -- P1
	until text not null default '', -- P1
	basis text not null default '', -- P1
	granted_by text not null, -- P1
	granted_at text not null, -- P1
	revoked_at text not null default '' -- P1
);
create index access_grant_login on access_grant (login_id);

-- Sessions: level is how much has been proven (weak: the password; stale: both, but the password is too old; strong: both);
-- stepped_at is when the person last proved to be there. Only the hash of the cookie is kept, so a stolen table opens nothing.
create table access_session (
	id text primary key, -- P5
	login_id text not null references access_login(id), -- P1
	csrf text not null, -- P5
	created_at text not null, -- P1
	seen_at text not null, -- P1
	ends_at text not null, -- P1
	level text not null, -- P1
	stepped_at text not null default '', -- P1
	place text not null default '' -- P2
);
create index access_session_login on access_session (login_id);
