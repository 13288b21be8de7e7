-- Party budget: plans, adjustments, applications, vouchers, settlements, publication, dues. Money is whole fen.
-- A plan of one Party organisation for one year. hash binds the content that was submitted: what is approved is what was shown.
create table budget_plan (
	id text primary key, -- P1
	number text not null unique, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	year integer not null, -- P1
	state text not null, -- P1
	note text not null default '', -- P2
	pack text not null, -- P1
	planned_by text not null, -- P1
	planned_name text not null, -- P1
	submitted_at text not null default '', -- P1
	hash text not null default '', -- P1
	decided_by text not null default '', -- P1
	decided_name text not null default '', -- P1
	decided_at text not null default '', -- P1
	words text not null default '', -- P2
	made_at text not null, -- P1
	version bigint not null default 1, -- P1
	unique (party_id, year),
	check (state in ('draft', 'submitted', 'returned', 'approved'))
);
create index budget_plan_ord on budget_plan (party_ord, year);

-- A line of a plan. purpose is what the means are earmarked for (专款专用), empty when the category alone binds them.
-- planned is the first approved figure and stays; amount is what is in force after adjustments.
create table budget_line (
	id text primary key, -- P1
	plan_id text not null references budget_plan(id), -- P1
	seq integer not null, -- P1
	category text not null, -- P1
	title text not null, -- P2
	purpose text not null default '', -- P2
	planned bigint not null, -- P2
	amount bigint not null, -- P2
	note text not null default '', -- P2
	version bigint not null default 1, -- P1
	check (planned >= 0 and amount >= 0)
);
create index budget_line_plan on budget_line (plan_id, seq);

-- An adjustment of an approved plan: from one line to another, with its reason and somebody else's approval.
create table budget_adjust (
	id text primary key, -- P1
	plan_id text not null references budget_plan(id), -- P1
	from_id text not null default '', -- P1
	to_id text not null default '', -- P1
	amount bigint not null, -- P2
	reason text not null, -- P2
	state text not null, -- P1
	hash text not null, -- P1
	asked_by text not null, -- P1
	asked_name text not null, -- P1
	asked_at text not null, -- P1
	decided_by text not null default '', -- P1
	decided_name text not null default '', -- P1
	decided_at text not null default '', -- P1
	words text not null default '', -- P2
	version bigint not null default 1, -- P1
	check (state in ('asked', 'approved', 'refused')),
	check (amount > 0)
);
create index budget_adjust_plan on budget_adjust (plan_id, id);

-- An application before spending. step is who signs next; total is what was applied for, spent what was settled.
create table budget_expense (
	id text primary key, -- P1
	number text not null unique, -- P1
	plan_id text not null references budget_plan(id), -- P1
	line_id text not null references budget_line(id), -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	year integer not null, -- P1
	activity_id text not null default '', -- P1
	activity text not null, -- P2
	purpose text not null default '', -- P2
	place text not null, -- P1
	people integer not null, -- P2
	first_on text not null, -- P1
	last_on text not null, -- P1
	as_role text not null, -- P1
	bans text not null, -- P1
	total bigint not null, -- P2
	spent bigint not null default 0, -- P2
	state text not null, -- P1
	step text not null default '', -- P1
	hash text not null, -- P1
	pack text not null, -- P1
	asked_by text not null, -- P1
	asked_name text not null, -- P1
	asked_at text not null, -- P1
	approved_at text not null default '', -- P1
	settle_due text not null default '', -- P1
	settled_by text not null default '', -- P1
	settled_name text not null default '', -- P1
	settled_at text not null default '', -- P1
	words text not null default '', -- P2
	version bigint not null default 1, -- P1
	check (state in ('asked', 'approved', 'refused', 'withdrawn', 'settled')),
	check (last_on >= first_on and people > 0)
);
create index budget_expense_ord on budget_expense (party_ord, year);
create index budget_expense_line on budget_expense (line_id, state);
create index budget_expense_activity on budget_expense (activity_id) where activity_id <> '';

-- What an application asks for, with the ceiling and its article as they stood that day.
create table budget_cost (
	expense_id text not null references budget_expense(id), -- P1
	item text not null, -- P1
	quantity bigint not null, -- P2
	amount bigint not null, -- P2
	ceiling bigint not null, -- P1
	article text not null default '', -- P1
	note text not null default '', -- P2
	primary key (expense_id, item)
);

-- Each signature under an application: what was signed is its hash.
create table budget_sign (
	id text primary key, -- P1
	expense_id text not null references budget_expense(id), -- P1
	step text not null, -- P1
	act text not null, -- P1
	words text not null default '', -- P2
	hash text not null, -- P1
	by_id text not null, -- P1
	by_name text not null, -- P4
	at text not null -- P1
);
create index budget_sign_expense on budget_sign (expense_id, id);
{{append_only "budget_sign"}};

