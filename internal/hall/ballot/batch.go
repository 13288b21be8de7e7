package ballot

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
)

// Batch is the paper ballots of a poll as one person counted them and another confirmed them.
type Batch struct {
	ID          string
	Papers      int // came back
	Counts      []Counts
	State       string // entered, confirmed, returned
	EnteredBy   string
	Entered     string // person id
	EnteredName string
	EnteredAt   time.Time
	SecondName  string
	SecondAt    time.Time
	SecondWhy   string
}

// EnterPapers keeps the count of the paper ballots, for another person to confirm. N is by subject,
// aspect and grade; a paper that is not filled whole for a subject is not valid for it.
func (h *Hall) EnterPapers(ctx context.Context, actor who.Actor, id PollID, papers int, n [][][]int) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return h.EnterPapersIn(tx, id, papers, n) })
}

// EnterPapersIn is EnterPapers in the caller's transaction.
func (h *Hall) EnterPapersIn(tx *db.Tx, id PollID, papers int, n [][][]int) error {
	p, err := h.load(tx, id)
	if err != nil {
		return err
	}
	if p.State != Counting {
		return fault.Conflict("ballot.batch.not_counting")
	}
	counts, err := p.counted(papers, n)
	if err != nil {
		return err
	}
	b := Batch{ID: db.NewID(), Papers: papers, Counts: counts, State: "entered", EnteredBy: tx.Who.Label(), Entered: tx.Who.Person, EnteredName: tx.Who.Name, EnteredAt: tx.Now}
	if err := insertBatch(tx, id, b); err != nil {
		if db.IsUnique(err) {
			return fault.Conflict("ballot.batch.entered_already")
		}
		return err
	}
	return p.record(tx, "ballot.enter_papers", map[string]any{"batch": b.ID, "papers": papers, "counts": urn(counts).sum()})
}

// counted checks what was typed: as many marks for each aspect of a subject as there are valid papers.
func (p *Poll) counted(papers int, n [][][]int) ([]Counts, error) {
	var c fault.Check
	c.That(papers >= 0 && papers <= p.Papers, "papers", "ballot.batch.papers", "most", p.Papers)
	if len(n) != len(p.Subjects) {
		return nil, fault.Invalid(fault.On("", "ballot.vote_form"))
	}
	out := make([]Counts, len(n))
	for i, rows := range n {
		x := newCounts(p.Form, i+1)
		if len(rows) != len(x.N) {
			return nil, fault.Invalid(fault.On("", "ballot.vote_form"))
		}
		for a := range rows {
			if len(rows[a]) != len(x.N[a]) {
				return nil, fault.Invalid(fault.On("", "ballot.vote_form"))
			}
			copy(x.N[a], rows[a])
		}
		for _, k := range x.N[0] {
			x.Filled += k
		}
		x.Blank = papers - x.Filled
		c.That(x.sound(p.Form), Field(i+1), "ballot.batch.uneven", "name", p.Subjects[i].Label)
		c.That(x.Blank >= 0, Field(i+1), "ballot.batch.more_than_papers", "name", p.Subjects[i].Label, "n", x.Filled, "papers", papers)
		out[i] = x
	}
	return out, c.Err()
}

// ConfirmPapers is the second counter's yes; the poll is counted with it. The second must be another person.
func (h *Hall) ConfirmPapers(ctx context.Context, actor who.Actor, id PollID, batch string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return h.ConfirmPapersIn(tx, id, batch) })
}

// ConfirmPapersIn is ConfirmPapers in the caller's transaction.
func (h *Hall) ConfirmPapersIn(tx *db.Tx, id PollID, batch string) error {
	return h.second(tx, id, batch, "confirmed", "")
}

// ReturnPapers sends the count back, with a reason; it is entered anew.
func (h *Hall) ReturnPapers(ctx context.Context, actor who.Actor, id PollID, batch, why string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if strings.TrimSpace(why) == "" {
			return fault.Invalid(fault.On("why", "ballot.why_missing"))
		}
		return h.second(tx, id, batch, "returned", strings.TrimSpace(why))
	})
}

func (h *Hall) second(tx *db.Tx, id PollID, batch, state, why string) error {
	p, err := h.load(tx, id)
	if err != nil {
		return err
	}
	list, err := listBatches(tx, id, p.Form)
	if err != nil {
		return err
	}
	for _, b := range list {
		if b.ID != batch {
			continue
		}
		if b.State != "entered" {
			return fault.Conflict("ballot.batch.ended")
		}
		if tx.Who.Person == "" || tx.Who.Person == b.Entered || tx.Who.Label() == b.EnteredBy {
			return fault.Denied("ballot_second")
		}
		if err := endBatch(tx, b.ID, state, why); err != nil {
			return err
		}
		if state == "confirmed" {
			p.State = Counted
		}
		if err := savePoll(tx, p); err != nil {
			return err
		}
		action := "ballot.confirm_papers"
		if state == "returned" {
			action = "ballot.return_papers"
		}
		return p.record(tx, action, map[string]any{"batch": b.ID, "papers": b.Papers, "entered_by": b.EnteredBy, "counts": urn(b.Counts).sum(), "why": why})
	}
	return fault.NotFound()
}

// emptyCounts are the counts of a poll in which nothing was voted yet.
func emptyCounts(f pack.Form, subjects int) urn {
	out := make(urn, subjects)
	for i := range out {
		out[i] = newCounts(f, i+1)
	}
	return out
}
