package rectify

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// Claim is one application for close-out (销号申请, B-R6).
type Claim struct {
	Round   int         `json:"round"`
	Summary string      `json:"summary"`
	Checks  []SelfCheck `json:"checks"`
	Hash    string      `json:"-"` // of the content claimed
	By      By          `json:"by"`
}

// SelfCheck is the unit's own answer to one standard.
type SelfCheck struct {
	Measure  MeasureID `json:"measure"` // "" is the item's own standard
	Standard string    `json:"standard"`
	Answer   string    `json:"answer"`
}

// Claiming is what the unit hands in.
type Claiming struct {
	Summary    string // what changed, for whom, in figures
	Answers    map[MeasureID]string
	RulesMade  int
	Money      int64 // fen recovered
	MoneyBasis string
}

// Claim applies for close-out. fault.Invalid names each measure that is still open, each standard
// without an answer, and missing evidence.
func (r *Room) Claim(ctx context.Context, actor who.Actor, id ItemID, in Claiming) error {
	return r.act(ctx, actor, id, ActClaim, in, func(tx *db.Tx, it *Item) error {
		d, err := loadDossier(tx, it)
		if err != nil {
			return err
		}
		claim, err := d.claim(in, by(tx))
		if err != nil {
			return err
		}
		d.Claims = append(d.Claims, claim)
		claim.Hash = d.Content()
		if err := insertClaim(tx, it.ID, claim); err != nil {
			return err
		}
		return handToVerifiers(tx, it)
	})
}

func handToVerifiers(tx *db.Tx, it *Item) error {
	for _, kind := range []string{dueItem, dueReview} {
		if err := calendar.Done(tx, kind, string(it.ID)); err != nil {
			return err
		}
	}
	if err := promise(tx, it, dueVerify, ruleOf[dueVerify], ""); err != nil {
		return err
	}
	return tell(tx, it, "item_claimed", itoa(it.Claims), role(it, access.Verifier, access.Office)...)
}

// claim is the rule: every measure done or lasting, every standard answered, evidence there.
func (d *Dossier) claim(in Claiming, b By) (Claim, error) {
	it := d.Item
	out := Claim{Round: it.Claims + 1, Summary: in.Summary, By: b}
	if err := d.settled(); err != nil {
		return out, err
	}
	var c fault.Check
	files, _ := d.Standing()
	c.That(filled(in.Summary), "summary", "rectify.summary_missing")
	c.That(len([]rune(in.Summary)) <= maxText, "summary", "rectify.text_long", "most", maxText)
	c.That(files > 0, "", "rectify.claim.no_evidence")
	c.That(in.Money >= 0, "money", "rectify.claim.money_negative")
	c.That(in.Money == 0 || filled(in.MoneyBasis), "money_basis", "rectify.claim.basis_missing")
	c.That(in.RulesMade >= 0, "rules_made", "rectify.measure.quantity_negative")
	for _, s := range d.Standards() {
		s.Answer = in.Answers[s.Measure]
		c.That(filled(s.Answer), "answer."+string(s.Measure), "rectify.claim.answer_missing")
		out.Checks = append(out.Checks, s)
	}
	it.Summary, it.RulesMade, it.Money, it.MoneyBasis, it.Done = in.Summary, in.RulesMade, in.Money, in.MoneyBasis, AllDone
	for _, m := range d.Measures() {
		if m.Lasting {
			it.Done = Mostly
		}
	}
	it.Claims++
	return out, c.Err()
}

// Standards are what a claim answers one by one: each measure's, and the item's own.
func (d *Dossier) Standards() []SelfCheck {
	var out []SelfCheck
	if filled(d.Item.Target) || len(d.Measures()) == 0 {
		out = append(out, SelfCheck{Standard: d.Item.Target})
	}
	for _, m := range d.Measures() {
		out = append(out, SelfCheck{Measure: m.ID, Standard: m.Target})
	}
	return out
}
