package chronic

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/org"
)

// OpenStates is the filter for whatever is not closed.
const OpenStates State = "open"

// Filter narrows the ledger.
type Filter struct {
	Campaign string
	State    State
	Unit     string
	Category string
	Late     bool
	Text     string
	After    string
	Before   string
	Limit    int

	unit *db.Range
}

// Line is one row of the ledger as the drawing shows it.
type Line struct {
	ID         ID
	Number     string
	Campaign   string
	Title      string
	Category   string
	UnitID     string
	Unit       string
	State      State
	Due        clock.Day
	DueFirst   clock.Day
	Measure    string
	Standard   string
	Closed     clock.Day
	Item       string
	Registered clock.Day
	RuleBuilt  clock.Day
	Started    clock.Day
}

// Key is the line's place in the list.
func (l Line) Key() string {
	head := "1"
	if l.Due == "" || l.State == Closed {
		head = "9"
	}
	return head + string(l.Due) + l.Number
}

// Missing names which of the three required fields are not there.
func (l Line) Missing() []string {
	return (&Problem{Due: l.Due, Measure: l.Measure, Standard: l.Standard}).Missing()
}

// List is one page of the ledger with the figures of its tabs.
type List struct {
	Lines      []Line
	Next, Prev string
	Counts     map[State]int
	Late       int
	UnitName   string
}

// All is the number of problems in the ledger's view.
func (l List) All() (n int) {
	for _, x := range l.Counts {
		n += x
	}
	return n
}

// Ledger is a page of the ledger as the actor may see it. fault.NotFound for a unit outside the actor's
// reach; fault.Invalid for an unknown state.
func (r *Room) Ledger(ctx context.Context, actor who.Actor, f Filter) (l List, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := f.settle(tx, &l); err != nil {
			return err
		}
		if l.Lines, err = listLines(tx, f); err != nil {
			return err
		}
		l.page(f)
		l.Counts, l.Late, err = countLines(tx, f)
		return err
	})
	return l, err
}

// mostLines bounds a page.
const mostLines = 200

func (f *Filter) settle(tx *db.Tx, l *List) error {
	f.Text = strings.TrimSpace(f.Text)
	if f.Limit <= 0 || f.Limit > mostLines {
		f.Limit = 50
	}
	if f.State != "" && f.State != OpenStates && !slices.Contains(Shown, f.State) {
		return fault.Invalid(fault.On("state", "chronic.ledger.state_unknown"))
	}
	if f.Unit == "" {
		return nil
	}
	tree, err := org.Tree(tx)
	if err != nil {
		return err
	}
	u, ok := tree.At(f.Unit)
	if !ok || len(access.ScopeOf(tx.Who, access.ReadChronic).Within(u.Range()).Ranges) == 0 && !tx.Who.IsJob() {
		return fault.NotFound()
	}
	rng := u.Range()
	f.unit, l.UnitName = &rng, u.Short
	return nil
}

// page cuts the row too many and finds the keys before and behind.
func (l *List) page(f Filter) {
	more := len(l.Lines) > f.Limit
	if more {
		l.Lines = l.Lines[:f.Limit]
	}
	if f.Before != "" {
		slices.Reverse(l.Lines)
	}
	if len(l.Lines) == 0 {
		return
	}
	first, last := l.Lines[0].Key(), l.Lines[len(l.Lines)-1].Key()
	if f.Before != "" || more {
		l.Next = last
	}
	if f.After != "" || f.Before != "" && more {
		l.Prev = first
	}
}

// mayRead asks whether the actor sees the problem: by the tree, or as a named reviewer.
func mayRead(tx *db.Tx, actor who.Actor, p *Problem) error {
	pl := p.Place()
	if access.InTeam(actor, access.ReadChronic) {
		lots, err := listLots(tx, `l.problem_id = $1`, p.ID)
		if err != nil {
			return err
		}
		for _, l := range lots {
			for _, x := range l.People {
				pl.Team = append(pl.Team, x.ID)
			}
		}
	}
	return access.May(actor, access.ReadChronic, pl)
}

// Dossier is the page of one problem.
type Dossier struct {
	Problem    *Problem
	Campaign   Campaign
	Milestones []Milestone
	Steps      []Step
	Lots       []Lot
	Slips      []Slip
	Files      []file.File
	ItemNumber string
	ItemState  string
	Open       []Act
}

// May tells whether the actor may do the act now.
func (d *Dossier) May(a Act) bool { return slices.Contains(d.Open, a) }

// Dossier reads everything of one problem. NotFound to whoever may not read it, and for a clue to
// everybody but those who classify: only they see that the number exists.
func (r *Room) Dossier(ctx context.Context, actor who.Actor, id ID) (d Dossier, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if d.Problem, err = loadProblem(tx, id); err != nil {
			return err
		}
		if err := mayRead(tx, actor, d.Problem); err != nil {
			return err
		}
		p := d.Problem
		classifies := access.May(actor, access.ClassifyChronic, p.Place()) == nil
		if p.State == Clue && !classifies {
			return fault.NotFound()
		}
		if d.Campaign, err = loadCampaign(tx, p.Campaign); err != nil {
			return err
		}
		if p.Item != "" {
			if d.ItemNumber, d.ItemState, err = itemOf(tx, p.Item); err != nil {
				return err
			}
		}
		if classifies {
			if d.Slips, err = slipsOf(tx, p.Number); err != nil {
				return err
			}
		}
		d.Open = p.Open(actor)
		return d.fill(tx)
	})
	return d, err
}

func (d *Dossier) fill(tx *db.Tx) (err error) {
	id := d.Problem.ID
	if d.Milestones, err = listMilestones(tx, id); err != nil {
		return err
	}
	if d.Steps, err = listSteps(tx, id); err != nil {
		return err
	}
	if d.Lots, err = listLots(tx, `l.problem_id = $1`, id); err != nil {
		return err
	}
	d.Files, err = file.Of(tx, fileKind, string(id))
	return err
}

// Campaigns lists the campaigns that the actor may read, the newest first.
func (r *Room) Campaigns(ctx context.Context, actor who.Actor) (out []Campaign, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, access.ReadCampaign) {
			return nil
		}
		out, err = listCampaigns(tx)
		return err
	})
	return out, err
}
