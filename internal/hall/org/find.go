package org

import (
	"slices"
	"strings"

	"plumbline/internal/ground/db"
)

// FindUnits looks for open units by what people type: name, short name, alias, former name, code, or the
// first letters of the reading (cdfj). The best match comes first; equal ones stay in register order. An
// empty question answers with the first units of the scope.
func FindUnits(tx *db.Tx, q string, scope db.Scope, limit int) ([]Unit, error) {
	return find(tx, UnitTree, q, scope, limit)
}

// FindParty is FindUnits for Party organisations; they have no scope of their own.
func FindParty(tx *db.Tx, q string, limit int) ([]Unit, error) {
	return find(tx, PartyTree, q, db.Scope{All: true}, limit)
}

func find(tx *db.Tx, tree, q string, scope db.Scope, limit int) ([]Unit, error) {
	f, err := Tree(tx)
	if err != nil {
		return nil, err
	}
	type hit struct {
		u    Unit
		rank int
	}
	var hits []hit
	q = strings.ToLower(strings.TrimSpace(q))
	for _, u := range f.Of(tree, tx.Today()) {
		if r := u.rank(q); r > 0 && scope.Has(u.Ord) {
			hits = append(hits, hit{u, r})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.rank - b.rank })
	out := make([]Unit, 0, min(limit, len(hits)))
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, h.u)
	}
	return out, nil
}

// rank is how well a unit answers what was typed; 0 is not at all, 1 is best.
func (u Unit) rank(q string) int {
	name, short := strings.ToLower(u.Name), strings.ToLower(u.Short)
	switch {
	case q == "":
		return 1
	case short == q || name == q || strings.EqualFold(u.Code, q):
		return 1
	case strings.HasPrefix(short, q) || strings.HasPrefix(u.Initials, q):
		return 2
	case strings.Contains(name, q) || strings.Contains(short, q):
		return 3
	}
	for _, a := range u.Aliases {
		if strings.Contains(strings.ToLower(a.Name), q) || strings.HasPrefix(a.Initials, q) {
			return 4
		}
	}
	if len(q) > 1 && strings.Contains(u.Initials, q) || strings.HasPrefix(strings.ToLower(u.Code), q) {
		return 5
	}
	return 0
}

// escapeLike makes typed % and _ ordinary characters; the statements say escape '!'.
func escapeLike(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}
