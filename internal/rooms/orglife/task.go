package orglife

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// Task is what a decision asks of a unit or Party organisation; it is shown until it is done.
type Task struct {
	ID       TaskID
	Source   string // activity, decision
	Ref      string
	Party    string
	PartyOrd int64
	What     string
	Node     string
	NodeOrd  int64
	NodeName string
	Due      clock.Day
	MadeAt   time.Time
	DoneOn   clock.Day
	DoneNote string
	DoneAt   time.Time
	Version  int64
}

// Overdue is computed from the due date.
func (t Task) Overdue(today clock.Day) bool { return t.DoneAt.IsZero() && t.Due < today }

// Link is the page on which the task stands.
func (t Task) Link() string {
	if t.Source == "decision" {
		return "/orglife/decisions/" + t.Ref
	}
	return "/orglife/activities/" + t.Ref
}

// addTasks makes the tasks of a decision and promises their dates. A task without a unit is the organisation's own.
func addTasks(tx *db.Tx, source, ref, party string, ord int64, in []NewTask) error {
	for _, t := range in {
		node := t.Node
		if node == "" {
			node = party
		}
		u, err := org.UnitByID(tx, node)
		if fault.Is(err, fault.KindNotFound) {
			return fault.Invalid(fault.On("task_node", "orglife.task.unit_unknown"))
		}
		if err != nil {
			return err
		}
		x := Task{ID: TaskID(db.NewID()), Source: source, Ref: ref, Party: party, PartyOrd: ord, What: t.What, Node: u.ID, NodeOrd: u.Ord,
			NodeName: u.Short, Due: t.Due, MadeAt: tx.Now, Version: 1}
		if err := insertTask(tx, x); err != nil {
			return err
		}
		if err := calendar.Keep(tx, calendar.Promise{Kind: promised, Ref: string(x.ID), Unit: u.ID, Ord: u.Ord, Title: x.What, Link: x.Link(), Due: x.Due, Matter: ref}); err != nil {
			return err
		}
	}
	return nil
}

// Finish notes that a task was done, on which day and with what result; its due date stays as it was.
func (r *Room) Finish(ctx context.Context, actor who.Actor, id TaskID, on clock.Day, note string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.FinishIn(tx, id, on, note) })
}

// FinishIn is Finish inside a running transaction.
func (r *Room) FinishIn(tx *db.Tx, id TaskID, on clock.Day, note string) error {
	t, err := loadTask(tx, id)
	if err != nil {
		return err
	}
	right, kind := access.KeepActivity, access.KindActivity
	if t.Source == "decision" {
		right, kind = access.KeepDecision, access.KindDecision
	}
	if err := access.May(tx.Who, right, place(t.PartyOrd, kind, t.Ref)); err != nil {
		return err
	}
	if !t.DoneAt.IsZero() {
		return fault.Conflict("orglife.task.done_already")
	}
	note = strings.TrimSpace(note)
	var c fault.Check
	c.That(dayOK(on) && on <= tx.Today() && on >= clock.DayOf(t.MadeAt).Add(-366), "on", "orglife.task.on")
	c.That(note != "" && len([]rune(note)) <= 400, "note", "orglife.task.note")
	if err := c.Err(); err != nil {
		return err
	}
	t.DoneOn, t.DoneNote, t.DoneAt = on, note, tx.Now
	if err := saveTask(tx, &t); err != nil {
		return err
	}
	if err := calendar.DoneOn(tx, promised, string(id), calendar.Doing{On: on, Late: max(0, on.Sub(t.Due))}); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "orglife.finish", Kind: "task", ID: string(id), Version: t.Version, Unit: t.Party, Details: map[string]string{"on": string(on), "note": note}})
}

// OpenTasksIn are the open tasks that an organisation's own meetings gave, inside a running transaction.
func (r *Room) OpenTasksIn(tx *db.Tx, party string) ([]Task, error) {
	b, err := loadBranch(tx, party)
	if err != nil {
		return nil, err
	}
	if err := access.May(tx.Who, access.ReadActivity, place(b.Ord, access.KindActivity, "")); err != nil {
		return nil, err
	}
	return openTasks(tx, party)
}
