package durable

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// T-SYNC: in the order of system calls, every answer leaves after the sync of the log, and the bytes
// of a file and the names of its folders are synced before the row that names it is written.
func TestSync(t *testing.T) {
	began := time.Now()
	s := build(t, filepath.Join(t.TempDir(), "data"), "")
	one, w := traced(t, task{Site: *s, Clients: 1, Ops: size(700, 14000), Name: "one"})
	acks, early := judge(one, true)
	if w.of("done") == nil || acks == 0 {
		t.Fatalf("the worker did not end: %s", w.errs.String())
	}
	many, _ := traced(t, task{Site: *s, Clients: 8, Ops: size(60, 1000), Name: "many"})
	acks8, early8 := judge(many, false)
	for _, e := range append(early, early8...) {
		t.Error(e)
	}
	if acks+acks8 < size(1000, 20000) {
		t.Errorf("only %d acknowledged", acks+acks8)
	}
	spent(t, began, "%d acknowledged by one client and %d by eight, %d early", acks, acks8, len(early)+len(early8))
}

// The planted faults: a database that syncs at checkpoints only, and files that are not synced.
func TestSyncCatches(t *testing.T) {
	for plant, want := range map[string]string{"unsynced": "before the sync of the log", "unsynced files": "of its bytes"} {
		s := build(t, filepath.Join(t.TempDir(), "data"), "")
		events, _ := traced(t, task{Site: *s, Clients: 1, Ops: 60, Name: "one", Plant: plant})
		acks, early := judge(events, true)
		n := strings.Count(strings.Join(early, "\n"), want)
		t.Logf("%s: %d of %d early", plant, n, acks)
		if n == 0 {
			t.Errorf("%s: nothing was found", plant)
		}
	}
}

// window is what happened between trying an operation and its answer.
type window struct {
	op                          string
	wrote, synced               bool // the log was written, and synced afterwards
	part, placed, folder, rowed bool // a file: its bytes synced, then put in place, then the folder synced, then its row written
}

// judge follows the trace. With one client nothing else writes, so at the answer nothing of the log
// may be unsynced; with several, the log must have been written and synced since the operation began.
func judge(events []event, alone bool) (acks int, early []string) {
	open := map[string]*window{}
	dirty := false
	for _, e := range events {
		wal := strings.HasSuffix(e.path, "-wal")
		switch {
		case wal && e.call == "pwrite64":
			dirty = true
			for _, w := range open {
				w.wrote, w.synced = true, w.synced && !alone
				w.rowed = w.rowed || w.folder
			}
		case wal && late(e.call) && e.ok:
			dirty = false
			for _, w := range open {
				w.synced = w.synced || w.wrote
			}
		case e.line != nil && e.line.T == "try":
			open[e.line.Key] = &window{op: e.line.Op}
		case e.line != nil && e.line.T == "ack":
			acks++
			w := open[e.line.Key]
			delete(open, e.line.Key)
			if w == nil || !w.wrote || !w.synced || alone && dirty {
				early = append(early, e.line.Key+": answered before the sync of the log")
			} else if alone && w.op == "file" && !w.rowed && e.line.V == 0 && !strings.HasPrefix(e.line.Sum, "出入库") {
				early = append(early, e.line.Key+": answered before the sync of its bytes and folders")
			}
		case alone:
			for _, w := range open {
				w.file(e)
			}
		}
	}
	return acks, early
}

// file follows a file on its way: bytes, place, folder, in this order.
func (w *window) file(e event) {
	switch {
	case late(e.call) && e.ok && strings.HasSuffix(e.path, ".part"):
		w.part = true
	case strings.HasPrefix(e.call, "renameat") && w.part:
		w.placed = true
	case late(e.call) && e.ok && w.placed && strings.Contains(e.path, "/files/"):
		w.folder = true
	}
}
