package dutyreport

import (
	"time"

	"plumbline/internal/hall/access"
)

// Sources of set questions, in the order of pages (点题来源).
var Sources = []string{"unit", "petition", "audit", "inspection", "superior", "masses"}

// Question is one set question (点题).
type Question struct {
	ID           QuestionID
	Year         YearID
	Number       string // DT-25-012
	Source       string
	Ref          string // id of the item that it came from
	Amount       int    // count of petitions behind it; never who
	Unit         string // the unit that proposed it, or that it is about
	UnitOrd      int64
	Words        string
	ProposedBy   string
	ProposedName string
	ProposedAt   time.Time
	Report       ReportID
	AssignedBy   string
	AssignedAt   time.Time
	DeclinedWhy  string
	DeclinedAt   time.Time
	Section      string // where it is answered
	Para         int
	Answered     time.Time
	Enough       string // "", yes, no
	EnoughWords  string
	Version      int64
}

// Open tells whether nobody has assigned or declined it yet.
func (q Question) Open() bool { return q.Report == "" && q.DeclinedAt.IsZero() }

// Place is where acts on the question happen.
func (q Question) Place(y Year) access.Place {
	p := y.Place()
	if q.UnitOrd != 0 {
		p.Ord = q.UnitOrd
	}
	return p
}
