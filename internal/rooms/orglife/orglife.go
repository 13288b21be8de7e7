package orglife

import (
	"context"
	"sync/atomic"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// Calendar is the code of the pack that says what is owed.
const Calendar = "duty_calendar"

// Rules answers the pack of duties in force on a day; fault.NotFound when there is none.
type Rules func(tx *db.Tx, day clock.Day) (*pack.Pack, error)

// Room is the room of organisation life.
type Room struct {
	db       *db.DB
	rules    Rules
	Forms    Forms        // of anonymous ballots; set by whoever furnishes the house
	reminded atomic.Value // the end of the month for which secretaries were reminded
}

// New makes the room; rules says what is owed on a day.
func New(d *db.DB, rules Rules) *Room { return &Room{db: d, rules: rules} }

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// Ids of the room's nouns.
type (
	DutyID      string
	ActivityID  string
	TaskID      string
	CheckID     string
	DecisionID  string
	ReviewID    string
	CriticismID string
)

// Branch is one Party organisation as far as its duties hang on it.
type Branch struct {
	ID        string
	Parent    string
	Name      string
	Short     string
	Kind      string
	Ord       int64
	Last      int64
	Members   int
	Full      int // members with a vote
	Groups    int
	Committee string    // yes, no, or empty: as the number of members says
	Since     clock.Day // from when its duties are kept here, empty: from the beginning
	Note      string
	Version   int64 // 0: nothing was said of it yet
}

// HasCommittee tells whether the branch elects a committee: what was said of it, else from so many members.
func (b Branch) HasCommittee(from int) bool {
	if b.Committee != "" {
		return b.Committee == "yes"
	}
	return b.Members >= from
}

// Owes tells whether the duty is one of the organisation's.
func (b Branch) Owes(r pack.Rhythm, beat pack.Beat) bool {
	of := false
	for _, k := range beat.For {
		of = of || k == b.Kind
	}
	for _, n := range beat.Needs {
		if n == "groups" && b.Groups == 0 || n == "committee" && !b.HasCommittee(r.Committee) {
			return false
		}
	}
	return of
}

// place is where acts on a Party organisation's life happen.
func place(ord int64, kind access.Kind, id string) access.Place {
	return access.Place{Ord: ord, Kind: kind, ID: id}
}

// Settings is what the secretary says of the own organisation.
type Settings struct {
	Groups    int
	Committee string // yes, no, or empty
	Since     clock.Day
	Note      string
	Version   int64
}

// Settle says how many groups an organisation has and whether it has a committee; it counts from the next
// period that is laid down. fault.Conflict when somebody else said so meanwhile.
func (r *Room) Settle(ctx context.Context, actor who.Actor, party string, in Settings) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.SettleIn(tx, party, in) })
}

// SettleIn is Settle inside a running transaction.
func (r *Room) SettleIn(tx *db.Tx, party string, in Settings) error {
	b, err := loadBranch(tx, party)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.KeepActivity, place(b.Ord, access.KindActivity, "")); err != nil {
		return err
	}
	var c fault.Check
	c.That(in.Groups >= 0 && in.Groups <= 50, "groups", "orglife.settle.groups")
	c.That(in.Committee == "" || in.Committee == "yes" || in.Committee == "no", "committee", "orglife.settle.committee")
	c.That(in.Since == "" || dayOK(in.Since), "since", "orglife.day_form")
	c.That(len([]rune(in.Note)) <= 400, "note", "orglife.too_long", "max", 400)
	if err := c.Err(); err != nil {
		return err
	}
	if in.Version != b.Version {
		return fault.Conflict("orglife.changed_meanwhile")
	}
	b.Groups, b.Committee, b.Since, b.Note = in.Groups, in.Committee, in.Since, in.Note
	if err := saveBranch(tx, &b); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "orglife.settle", Kind: "party", ID: party, Version: b.Version, Unit: party, Details: in})
}
