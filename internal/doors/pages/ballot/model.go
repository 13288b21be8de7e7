package ballotpage

import (
	"context"
	"strconv"
	"strings"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/ballot"
)

// ListModel is the list with the form of a new poll.
type ListModel struct {
	List     []*ballot.Poll
	MayRun   bool
	Forms    []pack.Form
	Units    []part.Option
	Values   map[string]string
	Problems part.Problems
	Now      time.Time
}

// RunModel is the page of one poll.
type RunModel struct {
	ballot.View
	Now      time.Time
	Me       string // person id of the reader: nobody confirms the own count
	Values   map[string]string
	Problems part.Problems
}

// SlipsModel are codes that were just made: this page is the only one that shows them.
type SlipsModel struct {
	Org     string
	Address string
	Poll    *ballot.Poll
	Codes   []string
}

// PaperModel is a paper ballot to print.
type PaperModel struct {
	Org  string
	Poll *ballot.Poll
}

// VoteModel is the voter's page. Chosen holds what was marked when the form comes back.
type VoteModel struct {
	Org      string
	Code     string
	Poll     *ballot.Poll
	Chosen   map[string]string
	Problems part.Problems
	Lang     string
}

func itoa(n int) string { return strconv.Itoa(n) }

func say(ctx context.Context, t pack.Text) string { return t.In(i18n.Lang(ctx)) }

func stateColour(s ballot.State) string {
	switch s {
	case ballot.Open:
		return "is-blue"
	case ballot.Counting:
		return "is-amber"
	case ballot.Counted:
		return "is-green"
	}
	return ""
}

// standingColour goes with the words of a result's standing, which say the same.
func standingColour(s string) string {
	if s == ballot.Stands {
		return "is-green"
	}
	return "is-amber"
}

// rate is a share in per mille as people read it: 93.2%.
func rate(mille int) string { return itoa(mille/10) + "." + itoa(mille%10) + "%" }

func mark(seq int, aspect string) string { return ballot.Field(seq) + "." + aspect }

func skip(seq int) string { return ballot.Field(seq) + ".skip" }

func cell(seq, aspect, grade int) string {
	return "n" + itoa(seq) + "." + itoa(aspect) + "." + itoa(grade)
}

// segment is one piece of the bar of an overall row, in 300 units.
type segment struct {
	X, Width int
	Class    string
}

var segments = []string{"a", "b", "c", "d"}

func bar(r ballot.Row) (out []segment) {
	sum, x := 0, 0
	for _, c := range r.Cells {
		sum += c.N
	}
	for i, c := range r.Cells {
		if sum == 0 || c.N == 0 {
			continue
		}
		w := max(1, c.N*300/sum)
		class := segments[min(i, len(segments)-1)]
		if c.Together {
			class = "b"
		}
		out = append(out, segment{x, max(1, w-1), class})
		x += w
	}
	return out
}

func barWords(ctx context.Context, r ballot.Row) string {
	var out []string
	for _, c := range r.Cells {
		out = append(out, cellName(ctx, c)+" "+itoa(c.N))
	}
	return strings.Join(out, i18n.T(ctx, "ballot.comma"))
}

func cellName(ctx context.Context, c ballot.Cell) string {
	if c.Together {
		return i18n.T(ctx, "ballot.together")
	}
	return say(ctx, c.Grade.Title)
}

// cellOf finds the cell of a grade in a row; ok is false where it was put together with others.
func cellOf(r ballot.Row, g pack.Grade) (n int, ok bool) {
	for _, c := range r.Cells {
		if !c.Together && c.Grade.Code == g.Code {
			return c.N, true
		}
	}
	return 0, false
}

func together(r ballot.Row) (n int) {
	for _, c := range r.Cells {
		if c.Together {
			n += c.N
		}
	}
	return n
}

// anyTogether tells whether some row of the result needs the column of cells put together.
func anyTogether(s ballot.SubjectResult) bool {
	for _, r := range s.Rows {
		if together(r) > 0 {
			return true
		}
	}
	return false
}

// formula writes how the score is made, with the numbers of the form.
func formula(ctx context.Context, f pack.Form) string {
	var weights, worths []string
	for _, a := range f.Aspects {
		if a.Weight > 0 {
			weights = append(weights, say(ctx, a.Title)+" "+itoa(a.Weight))
		}
	}
	for _, g := range f.Grades {
		worths = append(worths, say(ctx, g.Title)+" "+itoa(g.Worth))
	}
	sep := i18n.T(ctx, "ballot.comma")
	return i18n.T(ctx, "ballot.formula", "weights", strings.Join(weights, sep), "worths", strings.Join(worths, sep))
}

func bounds(ctx context.Context, f pack.Form) string {
	var out []string
	for _, g := range f.Grades {
		out = append(out, say(ctx, g.Title)+" ≥ "+itoa(g.From))
	}
	return strings.Join(out, i18n.T(ctx, "ballot.comma"))
}

func formOptions(ctx context.Context, forms []pack.Form) (out []part.Option) {
	for _, f := range forms {
		out = append(out, part.Option{Value: f.Code, Text: say(ctx, f.Title)})
	}
	return out
}

// returned is what came back so far: the tokens, and the papers once two people counted them.
func returned(m RunModel) int {
	if m.Result != nil {
		return m.Result.Returned
	}
	return m.Turnout
}

// waiting is the count that waits for the second counter.
func waiting(list []ballot.Batch) (ballot.Batch, bool) {
	for _, b := range list {
		if b.State == "entered" {
			return b, true
		}
	}
	return ballot.Batch{}, false
}

// firstID is the element to which the error summary leads: the first cell of a subject.
func firstID(seq, aspect, grade int) string {
	if aspect == 0 && grade == 0 {
		return part.ID(ballot.Field(seq))
	}
	return part.ID(cell(seq, aspect, grade))
}

// Conditions are the sentences above an exported result: what was given out and came back, and the rule
// of the calculation.
func Conditions(ctx context.Context, v ballot.View) []string {
	return []string{
		i18n.T(ctx, "ballot.result.returned", "distributed", v.Result.Distributed, "returned", v.Result.Returned),
		formula(ctx, v.Form),
		i18n.T(ctx, "ballot.bounds", "bounds", bounds(ctx, v.Form)) + i18n.T(ctx, "framework.forms.counts", "return", v.Form.Return, "least", v.Form.Least, "merge", v.Form.Merge),
	}
}
