package campaign

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/search"
)

// index makes the campaign found by its title, its numbers and its aim. Opinions, self-reports and
// proposals are never found by words.
func index(tx *db.Tx, c Campaign) error {
	if c.State == Withdrawn {
		return search.Remove(tx, search.Campaign, string(c.ID))
	}
	return search.Put(tx, search.Doc{Kind: search.Campaign, ID: string(c.ID), Number: c.Number, Title: c.Title, Body: c.Aim + "\n" + c.Need, Extra: c.Paper, Unit: c.Unit, Ord: c.UnitOrd,
		State: "campaign.state." + string(c.State), Done: c.State == Finished, Day: clock.DayOf(c.DraftedAt)})
}
