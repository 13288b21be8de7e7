package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/audit"
)

// Night makes the backup that is due by the plan and deletes files whose time has passed. It may run
// at any time and twice. A house that was restored and waits makes none. It answers how many backups
// it made.
func (h *Hall) Night(ctx context.Context) (int, error) {
	if err := sweepScratch(h.src.Data, clock.System.Now()); err != nil { // the ages of folders are the machine's
		return 0, err
	}
	var s State
	var waits bool
	err := h.db.Read(ctx, keeper, func(tx *db.Tx) (err error) {
		if waits, err = WaitingIn(tx); err != nil || waits {
			return err
		}
		s, err = stateOf(tx)
		return err
	})
	if err != nil || waits || !s.Plan.Ready() {
		return 0, err
	}
	n := 0
	if s.due(h.db.Clock().Now()) {
		if _, err := h.Make(ctx, keeper, Job{Why: ByNight}); err != nil {
			return 0, err
		}
		n = 1
	}
	return n, h.prune(ctx)
}

// retry is how long the night work waits after a failure, so that a full disk is not tried every minute.
const retry = time.Hour

func (s State) due(now time.Time) bool {
	every := time.Duration(s.Plan.Every) * time.Hour
	for _, r := range s.Runs {
		if r.Why != ByNight && !s.Plan.keeps(r) {
			continue // made by somebody for somewhere else
		}
		if r.Fault != "" {
			if now.Sub(r.At) < min(retry, every) {
				return false
			}
			continue
		}
		return now.Sub(r.At) >= every
	}
	return true
}

// prune deletes backups beyond the number or the days of the plan, oldest first. The newest one that a
// drill has proven stays whatever its age: without it there would be nothing, and the alarm about its
// age is on already.
func (h *Hall) prune(ctx context.Context) error {
	var gone []Run
	err := h.db.Read(ctx, keeper, func(tx *db.Tx) error {
		p, err := loadPlan(tx)
		if err != nil {
			return err
		}
		list, err := standing(tx)
		list = slices.DeleteFunc(list, func(r Run) bool { return !p.keeps(r) })
		gone = p.beyond(list, tx.Now)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range gone {
		if err := os.Remove(r.File); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Conflict("backup.prune_failed", "file", r.File)
		}
		err := h.db.Write(ctx, keeper, func(tx *db.Tx) error {
			if err := markPruned(tx, r.ID); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "backup.prune", Kind: "backup", ID: r.ID, Details: map[string]any{"file": filepath.Base(r.File), "sha256": r.Hash}})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keeps tells whether a file is one that the plan looks after: in its own folder, under the name that
// this program gives. Whatever lies elsewhere was put there by somebody and is theirs.
func (p Plan) keeps(r Run) bool {
	return filepath.Dir(r.File) == filepath.Clean(p.Folder) && filepath.Base(r.File) == FileName(r.At)
}

// beyond picks what goes from a list, oldest first.
func (p Plan) beyond(list []Run, now time.Time) (gone []Run) {
	best := -1
	for i, r := range list {
		if r.Good() {
			best = i
		}
	}
	for i, r := range list {
		old := now.Sub(r.At) > time.Duration(p.KeepDays)*24*time.Hour
		many := len(list)-i > p.KeepCount
		if i != best && (old || many) {
			gone = append(gone, r)
		}
	}
	return gone
}
