package chronic

import (
	"strconv"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/notify"
)

// By is who did something and when.
type By struct {
	ID, Name string
	At       time.Time
}

func by(tx *db.Tx) By {
	id := tx.Who.Person
	if id == "" {
		id = tx.Who.Label()
	}
	return By{ID: id, Name: tx.Who.Name, At: tx.Now}
}

// Step is one act on a problem with its words; Was and Due say what a date was and became.
type Step struct {
	Act   Act    `json:"act"`
	Words string `json:"words,omitempty"`
	Was   string `json:"was,omitempty"`
	Due   string `json:"due,omitempty"`
	By    By     `json:"-"`
}

func itoa(n int) string { return strconv.Itoa(n) }

func (p *Problem) link() string { return "/chronic/items/" + string(p.ID) }

// tell queues one message about the problem; round makes its key new where a thing can happen again.
func tell(tx *db.Tx, p *Problem, subject, round string, to ...notify.To) error {
	_, err := notify.Queue(tx, notify.Message{Key: subject + ":" + string(p.ID) + ":" + round, Subject: subject, Kind: "chronic", Ref: string(p.ID),
		Unit: p.Unit, Ord: p.UnitOrd, Title: p.Number + " " + p.Title, Link: p.link(), To: to})
	return err
}

func role(p *Problem, roles ...access.Role) []notify.To {
	var out []notify.To
	for _, r := range roles {
		out = append(out, notify.To{Role: r, Ord: p.UnitOrd})
	}
	return out
}

func unitSide(p *Problem) []notify.To { return role(p, access.UnitHead, access.Liaison) }
