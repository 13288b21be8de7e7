package notify

import (
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// To is who is meant: a person (all of the person's accounts), or whoever holds a role for the unit
// with tree number Ord.
type To struct {
	Person string      `json:"person,omitempty"`
	Role   access.Role `json:"role,omitempty"`
	Ord    int64       `json:"ord,omitempty"`
}

// Message is one thing to tell. Subject names the sentence in words/notify.toml: key
// "notify.subject." + Subject, with Title and Args as its values.
type Message struct {
	Key        string // one key, one message, for ever
	Subject    string
	Light      string // green, yellow, red, or empty
	Kind, Ref  string // the object it is about
	Unit       string
	Ord        int64
	Title      string
	Link       string // address of the page where something can be done
	Restricted bool
	Args       map[string]string
	To         []To
}

// Queue puts m into the outbox. A key that was queued before is no fault and changes nothing; the
// answer tells whether it was new. It writes and does not record: the act that calls it does.
func Queue(tx *db.Tx, m Message) (bool, error) {
	if m.Key == "" || m.Subject == "" || m.Kind == "" {
		return false, fmt.Errorf("a message needs a key, a subject and a kind, got %q, %q, %q", m.Key, m.Subject, m.Kind)
	}
	if len(m.To) == 0 {
		return false, nil
	}
	if m.Restricted {
		m.Title, m.Args = "", nil
	}
	n, err := insertMessage(tx, m)
	return n > 0, err
}

// Renumber follows a unit to its new place in the tree; doors registers it with hall/org.
func Renumber(tx *db.Tx, unit string, ord int64) error { return renumber(tx, unit, ord) }
