-- Training of Party members (DOMAIN.md 6.4). A year is opened with the numbers in force then; it keeps them.
create table training_year (
	year integer primary key, -- P1
	member_hours integer not null, -- P1
	officer_hours integer not null, -- P1
	officer_courses integer not null, -- P1
	pack_version text not null, -- P1
	opened_by text not null, -- P1
	opened_at text not null -- P1
);
{{append_only "training_year"}};

-- A course of the year's plan: planned for a month, held on its days, or called off with the reason.
create table training_course (
	id text primary key, -- P1
	number text not null unique, -- P1
	year integer not null, -- P1
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	title text not null, -- P2
	kind text not null, -- P1
	central boolean not null default false, -- P1
	host text not null default '', -- P2
	place text not null default '', -- P2
	month integer not null, -- P1
	first text not null default '', -- P1
	last text not null default '', -- P1
	halves integer not null default 0, -- P1
	hours integer not null, -- P1
	state text not null default 'planned', -- P1
	why text not null default '', -- P2
	makes_up text not null default '', -- P1
	made_by text not null, -- P1
	made_at text not null, -- P1
	held_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	check (kind in ('focus', 'online', 'micro', 'cloud')),
	check (state in ('planned', 'held', 'cancelled'))
);
create index training_course_list on training_course (year, month, number);
create index training_course_party on training_course (party_ord);

-- Who takes part, from the roster. Hours count when somebody else has recognised them.
create table training_seat (
	course_id text not null references training_course(id), -- P1
	person_id text not null, -- P2
	party_id text not null, -- P1
	party_ord bigint not null, -- P1
	state text not null default 'listed', -- P2
	reason text not null default '', -- P2
	hours integer not null default 0, -- P2
	proof text not null default '', -- P2
	recognised_by text not null default '', -- P1
	recognised_at text not null default '', -- P1
	version bigint not null default 1, -- P1
	primary key (course_id, person_id),
	check (state in ('listed', 'attended', 'absent'))
);
create index training_seat_person on training_seat (person_id);
create index training_seat_party on training_seat (party_id);

create table training_series (
	year integer primary key, -- P1
	last integer not null -- P1
);

-- Hours of one's own members: the regulation demands a yearly minimum of each, so somebody has to be able to see
-- who still lacks hours. One line for each running member of a branch and each opened year, in no order.
create view v_training_hours as
	select m.person_id, m.party_id, m.party_ord, y.year,
		case when exists (select 1 from v_post t where t.person_id = m.person_id and t.kind in ('head', 'deputy', 'discipline') and t.until = '' and exists (select 1 from v_party o where o.id = t.unit_id))
			then y.officer_hours else y.member_hours end as due,
		coalesce((select sum(s.hours) from training_seat s join training_course c on c.id = s.course_id where s.person_id = m.person_id and c.year = y.year and s.recognised_at <> ''), 0) as done
	from v_party_member m cross join training_year y where m.until = '';

-- Totals by branch, one line for each unit that it covers ('' for none). The number of people below the minimum is not
-- given where it, or the number of the others, would point at fewer than five.
create view v_training_unit as
	select h.party_id, coalesce(l.unit_id, '') as unit_id, coalesce(u.ord, 0) as unit_ord, h.party_ord, h.year, count(*) as people, sum(h.due) as hours_due, sum(case when h.done > h.due then h.due else h.done end) as hours_done,
		case when count(*) < 5 or (sum(case when h.done < h.due then 1 else 0 end) between 1 and 4) or (count(*) - sum(case when h.done < h.due then 1 else 0 end) between 1 and 4)
			then null else sum(case when h.done < h.due then 1 else 0 end) end as people_below
	from v_training_hours h left join v_link l on l.party_id = h.party_id and l.until = '' left join v_unit u on u.id = l.unit_id
	group by h.party_id, coalesce(l.unit_id, ''), coalesce(u.ord, 0), h.party_ord, h.year;
