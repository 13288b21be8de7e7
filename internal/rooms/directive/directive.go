package directive

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// Room is the room of directives.
type Room struct{ db *db.DB }

// New makes the room.
func New(d *db.DB) *Room { return &Room{db: d} }

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
	ID     string
	NodeID string
	TaskID string
	DutyID string
)

// Directive is one speech, plan or notice with all its drafts.
type Directive struct {
	ID        ID
	Number    string // BS-26-004
	Year      int
	Title     string
	Paper     string    // number of the official document, if it has one
	Dated     clock.Day // date on the document
	Unit      string
	UnitOrd   int64
	Draft     int // the newest
	Tasks     int // how many numbers of tasks were given out
	MadeBy    string
	MadeAt    time.Time
	Withdrawn time.Time
	Why       string
	Version   int64
}

// Place is where acts on the directive happen.
func (d Directive) Place() access.Place {
	return access.Place{Ord: d.UnitOrd, Kind: access.KindDirective, ID: string(d.ID)}
}

// Open refuses changes to a withdrawn directive.
func (d Directive) Open() error {
	if !d.Withdrawn.IsZero() {
		return fault.Conflict("directive.withdrawn_already")
	}
	return nil
}

// Withdraw leaves the number and the reason; nothing is deleted.
func (d *Directive) Withdraw(why string, now time.Time) error {
	if err := d.Open(); err != nil {
		return err
	}
	if why == "" {
		return fault.Invalid(fault.On("why", "directive.why_empty"))
	}
	d.Withdrawn, d.Why = now, why
	return nil
}

// Draft is one version of the text.
type Draft struct {
	N       int
	Source  string // paste or upload
	File    string
	Body    string
	Hash    string
	SavedBy string
	SavedAt time.Time
}

// edit runs one change of a directive: load, may, open; the caller adds rule, save and record.
func (r *Room) edit(ctx context.Context, actor who.Actor, id ID, do func(*db.Tx, *Directive) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		d, err := loadDirective(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditDirective, d.Place()); err != nil {
			return err
		}
		if err := d.Open(); err != nil {
			return err
		}
		return do(tx, &d)
	})
}

// editNode is edit for one node of the newest draft.
func (r *Room) editNode(ctx context.Context, actor who.Actor, id NodeID, action string, do func(*db.Tx, Directive, *Node) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		n, err := loadNode(tx, id)
		if err != nil {
			return err
		}
		d, err := loadDirective(tx, n.Directive)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditDirective, d.Place()); err != nil {
			return err
		}
		if err := d.Open(); err != nil {
			return err
		}
		if n.Draft != d.Draft {
			return fault.Conflict("directive.old_draft")
		}
		details, err := do(tx, d, &n)
		if err != nil {
			return err
		}
		if err := saveNode(tx, &n); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "directive", ID: string(d.ID), Version: d.Version, Unit: d.Unit, Details: details})
	})
}
