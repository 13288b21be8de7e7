-- What happens to an item after it was listed. One row an act; what was said is kept, also when it was refused.

-- The plan of one unit for one source (整改方案): its tasks and measures are the live rows of its items;
-- what was submitted is kept word for word in rectify_plan_version.
create table rectify_plan (
	id text primary key, -- P2
	unit_id text not null references org_unit(id), -- P2
	unit_ord bigint not null, -- P2
	source text not null, -- P2
	source_ref text not null, -- P2
	source_name text not null, -- P2
	title text not null, -- P2
	fed_back_on text not null, -- P2
	due text not null, -- P2
	accepted integer not null default 0, -- P2
	number integer not null, -- P2
	state text not null, -- P2
	cause text not null default '', -- P2
	study_on text not null default '', -- P2
	study_note text not null default '', -- P2
	signed_by text not null default '', -- P2
	signed_name text not null default '', -- P2
	signed_at text not null default '', -- P2
	asked_head text not null default '', -- P2
	version bigint not null default 1, -- P1
	unique (unit_id, source_ref)
);
create index rectify_plan_unit on rectify_plan (unit_ord, state);
create index rectify_plan_state on rectify_plan (state, due);

create table rectify_plan_version (
	plan_id text not null references rectify_plan(id), -- P2
	number integer not null, -- P2
	body text not null, -- P2
	hash text not null, -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	at text not null, -- P2
	primary key (plan_id, number)
);
{{append_only "rectify_plan_version"}};

-- Signatures of heads under a plan: of the version submitted, and of the inherited list by a new head (新官不理旧账).
create table rectify_plan_sign (
	id text primary key, -- P2
	plan_id text not null references rectify_plan(id), -- P2
	number integer not null, -- P2
	kind text not null, -- P2
	person_id text not null, -- P2
	person_name text not null, -- P2
	opinion text not null, -- P2
	hash text not null, -- P2
	at text not null -- P2
);
create index rectify_plan_sign_plan on rectify_plan_sign (plan_id, at);
{{append_only "rectify_plan_sign"}};

-- The reviewer's remarks, each on one row or on the whole plan; they are answered, never erased.
create table rectify_comment (
	id text primary key, -- P2
	plan_id text not null references rectify_plan(id), -- P2
	number integer not null, -- P2
	row_id text not null default '', -- P2
	row_label text not null default '', -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	body text not null, -- P2
	at text not null, -- P2
	state text not null, -- P2
	reply text not null default '' -- P2
);
create index rectify_comment_plan on rectify_comment (plan_id, at);

-- Progress of a measure, and words on the item as a whole (measure_id empty).
create table rectify_progress (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	measure_id text not null default '', -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	at text not null, -- P2
	body text not null, -- P2
	percent integer not null, -- P2
	reached bigint not null default 0 -- P2
);
create index rectify_progress_item on rectify_progress (item_id, at);
{{append_only "rectify_progress"}};

-- What office and unit wrote to each other about the item.
create table rectify_note (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	by_title text not null default '', -- P2
	at text not null, -- P2
	body text not null -- P2
);
create index rectify_note_item on rectify_note (item_id, at);
{{append_only "rectify_note"}};

create table rectify_extension (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	was text not null, -- P2
	wanted text not null, -- P2
	reason text not null, -- P2
	state text not null, -- P2
	asked_by text not null, -- P2
	asked_name text not null, -- P2
	asked_at text not null, -- P2
	decided_by text not null default '', -- P2
	decided_name text not null default '', -- P2
	decided_at text not null default '', -- P2
	opinion text not null default '' -- P2
);
create index rectify_extension_item on rectify_extension (item_id, asked_at);
create unique index rectify_extension_open on rectify_extension (item_id) where state = 'asked';

-- The claim for close-out (销号申请, B-R6), one a round.
create table rectify_claim (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	round integer not null, -- P2
	summary text not null, -- P2
	checks text not null, -- P2
	hash text not null, -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	at text not null, -- P2
	unique (item_id, round)
);
{{append_only "rectify_claim"}};

create table rectify_verification (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	round integer not null, -- P2
	members text not null, -- P2
	method text not null, -- P2
	rows text not null, -- P2
	opinion text not null, -- P2
	dissent text not null default '', -- P2
	verdict text not null, -- P2
	asked integer not null default 0, -- P2
	content integer not null default 0, -- P2
	hash text not null, -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	at text not null -- P2
);
create index rectify_verification_item on rectify_verification (item_id, round, at);
{{append_only "rectify_verification"}};

-- The two signatures of a close-out: each bound to the hash of the content that its signer saw.
create table rectify_signature (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	round integer not null, -- P2
	place integer not null, -- P2
	hash text not null, -- P2
	opinion text not null, -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	at text not null -- P2
);
create index rectify_signature_item on rectify_signature (item_id, round, at);
{{append_only "rectify_signature"}};

-- Decisions that turn the item round: returned, standing, voided, kept or relapsed at a look-back.
create table rectify_decision (
	id text primary key, -- P2
	item_id text not null references rectify_item(id), -- P2
	round integer not null, -- P2
	kind text not null, -- P2
	body text not null, -- P2
	document text not null default '', -- P2
	due text not null default '', -- P2
	by_id text not null, -- P2
	by_name text not null, -- P2
	at text not null -- P2
);
create index rectify_decision_item on rectify_decision (item_id, at);
{{append_only "rectify_decision"}};
