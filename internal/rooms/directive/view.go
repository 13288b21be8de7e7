package directive

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Listed is a directive with its counts.
type Listed struct {
	Directive
	Live     int // tasks
	Duties   int
	Accepted int
	Late     int
}

// List returns the directives that the actor may read, newest first.
func (r *Room) List(ctx context.Context, actor who.Actor) (out []Listed, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = listDirectives(tx, 200)
		return err
	})
	return out, err
}

// Counts of one draft: sentences that demand something, and what became of them.
type Counts struct {
	Parts    int
	Demands  int
	Tasked   int // sentences with a task
	Tasks    int
	Declined int
	Open     int // demanding, neither tasked nor declined
}

// View is a directive as its page shows it.
type View struct {
	Directive
	Text    Draft
	Drafts  []Draft
	Nodes   []Node
	Clauses map[NodeID]string
	Tasks   map[NodeID][]Task // open ones by sentence
	All     []Task            // withdrawn ones too
	Units   map[string]string // short names by id
	Names   []string          // what may be typed as a unit
	MayEdit bool
	Counts  Counts
}

// Get reads a directive with the draft asked for; zero is the newest. NotFound to whoever may not read it.
func (r *Room) Get(ctx context.Context, actor who.Actor, id ID, draft int) (v View, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Directive, err = loadDirective(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadDirective, v.Place()); err != nil {
			return err
		}
		if draft == 0 {
			draft = v.Draft
		}
		v.MayEdit = access.May(tx.Who, access.EditDirective, v.Place()) == nil && v.Open() == nil && draft == v.Draft
		return v.fill(tx, draft)
	})
	return v, err
}

func (v *View) fill(tx *db.Tx, draft int) (err error) {
	if v.Text, err = loadDraft(tx, v.ID, draft); err != nil {
		return err
	}
	if v.Drafts, err = listDrafts(tx, v.ID); err != nil {
		return err
	}
	if v.Nodes, err = listNodes(tx, v.ID, draft); err != nil {
		return err
	}
	if v.All, err = listTasks(tx, v.ID); err != nil {
		return err
	}
	reg, err := loadUnits(tx)
	if err != nil {
		return err
	}
	v.Units = map[string]string{}
	for _, u := range reg {
		v.Units[u.ID] = u.Short
		v.Names = append(v.Names, u.Name)
	}
	v.Clauses = clauses(v.Nodes)
	v.Tasks = map[NodeID][]Task{}
	for _, t := range v.All {
		if t.Withdrawn.IsZero() {
			v.Tasks[t.Node] = append(v.Tasks[t.Node], t)
		}
	}
	v.count()
	return nil
}

// count reads the strip's figures off the nodes.
func (v *View) count() {
	gone := map[NodeID]bool{}
	for _, n := range v.Nodes {
		gone[n.ID] = n.Mark == Pruned || n.Mark == Merged || gone[n.Parent]
		if gone[n.ID] {
			continue
		}
		tasks := len(v.Tasks[n.ID])
		v.Counts.Tasks += tasks
		switch {
		case n.Kind == Part:
			v.Counts.Parts++
			continue
		case tasks > 0:
			v.Counts.Tasked++
		case n.Mark == Declined:
			v.Counts.Declined++
		case n.Demands:
			v.Counts.Open++
		default:
			continue
		}
		v.Counts.Demands++
	}
}

// Gone says which nodes of a view are out of the breakdown, by themselves or through a node above.
func (v *View) Gone() map[NodeID]bool {
	gone := map[NodeID]bool{}
	for _, n := range v.Nodes {
		gone[n.ID] = n.Mark == Pruned || n.Mark == Merged || gone[n.Parent]
	}
	return gone
}

// TaskDuty is a duty together with its task.
type TaskDuty struct {
	Duty
	Task            Task
	UnitKind        string
	LeadName        string
	DirectiveNumber string
	DirectiveTitle  string
}

// Duties returns the duties that the actor may read, in the order of the register.
func (r *Room) Duties(ctx context.Context, actor who.Actor, f Filter) (out []TaskDuty, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = visibleDuties(tx, f, 3000)
		return err
	})
	return out, err
}

// Tally counts duties by state; Late is derived from dates.
type Tally struct {
	ByState map[State]int
	Late    int
	All     int
}

// Count tallies duties as they stand on a day.
func Count(list []TaskDuty, today clock.Day) Tally {
	t := Tally{ByState: map[State]int{}, All: len(list)}
	for _, d := range list {
		t.ByState[d.State]++
		if d.Overdue(today) {
			t.Late++
		}
	}
	return t
}

// DutyView is one duty as its page shows it.
type DutyView struct {
	TaskDuty
	Lead   string
	Assist []string
	Steps  []Step
	Handed []Duty // units below that got it from this one
	Below  []Unit // units below that may still get it
	May    map[Act]bool
	MayAsg bool
}

// Unit is a unit to choose.
type Unit struct{ ID, Name string }

// Duty reads one duty. NotFound to whoever may not read it.
func (r *Room) Duty(ctx context.Context, actor who.Actor, id DutyID) (v DutyView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Duty, v.Task, err = loadDutyOfTask(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadTask, v.Duty.Place()); err != nil {
			return err
		}
		d, err := loadDirective(tx, v.Task.Directive)
		if err != nil {
			return err
		}
		v.DirectiveNumber, v.DirectiveTitle = d.Number, d.Title
		if v.Steps, err = listSteps(tx, id); err != nil {
			return err
		}
		return v.around(tx)
	})
	return v, err
}

// around finds the units of a duty and what the actor may do with it.
func (v *DutyView) around(tx *db.Tx) error {
	reg, err := loadUnits(tx)
	if err != nil {
		return err
	}
	short := map[string]string{}
	var own unit
	for _, u := range reg {
		short[u.ID] = u.Short
		if u.ID == v.Unit {
			own = u
		}
	}
	v.Lead = short[v.Task.Lead]
	for _, a := range v.Task.Assist {
		v.Assist = append(v.Assist, short[a])
	}
	all, err := listDuties(tx, v.Task.ID)
	if err != nil {
		return err
	}
	has := map[string]bool{}
	scope := access.ScopeOf(tx.Who, access.ReadTask)
	for _, d := range all {
		has[d.Unit] = true
		if d.Above == v.Duty.ID && scope.Has(d.UnitOrd) {
			v.Handed = append(v.Handed, d)
		}
	}
	v.rights(tx)
	for _, u := range reg.below(own) {
		if v.MayAsg && !has[u.ID] {
			v.Below = append(v.Below, Unit{u.ID, u.Short})
		}
	}
	return nil
}

func (v *DutyView) rights(tx *db.Tx) {
	v.May = map[Act]bool{}
	if !v.Task.Withdrawn.IsZero() {
		return
	}
	for _, act := range []Act{ActSign, ActReport, ActAccept, ActReturn} {
		probe := v.Duty
		err := probe.Do(act, "?", tx.Who.Label(), tx.Now)
		v.May[act] = err == nil && mayAct(tx, v.Duty, act) == nil
	}
	v.MayAsg = v.State != Issued && v.State != Accepted && access.May(tx.Who, access.AssignTask, v.Duty.Place()) == nil
}

// Sentence returns the words of a node and its place.
func (v *View) Sentence(id NodeID) (Node, string, error) {
	body := []rune(v.Text.Body)
	for _, n := range v.Nodes {
		if n.ID == id && n.Mark != Merged && n.Last <= len(body) {
			return n, string(body[n.First:n.Last]), nil
		}
	}
	return Node{}, "", fault.NotFound()
}
