package orglife

import (
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

const dutyCols = `id, party_id, party_ord, kind, title, period, period_from, period_until, year, slot, closes, late_until, pack, mark, done_on, done_by, late_days,
	missed_at, made_up_on, made_up_by, made_at, version`

func scanDuty(s db.Scanner) (d Duty, err error) {
	err = s.Scan(&d.ID, &d.Party, &d.PartyOrd, &d.Kind, &d.Title, &d.Period.Code, &d.Period.From, &d.Period.Until, &d.Period.Year, &d.Period.Slot, &d.Closes, &d.LateUntil, &d.Pack,
		&d.Mark, &d.DoneOn, &d.DoneBy, &d.LateDays, db.At(&d.MissedAt), &d.MadeUpOn, &d.MadeUpBy, db.At(&d.MadeAt), &d.Version)
	return d, err
}

func loadDuty(tx *db.Tx, id DutyID) (Duty, error) {
	return db.One(tx, scanDuty, `select `+dutyCols+` from orglife_duty where id = $1`, id)
}

// dutyOn is the duty of a kind whose period holds the day.
func dutyOn(tx *db.Tx, party, kind string, day clock.Day) (Duty, error) {
	return db.One(tx, scanDuty, `select `+dutyCols+` from orglife_duty where party_id = $1 and kind = $2 and period_from <= $3 and period_until >= $4 order by period_from limit 1`, party, kind, day, day)
}

// lastPeriods is the last day laid down, by organisation and duty.
func lastPeriods(tx *db.Tx) (map[string]clock.Day, error) {
	type last struct {
		key string
		day clock.Day
	}
	list, err := db.All(tx, func(s db.Scanner) (l last, err error) {
		var party, kind string
		err = s.Scan(&party, &kind, &l.day)
		l.key = party + " " + kind
		return l, err
	}, `select party_id, kind, max(period_until) from orglife_duty group by party_id, kind`)
	out := make(map[string]clock.Day, len(list))
	for _, l := range list {
		out[l.key] = l.day
	}
	return out, err
}

// dutiesAtOnce is how many rows one statement inserts: fewer than a statement may have values.
const dutiesAtOnce = 200

func insertDuties(tx *db.Tx, rows []Duty) error {
	for len(rows) > 0 {
		n := min(len(rows), dutiesAtOnce)
		var a db.Args
		var v strings.Builder
		for i, d := range rows[:n] {
			if i > 0 {
				v.WriteByte(',')
			}
			fmt.Fprintf(&v, "%s", db.In(&a, []any{d.ID, d.Party, d.PartyOrd, d.Kind, d.Title, d.Period.Code, d.Period.From, d.Period.Until, d.Period.Year, d.Period.Slot, d.Closes, d.LateUntil, d.Pack,
				d.Mark, d.DoneOn, d.DoneBy, d.LateDays, db.Stamp(d.MissedAt), db.Stamp(d.MadeAt)}))
		}
		if _, err := tx.Exec(`insert into orglife_duty (id, party_id, party_ord, kind, title, period, period_from, period_until, year, slot, closes, late_until, pack,
			mark, done_on, done_by, late_days, missed_at, made_at) values `+v.String(), a...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func saveDuty(tx *db.Tx, d *Duty) error {
	d.Version++
	return moved(tx.Exec(`update orglife_duty set mark = $1, done_on = $2, done_by = $3, late_days = $4, missed_at = $5, made_up_on = $6, made_up_by = $7, version = $8 where id = $9 and version = $10`,
		d.Mark, d.DoneOn, d.DoneBy, d.LateDays, db.Stamp(d.MissedAt), d.MadeUpOn, d.MadeUpBy, d.Version, d.ID, d.Version-1))
}

// markMissed marks what closed unwritten.
func markMissed(tx *db.Tx) (int, error) {
	if n, err := db.Value[int64](tx, `select count(*) from orglife_duty where mark = 'open' and closes < $1`, tx.Today()); n == 0 || err != nil {
		return 0, err
	}
	n, err := tx.Exec(`update orglife_duty set mark = 'missed', missed_at = $1, version = version + 1 where mark = 'open' and closes < $2`, db.Stamp(tx.Now), tx.Today())
	return int(n), err
}

// OpenAt is how many duties of one organisation are open.
type OpenAt struct {
	Party string
	Short string
	Ord   int64
	N     int
	Until clock.Day
}

// openByParty counts, by organisation, the open duties that end by a day.
func openByParty(tx *db.Tx, scope db.Scope, until clock.Day) ([]OpenAt, error) {
	var a db.Args
	where := scope.Where("d.party_ord", &a)
	day := a.Add(until)
	return db.All(tx, func(s db.Scanner) (o OpenAt, err error) {
		err = s.Scan(&o.Party, &o.Short, &o.Ord, &o.N, &o.Until)
		return o, err
	}, `select d.party_id, o.short, d.party_ord, count(*), min(d.period_until) from orglife_duty d join v_party o on o.id = d.party_id
		where d.mark = 'open' and `+where+` and d.period_until <= `+day+` group by d.party_id, o.short, d.party_ord order by d.party_ord`, a...)
}

// dutiesOf are the duties of one organisation in a year, in the order of time.
func dutiesOf(tx *db.Tx, party string, year int) ([]Duty, error) {
	return db.All(tx, scanDuty, `select `+dutyCols+` from orglife_duty where party_id = $1 and year = $2 order by period_from, kind`, party, year)
}

// dutiesNow are the duties of one organisation that are open, or run in the month that begins with a day.
func dutiesNow(tx *db.Tx, party string, from, until clock.Day) ([]Duty, error) {
	return db.All(tx, scanDuty, `select `+dutyCols+` from orglife_duty where party_id = $1 and (mark = 'open' or period_until >= $2 and period_from <= $3) order by period_until, kind`, party, from, until)
}

// missedOf are the duties of an organisation that were missed within a year and that nothing makes up for yet, the
// latest first.
func missedOf(tx *db.Tx, party string) ([]Duty, error) {
	return db.All(tx, scanDuty, `select `+dutyCols+` from orglife_duty where party_id = $1 and mark = 'missed' and period_until > $2 order by period_until desc limit 24`, party, tx.Today().Add(-366))
}
