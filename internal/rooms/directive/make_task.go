package directive

import (
	"context"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// MakeTask turns a sentence into a task and hands it to the leading unit, the assisting ones and each
// unit named. Invalid names every wrong field, among them a unit that the register does not know.
func (r *Room) MakeTask(ctx context.Context, actor who.Actor, node NodeID, in NewTask) (TaskID, error) {
	id := TaskID(db.NewID())
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		n, err := loadNode(tx, node)
		if err != nil {
			return err
		}
		d, err := loadDirective(tx, n.Directive)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditDirective, d.Place()); err != nil {
			return err
		}
		if err := ready(d, n); err != nil {
			return err
		}
		t, hands, err := prepare(tx, d, n, in)
		if err != nil {
			return err
		}
		t.ID = id
		if err := storeTask(tx, &d, &n, t, hands); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "directive.make_task", Kind: "task", ID: string(id), Version: 1, Unit: d.Unit,
			Details: map[string]any{"number": t.Number, "title": t.Title, "due": t.Due, "units": len(hands), "quote": t.Quote}})
	})
	return id, err
}

// ready refuses a task on what is gone, and on a heading.
func ready(d Directive, n Node) error {
	switch {
	case d.Open() != nil:
		return d.Open()
	case n.Draft != d.Draft:
		return fault.Conflict("directive.old_draft")
	case n.Kind != Sentence:
		return fault.Invalid(fault.On("title", "directive.only_sentence"))
	case n.Mark == Pruned || n.Mark == Merged:
		return fault.Conflict("directive.node_gone")
	}
	return nil
}

// hand is one unit that gets the task, and as what.
type hand struct {
	unit unit
	role string
}

// prepare checks the form and finds the units.
func prepare(tx *db.Tx, d Directive, n Node, in NewTask) (Task, []hand, error) {
	due, wrong := in.check(tx.Today())
	reg, err := loadUnits(tx)
	if err != nil {
		return Task{}, nil, err
	}
	lead, assist, each, unknown := reg.resolve(in)
	if err := both(wrong, unknown); err != nil {
		return Task{}, nil, err
	}
	draft, err := loadDraft(tx, d.ID, d.Draft)
	if err != nil {
		return Task{}, nil, err
	}
	all, err := listNodes(tx, d.ID, d.Draft)
	if err != nil {
		return Task{}, nil, err
	}
	t := Task{Directive: d.ID, Seq: d.Tasks + 1, Number: fmt.Sprintf("RW-%s-%02d", d.Number[3:], d.Tasks+1), Node: n.ID, Draft: n.Draft,
		Clause: clauses(all)[n.ID], Quote: string([]rune(draft.Body)[n.First:n.Last]), First: n.First, Last: n.Last,
		Title: in.Title, Lead: lead.ID, Due: due, Standard: in.Standard, Rhythm: in.Rhythm, MadeAt: tx.Now, Version: 1}
	hands := []hand{{lead, "lead"}}
	seen := map[string]bool{lead.ID: true}
	for _, u := range assist {
		t.Assist = append(t.Assist, u.ID)
		if !seen[u.ID] {
			seen[u.ID] = true
			hands = append(hands, hand{u, "assist"})
		}
	}
	for _, u := range each { // a unit that stands in both assists
		if !seen[u.ID] {
			seen[u.ID] = true
			hands = append(hands, hand{u, "each"})
		}
	}
	return t, hands, nil
}

// both joins the faults of two checks, so that the form shows all at once.
func both(a, b error) error {
	fa, oka := fault.As(a)
	fb, okb := fault.As(b)
	switch {
	case oka && okb:
		return fault.Invalid(append(fa.Fields, fb.Fields...)...)
	case a != nil:
		return a
	}
	return b
}

func storeTask(tx *db.Tx, d *Directive, n *Node, t Task, hands []hand) error {
	d.Tasks = t.Seq
	if err := saveDirective(tx, d); err != nil {
		return err
	}
	if n.Mark == Declined {
		n.Mark, n.Reason = "", ""
		if err := saveNode(tx, n); err != nil {
			return err
		}
	}
	if err := insertTask(tx, t); err != nil {
		return err
	}
	for _, h := range hands {
		if err := giveDuty(tx, t, h.unit, h.role, "", t.Due); err != nil {
			return err
		}
	}
	return nil
}

// giveDuty hands a task to one unit and promises its date.
func giveDuty(tx *db.Tx, t Task, u unit, role string, above DutyID, due clock.Day) error {
	d := Duty{ID: DutyID(db.NewID()), Task: t.ID, Above: above, Role: role, Unit: u.ID, UnitOrd: u.Ord, Due: due, State: Issued, Version: 1}
	if err := insertDuty(tx, d); err != nil {
		return err
	}
	if err := indexDuty(tx, t, d); err != nil {
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: promised, Ref: string(d.ID), Unit: u.ID, Ord: u.Ord, Title: t.Number + " " + t.Title, Due: due, Link: "/directive/tasks/duty/" + string(d.ID)})
}

// Suggest offers what a sentence says of actors, dates and counts; names are the units of the register.
func (r *Room) Suggest(ctx context.Context, actor who.Actor, sentence string) ([]cut.Phrase, error) {
	var out []cut.Phrase
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		reg, err := loadUnits(tx)
		if err == nil {
			out = cut.Suggest(sentence, reg.names())
		}
		return err
	})
	return out, err
}
