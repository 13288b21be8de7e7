package durable

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/rectify"
)

// disk mounts a small file system in memory; without the right to do so the test is skipped.
func disk(t testing.TB, dir string, mib int) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small disk to fill")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm,mode=0700", mib), "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
}

// fill leaves so many bytes on a disk and answers how to free it.
func fill(t testing.TB, dir string, leave int) (free func()) {
	t.Helper()
	name := filepath.Join(dir, "filler")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 64<<10)
	size := int64(0)
	for err == nil {
		var n int
		n, err = f.Write(block)
		size += int64(n)
	}
	if err := f.Truncate(max(0, size-int64(leave))); err != nil {
		t.Fatal(err)
	}
	f.Close()
	return func() { os.Remove(name) }
}

// town is a served house on small disks, with browsers at it.
type town struct {
	*site
	t       testing.TB
	v       *served
	item    string
	office  *browser
	liaison *browser
	sys     *browser
	acks    []line
	refused int
	n       int
}

func newTown(t testing.TB, data string, log *os.File, env ...string) *town {
	t.Helper()
	w := &town{site: build(t, data, ""), t: t}
	h := w.open(t)
	w.office, w.liaison, w.sys = w.sign(t, h, access.Office), w.sign(t, h, access.Liaison), w.sign(t, h, access.SysAdmin)
	id, err := h.Rectify.Register(ctx, w.Actors[access.Office], rectify.Registration{Unit: w.Unit, Source: rectify.FromInspection, SourceRef: "town", SourceName: "临公督反〔2026〕7号",
		Title: "出入库登记不实", Finding: "账物不符。", Due: clock.DayOf(time.Now()).Add(60)})
	if err != nil {
		t.Fatal(err)
	}
	w.item = string(id)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	w.v = serve(t, w.site, log, env...)
	w.office.base, w.liaison.base, w.sys.base = w.v.base, w.v.base, w.v.base
	return w
}

// note writes a note over HTTP and keeps it as acknowledged when it was.
func (w *town) note() (int, http.Header, string) {
	w.n++
	key := fmt.Sprintf("note-%d-%d", w.n, time.Now().UnixNano())
	status, head, body := w.office.post(w.t, "/rectify/items/"+w.item+"/note", url.Values{"note": {key}})
	if status == http.StatusSeeOther {
		w.acks = append(w.acks, line{T: "ack", Op: "note", Key: key, ID: w.item, Sum: key})
	}
	return status, head, body
}

func (w *town) attach(size int) (int, http.Header, string) {
	w.n++
	return w.liaison.upload(w.t, w.item, fmt.Sprintf("f%d.txt", w.n), bytes.Repeat([]byte(fmt.Sprintf("%d 核对\n", w.n)), size/10))
}

// wants507 checks a refusal: status, sentence, and when to come again.
func (w *town) wants507(what string, status int, head http.Header, body string) {
	w.t.Helper()
	if status != http.StatusInsufficientStorage || !strings.Contains(body, "磁盘已满") || head.Get("Retry-After") == "" {
		w.t.Errorf("%s on a full disk: %d %.200s", what, status, body)
	}
}

// reads checks that what is there can be read while the disk is full, and that a refusal is recorded.
func (w *town) reads() {
	w.t.Helper()
	for _, path := range []string{"/rectify/items/" + w.item, "/rectify", "/workbench"} {
		if status, body := w.office.get(w.t, path); status != http.StatusOK {
			w.t.Errorf("reading %s on a full disk: %d %.200s", path, status, body)
		}
	}
	if status, _ := w.liaison.get(w.t, "/admin/system"); status != http.StatusNotFound {
		w.t.Errorf("a refusal on a full disk: %d", status)
	}
	w.refused++
}

// recovers waits until an act succeeds again without anybody's help.
func (w *town) recovers(what string, act func() (int, http.Header, string)) {
	w.t.Helper()
	status, body := 0, ""
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if status, _, body = act(); status == http.StatusSeeOther {
			return
		}
	}
	w.t.Errorf("%s did not recover when there was room again: %d %.200s", what, status, body)
}