-- Vouchers. One without an application has an empty expense_id, is shown as such and is not paid. A mistake is cancelled with a reason.
create table budget_voucher (
	id text primary key, -- P1
	expense_id text not null default '', -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	year integer not null, -- P1
	number text not null, -- P2
	day text not null, -- P1
	item text not null, -- P1
	amount bigint not null, -- P2
	what text not null, -- P2
	by_id text not null, -- P1
	by_name text not null, -- P1
	at text not null, -- P1
	cancelled_at text not null default '', -- P1
	cancelled_why text not null default '', -- P2
	version bigint not null default 1, -- P1
	check (amount > 0)
);
create index budget_voucher_expense on budget_voucher (expense_id, id);
create index budget_voucher_ord on budget_voucher (party_ord, year);
create unique index budget_voucher_number on budget_voucher (number, amount) where cancelled_at = '';

-- The yearly sheet as it was published to the members: kept as it was shown.
create table budget_publication (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	kind text not null, -- P1
	period text not null, -- P1
	body {{json}} not null, -- P1
	hash text not null, -- P1
	by_id text not null, -- P1
	by_name text not null, -- P1
	at text not null, -- P1
	check (kind in ('budget', 'dues'))
);
create index budget_publication_party on budget_publication (party_id, kind, period, id);
{{append_only "budget_publication"}};

-- The base from which a member's dues are computed, from a month on: seen by the branch's secretary and the Party officer only.
create table budget_base (
	person_id text not null, -- P3
	party_id text not null, -- P3
	party_ord bigint not null, -- P1
	since text not null, -- P3
	base bigint not null, -- P3
	retired boolean not null default false, -- P3
	by_name text not null, -- P3
	at text not null, -- P1
	version bigint not null default 1, -- P1
	primary key (person_id, since),
	check (base >= 0)
);
create index budget_base_ord on budget_base (party_ord);

-- One member's dues of one month. due was computed once, by the rate of that month, and is kept.
create table budget_dues (
	id text primary key, -- P1
	person_id text not null, -- P3
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	month text not null, -- P1
	due bigint not null, -- P3
	rate integer not null, -- P3
	article text not null default '', -- P1
	paid bigint not null default 0, -- P3
	paid_on text not null default '', -- P3
	exempt text not null default '', -- P3
	by_name text not null default '', -- P3
	version bigint not null default 1, -- P1
	unique (person_id, month),
	check (paid >= 0)
);
create index budget_dues_party on budget_dues (party_id, month);
create index budget_dues_ord on budget_dues (party_ord, month);

-- What a branch handed up.
create table budget_handing (
	id text primary key, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	first_month text not null, -- P1
	last_month text not null, -- P1
	amount bigint not null, -- P2
	day text not null, -- P1
	receipt text not null, -- P2
	by_name text not null, -- P1
	at text not null, -- P1
	check (amount > 0 and last_month >= first_month)
);
create index budget_handing_party on budget_handing (party_id, first_month);
{{append_only "budget_handing"}};

-- The next number of a series.
create table budget_series (
	name text primary key, -- P1
	last bigint not null -- P1
);

-- What other rooms may read: a line's means and their use.
create view v_budget_line as select l.id, p.party_id, p.party_ord, p.year, l.category, l.planned, l.amount,
	(select coalesce(cast(sum(e.total) as bigint), 0) from budget_expense e where e.line_id = l.id and e.state = 'approved') as held,
	(select coalesce(cast(sum(e.spent) as bigint), 0) from budget_expense e where e.line_id = l.id and e.state = 'settled') as spent
	from budget_line l join budget_plan p on p.id = l.plan_id where p.state = 'approved';
-- By unit: the units that a Party organisation covers today. A joint branch has one row for each of its units, an organisation that
-- covers none has unit_id ''. planned is what its own plan holds, approved and spent what its own applications took, from whichever plan.
create view v_budget_unit as select v.party_id, coalesce(u.id, '') as unit_id, coalesce(u.ord, 0) as unit_ord, v.year, v.category,
	cast(sum(v.planned) as bigint) as planned, cast(sum(v.approved) as bigint) as approved, cast(sum(v.spent) as bigint) as spent
	from (select p.party_id, p.year, l.category, l.amount as planned, 0 as approved, 0 as spent
			from budget_line l join budget_plan p on p.id = l.plan_id where p.state = 'approved'
		union all
		select e.party_id, e.year, l.category, 0, case when e.state = 'settled' then e.spent else e.total end, e.spent
			from budget_expense e join budget_line l on l.id = e.line_id where e.state in ('approved', 'settled')) v
	left join v_link k on k.party_id = v.party_id and k.until = '' left join v_unit u on u.id = k.unit_id
	group by v.party_id, coalesce(u.id, ''), coalesce(u.ord, 0), v.year, v.category;
-- The meetings and activities of organisation life that an application may be for.
create view v_budget_meeting as select id, party_id, party_ord, kind, topic, day, state, held_on from orglife_activity where state <> 'dropped';
-- Approved applications and whether they were settled in time.
create view v_budget_settling as select id, number, activity, party_id, party_ord, settle_due, settled_at from budget_expense where state in ('approved', 'settled');
-- Whether an activity has an application, for the room of organisation life.
create view v_budget_activity as select e.id, e.number, e.activity_id, e.party_id, e.party_ord, e.state, e.total, e.spent from budget_expense e where e.activity_id <> '';
