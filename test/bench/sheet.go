package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/campaign"
)

// A campaign as large as DOMAIN.md 16.2 knows them: 34 units with their stations, 6,400 people, two
// thousand chronic problems, a thousand opinions.
const (
	sheetUnits    = 34
	sheetPeople   = 6400
	sheetProblems = 2000
	sheetOpinions = 1000
)

// sheetHouse is the house of the measure.
type sheetHouse struct {
	house *doors.House
	id    campaign.ID
	units []org.Unit
}

// measureSheets drafts and shows the sheet of a 34-unit campaign, beside the bare statements that fetch
// its figures by group.
func measureSheets(ctx context.Context, r *report, kind string) error {
	data, database, drop, err := place(kind)
	if err != nil {
		return err
	}
	defer drop()
	note("%s: a campaign of %d units", kind, sheetUnits)
	h, err := doors.Open(ctx, doors.Config{Data: data, DB: database, Bulk: true, Clock: now})
	if err != nil {
		return err
	}
	defer h.Close()
	w := &sheetHouse{house: h}
	if err := w.fill(ctx); err != nil {
		return err
	}
	day := today
	count := func(int, int) error {
		_, err := h.Campaign.Sheets(ctx, clerk, w.id)
		return err
	}
	draft := func(int, int) error {
		_, err := h.Campaign.DraftSheet(ctx, clerk, w.id, campaign.NewSheet{Kind: campaign.Daily, Day: day})
		return err
	}
	ref, err := openReference(database)
	if err != nil {
		return err
	}
	defer ref.close()
	bare := func(int, int) error { return w.bare(ref) }
	for _, m := range []struct {
		name string
		do   func(int, int) error
	}{{"figures of a 34-unit campaign", count}, {"daily sheet drafted, 34 units", draft}} {
		if err := m.do(0, 0); err != nil {
			return err
		}
		p, q := beside(1, long(), m.do, bare)
		r.Figures = append(r.Figures, figure{Database: kind, Items: sheetProblems, Name: m.name, Product: p, Reference: &q, Ratio: p.P50 / q.P50, Against: "the bare group-by statements", Goal: "< 1 s", Met: yes(p.P99 < 1000)})
		note("  %s", r.Figures[len(r.Figures)-1].line())
	}
	return nil
}

// bare runs what the figures cannot be had without: one statement a source, counted by unit, no lists and
// no fingerprints.
func (w *sheetHouse) bare(ref *reference) error {
	for _, q := range []string{
		`select u.ord, count(*) from org_person p join org_unit u on u.id = p.unit_id where $1 <> '' group by u.ord`,
		`select unit_ord, count(*), sum(case when closed_on <> '' then 1 else 0 end), sum(case when rule_on <> '' then 1 else 0 end) from chronic_problem where campaign_id = $1 group by unit_ord`,
		`select unit_ord, count(*), sum(case when state = 'replied' then 1 else 0 end) from campaign_opinion where campaign_id = $1 group by unit_ord`,
	} {
		if err := ref.drain(q, string(w.id)); err != nil {
			return err
		}
	}
	return nil
}

func (w *sheetHouse) fill(ctx context.Context) error {
	return w.house.DB.Write(ctx, clerk, func(tx *db.Tx) error {
		root, err := org.AddUnit(tx, org.UnitInput{Name: "市局", Short: "市局", Kind: "city"}, "")
		if err != nil {
			return err
		}
		var ids []string
		for i := range sheetUnits {
			id, err := org.AddUnit(tx, org.UnitInput{Name: fmt.Sprint("分局", i), Short: fmt.Sprint("分局", i), Kind: "branch", Parent: root, Inspected: true}, "")
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		u, err := org.UnitByID(tx, root)
		if err != nil {
			return err
		}
		w.id = "sheet"
		start := db.Stamp(today.Add(-60).Time())
		if _, err = tx.Exec(`insert into campaign_campaign (id, number, year, title, unit_id, unit_ord, lead, aim, state, pack, pack_version, open_code, drafted_by, drafted_at, approved_by, approved_at)
			values ($1, 'ZZ-26-01', 2026, '测量', $2, $3, '[]', '', 'rectify', 'x', '1', 'abc', 'x', $4, 'y', $4)`, w.id, root, u.Ord, start); err != nil {
			return err
		}
		for _, id := range ids {
			if u, err = org.UnitByID(tx, id); err != nil {
				return err
			}
			w.units = append(w.units, u)
			if _, err = tx.Exec(`insert into campaign_relay (id, campaign_id, unit_id, unit_ord, asked_at, receive_due, break_due, report_due, received_at) values ($1, $2, $3, $4, $5, $6, $6, $6, $5)`, db.NewID(), w.id, id, u.Ord, start, today); err != nil {
				return err
			}
		}
		if err := w.rows(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "bench", Kind: "bench", ID: "sheet", Version: 1})
	})
}

func (w *sheetHouse) rows(tx *db.Tx) error {
	r := rand.New(rand.NewPCG(5, 5))
	unit := func() org.Unit { return w.units[r.IntN(len(w.units))] }
	for i := range sheetPeople {
		if _, err := tx.Exec(`insert into org_person (id, name, badge, unit_id, initials) values ($1, '测量员', $2, $3, '')`, db.NewID(), fmt.Sprintf("%06d", i), unit().ID); err != nil {
			return err
		}
	}
	for i := range sheetProblems {
		u, day := unit(), today.Add(-r.IntN(60))
		state, closed := "working", clock.Day("")
		if i%2 == 0 {
			state, closed = "closed", today.Add(-r.IntN(30))
		}
		if _, err := tx.Exec(`insert into chronic_problem (id, number, campaign_id, unit_id, unit_ord, state, track, title, facts, category, way, period_from, period_to, registered, registered_by, changed_at, closed_on)
			values ($1, $2, $3, $4, $5, $6, 'campaign', '问题', '事实', 'G6', 'self', '2026-01-01', '2026-02-01', $7, 'x', 'x', $8)`, db.NewID(), fmt.Sprintf("WC-26-%04d", i), w.id, u.ID, u.Ord, state, day, closed); err != nil {
			return err
		}
	}
	for i := range sheetOpinions {
		u := unit()
		if _, err := tx.Exec(`insert into campaign_opinion (id, campaign_id, number, receipt, grp, way, body, came_on, entered_at, unit_id, unit_ord, state, checked_at) values ($1, $2, $3, $3, '群众', 'letter', '意见', $4, $5, $6, $7, 'replied', $5)`,
			db.NewID(), w.id, fmt.Sprintf("YJ-%05d", i), today.Add(-r.IntN(50)), db.Stamp(today.Add(-5).Time().Add(time.Hour)), u.ID, u.Ord); err != nil {
			return err
		}
	}
	return nil
}

// drain reads every row of a statement and throws it away.
func (r *reference) drain(query string, args ...any) error {
	rows, err := r.db.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(cols))
	for i := range into {
		into[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}
