package dutyreport

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
)

// Uses for which a grade may leave the room (成果运用).
var Uses = []string{"assessment", "appointment", "honours"}

// transferKind is what the approvals call a report.
const transferKind = string(access.KindReport)

// Transfer is the one way in which something of a result leaves: the grade and the heads of the
// problems, to one recipient, on a ground, by two persons.
type Transfer struct {
	ID        string
	Report    ReportID
	Number    string // SY-25-003
	Use       string
	Recipient string
	Ground    string
	Grade     string
	Heads     []string
	Hash      string // of what the two agreed to
	Approval  string
	Asked     string
	Agreed    string
	At        time.Time
}

// NewTransfer is what the office asks for.
type NewTransfer struct {
	Use       string `json:"use"`
	Recipient string `json:"recipient"`
	Ground    string `json:"ground"`
}

func (in *NewTransfer) check() error {
	in.Recipient, in.Ground = strings.TrimSpace(in.Recipient), strings.TrimSpace(in.Ground)
	var c fault.Check
	c.That(slices.Contains(Uses, in.Use), "use", "dutyreport.transfer.no_use")
	c.That(in.Recipient != "" && len([]rune(in.Recipient)) <= 60, "recipient", "dutyreport.transfer.no_recipient")
	c.That(in.Ground != "" && len([]rune(in.Ground)) <= 200, "ground", "dutyreport.transfer.no_ground")
	return c.Err()
}

// Heads are the heads of the problems that stand, with the numbers that the ledger calls them by.
func Heads(problems []Problem) (out []string) {
	for _, p := range problems {
		if p.Dropped == "" && p.Item != "" {
			out = append(out, p.ItemNumber+" "+headOf(p.Words))
		}
	}
	return out
}

// headOf is the first sentence of the words, at most 40 characters: a transfer takes no more of it.
func headOf(words string) string {
	for i, r := range []rune(words) {
		if strings.ContainsRune("。；;\n", r) || i == 40 {
			return string([]rune(words)[:i])
		}
	}
	return words
}

// content is what the two agree to: everything that will leave, and to whom, for what, on which ground.
func (in NewTransfer) content(x Report, s Sheet, problems []Problem) (approve.Content, error) {
	exact, err := json.Marshal(in)
	if err != nil {
		return approve.Content{}, err
	}
	kept := func(name, v, as string) approve.Field {
		return approve.Field{Name: "dutyreport.transfer." + name, Before: v, After: v, As: as}
	}
	return approve.Content{Code: approve.TransferGrade, Kind: transferKind, Object: string(x.ID), Fields: []approve.Field{
		{Name: "dutyreport.transfer.recipient", After: in.Recipient},
		{Name: "dutyreport.transfer.use", After: "dutyreport.use." + in.Use, As: approve.AsWord},
		{Name: "dutyreport.transfer.ground", After: in.Ground, As: approve.AsQuote},
		kept("number", s.Number, ""),
		kept("reporter", x.UnitName+x.Post+" "+x.Name, ""),
		kept("grade", s.Outcome.Grade.Title.Zh, ""),
		kept("heads", strings.Join(Heads(problems), "\n"), approve.AsQuote),
		kept("exact", string(exact), approve.AsHash),
	}}, nil
}

// transferring loads what a transfer of the report is made of; fault.Conflict while there is no grade.
func transferring(tx *db.Tx, id ReportID) (x Report, s Sheet, problems []Problem, err error) {
	if x, err = loadReport(tx, id); err != nil {
		return x, s, nil, err
	}
	if x.State != FedBack && x.State != Closed {
		return x, s, nil, fault.Conflict("dutyreport.transfer.not_fed_back")
	}
	if s, err = loadSheet(tx, id); err != nil {
		return x, s, nil, err
	}
	if s.Outcome.Basis == ByNothing {
		return x, s, nil, fault.Conflict("dutyreport.transfer.no_grade")
	}
	problems, err = listProblems(tx, id)
	return x, s, problems, err
}

// AskTransfer asks for a transfer; a second person agrees on the page of approvals. The reporter is never
// that person.
func (r *Room) AskTransfer(ctx context.Context, actor who.Actor, id ReportID, in NewTransfer, reason string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		x, s, problems, err := transferring(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.TransferGrade, x.Place()); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		c, err := in.content(x, s, problems)
		if err != nil {
			return err
		}
		_, err = approve.Ask(tx, approve.NewRequest{Content: c, Unit: x.Unit, Label: s.Number, Title: x.UnitName + x.Post + " " + x.Name, Reason: reason, Link: x.Path() + "/transfer", About: []string{x.Person}})
		return err
	})
}

// askedTransfer reads back what a request asks for; it is bound by the hash like the rest.
func askedTransfer(q *approve.Request) (in NewTransfer, err error) {
	for _, f := range q.Fields {
		if f.Name == "dutyreport.transfer.exact" {
			err = json.Unmarshal([]byte(f.After), &in)
		}
	}
	return in, err
}

// ApprovalContent is what a request of this room asks for, as it would be asked for now.
func (r *Room) ApprovalContent(tx *db.Tx, q *approve.Request) (approve.Content, error) {
	if q.Code != approve.TransferGrade {
		return approve.Content{}, fault.NotFound()
	}
	in, err := askedTransfer(q)
	if err != nil {
		return approve.Content{}, err
	}
	x, s, problems, err := transferring(tx, ReportID(q.Object))
	if err != nil {
		return approve.Content{}, err
	}
	return in.content(x, s, problems)
}

// DecideApproval is the second person's yes or no; yes writes the transfer in the same transaction.
func (r *Room) DecideApproval(tx *db.Tx, q *approve.Request, in approve.Decision) error {
	now, err := r.ApprovalContent(tx, q)
	if err != nil {
		return err
	}
	ok, err := approve.Decide(tx, q.ID, in, now)
	if err != nil || !in.Yes {
		return err
	}
	if err := ok.For(tx, approve.TransferGrade, transferKind, q.Object); err != nil {
		return err
	}
	want, err := askedTransfer(q)
	if err != nil {
		return err
	}
	x, s, problems, err := transferring(tx, ReportID(q.Object))
	if err != nil {
		return err
	}
	n, err := countTransfers(tx, x.YearNo)
	if err != nil {
		return err
	}
	t := Transfer{ID: db.NewID(), Report: x.ID, Number: fmt.Sprintf("SY-%02d-%03d", x.YearNo%100, n+1), Use: want.Use, Recipient: want.Recipient, Ground: want.Ground, Grade: s.Outcome.Grade.Title.Zh,
		Heads: Heads(problems), Hash: now.Hash(), Approval: ok.ID(), Asked: q.Asked.Name, Agreed: tx.Who.Name, At: tx.Now}
	if err := insertTransfer(tx, t); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "dutyreport.transfer", Kind: transferKind, ID: string(x.ID), Version: x.Version, Unit: x.Unit,
		Details: map[string]any{"number": t.Number, "use": t.Use, "recipient": t.Recipient, "ground": t.Ground, "hash": t.Hash, "approval": t.Approval}})
}
