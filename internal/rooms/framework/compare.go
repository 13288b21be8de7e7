package framework

import (
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/calendar"
)

// RuleChange is one deadline rule beside what it was: Was is zero for a rule that is new, Now for one
// that is gone.
type RuleChange struct {
	Was, Now pack.Rule
	Changed  bool
	New      bool
	Gone     bool
}

// CompareRules sets the rules of a deadlines pack beside those of the one before; before may be nil.
// Rules that are gone stand at the end.
func CompareRules(now, before *pack.Pack) []RuleChange {
	was := map[string]pack.Rule{}
	if before != nil {
		for _, r := range before.Rules {
			was[r.Code] = r // the last version in the file is the present one
		}
	}
	var out []RuleChange
	for _, r := range now.Rules {
		old, known := was[r.Code]
		c := RuleChange{Was: old, Now: r, New: before != nil && !known}
		c.Changed = known && !calendar.Same(old, r)
		out = append(out, c)
		delete(was, r.Code)
	}
	if before != nil {
		for _, r := range before.Rules {
			if _, left := was[r.Code]; left {
				out = append(out, RuleChange{Was: r, Gone: true})
				delete(was, r.Code)
			}
		}
	}
	return out
}
