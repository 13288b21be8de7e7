package inspect

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// What can wait here.
const (
	WaitFindings = "decide_findings"
	WaitFeedback = "approve_feedback"
	WaitSending  = "send_feedback"
)

// Waiting is one thing of this room that waits for the actor: for the workbench.
type Waiting struct {
	What       string // sign_paper, review_paper, approve_paper, decide_findings, approve_feedback, send_feedback
	Inspection InspectionID
	UnitName   string
	N          int
}

// Waiting lists what the actor has to do here, one line a kind and inspection.
func (r *Room) Waiting(ctx context.Context, actor who.Actor) (list []Waiting, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		for _, q := range waitingQueries {
			if !access.Anywhere(actor, q.right) {
				continue
			}
			part, err := waiting(tx, q)
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	return list, err
}

type waitingQuery struct {
	what  string
	right access.Right
	from  string // a paper, finding or feedback x joined to its inspection i
	cond  string
	own   bool // the handler's own signature: the condition takes the person twice
}

var waitingQueries = []waitingQuery{
	{"sign_paper", access.WritePaper, "inspect_paper x", "x.state = 'draft' and (x.handler_one = $1 and x.signed_one = '' or x.handler_two = $2 and x.signed_two = '')", true},
	{"review_paper", access.ReviewPaper, "inspect_paper x", "x.state = 'signed'", false},
	{"approve_paper", access.ApprovePaper, "inspect_paper x", "x.state = 'reviewed'", false},
	{"dispose_paper", access.ApprovePaper, "inspect_paper x", "x.state = 'approved'", false},
	{WaitFindings, access.ApproveFeedback, "inspect_finding x", "x.state = 'draft' and i.state = 'reported'", false},
	{WaitFeedback, access.ApproveFeedback, "inspect_feedback x", "x.state = 'draft'", false},
	{WaitSending, access.SendFeedback, "inspect_feedback x", "x.state = 'approved'", false},
}

func waiting(tx *db.Tx, q waitingQuery) ([]Waiting, error) {
	var a db.Args
	if q.own {
		a.Add(tx.Who.Person)
		a.Add(tx.Who.Person)
	}
	where := visible(tx, &a)
	if q.right == access.ApproveFeedback {
		where = access.ScopeOf(tx.Who, q.right).Rows("i.unit_ord", "i.id", &a)
	}
	return db.All(tx, func(s db.Scanner) (w Waiting, err error) {
		w.What = q.what
		err = s.Scan(&w.Inspection, &w.UnitName, &w.N)
		return w, err
	}, sqlWaiting(q.from, q.cond, where), a...)
}
