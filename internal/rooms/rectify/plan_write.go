package rectify

import (
	"context"
	"strconv"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

func itoa(n int) string { return strconv.Itoa(n) }

func itoa64(n int64) string { return strconv.FormatInt(n, 10) }

// planRef is what a plan answers: the source document, or the item itself when it came alone.
func (it *Item) planRef() string {
	if it.SourceRef != "" {
		return it.SourceRef
	}
	return "item:" + string(it.ID)
}

// openPlan puts the item into its unit's plan for this source, and makes the plan when it is the first.
func openPlan(tx *db.Tx, it *Item) error {
	if it.Plan != "" {
		return nil
	}
	p, err := planOf(tx, it.Unit, it.planRef())
	if fault.Is(err, fault.KindNotFound) {
		p, err = newPlan(tx, it)
	}
	if err != nil {
		return err
	}
	it.Plan = p.ID
	return nil
}

func newPlan(tx *db.Tx, it *Item) (*Plan, error) {
	name := it.SourceName
	if name == "" {
		name = it.Title
	}
	p := &Plan{ID: PlanID(db.NewID()), Unit: it.Unit, UnitOrd: it.UnitOrd, UnitName: it.UnitName, Source: it.Source, SourceRef: it.planRef(),
		SourceName: it.SourceName, Title: name, FedBack: it.Registered, Number: 1, State: PlanDraft, Version: 1}
	if err := planDue(tx, p, ""); err != nil {
		return nil, err
	}
	return p, insertPlan(tx, p)
}

// editable: the unit writes only while the plan lies with it.
func (p *Plan) editable() error {
	if p.State != PlanDraft {
		return fault.Conflict("rectify.plan.not_draft")
	}
	return nil
}

// plan runs one verb on one plan: load, may; do adds rule and save; then it is recorded.
func (r *Room) plan(ctx context.Context, actor who.Actor, id PlanID, right access.Right, action string, details any, do func(*db.Tx, *Plan) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := loadPlan(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, right, p.Place()); err != nil {
			return err
		}
		if err := do(tx, p); err != nil {
			return err
		}
		if err := savePlan(tx, p); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "plan", ID: string(p.ID), Version: p.Version, Unit: p.Unit, Details: details})
	})
}

// edit is plan for what the unit writes into a draft.
func (r *Room) edit(ctx context.Context, actor who.Actor, id PlanID, action string, details any, do func(*db.Tx, *Plan) error) error {
	return r.plan(ctx, actor, id, access.WritePlan, action, details, func(tx *db.Tx, p *Plan) error {
		if err := p.editable(); err != nil {
			return err
		}
		return do(tx, p)
	})
}

// PlanText is the plan's own text beside its rows.
type PlanText struct {
	Cause     string    // 原因分析
	StudyOn   clock.Day // 专题党委会
	StudyNote string
}

// WritePlan sets the cause analysis and the study meeting.
func (r *Room) WritePlan(ctx context.Context, actor who.Actor, id PlanID, in PlanText) error {
	return r.edit(ctx, actor, id, "rectify.plan_write", in, func(tx *db.Tx, p *Plan) error {
		var c fault.Check
		c.That(len([]rune(in.Cause)) <= maxText, "cause", "rectify.text_long", "most", maxText)
		c.That(in.StudyOn == "" || in.StudyOn <= tx.Today(), "study_on", "rectify.day_future")
		p.Cause, p.StudyOn, p.StudyNote = strings.TrimSpace(in.Cause), in.StudyOn, strings.TrimSpace(in.StudyNote)
		return c.Err()
	})
}

// NewTask is a task to add under an item, or the new words of one.
type NewTask struct {
	Item          ItemID
	Title         string
	Manifestation string
}

// AddTask adds a task under an item of the plan.
func (r *Room) AddTask(ctx context.Context, actor who.Actor, id PlanID, in NewTask) (TaskID, error) {
	t := TaskID(db.NewID())
	return t, r.edit(ctx, actor, id, "rectify.task_add", in, func(tx *db.Tx, p *Plan) error {
		if !filled(in.Title) {
			return fault.Invalid(fault.On("title", "rectify.task.title_missing"))
		}
		it, err := loadItem(tx, in.Item)
		if err != nil {
			return err
		}
		if it.Plan != p.ID {
			return fault.NotFound()
		}
		return insertTask(tx, Task{ID: t, Item: in.Item, Title: strings.TrimSpace(in.Title), Manifestation: in.Manifestation})
	})
}

// EditTask changes a task's words.
func (r *Room) EditTask(ctx context.Context, actor who.Actor, id PlanID, task TaskID, title string) error {
	return r.edit(ctx, actor, id, "rectify.task_edit", title, func(tx *db.Tx, p *Plan) error {
		if !filled(title) {
			return fault.Invalid(fault.On("title", "rectify.task.title_missing"))
		}
		return updateTask(tx, p.ID, task, strings.TrimSpace(title))
	})
}

// DropTask takes a task with its measures out of the draft; earlier versions keep it.
func (r *Room) DropTask(ctx context.Context, actor who.Actor, id PlanID, task TaskID) error {
	return r.edit(ctx, actor, id, "rectify.task_drop", task, func(tx *db.Tx, p *Plan) error {
		return deleteTask(tx, p.ID, task)
	})
}
