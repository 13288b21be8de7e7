package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/audit"
)

// Saved is what was put aside before an upgrade.
type Saved struct {
	Run     Run
	Plain   bool // a copy of the database file, unencrypted, beside it
	OwnKey  bool // a backup that only the house's own drill key opens
	Missing []string
}

// BeforeUpgrade puts an older house aside before its schema is changed, and proves the copy: a backup
// to the plan's recipients, restored at once and upgraded in a scratch place. Without recipients it is
// a checked copy of the database file beside it, or on PostgreSQL a backup to the house's own drill
// key. It reads only; KeepSaved records it afterwards.
func BeforeUpgrade(ctx context.Context, src Source, missing []string) (s Saved, err error) {
	began := clock.System.Now()
	s.Run = Run{ID: db.NewID(), At: src.DB.Clock().Now(), Why: ByUpgrade, Actor: keeper.Label()}
	s.Missing = missing
	var plan Plan
	if err := src.DB.Read(ctx, keeper, func(tx *db.Tx) (err error) { plan, err = loadPlan(tx); return err }); err != nil {
		plan = defaults // a release before there were backups
	}
	var m made
	switch {
	case len(plan.Recipients) >= Fewest:
		if plan.Folder == "" {
			plan.Folder = src.Data
		}
		m, err = makeFile(ctx, src, Job{To: plan.Folder, Recipients: plan.publics()}, true, s.Run.At)
	case src.DB.Dialect() == "sqlite":
		s.Plain = true
		m, err = plainCopy(ctx, src, s.Run.At)
	default:
		s.OwnKey = true
		var own age.Recipient
		if own, _, err = drillKey(src, false); err == nil {
			m, err = writeFile(ctx, src, filepath.Join(src.Data, "before-upgrade-"+FileName(s.Run.At)), []age.Recipient{own}, s.Run.At)
		}
	}
	if err != nil {
		return s, err
	}
	s.Run.Took = clock.System.Now().Sub(began)
	s.Run.File, s.Run.Size, s.Run.Hash = m.file, m.size, m.hash
	if s.Plain {
		return s, nil
	}
	s.Run.Schema, s.Run.Rows, s.Run.Files, s.Run.Damaged = m.Schema, m.Rows(), m.Files(), int64(len(m.Damaged))
	s.Run.Tree, s.Run.Root = m.Record.Size, m.Record.Root
	return s, s.prove(ctx, src)
}

// prove restores the copy into a scratch place, on today's schema.
func (s *Saved) prove(ctx context.Context, src Source) error {
	began := clock.System.Now()
	_, ids, err := drillKey(src, false)
	if err != nil {
		return err
	}
	got, err := tryOut(ctx, src.Data, s.Run.File, ids, "")
	if err != nil {
		return err
	}
	s.Run.Drill = &Drill{ID: db.NewID(), Run: s.Run.ID, At: src.DB.Clock().Now(), OK: true, Rows: got.Rows(), Tree: got.Record.Size, Root: got.Record.Root,
		Opened: got.opened, Took: clock.System.Now().Sub(began)}
	return nil
}

// plainCopy is the database file of the older house, for its own program to open.
func plainCopy(ctx context.Context, src Source, at time.Time) (m made, err error) {
	m.file = filepath.Join(src.Data, "before-upgrade-"+at.In(clock.Zone).Format("20060102-150405")+".db")
	size, err := src.DB.Size(ctx)
	if err == nil {
		err = room(src.Data, size)
	}
	if err != nil {
		return m, err
	}
	if err := src.DB.CopyFile(ctx, m.file); err != nil {
		return m, saidOfMaking(err)
	}
	info, err := os.Stat(m.file)
	if err != nil {
		return m, err
	}
	m.size = info.Size()
	m.hash, err = hashFile(m.file)
	return m, err
}

// KeepSaved records what was put aside, once the house is open.
func (h *Hall) KeepSaved(ctx context.Context, s Saved) error {
	if s.Plain {
		s.Run.Detail = "plain"
	}
	if err := h.keepRun(ctx, keeper, s.Run); err != nil || s.Run.Drill == nil {
		return err
	}
	return h.keepDrill(ctx, keeper, *s.Run.Drill)
}

// Rehearsed is how an upgrade would go.
type Rehearsed struct {
	Missing []string
	Rows    int64
	Record  audit.Extent
	Took    time.Duration
}

// Rehearse upgrades a copy of the house and throws it away: on SQLite a copy in a scratch folder, on
// PostgreSQL a schema of its own that is rolled back. The living data is only read.
func Rehearse(ctx context.Context, src Source, place string) (r Rehearsed, err error) {
	began := clock.System.Now()
	if r.Missing, err = src.DB.Missing(ctx); err != nil || len(r.Missing) == 0 {
		return r, err
	}
	size, err := src.DB.Size(ctx)
	if err == nil {
		err = room(src.Data, 2*size)
	}
	if err != nil {
		return r, err
	}
	scratch, err := os.MkdirTemp(src.Data, scratchMark+"*")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if src.DB.Dialect() == "sqlite" {
		err = rehearseFile(ctx, src, filepath.Join(scratch, dbFile), &r)
	} else {
		err = rehearseBeside(ctx, src, scratch, place, &r)
	}
	r.Took = clock.System.Now().Sub(began)
	return r, err
}

func rehearseFile(ctx context.Context, src Source, file string, r *Rehearsed) error {
	if err := src.DB.CopyFile(ctx, file); err != nil {
		return saidOfMaking(err)
	}
	d, err := db.Open(ctx, file, db.Options{Clock: src.DB.Clock(), Keep: audit.Unchanged})
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Read(ctx, keeper, func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			n, _, err := db.Sum(tx, t)
			if err != nil {
				return err
			}
			r.Rows += n
		}
		r.Record, err = audit.ExtentOf(tx)
		return err
	})
}

func rehearseBeside(ctx context.Context, src Source, scratch, place string, r *Rehearsed) error {
	own, ids, err := drillKey(src, false)
	if err != nil {
		return err
	}
	m, err := writeFile(ctx, src, filepath.Join(scratch, "copy"+suffix), []age.Recipient{own}, src.DB.Clock().Now())
	if err != nil {
		return err
	}
	f, err := os.Open(m.file)
	if err != nil {
		return err
	}
	defer f.Close()
	a, err := open(f, ids)
	if err != nil {
		return err
	}
	got, err := unpack(ctx, a, target{clock: src.DB.Clock(), who: keeper, db: place, beside: "plumbline_rehearsal"})
	r.Rows, r.Record = got.Rows(), got.Record
	return said(err)
}
