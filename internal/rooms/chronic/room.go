package chronic

import (
	"context"
	"fmt"
	"sync"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// Pack is the taxonomy of chronic problems (packs/chronic_problems.yaml): an open list, whose editions
// the unit keeps.
const Pack = "chronic_problems"

// Categories finds a taxonomy by code and version ("" for the one in force): the framework's answer.
type Categories func(tx *db.Tx, code, version string) (*pack.Pack, error)

// Room is the room of chronic problems.
type Room struct {
	db    *db.DB
	packs Categories
	known sync.Map // fingerprint of a pack → map[string]bool of its codes
}

// New makes the room. What becomes an item of the rectification ledger is handed over in the same
// transaction.
func New(d *db.DB, packs Categories) *Room { return &Room{db: d, packs: packs} }

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := setOrd(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// categories tells which codes the taxonomy in force has.
func (r *Room) categories(tx *db.Tx) (func(string) bool, error) {
	p, err := r.packs(tx, Pack, "")
	if err != nil {
		return nil, err
	}
	codes, ok := r.known.Load(p.Hash)
	if !ok {
		set := map[string]bool{}
		pack.Walk(p.Categories, func(_ int, c pack.Category) { set[c.Code] = true })
		codes, _ = r.known.LoadOrStore(p.Hash, set)
	}
	return func(code string) bool { return codes.(map[string]bool)[code] }, nil
}

// act runs one verb on one problem: load, may and the table; do adds the rule and what is stored beside
// it; then the problem is saved, the step kept and the act recorded.
func (r *Room) act(ctx context.Context, actor who.Actor, id ID, a Act, do func(*db.Tx, *Problem, *Step) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return actIn(tx, id, a, do) })
}

func actIn(tx *db.Tx, id ID, a Act, do func(*db.Tx, *Problem, *Step) error) error {
	p, err := loadProblem(tx, id)
	if err != nil {
		return err
	}
	if err := p.may(tx.Who, a); err != nil {
		return err
	}
	if _, ok := find(a, p.State, ""); !ok {
		return fault.Conflict("chronic.not_now." + string(p.State))
	}
	step := Step{Act: a}
	if err := do(tx, p, &step); err != nil {
		return err
	}
	return finish(tx, p, step)
}

// finish saves the problem, keeps the step, renews the index and records the act.
func finish(tx *db.Tx, p *Problem, step Step) error {
	if err := saveProblem(tx, p); err != nil {
		return err
	}
	if err := insertStep(tx, p.ID, step); err != nil {
		return err
	}
	if err := index(tx, p); err != nil {
		return err
	}
	return record(tx, "chronic."+string(step.Act), p, step)
}

func record(tx *db.Tx, action string, p *Problem, details any) error {
	return audit.Record(tx, audit.Entry{Action: action, Kind: "chronic", ID: string(p.ID), Version: p.Version, Unit: p.Unit, Details: details})
}

// number gives WC-26-031: series, year, a count that is never given twice.
func number(tx *db.Tx, series string) (string, error) {
	name := fmt.Sprintf("%s-%02d", series, tx.Today().Year()%100)
	n, err := takeNumber(tx, name)
	return fmt.Sprintf("%s-%03d", name, n), err
}

// campaign finds the campaign and the unit that runs it; fault.NotFound when there is none that the actor
// may see.
func campaign(tx *db.Tx, id string) (c Campaign, err error) {
	if c, err = loadCampaign(tx, id); err != nil {
		return c, err
	}
	return c, access.May(tx.Who, access.ReadCampaign, access.Place{Ord: c.Ord, Kind: access.KindCampaign, ID: id})
}

// Campaign is what the room needs to know of a campaign (v_campaign).
type Campaign struct {
	ID, Number, Title string
	Unit              string
	Ord               int64
	State             string
}

// Open tells whether new problems may be registered in it.
func (c Campaign) Open() bool {
	switch c.State {
	case "draft", "submitted", "finished", "withdrawn":
		return false
	}
	return true
}
