package campaign

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Task is a task of the campaign's directive with how far its duties are, as rooms/directive says.
type Task struct {
	ID       string
	Number   string
	Clause   string // its place in the outline
	Title    string
	Lead     string
	Due      clock.Day
	Standard string
	Stage    int // 0 while it was put in none
	Duties   int
	Accepted int
	Reported int
	Late     int
}

// Source is the directive that a campaign comes from.
type Source struct {
	ID      string
	Number  string
	Title   string
	Paper   string
	Dated   clock.Day
	UnitOrd int64
}

// Stage puts tasks of the directive into stages: task id to stage number, 0 takes it out of all.
func (r *Room) Stage(ctx context.Context, actor who.Actor, id ID, put map[string]int) error {
	return r.edit(ctx, actor, id, "stage_tasks", func(tx *db.Tx, c *Campaign) (any, error) {
		stages, err := listStages(tx, id)
		if err != nil {
			return nil, err
		}
		tasks, err := listTasks(tx, *c)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, t := range tasks {
			stage, ok := put[t.ID]
			if !ok || stage == t.Stage {
				continue
			}
			if stage < 0 || stage > len(stages) {
				return nil, fault.Invalid(fault.On("stage", "campaign.task.no_stage"))
			}
			if err := insertTask(tx, id, t.ID, stage); err != nil {
				return nil, err
			}
			n++
		}
		return map[string]any{"tasks": n}, nil
	})
}
