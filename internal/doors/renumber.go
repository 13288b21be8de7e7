package doors

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/ballot"
	"plumbline/internal/hall/burden"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
)

// The calendar, the outbox, the meter of burdens and the search index carry tree numbers and may not know hall/org, so the door that knows
// both tells them of a unit's new place.
func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := calendar.Renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
			if err := burden.Renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
			if err := ballot.Renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
			if err := notify.Renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
			if err := search.Renumbered(tx, []string{m.Unit}); err != nil {
				return err
			}
		}
		return nil
	})
}
