package chronic

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Classifying is the office's finding that the problem is one of the ledger.
type Classifying struct {
	Track   string // TrackCampaign or TrackLedger
	Verdict string
}

func (in Classifying) check() error {
	var c fault.Check
	c.That(slices.Contains(Tracks, in.Track), "track", "chronic.classify.track_unknown")
	c.That(filled(in.Verdict), "verdict", "chronic.classify.verdict_missing")
	c.That(!long(in.Verdict, 1000), "verdict", "chronic.too_long", "max", 1000)
	return c.Err()
}

// Classify takes the problem into the ledger (分类认定): from then on it is the unit's to plan.
func (r *Room) Classify(ctx context.Context, actor who.Actor, id ID, in Classifying) error {
	return r.act(ctx, actor, id, ActClassify, func(tx *db.Tx, p *Problem, s *Step) error {
		if err := in.check(); err != nil {
			return err
		}
		p.Track, p.Verdict, p.ClassifiedBy, p.ClassifiedOn = in.Track, strings.TrimSpace(in.Verdict), tx.Who.Person, tx.Today()
		s.Words = p.Verdict
		if err := p.move(ActClassify, ""); err != nil {
			return err
		}
		return tell(tx, p, "chronic_planned", "", unitSide(p)...)
	})
}

// Slip is a hand-over slip (移交单): which number, when, to whom, by which two persons. It has no content.
type Slip struct {
	ID        SlipID
	Number    string // YJ-26-004
	Campaign  string
	Problem   string // number
	Stays     bool   // a part of it is put right in the ledger besides
	Day       string
	Recipient string
	One, Two  By
	Handed    string
	BackWhy   string
	Version   int64
}

// Proposing says to whom a clue is handed over. With Stays the problem is both: the slip leaves, and what
// stands in the row stays to be put right, so whoever proposes makes sure that it says nothing of the clue.
type Proposing struct {
	Recipient string
	Stays     bool
}

// Propose is the first person's hand of a hand-over.
func (r *Room) Propose(ctx context.Context, actor who.Actor, id ID, in Proposing) error {
	return r.act(ctx, actor, id, ActPropose, func(tx *db.Tx, p *Problem, _ *Step) error {
		in.Recipient = strings.TrimSpace(in.Recipient)
		var c fault.Check
		c.That(in.Recipient != "", "recipient", "chronic.hand.recipient_missing")
		c.That(!long(in.Recipient, 60), "recipient", "chronic.too_long", "max", 60)
		if err := c.Err(); err != nil {
			return err
		}
		if err := p.move(ActPropose, ""); err != nil {
			return err
		}
		no, err := number(tx, "YJ")
		if err != nil {
			return err
		}
		slip := Slip{ID: SlipID(db.NewID()), Number: no, Campaign: p.Campaign, Problem: p.Number, Stays: in.Stays, Day: string(tx.Today()), Recipient: in.Recipient, One: by(tx), Version: 1}
		return insertSlip(tx, slip)
	})
}

// HandOver is the second person's hand: the slip is made out, and the row loses every word but its number,
// unless a part of it stays to be put right. The one who proposed is refused (N-33).
func (r *Room) HandOver(ctx context.Context, actor who.Actor, id ID) error {
	return r.act(ctx, actor, id, ActHand, func(tx *db.Tx, p *Problem, _ *Step) error {
		slip, err := openSlip(tx, p.Number)
		if err != nil {
			return err
		}
		to := Clue
		if slip.Stays {
			to = Planning
		}
		if err := p.move(ActHand, to); err != nil {
			return err
		}
		if slip.Stays {
			p.Track, p.ClassifiedBy, p.ClassifiedOn = TrackCampaign, tx.Who.Person, tx.Today()
		} else {
			p.erase()
			root, err := rootUnit(tx)
			if err != nil {
				return err
			}
			if err := placeAt(tx, p, root); err != nil {
				return err
			}
		}
		slip.Two = by(tx)
		return saveSlip(tx, &slip, "")
	})
}

// KeepHere takes the proposal back with a reason: the problem waits to be classified again.
func (r *Room) KeepHere(ctx context.Context, actor who.Actor, id ID, why string) error {
	return r.act(ctx, actor, id, ActKeepHere, func(tx *db.Tx, p *Problem, _ *Step) error {
		if !filled(why) {
			return fault.Invalid(fault.On("reason", "chronic.reason_missing"))
		}
		if err := p.move(ActKeepHere, ""); err != nil {
			return err
		}
		slip, err := openSlip(tx, p.Number)
		if err != nil {
			return err
		}
		return saveSlip(tx, &slip, strings.TrimSpace(why))
	})
}

// Dismiss ends what proved to be no problem; number and reason stay.
func (r *Room) Dismiss(ctx context.Context, actor who.Actor, id ID, why string) error {
	return r.act(ctx, actor, id, ActDismiss, func(tx *db.Tx, p *Problem, s *Step) error {
		if !filled(why) {
			return fault.Invalid(fault.On("reason", "chronic.reason_missing"))
		}
		s.Words = strings.TrimSpace(why)
		if err := p.move(ActDismiss, ""); err != nil {
			return err
		}
		return dropMilestones(tx, p)
	})
}

// Slips lists the hand-overs that were made, newest first: numbers and days alone.
func (r *Room) Slips(ctx context.Context, actor who.Actor, campaignID string) (out []Slip, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		c, err := campaign(tx, campaignID)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ClassifyChronic, access.Place{Ord: c.Ord, Kind: access.KindChronic}); err != nil {
			return err
		}
		out, err = listSlips(tx, campaignID)
		return err
	})
	return out, err
}

// Slip is one slip for its paper. It is the office's.
func (r *Room) Slip(ctx context.Context, actor who.Actor, id SlipID) (s Slip, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if s, err = loadSlip(tx, id); err != nil {
			return err
		}
		c, err := campaign(tx, s.Campaign)
		if err != nil {
			return err
		}
		return access.May(tx.Who, access.ClassifyChronic, access.Place{Ord: c.Ord, Kind: access.KindChronic})
	})
	return s, err
}
