package campaign

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Summarise writes the own words of the summary; its figures are computed when it is read. Conflict before
// the last stage.
func (r *Room) Summarise(ctx context.Context, actor who.Actor, id ID, words string) error {
	return r.edit(ctx, actor, id, "summarise", func(tx *db.Tx, c *Campaign) (any, error) {
		if c.State != Conclude {
			return nil, fault.Conflict("campaign.summary.not_yet")
		}
		var wrong fault.Check
		wrong.That(words != "", "summary", "campaign.needs_summary")
		wrong.That(len([]rune(words)) <= 20000, "summary", "campaign.too_long", "max", 20000)
		if err := wrong.Err(); err != nil {
			return nil, err
		}
		c.Summary, c.SummaryBy, c.Summariser, c.SummaryAt = words, tx.Who.Label(), tx.Who.Person, tx.Now
		return map[string]int{"characters": len([]rune(words))}, nil
	})
}

// RelayCount is how many units did each of the three things, and how many of them after the day.
type RelayCount struct {
	Units, Received, Broken, Reported                int
	ReceivedAfter, BrokenAfter, ReportedAfter, Tasks int
}

// CountRelays counts what the relays of a view say: figures about units' papers.
func (v View) CountRelays() (n RelayCount) {
	for _, r := range v.Every {
		n.Units++
		n.Tasks += r.Tasks
		if !r.ReceivedAt.IsZero() {
			n.Received++
			n.ReceivedAfter += after(clock.DayOf(r.ReceivedAt), r.ReceiveDue)
		}
		if !r.BrokenAt.IsZero() {
			n.Broken++
			n.BrokenAfter += after(clock.DayOf(r.BrokenAt), r.BreakDue)
		}
		if !r.ReportedAt.IsZero() {
			n.Reported++
			n.ReportedAfter += after(clock.DayOf(r.ReportedAt), r.ReportDue)
		}
	}
	return n
}

func after(done, due clock.Day) int {
	if done > due {
		return 1
	}
	return 0
}
