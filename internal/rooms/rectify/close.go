package rectify

import (
	"context"
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
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

// Propose is the first signature: a verifier's word that the item may be closed.
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
		if err := insertSignature(tx, it.ID, HandSign{Round: it.Claims, Place: 1, Hash: in.Seen, Opinion: in.Opinion, By: by(tx)}); err != nil {
			return err
		}
		return tell(tx, it, "item_proposed", in.Seen[:12], role(it, access.Office)...)
	})
}

// Close is the second signature and closes the item (销号). It takes another person than the first,
// and none of those who verified; and both must have seen the same content.
func (r *Room) Close(ctx context.Context, actor who.Actor, id ItemID, in Closing) error {
	return r.act(ctx, actor, id, ActClose, in, func(tx *db.Tx, it *Item) error {
		d, err := loadDossier(tx, it)
		if err != nil {
			return err
		}
		second := HandSign{Round: it.Claims, Place: 2, Hash: in.Seen, Opinion: in.Opinion, By: by(tx)}
		if err := d.close(in, second.By); err != nil {
			return err
		}
		n, err := takeNumber(tx, fmt.Sprintf("XH-%02d", tx.Today().Year()%100))
		if err != nil {
			return err
		}
		it.ClosedOn, it.Done, it.Percent = tx.Today(), AllDone, 100
		it.CloseNumber = fmt.Sprintf("XH-%02d-%04d", tx.Today().Year()%100, n)
		if err := insertSignature(tx, it.ID, second); err != nil {
			return err
		}
		if err := stopDates(tx, it, true); err != nil {
			return err
		}
		return tell(tx, it, "item_closed", itoa(it.Claims), ours(it)...)
	})
}

// close is the rule of the second signature.
func (d *Dossier) close(in Closing, second By) error {
	first, dead := d.First()
	switch {
	case first == nil && dead:
		return fault.Conflict("rectify.close.first_died")
	case first == nil:
		return fault.Conflict("rectify.close.first_missing")
	case d.sameHand(second.ID):
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
	return ""
}
