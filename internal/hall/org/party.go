package org

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Link says that a Party organisation covers a unit, with its days.
type Link struct {
	Party string
	Unit  string
	Since clock.Day
	Until clock.Day
}

// Term is one term of a Party organisation's committee (届).
type Term struct {
	ID     string
	Party  string
	Number int
	Since  clock.Day
	Until  clock.Day
}

// LinkParty sets which units a Party organisation covers from the day on; links to others end the day
// before. Only a joint branch covers more than one unit, and at most five (DOMAIN.md 6.1).
func (h *Hall) LinkParty(ctx context.Context, actor who.Actor, party string, units []string, day clock.Day) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return LinkParty(tx, party, units, day) })
}

// LinkParty is the verb inside a running transaction.
func LinkParty(tx *db.Tx, party string, units []string, day clock.Day) error {
	f, err := Tree(tx)
	if err != nil {
		return err
	}
	p, ok := f.At(party)
	if !ok || p.Tree != PartyTree {
		return fault.NotFound()
	}
	if err := mayEditUnit(tx, party); err != nil {
		return err
	}
	if err := linkable(f, p, units, day); err != nil {
		return err
	}
	day = today(tx, day)
	held, err := loadLinks(tx, "party_id", party)
	if err != nil {
		return err
	}
	for _, l := range held {
		if l.Until == "" && !slices.Contains(units, l.Unit) {
			if err := endLink(tx, l, lastDay(day)); err != nil {
				return err
			}
		}
	}
	for _, u := range units {
		if slices.ContainsFunc(held, func(l Link) bool { return l.Unit == u && l.Until == "" }) {
			continue
		}
		if err := putLink(tx, Link{Party: party, Unit: u, Since: day}); err != nil {
			return err
		}
	}
	return audit.Record(tx, audit.Entry{Action: "org.link", Kind: "unit", ID: party, Unit: party, Details: map[string]any{"units": units, "day": day}})
}

func linkable(f *Forest, p Unit, units []string, day clock.Day) error {
	var c fault.Check
	c.That(dayForm(day), "day", "org.day_form")
	most := 1
	if p.Kind == "party_joint" {
		most = jointUnits
	}
	c.That(len(units) <= most, "units", "org.party.too_many_units", "max", most)
	for _, id := range units {
		u, ok := f.At(id)
		c.That(ok && u.Tree == UnitTree, "units", "org.party.unit_unknown")
	}
	return c.Err()
}

// LinksOf lists the links of a Party organisation or of a unit, running ones first.
func LinksOf(tx *db.Tx, u Unit) ([]Link, error) {
	if u.Tree == PartyTree {
		return loadLinks(tx, "party_id", u.ID)
	}
	return loadLinks(tx, "unit_id", u.ID)
}

// SetTerm enters or corrects a term of a Party organisation's committee.
func (h *Hall) SetTerm(ctx context.Context, actor who.Actor, in Term) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return SetTerm(tx, in) })
}

// SetTerm is the verb inside a running transaction.
func SetTerm(tx *db.Tx, in Term) error {
	u, err := UnitByID(tx, in.Party)
	if err != nil {
		return err
	}
	if err := mayEditUnit(tx, in.Party); err != nil {
		return err
	}
	var c fault.Check
	c.That(u.Tree == PartyTree, "party", "org.party.not_party")
	c.That(in.Number > 0 && in.Number < 100, "number", "org.party.term_number")
	c.That(in.Since != "" && dayForm(in.Since), "since", "org.day_form")
	c.That(in.Until != "" && dayForm(in.Until), "until", "org.day_form")
	c.That(in.Until > in.Since, "until", "org.until_before_since")
	if err := c.Err(); err != nil {
		return err
	}
	if err := putTerm(tx, in); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "org.set_term", Kind: "unit", ID: in.Party, Unit: in.Party, Details: in})
}

// TermsOf lists the terms of a Party organisation, the latest first.
func TermsOf(tx *db.Tx, party string) ([]Term, error) { return loadTerms(tx, party) }
