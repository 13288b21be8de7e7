package directive

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/search"
)

// Withdraw takes back a directive with all its open tasks. Number and reason stay.
func (r *Room) Withdraw(ctx context.Context, actor who.Actor, id ID, why string) error {
	return r.edit(ctx, actor, id, func(tx *db.Tx, d *Directive) error {
		if err := d.Withdraw(why, tx.Now); err != nil {
			return err
		}
		tasks, err := listTasks(tx, id)
		if err != nil {
			return err
		}
		for i := range tasks {
			if tasks[i].Withdrawn.IsZero() {
				if err := takeBack(tx, &tasks[i], why); err != nil {
					return err
				}
			}
		}
		if err := saveDirective(tx, d); err != nil {
			return err
		}
		if err := indexDirective(tx, *d, ""); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "directive.withdraw", Kind: "directive", ID: string(id), Version: d.Version, Unit: d.Unit, Details: map[string]string{"why": why}})
	})
}

// WithdrawTask takes back one task; its number is not used again.
func (r *Room) WithdrawTask(ctx context.Context, actor who.Actor, id TaskID, why string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		t, err := loadTask(tx, id)
		if err != nil {
			return err
		}
		d, err := loadDirective(tx, t.Directive)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditDirective, d.Place()); err != nil {
			return err
		}
		if err := takeBack(tx, &t, why); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "directive.withdraw_task", Kind: "task", ID: string(id), Version: t.Version, Unit: d.Unit, Details: map[string]string{"number": t.Number, "why": why}})
	})
}

func takeBack(tx *db.Tx, t *Task, why string) error {
	if err := t.Withdraw(why, tx.Now); err != nil {
		return err
	}
	duties, err := listDuties(tx, t.ID)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if err := calendar.Drop(tx, promised, string(d.ID)); err != nil {
			return err
		}
		if err := search.Remove(tx, search.Task, string(d.ID)); err != nil {
			return err
		}
	}
	return saveTask(tx, t)
}
