-- Second factors of an account (totp, passkey, cert). secret is what proves it: the shared secret, the passkey's credential as
-- JSON, the certificate's fingerprint. mark finds the row again (credential id, fingerprint); last_step makes a code single-use.
create table access_factor (
	id text primary key, -- P1
	login_id text not null references access_login(id), -- P1
	kind text not null, -- P1
	name text not null default '', -- P2
	secret text not null, -- P5
	mark text not null default '', -- P5
	last_step bigint not null default 0, -- P1
	made_at text not null, -- P1
	used_at text not null default '' -- P1
);
create index access_factor_login on access_factor (login_id);
create unique index access_factor_mark on access_factor (kind, mark) where mark <> '';

-- Browsers in which the account has been signed in with both factors: they have a way in of their own, so that guessing
-- from elsewhere keeps nobody out. Only the hash of the cookie is kept.
create table access_device (
	id text primary key, -- P5
	login_id text not null references access_login(id), -- P1
	made_at text not null, -- P1
	seen_at text not null, -- P1
	failed integer not null default 0 -- P1
);
create index access_device_login on access_device (login_id);

-- Hashes of passwords that an account had before, kept only while the profile mlps3 is on (GB/T 22239-2019 8.1.4.1 a).
create table access_former (
	id text primary key, -- P1
	login_id text not null references access_login(id), -- P1
	hash text not null, -- P5
	at text not null -- P1
);
create index access_former_login on access_former (login_id);
