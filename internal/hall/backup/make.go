package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
)

// Job is one backup to be made.
type Job struct {
	Why        string
	To         string   // folder, or name of the file; "" for the plan's folder
	Recipients []string // "" for the plan's
	NoDrill    bool     // leave the drill out, and the drill's key with it
}

// suffix ends the name of every backup.
const suffix = ".plumbline.age"

// FileName is the name of a backup made at an instant, in the house's time.
func FileName(at time.Time) string {
	return "plumbline-" + at.In(clock.Zone).Format("20060102-150405") + suffix
}

// Make makes a backup, restores it at once into a scratch place, and keeps both results. A backup that
// could not be made is kept as a run with its fault, and the fault is returned too: that of the
// recipients, Conflict backup.no_folder, backup.no_room, backup.disk_full, backup.exists,
// backup.folder_gone.
func (h *Hall) Make(ctx context.Context, actor who.Actor, j Job) (Run, error) {
	var plan Plan
	err := h.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		if err := mayRun(actor); err != nil {
			return err
		}
		plan, err = loadPlan(tx)
		return err
	})
	if err != nil {
		return Run{}, err
	}
	h.busy.Lock()
	defer h.busy.Unlock()
	h.begin("backup")
	defer h.end()
	r, err := h.make(ctx, actor, j, plan)
	if err != nil && ctx.Err() != nil {
		return r, ctx.Err()
	}
	if err2 := h.keepRun(ctx, actor, r); err2 != nil || err != nil {
		return r, errors.Join(err, err2)
	}
	if plan.Drill && !j.NoDrill {
		h.begin("drill")
		return h.drillRun(ctx, actor, r)
	}
	return r, nil
}

// mayRun lets jobs pass: the night work and the command line of the machine act for nobody.
func mayRun(actor who.Actor) error { return allowed(actor, access.RunBackup) }

// allowed is for what concerns the house as a whole and lies at no unit.
func allowed(actor who.Actor, r access.Right) error {
	if actor.IsJob() || access.Anywhere(actor, r) {
		return nil
	}
	return &fault.Fault{Kind: fault.KindNotFound, Rule: string(r)}
}

func (h *Hall) make(ctx context.Context, actor who.Actor, j Job, plan Plan) (Run, error) {
	began := clock.System.Now()
	r := Run{ID: db.NewID(), At: h.db.Clock().Now(), Why: j.Why, Actor: actor.Label()}
	if len(j.Recipients) == 0 {
		j.Recipients = plan.publics()
	}
	if j.To == "" {
		j.To = plan.Folder
	}
	made, err := makeFile(ctx, h.src, j, plan.Drill && !j.NoDrill, r.At)
	r.Took = clock.System.Now().Sub(began)
	r.File = made.file
	if err != nil {
		r.Fault, r.Detail = wordsOf(err)
		return r, err
	}
	m := made.Manifest
	r.Size, r.Hash, r.Schema, r.Rows, r.Files, r.Damaged = made.size, made.hash, m.Schema, m.Rows(), m.Files(), int64(len(m.Damaged))
	r.Tree, r.Root = m.Record.Size, m.Record.Root
	return r, nil
}

// made is a backup file that stands.
type made struct {
	Manifest
	file, hash string
	size       int64
}

// makeFile writes the file; it needs nothing but a database that can be read, so that an upgrade can
// call it before the schema is today's.
func makeFile(ctx context.Context, src Source, j Job, withDrill bool, at time.Time) (m made, err error) {
	to, err := ParseRecipients(j.Recipients)
	if err != nil {
		return m, err
	}
	if withDrill {
		own, _, err := drillKey(src, isHybrid(strings.TrimSpace(j.Recipients[0])))
		if err != nil {
			return m, err
		}
		to = append(to, own)
	}
	return writeFile(ctx, src, j.To, to, at)
}

