-- What the rows of the house said when they were last written through the application. Each act that
-- writes a protected row leaves its fingerprint here (a nonce and a hash over nonce and row; empty when
-- the row was deleted); the act's leaf commits to all fingerprints of the act. So a row that was changed
-- behind the application's back no longer fits, and a fingerprint that was changed does not fit its leaf.
alter table audit_entry add column state text not null default ''; -- P1

create table audit_row (
	tbl text not null, -- P1
	id text not null, -- P1
	seq bigint not null references audit_entry(seq), -- P1
	print {{bytes}} not null, -- P1
	primary key (tbl, id, seq)
);
create index audit_row_seq on audit_row (seq);
{{append_only "audit_row"}};

-- Which columns of which table are covered since when. A table that is new here, or whose columns changed
-- with an upgrade, is taken over as it stands, and that is itself an entry of the record.
create table audit_cover (
	tbl text primary key, -- P1
	columns text not null, -- P1
	at text not null -- P1
);

-- What the night work found and nobody has cleared up yet. It is a view of what is in the record as
-- audit.alarm and audit.alarm_end.
create table audit_alarm (
	id text primary key, -- P1
	what text not null, -- P1
	subject text not null, -- P1
	detail text not null default '', -- P1
	since text not null, -- P1
	ended text not null default '' -- P1
);
create unique index audit_alarm_open on audit_alarm (what, subject) where ended = '';
