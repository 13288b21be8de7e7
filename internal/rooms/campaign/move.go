package campaign

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Moving is one move with its words; Organ and Resolved are who approved the plan and when, for ActApprove.
type Moving struct {
	Act      Act
	Words    string
	Organ    string
	Resolved clock.Day
}

// Move takes a campaign one step along the table of states. Conflict when the state does not allow it;
// Invalid names what is missing; Denied (own_campaign) to whoever drafted what would be approved.
func (r *Room) Move(ctx context.Context, actor who.Actor, id ID, in Moving) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, id)
		if err != nil {
			return err
		}
		m, ok := c.Find(in.Act)
		if !ok {
			if err := readable(tx, c); err != nil {
				return err
			}
			return fault.Conflict("campaign.not_now")
		}
		if err := may(tx, m.Right, c); err != nil {
			return err
		}
		if err := m.ready(tx, c, in.Words); err != nil {
			return err
		}
		if err := c.step(m, in, tx); err != nil {
			return err
		}
		if err := saveCampaign(tx, &c); err != nil {
			return err
		}
		if err := insertStep(tx, id, in.Act, in.Words); err != nil {
			return err
		}
		if err := keepStages(tx, c, in.Act); err != nil {
			return err
		}
		if err := index(tx, c); err != nil {
			return err
		}
		return record(tx, c, string(in.Act), map[string]string{"from": string(m.From), "to": string(m.To), "words": in.Words})
	})
}

func (c *Campaign) step(m Move, in Moving, tx *db.Tx) error {
	switch in.Act {
	case ActApprove:
		var wrong fault.Check
		wrong.That(in.Organ != "" && len([]rune(in.Organ)) <= 40, "organ", "campaign.organ_empty")
		wrong.That(in.Resolved != "" && in.Resolved <= tx.Today(), "resolved", "campaign.resolved_wrong")
		if err := wrong.Err(); err != nil {
			return err
		}
		c.Organ, c.Resolved, c.ApprovedBy, c.ApprovedAt = in.Organ, in.Resolved, tx.Who.Label(), tx.Now
	case ActFinish, ActWithdraw:
		c.EndedAt = tx.Now
	}
	c.State = m.To
	return nil
}
