package rectify

import (
	"encoding/json"
	"slices"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/approve"
)

// lowering is a change of what a finding was judged to be: a lower severity, or another category. It
// takes four eyes (TRUST.md 2.11 no. 12); raising, and setting what was empty, do not.
type lowering struct {
	Severity string `json:"severity"`
	Category string `json:"category"`
}

// judged splits what the office set into what it may set alone and what takes a second person; nil
// when nothing does.
func (in Amendment) judged(it *Item) *lowering {
	l := lowering{it.Severity, it.Category}
	if in.Severity != "" && in.Severity != it.Severity {
		if it.Severity == "" || slices.Index(Severities, in.Severity) > slices.Index(Severities, it.Severity) {
			it.Severity, l.Severity = in.Severity, in.Severity
		} else {
			l.Severity = in.Severity
		}
	}
	if in.Category != "" && in.Category != it.Category {
		if it.Category == "" {
			it.Category = in.Category
		}
		l.Category = in.Category
	}
	if l.Severity == it.Severity && l.Category == it.Category {
		return nil
	}
	return &l
}

// content is what the two agree to.
func (l lowering) content(it *Item) approve.Content {
	severity := func(s string) string {
		if s == "" {
			return ""
		}
		return "rectify.severity." + s
	}
	return approve.Content{Code: approve.LowerItem, Kind: itemKind, Object: string(it.ID), Fields: append([]approve.Field{
		moved("severity", severity(it.Severity), severity(l.Severity), approve.AsWord),
		moved("category", it.Category, l.Category, approve.AsCategory),
		kept("state", "rectify.state."+string(it.State), approve.AsWord),
		kept("due", string(it.Due), approve.AsDay),
		{Name: "rectify.approval.exact", Before: encode(l), After: encode(l), As: approve.AsHash},
	}, it.about()...)}
}

// loweringOf reads back what a request would set; it is bound by the hash like the rest.
func loweringOf(q *approve.Request) (l lowering, err error) {
	for _, f := range q.Fields {
		if f.Name == "rectify.approval.exact" {
			err = json.Unmarshal([]byte(f.After), &l)
		}
	}
	return l, err
}

// decideLowering is the second person's answer.
func decideLowering(tx *db.Tx, q *approve.Request, in approve.Decision) error {
	it, err := loadItem(tx, ItemID(q.Object))
	if err != nil {
		return err
	}
	if err := NotUnit.check(tx.Who, it); err != nil {
		return err
	}
	l, err := loweringOf(q)
	if err != nil {
		return err
	}
	ok, err := approve.Decide(tx, q.ID, in, l.content(it))
	if err != nil || !in.Yes {
		return err
	}
	if err := ok.For(tx, approve.LowerItem, itemKind, string(it.ID)); err != nil {
		return err
	}
	if _, can := find(ActAmend, it.State); !can {
		return fault.Conflict("rectify.not_now." + string(it.State))
	}
	was := *it
	it.Severity, it.Category = l.Severity, l.Category
	if err := saveItem(tx, &was, it); err != nil {
		return err
	}
	return record(tx, "rectify.lower", it, l)
}
