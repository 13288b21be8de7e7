package chronic

import (
	"context"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/file"
)

// Report adds progress in words. After a return it puts the problem to work again.
func (r *Room) Report(ctx context.Context, actor who.Actor, id ID, words string) error {
	return r.act(ctx, actor, id, ActReport, func(_ *db.Tx, p *Problem, s *Step) error {
		s.Words = strings.TrimSpace(words)
		var c fault.Check
		c.That(s.Words != "", "words", "chronic.words_missing")
		c.That(!long(s.Words, maxText), "words", "chronic.too_long", "max", maxText)
		if err := c.Err(); err != nil {
			return err
		}
		return p.move(ActReport, "")
	})
}

// Reach marks a milestone as done today, with a word on what was done.
func (r *Room) Reach(ctx context.Context, actor who.Actor, id ID, milestone, words string) error {
	return r.act(ctx, actor, id, ActMilestone, func(tx *db.Tx, p *Problem, s *Step) error {
		s.Words = strings.TrimSpace(words)
		if s.Words == "" {
			return fault.Invalid(fault.On("words", "chronic.words_missing"))
		}
		if err := p.move(ActMilestone, ""); err != nil {
			return err
		}
		if err := reachMilestone(tx, p.ID, milestone, s.Words); err != nil {
			return err
		}
		return calendar.Done(tx, dueMilestone, milestone)
	})
}

// Claim applies for acceptance: every milestone done, evidence there, a summary in words.
func (r *Room) Claim(ctx context.Context, actor who.Actor, id ID, summary string) error {
	return r.act(ctx, actor, id, ActClaim, func(tx *db.Tx, p *Problem, s *Step) error {
		n, err := file.Count(tx, fileKind, string(p.ID))
		if err != nil {
			return err
		}
		list, err := listMilestones(tx, p.ID)
		if err != nil {
			return err
		}
		if err := p.claim(summary, int(n), list); err != nil {
			return err
		}
		s.Words, p.ClaimedBy, p.ClaimedOn = p.Summary, tx.Who.Person, tx.Today()
		if err := calendar.Done(tx, dueProblem, string(p.ID)); err != nil {
			return err
		}
		return tell(tx, p, "chronic_claimed", itoa(p.Claims), role(p, access.Office, access.Verifier)...)
	})
}

// claim is the rule of Claim.
func (p *Problem) claim(summary string, files int, list []Milestone) error {
	var c fault.Check
	c.That(filled(summary), "summary", "chronic.claim.summary_missing")
	c.That(!long(summary, maxText), "summary", "chronic.too_long", "max", maxText)
	c.That(files > 0, "", "chronic.claim.no_evidence")
	for i, m := range list {
		c.That(m.DoneOn != "", "", "chronic.claim.milestone_open", "n", i+1, "body", m.Body)
	}
	if err := c.Err(); err != nil {
		return err
	}
	if err := p.move(ActClaim, ""); err != nil {
		return err
	}
	p.Summary, p.Claims = strings.TrimSpace(summary), p.Claims+1
	return nil
}
