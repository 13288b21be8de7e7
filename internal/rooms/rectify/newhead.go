package rectify

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
)

// mostHeads bounds one pass of NewHeads.
const mostHeads = 500

// NewHeads is night work: every running list whose unit has a head who did not sign it gets a date by
// which that head signs again (新官不理旧账), once. It answers how many were found for the first time.
func (r *Room) NewHeads(ctx context.Context) (int, error) {
	n := 0
	err := r.db.Write(ctx, who.Job("new_heads"), func(tx *db.Tx) error {
		list, err := inherited(tx, db.Scope{All: true}, mostHeads)
		if err != nil {
			return err
		}
		var fresh []string
		for _, x := range list {
			told, err := tellHead(tx, x)
			if err != nil {
				return err
			}
			if told {
				fresh = append(fresh, string(x.Plan.ID))
			}
		}
		if n = len(fresh); n == 0 {
			return nil
		}
		return audit.Record(tx, audit.Entry{Action: "rectify.new_heads", Kind: "plan", Details: fresh})
	})
	return n, err
}

func tellHead(tx *db.Tx, x Inherited) (bool, error) {
	p := x.Plan
	if x.asked == x.Head.ID {
		return false, nil
	}
	if err := askHead(tx, p.ID, x.Head.ID); err != nil {
		return false, err
	}
	_, err := notify.Queue(tx, notify.Message{Key: "list_inherited:" + string(p.ID) + ":" + x.Head.ID, Subject: "list_inherited", Kind: "plan", Ref: string(p.ID), Unit: p.Unit,
		Ord: p.UnitOrd, Title: p.Title, Link: p.link(), To: []notify.To{{Role: access.UnitHead, Ord: p.UnitOrd}}})
	if err != nil {
		return false, err
	}
	if _, err := calendar.Find(tx, dueHead, string(p.ID)); !fault.Is(err, fault.KindNotFound) {
		return true, err
	}
	return true, keep(tx, calendar.Promise{Kind: dueHead, Ref: string(p.ID), Unit: p.Unit, Ord: p.UnitOrd, Title: p.Title, Link: p.link(), Rule: ruleOf[dueHead], Start: x.From})
}
