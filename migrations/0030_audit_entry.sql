-- The record. A row is written in the transaction of the act; it is never changed. The leaf holds no
-- personal data: the actor is an account id, details are only committed to (TRUST.md 2.9).
create table audit_entry (
	seq {{id}}, -- P1
	at text not null, -- P1
	actor text not null, -- P1
	session text not null, -- P1
	action text not null, -- P1
	kind text not null, -- P1
	ref text not null, -- P1
	version bigint not null, -- P1
	unit text not null, -- P1
	prev text not null, -- P1
	sum text not null, -- P1
	leaf text not null -- P1
);
create index audit_entry_ref on audit_entry (kind, ref, seq);
create index audit_entry_actor on audit_entry (actor, seq);
create index audit_entry_at on audit_entry (at, seq);
create index audit_entry_action on audit_entry (action, seq);
{{append_only "audit_entry"}};

-- What the act was about, in words; its hash with the nonce is the commitment in the leaf. Apart, so
-- that details can be destroyed by rule and the leaf stays valid.
create table audit_detail (
	seq bigint primary key references audit_entry(seq), -- P2
	nonce text not null, -- P2
	name text not null, -- P2
	body text not null -- P2
);
create index audit_detail_name on audit_detail (name, seq);
