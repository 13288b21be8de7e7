package approve

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// seat is where a person sits in the house: the own unit, its line (the first branch below the root),
// and the stretches of the tree that the person heads or answers for.
type seat struct {
	ord   int64 // tree number of the own unit, 0 for none
	line  int64 // of its first branch below the root; 0 for the upper level itself
	leads []lead
}

// lead is a stretch that the person heads, helps to head, or has in the portfolio.
type lead struct {
	who.Span
	rank int
}

// Ranks within one unit: whoever has the portfolio stands above its head, the head above the deputies.
const (
	deputy    = 1
	head      = 2
	portfolio = 3
)

// below tells whether the person reports to the other one: the own unit lies in what the other one
// leads, and the person leads nothing that is as high.
func (s seat) below(other seat) bool {
	if s.ord == 0 {
		return len(other.leads) > 0 // a person of no unit is nobody's equal
	}
	for _, l := range other.leads {
		if l.First <= s.ord && s.ord <= l.Last && !s.matches(l) {
			return true
		}
	}
	return false
}

// matches tells whether the person leads what is at least as high as l.
func (s seat) matches(l lead) bool {
	for _, m := range s.leads {
		wider := m.First <= l.First && l.Last <= m.Last
		if wider && (m.Span != l.Span || m.rank >= l.rank) {
			return true
		}
	}
	return false
}

// otherLine tells whether the two sit in different branches of the tree; the upper level is another
// line for everybody, itself included, because nothing stands above it.
func (s seat) otherLine(other seat) bool {
	return s.ord != 0 && (s.line == 0 || s.line != other.line)
}

// seatOf reads a person's seat as it is today.
func seatOf(tx *db.Tx, person string) (s seat, err error) {
	if s.ord, s.line, err = homeOf(tx, person); err != nil {
		return s, err
	}
	if s.leads, err = leadsOf(tx, person); err != nil {
		return s, err
	}
	spans, err := access.NodesOf(tx, person, access.UnitHead)
	for _, x := range spans {
		s.leads = append(s.leads, lead{x, head})
	}
	return s, err
}

// place is a unit for questions of right.
type place struct {
	unit string
	ord  int64
}

func placeOf(tx *db.Tx, unit string) (place, error) { return loadPlace(tx, unit) }
