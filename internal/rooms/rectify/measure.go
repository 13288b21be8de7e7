package rectify

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// NewMeasure is what the unit writes into one row of the editor.
type NewMeasure struct {
	Task         TaskID
	Body         string
	Kind         string // "" is daily
	Target       string
	Lead         string // person id, may still be empty in a draft
	Department   string
	Owner        string // person id, may still be empty in a draft
	Starts       clock.Day
	Due          clock.Day
	Lasting      bool
	QuantityUnit string
	Quantity     int64
}

// check holds what even a draft row must have; what a plan must have is asked when it is submitted.
func (in *NewMeasure) check() error {
	if in.Kind == "" {
		in.Kind = "daily"
	}
	var c fault.Check
	c.That(filled(in.Body), "body", "rectify.measure.body_missing")
	c.That(len([]rune(in.Body)) <= 500, "body", "rectify.text_long", "most", 500)
	c.That(len([]rune(in.Target)) <= 500, "target", "rectify.text_long", "most", 500)
	c.That(oneOf(in.Kind, MeasureKinds), "kind", "rectify.measure.kind_unknown")
	c.That(in.Quantity >= 0, "quantity", "rectify.measure.quantity_negative")
	c.That(in.Quantity == 0 || filled(in.QuantityUnit), "quantity_unit", "rectify.measure.unit_missing")
	c.That(in.Starts == "" || in.Due == "" || in.Starts <= in.Due, "due", "rectify.measure.due_before_start")
	return c.Err()
}

func (in NewMeasure) fill(tx *db.Tx, m *Measure) error {
	var err error
	m.Lead, m.Owner = Person{}, Person{}
	if in.Lead != "" {
		if m.Lead, err = named(tx, in.Lead, "lead"); err != nil {
			return err
		}
	}
	if in.Owner != "" {
		if m.Owner, err = named(tx, in.Owner, "owner"); err != nil {
			return err
		}
	}
	m.Body, m.Kind, m.Target, m.UnitName = strings.TrimSpace(in.Body), in.Kind, strings.TrimSpace(in.Target), strings.TrimSpace(in.Department)
	m.Starts, m.Due, m.Lasting, m.QuantityUnit, m.Quantity = in.Starts, in.Due, in.Lasting, strings.TrimSpace(in.QuantityUnit), in.Quantity
	return nil
}

// AddMeasure adds a measure under a task of the plan.
func (r *Room) AddMeasure(ctx context.Context, actor who.Actor, id PlanID, in NewMeasure) (MeasureID, error) {
	m := Measure{ID: MeasureID(db.NewID()), Task: in.Task, State: MeasureOpen, Version: 1}
	return m.ID, r.edit(ctx, actor, id, "rectify.measure_add", &in, func(tx *db.Tx, p *Plan) error {
		if err := in.check(); err != nil {
			return err
		}
		t, err := loadTask(tx, p.ID, in.Task)
		if err != nil {
			return err
		}
		m.Item = t.Item
		if err := in.fill(tx, &m); err != nil {
			return err
		}
		return insertMeasure(tx, m)
	})
}

// EditMeasure rewrites a measure of the draft.
func (r *Room) EditMeasure(ctx context.Context, actor who.Actor, id PlanID, measure MeasureID, in NewMeasure) error {
	return r.edit(ctx, actor, id, "rectify.measure_edit", &in, func(tx *db.Tx, p *Plan) error {
		if err := in.check(); err != nil {
			return err
		}
		m, err := loadMeasure(tx, p.ID, measure)
		if err != nil {
			return err
		}
		if err := in.fill(tx, m); err != nil {
			return err
		}
		return updateMeasure(tx, m)
	})
}

// DropMeasure takes a measure out of the draft; earlier versions keep it. One that has been reported
// on or handed down stays: fault.Conflict.
func (r *Room) DropMeasure(ctx context.Context, actor who.Actor, id PlanID, measure MeasureID) error {
	return r.edit(ctx, actor, id, "rectify.measure_drop", measure, func(tx *db.Tx, p *Plan) error {
		m, err := loadMeasure(tx, p.ID, measure)
		if err != nil {
			return err
		}
		return deleteMeasure(tx, m)
	})
}
