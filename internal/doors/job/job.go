package job

import (
	"context"
	"log/slog"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/witness"
	"plumbline/internal/ground/clock"
)

// Task is one piece of the work: Run answers how many things it did.
type Task struct {
	Name  string
	Every time.Duration
	Run   func(context.Context) (int, error)
}

// Tasks of a house, in the order of a pass. A new piece of night work is a line here.
func Tasks(h *doors.House) []Task {
	tasks := []Task{
		{"clock", Look, h.Access.WatchClock().Look},
		{"new_heads", time.Hour, h.Rectify.NewHeads},
		{"organisation_life", time.Hour, h.Orglife.Night},
		{"party_terms", time.Hour, h.PartyOrg.KeepTerms},
		{"sweep", 10 * time.Minute, h.Calendar.Sweep},
		{"send", time.Minute, h.Notify.Send},
		{"approvals", 10 * time.Minute, h.Approve.Expire},
		{"uploads", time.Hour, h.Files.Sweep},
		{"seal", time.Minute, h.Audit.Seal},
		{"witness", time.Minute, witness.NewAsker(h.Audit, h.DB.Clock().Now).Run},
		{"reconcile", 15 * time.Minute, h.Audit.Reconcile},
		{"check", 5 * time.Minute, h.Audit.CheckByNight},
		{"backup", 5 * time.Minute, h.Backup.Night},
	}
	for i, t := range tasks {
		if !ofTheRecord[t.Name] {
			tasks[i].Run = awake(h, t.Run)
		}
	}
	return tasks
}

// ofTheRecord is what goes on in a house that was restored and waits for two persons.
var ofTheRecord = map[string]bool{"seal": true, "reconcile": true, "check": true, "clock": true}

// awake leaves a task out while the house is read-only after a restore.
func awake(h *doors.House, run func(context.Context) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		if waits, err := h.Backup.Waiting(ctx); err != nil || waits {
			return 0, err
		}
		return run(ctx)
	}
}

// Result is how one task of a pass ended.
type Result struct {
	Name string
	Done int
	Err  error
}

// RunOnce runs every task once and answers their results in order.
func RunOnce(ctx context.Context, tasks []Task) []Result {
	out := make([]Result, 0, len(tasks))
	for _, t := range tasks {
		out = append(out, run(ctx, t))
	}
	return out
}

func run(ctx context.Context, t Task) Result {
	if err := ctx.Err(); err != nil {
		return Result{Name: t.Name, Err: err}
	}
	n, err := t.Run(ctx)
	if err != nil && ctx.Err() == nil { // stopping the house is no failure: the rest is done at the next start
		slog.Error("night work failed", "task", t.Name, "done", n, "error", err)
	}
	return Result{Name: t.Name, Done: n, Err: err}
}

// Loop runs each task whenever its time has come by the house's clock, until ctx ends. It begins
// with a full pass: what came due while the machine was off is told at once. tick says when to look
// at the clock; a test sends its own.
func Loop(ctx context.Context, c clock.Clock, tasks []Task, tick <-chan time.Time) {
	last := make([]time.Time, len(tasks))
	for {
		for i, t := range tasks {
			// A clock that was put back must not stop the work until it has caught up.
			if now := c.Now(); last[i].IsZero() || now.Sub(last[i]) >= t.Every || now.Before(last[i]) {
				run(ctx, t)
				last[i] = now
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

// noted keeps how each run of a house's tasks ended; stopping the house is not an end to keep.
func noted(h *doors.House, tasks []Task) []Task {
	out := make([]Task, len(tasks))
	for i, t := range tasks {
		out[i] = t
		out[i].Run = func(ctx context.Context) (int, error) {
			n, err := t.Run(ctx)
			if ctx.Err() == nil {
				h.Night.Note(t.Name, h.DB.Clock().Now(), n, err)
			}
			return n, err
		}
	}
	return out
}

// Look is how often the running server looks at the clock.
const Look = 15 * time.Second

// Start runs the loop of a house beside the server and answers a function that waits for its end;
// cancel ctx first.
func Start(ctx context.Context, h *doors.House) (wait func()) {
	done := make(chan struct{})
	ticker := time.NewTicker(Look)
	go func() {
		defer close(done)
		defer ticker.Stop()
		Loop(ctx, h.DB.Clock(), noted(h, Tasks(h)), ticker.C)
	}()
	return func() { <-done }
}
