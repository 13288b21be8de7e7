package calendar

import (
	"encoding/json"
	"strconv"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
)

func scanRule(s db.Scanner) (r pack.Rule, err error) {
	var body string
	var since, until clock.Day
	if err = s.Scan(&since, &until, &body); err != nil {
		return r, err
	}
	err = json.Unmarshal([]byte(body), &r)
	r.From, r.To = since, until
	return r, err
}

func loadRuleOn(tx *db.Tx, code string, day clock.Day) (pack.Rule, error) {
	return db.One(tx, scanRule, `select since, until, body from calendar_rule where code = $1 and since <= $2 and (until = '' or until >= $3) order by since desc limit 1`, code, day, day)
}

func loadRule(tx *db.Tx, code string, since clock.Day) (pack.Rule, error) {
	return db.One(tx, scanRule, `select since, until, body from calendar_rule where code = $1 and since = $2`, code, since)
}

func listRules(tx *db.Tx) ([]pack.Rule, error) {
	return db.All(tx, scanRule, `select since, until, body from calendar_rule order by code, since`)
}

func insertRule(tx *db.Tx, version string, r pack.Rule) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into calendar_rule (code, since, until, pack_version, body) values ($1, $2, $3, $4, $5)`, r.Code, r.From, r.To, version, string(body))
	return err
}

// endRule lets a version end on the day before another begins.
func endRule(tx *db.Tx, code string, since, next clock.Day) error {
	_, err := tx.Exec(`update calendar_rule set until = $1 where code = $2 and since = $3`, next.Add(-1), code, since)
	return err
}

func countRunning(tx *db.Tx) (map[string]int, error) {
	type count struct {
		rule string
		n    int
	}
	list, err := db.All(tx, func(s db.Scanner) (c count, err error) {
		var rule, since string
		err = s.Scan(&rule, &since, &c.n)
		c.rule = rule + "@" + since
		return c, err
	}, `select rule, rule_since, count(*) from calendar_promise where kept_at = '' and dropped_at = '' and rule <> '' group by rule, rule_since`)
	out := map[string]int{}
	for _, c := range list {
		out[c.rule] = c.n
	}
	return out, err
}

type yearToken struct {
	year  int
	token string
}

func listTokens(tx *db.Tx) ([]yearToken, error) {
	return db.All(tx, func(s db.Scanner) (t yearToken, err error) {
		err = s.Scan(&t.year, &t.token)
		return t, err
	}, `select year, token from calendar_year order by year`)
}

// loadYear puts the days of a year together again: neighbouring days of one name are one holiday.
func loadYear(tx *db.Tx, year int) (pack.Year, error) {
	type row struct {
		day    clock.Day
		off    bool
		zh, en string
	}
	y := pack.Year{Year: year}
	rows, err := db.All(tx, func(s db.Scanner) (r row, err error) {
		err = s.Scan(&r.day, &r.off, &r.zh, &r.en)
		return r, err
	}, `select day, off, name_zh, name_en from calendar_day where year = $1 order by day`, year)
	for _, r := range rows {
		n := len(y.Off)
		name := pack.Text{Zh: r.zh, En: r.en}
		switch {
		case !r.off:
			y.Work = append(y.Work, r.day)
		case n > 0 && y.Off[n-1].Name == name && y.Off[n-1].To.Add(1) == r.day:
			y.Off[n-1].To = r.day
		default:
			y.Off = append(y.Off, pack.Holiday{Name: name, From: r.day, To: r.day})
		}
	}
	return y, err
}

func loadYearInfo(tx *db.Tx, year int) (YearInfo, error) {
	y, err := db.One(tx, func(s db.Scanner) (y YearInfo, err error) {
		err = s.Scan(&y.Source, &y.ConfirmedBy, db.At(&y.ConfirmedAt), &y.Version)
		return y, err
	}, `select source, confirmed_by, confirmed_at, version from calendar_year where year = $1`, year)
	if err != nil {
		return y, err
	}
	y.Year, err = loadYear(tx, year)
	return y, err
}

func putYear(tx *db.Tx, in NewYear, version int64) error {
	by, at := "", ""
	if in.Confirm {
		by, at = tx.Who.Name, db.Stamp(tx.Now)
	}
	_, err := tx.Exec(`insert into calendar_year (year, token, source, confirmed_by, confirmed_at, version) values ($1, $2, $3, $4, $5, $6)
		on conflict (year) do update set token = excluded.token, source = excluded.source, confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at, version = excluded.version`,
		in.Year, db.NewID(), in.Source, by, at, version)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`delete from calendar_day where year = $1`, in.Year); err != nil {
		return err
	}
	for _, h := range in.Off {
		for d := h.From; d <= h.To; d = d.Add(1) {
			if err := insertDay(tx, in.Year, d, true, h.Name); err != nil {
				return err
			}
		}
	}
	for _, d := range in.Work {
		if err := insertDay(tx, in.Year, d, false, pack.Text{}); err != nil {
			return err
		}
	}
	return nil
}

func insertDay(tx *db.Tx, year int, d clock.Day, off bool, name pack.Text) error {
	_, err := tx.Exec(`insert into calendar_day (day, year, off, name_zh, name_en) values ($1, $2, $3, $4, $5)`, d, year, off, name.Zh, name.En)
	return err
}

func yearID(year int) string { return strconv.Itoa(year) }
