package chronic

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
)

// Verdicts of a review.
const (
	Fits    = "fits"
	Differs = "differs"
)

// Reviewing is what a named reviewer found.
type Reviewing struct {
	Verdict          string
	Sampled, Matched int
	Words            string
}

func (in Reviewing) check() error {
	var c fault.Check
	c.That(in.Verdict == Fits || in.Verdict == Differs, "verdict", "chronic.review.verdict_missing")
	c.That(in.Sampled > 0, "sampled", "chronic.accept.sampled_missing")
	c.That(in.Matched >= 0 && in.Matched <= in.Sampled, "matched", "chronic.accept.matched_more")
	c.That(in.Verdict != Fits || in.Matched == in.Sampled, "matched", "chronic.review.fits_all")
	c.That(in.Verdict != Differs || in.Matched < in.Sampled, "matched", "chronic.review.differs_some")
	c.That(filled(in.Words), "words", "chronic.words_missing")
	c.That(!long(in.Words, maxText), "words", "chronic.too_long", "max", maxText)
	return c.Err()
}

// Review is a named reviewer's finding on a drawn problem. Only persons of the other unit who are named
// may, and nobody of the problem's own side.
func (r *Room) Review(ctx context.Context, actor who.Actor, id LotID, in Reviewing) error {
	return r.lot(ctx, actor, id, "chronic.review", in, func(tx *db.Tx, l *Lot) error {
		if l.DoneOn != "" {
			return fault.Conflict("chronic.review.done")
		}
		if err := in.check(); err != nil {
			return err
		}
		l.Verdict, l.Sampled, l.Matched, l.Words, l.DoneOn, l.By = in.Verdict, in.Sampled, in.Matched, strings.TrimSpace(in.Words), tx.Today(), by(tx)
		if err := calendar.Done(tx, dueReview, string(l.ID)); err != nil {
			return err
		}
		_, err := notify.Queue(tx, notify.Message{Key: "chronic_reviewed:" + string(l.ID), Subject: "chronic_reviewed", Kind: "chronic_lot", Ref: string(l.ID), Ord: l.ProblemOrd,
			Title: l.ProblemNumber, Link: "/chronic/items/" + string(l.Problem), To: []notify.To{{Role: access.Office, Ord: l.ProblemOrd}}})
		return err
	})
}

func (r *Room) lot(ctx context.Context, actor who.Actor, id LotID, action string, details any, do func(*db.Tx, *Lot) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		l, err := loadLot(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.CrossReview, l.Place()); err != nil {
			return err
		}
		if err := do(tx, &l); err != nil {
			return err
		}
		if err := saveLot(tx, &l); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "chronic_lot", ID: string(l.ID), Version: l.Version, Unit: l.Unit, Details: details})
	})
}

// NameReviewers names other persons of the reviewing unit, while the review is open. It is the office's.
func (r *Room) NameReviewers(ctx context.Context, actor who.Actor, id LotID, persons []string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		l, err := loadLot(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.CloseChronic, access.Place{Ord: l.ProblemOrd, Kind: access.KindChronic, ID: string(l.Problem)}); err != nil {
			return err
		}
		if l.DoneOn != "" {
			return fault.Conflict("chronic.review.done")
		}
		can, err := postHolders(tx, l.Unit)
		if err != nil {
			return err
		}
		var c fault.Check
		c.That(len(persons) > 0, "persons", "chronic.review.persons_missing")
		for _, p := range persons {
			c.That(slices.ContainsFunc(can, func(n Named) bool { return n.ID == p }), "persons", "chronic.review.not_of_unit", "unit", l.UnitName)
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := nameReviewers(tx, l.ID, persons); err != nil {
			return err
		}
		if err := saveLot(tx, &l); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "chronic.name_reviewers", Kind: "chronic_lot", ID: string(l.ID), Version: l.Version, Unit: l.Unit, Details: persons})
	})
}

// LotView is the page of one review.
type LotView struct {
	Lot       Lot
	Problem   *Problem
	MayReview bool
	MayName   bool
	Candidate []Named
}

// LotPage reads a lot for its reviewers and for whoever may read the problem; NotFound for all others.
func (r *Room) LotPage(ctx context.Context, actor who.Actor, id LotID) (v LotView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Lot, err = loadLot(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadChronic, v.Lot.Place()); err != nil {
			return err
		}
		v.MayReview = v.Lot.DoneOn == "" && access.May(tx.Who, access.CrossReview, v.Lot.Place()) == nil
		if v.Problem, err = loadProblem(tx, v.Lot.Problem); err != nil {
			return err
		}
		v.MayName = v.Lot.DoneOn == "" && access.May(tx.Who, access.CloseChronic, v.Problem.Place()) == nil
		if v.MayName {
			v.Candidate, err = postHolders(tx, v.Lot.Unit)
		}
		return err
	})
	return v, err
}

// Reviews lists what the actor is named to review, open ones first.
func (r *Room) Reviews(ctx context.Context, actor who.Actor) (out []Lot, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.InTeam(tx.Who, access.CrossReview) {
			return nil
		}
		out, err = listOwnLots(tx)
		return err
	})
	return out, err
}

// Reviewable lists the units that can review: those that are inspected themselves and have a liaison.
func (r *Room) Reviewable(ctx context.Context, actor who.Actor) (out []Named, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		with, err := liaisonUnits(tx)
		if err != nil {
			return err
		}
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(tx.Who, access.CloseChronic)
		for _, u := range f.Of("unit", tx.Today()) {
			if u.Inspected && with[u.ID] && scope.Has(u.Ord) {
				out = append(out, Named{u.ID, u.Short})
			}
		}
		return nil
	})
	return out, err
}

// mayReview tells whether the reviewer may still see the problem: a recusal beats being named.
func mayReview(tx *db.Tx, l Lot) bool {
	return access.May(tx.Who, access.ReadChronic, l.Place()) == nil
}
