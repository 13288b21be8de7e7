package db

// Range is a stretch of tree numbers: a unit and everything below it.
type Range struct{ First, Last int64 }

func (r Range) holds(x Range) bool { return r.First <= x.First && x.Last <= r.Last }

// Scope is the part of the unit tree that an actor may see for one right: the ranges without the
// exceptions. The zero Scope sees nothing.
type Scope struct {
	All       bool
	Ranges    []Range
	Except    []Range  // kept away, whatever the ranges say
	ExceptIDs []string // single things kept away: see Clear
}

// Without takes exceptions out of the scope. A range that lies wholly in an exception is gone, so
// that a scope without ranges sees nothing.
func (s Scope) Without(except []Range, ids []string) Scope {
	if len(except) == 0 {
		s.ExceptIDs = ids
		return s
	}
	out := Scope{All: s.All, Except: except, ExceptIDs: ids}
	for _, r := range s.Ranges {
		if !within(r, except) {
			out.Ranges = append(out.Ranges, r)
		}
	}
	return out
}

func within(r Range, in []Range) bool {
	for _, x := range in {
		if x.holds(r) {
			return true
		}
	}
	return false
}

// Where is the condition on a tree-number column; "1=0" when the scope is empty, because an empty
// scope must never become no condition.
func (s Scope) Where(col string, a *Args) string {
	if !s.All && len(s.Ranges) == 0 {
		return "1=0"
	}
	cond := "1=1"
	if !s.All {
		cond = anyOf(s.Ranges, col, a)
	}
	if len(s.Except) > 0 {
		cond = "(" + cond + " and not " + anyOf(s.Except, col, a) + ")"
	}
	return cond
}

// Clear is the condition that nothing kept away is among the rows, by the tree number and by the id:
// for the part of a list that does not go by the ranges. Without exceptions it is "1=1".
func (s Scope) Clear(ord, id string, a *Args) string {
	cond := "1=1"
	if len(s.Except) > 0 {
		cond = "not " + anyOf(s.Except, ord, a)
	}
	if len(s.ExceptIDs) > 0 {
		cond = "(" + cond + " and " + id + " not in " + In(a, s.ExceptIDs) + ")"
	}
	return cond
}

// Rows is Where and Clear together: the condition on the rows of a list by tree number and id.
func (s Scope) Rows(ord, id string, a *Args) string {
	cond := s.Where(ord, a)
	if len(s.ExceptIDs) > 0 {
		cond = "(" + cond + " and " + id + " not in " + In(a, s.ExceptIDs) + ")"
	}
	return cond
}

func anyOf(ranges []Range, col string, a *Args) string {
	cond := ""
	for i, r := range ranges {
		if i > 0 {
			cond += " or "
		}
		if r.First == r.Last {
			cond += col + " = " + a.Add(r.First)
		} else {
			cond += col + " between " + a.Add(r.First) + " and " + a.Add(r.Last)
		}
	}
	return "(" + cond + ")"
}

// Has tells whether the tree number lies in the scope.
func (s Scope) Has(ord int64) bool {
	at := Range{ord, ord}
	return (s.All || within(at, s.Ranges)) && !within(at, s.Except)
}

// Within narrows the scope to one subtree.
func (s Scope) Within(r Range) Scope {
	out := Scope{ExceptIDs: s.ExceptIDs}
	if s.All {
		out.Ranges = []Range{r}
	}
	for _, x := range s.Ranges {
		if lo, hi := max(x.First, r.First), min(x.Last, r.Last); lo <= hi {
			out.Ranges = append(out.Ranges, Range{lo, hi})
		}
	}
	return out.Without(s.Except, s.ExceptIDs)
}

// Away is the excepted part of the scope: what a sum over whole ranges has counted too much.
func (s Scope) Away() Scope {
	var out Scope
	for _, x := range s.Except {
		if s.All || within(x, s.Ranges) {
			out.Ranges = append(out.Ranges, x)
		}
	}
	return out
}
