package directive

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Handing is which units below get the duty, and until when; an empty date is the duty's own.
type Handing struct {
	Units []string // ids
	Due   string
}

// Assign hands a duty down to units below. Invalid for a unit that is not below, has the task already,
// or for a date after the duty's own; Conflict before it was signed for.
func (r *Room) Assign(ctx context.Context, actor who.Actor, id DutyID, in Handing) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		d, t, err := loadDutyOfTask(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.AssignTask, d.Place()); err != nil {
			return err
		}
		units, due, err := d.handDown(tx, t, in)
		if err != nil {
			return err
		}
		for _, u := range units {
			if err := giveDuty(tx, t, u, "handed", d.ID, due); err != nil {
				if db.IsUnique(err) {
					return fault.Invalid(fault.On("units", "directive.assign.twice", "name", u.Name))
				}
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "directive.assign", Kind: "duty", ID: string(id), Version: d.Version, Unit: d.Unit,
			Details: map[string]any{"task": t.Number, "units": in.Units, "due": due}})
	})
}

// handDown checks what may be handed down and to whom.
func (d Duty) handDown(tx *db.Tx, t Task, in Handing) ([]unit, clock.Day, error) {
	if !t.Withdrawn.IsZero() {
		return nil, "", fault.Conflict("directive.withdrawn_already")
	}
	if d.State == Issued || d.State == Accepted {
		return nil, "", fault.Conflict("directive.assign.not_now")
	}
	due := d.Due
	if strings.TrimSpace(in.Due) != "" {
		day, err := readDay(in.Due, tx.Today())
		if err != nil {
			return nil, "", fault.Invalid(fault.On("due", "directive.task.due_unreadable"))
		}
		if day > d.Due || day < tx.Today() {
			return nil, "", fault.Invalid(fault.On("due", "directive.assign.due_outside", "max", string(d.Due)))
		}
		due = day
	}
	reg, err := loadUnits(tx)
	if err != nil {
		return nil, "", err
	}
	own := unit{}
	for _, u := range reg {
		if u.ID == d.Unit {
			own = u
		}
	}
	var out []unit
	for _, id := range in.Units {
		for _, u := range reg.below(own) {
			if u.ID == id {
				out = append(out, u)
			}
		}
	}
	if len(out) == 0 || len(out) != len(in.Units) {
		return nil, "", fault.Invalid(fault.On("units", "directive.assign.not_below"))
	}
	return out, due, nil
}
