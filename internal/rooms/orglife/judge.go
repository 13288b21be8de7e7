package orglife

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/rectify"
)

// Begin begins the review of a branch in a year; fault.Conflict when there is one.
func (r *Room) Begin(ctx context.Context, actor who.Actor, party string, year int) (ReviewID, error) {
	var id ReviewID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) (err error) {
		id, err = r.BeginIn(tx, party, year)
		return err
	})
	return id, err
}

// BeginIn is Begin inside a running transaction.
func (r *Room) BeginIn(tx *db.Tx, party string, year int) (ReviewID, error) {
	b, err := loadBranch(tx, party)
	if err != nil {
		return "", err
	}
	v := Review{ID: ReviewID(db.NewID()), Party: b.ID, PartyOrd: b.Ord, Year: year, MadeAt: tx.Now, Version: 1}
	if err := access.May(tx.Who, access.KeepReview, v.Where()); err != nil {
		return "", err
	}
	if this := tx.Today().Year(); year < this-1 || year > this {
		return "", fault.Invalid(fault.On("year", "orglife.review.year"))
	}
	if err := insertReview(tx, v); err != nil {
		return "", err
	}
	return v.ID, audit.Record(tx, audit.Entry{Action: "orglife.begin", Kind: "review", ID: string(v.ID), Version: 1, Unit: v.Party, Details: map[string]int{"year": year}})
}

// review runs one act on a review: load, may, rule, save, record.
func (r *Room) review(tx *db.Tx, id ReviewID, right access.Right, action string, do func(*Review) (any, error)) error {
	v, err := loadReview(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, right, v.Where()); err != nil {
		return err
	}
	details, err := do(&v)
	if err != nil {
		return err
	}
	if err := saveReview(tx, &v); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: action, Kind: "review", ID: string(id), Version: v.Version, Unit: v.Party, Details: details})
}

// TakeStep does the next step of a review.
func (r *Room) TakeStep(ctx context.Context, actor who.Actor, id ReviewID, step string, day clock.Day, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.TakeStepIn(tx, id, step, day, words) })
}

// TakeStepIn is TakeStep inside a running transaction.
func (r *Room) TakeStepIn(tx *db.Tx, id ReviewID, step string, day clock.Day, words string) error {
	return r.review(tx, id, access.KeepReview, "orglife.step", func(v *Review) (any, error) {
		steps, err := loadSteps(tx, id)
		if err != nil {
			return nil, err
		}
		var before clock.Day
		if n := len(steps); n > 0 {
			before = steps[n-1].Day
		}
		if step == "ballot" {
			if words, err = counted(tx, *v, words); err != nil {
				return nil, err
			}
		}
		if err := v.Take(step, day, words, before, tx.Today()); err != nil {
			return nil, err
		}
		return map[string]string{"step": step, "day": string(day)}, insertStep(tx, id, StepDone{Seq: len(steps) + 1, Step: step, Day: day, Words: strings.TrimSpace(words), WrittenAt: tx.Now, WrittenBy: tx.Who.Name})
	})
}

// Judge enters the organisation's judgement: the grades.
func (r *Room) Judge(ctx context.Context, actor who.Actor, id ReviewID, grades []Grade) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.JudgeIn(tx, id, grades) })
}

// JudgeIn is Judge inside a running transaction.
func (r *Room) JudgeIn(tx *db.Tx, id ReviewID, grades []Grade) error {
	return r.review(tx, id, access.KeepReview, "orglife.judge", func(v *Review) (any, error) {
		roster, err := loadRoster(tx, v.Party, false, tx.Today())
		if err != nil {
			return nil, err
		}
		again := v.Step == "judged"
		if err := v.Judge(grades, roster, tx.Who.Person); err != nil {
			return nil, err
		}
		if err := keepGrades(tx, id, grades, roster); err != nil {
			return nil, err
		}
		steps, err := loadSteps(tx, id)
		if err != nil {
			return nil, err
		}
		if !again {
			if err := insertStep(tx, id, StepDone{Seq: len(steps) + 1, Step: "judged", Day: tx.Today(), WrittenAt: tx.Now, WrittenBy: tx.Who.Name}); err != nil {
				return nil, err
			}
		}
		return map[string]int{"judged": v.Judged, "excellent": v.Excellent}, nil
	})
}

// Approve is the superior's yes to the grades, by somebody who did not enter them.
func (r *Room) Approve(ctx context.Context, actor who.Actor, id ReviewID) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.ApproveIn(tx, id) })
}

// ApproveIn is Approve inside a running transaction.
func (r *Room) ApproveIn(tx *db.Tx, id ReviewID) error {
	return r.review(tx, id, access.ApproveReview, "orglife.approve", func(v *Review) (any, error) {
		if err := v.Approve(tx.Who.Person, tx.Who.Name, tx.Now); err != nil {
			return nil, err
		}
		return map[string]int{"judged": v.Judged}, nil
	})
}

// Return sends the grades back to the branch with the reason.
func (r *Room) Return(ctx context.Context, actor who.Actor, id ReviewID, why string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		return r.review(tx, id, access.ApproveReview, "orglife.return", func(v *Review) (any, error) {
			return map[string]string{"why": why}, v.Return(why)
		})
	})
}

