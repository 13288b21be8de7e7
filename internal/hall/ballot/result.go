package ballot

import (
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/tally"
)

// Why a result is, or is not, one. Words ballot.standing.<it>.
const (
	Stands    = "valid"
	TooFew    = "few"       // fewer valid ballots than the form's least: only that it was held
	LowReturn = "return"    // fewer valid ballots than the form's share of those given out
	NotRight  = "irregular" // what was found does not fit what was given out
)

// Result is what a counted poll says.
type Result struct {
	Distributed int
	Returned    int
	Subjects    []SubjectResult
}

// SubjectResult is the result about one subject. Cells, Score and Grade are empty when it does not
// stand; Score is empty too where cells were put together, because it would give them away.
type SubjectResult struct {
	Subject
	Valid    int
	Rate     int    // valid ballots in per mille of those given out
	Standing string // Stands, TooFew, LowReturn or NotRight
	Rows     []Row
	Scored   bool
	Score    int // in hundredths
	Grade    pack.Grade
	Below    bool // under the form's pass mark
}

// Row is one aspect of a result.
type Row struct {
	Aspect pack.Aspect
	Cells  []Cell
}

// Cell is the votes for one grade; Together those of several that are too small to be shown apart.
type Cell struct {
	Grade    pack.Grade
	N        int
	Together bool
}

// Overall is the row that is shown as a bar; false when there is none to show.
func (s SubjectResult) Overall(f pack.Form) (Row, bool) {
	for _, r := range s.Rows {
		if r.Aspect.Code == f.Overall {
			return r, true
		}
	}
	return Row{}, false
}

// ScoreText is the score as it is shown: 86.45.
func (s SubjectResult) ScoreText() string {
	if !s.Scored {
		return ""
	}
	cents := strconv.Itoa(s.Score % 100)
	if len(cents) == 1 {
		cents = "0" + cents
	}
	return strconv.Itoa(s.Score/100) + "." + cents
}

// Of is the result about the subject with the caller's id.
func (r *Result) Of(ref string) (SubjectResult, bool) {
	for _, s := range r.Subjects {
		if s.Ref == ref {
			return s, true
		}
	}
	return SubjectResult{}, false
}

// resultOf adds the urn and the confirmed papers.
func resultOf(tx *db.Tx, p *Poll) (*Result, error) {
	all, err := loadCounts(tx, p)
	if err != nil {
		return nil, err
	}
	r := &Result{Distributed: p.Distributed(), Returned: p.Returned}
	batches, err := listBatches(tx, p.ID, p.Form)
	if err != nil {
		return nil, err
	}
	for _, b := range batches {
		if b.State != "confirmed" {
			continue
		}
		r.Returned += b.Papers
		for i := range all {
			all[i].plus(b.Counts[i])
		}
	}
	for i, s := range p.Subjects {
		r.Subjects = append(r.Subjects, judge(p.Form, s, all[i], r.Distributed, p.Irregular != ""))
	}
	return r, nil
}

// judge makes the result about one subject from its counts: first whether there is one, then what may
// be shown of it, then the score and its grade.
func judge(f pack.Form, s Subject, c Counts, distributed int, irregular bool) SubjectResult {
	out := SubjectResult{Subject: s, Valid: c.Filled, Standing: Stands}
	if distributed > 0 {
		out.Rate = c.Filled * 1000 / distributed
	}
	switch {
	case irregular:
		out.Standing = NotRight
	case c.Filled < f.Least:
		out.Standing = TooFew
	case c.Filled*100 < f.Return*distributed:
		out.Standing = LowReturn
	}
	if out.Standing != Stands {
		return out
	}
	whole := true
	for a := range f.Aspects {
		row, all := shown(f, f.Aspects[a], c.N[a], c.Filled < f.Merge)
		out.Rows = append(out.Rows, row)
		whole = whole && all
	}
	score := Score(f, c)
	out.Grade, out.Below = gradeOf(f, score), f.Pass > 0 && score < f.Pass*100
	if whole {
		out.Scored, out.Score = true, score
	}
	return out
}

// shown is an aspect's row; small tells that cells under tally.Least would point at persons, so that
// they are put together, and all that none had to be.
func shown(f pack.Form, a pack.Aspect, n []int, small bool) (r Row, all bool) {
	r.Aspect = a
	if !small {
		for g := range f.Grades {
			r.Cells = append(r.Cells, Cell{Grade: f.Grades[g], N: n[g]})
		}
		return r, true
	}
	cells := make([]tally.Cell, len(n))
	for g := range n {
		cells[g] = tally.Cell{Unit: f.Grades[g].Code, N: int64(n[g])}
	}
	merged, known := tally.Merge(cells, "")
	if !known {
		return r, false
	}
	all = true
	for _, m := range merged {
		g, ok := f.GradeOf(m.Unit)
		if !ok {
			all = false
		}
		r.Cells = append(r.Cells, Cell{Grade: g, N: int(m.N), Together: !ok})
	}
	return r, all
}

// Score is the weighted mean of what the grades given are worth, in hundredths, rounded: the sum over
// the aspects of weight × (sum of worth × votes ÷ valid ballots), divided by the sum of the weights.
func Score(f pack.Form, c Counts) int {
	sum, weights := 0, 0
	for a, x := range f.Aspects {
		weights += x.Weight
		for g := range f.Grades {
			sum += x.Weight * f.Grades[g].Worth * c.N[a][g]
		}
	}
	if weights == 0 || c.Filled == 0 {
		return 0
	}
	d := weights * c.Filled
	return (sum*100 + d/2) / d
}

// gradeOf is the grade whose bound the score reaches.
func gradeOf(f pack.Form, score int) pack.Grade {
	for _, g := range f.Grades {
		if score >= g.From*100 {
			return g
		}
	}
	return f.Grades[len(f.Grades)-1]
}
