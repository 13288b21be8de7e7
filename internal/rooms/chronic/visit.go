package chronic

import (
	"context"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/notify"
)

// States of a visit.
const (
	VisitPlanned = "planned"
	VisitRunning = "running"
	VisitDone    = "done"
	VisitDropped = "dropped"
)

// Ways of a visit.
const (
	VisitOpen   = "open"   // 明察
	VisitCovert = "covert" // 暗访
)

// Duties of the persons named: who plans knows of it, who visits goes there.
const (
	DutyPlan  = "plan"
	DutyVisit = "visit"
)

// Visit is one unannounced visit (明察暗访).
type Visit struct {
	ID       VisitID
	Number   string // MC-26-003
	Campaign string
	Unit     string
	UnitOrd  int64
	State    string
	Way      string
	Title    string
	Aim      string
	On       clock.Day
	Kind     string // what is drawn: unit or problem
	Size     int
	SeedHash string // published when it is planned
	Seed     string // shown to all who read the summary
	Pool     []string
	Summary  string
	DoneOn   clock.Day
	Units    int
	Noted    int
	Wrong    int
	Made     By
	Version  int64

	People []VisitPerson
	Lots   []VisitLot
}

// VisitPerson is a person who is named.
type VisitPerson struct{ ID, Name, Duty string }

// VisitLot is one place that was drawn.
type VisitLot struct {
	Position   int
	Ref, Label string
	Unit       string
}

// Place: only the persons named, whatever their role (P4).
func (v *Visit) Place() access.Place {
	p := access.Place{Ord: v.UnitOrd, Kind: access.KindVisit, ID: string(v.ID), Class: access.P4}
	for _, x := range v.People {
		p.Team = append(p.Team, x.ID)
	}
	p.Named = p.Team
	return p
}

// Visitors are those who go there.
func (v *Visit) Visitors() (out []VisitPerson) {
	for _, x := range v.People {
		if x.Duty == DutyVisit {
			out = append(out, x)
		}
	}
	return out
}

// NewVisit is the plan of a visit.
type NewVisit struct {
	Campaign string
	Way      string
	Title    string
	Aim      string
	On       clock.Day
	Kind     string
	Size     int
	Persons  map[string]string // duty by person id
}

func (in NewVisit) check(today clock.Day) error {
	visitors := 0
	for _, d := range in.Persons {
		if d == DutyVisit {
			visitors++
		}
	}
	var c fault.Check
	c.That(in.Way == VisitOpen || in.Way == VisitCovert, "way", "chronic.visit.way_unknown")
	c.That(filled(in.Title), "title", "chronic.visit.title_missing")
	c.That(!long(in.Title, 80), "title", "chronic.too_long", "max", 80)
	c.That(filled(in.Aim), "aim", "chronic.visit.aim_missing")
	c.That(!long(in.Aim, 2000), "aim", "chronic.too_long", "max", 2000)
	c.That(in.On != "" && in.On >= today, "on", "chronic.due_past", "day", string(today))
	c.That(in.Kind == "unit" || in.Kind == "problem", "kind", "chronic.visit.kind_unknown")
	c.That(in.Size > 0, "size", "chronic.batch.size_missing")
	c.That(visitors >= 2, "persons", "chronic.visit.two_persons")
	return c.Err()
}

// PlanVisit makes a plan that only the persons named can see; the planner is one of them. The seed is
// chosen now and only its hash goes into the record, so that nobody can choose a better one later.
func (r *Room) PlanVisit(ctx context.Context, actor who.Actor, in NewVisit) (VisitID, error) {
	id := VisitID(db.NewID())
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := campaign(tx, in.Campaign)
		if err != nil {
			return err
		}
		persons := map[string]string{tx.Who.Person: DutyPlan}
		for p, d := range in.Persons {
			persons[p] = d
		}
		in.Persons = persons
		v := &Visit{ID: id, Campaign: c.ID, Unit: c.Unit, UnitOrd: c.Ord, State: VisitPlanned, Way: in.Way, Title: strings.TrimSpace(in.Title), Aim: strings.TrimSpace(in.Aim),
			On: in.On, Kind: in.Kind, Size: in.Size, Seed: newSeed(), Made: by(tx), Version: 1}
		for _, p := range slices.Sorted(mapKeys(persons)) {
			v.People = append(v.People, VisitPerson{ID: p, Duty: persons[p]})
		}
		if err := access.May(tx.Who, access.PlanVisit, v.Place()); err != nil {
			return err
		}
		if err := in.check(tx.Today()); err != nil {
			return err
		}
		v.SeedHash = SeedHash(v.Seed)
		if v.Pool, err = visitPool(tx, v); err != nil {
			return err
		}
		if len(v.Pool) == 0 {
			return fault.Invalid(fault.On("kind", "chronic.batch.nothing"))
		}
		if v.Number, err = number(tx, "MC"); err != nil {
			return err
		}
		if err := insertVisit(tx, v); err != nil {
			return err
		}
		if err := tellVisit(tx, v); err != nil {
			return err
		}
		return recordVisit(tx, v, "chronic.plan_visit", map[string]string{"seed_hash": v.SeedHash, "pool": PoolHash(v.Pool)})
	})
	return id, err
}

