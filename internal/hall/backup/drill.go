package backup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
)

// scratchMark begins the name of the folder of a drill in the data folder.
const scratchMark = ".drill-"

// sample is how many pieces of evidence a drill opens again from the disk.
const sample = 3

// drilled is what a drill found.
type drilled struct {
	Manifest
	opened int
}

// tryOut restores a backup into a scratch place below dir and compares everything; nothing is left of
// it. The scratch database is SQLite whatever the house's own is: the form of the rows is the same.
func tryOut(ctx context.Context, dir, name string, ids []age.Identity, key string) (d drilled, err error) {
	f, err := os.Open(name)
	if err != nil {
		return d, unreadable(name)
	}
	defer f.Close()
	a, err := open(f, ids)
	if err != nil {
		return d, err
	}
	scratch, err := os.MkdirTemp(dir, scratchMark+"*") // mode 0700
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	root, err := os.OpenRoot(scratch)
	if err != nil {
		return d, err
	}
	defer root.Close()
	pick := &picker{}
	t := target{clock: clock.System, who: keeper, db: filepath.Join(scratch, dbFile), root: root, keep: pick.keep, key: key}
	t.after = func(l *db.Loader, m Manifest) error { return nil }
	if d.Manifest, err = unpack(ctx, a, t); err != nil {
		return d, said(err)
	}
	d.opened, err = pick.check(scratch, d.Damaged)
	return d, said(err)
}

// picker keeps the first evidence and then, with falling chance, later ones: about three at random
// without knowing how many come.
type picker struct {
	n    int64
	kept []string
}

func (p *picker) keep(hash string) bool {
	p.n++
	if p.n > sample {
		k, err := rand.Int(rand.Reader, big.NewInt(p.n))
		if err != nil || k.Int64() >= sample {
			return false
		}
	}
	p.kept = append(p.kept, hash)
	return true
}

// check opens the last ones kept, from the disk, and compares each with its name.
func (p *picker) check(dir string, damaged []string) (opened int, err error) {
	bad := map[string]bool{}
	for _, h := range damaged {
		bad[h] = true
	}
	for i := len(p.kept) - 1; i >= 0 && opened < sample; i-- {
		hash := p.kept[i]
		if bad[hash] {
			continue
		}
		got, err := hashFile(filepath.Join(dir, filesDir, file.Path(hash)))
		if err != nil || got != hash {
			return opened, errors.Join(err, damagedf("the evidence %.12s… does not come back", hash))
		}
		opened++
	}
	return opened, nil
}

// Drill restores a backup that stands once more and keeps the result.
func (h *Hall) Drill(ctx context.Context, actor who.Actor, id string) (Run, error) {
	var r Run
	err := h.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		if err := mayRun(actor); err != nil {
			return err
		}
		r, err = loadRun(tx, id)
		return err
	})
	if err != nil {
		return r, err
	}
	h.busy.Lock()
	defer h.busy.Unlock()
	h.begin("drill")
	defer h.end()
	return h.drillRun(ctx, actor, r)
}

func (h *Hall) drillRun(ctx context.Context, actor who.Actor, r Run) (Run, error) {
	began := clock.System.Now()
	got, err := h.compare(ctx, r)
	if err != nil && ctx.Err() != nil {
		return r, ctx.Err()
	}
	d := Drill{ID: db.NewID(), Run: r.ID, At: h.db.Clock().Now(), OK: err == nil, Rows: got.Rows(), Tree: got.Record.Size, Root: got.Record.Root,
		Opened: got.opened, Took: clock.System.Now().Sub(began)}
	if err != nil {
		d.Fault, d.Detail = wordsOf(err)
	}
	r.Drill = &d
	return r, h.keepDrill(ctx, actor, d)
}

// compare is the drill itself, and what was kept of the backup when it was made.
func (h *Hall) compare(ctx context.Context, r Run) (d drilled, err error) {
	_, ids, err := drillKey(h.src, false)
	if err != nil {
		return d, err
	}
	size, err := h.db.Size(ctx)
	if err == nil {
		err = room(h.src.Data, size+size/2)
	}
	if err != nil {
		return d, err
	}
	sum, err := hashFile(r.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return d, unreadable(r.File)
	case err != nil:
		return d, err
	case sum != r.Hash:
		return d, said(damagedf("the file is not the one that was written"))
	}
	if d, err = tryOut(ctx, h.src.Data, r.File, ids, ""); err != nil {
		return d, err
	}
	if d.Rows() != r.Rows || d.Record.Root != r.Root || d.Record.Size != r.Tree || d.Files() != r.Files {
		return d, said(damagedf("%d rows, %d files, root %s; made were %d, %d, %s", d.Rows(), d.Files(), d.Record.Root, r.Rows, r.Files, r.Root))
	}
	return d, nil
}

func (h *Hall) keepDrill(ctx context.Context, actor who.Actor, d Drill) error {
	return h.db.Write(context.WithoutCancel(ctx), actor, func(tx *db.Tx) error {
		if err := insertDrill(tx, d); err != nil {
			return err
		}
		action := "backup.drill"
		if !d.OK {
			action = "backup.drill_fail"
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "backup", ID: d.Run, Details: map[string]any{
			"rows": d.Rows, "tree": d.Tree, "root": d.Root, "opened": d.Opened, "ms": d.Took.Milliseconds(), "fault": d.Fault, "detail": d.Detail}})
	})
}

// Check restores a backup file beside itself into a scratch place and compares everything, for an
// officer with the key on another machine. key is the public key of the record kept outside, or "".
func Check(ctx context.Context, name string, ids []age.Identity, key string) (Manifest, int, error) {
	d, err := tryOut(ctx, filepath.Dir(name), name, ids, key)
	return d.Manifest, d.opened, err
}

// longest is how long a drill may take: what is older was left behind by one that was killed.
const longest = 24 * time.Hour

// sweepScratch removes what killed drills left behind: it holds the house's data unencrypted. A drill
// that another program runs on the same folder is younger and stays.
func sweepScratch(data string, now time.Time) error {
	names, err := filepath.Glob(filepath.Join(data, scratchMark+"*"))
	for _, n := range names {
		if info, gone := os.Stat(n); gone == nil && now.Sub(info.ModTime()) > longest {
			err = errors.Join(err, os.RemoveAll(n))
		}
	}
	if err != nil {
		return fmt.Errorf("the rest of a drill cannot be removed: %w", err)
	}
	return nil
}
