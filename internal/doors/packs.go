package doors

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/framework"
	"plumbline/internal/rooms/orglife"
)

// Packs are the packs of one kind in force today, shipped or brought by the unit.
func (h *House) Packs(kind pack.Kind) ([]*pack.Pack, error) { return h.Framework.Present(kind) }

// dutyCalendar is the pack of organisation life in force on a day.
func (h *House) dutyCalendar(tx *db.Tx, day clock.Day) (*pack.Pack, error) {
	e, err := framework.InForce(tx, orglife.Calendar, day)
	if err != nil {
		return nil, err
	}
	return h.Framework.ListIn(tx, e.Code, e.Version)
}
