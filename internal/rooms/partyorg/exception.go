package partyorg

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Exception says why a line of the completeness lists is lawful, and until when.
type Exception struct {
	ID       string
	Gap, Ref string
	Party    string
	Ord      int64
	Reason   string
	Basis    string
	Until    clock.Day
	By       string
	At       time.Time
	Ended    time.Time
	Version  int64
}

// Runs tells whether the exception still holds on the day.
func (e Exception) Runs(day clock.Day) bool { return e.Ended.IsZero() && e.Until >= day }

// Excepting is what somebody enters about a gap.
type Excepting struct {
	Gap, Ref      string
	Reason, Basis string
	Until         clock.Day
}

func (in *Excepting) check(today clock.Day) error {
	in.Reason, in.Basis = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Basis)
	var c fault.Check
	c.That(in.Reason != "", "reason", "partyorg.except.reason_empty")
	c.That(in.Basis != "", "basis", "partyorg.except.basis_empty")
	c.That(len([]rune(in.Reason)) <= 500, "reason", "partyorg.too_long", "max", 500)
	c.That(len([]rune(in.Basis)) <= 200, "basis", "partyorg.too_long", "max", 200)
	_, bad := clock.ParseDay(string(in.Until))
	c.That(bad == nil, "until", "org.day_form")
	c.That(bad != nil || in.Until >= today, "until", "partyorg.except.until_past", "today", string(today))
	c.That(bad != nil || in.Until <= today.Add(3*366), "until", "partyorg.except.until_far")
	return c.Err()
}

// Except enters a lawful exception about a gap that there is; one entered before ends. fault.NotFound when
// there is no such gap or the actor may not see it.
func (r *Room) Except(ctx context.Context, actor who.Actor, in Excepting) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.ExceptIn(tx, in) })
}

// ExceptIn is Except in a transaction that runs.
func (r *Room) ExceptIn(tx *db.Tx, in Excepting) error {
	g, err := r.gap(tx, in.Gap, in.Ref)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.EditParty, access.Place{Ord: g.Ord, Kind: access.KindParty, ID: g.Party}); err != nil {
		return err
	}
	if err := in.check(tx.Today()); err != nil {
		return err
	}
	if g.Exception != nil {
		if err := endException(tx, *g.Exception); err != nil {
			return err
		}
	}
	e := Exception{ID: db.NewID(), Gap: g.Kind, Ref: g.Ref, Party: g.Party, Ord: g.Ord, Reason: in.Reason, Basis: in.Basis, Until: in.Until, By: tx.Who.Name, At: tx.Now}
	if err := insertException(tx, e); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "partyorg.except", Kind: "party", ID: g.Party, Unit: g.Party, Details: in})
}

// Unexcept ends the exception of a gap.
func (r *Room) Unexcept(ctx context.Context, actor who.Actor, kind, ref string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		g, err := r.gap(tx, kind, ref)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditParty, access.Place{Ord: g.Ord, Kind: access.KindParty, ID: g.Party}); err != nil {
			return err
		}
		if g.Exception == nil {
			return fault.Conflict("partyorg.except.none")
		}
		if err := endException(tx, *g.Exception); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "partyorg.unexcept", Kind: "party", ID: g.Party, Unit: g.Party, Details: map[string]string{"gap": kind, "ref": ref}})
	})
}

func (r *Room) gap(tx *db.Tx, kind, ref string) (Gap, error) {
	p, err := look(tx)
	if err != nil {
		return Gap{}, err
	}
	l, err := r.limits(tx)
	if err != nil {
		return Gap{}, err
	}
	for _, g := range p.gaps(l) {
		if g.Kind == kind && g.Ref == ref {
			return g, nil
		}
	}
	return Gap{}, fault.NotFound()
}
