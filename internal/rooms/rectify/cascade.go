package rectify

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
)

// States of what a lower unit was given to do.
const (
	Sent     = "sent"     // 已下派，未接
	Accepted = "accepted" // 已接
	Reported = "reported" // 报完成
)

// Cascade is one lower unit's part of a measure (下派).
type Cascade struct {
	Measure    MeasureID
	Unit       string
	UnitOrd    int64
	UnitName   string
	Due        clock.Day
	State      string
	Note       string
	SentAt     time.Time
	AnsweredAt time.Time
	AnsweredBy string
	Version    int64
}

// HandDown gives a measure of the draft to lower units of the responsible one; each must accept.
// fault.Invalid when a unit lies outside.
func (r *Room) HandDown(ctx context.Context, actor who.Actor, id PlanID, measure MeasureID, units []string, due clock.Day) error {
	return r.edit(ctx, actor, id, "rectify.hand_down", units, func(tx *db.Tx, p *Plan) error {
		m, err := loadMeasure(tx, p.ID, measure)
		if err != nil {
			return err
		}
		if due == "" {
			due = m.Due
		}
		var c fault.Check
		c.That(len(units) > 0, "units", "rectify.cascade.units_missing")
		c.That(due != "" && due >= tx.Today(), "due", "rectify.due_past", "day", due)
		if err := c.Err(); err != nil {
			return err
		}
		for _, id := range units {
			if err := handDown(tx, p, m, id, due); err != nil {
				return err
			}
		}
		return nil
	})
}

func handDown(tx *db.Tx, p *Plan, m *Measure, id string, due clock.Day) error {
	u, err := loadUnit(tx, id)
	if err != nil || u.Ord <= p.UnitOrd || u.Ord > p.UnitLast {
		return fault.Invalid(fault.On("units", "rectify.cascade.unit_outside"))
	}
	fresh, err := insertCascade(tx, Cascade{Measure: m.ID, Unit: u.ID, UnitOrd: u.Ord, Due: due, State: Sent, SentAt: tx.Now})
	if err != nil || !fresh {
		return err
	}
	ref := string(m.ID) + ":" + u.ID
	if err := keep(tx, calendar.Promise{Kind: dueDown, Ref: ref, Unit: u.ID, Ord: u.Ord, Title: m.Body, Link: "/unit", Due: due, Matter: string(m.Item)}); err != nil {
		return err
	}
	_, err = notify.Queue(tx, notify.Message{Key: "handed_down:" + ref, Subject: "handed_down", Kind: "measure", Ref: string(m.ID), Unit: u.ID, Ord: u.Ord,
		Title: m.Body, Link: "/unit", To: []notify.To{{Role: access.Liaison, Ord: u.Ord}, {Role: access.UnitHead, Ord: u.Ord}}})
	return err
}

// AnswerCascade is the lower unit's answer: first it accepts, later it reports with words what was done.
func (r *Room) AnswerCascade(ctx context.Context, actor who.Actor, measure MeasureID, unit, note string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCascade(tx, measure, unit)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.DoMeasure, access.Place{Ord: c.UnitOrd}); err != nil {
			return err
		}
		if err := c.answer(by(tx), note); err != nil {
			return err
		}
		if c.State == Reported {
			if err := calendar.Done(tx, dueDown, string(measure)+":"+unit); err != nil {
				return err
			}
		}
		if err := saveCascade(tx, c); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "rectify.answer_cascade", Kind: "measure", ID: string(measure), Version: c.Version, Unit: unit, Details: c})
	})
}

func (c *Cascade) answer(b By, note string) error {
	switch c.State {
	case Sent:
		c.State = Accepted
	case Accepted:
		if !filled(note) {
			return fault.Invalid(fault.On("note", "rectify.words_missing"))
		}
		c.State, c.Note = Reported, note
	default:
		return fault.Conflict("rectify.cascade.reported")
	}
	c.AnsweredAt, c.AnsweredBy = b.At, b.Name
	return nil
}
