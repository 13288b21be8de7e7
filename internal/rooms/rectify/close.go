package rectify

import (
	"context"
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
)

// HandSign is one of the two signatures of a close-out, bound to the hash of what its signer saw.
type HandSign struct {
	Round   int
	Place   int // 1 the verifier, 2 the office
	Hash    string
	Opinion string
	By      By
}

// Closing is what each of the two hands in: an opinion, and the hash of what was on the page.
type Closing struct {
	Opinion string
	Seen    string
}

func (in Closing) check(d *Dossier) error {
	if !filled(in.Opinion) {
		return fault.Invalid(fault.On("opinion", "rectify.opinion_missing"))
	}
	if len([]rune(in.Opinion)) > 500 {
		return fault.Invalid(fault.On("opinion", "rectify.text_long", "most", 500))
	}
	if in.Seen != d.Whole() {
		return fault.Conflict("rectify.changed_meanwhile")
	}
	return d.ready()
}

// Propose is the first signature: a verifier's word that the item may be closed. It asks for four eyes
// on exactly what the page showed (TRUST.md 2.11 no. 17).
func (r *Room) Propose(ctx context.Context, actor who.Actor, id ItemID, in Closing) error {
	return r.act(ctx, actor, id, ActPropose, in, func(tx *db.Tx, it *Item) error {
		d, err := loadDossier(tx, it)
		if err != nil {
			return err
		}
		if err := in.check(d); err != nil {
			return err
		}
		if first, _ := d.First(); first != nil {
			return fault.Conflict("rectify.close.signed_already")
		}
		if _, err := it.ask(tx, d.closing(Verifying), in.Opinion); err != nil {
			return err
		}
		if err := insertSignature(tx, it.ID, HandSign{Round: it.Claims, Place: 1, Hash: in.Seen, Opinion: in.Opinion, By: by(tx)}); err != nil {
			return err
		}
		return tell(tx, it, "item_proposed", in.Seen[:12], role(it, access.Office)...)
	})
}

// Close is the second signature and closes the item (销号). It takes another person than the first,
// and none of those who verified; and both must have seen the same content.
func (r *Room) Close(ctx context.Context, actor who.Actor, id ItemID, in Closing) error {
	return r.settled(ctx, actor, r.act(ctx, actor, id, ActClose, in, func(tx *db.Tx, it *Item) error {
		d, err := loadDossier(tx, it)
		if err != nil {
			return err
		}
		if err := d.close(in, tx.Who.Person); err != nil {
			return err
		}
		now := d.closing(Verifying)
		ok, err := approve.Decide(tx, d.Asked.ID, approve.Decision{Seen: now.Hash(), Reason: in.Opinion, Yes: true}, now)
		if err != nil {
			return err
		}
		return d.closed(tx, in, ok)
	}))
}

// closed does what the approval allows.
func (d *Dossier) closed(tx *db.Tx, in Closing, ok approve.Approved) error {
	it := d.Item
	if err := ok.For(tx, approve.CloseItem, itemKind, string(it.ID)); err != nil {
		return err
	}
	n, err := takeNumber(tx, fmt.Sprintf("XH-%02d", tx.Today().Year()%100))
	if err != nil {
		return err
	}
	it.ClosedOn, it.Done, it.Percent = tx.Today(), AllDone, 100
	it.CloseNumber = fmt.Sprintf("XH-%02d-%04d", tx.Today().Year()%100, n)
	if err := insertSignature(tx, it.ID, HandSign{Round: it.Claims, Place: 2, Hash: in.Seen, Opinion: in.Opinion, By: by(tx)}); err != nil {
		return err
	}
	if err := stopDates(tx, it, true); err != nil {
		return err
	}
	return tell(tx, it, "item_closed", itoa(it.Claims), ours(it)...)
}

// decideClose is the second person's answer from the approvals page. A no leaves the item where it is:
// the verifier proposes anew, or sends it back.
func decideClose(tx *db.Tx, q *approve.Request, in approve.Decision) error {
	if !in.Yes {
		return refuseClose(tx, q, in)
	}
	signing := Closing{Opinion: in.Reason}
	return actIn(tx, ItemID(q.Object), ActClose, &signing, func(tx *db.Tx, it *Item) error {
		d, err := loadDossier(tx, it)
		if err != nil {
			return err
		}
		if d.sameHand(tx.Who.Person) {
			return fault.Denied(string(NotFirst))
		}
		ok, err := approve.Decide(tx, q.ID, in, d.closing(Verifying))
		if err != nil {
			return err
		}
		if err := d.ready(); err != nil {
			return err
		}
		signing.Seen = d.Whole()
		return d.closed(tx, signing, ok)
	})
}

func refuseClose(tx *db.Tx, q *approve.Request, in approve.Decision) error {
	it, err := loadItem(tx, ItemID(q.Object))
	if err != nil {
		return err
	}
	if err := it.may(tx.Who, ActClose); err != nil {
		return err
	}
	d, err := loadDossier(tx, it)
	if err != nil {
		return err
	}
	_, err = approve.Decide(tx, q.ID, in, d.closing(it.State))
	return err
}

// close is the rule of the second signature, before the rules of four eyes are asked.
func (d *Dossier) close(in Closing, person string) error {
	first, dead := d.First()
	switch {
	case d.Asked != nil && d.overdue():
		return nil // Decide says so and ends it
	case first == nil && dead && d.Asked != nil:
		return approve.Died(d.Asked.ID, d.closing(Verifying).Hash(), fault.Conflict("rectify.close.first_died"))
	case first == nil && dead:
		return fault.Conflict("rectify.close.first_died")
	case first == nil:
		return fault.Conflict("rectify.close.first_missing")
	case d.sameHand(person):
		return fault.Denied(string(NotFirst))
	}
	return in.check(d)
}

// sameHand tells whether the person has already verified or signed in this round.
func (d *Dossier) sameHand(person string) bool {
	for _, s := range d.Signatures {
		if s.Round == d.Item.Claims && s.Place == 1 && s.By.ID == person {
			return true
		}
	}
	for _, v := range d.Round() {
		for _, m := range v.Members {
			if m.ID == person {
				return true
			}
		}
	}
	return false
}

// MayClose tells the page whether the actor could be the second hand, and if not, why (words denied.<rule>).
func (d *Dossier) MayClose(a who.Actor) (rule string) {
	if d.Item.sideOfUnit(a) {
		return string(NotUnit)
	}
	if d.sameHand(a.Person) {
		return string(NotFirst)
	}
	if f, ok := fault.As(d.bar); ok && f.Kind == fault.KindDenied {
		return f.Rule
	}
	return ""
}

// loadAsked finds what of the item waits for a second person, and what keeps the reader from giving
// the second signature.
func (d *Dossier) loadAsked(tx *db.Tx) error {
	d.now = tx.Now
	list, err := approve.OpenOf(tx, itemKind, string(d.Item.ID))
	if err != nil {
		return err
	}
	for _, q := range list {
		if q.Code != approve.CloseItem {
			d.Pending = append(d.Pending, q)
			continue
		}
		d.Asked, d.bar = q, approve.Bar(tx, q)
		if _, ok := fault.As(d.bar); d.bar != nil && !ok {
			return d.bar
		}
	}
	return nil
}

// overdue tells whether the request's 72 hours are over.
func (d *Dossier) overdue() bool { return !d.now.Before(d.Asked.Ends) }
