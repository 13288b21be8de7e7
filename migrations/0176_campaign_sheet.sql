-- Daily and weekly sheets (日报、周报, DOMAIN.md 7.4). What was signed stands word for word in body, bound by hash.
create table campaign_sheet (
	id text primary key, -- P2
	campaign_id text not null references campaign_campaign(id), -- P1
	number text not null unique, -- P1
	kind text not null, -- P1
	day text not null, -- P1
	first_day text not null, -- P1
	unit_id text not null, -- P1
	unit_ord bigint not null, -- P1
	state text not null, -- P2
	body text not null, -- P2
	hash text not null, -- P2
	pack text not null, -- P1
	pack_version text not null, -- P1
	drafted_by text not null, -- P2
	drafted_name text not null, -- P2
	drafted_at text not null, -- P2
	signed_by text not null default '', -- P2
	signed_name text not null default '', -- P2
	signed_at text not null default '', -- P2
	opinion text not null default '', -- P2
	version bigint not null default 1, -- P1
	unique (campaign_id, kind, day),
	check (kind in ('day', 'week')),
	check (state in ('draft', 'signed'))
);
create index campaign_sheet_unit_id on campaign_sheet (unit_id);
