package partyorg

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// Enrol enters a member and answers the row's id. A person who is a member already is refused.
func (r *Room) Enrol(ctx context.Context, actor who.Actor, in Enrolment) (id string, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = r.EnrolIn(tx, in)
		return err
	})
	return id, err
}

// EnrolIn is Enrol in a transaction that runs.
func (r *Room) EnrolIn(tx *db.Tx, in Enrolment) (string, error) {
	if err := in.check(tx.Today()); err != nil {
		return "", err
	}
	o, err := org.UnitByID(tx, in.Party)
	if err != nil || o.Tree != org.PartyTree {
		return "", fault.Invalid(fault.On("party", "partyorg.member.party_missing"))
	}
	if err := access.May(tx.Who, access.EditMember, memberPlace(o.Ord, "")); err != nil {
		return "", err
	}
	if _, err := org.PersonByID(tx, in.Person); err != nil {
		return "", fault.Invalid(fault.On("person", "partyorg.member.person_missing"))
	}
	return enrol(tx, o, in, "partyorg.enrol")
}

// enrol writes the row; the caller has asked the right.
func enrol(tx *db.Tx, o org.Unit, in Enrolment, action string) (string, error) {
	m := Member{ID: db.NewID(), Person: in.Person, Party: o.ID, Ord: o.Ord, Placed: IsBranch(o.Kind), Kind: in.Kind, Since: in.Since, Basis: in.Basis, Flow: in.Flow,
		FlowPlace: in.FlowPlace, FlowSince: in.FlowSince, MadeBy: tx.Who.Label(), MadeAt: tx.Now, Version: 1}
	if err := insertMember(tx, m); err != nil {
		return "", err
	}
	return m.ID, audit.Record(tx, audit.Entry{Action: action, Kind: "member", ID: m.ID, Version: 1, Unit: o.ID, Details: in})
}

// Moving is a change of branch (组织关系转接).
type Moving struct {
	Party string
	Since clock.Day
	Basis string
}

// Move takes a member over to another branch. The actor needs the right at both.
func (r *Room) Move(ctx context.Context, actor who.Actor, id string, version int64, in Moving) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.MoveIn(tx, id, version, in) })
}

// MoveIn is Move in a transaction that runs; version 0 takes the row as it is.
func (r *Room) MoveIn(tx *db.Tx, id string, version int64, in Moving) error {
	m, err := memberFor(tx, id, version)
	if err != nil {
		return err
	}
	o, err := org.UnitByID(tx, in.Party)
	if err != nil || o.Tree != org.PartyTree {
		return fault.Invalid(fault.On("party", "partyorg.member.party_missing"))
	}
	if err := access.May(tx.Who, access.EditMember, memberPlace(o.Ord, "")); err != nil {
		return err
	}
	var c fault.Check
	dayWithin(&c, "since", in.Since, tx.Today())
	if err := c.Err(); err != nil {
		return err
	}
	was, now, err := m.Move(o.ID, o.Ord, IsBranch(o.Kind), in.Since, in.Basis)
	if err != nil {
		return err
	}
	now.ID, now.MadeBy, now.MadeAt, now.Version = db.NewID(), tx.Who.Label(), tx.Now, 1
	if err := saveMember(tx, &was); err != nil {
		return err
	}
	if err := insertMember(tx, now); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "partyorg.move", Kind: "member", ID: was.ID, Version: was.Version, Unit: was.Party, Details: in})
}

// Leaving ends a membership here: handed over to another organisation, or as the rules say.
type Leaving struct {
	Until clock.Day
	Basis string
}

// Leave ends a membership on its last day, with the paper on which it rests.
func (r *Room) Leave(ctx context.Context, actor who.Actor, id string, version int64, in Leaving) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		m, err := memberFor(tx, id, version)
		if err != nil {
			return err
		}
		var c fault.Check
		in.Basis = strings.TrimSpace(in.Basis)
		c.That(in.Basis != "", "basis", "partyorg.member.basis_empty")
		c.That(len([]rune(in.Basis)) <= 200, "basis", "partyorg.too_long", "max", 200)
		dayWithin(&c, "until", in.Until, tx.Today())
		c.That(in.Until >= m.Since, "until", "partyorg.member.before_since", "since", string(m.Since))
		if err := c.Err(); err != nil {
			return err
		}
		m.Until, m.Basis = in.Until, in.Basis
		if err := saveMember(tx, &m); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "partyorg.leave", Kind: "member", ID: m.ID, Version: m.Version, Unit: m.Party, Details: in})
	})
}

// Flowing says that a member works elsewhere, or that a member of another organisation works here.
type Flowing struct {
	Flow  string
	Place string
	Since clock.Day
}

// Flow marks a member as flowing in or out, or takes the mark away.
func (r *Room) Flow(ctx context.Context, actor who.Actor, id string, version int64, in Flowing) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		m, err := memberFor(tx, id, version)
		if err != nil {
			return err
		}
		var c fault.Check
		in.Place = strings.TrimSpace(in.Place)
		checkFlow(&c, in.Flow, in.Place, in.Since, tx.Today())
		if err := c.Err(); err != nil {
			return err
		}
		if in.Flow == "" {
			in.Place, in.Since = "", ""
		}
		m.Flow, m.FlowPlace, m.FlowSince = in.Flow, in.Place, in.Since
		if err := saveMember(tx, &m); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "partyorg.flow", Kind: "member", ID: m.ID, Version: m.Version, Unit: m.Party, Details: in})
	})
}

// memberFor loads a running membership for a change by the actor.
func memberFor(tx *db.Tx, id string, version int64) (Member, error) {
	m, err := loadMember(tx, id)
	if err != nil {
		return m, err
	}
	if err := access.May(tx.Who, access.EditMember, m.Place()); err != nil {
		return m, err
	}
	if m.Until != "" {
		return m, fault.Conflict("partyorg.member.ended")
	}
	if version != 0 && version != m.Version {
		return m, fault.Conflict("partyorg.changed_meanwhile")
	}
	return m, nil
}

// PickPerson finds the one person of the register whom somebody means by name or badge number. It is for those who keep
// members: they enter people of units that they have no other right at.
func (r *Room) PickPerson(ctx context.Context, actor who.Actor, field, q string) (p org.Person, err error) {
	if q = strings.TrimSpace(q); q == "" {
		return p, fault.Invalid(fault.On(field, "org.pick.missing"))
	}
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, access.EditMember) {
			return fault.NotFound()
		}
		p, err = pickPerson(tx, field, q)
		return err
	})
	return p, err
}

func pickPerson(tx *db.Tx, field, q string) (p org.Person, err error) {
	found, err := org.FindPersons(tx, q, db.Scope{All: true}, 20)
	if err != nil {
		return p, err
	}
	n := 0
	for _, x := range found {
		if x.Name == q || x.Badge == q {
			n, p = n+1, x
		}
	}
	switch n {
	case 0:
		return p, fault.Invalid(fault.On(field, "org.pick.unknown", "q", q))
	case 1:
		return p, nil
	}
	return p, fault.Invalid(fault.On(field, "org.pick.many", "q", q, "n", n))
}

// MemberIn is the id of a person's running membership; fault.NotFound when there is none that the actor may change.
func (r *Room) MemberIn(tx *db.Tx, person string) (string, error) {
	m, err := openMember(tx, person)
	if err != nil {
		return "", err
	}
	return m.ID, access.May(tx.Who, access.EditMember, m.Place())
}
