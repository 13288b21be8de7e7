package org

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// UnitView is everything that the page of a unit or Party organisation shows.
type UnitView struct {
	Unit
	Path       []Unit
	Tree       []Unit // of the same tree, as far as the actor may see it, open ones, in register order
	Below      []Unit // open units directly below
	Gone       []Unit // closed ones directly below
	Heads      map[string]Post
	Posts      []Post
	People     []Person
	Leaders    []Portfolio
	Links      []LinkView
	Terms      []Term
	Events     []EventView
	Successors []Unit
	Today      clock.Day
	MayEdit    bool
	MayImport  bool
	HasParty   bool // a tree of Party organisations exists
}

// LinkView is a link with the name of the other side.
type LinkView struct {
	Link
	Other Unit
}

// EventView is an event with the name of the other unit.
type EventView struct {
	Event
	OtherName string
}

// UnitPage reads one unit's page; an empty id means the first unit of the tree that the actor may see.
// fault.NotFound for a unit that does not exist or may not be seen.
func (h *Hall) UnitPage(ctx context.Context, actor who.Actor, tree, id string) (v UnitView, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err := Tree(tx)
		if err != nil {
			return err
		}
		v.Today = tx.Today()
		u, ok := f.At(id)
		if ok {
			tree = u.Tree
		}
		v.Tree = f.visible(tx, tree)
		if !ok && id == "" && len(v.Tree) > 0 {
			u, ok = v.Tree[0], true
		}
		if _, has := f.Root(PartyTree); has {
			v.HasParty = true
		}
		root, _ := f.Root(UnitTree)
		v.MayImport = access.May(tx.Who, access.ImportOrg, access.Place{Ord: root.Ord}) == nil
		v.MayEdit = v.MayImport
		if !ok && id == "" {
			return nil // an empty tree is no error: the page offers to begin it
		}
		if !ok {
			return fault.NotFound()
		}
		if err := mayRead(tx, f, u); err != nil {
			return err
		}
		v.Unit, v.Path = u, f.Path(u.ID)
		v.MayEdit = access.May(tx.Who, access.EditOrg, placeOf(f, u)) == nil
		return v.fill(tx, f)
	})
	return v, err
}

// visible lists the open units of a tree that the actor may read.
func (f *Forest) visible(tx *db.Tx, tree string) []Unit {
	scope := access.ScopeOf(tx.Who, access.ReadOrg)
	var out []Unit
	for _, u := range f.Of(tree, tx.Today()) {
		if scope.Has(placeOf(f, u).Ord) {
			out = append(out, u)
		}
	}
	return out
}

func (v *UnitView) fill(tx *db.Tx, f *Forest) (err error) {
	for _, u := range f.Children(v.ID) {
		if u.Open(v.Today) {
			v.Below = append(v.Below, u)
		} else {
			v.Gone = append(v.Gone, u)
		}
	}
	if v.Heads, err = currentHeads(tx, v.Today); err != nil {
		return err
	}
	if v.Posts, err = PostsAt(tx, v.ID); err != nil {
		return err
	}
	if v.People, err = PersonsOf(tx, v.ID); err != nil {
		return err
	}
	if v.Leaders, err = LeadersOf(tx, v.ID, v.Today); err != nil {
		return err
	}
	if err := v.party(tx, f); err != nil {
		return err
	}
	if !v.Open(v.Today) {
		if v.Successors, err = Successors(tx, v.ID); err != nil {
			return err
		}
	}
	events, err := History(tx, v.ID)
	for _, e := range events {
		other, _ := f.At(e.Other)
		v.Events = append(v.Events, EventView{e, other.Name})
	}
	return err
}

func (v *UnitView) party(tx *db.Tx, f *Forest) error {
	links, err := LinksOf(tx, v.Unit)
	if err != nil {
		return err
	}
	for _, l := range links {
		other, _ := f.At(l.Party)
		if v.Unit.Tree == PartyTree {
			other, _ = f.At(l.Unit)
		}
		v.Links = append(v.Links, LinkView{l, other})
	}
	v.Terms, err = TermsOf(tx, v.ID)
	return err
}

// PeopleQuery chooses people: by words, within a unit and below it, from a place in the list on.
type PeopleQuery struct {
	Q     string
	Unit  string
	After string // id of the last person of the page before
}

// PersonRow is a person in the list.
type PersonRow struct {
	Person
	UnitName string
	Titles   string // of the running posts
}

// PeopleView is one page of the list of people.
type PeopleView struct {
	Query PeopleQuery
	Unit  Unit
	Rows  []PersonRow
	Total int64
	Next  string // After of the next page, empty at the end
	May   bool
}

const peoplePage = 50

// People lists the people whom the actor may see, in register order.
func (h *Hall) People(ctx context.Context, actor who.Actor, q PeopleQuery) (v PeopleView, err error) {
	v.Query = q
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err := Tree(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(tx.Who, access.ReadOrg)
		if q.Unit != "" {
			u, ok := f.At(q.Unit)
			if !ok || !scope.Has(u.Ord) {
				return fault.NotFound()
			}
			v.Unit, scope = u, scope.Within(u.Range())
		}
		root, _ := f.Root(UnitTree)
		v.May = access.May(tx.Who, access.EditOrg, access.Place{Ord: root.Ord}) == nil
		if v.Total, err = countPersons(tx, q.Q, scope); err != nil {
			return err
		}
		people, err := pagePersons(tx, q.Q, scope, q.After, peoplePage+1)
		if err != nil {
			return err
		}
		if len(people) > peoplePage {
			people = people[:peoplePage]
			v.Next = people[peoplePage-1].ID
		}
		return v.rows(tx, f, people)
	})
	return v, err
}

func (v *PeopleView) rows(tx *db.Tx, f *Forest, people []Person) error {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	titles, err := runningTitles(tx, ids, tx.Today())
	for _, p := range people {
		u, _ := f.At(p.Unit)
		v.Rows = append(v.Rows, PersonRow{p, u.Short, titles[p.ID]})
	}
	return err
}

// PersonView is the page of a person: posts and portfolios, nothing else.
type PersonView struct {
	Person
	Of         Unit
	Posts      []Post
	Portfolios []Portfolio
	Names      map[string]string // of the units named in posts and portfolios
	Today      clock.Day
	MayEdit    bool
}

// PersonPage reads one person's page; fault.NotFound for somebody who may not be seen.
func (h *Hall) PersonPage(ctx context.Context, actor who.Actor, id string) (v PersonView, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Person, err = PersonByID(tx, id); err != nil {
			return err
		}
		f, err := Tree(tx)
		if err != nil {
			return err
		}
		v.Of, _ = f.At(v.Person.Unit)
		if err := access.May(tx.Who, access.ReadOrg, access.Place{Ord: v.Of.Ord}); err != nil {
			return err
		}
		v.Today, v.Names = tx.Today(), map[string]string{}
		v.MayEdit = access.May(tx.Who, access.EditOrg, access.Place{Ord: v.Of.Ord}) == nil
		if v.Posts, err = PostsOf(tx, id); err != nil {
			return err
		}
		if v.Portfolios, err = PortfoliosOf(tx, id); err != nil {
			return err
		}
		for _, p := range v.Posts {
			u, _ := f.At(p.Unit)
			v.Names[p.Unit] = u.Name
		}
		for _, p := range v.Portfolios {
			u, _ := f.At(p.Unit)
			v.Names[p.Unit] = u.Name
		}
		return nil
	})
	return v, err
}
