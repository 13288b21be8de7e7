package approvepage

import (
	"net/url"
	"strings"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/approve"
)

// Which list stands at the left.
const (
	Waiting = ""
	Asked   = "asked"
	Decided = "decided"
)

// Model is the page.
type Model struct {
	Box        approve.Box
	Show       string
	Open       *Open // the request beside the list, nil for none
	Units      map[string]string
	Categories func(code string) string
	Now        time.Time
	Problems   part.Problems
	Form       url.Values
}

// Open is one request as it is shown.
type Open struct {
	approve.View
	Content approve.Content // as its room computes it now
	Gone    bool            // the room can no longer compute it
	CanTake bool            // its room hands something out for it
}

// Shown tells whether the reader sees the content.
func (o *Open) Shown() bool { return len(o.Fields) > 0 }

// Same tells whether the content computed now is what was asked for.
func (o *Open) Same() bool { return !o.Gone && o.Content.Hash() == o.Signed }

// Waits tells whether the request can still be decided.
func (m Model) Waits(o *Open) bool { return o.State == approve.Waiting && m.Now.Before(o.Ends) }

// MayDecide tells whether the form of the second person is shown.
func (m Model) MayDecide(o *Open) bool { return m.Waits(o) && !o.Mine && o.Bar == nil && o.Same() }

// MayTake tells whether the asker can fetch what was agreed to, once.
func (m Model) MayTake(o *Open) bool {
	return o.Mine && o.CanTake && o.Transition.Once && o.State == approve.Agreed && !o.Used && m.Now.Before(o.Decision.By.At.Add(approve.Life))
}

// changes and rest split the fields: those in ink, those beside them in grey, and what only the full
// list shows.
func (o *Open) changes() (out []approve.Field) {
	for _, f := range o.Fields {
		if f.Changed() {
			out = append(out, f)
		}
	}
	return out
}

// beside is how many unchanged fields stand under the changed ones, and mostFiles how many of the files
// that belong to them; the rest unfolds.
const (
	beside    = 4
	mostFiles = 6
)

func (o *Open) rest() (near, far []approve.Field) {
	files := 0
	for _, f := range o.Fields {
		switch {
		case f.Changed():
		case f.As == approve.AsFile && files < mostFiles:
			near, files = append(near, f), files+1
		case len(near) < beside && f.As != approve.AsHash && f.As != approve.AsQuote && f.After != "":
			near = append(near, f)
		default:
			far = append(far, f)
		}
	}
	return near, far
}

func (m Model) list() []approve.Entry {
	var past []*approve.Request
	switch m.Show {
	case Asked:
		past = m.Box.Asked
	case Decided:
		past = m.Box.Decided
	default:
		return m.Box.Waiting
	}
	out := make([]approve.Entry, len(past))
	for i, r := range past {
		out[i] = approve.Entry{Request: r}
	}
	return out
}

// barred counts what the reader sees waiting and may not decide.
func (m Model) barred() int { return len(m.Box.Waiting) - m.Box.Ready() }

func (m Model) val(name string) string { return strings.TrimSpace(m.Form.Get(name)) }

func (m Model) href(r *approve.Request) string {
	if m.Show == "" {
		return "/approvals/" + r.ID
	}
	return "/approvals/" + r.ID + "?show=" + m.Show
}

func (m Model) on(r *approve.Request) bool { return m.Open != nil && m.Open.ID == r.ID }

// ruleOf is the words key of a refusal.
func ruleOf(err error) (key string, args []any) {
	f, ok := fault.As(err)
	if !ok || f.Key == "" {
		return "approve.barred", nil
	}
	return f.Key, f.Args
}
