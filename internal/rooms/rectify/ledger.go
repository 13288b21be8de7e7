package rectify

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// Sort is an order of the ledger.
type Sort string

// The orders. Each has an index, so that page 100 costs what page 1 costs.
const (
	ByDue    Sort = "due"
	ByNumber Sort = "number"
	ByUnit   Sort = "unit"
	ByState  Sort = "state"
)

// Sorts lists them.
var Sorts = []Sort{ByDue, ByNumber, ByUnit, ByState}

// Time filters.
const (
	Overdue = "late"
	DueSoon = "soon"
)

// What has happened to an item, whatever its state is now.
const (
	HadLeft     = "left"     // not closed and not standing
	HadReturned = "returned" // returned at some time
	HadRelapsed = "relapsed"
)

// Filter narrows the ledger. The zero Filter is everything that the actor may see, by due day.
type Filter struct {
	State    State
	Unit     string // with everything below it
	Year     int    // of registration
	Source   Source
	Ref      string // SourceRef
	Category string
	Lead     string // person id
	Time     string // Overdue, DueSoon or ""
	Flagged  bool
	Had      string // HadLeft, HadReturned, HadRelapsed or "": what a count elsewhere counted
	Text     string // of the number or the title
	Sort     Sort
	Desc     bool
	After    string // key of the last row of the page before
	Before   string // key of the first row of the page after
	Limit    int
}

// Line is one row of the ledger: what the list shows and nothing else.
type Line struct {
	ID       ItemID
	Number   string
	Suffix   int
	Title    string
	Source   Source
	Category string
	UnitID   string
	Unit     string
	Lead     string
	Due      clock.Day
	DueKind  DueKind
	Closed   clock.Day
	State    State
	Flagged  bool
	Percent  int
	Finding  string // only for an export
	DueFirst clock.Day
	Owner    string
	Summary  string
	key      string
}

// Label is the number as people read it.
func (l Line) Label() string { return label(l.Number, l.Suffix) }

// Light is the warning light, from dates alone.
func (l Line) Light(today clock.Day) calendar.Light {
	return lightOf(l.State, l.Due, l.Closed, today)
}

// Light is the item's warning light, from dates alone.
func (it *Item) Light(today clock.Day) calendar.Light {
	return lightOf(it.State, it.Due, it.ClosedOn, today)
}

func lightOf(s State, due, closed, today clock.Day) calendar.Light {
	switch s {
	case Standing:
		return calendar.Light{Lamp: calendar.Long}
	case Closed, Voided:
		return calendar.LightOf(calendar.Dates{Due: due, Kept: closed}, today)
	}
	return calendar.LightOf(calendar.Dates{Due: due}, today)
}

// List is one page of the ledger.
type List struct {
	Lines []Line
	Next  string // key for After, "" on the last page
	Prev  string // key for Before, "" on the first page
}

// mostLines bounds a page.
const mostLines = 200

func (f *Filter) tidy() error {
	if f.Sort == "" {
		f.Sort = ByDue
	}
	if f.Limit <= 0 || f.Limit > mostLines {
		f.Limit = 50
	}
	var c fault.Check
	c.That(oneOf(f.Sort, Sorts), "sort", "rectify.ledger.sort_unknown")
	c.That(f.State == "" || oneOf(f.State, States), "state", "rectify.ledger.state_unknown")
	c.That(f.Source == "" || oneOf(f.Source, Sources), "source", "rectify.register.source_unknown")
	f.Text = strings.TrimSpace(f.Text)
	return c.Err()
}

// Ledger is a page of the ledger as the actor may see it. fault.NotFound when the unit of the filter
// lies outside what the actor may see; fault.Invalid for an unknown order or state.
func (r *Room) Ledger(ctx context.Context, actor who.Actor, f Filter) (List, error) {
	var l List
	if err := f.tidy(); err != nil {
		return l, err
	}
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		scope, u, err := within(tx, f.Unit)
		if err != nil {
			return err
		}
		small, err := isNarrow(tx, f, u)
		if err != nil {
			return err
		}
		l, err = list(tx, f, scope, small)
		return err
	})
	return l, err
}

// Page is what the ledger's page shows: a list, the counts of its tabs, and the units at its side
// with theirs, all of one snapshot.
type Page struct {
	Filter Filter
	List   List
	Counts Counts
	Units  []UnitNode
	Unit   string // short name of the filter's unit
	Source string // name of the filter's source document
}

// LedgerPage is Ledger with the counts and the unit tree beside it.
func (r *Room) LedgerPage(ctx context.Context, actor who.Actor, f Filter) (Page, error) {
	p := Page{Filter: f}
	if err := p.Filter.tidy(); err != nil {
		return p, err
	}
	begun := changes.Load()
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		scope, u, err := within(tx, f.Unit)
		if err != nil {
			return err
		}
		if u != nil {
			p.Unit = u.Short
		}
		if f.Ref != "" {
			if p.Source, err = sourceName(tx, f.Ref); err != nil {
				return err
			}
		}
		side, err := r.sides.of(tx, scope, f.Unit, f.Year, begun)
		if err != nil {
			return err
		}
		p.Units, p.Counts = side.units, side.counts
		small := narrow(side.counts.States[f.State].All, side.all[f.State], p.Filter.Limit)
		p.List, err = list(tx, p.Filter, scope, small)
		return err
	})
	return p, err
}

// within narrows what the actor may see to one unit's subtree.
func within(tx *db.Tx, id string) (db.Scope, *unit, error) {
	scope := access.ScopeOf(tx.Who, access.ReadItem)
	if id == "" {
		return scope, nil, nil
	}
	u, err := loadUnit(tx, id)
	if err != nil {
		return scope, nil, err
	}
	scope = scope.Within(db.Range{First: u.Ord, Last: u.Last})
	if len(scope.Ranges) == 0 {
		return scope, nil, fault.NotFound()
	}
	return scope, &u, nil
}

// Count of one state or of one unit.
type Count struct {
	All  int64
	Late int64
	More bool // Late stopped counting
}

// Counts are the figures of the ledger's tabs and its tree.
type Counts struct {
	States map[State]Count // key "" is all states
	Units  map[string]Count
	More   bool // overdue stopped counting at mostLate
}

// mostLate bounds the count of what is overdue: beyond it the page says "more than".
const mostLate = 1000

// Counts answers how many items are in each state within the actor's scope and the unit of the
// filter, from the counters, and how many of them are overdue, from the head of the due-day index. For
// the units named it answers the same of their subtrees.
func (r *Room) Counts(ctx context.Context, actor who.Actor, unit string, year int, units []string) (Counts, error) {
	var c Counts
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		scope, _, err := within(tx, unit)
		if err != nil {
			return err
		}
		c, err = counts(tx, scope, year, units)
		return err
	})
	return c, err
}

// Units lists the units that the ledger's side shows: the top levels of what the actor may see and the
// way down to the chosen unit.
func (r *Room) Units(ctx context.Context, actor who.Actor, chosen string) ([]UnitNode, error) {
	var out []UnitNode
	err := r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		out, err = treeOf(tx, chosen)
		return err
	})
	return out, err
}
