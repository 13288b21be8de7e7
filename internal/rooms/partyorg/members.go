package partyorg

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// Filter narrows a list of members.
type Filter struct {
	Party string // id: the organisation and everything below it
	Kind  string
	Flow  bool // only those who are away or here as guests
	After string
	Limit int
}

// Roster is a page of members in register order of their branches.
type Roster struct {
	Members []Member
	Total   int64
	More    string // where the next page begins
	Orgs    []org.Unit
	At      org.Unit
	MayEdit bool
	Today   clock.Day
}

// Members lists running memberships within the actor's scope.
func (r *Room) Members(ctx context.Context, actor who.Actor, f Filter) (v Roster, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		v.Today = tx.Today()
		forest, err := org.Tree(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(tx.Who, access.ReadMember)
		for _, u := range forest.Of(org.PartyTree, v.Today) {
			if scope.Has(u.Ord) {
				v.Orgs = append(v.Orgs, u)
			}
		}
		if f.Party != "" {
			u, ok := forest.At(f.Party)
			if !ok || !scope.Has(u.Ord) {
				return fault.NotFound()
			}
			v.At, scope = u, scope.Within(u.Range())
		}
		v.MayEdit = access.Anywhere(tx.Who, access.EditMember)
		if v.Total, err = totalMembers(tx, scope, f); err != nil {
			return err
		}
		v.Members, err = pageMembers(tx, scope, f)
		if f.Limit > 0 && len(v.Members) > f.Limit {
			v.Members = v.Members[:f.Limit]
			v.More = v.Members[f.Limit-1].ID
		}
		return err
	})
	return v, err
}

// Record is one member's page: every stretch, the newest first.
type Record struct {
	Member
	Past      []Member
	Admission string // id of the admission that led to it
	Orgs      []org.Unit
	MayEdit   bool
	Today     clock.Day
}

// Member reads one member's page.
func (r *Room) Member(ctx context.Context, actor who.Actor, id string) (v Record, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		m, err := loadMember(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadMember, m.Place()); err != nil {
			return err
		}
		v.Member, v.Today = m, tx.Today()
		v.MayEdit = m.Until == "" && access.May(tx.Who, access.EditMember, m.Place()) == nil
		if v.Past, err = memberships(tx, m.Person); err != nil {
			return err
		}
		if v.Admission, err = admissionOf(tx, m.Person); err != nil {
			return err
		}
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(tx.Who, access.EditMember)
		for _, u := range f.Of(org.PartyTree, v.Today) {
			if scope.Has(u.Ord) && u.ID != m.Party && IsBranch(u.Kind) {
				v.Orgs = append(v.Orgs, u)
			}
		}
		return nil
	})
	return v, err
}
