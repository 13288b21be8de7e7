package search

import (
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Query is a question.
type Query struct {
	Text  string
	Any   bool      // any of the words is enough
	Kinds []Kind    // empty for all
	Under *db.Range // only units in this stretch of the tree
	State string    // "open" or "done"; empty for both
	Since clock.Day // came into being on this day or later
	Until clock.Day // or earlier
	After int64     // number of the last hit shown; 0 for the first page
	Limit int       // hits of a page, 20 when 0
}

// plan is a question with the asker's rights worked in.
type plan struct {
	expr   expr
	kinds  []reach
	state  string
	since  clock.Day
	until  clock.Day
	under  *db.Range
	nobody bool // nothing can be found: no words, or no right to any kind
	rare   bool // the database was asked and has few entries for the words: see postgres.go
}

// reach is the part of one kind that the asker may see.
type reach struct {
	kind   Kind
	open   bool // things without a unit are included
	scope  db.Scope
	reader string // the person, where a team role gives the right
}

// planFor works out what the actor may see of each kind and puts it into the question twice: as the
// condition that decides, and as tokens that make it fast.
func planFor(tx *db.Tx, a who.Actor, q Query) (plan, error) {
	p := plan{state: q.State, since: q.Since, until: q.Until, under: q.Under}
	terms := termsOf(q)
	if len(terms) == 0 {
		p.nobody = true
		return p, nil
	}
	var places []expr
	free := 0 // kinds that the asker sees without bounds
	for _, k := range Kinds {
		if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, k) {
			continue
		}
		r := reachOf(a, k)
		if !r.any() {
			continue
		}
		p.kinds = append(p.kinds, r)
		e, err := r.tokens(tx)
		if err != nil {
			return p, err
		}
		if len(e.all) == 0 {
			free++
		}
		places = append(places, e)
	}
	p.nobody = len(p.kinds) == 0
	if p.under != nil {
		id, root, err := unitOfRange(tx, *p.under)
		if err != nil {
			return p, err
		}
		if id != "" && !root {
			terms = append(terms, token(unitToken(id)))
		}
	}
	switch {
	case p.nobody:
	case free == len(Kinds): // sees everything: the words alone ask less of the index
		p.expr = allOf(terms...)
	default:
		p.expr = allOf(append(terms, anyOf(places))...)
	}
	return p, nil
}

func termsOf(q Query) []expr {
	var out []expr
	for _, t := range Parse(q.Text).Terms {
		out = append(out, term(t))
	}
	if q.Any && len(out) > 1 {
		return []expr{anyOf(out)}
	}
	return out
}

func reachOf(a who.Actor, k Kind) reach {
	r := reach{kind: k}
	if !access.Anywhere(a, rights[k]) && !a.IsJob() {
		return r
	}
	r.scope, r.open = access.ScopeOf(a, rights[k]), true
	if access.InTeam(a, rights[k]) {
		r.reader = a.Person
	}
	return r
}

func (r reach) any() bool { return r.open || r.scope.All || len(r.scope.Ranges) > 0 || r.reader != "" }

// tokens is the reach as a condition on the index. A range that is no whole unit is left to where:
// then the kind alone narrows.
func (r reach) tokens(tx *db.Tx) (expr, error) {
	kind := token(r.kind.token())
	if r.scope.All {
		return kind, nil
	}
	var places []expr
	for _, x := range r.scope.Ranges {
		id, root, err := unitOfRange(tx, x)
		if err != nil {
			return expr{}, err
		}
		if id == "" || root {
			return kind, nil
		}
		places = append(places, token(unitToken(id)))
	}
	if r.open {
		places = append(places, token(openToken))
	}
	if r.reader != "" {
		places = append(places, token(readerToken(r.reader)))
	}
	return allOf(kind, anyOf(places)), nil
}

// where is the condition that decides what is seen; it holds whatever the index says.
func (p plan) where(a *db.Args) string {
	out := "("
	for i, r := range p.kinds {
		if i > 0 {
			out += " or "
		}
		out += "(d.kind = " + a.Add(string(r.kind)) + " and " + r.scope.Clear("d.unit_ord", "d.ref", a) + " and (" + r.scope.Where("d.unit_ord", a)
		if r.open {
			out += " or d.unit_id = ''"
		}
		if r.reader != "" {
			out += " or d.readers like " + a.Add("%|"+r.reader+"|%")
		}
		out += "))"
	}
	out += ")"
	if p.under != nil {
		out += " and d.unit_id <> '' and d.unit_ord between " + a.Add(p.under.First) + " and " + a.Add(p.under.Last)
	}
	switch p.state {
	case "open":
		out += " and d.done = false"
	case "done":
		out += " and d.done = true"
	}
	if p.since != "" {
		out += " and d.day >= " + a.Add(string(p.since))
	}
	if p.until != "" {
		out += " and d.day <= " + a.Add(string(p.until))
	}
	return out
}
