package joint

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Line is one entry of the one list. Source is joint for a department's own finding, else the source
// of the ledger's item (rectify.Source) that stands beside it.
type Line struct {
	Source     string
	Ref        string
	Number     string
	Department string
	DepID      string
	Unit       string
	UnitName   string
	Day        clock.Day
	Title      string
	State      string
	Item       string
	Paper      string
}

// Filter narrows the list.
type Filter struct {
	Unit       string
	Department string
	Own        bool // findings of departments only
}

// Found is how many findings of a year a department has at a unit.
type Found struct {
	Unit, UnitName, Department string
	N                          int64
}

// mostLines bounds the list; a narrower filter shows the rest.
const mostLines = 500

// Board is the room's first page.
type Board struct {
	Departments []Department
	Lines       []Line
	Cut         bool // there are more lines than are shown
	Found       []Found
	Meetings    []Meeting
	Tasks       []Task
}

// Board is the one list with the meetings and open tasks.
func (r *Room) Board(ctx context.Context, actor who.Actor, f Filter) (b Board, err error) {
	err = r.read(ctx, actor, func(tx *db.Tx) error {
		if b.Departments, err = listDepartments(tx, tx.Today()); err != nil {
			return err
		}
		if b.Lines, err = listLines(tx, f, mostLines+1); err != nil {
			return err
		}
		if b.Cut = len(b.Lines) > mostLines; b.Cut {
			b.Lines = b.Lines[:mostLines]
		}
		if b.Found, err = listFound(tx, string(tx.Today()[:4])); err != nil {
			return err
		}
		if b.Meetings, err = listMeetings(tx, 12); err != nil {
			return err
		}
		b.Tasks, err = listOpenTasks(tx, 50)
		return err
	})
	return b, err
}

// read opens the room to whoever may read it for the whole house; fault.NotFound to all others.
func (r *Room) read(ctx context.Context, actor who.Actor, do func(*db.Tx) error) error {
	return r.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := house(tx)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadJoint, p); err != nil {
			return err
		}
		return do(tx)
	})
}

// Finding is one finding.
func (r *Room) Finding(ctx context.Context, actor who.Actor, id string) (f Finding, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if f, err = loadFinding(tx, id); err != nil {
			return err
		}
		return access.May(tx.Who, access.ReadJoint, f.Place())
	})
	return f, err
}

// Held is a meeting with who was there and what was given out.
type Held struct {
	Meeting
	Presence []Presence
	Tasks    []Task
	Invited  []Department
}

// Meeting is one meeting.
func (r *Room) Meeting(ctx context.Context, actor who.Actor, id string) (h Held, err error) {
	err = r.read(ctx, actor, func(tx *db.Tx) error {
		if h.Meeting, err = loadMeeting(tx, id); err != nil {
			return err
		}
		if h.Presence, err = listPresence(tx, id); err != nil {
			return err
		}
		if h.Invited, err = listDepartments(tx, max(h.Day, tx.Today())); err != nil {
			return err
		}
		h.Tasks, err = listTasks(tx, id)
		return err
	})
	return h, err
}

// UnitChoice is a unit that a finding may be about.
type UnitChoice struct{ ID, Name string }

// Units lists the inspected units in the actor's reach, in the order of the register.
func (r *Room) Units(ctx context.Context, actor who.Actor) (out []UnitChoice, err error) {
	err = r.read(ctx, actor, func(tx *db.Tx) error {
		out, err = listUnits(tx)
		return err
	})
	return out, err
}
