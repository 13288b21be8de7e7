-- One row for each thing that can be found, and beside it, under the same number, the index of its
-- two-character words (search_gram). Restricted matters are never here.
create table search_doc (
	id {{id}}, -- P1
	kind text not null, -- P1
	ref text not null, -- P1
	number text not null, -- P1
	title text not null, -- P2
	body text not null, -- P2
	extra text not null, -- P2
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	readers text not null, -- P3
	holder text not null, -- P1
	state text not null, -- P2
	done boolean not null, -- P2
	due text not null, -- P2
	day text not null, -- P2
	sum text not null, -- P1
	unique (kind, ref)
);
create index search_doc_unit on search_doc (unit_id);
{{fulltext "search_gram"}};
