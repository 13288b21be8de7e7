-- Evidence. The bytes lie in the data folder under their SHA-256; a row here says what they are.
create table file_blob (
	hash text primary key, -- P2
	size bigint not null, -- P2
	type text not null, -- P2
	width bigint not null, -- P2
	height bigint not null, -- P2
	thumb text not null, -- P2
	at text not null -- P2
);
{{append_only "file_blob"}};

-- A file belongs to one object of a room (kind and ref) and is seen by whoever may see that object. It is
-- never deleted: a mistake is withdrawn, with a reason, and stays readable.
create table file_file (
	id text primary key, -- P2
	hash text not null references file_blob(hash), -- P2
	name text not null, -- P2
	kind text not null, -- P2
	ref text not null, -- P2
	measure text not null, -- P2
	unit_id text not null, -- P2
	login text not null, -- P2
	by_name text not null, -- P2
	at text not null, -- P2
	withdrawn_at text not null default '', -- P2
	withdrawn_by text not null default '', -- P2
	reason text not null default '', -- P2
	version bigint not null default 1 -- P2
);
create index file_file_ref on file_file (kind, ref, id);
create index file_file_hash on file_file (hash);

-- An upload under way; gone when it is finished, or a day after the last byte.
create table file_upload (
	id text primary key, -- P2
	name text not null, -- P2
	size bigint not null, -- P2
	kind text not null, -- P2
	ref text not null, -- P2
	measure text not null, -- P2
	login text not null, -- P2
	arrived bigint not null, -- P2
	at text not null, -- P2
	touched text not null -- P2
);
create index file_blob_thumb on file_blob (thumb);
create index file_upload_touched on file_upload (touched);
