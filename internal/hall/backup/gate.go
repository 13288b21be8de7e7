package backup

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
)

// Return says that this house came back from a backup, and whether two persons have agreed to go on
// with it. Until then it is read-only (TRUST.md 2.11 no. 15): what was done after the backup is lost,
// and somebody must have looked before anybody builds on it.
type Return struct {
	ID       string
	At       time.Time
	File     string
	Hash     string
	Taken    time.Time // moment of the snapshot
	Program  string
	Tree     int64 // size and root of the record as it came
	Root     string
	Rows     int64
	Files    int64
	Damaged  int64
	Opened   time.Time // zero while it waits
	OpenedBy string
	Request  string
	Version  int64
}

// Waits tells whether the house is read-only still.
func (r Return) Waits() bool { return r.ID != "" && r.Opened.IsZero() }

// markRestored notes in the restored house itself where it came from, as the first entry that its
// record gets after the backup.
func markRestored(tx *db.Tx, m Manifest, name, hash string) (string, error) {
	taken, err := db.ReadStamp(m.Taken)
	if err != nil {
		return "", damagedf("the moment of its snapshot cannot be read")
	}
	r := Return{ID: db.NewID(), At: tx.Now, File: name, Hash: hash, Taken: taken, Program: m.Program, Tree: m.Record.Size, Root: m.Record.Root,
		Rows: m.Rows(), Files: m.Files(), Damaged: int64(len(m.Damaged))}
	if err := insertReturn(tx, r); err != nil {
		return "", err
	}
	return r.ID, audit.Record(tx, audit.Entry{Action: "backup.restore", Kind: "house", ID: "backup", Details: map[string]any{
		"file": r.File, "sha256": r.Hash, "taken": m.Taken, "rows": r.Rows, "files": r.Files, "damaged": r.Damaged, "tree": r.Tree, "root": r.Root}})
}

// WaitingIn tells within a transaction whether the house was restored and nobody has opened it.
func WaitingIn(tx *db.Tx) (bool, error) {
	r, err := ReturnIn(tx)
	return r.Waits(), err
}

// ReturnIn is the last restore of this house; zero when it never was restored.
func ReturnIn(tx *db.Tx) (Return, error) {
	r, err := lastReturn(tx)
	if fault.Is(err, fault.KindNotFound) {
		return Return{}, nil
	}
	return r, err
}

// Return is the last restore of this house; zero when it never was restored.
func (h *Hall) Return(ctx context.Context) (r Return, err error) {
	err = h.db.Read(ctx, keeper, func(tx *db.Tx) error {
		r, err = ReturnIn(tx)
		return err
	})
	return r, err
}

// Waiting tells whether the house was restored and waits for two persons: then it is read-only. It
// costs nothing in a house that does not wait.
func (h *Hall) Waiting(ctx context.Context) (bool, error) {
	if !h.restored.Load() {
		return false, nil
	}
	r, err := h.Return(ctx)
	if err == nil && !r.Waits() {
		h.restored.Store(false)
	}
	return r.Waits(), err
}

// restoreContent is what the two persons sign: which backup, of when, and how much of it came back.
func restoreContent(r Return) approve.Content {
	f := func(name, value string) approve.Field {
		return approve.Field{Name: "backup.restore." + name, Before: value, After: value, As: approve.AsText}
	}
	return approve.Content{Code: approve.Restore, Kind: "house", Object: r.ID, Fields: []approve.Field{
		f("file", r.File),
		{Name: "backup.restore.sha256", Before: r.Hash, After: r.Hash, As: approve.AsHash},
		f("taken", r.Taken.Format(time.RFC3339)),
		f("rows", strconv.FormatInt(r.Rows, 10)),
		f("files", strconv.FormatInt(r.Files, 10)),
		f("damaged", strconv.FormatInt(r.Damaged, 10)),
		f("tree", strconv.FormatInt(r.Tree, 10)),
		{Name: "backup.restore.root", Before: r.Root, After: r.Root, As: approve.AsHash},
		{Name: "backup.restore.state", Before: "backup.restore.state_waiting", After: "backup.restore.state_open", As: approve.AsWord},
	}}
}

// AskOpen asks that the restored house goes on. Faults: NotFound when nothing waits; those of
// approve.Ask.
func (h *Hall) AskOpen(ctx context.Context, actor who.Actor, reason string) (*approve.Request, error) {
	var out *approve.Request
	err := h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := mayRun(actor); err != nil {
			return err
		}
		r, err := ReturnIn(tx)
		if err == nil && !r.Waits() {
			err = fault.NotFound()
		}
		if err != nil {
			return err
		}
		out, err = approve.Ask(tx, approve.NewRequest{Content: restoreContent(r), Label: r.File, Title: r.File, Reason: reason, Link: "/admin/backup"})
		return err
	})
	return out, err
}

// RestoreContent is what a request to open the house would ask for now.
func RestoreContent(tx *db.Tx, q *approve.Request) (approve.Content, error) {
	r, err := loadReturn(tx, q.Object)
	return restoreContent(r), err
}

// DecideRestore ends such a request; with a yes the house is open from this transaction on.
func DecideRestore(tx *db.Tx, q *approve.Request, d approve.Decision) error {
	r, err := loadReturn(tx, q.Object)
	if err != nil {
		return err
	}
	ok, err := approve.Decide(tx, q.ID, d, restoreContent(r))
	if err != nil || !d.Yes {
		return err
	}
	if err := ok.For(tx, approve.Restore, "house", r.ID); err != nil {
		return err
	}
	if err := openReturn(tx, r.ID, r.Version, tx.Who.Login, q.ID); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "backup.open", Kind: "house", ID: "backup", Details: map[string]any{"restore": r.ID, "request": q.ID, "file": r.File}})
}
