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
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
)

// Kinds of batches: what is drawn from.
const (
	Cross = "cross" // 交叉评查: problems claimed or accepted, before they are closed
	Spot  = "spot"  // 抽查: closed problems
)

// BatchKinds in the order of pages.
var BatchKinds = []string{Cross, Spot}

func poolStates(kind string) []State {
	if kind == Spot {
		return []State{Closed}
	}
	return []State{Claimed, Accepted}
}

// Batch is one draw: its pool, its seed and what came of it are kept for ever.
type Batch struct {
	ID        BatchID
	Number    int
	Campaign  string
	Unit      string
	UnitOrd   int64
	Kind      string
	Title     string // 跨分局, 县局互查
	Drawn     clock.Day
	Seed      string
	Pool      []string // ids of problems
	Reviewers []string // ids of units
	Size      int
	Made      By

	Looked, Differs int
}

// Lot is one problem that was drawn, with the unit that looks at it.
type Lot struct {
	ID            LotID
	Batch         BatchID
	BatchNumber   int
	Campaign      string
	Kind          string
	Problem       ID
	ProblemNumber string
	Title         string
	Position      int
	Of            string // short name of the problem's unit
	Side          who.Span
	SideDepth     int
	ProblemOrd    int64
	Unit          string // that reviews
	UnitOrd       int64
	UnitName      string
	People        []Named
	Due           clock.Day
	Verdict       string // fits, differs, "" while open
	Sampled       int
	Matched       int
	Words         string
	By            By
	DoneOn        clock.Day
	Version       int64
}

// Named is a person by name.
type Named struct{ ID, Name string }

// Place is where the reviewed problem lies; the team are the reviewers who are named.
func (l *Lot) Place() access.Place {
	p := access.Place{Ord: l.ProblemOrd, Kind: access.KindChronic, ID: string(l.Problem)}
	for _, x := range l.People {
		p.Team = append(p.Team, x.ID)
	}
	if l.SideDepth > 0 {
		p.Side = l.Side
	}
	return p
}

// Drawing is what the office asks for.
type Drawing struct {
	Campaign  string
	Kind      string
	Title     string
	Size      int
	Reviewers []string // units; their liaisons are named
	Due       clock.Day
}

func (in Drawing) check(today clock.Day) error {
	var c fault.Check
	c.That(slices.Contains(BatchKinds, in.Kind), "kind", "chronic.batch.kind_unknown")
	c.That(filled(in.Title), "title", "chronic.batch.title_missing")
	c.That(!long(in.Title, 60), "title", "chronic.too_long", "max", 60)
	c.That(in.Size > 0, "size", "chronic.batch.size_missing")
	c.That(len(in.Reviewers) >= 2, "reviewers", "chronic.batch.two_units")
	c.That(in.Due == "" || in.Due >= today, "due", "chronic.due_past", "day", string(today))
	return c.Err()
}

// Draw makes a batch: it draws problems and reviewers by lot. fault.Invalid when there is nothing to draw
// from, or when a reviewing unit has nobody who could be named.
func (r *Room) Draw(ctx context.Context, actor who.Actor, in Drawing) (BatchID, error) {
	id := BatchID(db.NewID())
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error { return draw(tx, id, in, newSeed()) })
	return id, err
}

func draw(tx *db.Tx, id BatchID, in Drawing, seed string) error {
	c, err := campaign(tx, in.Campaign)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.CloseChronic, access.Place{Ord: c.Ord, Kind: access.KindChronic}); err != nil {
		return err
	}
	in.Title = strings.TrimSpace(in.Title)
	if err := in.check(tx.Today()); err != nil {
		return err
	}
	b := Batch{ID: id, Campaign: c.ID, Unit: c.Unit, UnitOrd: c.Ord, Kind: in.Kind, Title: in.Title, Drawn: tx.Today(), Seed: seed, Reviewers: in.Reviewers, Size: in.Size, Made: by(tx)}
	pool, err := listPool(tx, c.ID, poolStates(in.Kind))
	if err != nil {
		return err
	}
	if b.Number, err = nextBatch(tx, c.ID); err != nil {
		return err
	}
	lots, people, err := b.lots(tx, pool)
	if err != nil {
		return err
	}
	if err := insertBatch(tx, b); err != nil {
		return err
	}
	for _, l := range lots {
		l.Due = in.Due
		if err := enterLot(tx, b, l, people[l.Unit]); err != nil {
			return err
		}
	}
	return audit.Record(tx, audit.Entry{Action: "chronic.draw", Kind: "chronic_batch", ID: string(b.ID), Version: 1, Unit: c.Unit,
		Details: map[string]any{"kind": b.Kind, "seed": b.Seed, "pool": PoolHash(b.Pool), "size": len(lots)}})
}

