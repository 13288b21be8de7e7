package org

import (
	"context"
	"strconv"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// mostAlone is how many rows one person may take away; more is a bulk export (TRUST.md 2.11 no. 9).
const mostAlone = 20

// Export writes the register as the actor may see it, in the shape in which it can be imported again. That
// somebody took the list away is recorded. fault.Conflict with org.export.needs_second beyond mostAlone rows.
func (h *Hall) Export(ctx context.Context, actor who.Actor, lang string) (*office.Book, error) {
	return h.ExportAgreed(ctx, actor, lang, func(_ *db.Tx, rows int) error {
		if rows > mostAlone {
			return fault.Conflict("org.export.needs_second", "rows", rows, "most", mostAlone)
		}
		return nil
	})
}

// ExportAgreed is Export when agreed says nil to the number of rows, in the transaction that records it.
func (h *Hall) ExportAgreed(ctx context.Context, actor who.Actor, lang string, agreed func(tx *db.Tx, rows int) error) (book *office.Book, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		e, err := h.exporter(tx, lang)
		if err != nil {
			return err
		}
		if book, err = e.book(); err != nil {
			return err
		}
		if err := agreed(tx, e.rows); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "org.export", Kind: "house", ID: "register", Unit: e.plan.root.ID, Details: map[string]any{"rows": e.rows}})
	})
	if err != nil {
		return nil, err
	}
	return book, nil
}

// CountExport is how many rows an export would have for whoever acts in the transaction.
func (h *Hall) CountExport(tx *db.Tx) (rows int, err error) {
	e, err := h.exporter(tx, "")
	if err != nil {
		return 0, err
	}
	for _, s := range Sheets() {
		rows += len(e.sheet(s))
	}
	return rows, nil
}

func (h *Hall) exporter(tx *db.Tx, lang string) (*exporter, error) {
	p, err := newPlan(tx)
	if err != nil {
		return nil, err
	}
	scope := access.ScopeOf(tx.Who, access.ReadOrg)
	if err := access.May(tx.Who, access.ReadOrg, access.Place{Ord: p.root.Ord}); err != nil && len(scope.Ranges) == 0 {
		return nil, err
	}
	return &exporter{plan: p, tx: tx, lang: lang, say: h.words.Say, scope: scope}, nil
}

type exporter struct {
	plan  *plan
	tx    *db.Tx
	lang  string
	say   office.Say
	scope db.Scope
	rows  int
}

func (e *exporter) book() (*office.Book, error) {
	b, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	conditions := []string{e.say(e.lang, "org.export.conditions", "who", e.tx.Who.Name, "t", clock.DayOf(e.tx.Now), "unit", e.plan.root.Name)}
	for _, s := range Sheets() {
		page, err := b.Page(e.say(e.lang, s.Key), e.say(e.lang, "org.export.title", "sheet", e.say(e.lang, s.Key)), conditions, s.Heads(e.lang, e.say))
		if err != nil {
			return nil, err
		}
		for _, row := range e.sheet(s) {
			e.rows++
			if err := page.Row(row...); err != nil {
				return nil, err
			}
		}
		if err := page.End(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (e *exporter) sheet(s office.Sheet) [][]any {
	switch s.ID {
	case sheetUnit:
		return e.units(s, UnitTree)
	case sheetParty:
		return e.units(s, PartyTree)
	case sheetPerson:
		return e.persons()
	case sheetPost:
		return e.posts(s)
	}
	return e.portfolios()
}

// sees tells whether the actor may read the unit.
func (e *exporter) sees(u *plannedUnit) bool {
	return u != nil && e.scope.Has(placeOf(e.plan.forest, u.was).Ord)
}

// name is how a unit is written so that reading it again finds the same one: its name, with the names above
// it as far as another unit has the same.
func (e *exporter) name(u *plannedUnit) string {
	name := u.was.Name
	for up := u; ; name = up.was.Name + "/" + name {
		if got, _ := e.plan.find(u.was.Tree, name); got == u {
			return name
		}
		if up = e.plan.unitByID(up.was.Parent); up == nil {
			return u.was.Code
		}
	}
}

func (e *exporter) parent(u *plannedUnit) string {
	if up := e.plan.unitByID(u.was.Parent); up != nil {
		return e.name(up)
	}
	return ""
}

func (e *exporter) units(s office.Sheet, tree string) (rows [][]any) {
	kinds := s.Columns[3]
	for _, u := range e.plan.units {
		if u.was.Tree != tree || !e.sees(u) {
			continue
		}
		row := []any{u.was.Code, u.was.Name, u.was.Short, kinds.Code(u.was.Kind, e.lang, e.say), e.parent(u)}
		if tree == UnitTree {
			inspected := "org.no"
			if u.was.Inspected {
				inspected = "org.yes"
			}
			rows = append(rows, append(row, strings.Join(u.was.Spoken(), "、"), e.say(e.lang, inspected), u.was.Since))
			continue
		}
		rows = append(rows, append(append(row, e.covers(u)), e.term(u)...))
	}
	return rows
}

func (e *exporter) covers(u *plannedUnit) string {
	var names []string
	for _, l := range e.plan.links {
		if unit := e.plan.unitByID(l.Unit); l.Party == u.was.ID && unit != nil {
			names = append(names, e.name(unit))
		}
	}
	return strings.Join(names, "、")
}

// term is the latest term's number and days.
func (e *exporter) term(u *plannedUnit) []any {
	out := []any{nil, nil, nil}
	for _, t := range e.plan.terms { // in order of their numbers
		if t.Party == u.was.ID {
			out = []any{strconv.Itoa(t.Number), t.Since, t.Until}
		}
	}
	return out
}

func (e *exporter) persons() (rows [][]any) {
	for _, x := range e.plan.persons {
		if e.sees(x.unit) {
			rows = append(rows, []any{x.was.Name, x.was.Badge, e.name(x.unit), x.was.Phone})
		}
	}
	return rows
}

func (e *exporter) posts(s office.Sheet) (rows [][]any) {
	for _, x := range e.plan.posts {
		if e.sees(x.unit) && x.person != nil {
			rows = append(rows, []any{x.was.Name, x.person.was.Badge, e.name(x.unit), x.was.Title, s.Columns[4].Code(x.was.Kind, e.lang, e.say), x.was.Since, x.was.Until})
		}
	}
	return rows
}

func (e *exporter) portfolios() (rows [][]any) {
	for _, x := range e.plan.portfolios {
		if x.person == nil || !e.sees(x.person.unit) {
			continue
		}
		unit := ""
		if x.unit != nil {
			unit = e.name(x.unit)
		}
		rows = append(rows, []any{x.was.Name, x.person.was.Badge, unit, x.was.Field, x.was.Since, x.was.Until})
	}
	return rows
}
