-- The sealed record. Committed entries get a leaf number in the order of their sequence; the hashes of the
-- tree over them are kept as one dense list (RFC 6962, stored-hash order); every pass ends with a signed
-- checkpoint (C2SP tlog-checkpoint). Nothing here is ever changed; all of it can be re-computed.
create table audit_sealed (
	idx bigint primary key, -- P1
	seq bigint not null unique references audit_entry(seq) -- P1
);
{{append_only "audit_sealed"}};

create table audit_node (
	idx bigint primary key, -- P1
	hash {{bytes}} not null -- P1
);
{{append_only "audit_node"}};

create table audit_checkpoint (
	size bigint primary key, -- P1
	at text not null, -- P1
	note text not null -- P1
);
{{append_only "audit_checkpoint"}};