// lots draws, and finds who is named for each reviewing unit.
func (b *Batch) lots(tx *db.Tx, pool []Problem) ([]Lot, map[string][]Named, error) {
	at := map[string]Problem{}
	for _, p := range pool {
		b.Pool = append(b.Pool, string(p.ID))
		at[string(p.ID)] = p
	}
	if len(pool) == 0 {
		return nil, nil, fault.Invalid(fault.On("kind", "chronic.batch.nothing"))
	}
	f, err := org.Tree(tx)
	if err != nil {
		return nil, nil, err
	}
	people := map[string][]Named{}
	for _, id := range b.Reviewers {
		u, ok := f.At(id)
		if !ok {
			return nil, nil, fault.NotFound()
		}
		if people[id], err = liaisons(tx, id); err != nil {
			return nil, nil, err
		}
		if len(people[id]) == 0 {
			return nil, nil, fault.Invalid(fault.On("reviewers", "chronic.batch.nobody", "unit", u.Short))
		}
	}
	drawn := Draw(b.Seed, b.Pool, b.Size)
	who := Assign(b.Seed, drawn, b.Reviewers, func(unit, id string) bool {
		u, _ := f.At(unit)
		p := at[id]
		own, _ := f.At(p.Unit)
		return !u.Covers(p.UnitOrd) && !own.Covers(u.Ord) // nobody looks at the own side, above or below
	})
	var out []Lot
	for i, id := range drawn {
		if who[id] == "" {
			return nil, nil, fault.Invalid(fault.On("reviewers", "chronic.batch.no_other", "unit", at[id].UnitShort))
		}
		u, _ := f.At(who[id])
		out = append(out, Lot{ID: LotID(db.NewID()), Batch: b.ID, Problem: ID(id), ProblemNumber: at[id].Number, Position: i + 1, Unit: u.ID, UnitOrd: u.Ord, Version: 1})
	}
	return out, people, nil
}

func enterLot(tx *db.Tx, b Batch, l Lot, people []Named) error {
	l.People = people
	if l.Due == "" {
		due, err := ruleDue(tx, ruleReview)
		if err != nil {
			return err
		}
		l.Due = due
	}
	if err := insertLot(tx, l); err != nil {
		return err
	}
	promise := calendar.Promise{Kind: dueReview, Ref: string(l.ID), Unit: l.Unit, Ord: l.UnitOrd, Title: l.ProblemNumber + " " + b.Title, Link: l.link(), Due: l.Due, Matter: string(l.Problem)}
	for _, p := range people {
		promise.Persons = append(promise.Persons, p.ID)
	}
	if err := calendar.Keep(tx, promise); err != nil {
		return err
	}
	m := notify.Message{Key: "chronic_review:" + string(l.ID), Subject: "chronic_review", Kind: "chronic_lot", Ref: string(l.ID), Unit: l.Unit, Ord: l.UnitOrd, Title: l.ProblemNumber, Link: l.link()}
	for _, p := range people {
		m.To = append(m.To, notify.To{Person: p.ID})
	}
	_, err := notify.Queue(tx, m)
	return err
}

func (l *Lot) link() string { return "/chronic/lots/" + string(l.ID) }

// Rules of packs/rules that reckon a date (both wait for the unit's confirmation).
const (
	ruleReturn = "R-ZX-01" // put right what was sent back
	ruleReview = "R-ZX-02" // review a drawn problem
)

// ruleDue is the day that a rule gives from today; a house in which it is not in force has two weeks.
func ruleDue(tx *db.Tx, code string) (clock.Day, error) {
	d, err := calendar.DueOf(tx, code, tx.Today())
	if fault.Is(err, fault.KindInvalid) {
		return tx.Today().Add(14), nil
	}
	return d.Due, err
}

// Proof is a batch drawn again from its own record: whether the same problems come out in the same order.
type Proof struct {
	Batch Batch
	Lots  []Lot
	Pool  string // fingerprint
	Same  bool
}

func (p *Proof) check(lots []Lot) {
	p.Pool = PoolHash(p.Batch.Pool)
	again := Draw(p.Batch.Seed, p.Batch.Pool, p.Batch.Size)
	p.Same = len(again) == len(lots)
	for i := range again {
		p.Same = p.Same && ID(again[i]) == lots[i].Problem
	}
}

// BatchPage reads a batch with its lots and draws it again. It is for those who may close problems.
func (r *Room) BatchPage(ctx context.Context, actor who.Actor, id BatchID) (p Proof, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if p.Batch, err = loadBatch(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadChronic, access.Place{Ord: p.Batch.UnitOrd, Kind: access.KindChronic}); err != nil {
			return err
		}
		if p.Lots, err = listLots(tx, `l.batch_id = $1`, id); err != nil {
			return err
		}
		p.check(p.Lots)
		scope := access.ScopeOf(tx.Who, access.ReadChronic)
		for i := range p.Lots {
			// A recusal keeps the words away; the place in the draw stays, or the draw could not be done again.
			if l := &p.Lots[i]; !scope.Has(l.ProblemOrd) || slices.Contains(scope.ExceptIDs, string(l.Problem)) {
				l.Title = l.ProblemNumber
			}
		}
		return nil
	})
	return p, err
}

// Batches lists the batches of a campaign with how far they are.
func (r *Room) Batches(ctx context.Context, actor who.Actor, campaignID string) (out []Batch, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, campaignID)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadChronic, access.Place{Ord: c.Ord, Kind: access.KindChronic}); err != nil {
			return err
		}
		out, err = listBatches(tx, campaignID)
		return err
	})
	return out, err
}