func mapKeys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// tellVisit tells those who are named that there is something; what it is stands on its page alone.
func tellVisit(tx *db.Tx, v *Visit) error {
	m := notify.Message{Key: "chronic_visit:" + string(v.ID), Subject: "chronic_visit", Kind: "chronic_visit", Ref: string(v.ID), Link: "/chronic/visits/" + string(v.ID), Restricted: true}
	for _, p := range v.People {
		if p.ID != tx.Who.Person {
			m.To = append(m.To, notify.To{Person: p.ID})
		}
	}
	_, err := notify.Queue(tx, m)
	return err
}

// recordVisit records an act on a visit: neither its unit nor its words, because the record's readers are
// not named.
func recordVisit(tx *db.Tx, v *Visit, action string, details any) error {
	return audit.Record(tx, audit.Entry{Action: action, Kind: "visit", ID: string(v.ID), Version: v.Version, Details: details})
}

// visit runs one verb on one visit.
func (r *Room) visit(ctx context.Context, actor who.Actor, id VisitID, right access.Right, action string, do func(*db.Tx, *Visit) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		v, err := loadVisit(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, right, v.Place()); err != nil {
			return err
		}
		details, err := do(tx, v)
		if err != nil {
			return err
		}
		if err := saveVisit(tx, v); err != nil {
			return err
		}
		return recordVisit(tx, v, action, details)
	})
}

