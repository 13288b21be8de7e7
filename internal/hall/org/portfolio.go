package org

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Portfolio says that a leader answers for a unit (and all below it) or for a field of work, with its days.
type Portfolio struct {
	ID      string
	Person  string
	Name    string // of the leader
	Unit    string // empty for a field
	Field   string
	Since   clock.Day
	Until   clock.Day
	Version int64
}

// Runs tells whether the portfolio is held on the day.
func (p Portfolio) Runs(day clock.Day) bool {
	return p.Since <= day && (p.Until == "" || p.Until >= day)
}

// PortfolioInput is what a form or a row says about a portfolio: a unit, a field, or both.
type PortfolioInput struct {
	Person string
	Unit   string
	Field  string
	Since  clock.Day
	Until  clock.Day
}

func (in *PortfolioInput) check() error {
	in.Field = strings.TrimSpace(in.Field)
	var c fault.Check
	c.That(in.Person != "", "person", "org.post.person_missing")
	c.That(in.Unit != "" || in.Field != "", "unit", "org.portfolio.what_missing")
	c.That(chars(in.Field) <= maxName, "field", "org.unit.name_long", "max", maxName)
	c.That(in.Since != "" && dayForm(in.Since), "since", "org.day_form")
	c.That(dayForm(in.Until), "until", "org.day_form")
	c.That(in.Until == "" || in.Until >= in.Since, "until", "org.until_before_since")
	return c.Err()
}

// SetPortfolio puts a leader in charge. A unit may have several leaders in charge (of different fields);
// the same person is not put in charge of the same thing twice.
func (h *Hall) SetPortfolio(ctx context.Context, actor who.Actor, in PortfolioInput) (id string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = SetPortfolio(tx, in)
		return err
	})
	return id, err
}

// SetPortfolio is the verb inside a running transaction.
func SetPortfolio(tx *db.Tx, in PortfolioInput) (string, error) {
	if err := in.check(); err != nil {
		return "", err
	}
	leader, err := PersonByID(tx, in.Person)
	if err != nil {
		return "", fault.Invalid(fault.On("person", "org.post.person_missing"))
	}
	place := in.Unit
	if place == "" {
		place = leader.Unit
	}
	if err := mayEditUnit(tx, place); err != nil {
		return "", err
	}
	held, err := listPortfolios(tx, "person_id", in.Person)
	if err != nil {
		return "", err
	}
	for _, p := range held {
		if p.Unit == in.Unit && p.Field == in.Field && p.Until == "" {
			return "", fault.Invalid(fault.On("unit", "org.portfolio.held", "since", p.Since))
		}
	}
	id := db.NewID()
	if err := insertPortfolio(tx, Portfolio{ID: id, Person: in.Person, Unit: in.Unit, Field: in.Field, Since: in.Since, Until: in.Until}); err != nil {
		return "", err
	}
	return id, audit.Record(tx, audit.Entry{Action: "org.set_portfolio", Kind: "portfolio", ID: id, Version: 1, Unit: place, Details: in})
}

// EndPortfolio ends a portfolio on its last day.
func (h *Hall) EndPortfolio(ctx context.Context, actor who.Actor, id string, last clock.Day) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := loadPortfolio(tx, id)
		if err != nil {
			return err
		}
		leader, err := PersonByID(tx, p.Person)
		if err != nil {
			return err
		}
		place := p.Unit
		if place == "" {
			place = leader.Unit
		}
		if err := mayEditUnit(tx, place); err != nil {
			return err
		}
		var c fault.Check
		_, bad := clock.ParseDay(string(last))
		c.That(bad == nil, "until", "org.day_form")
		c.That(last >= p.Since, "until", "org.until_before_since")
		if err := c.Err(); err != nil {
			return err
		}
		p.Until = last
		if err := savePortfolio(tx, p); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "org.end_portfolio", Kind: "portfolio", ID: id, Version: p.Version + 1, Unit: place, Details: p})
	})
}

// PortfoliosOf lists what a leader is and was in charge of, running ones first.
func PortfoliosOf(tx *db.Tx, person string) ([]Portfolio, error) {
	return listPortfolios(tx, "person_id", person)
}

// LeadersOf lists who is in charge of the unit on the day: the leaders of the unit itself, else those of
// the nearest unit above it that has any.
func LeadersOf(tx *db.Tx, unit string, day clock.Day) ([]Portfolio, error) {
	f, err := Tree(tx)
	if err != nil {
		return nil, err
	}
	path := f.Path(unit)
	for i := len(path) - 1; i >= 0; i-- {
		all, err := listPortfolios(tx, "unit_id", path[i].ID)
		if err != nil {
			return nil, err
		}
		var out []Portfolio
		for _, p := range all {
			if p.Runs(day) {
				out = append(out, p)
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// mayRead answers fault.NotFound for a unit that the actor may not see.
func mayRead(tx *db.Tx, f *Forest, u Unit) error {
	return access.May(tx.Who, access.ReadOrg, placeOf(f, u))
}