// NewCriticism is what the organisation was criticised for.
type NewCriticism struct {
	Title   string
	Measure string
	Due     clock.Day
}

// Criticise notes what the organisation was criticised for and what it will do.
func (r *Room) Criticise(ctx context.Context, actor who.Actor, id ReviewID, in NewCriticism) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.CriticiseIn(tx, id, in) })
}

// CriticiseIn is Criticise inside a running transaction.
func (r *Room) CriticiseIn(tx *db.Tx, id ReviewID, in NewCriticism) error {
	v, err := loadReview(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.KeepReview, v.Where()); err != nil {
		return err
	}
	in.Title, in.Measure = strings.TrimSpace(in.Title), strings.TrimSpace(in.Measure)
	var c fault.Check
	c.That(in.Title != "" && len([]rune(in.Title)) <= 100, "title", "orglife.criticism.title")
	c.That(in.Measure != "" && len([]rune(in.Measure)) <= 1000, "measure", "orglife.criticism.measure")
	c.That(dayOK(in.Due) && in.Due > tx.Today(), "due", "orglife.criticism.due")
	if err := c.Err(); err != nil {
		return err
	}
	k := Criticism{ID: CriticismID(db.NewID()), Review: id, Party: v.Party, PartyOrd: v.PartyOrd, Title: in.Title, Measure: in.Measure, Due: in.Due, MadeAt: tx.Now, Version: 1}
	if err := insertCriticism(tx, k); err != nil {
		return err
	}
	if err := calendar.Keep(tx, calendar.Promise{Kind: promisedCriticism, Ref: string(k.ID), Unit: k.Party, Ord: k.PartyOrd, Title: k.Title, Link: "/orglife/reviews/" + string(id), Due: k.Due, Matter: string(id)}); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "orglife.criticise", Kind: "review", ID: string(id), Version: v.Version, Unit: v.Party, Details: in})
}

// criticism runs one act on a criticism of the list.
func (r *Room) criticism(tx *db.Tx, id CriticismID, action string, do func(*Criticism, Review) error) error {
	k, err := loadCriticism(tx, id)
	if err != nil {
		return err
	}
	v, err := loadReview(tx, k.Review)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.KeepReview, v.Where()); err != nil {
		return err
	}
	if !k.ClosedAt.IsZero() || k.Item != "" {
		return fault.Conflict("orglife.criticism.gone")
	}
	if err := do(&k, v); err != nil {
		return err
	}
	if err := saveCriticism(tx, &k); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: action, Kind: "review", ID: string(v.ID), Version: v.Version, Unit: v.Party, Details: map[string]string{"criticism": string(id), "item": k.Item}})
}

// Close closes one criticism of the organisation's own list (逐一销账).
func (r *Room) Close(ctx context.Context, actor who.Actor, id CriticismID, on clock.Day, note string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.CloseIn(tx, id, on, note) })
}

// CloseIn is Close inside a running transaction.
func (r *Room) CloseIn(tx *db.Tx, id CriticismID, on clock.Day, note string) error {
	return r.criticism(tx, id, "orglife.close", func(k *Criticism, _ Review) error {
		note = strings.TrimSpace(note)
		var c fault.Check
		c.That(dayOK(on) && on <= tx.Today(), "on", "orglife.task.on")
		c.That(note != "" && len([]rune(note)) <= 400, "note", "orglife.task.note")
		k.ClosedOn, k.ClosedNote, k.ClosedAt = on, note, tx.Now
		if err := c.Err(); err != nil {
			return err
		}
		return calendar.DoneOn(tx, promisedCriticism, string(id), calendar.Doing{On: on, Late: max(0, on.Sub(k.Due))})
	})
}

// HandOver lists a criticism in the ledger of the unit that the organisation covers, when the organisation so
// decides: there it is planned, verified and closed like any other item.
func (r *Room) HandOver(ctx context.Context, actor who.Actor, id CriticismID) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.HandOverIn(tx, id) })
}

// HandOverIn is HandOver inside a running transaction.
func (r *Room) HandOverIn(tx *db.Tx, id CriticismID) error {
	return r.criticism(tx, id, "orglife.hand_over", func(k *Criticism, v Review) error {
		unit, err := coveredUnit(tx, v.Party)
		if err != nil {
			return err
		}
		b, err := loadBranch(tx, v.Party)
		if err != nil {
			return err
		}
		ids, err := rectify.HandOver(tx, rectify.Feedback{ID: string(k.ID), Number: b.Short + itoa(v.Year), Source: rectify.FromParty, Unit: unit, Due: k.Due,
			Findings: []rectify.FeedbackFinding{{Title: k.Title, Text: k.Title, Target: k.Measure, Category: partyCategory}}})
		if err != nil {
			return err
		}
		k.Item = string(ids[0])
		return calendar.Drop(tx, promisedCriticism, string(id)) // the ledger keeps the date from now on
	})
}

// partyCategory is the ledger's category of what organisation life found.
const partyCategory = "org.life"
