package orglife

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// PlanIt plans an activity. What is left empty is taken from the last meeting of the kind. fault.Invalid names
// each wrong field.
func (r *Room) PlanIt(ctx context.Context, actor who.Actor, in Plan) (ActivityID, error) {
	var id ActivityID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) (err error) {
		id, err = r.PlanIn(tx, in)
		return err
	})
	return id, err
}

// PlanIn is PlanIt inside a running transaction.
func (r *Room) PlanIn(tx *db.Tx, in Plan) (ActivityID, error) {
	b, err := loadBranch(tx, in.Party)
	if err != nil {
		return "", err
	}
	a := Activity{ID: ActivityID(db.NewID()), Party: b.ID, PartyOrd: b.Ord, Kind: in.Kind, State: Planned, PlannedAt: tx.Now, Version: 1}
	if err := access.May(tx.Who, access.KeepActivity, a.Where()); err != nil {
		return "", err
	}
	if _, _, err := r.ruleFor(tx, Holding{Plan: in}); err != nil {
		return "", err
	}
	in.tidy()
	f, err := frameOf(tx, in.Party, in.Kind)
	if err != nil {
		return "", err
	}
	in = f.fill(in)
	var c fault.Check
	in.check(&c, tx.Today())
	if err := c.Err(); err != nil {
		return "", err
	}
	a.Topic, a.Day, a.At, a.Place, a.Chair, a.Agenda = in.Topic, in.Day, in.At, in.Place, in.Chair, in.Agenda
	if err := insertActivity(tx, a); err != nil {
		return "", err
	}
	if err := keepMeeting(tx, a); err != nil {
		return "", err
	}
	return a.ID, audit.Record(tx, audit.Entry{Action: "orglife.plan", Kind: "activity", ID: string(a.ID), Version: 1, Unit: a.Party, Details: in})
}

// Frame is what stays the same from one meeting to the next.
type Frame struct {
	At       string
	Place    string
	Chair    string
	Recorder string
}

// fill puts the frame where the plan says nothing.
func (f Frame) fill(p Plan) Plan {
	for _, s := range []struct {
		to   *string
		from string
	}{{&p.At, f.At}, {&p.Place, f.Place}, {&p.Chair, f.Chair}} {
		if *s.to == "" {
			*s.to = s.from
		}
	}
	return p
}

// change runs one act on an activity: load, may, rule, save, record.
func (r *Room) change(ctx context.Context, actor who.Actor, id ActivityID, action string, do func(*db.Tx, *Activity) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := loadActivity(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.KeepActivity, a.Where()); err != nil {
			return err
		}
		details, err := do(tx, &a)
		if err != nil {
			return err
		}
		if err := saveActivity(tx, &a); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "activity", ID: string(a.ID), Version: a.Version, Unit: a.Party, Details: details})
	})
}

// Tell notes that the notice of a planned meeting went out.
func (r *Room) Tell(ctx context.Context, actor who.Actor, id ActivityID, agenda string) error {
	return r.change(ctx, actor, id, "orglife.tell", func(tx *db.Tx, a *Activity) (any, error) {
		if a.State != Planned {
			return nil, fault.Conflict("orglife.tell.not_planned")
		}
		if agenda = strings.TrimSpace(agenda); len([]rune(agenda)) > 2000 {
			return nil, fault.Invalid(fault.On("agenda", "orglife.too_long", "max", 2000))
		}
		if agenda != "" {
			a.Agenda = agenda
		}
		a.State, a.ToldAt = Told, tx.Now
		return map[string]string{"agenda": a.Agenda}, nil
	})
}

// Drop takes back a planned meeting with the reason; its duty stays open.
func (r *Room) Drop(ctx context.Context, actor who.Actor, id ActivityID, why string) error {
	return r.change(ctx, actor, id, "orglife.drop", func(tx *db.Tx, a *Activity) (any, error) {
		if a.State != Planned && a.State != Told {
			return nil, fault.Conflict("orglife.drop.not_planned")
		}
		if why = strings.TrimSpace(why); why == "" || len([]rune(why)) > 400 {
			return nil, fault.Invalid(fault.On("why", "orglife.why_empty"))
		}
		a.State, a.DroppedAt, a.DroppedWhy = Dropped, tx.Now, why
		return map[string]string{"why": why}, calendar.Drop(tx, promisedMeeting, string(a.ID))
	})
}

// Supplement adds what the minutes left out; each row shows when it was written.
func (r *Room) Supplement(ctx context.Context, actor who.Actor, id ActivityID, in Item) error {
	return r.change(ctx, actor, id, "orglife.supplement", func(tx *db.Tx, a *Activity) (any, error) {
		if a.State != Held {
			return nil, fault.Conflict("orglife.not_held")
		}
		minutes, err := loadMinutes(tx, id)
		if err != nil {
			return nil, err
		}
		h := Holding{Plan: Plan{Topic: a.Topic}, Items: []Item{in}}
		var c fault.Check
		h.items(&c, pack.Beat{}, nil, nil)
		if err := c.Err(); err != nil {
			return nil, err
		}
		return map[string]string{"title": h.Items[0].Title}, insertMinutes(tx, id, len(minutes)+1, h.Items)
	})
}

// Study notes that an absent person made the study up.
func (r *Room) Study(ctx context.Context, actor who.Actor, id ActivityID, person string, on clock.Day, how string) error {
	return r.change(ctx, actor, id, "orglife.study", func(tx *db.Tx, a *Activity) (any, error) {
		how = strings.TrimSpace(how)
		var c fault.Check
		c.That(dayOK(on) && on >= a.HeldOn && on <= tx.Today(), "on", "orglife.study.day")
		c.That(how != "" && len([]rune(how)) <= 200, "how", "orglife.study.how")
		if err := c.Err(); err != nil {
			return nil, err
		}
		return map[string]string{"on": string(on)}, saveStudy(tx, id, person, on, how)
	})
}