func writeFile(ctx context.Context, src Source, place string, to []age.Recipient, at time.Time) (m made, err error) {
	if m.file, err = fileFor(place, at); err != nil {
		return m, err
	}
	if err := sweepParts(filepath.Dir(m.file)); err != nil {
		return m, err
	}
	need, err := need(ctx, src)
	if err == nil {
		err = room(filepath.Dir(m.file), need)
	}
	if err != nil {
		return m, err
	}
	err = writeWhole(m.file, func(f *os.File) error {
		w := &counting{ctx: ctx, f: f}
		m.Manifest, err = write(ctx, src, w, to)
		m.size = w.n
		return err
	})
	if errors.Is(err, fs.ErrExist) {
		return m, fault.Conflict("backup.exists", "file", m.file)
	}
	if err != nil {
		return m, saidOfMaking(err)
	}
	m.hash, err = hashFile(m.file) // read back from the disk
	return m, err
}

// fileFor is the file to write: named by the moment in a folder, or as it was named.
func fileFor(place string, at time.Time) (string, error) {
	if place == "" {
		return "", fault.Conflict("backup.no_folder")
	}
	if info, err := os.Stat(place); err == nil && info.IsDir() {
		return filepath.Join(place, FileName(at)), nil
	}
	if info, err := os.Stat(filepath.Dir(place)); err != nil || !info.IsDir() || !strings.HasSuffix(place, ".age") {
		return place, fault.Conflict("backup.folder_gone", "dir", place)
	}
	return place, nil
}

// need is about how much room a backup takes at most.
func need(ctx context.Context, src Source) (int64, error) {
	n, err := src.DB.Size(ctx)
	if err != nil {
		return 0, err
	}
	err = src.DB.Read(ctx, keeper, func(tx *db.Tx) error {
		files, err := file.Size(tx)
		n += files + files/50 + 1<<20
		return err
	})
	return n, err
}

// counting counts what is written and stops when nobody waits any more.
type counting struct {
	ctx context.Context
	f   *os.File
	n   int64
}

func (c *counting) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.f.Write(p)
	c.n += int64(n)
	return n, err
}

// saidOfMaking names the failures that somebody can mend.
func saidOfMaking(err error) error {
	if _, known := fault.As(err); known || errors.Is(err, context.Canceled) {
		return err
	}
	if f, ok := fault.As(said(err)); ok && f.Key == "backup.disk_full" {
		return f
	}
	if errors.Is(err, fs.ErrPermission) {
		return fault.Conflict("backup.folder_gone", "dir", err.Error())
	}
	return err
}

// wordsOf is what is kept of a failure: its key and a detail for the page.
func wordsOf(err error) (key, detail string) {
	f, ok := fault.As(err)
	switch {
	case !ok:
		return "backup.failed", err.Error()
	case len(f.Fields) > 0:
		return f.Fields[0].Key, fmt.Sprint(f.Fields[0].Args...)
	}
	return f.Key, fmt.Sprint(f.Args...)
}

// sweepParts removes what an interrupted backup left in a folder, if it is not being written now.
func sweepParts(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, partMark+"*"))
	for _, n := range names {
		info, e := os.Stat(n)
		if e == nil && clock.System.Now().Sub(info.ModTime()) > time.Hour {
			err = errors.Join(err, os.Remove(n))
		}
	}
	return err
}

func (h *Hall) keepRun(ctx context.Context, actor who.Actor, r Run) error {
	return h.db.Write(context.WithoutCancel(ctx), actor, func(tx *db.Tx) error {
		if err := insertRun(tx, r); err != nil {
			return err
		}
		action := "backup.make"
		if r.Fault != "" {
			action = "backup.fail"
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "backup", ID: r.ID, Version: 1, Details: map[string]any{
			"file": filepath.Base(r.File), "size": r.Size, "sha256": r.Hash, "rows": r.Rows, "files": r.Files, "damaged": r.Damaged, "tree": r.Tree, "root": r.Root, "why": r.Why, "fault": r.Fault}})
	})
}
