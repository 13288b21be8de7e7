-- Witnesses of the record: people or programs outside the reporting line who cosign checkpoints
-- (TRUST.md 2.9). kind is http, usb or paper; a paper witness has neither address nor key, but a line in
-- its duty book. A witness is never deleted: it ends with a reason.
create table audit_witness (
	id text primary key, -- P1
	name text not null, -- P1
	holder text not null, -- P1
	kind text not null, -- P1
	url text not null default '', -- P1
	vkey text not null default '', -- P1
	since text not null, -- P1
	added_by text not null, -- P1
	ended text not null default '', -- P1
	reason text not null default '', -- P1
	check (kind in ('http', 'usb', 'paper'))
);
create unique index audit_witness_key on audit_witness (vkey) where vkey <> '' and ended = '';

-- One line for each checkpoint that a witness cosigned: the signature line, or for paper the place in
-- its duty book and who signed there.
create table audit_cosign (
	witness_id text not null references audit_witness(id), -- P1
	size bigint not null, -- P1
	at text not null, -- P1
	line text not null, -- P1
	came text not null, -- P1
	primary key (witness_id, size)
);
{{append_only "audit_cosign"}};

-- How the last contact went; it is made anew by every contact and answers for nothing.
create table audit_contact (
	witness_id text primary key references audit_witness(id), -- P1
	tried_at text not null, -- P1
	heard_at text not null default '', -- P1
	failing_since text not null default '', -- P1
	fault text not null default '' -- P1
);

-- How many witnesses must have cosigned; the newest line counts.
create table audit_quorum (
	seq {{id}}, -- P1
	need integer not null, -- P1
	at text not null, -- P1
	actor text not null -- P1
);
{{append_only "audit_quorum"}};