// base fills the disk under the database: notes until one is refused.
func (w *town) base(dir string, leave int) {
	w.t.Helper()
	w.recovers("before", w.note)
	free := fill(w.t, dir, leave)
	status, head, body := 0, http.Header{}, ""
	for range 2000 {
		if status, head, body = w.note(); status != http.StatusSeeOther {
			break
		}
	}
	w.wants507("a note", status, head, body)
	w.reads()
	if status, body := w.sys.get(w.t, "/admin/system"); status != http.StatusOK || !strings.Contains(body, "磁盘曾在") {
		w.t.Errorf("the state of the system on a full disk: %d, no alarm", status)
	}
	status, head, body = w.attach(20_000)
	w.wants507("a file", status, head, body)
	free()
	w.recovers("the database", w.note)
	w.recovers("files", func() (int, http.Header, string) { return w.attach(20_000) })
}

// T-FULL: the disk is full under the database, its log, the evidence, the temporary files, the program's
// log. Nothing is acknowledged that is not kept, reading goes on, refusals are recorded, and all of it
// recovers by itself.
func TestFull(t *testing.T) {
	began := time.Now()
	dir := t.TempDir()
	for name, mib := range map[string]int{"disk": 64, "temp": 12, "log": 1} {
		disk(t, filepath.Join(dir, name), mib)
	}
	data := filepath.Join(dir, "disk", "data")
	disk(t, filepath.Join(data, "files"), 24)
	log, err := os.Create(filepath.Join(dir, "log", "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	// The mounted folder makes the data folder look as if it held other things; it is ours alone.
	os.Chmod(data, 0o700)
	w := newTown(t, data, log, "TMPDIR="+filepath.Join(dir, "temp"))
	for range size(1, 20) {
		w.base(filepath.Join(dir, "disk"), 0)
		w.base(filepath.Join(dir, "disk"), 200<<10) // the log finds room, then none
		w.away(filepath.Join(data, "files"), "evidence", 20_000)
		w.away(filepath.Join(dir, "temp"), "temporary files", 10<<20)
		free := fill(t, filepath.Join(dir, "log"), 0)
		w.recovers("with a full log", w.note)
		w.reads()
		free()
	}
	if err := w.v.stop(); err != nil {
		t.Errorf("the end of the server: %v", err)
	}
	h := w.open(t)
	refused := 0
	if err := h.DB.Read(ctx, who.Job("check"), func(tx *db.Tx) (err error) {
		refused, err = db.Value[int](tx, `select count(*) from audit_entry where action like 'access.refused%'`)
		return err
	}); err != nil {
		t.Error(err)
	}
	h.Close()
	if refused < min(w.refused, 20) {
		t.Errorf("%d refusals on a full disk, %d recorded", w.refused, refused)
	}
	for _, f := range inspect(t, w.site, w.acks) {
		t.Error(f)
	}
	spent(t, began, "%d rounds, %d notes acknowledged, %d refusals recorded", 5*size(1, 20), len(w.acks), refused)
}

// away fills a disk that the database does not stand on: only what needs it is refused.
func (w *town) away(dir, what string, bytes int) {
	w.t.Helper()
	attach := func() (int, http.Header, string) { return w.attach(bytes) }
	w.recovers("before", attach)
	free := fill(w.t, dir, 0)
	status, head, body := attach()
	w.wants507(what, status, head, body)
	if status, _, body := w.note(); status != http.StatusSeeOther {
		w.t.Errorf("a note while the disk of the %s is full: %d %.200s", what, status, body)
	}
	w.reads()
	free()
	w.recovers(what, attach)
}

// The planted fault: a house without its spare file cannot record a refusal on a full disk.
func TestFullCatchesAMissingSpareFile(t *testing.T) {
	for _, spare := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "disk")
		disk(t, dir, 48)
		s := build(t, filepath.Join(dir, "data"), "")
		cfg := s.config()
		cfg.Spare = spare
		h := must(openHouse(cfg))(t)
		free := fill(t, dir, 0)
		var err error
		for range 3000 {
			if err = h.DB.Write(ctx, s.Actors[access.Office], func(tx *db.Tx) error { return record(tx) }); err != nil {
				break
			}
		}
		if err == nil {
			t.Fatal("the disk was never full")
		}
		h.Refusals.Record(ctx, s.Actors[access.Liaison], fault.Denied("role"))
		free()
		n := 0
		h.DB.Read(ctx, who.Job("check"), func(tx *db.Tx) (err error) {
			n, err = db.Value[int](tx, `select count(*) from audit_entry where action = 'access.refused'`)
			return err
		})
		h.Close()
		if (n == 1) != spare {
			t.Errorf("spare file %v: %d refusals recorded on a full disk", spare, n)
		}
	}
}
