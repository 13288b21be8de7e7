package approve

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/notify"
)

// tellSecond tells those who hold the second person's right nearest to the unit. The notice carries
// the object's number and nothing of its content: some of them may not agree, and then not read it.
func (r *Request) tellSecond(tx *db.Tx, t Transition, ord int64) error {
	line := access.RuleOf(t.Approve)
	if line == nil || t.Code == CloseItem { // the room tells the office itself
		return nil
	}
	var to []notify.To
	for _, role := range line.Roles {
		to = append(to, notify.To{Role: role, Ord: ord})
	}
	return r.tell(tx, "approve_asked", ord, to)
}

// tellAsker tells how the request ended, unless the asker ended it.
func (r *Request) tellAsker(tx *db.Tx) error {
	if r.State == Withdrawn {
		return nil
	}
	return r.tell(tx, "approve_"+string(r.State), 0, []notify.To{{Person: r.Asked.Person}})
}

func (r *Request) tell(tx *db.Tx, subject string, ord int64, to []notify.To) error {
	_, err := notify.Queue(tx, notify.Message{Key: subject + ":" + r.ID, Subject: subject, Kind: "approval", Ref: r.ID, Unit: r.Unit, Ord: ord,
		Title: r.Label, Link: "/approvals/" + r.ID, To: to})
	return err
}
