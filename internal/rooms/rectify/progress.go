package rectify

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Report is what the unit says of a measure, or of the item as a whole (Measure empty).
type Report struct {
	Measure MeasureID
	Body    string
	Percent int   // of the measure; -1 leaves it
	Reached int64 // of the measure's quantity; -1 leaves it
}

func (in Report) check(m *Measure) error {
	var c fault.Check
	c.That(filled(in.Body), "body", "rectify.words_missing")
	c.That(len([]rune(in.Body)) <= 2000, "body", "rectify.text_long", "most", 2000)
	c.That(in.Percent >= -1 && in.Percent <= 100, "percent", "rectify.report.percent_range")
	c.That(m != nil || in.Percent < 0, "percent", "rectify.report.percent_without_measure")
	c.That(in.Reached >= -1, "reached", "rectify.measure.quantity_negative")
	c.That(m == nil || in.Percent != 100 || m.Quantity == 0 || in.reached(m) >= m.Quantity, "percent", "rectify.report.quantity_short")
	return c.Err()
}

func (in Report) reached(m *Measure) int64 {
	if in.Reached < 0 {
		return m.Reached
	}
	return in.Reached
}

// Report records progress. The first one puts a signed or returned item to work; it needs a plan on
// file unless the item is to be put right at once.
func (r *Room) Report(ctx context.Context, actor who.Actor, id ItemID, in Report) error {
	return r.act(ctx, actor, id, ActReport, in, func(tx *db.Tx, it *Item) error {
		w, err := loadReported(tx, it, in.Measure)
		if err != nil {
			return err
		}
		if err := w.planOnFile(it); err != nil {
			return err
		}
		if in.Measure != "" && w.measure == nil {
			return fault.NotFound()
		}
		if err := in.check(w.measure); err != nil {
			return err
		}
		if w.measure != nil {
			if err := w.reach(tx, it, in); err != nil {
				return err
			}
		}
		return insertProgress(tx, it.ID, Progress{Measure: in.Measure, By: by(tx), Body: in.Body, Percent: max(in.Percent, 0), Reached: max(in.Reached, 0)})
	})
}

// reported is what a report is held against: the measure, nil without one, what the item's measures
// have reached by percent, and the number of the plan's version on file.
type reported struct {
	measure  *Measure
	others   int // sum of the percents of the item's other measures
	count    int // of all of them
	accepted int
}

func (w *reported) planOnFile(it *Item) error {
	if it.DueKind == AtOnce || it.Plan == "" || w.accepted != 0 {
		return nil
	}
	return fault.Conflict("rectify.report.plan_first")
}

// reach moves the measure and, with it, the item's figure: the mean of its measures.
func (w *reported) reach(tx *db.Tx, it *Item, in Report) error {
	m := w.measure
	m.Reached = in.reached(m)
	if in.Percent >= 0 {
		m.Percent = in.Percent
	}
	m.State, m.DoneOn = MeasureOpen, ""
	if m.Percent == 100 && !m.Lasting {
		m.State, m.DoneOn = MeasureDone, tx.Today()
	}
	it.Percent = (w.others + m.Percent) / w.count
	return saveReached(tx, m)
}

// SayMostly is the unit's word that nothing but lasting work is left (基本完成).
func (r *Room) SayMostly(ctx context.Context, actor who.Actor, id ItemID, summary string) error {
	return r.act(ctx, actor, id, ActMostly, summary, func(tx *db.Tx, it *Item) error {
		b, err := loadBranch(tx, it)
		if err != nil {
			return err
		}
		if err := b.settled(); err != nil {
			return err
		}
		if !filled(summary) {
			return fault.Invalid(fault.On("summary", "rectify.summary_missing"))
		}
		it.Done, it.Summary = Mostly, summary
		return nil
	})
}

// settled is fault.Invalid while a measure is neither done nor lasting.
func (b *Branch) settled() error {
	var c fault.Check
	for _, m := range b.Measures() {
		c.That(m.Settled(), "measure."+string(m.ID), "rectify.claim.measure_open", "measure", head(m.Body))
	}
	return c.Err()
}

// Write adds a line to what office and unit write to each other about the item.
func (r *Room) Write(ctx context.Context, actor who.Actor, id ItemID, body string) error {
	return r.act(ctx, actor, id, ActNote, body, func(tx *db.Tx, it *Item) error {
		var c fault.Check
		c.That(filled(body), "body", "rectify.words_missing")
		c.That(len([]rune(body)) <= 2000, "body", "rectify.text_long", "most", 2000)
		if err := c.Err(); err != nil {
			return err
		}
		return insertNote(tx, it.ID, Note{By: by(tx), Title: tx.Who.Title, Body: body})
	})
}
