package ballot

import (
	"context"
	"sync"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Hall runs the polls of a house.
type Hall struct {
	db   *db.DB
	dir  string
	once sync.Mutex
	key  []byte
}

// New makes the hall; dir is the data folder, where the key of the codes lies.
func New(d *db.DB, dir string) *Hall { return &Hall{db: d, dir: dir} }

// View is a poll as whoever runs it sees it.
type View struct {
	*Poll
	Turnout int // tokens used so far; papers are known when they are counted
	Issues  []Issue
	Batches []Batch
	MayRun  bool
	Result  *Result // nil before everything is counted
}

// List are the polls in the actor's reach, the latest first.
func (h *Hall) List(ctx context.Context, actor who.Actor) (list []*Poll, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = listPolls(tx, access.ScopeOf(actor, access.ReadBallot))
		return err
	})
	return list, err
}

// Get is one poll. fault.NotFound when it does not exist or lies outside the actor's reach.
func (h *Hall) Get(ctx context.Context, actor who.Actor, id PollID) (v View, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := loadPoll(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadBallot, p.place()); err != nil {
			return err
		}
		v.Poll, v.MayRun = p, access.May(tx.Who, access.RunBallot, p.place()) == nil
		return v.fill(tx)
	})
	return v, err
}

func (v *View) fill(tx *db.Tx) (err error) {
	v.Turnout = v.Returned
	if v.State == Open {
		r, err := loadRoll(tx, v.ID)
		if err != nil {
			return err
		}
		v.Turnout = len(r.spent)
	}
	if v.Issues, err = listIssues(tx, v.ID); err != nil {
		return err
	}
	if v.Batches, err = listBatches(tx, v.ID, v.Form); err != nil {
		return err
	}
	if v.State == Counted {
		v.Result, err = resultOf(tx, v.Poll)
	}
	return err
}

// Of are the polls of a thing, the latest first. It asks no right: the room that calls it showed the thing.
func Of(tx *db.Tx, kind, ref string) ([]*Poll, error) { return pollsOf(tx, kind, ref) }

// Load is a poll by its id. It asks no right.
func Load(tx *db.Tx, id PollID) (*Poll, error) { return loadPoll(tx, id) }

// TurnoutOf is how many tokens of the poll were used. It asks no right.
func TurnoutOf(tx *db.Tx, p *Poll) (int, error) {
	if p.State != Open {
		return p.Returned, nil
	}
	r, err := loadRoll(tx, p.ID)
	return len(r.spent), err
}

// ResultOf is the result of a counted poll, nil before. It asks no right: the room that calls it does.
func ResultOf(tx *db.Tx, p *Poll) (*Result, error) {
	if p.State != Counted {
		return nil, nil
	}
	return resultOf(tx, p)
}
