package chronic

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/search"
)

// index makes the problem found by its words. A clue, and what may become one, is not found; neither is
// any visit.
func index(tx *db.Tx, p *Problem) error {
	switch p.State {
	case Found, Handing, Clue, Dismissed:
		return search.Remove(tx, search.Chronic, string(p.ID))
	}
	return search.Put(tx, search.Doc{Kind: search.Chronic, ID: string(p.ID), Number: p.Number, Title: p.Title, Body: p.Facts + "\n" + p.Measure, Extra: p.Rule.Number, Unit: p.Unit, Ord: p.UnitOrd,
		State: "chronic.state." + string(p.State), Done: p.State == Closed, Due: p.Due, Day: p.Registered})
}
