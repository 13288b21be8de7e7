package burden

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
)

// Hall is the meter of burdens.
type Hall struct{ db *db.DB }

// New makes the hall.
func New(d *db.DB) *Hall { return &Hall{db: d} }

// Renumber follows a unit to its new place in the tree; doors registers it with hall/org.
func Renumber(tx *db.Tx, unit string, ord int64) error { return renumber(tx, unit, ord) }

// Preview tells the asker which of the units have supplied something like it already, before anything
// is asked. fault.Invalid names wrong fields.
func (h *Hall) Preview(ctx context.Context, actor who.Actor, in NewAsking) (had map[string]Supplied, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		in.tidy()
		if err := in.check(tx.Today()); err != nil {
			return err
		}
		units, err := mayAsk(tx, in)
		if err != nil {
			return err
		}
		had, err = lookUp(tx, in.Title, units[1:])
		return err
	})
	return had, err
}

// mayAsk answers the department in whose name is asked, and behind it the units, when all of them lie in the
// actor's reach.
func mayAsk(tx *db.Tx, in NewAsking) ([]unit, error) {
	asker, err := loadUnit(tx, in.Asker)
	if err != nil {
		return nil, err
	}
	if err := access.May(tx.Who, access.AskUnit, access.Place{Ord: asker.Ord, Kind: access.KindAsking}); err != nil {
		return nil, err
	}
	out := []unit{asker}
	for _, id := range in.Units {
		u, err := loadUnit(tx, id)
		if err == nil {
			err = access.May(tx.Who, access.AskUnit, access.Place{Ord: u.Ord, Kind: access.KindAsking})
		}
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// Ask asks the units. A unit that has supplied the like gets its asking together with the original, or,
// where Still says why that is not enough, with that reason. fault.Invalid names wrong fields.
func (h *Hall) Ask(ctx context.Context, actor who.Actor, in NewAsking) (id string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) (err error) {
		id, err = Ask(tx, in)
		return err
	})
	return id, err
}

// Ask is the verb inside a running transaction.
func Ask(tx *db.Tx, in NewAsking) (string, error) {
	in.tidy()
	if err := in.check(tx.Today()); err != nil {
		return "", err
	}
	units, err := mayAsk(tx, in)
	if err != nil {
		return "", err
	}
	had, err := lookUp(tx, in.Title, units[1:])
	if err != nil {
		return "", err
	}
	a := Asking{ID: db.NewID(), Asker: units[0].ID, AskerName: units[0].Name, AskerOrd: units[0].Ord, Title: in.Title, Wants: in.Wants, Basis: in.Basis,
		Since: in.Since, Until: in.Until, Due: in.Due, Cells: in.Cells, By: tx.Who.Name, At: tx.Now}
	if err := insertAsking(tx, a); err != nil {
		return "", err
	}
	for _, u := range units[1:] {
		p := Part{Asking: a.ID, Unit: u.ID, UnitOrd: u.Ord, State: Asked, Had: had[u.ID], Still: in.Still[u.ID]}
		if err := insertPart(tx, p); err != nil {
			return "", err
		}
		if err := promise(tx, a, p); err != nil {
			return "", err
		}
		if err := tell(tx, a, u); err != nil {
			return "", err
		}
	}
	return a.ID, audit.Record(tx, audit.Entry{Action: "burden.ask", Kind: "asking", ID: a.ID, Version: 1, Unit: a.Asker, Details: in})
}

// promised is the kind under which the calendar keeps the date of a unit's part.
const promised = "asking.due"

func (p Part) ref() string { return p.Asking + ":" + p.Unit }

func promise(tx *db.Tx, a Asking, p Part) error {
	return calendar.Keep(tx, calendar.Promise{Kind: promised, Ref: p.ref(), Unit: p.Unit, Ord: p.UnitOrd, Title: a.Title, Link: "/burden/" + a.ID + "/units/" + p.Unit, Due: a.Due, Matter: a.ID})
}

func tell(tx *db.Tx, a Asking, u unit) error {
	_, err := notify.Queue(tx, notify.Message{Key: "asking:" + a.ID + ":" + u.ID, Subject: "asked", Kind: "asking", Ref: a.ID, Unit: u.ID, Ord: u.Ord,
		Title: a.Title, Link: "/burden/" + a.ID + "/units/" + u.ID, Args: map[string]string{"asker": a.AskerName}, To: []notify.To{{Role: access.Liaison, Ord: u.Ord}}})
	return err
}

// Answer answers for one unit, in words or with the original.
func (h *Hall) Answer(ctx context.Context, actor who.Actor, asking, unit string, in Reply) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return Answer(tx, asking, unit, in) })
}

// Answer is the verb inside a running transaction.
func Answer(tx *db.Tx, asking, unit string, in Reply) error {
	return part(tx, asking, unit, access.AnswerAsking, "burden.answer", in, func(_ Asking, p *Part) error {
		p.By = tx.Who.Name
		if err := p.take(in, tx.Now); err != nil {
			return err
		}
		return calendar.Done(tx, promised, p.ref())
	})
}

// WantAgain sends a unit's answer back with the reason for which it is not enough; only the asker may.
func (h *Hall) WantAgain(ctx context.Context, actor who.Actor, asking, unit, why string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		return part(tx, asking, unit, access.AskUnit, "burden.again", why, func(a Asking, p *Part) error {
			if err := access.May(tx.Who, access.AskUnit, a.Place()); err != nil {
				return err
			}
			if err := p.wantAgain(why); err != nil {
				return err
			}
			return promise(tx, a, *p) // the date stays what it was
		})
	})
}

// part runs one change of a unit's part: load, may, rule, save, record.
func part(tx *db.Tx, asking, unit string, right access.Right, action string, details any, rule func(Asking, *Part) error) error {
	a, err := loadAsking(tx, asking)
	if err != nil {
		return err
	}
	p, err := loadPart(tx, asking, unit)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, right, p.Place()); err != nil {
		return err
	}
	if !a.Withdrawn.IsZero() {
		return fault.Conflict("burden.withdrawn_already")
	}
	if err := rule(a, &p); err != nil {
		return err
	}
	if err := savePart(tx, &p); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: action, Kind: "asking", ID: asking, Version: p.Version, Unit: unit, Details: details})
}

// Withdraw takes the asking back with the reason; what was answered stays.
func (h *Hall) Withdraw(ctx context.Context, actor who.Actor, id, why string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := loadAsking(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.AskUnit, a.Place()); err != nil {
			return err
		}
		if !a.Withdrawn.IsZero() {
			return fault.Conflict("burden.withdrawn_already")
		}
		if why == "" {
			return fault.Invalid(fault.On("why", "burden.withdraw_why"))
		}
		parts, err := listParts(tx, id, db.Scope{All: true})
		if err != nil {
			return err
		}
		for _, p := range parts {
			if err := calendar.Drop(tx, promised, p.ref()); err != nil {
				return err
			}
		}
		a.Withdrawn, a.Why = tx.Now, why
		if err := saveAsking(tx, &a); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "burden.withdraw", Kind: "asking", ID: id, Version: a.Version, Unit: a.Asker, Details: map[string]string{"why": why}})
	})
}

// monthOf is the first day of the day's month.
func monthOf(d clock.Day) clock.Day { return d[:8] + "01" }
