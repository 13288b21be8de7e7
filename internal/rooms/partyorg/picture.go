package partyorg

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// Seat is somebody's place in a committee, from the posts at the organisation.
type Seat struct {
	Party, Person, Name, Title, Kind string
	Since                            clock.Day
}

// Org is a Party organisation with what its page and the completeness lists need.
type Org struct {
	org.Unit
	Committee []Seat // the secretary first
	TermNo    int
	TermSince clock.Day
	TermUntil clock.Day
	Members   int
	Full      int
	Covers    []org.Unit
	Election  *Election // under way
}

// Secretary is the head of the committee; ok is false when there is none.
func (o Org) Secretary() (Seat, bool) {
	for _, s := range o.Committee {
		if s.Kind == org.Head {
			return s, true
		}
	}
	return Seat{}, false
}

// Branch tells whether members belong to the organisation directly.
func (o Org) Branch() bool { return IsBranch(o.Kind) }

// Overview is what an actor sees of the Party tree.
type Overview struct {
	Orgs     []Org // in register order
	Gaps     []Gap
	Hidden   int // gaps about persons that the actor may not see by name
	Members  int
	Full     int
	Branches int
	Today    clock.Day
	Near     int // days before the end of a term from which it is said to run out
	MayEdit  bool
	MaySee   bool // members by name
}

// picture is everything that completeness is computed from.
type picture struct {
	forest   *org.Forest
	orgs     []Org
	byID     map[string]int
	links    []link
	unplaced []Member
	marks    map[string]Exception // open ones by gap and ref
	today    clock.Day
}

type link struct{ party, unit string }

// Overview reads the organisations within the actor's scope and what is incomplete about them.
func (r *Room) Overview(ctx context.Context, actor who.Actor) (o Overview, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := look(tx)
		if err != nil {
			return err
		}
		limits, err := r.limits(tx)
		if err != nil {
			return err
		}
		o.Today, o.Near = tx.Today(), limits.TermNear
		scope, names := access.ScopeOf(tx.Who, access.ReadParty), access.ScopeOf(tx.Who, access.ReadMember)
		for _, x := range p.orgs {
			if !scope.Has(x.Ord) {
				continue
			}
			o.Orgs = append(o.Orgs, x)
			o.Members += x.Members
			o.Full += x.Full
			if x.Branch() {
				o.Branches++
			}
		}
		for _, g := range p.gaps(limits) {
			switch {
			case g.Kind == MemberWithout && !names.Has(g.Ord):
				if scope.Has(g.Ord) {
					o.Hidden++
				}
			case scope.Has(g.Ord):
				o.Gaps = append(o.Gaps, g)
			}
		}
		edit := access.ScopeOf(tx.Who, access.EditParty)
		o.MayEdit, o.MaySee = edit.All || len(edit.Ranges) > 0, names.All || len(names.Ranges) > 0
		return nil
	})
	return o, err
}

// Page is one organisation's page.
type Page struct {
	Org
	Path       []org.Unit
	Below      []Org
	Gaps       []Gap
	Terms      []org.Term
	Track      []Election // the latest first
	Exceptions []Exception
	Today      clock.Day
	MayEdit    bool
	MaySee     bool // members by name
}

// Org reads one organisation; fault.NotFound where the actor may not see it.
func (r *Room) Org(ctx context.Context, actor who.Actor, id string) (v Page, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, x, err := r.at(tx, id, access.ReadParty)
		if err != nil {
			return err
		}
		limits, err := r.limits(tx)
		if err != nil {
			return err
		}
		v.Org, v.Path, v.Today = x, p.forest.Path(id), tx.Today()
		v.MayEdit = access.May(tx.Who, access.EditParty, placeOf(x.Unit)) == nil
		v.MaySee = access.May(tx.Who, access.ReadMember, memberPlace(x.Ord, "")) == nil
		for _, b := range p.orgs {
			if b.Parent == id {
				v.Below = append(v.Below, b)
			}
		}
		for _, g := range p.gaps(limits) {
			if g.Party == id && (g.Kind != MemberWithout || v.MaySee) {
				v.Gaps = append(v.Gaps, g)
			}
		}
		if v.Terms, err = org.TermsOf(tx, id); err != nil {
			return err
		}
		if v.Track, err = listElections(tx, id); err != nil {
			return err
		}
		v.Exceptions, err = pastExceptions(tx, id)
		return err
	})
	return v, err
}

// at finds an organisation of the Party tree that the actor has the right at.
func (r *Room) at(tx *db.Tx, id string, right access.Right) (picture, Org, error) {
	p, err := look(tx)
	if err != nil {
		return p, Org{}, err
	}
	i, ok := p.byID[id]
	if !ok {
		return p, Org{}, errNone()
	}
	return p, p.orgs[i], access.May(tx.Who, right, placeOf(p.orgs[i].Unit))
}

func placeOf(u org.Unit) access.Place {
	return access.Place{Ord: u.Ord, Kind: access.KindParty, ID: u.ID}
}

// look reads the picture as it stands today.
func look(tx *db.Tx) (p picture, err error) {
	if p.forest, err = org.Tree(tx); err != nil {
		return p, err
	}
	p.today, p.byID = tx.Today(), map[string]int{}
	for _, u := range p.forest.Of(org.PartyTree, p.today) {
		p.byID[u.ID] = len(p.orgs)
		p.orgs = append(p.orgs, Org{Unit: u})
	}
	for _, f := range []func(*db.Tx) error{p.seats, p.terms, p.counts, p.covers, p.elections} {
		if err := f(tx); err != nil {
			return p, err
		}
	}
	if p.unplaced, err = listUnplaced(tx); err != nil {
		return p, err
	}
	p.marks, err = openExceptions(tx)
	return p, err
}

func (p *picture) seats(tx *db.Tx) error {
	list, err := listSeats(tx, p.today)
	for _, s := range list {
		if i, ok := p.byID[s.Party]; ok {
			p.orgs[i].Committee = append(p.orgs[i].Committee, s)
		}
	}
	return err
}

func (p *picture) terms(tx *db.Tx) error {
	list, err := lastTerms(tx)
	for _, t := range list {
		if i, ok := p.byID[t.Party]; ok {
			p.orgs[i].TermNo, p.orgs[i].TermSince, p.orgs[i].TermUntil = t.Number, t.Since, t.Until
		}
	}
	return err
}

func (p *picture) counts(tx *db.Tx) error {
	list, err := countMembers(tx)
	for _, c := range list {
		if i, ok := p.byID[c.party]; ok {
			p.orgs[i].Members, p.orgs[i].Full = c.members, c.full
		}
	}
	return err
}

func (p *picture) covers(tx *db.Tx) (err error) {
	if p.links, err = listLinks(tx); err != nil {
		return err
	}
	for _, l := range p.links {
		i, ok := p.byID[l.party]
		if u, known := p.forest.At(l.unit); ok && known {
			p.orgs[i].Covers = append(p.orgs[i].Covers, u)
		}
	}
	return nil
}

func (p *picture) elections(tx *db.Tx) error {
	list, err := openElections(tx)
	for _, e := range list {
		if i, ok := p.byID[e.Party]; ok {
			p.orgs[i].Election = &e
		}
	}
	return err
}
