package calendar

import (
	"context"
	"slices"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// YearInfo is a year's working calendar as it was entered.
type YearInfo struct {
	pack.Year
	Source      string
	ConfirmedBy string // who confirmed it for the unit; empty while 待本单位核定
	ConfirmedAt time.Time
	Version     int64
}

// NewYear is a working calendar to be entered or corrected. Version is the one that was seen, 0 for a
// year that nobody has entered.
type NewYear struct {
	Year    int
	Off     []pack.Holiday
	Work    []clock.Day
	Source  string
	Confirm bool
	Version int64
}

func (in NewYear) check() error {
	var c fault.Check
	c.That(in.Year >= 2000 && in.Year < 3000, "year", "calendar.year_range")
	c.That(in.Source != "", "source", "calendar.year_source")
	c.That(len(in.Off) > 0, "off", "calendar.year_no_holiday")
	seen := map[clock.Day]bool{}
	for _, h := range in.Off {
		c.That(!h.Name.Empty(), "off", "calendar.year_name", "day", string(h.From))
		if h.From > h.To || h.From.Year() != in.Year || h.To.Year() != in.Year {
			c.That(false, "off", "calendar.year_holiday", "from", string(h.From), "to", string(h.To), "year", in.Year)
			continue
		}
		for d := h.From; d <= h.To; d = d.Add(1) {
			c.That(!seen[d], "off", "calendar.year_twice", "day", string(d))
			seen[d] = true
		}
	}
	for _, d := range in.Work {
		c.That(d.Year() == in.Year && pack.Weekend(d), "work", "calendar.year_work", "day", string(d), "year", in.Year)
		c.That(!seen[d], "work", "calendar.year_twice", "day", string(d))
		seen[d] = true
	}
	return c.Err()
}

// EnterYear replaces the working calendar of a year; fault.Conflict when somebody else changed it
// meanwhile. Due dates already reckoned stay: a calendar that is corrected late must not move a date
// that was told to people.
func (h *Hall) EnterYear(ctx context.Context, actor who.Actor, in NewYear) error {
	if err := in.check(); err != nil {
		return err
	}
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := mayEdit(tx); err != nil {
			return err
		}
		was, err := loadYearInfo(tx, in.Year)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		if was.Version != in.Version {
			return fault.Conflict("calendar.year_changed", "year", in.Year)
		}
		if err := putYear(tx, in, was.Version+1); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "calendar.enter_year", Kind: "calendar", ID: yearID(in.Year), Version: was.Version + 1,
			Details: map[string]any{"was": was.Year, "now": in}})
	})
}

// mayEdit asks for the right anywhere: the working calendar is the whole house's.
func mayEdit(tx *db.Tx) error {
	if tx.Who.IsJob() || access.Anywhere(tx.Who, access.EditDays) {
		return nil
	}
	return fault.Denied("role")
}

// InstallYear enters a calendar from a pack, unless the year was entered already: what the unit
// corrected is not undone by an upgrade. It writes and does not record.
func InstallYear(tx *db.Tx, p *pack.Pack, lang string) (bool, error) {
	if _, err := loadYearInfo(tx, p.Year.Year); !fault.Is(err, fault.KindNotFound) {
		return false, err
	}
	source := ""
	if len(p.Cites) > 0 {
		source = p.Cites[0].Title.In(lang)
	}
	return true, putYear(tx, NewYear{Year: p.Year.Year, Off: p.Year.Off, Work: p.Year.Work, Source: source}, 1)
}

// Year reads the calendar of one year, fault.NotFound when nobody entered it.
func (h *Hall) Year(ctx context.Context, actor who.Actor, year int) (y YearInfo, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		y, err = loadYearInfo(tx, year)
		return err
	})
	return y, err
}

// Years lists the years that were entered, the earliest first.
func (h *Hall) Years(ctx context.Context, actor who.Actor) (list []YearInfo, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		tokens, err := listTokens(tx)
		if err != nil {
			return err
		}
		for _, t := range tokens {
			y, err := loadYearInfo(tx, t.year)
			if err != nil {
				return err
			}
			list = append(list, y)
		}
		slices.SortFunc(list, func(a, b YearInfo) int { return a.Year.Year - b.Year.Year })
		return nil
	})
	return list, err
}

// Try reckons a rule from a day for the page's calculator. The rule need not be in force: it may be
// one of a pack that is still proposed.
func (h *Hall) Try(ctx context.Context, actor who.Actor, r pack.Rule, start clock.Day) (out Reckoned, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = reckonUnder(tx, r, start)
		return err
	})
	return out, err
}
