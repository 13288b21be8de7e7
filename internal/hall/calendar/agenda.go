package calendar

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// Sight is which promises of some kinds an actor sees: those in the scope, and those that name the person
// and that no recusal keeps away.
type Sight struct {
	Kinds  []string
	Scope  db.Scope
	Person string   // "" where being named opens nothing
	Clear  db.Scope // what recusals leave, for the promises that name the person
}

// Wanted narrows what of an agenda is read.
type Wanted struct {
	From, Until clock.Day // of due days, both included
	Open        bool      // only what is neither kept nor missed
	Missed      bool      // only what was missed, made up for or not
	After       Cursor
	Limit       int
}

// Cursor is the last row of the page before.
type Cursor struct {
	Due clock.Day
	ID  string
}

// Agenda lists the dates that the sights show, by day. Dates that fell away are not among them; it costs
// what the days hold, not what the house has.
func Agenda(tx *db.Tx, sights []Sight, w Wanted) ([]Promise, error) {
	if len(sights) == 0 {
		return nil, nil
	}
	return listAgenda(tx, sights, w)
}

// Tally counts the dates of one day, one kind and one standing.
type Tally struct {
	Due      clock.Day
	Kind     string
	Standing Standing
	N        int
}

// Tallies counts what the sights show from one day to another, one line a day, kind and standing.
func Tallies(tx *db.Tx, sights []Sight, from, until clock.Day) ([]Tally, error) {
	if len(sights) == 0 {
		return nil, nil
	}
	rows, err := tallyAgenda(tx, sights, from, until, tx.Today())
	if err != nil {
		return nil, err
	}
	out := make([]Tally, len(rows))
	for i, r := range rows {
		out[i] = Tally{r.p.Due, r.p.Kind, r.p.Stands(tx.Today()), r.n}
	}
	return out, nil
}

// tallied stands for all promises of a day that have the same standing.
type tallied struct {
	p Promise
	n int
}

// sample is a promise with the standing that the columns of a group tell.
func (t *tallied) sample(kept, missed, late, after bool) {
	if kept {
		t.p.KeptAt = time.Unix(1, 0)
	}
	if missed {
		t.p.MissedAt = time.Unix(1, 0)
	}
	if late {
		t.p.Late = 1
	}
	if after {
		t.p.DoneOn = t.p.Due.Add(1)
	}
}
