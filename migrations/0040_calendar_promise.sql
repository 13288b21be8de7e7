-- Deadline rules in all their versions; a row is never changed but for the day on which it ends.
create table calendar_rule (
	code text not null, -- P1
	since text not null, -- P1
	until text not null default '', -- P1
	pack_version text not null, -- P1
	body {{json}} not null, -- P1
	primary key (code, since),
	check (until = '' or until >= since)
);

-- Years whose working calendar was entered. token changes with every change: what is kept in memory goes by it.
create table calendar_year (
	year integer primary key, -- P1
	token text not null, -- P1
	source text not null, -- P1
	confirmed_by text not null default '', -- P1
	confirmed_at text not null default '', -- P1
	version bigint not null default 1 -- P1
);

-- Days off (with the holiday's name) and make-up workdays; ordinary weekends are not listed.
create table calendar_day (
	day text primary key, -- P1
	year integer not null references calendar_year(year), -- P1
	off boolean not null, -- P1
	name_zh text not null default '', -- P1
	name_en text not null default '' -- P1
);
create index calendar_day_year on calendar_day (year, day);

-- Promised dates. original never changes; due is the present one. next_at is the instant of the next warning
-- point, empty when nobody is to be reminded, so that the sweep's index holds nothing else.
-- matter is the id by which a recusal names what the date is about; persons are those who see it by name, each between
-- bars. closes is the last day on which it may be written down as kept in time, empty for the due date itself: what
-- closed unwritten is missed, and missed_at, once set, is never cleared. done_on is when it happened and kept_at when
-- that was written; late counts days as the room that keeps the date counts them.
create table calendar_promise (
	id text primary key, -- P1
	kind text not null, -- P1
	ref text not null, -- P1
	unit_id text not null default '', -- P1
	unit_ord bigint not null default 0, -- P1
	title text not null default '', -- P2
	restricted boolean not null default false, -- P1
	link text not null default '', -- P1
	rule text not null default '', -- P1
	rule_since text not null default '', -- P1
	start text not null, -- P1
	original text not null, -- P1
	due text not null, -- P1
	due_at text not null default '', -- P1
	extended integer not null default 0, -- P1
	held_since text not null default '', -- P1
	kept_at text not null default '', -- P1
	dropped_at text not null default '', -- P1
	next_at text not null default '', -- P1
	people {{json}} not null, -- P2
	matter text not null default '', -- P1
	persons text not null default '', -- P2
	closes text not null default '', -- P1
	missed_at text not null default '', -- P1
	done_on text not null default '', -- P1
	late integer not null default 0, -- P1
	made_at text not null, -- P1
	version bigint not null default 1 -- P1
);
create unique index calendar_promise_open on calendar_promise (ref, kind) where kept_at = '' and dropped_at = '';
create index calendar_promise_next on calendar_promise (next_at, id) where next_at <> '';
create index calendar_promise_unit on calendar_promise (unit_ord, due) where kept_at = '' and dropped_at = '' and missed_at = '';
create index calendar_promise_due on calendar_promise (due, id) where kept_at = '' and dropped_at = '' and missed_at = '';
create index calendar_promise_day on calendar_promise (due, unit_ord, kind);
create index calendar_promise_closes on calendar_promise (closes) where closes <> '' and kept_at = '' and dropped_at = '' and missed_at = '';
create index calendar_promise_made_up on calendar_promise (ref, kind) where missed_at <> '' and kept_at <> '';
create index calendar_promise_rule on calendar_promise (rule, rule_since) where rule <> '' and kept_at = '' and dropped_at = '';
create index calendar_promise_unit_id on calendar_promise (unit_id);

-- Every change of a promised date with its reason; shown beside the date.
create table calendar_change (
	seq {{id}}, -- P1
	promise_id text not null references calendar_promise(id), -- P1
	what text not null, -- P1
	was text not null, -- P1
	became text not null, -- P1
	reason text not null default '', -- P2
	actor text not null, -- P1
	at text not null -- P1
);
create index calendar_change_promise on calendar_change (promise_id, seq);
{{append_only "calendar_change"}};

-- What other rooms and pages may read of promises.
create view v_promise as select id, kind, ref, unit_id, unit_ord, rule, rule_since, start, original, due, extended, held_since, kept_at, dropped_at, missed_at, done_on, late from calendar_promise;
