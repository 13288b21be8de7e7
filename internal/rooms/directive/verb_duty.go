package directive

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// promised is the kind under which the calendar keeps the due date of a duty.
const promised = "task.due"

// act runs one move of a duty: load, may, rule, save, record.
func (r *Room) act(ctx context.Context, actor who.Actor, id DutyID, act Act, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		d, t, err := loadDutyOfTask(tx, id)
		if err != nil {
			return err
		}
		if err := mayAct(tx, d, act); err != nil {
			return err
		}
		if !t.Withdrawn.IsZero() {
			return fault.Conflict("directive.withdrawn_already")
		}
		if err := d.Do(act, words, tx.Who.Label(), tx.Now); err != nil {
			return err
		}
		if err := saveDuty(tx, &d); err != nil {
			return err
		}
		if err := insertStep(tx, id, act, words); err != nil {
			return err
		}
		if err := indexDuty(tx, t, d); err != nil {
			return err
		}
		if act == ActAccept {
			if err := calendar.Done(tx, promised, string(id)); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "directive." + string(act), Kind: "duty", ID: string(id), Version: d.Version, Unit: d.Unit,
			Details: map[string]string{"task": t.Number, "words": words}})
	})
}

// mayAct asks for the move's right at the unit's place. What was handed down is judged by whoever may
// assign at the unit above.
func mayAct(tx *db.Tx, d Duty, act Act) error {
	right := access.DoTask
	if act == ActAccept || act == ActReturn {
		right = access.AcceptTask
		if d.Above != "" {
			above, err := loadDuty(tx, d.Above)
			if err != nil {
				return err
			}
			if err := access.May(tx.Who, access.ReadTask, d.Place()); err != nil {
				return err
			}
			if access.May(tx.Who, access.AssignTask, above.Place()) != nil {
				return fault.Denied("role")
			}
			return nil
		}
	}
	return access.May(tx.Who, right, d.Place())
}