// DrawVisit draws the places and begins the visit, on its day and not before: what is not drawn cannot
// leak.
func (r *Room) DrawVisit(ctx context.Context, actor who.Actor, id VisitID) error {
	return r.visit(ctx, actor, id, access.WriteVisit, "chronic.draw_visit", func(tx *db.Tx, v *Visit) (any, error) {
		if v.State != VisitPlanned {
			return nil, fault.Conflict("chronic.visit.not_planned")
		}
		if tx.Today() < v.On {
			return nil, fault.Conflict("chronic.visit.not_yet", "day", string(v.On))
		}
		v.State = VisitRunning
		labels, err := visitLabels(tx, v)
		if err != nil {
			return nil, err
		}
		for i, ref := range Draw(v.Seed, v.Pool, v.Size) {
			l := labels[ref]
			l.Position = i + 1
			if err := insertVisitLot(tx, v.ID, l); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

// DropVisit ends a plan that is not carried out.
func (r *Room) DropVisit(ctx context.Context, actor who.Actor, id VisitID) error {
	return r.visit(ctx, actor, id, access.PlanVisit, "chronic.drop_visit", func(_ *db.Tx, v *Visit) (any, error) {
		if v.State != VisitPlanned {
			return nil, fault.Conflict("chronic.visit.not_planned")
		}
		v.State = VisitDropped
		return nil, nil
	})
}

// Observation is what two of the visitors saw at one place.
type Observation struct {
	ID       ObserveID
	Visit    VisitID
	Seq      int
	Unit     string
	UnitName string
	Problem  string // id of the problem drawn, "" when a unit was drawn
	SeenAt   string // 2026-06-12 15:40
	Body     string
	Wrong    bool
	One, Two By
	HandedTo string // chronic or item
	Ref      string
	Made     time.Time
	Version  int64
}

// NewObservation is what the first of the two writes down.
type NewObservation struct {
	Lot    int
	SeenAt string
	Body   string
	Wrong  bool
}

// Observe writes an observation; it stands when a second visitor has signed it too.
func (r *Room) Observe(ctx context.Context, actor who.Actor, id VisitID, in NewObservation) (ObserveID, error) {
	oid := ObserveID(db.NewID())
	err := r.visit(ctx, actor, id, access.WriteVisit, "chronic.observe", func(tx *db.Tx, v *Visit) (any, error) {
		if v.State != VisitRunning {
			return nil, fault.Conflict("chronic.visit.not_running")
		}
		if !v.goes(tx.Who.Person) {
			return nil, fault.Denied("chronic_visitor")
		}
		at, perr := time.ParseInLocation("2006-01-02 15:04", strings.Replace(in.SeenAt, "T", " ", 1), clock.Zone)
		var c fault.Check
		c.That(in.Lot >= 1 && in.Lot <= len(v.Lots), "lot", "chronic.observe.lot_unknown")
		c.That(perr == nil, "seen_at", "chronic.observe.time_missing")
		c.That(perr != nil || !at.After(tx.Now), "seen_at", "chronic.observe.time_future")
		c.That(filled(in.Body), "body", "chronic.words_missing")
		c.That(!long(in.Body, maxText), "body", "chronic.too_long", "max", maxText)
		if err := c.Err(); err != nil {
			return nil, err
		}
		l := v.Lots[in.Lot-1]
		o := Observation{ID: oid, Visit: id, Unit: l.Unit, SeenAt: at.Format("2006-01-02 15:04"), Body: strings.TrimSpace(in.Body), Wrong: in.Wrong, One: by(tx), Made: tx.Now, Version: 1}
		if v.Kind == "problem" {
			o.Problem = l.Ref
		}
		return nil, insertObservation(tx, o)
	})
	return oid, err
}

func (v *Visit) goes(person string) bool {
	return slices.ContainsFunc(v.Visitors(), func(p VisitPerson) bool { return p.ID == person })
}

// CoSign is the second visitor's signature under an observation.
func (r *Room) CoSign(ctx context.Context, actor who.Actor, id VisitID, oid ObserveID) error {
	return r.visit(ctx, actor, id, access.WriteVisit, "chronic.cosign", func(tx *db.Tx, v *Visit) (any, error) {
		o, err := loadObservation(tx, id, oid)
		switch {
		case err != nil:
			return nil, err
		case v.State != VisitRunning || o.Two.ID != "":
			return nil, fault.Conflict("chronic.visit.not_running")
		case !v.goes(tx.Who.Person):
			return nil, fault.Denied("chronic_visitor")
		case o.One.ID == tx.Who.Person:
			return nil, access.Refusal(access.SameHand)
		}
		o.Two = by(tx)
		return nil, saveObservation(tx, &o)
	})
}

// FinishVisit ends the visit with a summary for the office: each place was looked at, and every
// observation bears two signatures.
func (r *Room) FinishVisit(ctx context.Context, actor who.Actor, id VisitID, summary string) error {
	return r.visit(ctx, actor, id, access.WriteVisit, "chronic.finish_visit", func(tx *db.Tx, v *Visit) (any, error) {
		if v.State != VisitRunning {
			return nil, fault.Conflict("chronic.visit.not_running")
		}
		list, err := listObservations(tx, id)
		if err != nil {
			return nil, err
		}
		if err := v.finish(summary, list); err != nil {
			return nil, err
		}
		v.State, v.DoneOn = VisitDone, tx.Today()
		return map[string]any{"seed": v.Seed, "noted": v.Noted, "wrong": v.Wrong}, nil
	})
}

func (v *Visit) finish(summary string, list []Observation) error {
	seen := map[string]bool{}
	v.Noted, v.Wrong = len(list), 0
	var c fault.Check
	for _, o := range list {
		c.That(o.Two.ID != "", "", "chronic.visit.unsigned", "n", o.Seq)
		seen[o.Unit] = true
		if o.Wrong {
			v.Wrong++
		}
	}
	for _, l := range v.Lots {
		c.That(seen[l.Unit], "", "chronic.visit.not_seen", "what", l.Label)
	}
	c.That(filled(summary), "summary", "chronic.visit.summary_missing")
	c.That(!long(summary, maxText), "summary", "chronic.too_long", "max", maxText)
	v.Summary, v.Units = strings.TrimSpace(summary), len(seen)
	return c.Err()
}
