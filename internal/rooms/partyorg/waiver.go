package partyorg

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// gatesOf are the gates that a step has.
var gatesOf = map[string][]string{
	Candidate: {GateYear, GateObserve}, Prereviewed: {GateReview, GateTraining}, Voted: {GateWindow}, Probation: {GateExpired}, Converted: {GateProbate, GateObserve},
}

// AskWaiver asks in writing for an exception from one gate of one step.
func (r *Room) AskWaiver(ctx context.Context, actor who.Actor, id string, in Waiver) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.AskWaiverIn(tx, id, in) })
}

// AskWaiverIn is AskWaiver in a transaction that runs.
func (r *Room) AskWaiverIn(tx *db.Tx, id string, in Waiver) error {
	a, err := r.admissionFor(tx, id, 0, access.AdmitMember)
	if err != nil {
		return err
	}
	in.Why, in.Paper = strings.TrimSpace(in.Why), strings.TrimSpace(in.Paper)
	var c fault.Check
	c.That(slices.Contains(a.Next(), in.Step) && slices.Contains(gatesOf[in.Step], in.Gate), "gate", "partyorg.waiver.gate_unknown")
	c.That(in.Why != "", "why", "partyorg.waiver.why_empty")
	c.That(len([]rune(in.Why)) <= 1000, "why", "partyorg.too_long", "max", 1000)
	c.That(in.Paper != "", "paper", "partyorg.paper_empty")
	c.That(len([]rune(in.Paper)) <= 120, "paper", "partyorg.too_long", "max", 120)
	if err := c.Err(); err != nil {
		return err
	}
	if slices.ContainsFunc(a.Waivers, func(w Waiver) bool { return w.Step == in.Step && w.Gate == in.Gate && (w.Decided.IsZero() || w.Open()) }) {
		return fault.Conflict("partyorg.waiver.there")
	}
	in.ID, in.Asked, in.AskedBy, in.AskedAt = db.NewID(), tx.Who.Person, tx.Who.Name, tx.Now
	if err := insertWaiver(tx, a.ID, in); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "partyorg.ask_waiver", Kind: "admission", ID: a.ID, Version: a.Version, Unit: a.Party, Details: in})
}

// DecideWaiver grants or refuses an exception. Who kept the file or asked does not decide (N-33).
func (r *Room) DecideWaiver(ctx context.Context, actor who.Actor, id, waiver string, granted bool, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.DecideWaiverIn(tx, id, waiver, granted, words) })
}

// DecideWaiverIn is DecideWaiver in a transaction that runs.
func (r *Room) DecideWaiverIn(tx *db.Tx, id, waiver string, granted bool, words string) error {
	a, err := loadAdmission(tx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(a.Waivers, func(w Waiver) bool { return w.ID == waiver })
	if i < 0 {
		return fault.NotFound()
	}
	w := a.Waivers[i]
	place := a.Place()
	place.Hands = append(place.Hands, w.Asked)
	if err := access.May(tx.Who, access.ApproveAdmission, place); err != nil {
		return err
	}
	if !w.Decided.IsZero() {
		return fault.Conflict("partyorg.waiver.decided")
	}
	words = strings.TrimSpace(words)
	var c fault.Check
	c.That(words != "", "words", "partyorg.waiver.words_empty")
	c.That(len([]rune(words)) <= 1000, "words", "partyorg.too_long", "max", 1000)
	if err := c.Err(); err != nil {
		return err
	}
	w.Granted, w.Words, w.By, w.Decided = granted, words, tx.Who.Name, tx.Now
	if err := decideWaiver(tx, &w); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "partyorg.decide_waiver", Kind: "admission", ID: a.ID, Version: a.Version, Unit: a.Party,
		Details: map[string]any{"waiver": waiver, "granted": granted, "words": words}})
}
