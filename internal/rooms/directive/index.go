package directive

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/search"
)

// indexDirective makes the directive found by its title, its numbers and its text.
func indexDirective(tx *db.Tx, d Directive, body string) error {
	if !d.Withdrawn.IsZero() {
		return search.Remove(tx, search.Directive, string(d.ID))
	}
	return search.Put(tx, search.Doc{Kind: search.Directive, ID: string(d.ID), Number: d.Number, Title: d.Title, Body: body, Extra: d.Paper, Unit: d.Unit, Ord: d.UnitOrd, Day: clock.DayOf(d.MadeAt)})
}

// indexDuty makes a task found by each unit that has it.
func indexDuty(tx *db.Tx, t Task, d Duty) error {
	return search.Put(tx, search.Doc{Kind: search.Task, ID: string(d.ID), Number: t.Number, Title: t.Title, Body: t.Quote + "\n" + t.Standard, Unit: d.Unit, Ord: d.UnitOrd,
		State: "directive.state." + string(d.State), Done: d.State == Accepted, Due: d.Due, Day: clock.DayOf(t.MadeAt)})
}
