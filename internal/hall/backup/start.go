package backup

import (
	"context"
	"log/slog"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Start makes a backup in the background by the plan; State tells how it goes and Runs how it went.
// Faults: those of the right, Conflict backup.busy while one is under way, backup.no_plan.
func (h *Hall) Start(ctx context.Context, actor who.Actor) error {
	var p Plan
	err := h.may(ctx, actor, func(tx *db.Tx) (err error) {
		p, err = loadPlan(tx)
		return err
	})
	if err == nil && !p.Ready() {
		err = fault.Conflict("backup.no_plan")
	}
	if err != nil {
		return err
	}
	return h.background(ctx, "backup", func(ctx context.Context) error {
		_, err := h.Make(ctx, actor, Job{Why: ByHand})
		return err
	})
}

// StartDrill restores a backup that stands once more, in the background.
func (h *Hall) StartDrill(ctx context.Context, actor who.Actor, id string) error {
	err := h.may(ctx, actor, func(tx *db.Tx) error {
		r, err := loadRun(tx, id)
		if err == nil && (r.Fault != "" || !r.Pruned.IsZero()) {
			err = fault.Conflict("backup.no_file")
		}
		return err
	})
	if err != nil {
		return err
	}
	return h.background(ctx, "drill", func(ctx context.Context) error {
		_, err := h.Drill(ctx, actor, id)
		return err
	})
}

func (h *Hall) may(ctx context.Context, actor who.Actor, f func(*db.Tx) error) error {
	return h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := mayRun(actor); err != nil {
			return err
		}
		return f(tx)
	})
}

// background runs f beside the pages until it ends or the house closes. A failure has been kept as a
// run; only one that could not even be kept is logged.
func (h *Hall) background(ctx context.Context, what string, f func(context.Context) error) error {
	if !h.busy.TryLock() {
		return fault.Conflict("backup.busy")
	}
	h.busy.Unlock()
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.now != nil {
		stop()
		return fault.Conflict("backup.busy")
	}
	h.stop = stop
	h.now = &Running{What: what, Since: h.db.Clock().Now()}
	h.running.Go(func() {
		defer stop()
		defer h.end()
		if err := f(ctx); err != nil {
			slog.WarnContext(ctx, "backup", "what", what, "error", err)
		}
	})
	return nil
}

// Close gives up what is under way and waits for its end; the half-written file goes away with it.
func (h *Hall) Close() error {
	h.mu.Lock()
	h.closed = true
	if h.stop != nil {
		h.stop()
	}
	h.mu.Unlock()
	h.running.Wait()
	return nil
}

// Wait waits until nothing is under way beside the pages.
func (h *Hall) Wait() { h.running.Wait() }
