package campaign

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// SheetEntry is one thing that a figure counts, as its list shows it. People are not listed by name here:
// their column leads to the register of persons.
type SheetEntry struct {
	ID     string
	Number string
	Title  string
	Unit   string
	On     clock.Day
	Href   string

	ord int64
}

// SheetBehind is the list behind one figure.
type SheetBehind struct {
	Campaign   Campaign
	Column     SheetColumn
	Unit, Name string
	First, Day clock.Day
	Entries    []SheetEntry
	N          int
	Hash       string
	Hidden     bool // what is not shown because it counts fewer than five people
}

// Behind lists what a figure counts: a column, a unit of the sheet ("" for the total) and a period. The
// fingerprint is that of the cell. Entries that a recusal keeps away are counted and not shown.
func (r *Room) Behind(ctx context.Context, actor who.Actor, id ID, code, unit string, first, day clock.Day) (b SheetBehind, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if b.Campaign, err = sheetReader(tx, id); err != nil {
			return err
		}
		columns, _, err := r.sheetColumns(tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(columns, func(c SheetColumn) bool { return c.Code == code })
		if at < 0 || sheetEmpty(code) {
			return fault.NotFound()
		}
		b.Column, b.Unit, b.First, b.Day = columns[at], unit, first, day
		return b.fill(tx, sheetSources[code])
	})
	return b, err
}

func (b *SheetBehind) fill(tx *db.Tx, s sheetSource) error {
	rows, err := s.rows(tx, b.Campaign)
	if err != nil {
		return err
	}
	rows = s.within(rows, b.First, b.Day)
	units, err := sheetUnits(tx, b.Campaign)
	if err != nil {
		return err
	}
	if b.Unit != "" {
		k := slices.IndexFunc(units, func(u sheetUnit) bool { return u.id == b.Unit })
		if k < 0 || s.whole {
			return fault.NotFound()
		}
		b.Name = units[k].name
		rows = slices.DeleteFunc(rows, func(r sheetRow) bool { return r.ord < units[k].first || r.ord > units[k].last })
	}
	c := sheetCell(rows)
	b.N, b.Hash = c.N, c.Hash
	if s.persons {
		b.Hidden = b.N < 5
		return nil
	}
	if s.whole {
		return nil // receipts and slips have no list: their numbers are for those who hold them
	}
	in := map[string]bool{}
	for _, r := range rows {
		in[r.id] = true
	}
	all, err := sheetEntries(tx, b.Campaign, b.Column.Code)
	if err != nil {
		return err
	}
	for _, e := range all {
		if in[e.ID] && access.ScopeOf(tx.Who, access.ReadCampaign).Has(e.ord) {
			b.Entries = append(b.Entries, e)
		}
	}
	return nil
}

// Forecast says how likely it is that what is open is closed by the last day of the campaign, from the
// real closings of the last thirty working days.
func (r *Room) Forecast(ctx context.Context, actor who.Actor, id ID) (f Forecast, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadCampaign, c.Place()); err != nil {
			return err
		}
		f, err = forecastOf(tx, c, tx.Today())
		return err
	})
	return f, err
}

func forecastOf(tx *db.Tx, c Campaign, today clock.Day) (f Forecast, err error) {
	f.On = today
	if f.Until, err = lastDay(tx, c.ID); err != nil || f.Until == "" {
		f.Why = "campaign.forecast.no_date"
		return f, err
	}
	days, err := calendar.DaysOf(tx)
	if err != nil {
		return f, err
	}
	closings, open, err := closingsOf(tx, c)
	if err != nil {
		return f, err
	}
	f.Open = open
	daily, since, err := workingCounts(days.Working, closings, today, clock.DayOf(c.ApprovedAt))
	if err != nil {
		return f, err
	}
	f.Since, f.Days = since, len(daily)
	for _, n := range daily {
		f.Closed += n
	}
	for d := today.Add(1); d <= f.Until; d = d.Add(1) {
		ok, err := days.Working(d)
		if err != nil {
			return f, err
		}
		if ok {
			f.Left++
		}
	}
	if f.Days < leastDays || f.Closed < leastClosed {
		f.Why = "campaign.forecast.too_little"
		return f, nil
	}
	f.Chance, f.Dispersion = forecast(daily, f.Open, f.Left)
	f.Even = evenDays(daily, f.Open)
	return f, nil
}

// workingCounts are the closings of each of the last working days up to yesterday; what was closed on a
// day off counts for the working day before.
func workingCounts(working func(clock.Day) (bool, error), closings map[clock.Day]int, today, start clock.Day) (daily []int, since clock.Day, err error) {
	carry := 0
	since = today
	for d := today.Add(-1); d >= start && len(daily) < ForecastWindow; d = d.Add(-1) {
		carry += closings[d]
		ok, err := working(d)
		if err != nil {
			return nil, since, err
		}
		if ok {
			daily = append(daily, max(carry, 0))
			carry, since = 0, d
		}
	}
	slices.Reverse(daily)
	return daily, since, nil
}
