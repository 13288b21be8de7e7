package burden

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

const matterCols = `v.kind, v.ref, v.unit_id, u.short, v.asker, coalesce(k.short, ''), v.title, v.asked_at, v.due, v.auto, v.hand, v.href`

func scanMatter(s db.Scanner) (m Matter, err error) {
	var asked string
	err = s.Scan(&m.Kind, &m.Ref, &m.Unit, &m.UnitName, &m.Asker, &m.AskerName, &m.Title, &asked, &m.Due, &m.Auto, &m.Hand, &m.Href)
	m.On = dayOf(asked)
	return m, err
}

// dayOf is the house's day of an instant; a room that knows the day alone gives the day.
func dayOf(s string) clock.Day {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return clock.DayOf(t)
	}
	return clock.Day(s)
}

// listOpen are the things asked of the unit that it has not done, the earliest first.
func listOpen(tx *db.Tx, unit string, scope db.Scope, limit int) ([]Matter, error) {
	a := db.Args{unit}
	where := scope.Rows("v.unit_ord", "v.ref", &a)
	return db.All(tx, scanMatter, `select `+matterCols+` from v_asked v join v_unit u on u.id = v.unit_id left join v_unit k on k.id = v.asker
		where v.unit_id = $1 and v.done_at = '' and `+where+` order by case when v.due = '' then 1 else 0 end, v.due, v.ref`+db.Limit(limit), a...)
}

// sumByAsker adds up what was asked of the unit in the time, by who asked.
func sumByAsker(tx *db.Tx, unit string, from, until clock.Day) ([]Row, error) {
	return db.All(tx, func(s db.Scanner) (r Row, err error) {
		err = s.Scan(&r.ID, &r.Name, &r.Asked, &r.Spared, &r.Auto, &r.Hand)
		return r, err
	}, `select v.asker, coalesce(max(k.short), ''), count(*), cast(sum(case when v.hand = 0 and v.auto > 0 then 1 else 0 end) as bigint), cast(sum(v.auto) as bigint), cast(sum(v.hand) as bigint)
		from v_asked v left join v_unit k on k.id = v.asker where v.unit_id = $1 and v.asked_at >= $2 and v.asked_at < $3
		group by v.asker order by min(coalesce(k.ord, 0)), v.asker`, unit, db.Stamp(from.Time()), db.Stamp(until.Time()))
}

// sumByMonth adds up what was asked of the unit month by month.
func sumByMonth(tx *db.Tx, unit string, from clock.Day) ([]Month, error) {
	return db.All(tx, func(s db.Scanner) (m Month, err error) {
		err = s.Scan(&m.Month, &m.Asked, &m.Spared)
		return m, err
	}, `select substr(asked_at, 1, 7), count(*), cast(sum(case when hand = 0 and auto > 0 then 1 else 0 end) as bigint) from v_asked
		where unit_id = $1 and asked_at >= $2 group by substr(asked_at, 1, 7) order by 1`, unit, db.Stamp(from.Time()))
}

// sumByUnit adds up what was asked of the units in reach, in the order of the register.
func sumByUnit(tx *db.Tx, scope db.Scope, mine string, from, until clock.Day) ([]Row, error) {
	var a db.Args
	asker, since, end := a.Add(mine), a.Add(db.Stamp(from.Time())), a.Add(db.Stamp(until.Time()))
	where := scope.Rows("v.unit_ord", "v.ref", &a)
	return db.All(tx, func(s db.Scanner) (r Row, err error) {
		err = s.Scan(&r.ID, &r.Name, &r.Asked, &r.Spared, &r.Auto, &r.Hand, &r.Mine)
		return r, err
	}, `select u.id, u.short, count(*), cast(sum(case when v.hand = 0 and v.auto > 0 then 1 else 0 end) as bigint), cast(sum(v.auto) as bigint), cast(sum(v.hand) as bigint),
			cast(sum(case when v.asker = `+asker+` then 1 else 0 end) as bigint)
		from v_asked v join v_unit u on u.id = v.unit_id where v.asked_at >= `+since+` and v.asked_at < `+end+` and `+where+` group by u.id, u.short, u.ord order by u.ord`, a...)
}

// listAskings are the askings of departments in reach, the latest first.
func listAskings(tx *db.Tx, scope db.Scope, limit int) ([]Line, error) {
	var a db.Args
	where := scope.Rows("a.asker_ord", "a.id", &a)
	return db.All(tx, func(s db.Scanner) (l Line, err error) {
		x := &l.Asking
		err = s.Scan(&x.ID, &x.Asker, &x.AskerName, &x.AskerOrd, &x.Title, &x.Wants, &x.Basis, &x.Since, &x.Until, &x.Due, &x.Cells, &x.By, db.At(&x.At), db.At(&x.Withdrawn), &x.Why, &x.Version,
			&l.Units, &l.Answered, &l.Had)
		return l, err
	}, `select `+askingCols+`, (select count(*) from burden_part p where p.asking_id = a.id), (select count(*) from burden_part p where p.asking_id = a.id and p.state = 'answered'),
		(select count(*) from burden_part p where p.asking_id = a.id and p.had_ref <> '')`+askingFrom+` where `+where+` order by a.id desc`+db.Limit(limit), a...)
}
