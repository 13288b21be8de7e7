package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/tlog"
	"plumbline/words"
)

var noon = time.Date(2026, 6, 18, 12, 0, 0, 0, clock.Zone)

// house is a log in memory that can make submissions, honest and other.
type house struct {
	t      testing.TB
	key    tlog.Key
	hashes []tlog.Hash
	tree   tlog.Tree
}

func newHouse(t testing.TB, entries int) *house {
	t.Helper()
	key, err := tlog.NewKey("plumbline/test")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, key: key}
	h.grow(entries, "entry")
	return h
}

func (h *house) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = h.hashes[x]
	}
	return out, nil
}

func (h *house) grow(n int, word string) {
	h.t.Helper()
	leaves := make([]tlog.Hash, n)
	for i := range leaves {
		leaves[i] = tlog.Leaf(fmt.Appendf(nil, "%s %d", word, int(h.tree.Size)+i))
	}
	var err error
	h.tree, err = tlog.Append(h.tree.Size, leaves, h.read, func(_ int64, more []tlog.Hash) error {
		h.hashes = append(h.hashes, more...)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// submit makes the submission of the present tree to a witness that knows size old.
func (h *house) submit(old int64) tlog.Submission {
	h.t.Helper()
	note, err := tlog.Sign(h.tree, h.key)
	if err != nil {
		h.t.Fatal(err)
	}
	s := tlog.Submission{Old: old, Checkpoint: note}
	if old > 0 && old < h.tree.Size {
		if s.Proof, err = tlog.ProveConsistency(old, h.tree.Size, h.read); err != nil {
			h.t.Fatal(err)
		}
	}
	return s
}

// fork is a second history of the house that shares its first entries.
func (h *house) fork(shared, more int) *house {
	f := &house{t: h.t, key: h.key}
	f.grow(shared, "entry")
	f.grow(more, "forged")
	return f
}

func newFolder(t testing.TB, h *house) (*Folder, *clock.Settable) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "w")
	if _, err := Make(dir, "witness.upper"); err != nil {
		t.Fatal(err)
	}
	c := clock.NewSettable(noon)
	f, err := Open(dir, c)
	if err != nil {
		t.Fatal(err)
	}
	if h != nil {
		if err := f.Know(h.key.Public(), "临江市公安局"); err != nil {
			t.Fatal(err)
		}
	}
	return f, c
}

func serve(t testing.TB, f *Folder) *httptest.Server {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(NewServer(f, w, "zh"))
	t.Cleanup(srv.Close)
	return srv
}

func post(t testing.TB, srv *httptest.Server, text string) (int, string, http.Header) {
	t.Helper()
	res, err := http.Post(srv.URL+"/add-checkpoint", "text/plain", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

// The whole protocol over HTTP: what is cosigned, and with which status each other thing is refused.
func TestProtocol(t *testing.T) {
	h := newHouse(t, 5)
	f, _ := newFolder(t, h)
	srv := serve(t, f)
	first := h.submit(0)
	status, line, _ := post(t, srv, string(first.Text()))
	if got, err := tlog.Cosignatures(tlog.AddLines(first.Checkpoint, []byte(line)), f.PublicKey()); status != 200 || err != nil || len(got) != 1 || !got[0].At.Equal(noon) {
		t.Fatalf("%d %q %v", status, line, err)
	}
	h.grow(4, "entry")
	good := h.submit(5)
	stranger := newHouse(t, 9)
	unknown, err := tlog.NewKey("plumbline/unknown")
	if err != nil {
		t.Fatal(err)
	}
	alien := newHouse(t, 3)
	alien.key = unknown
	broken := h.submit(5)
	broken.Proof[0][3] ^= 1
	short := h.submit(5)
	short.Proof = short.Proof[1:]
	beyond := h.submit(5)
	beyond.Old = 10
	early := h.submit(4)
	proven := good
	proven.Old = 0
	for name, c := range map[string]struct {
		text string
		want int
		body string
	}{
		"old size of another time":    {string(early.Text()), 409, "5\n"},
		"nothing known, yet old is 0": {string(h.submit(0).Text()), 409, "5\n"},
		"a bit of the proof":          {string(broken.Text()), 422, ""},
		"a hash missing":              {string(short.Text()), 422, ""},
		"a fork that grew":            {string(h.fork(3, 8).submit(5).Text()), 422, ""},
		"a rolled-back log":           {string(h.fork(4, 0).submit(0).Text()), 409, "5\n"},
		"old beyond the checkpoint":   {string(beyond.Text()), 400, ""},
		"another key, same name":      {string(stranger.submit(0).Text()), 403, ""},
		"unknown log":                 {string(alien.submit(0).Text()), 404, ""},
		"not a submission":            {"hello\n", 400, ""},
		"empty":                       {"", 400, ""},
		"too long":                    {string(good.Text()) + strings.Repeat("x", tlog.MaxSubmission), 400, ""},
	} {
		status, body, head := post(t, srv, c.text)
		if status != c.want || c.body != "" && body != c.body {
			t.Errorf("%s: %d %q, want %d", name, status, body, c.want)
		}
		if status == 409 && head.Get("Content-Type") != "text/x.tlog.size" {
			t.Errorf("%s: %s", name, head.Get("Content-Type"))
		}
	}
	if status, body, _ := post(t, srv, string(good.Text())); status != 200 {
		t.Errorf("after all refusals the honest one: %d %q", status, body)
	}
	if status, _, _ := post(t, srv, string(h.submit(9).Text())); status != 200 {
		t.Errorf("the same checkpoint again, as a sign of life: %d", status)
	}
	if status, body, _ := post(t, srv, string(h.fork(8, 1).submit(9).Text())); status != 409 || body != "9\n" {
		t.Errorf("another root of the same size: %d %q", status, body)
	}
	for path, want := range map[string]int{"/": 200, "/add-checkpoint": 405, "/x": 404} {
		res, err := http.Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", path, res.StatusCode, want)
		}
	}
}

// Of many submissions at one moment that name the same old size exactly one wins, and the state never
// goes back.
func TestParallelSubmissions(t *testing.T) {
	h := newHouse(t, 3)
	f, _ := newFolder(t, h)
	if _, err := f.Add(h.submit(0).Text()); err != nil {
		t.Fatal(err)
	}
	var texts [][]byte
	for range 8 {
		h.grow(1, "entry")
		texts = append(texts, h.submit(3).Text())
	}
	second, err := Open(f.dir, f.clock) // another program on the same folder
	if err != nil {
		t.Fatal(err)
	}
	var won sync.Map
	var wg sync.WaitGroup
	for i, text := range texts {
		wg.Go(func() {
			w := f
			if i%2 == 1 {
				w = second
			}
			if _, err := w.Add(text); err == nil {
				won.Store(i, true)
			}
		})
	}
	wg.Wait()
	n, which := 0, 0
	won.Range(func(k, _ any) bool { n++; which = k.(int); return true })
	list, err := f.Logs()
	if err != nil || n != 1 || list[0].Size != int64(4+which) {
		t.Errorf("%d submissions won, the state is %d, %v", n, list[0].Size, err)
	}
}

// A witness killed between keeping a checkpoint and answering has the checkpoint when it comes back: it
// tells the size and cosigns again, and a fork finds no gap. The program is a real process that ends
// itself at that point.
func TestKilledBeforeAnswering(t *testing.T) {
	if dir := os.Getenv("PLUMBLINE_TEST_WITNESS"); dir != "" {
		f, err := Open(dir, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		f.persisted = func() { p, _ := os.FindProcess(os.Getpid()); p.Kill(); select {} } // it is ourselves
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			t.Fatal(err)
		}
		f.Add(text) // it does not come back
		return
	}
	h := newHouse(t, 4)
	f, _ := newFolder(t, h)
	if _, err := f.Add(h.submit(0).Text()); err != nil {
		t.Fatal(err)
	}
	h.grow(3, "entry")
	cmd := exec.Command(os.Args[0], "-test.run", "^TestKilledBeforeAnswering$")
	cmd.Env = append(os.Environ(), "PLUMBLINE_TEST_WITNESS="+f.dir)
	cmd.Stdin = bytes.NewReader(h.submit(4).Text())
	if err := cmd.Run(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the witness was not killed: %v", err)
	}
	var no *Refusal
	if _, err := f.Add(h.fork(4, 3).submit(4).Text()); !errors.As(err, &no) || no.Status != 409 || no.Size != 7 {
		t.Errorf("a fork after the kill: %v", err)
	}
	if _, err := f.Add(h.submit(7).Text()); err != nil {
		t.Errorf("the honest log after the kill: %v", err)
	}
}

// The client survives everything that can stand at the other end.
func TestClient(t *testing.T) {
	h := newHouse(t, 5)
	f, _ := newFolder(t, h)
	srv := serve(t, f)
	c := NewClient()
	ctx := context.Background()
	if line, err := c.Submit(ctx, srv.URL+"/", f.PublicKey(), h.submit(0)); err != nil || !bytes.HasPrefix(line, []byte("— witness.upper ")) {
		t.Fatalf("%q %v", line, err)
	}
	h.grow(1, "entry")
	var behind *Behind
	if _, err := c.Submit(ctx, srv.URL, f.PublicKey(), h.submit(3)); !errors.As(err, &behind) || behind.Size != 5 {
		t.Errorf("another old size: %v", err)
	}
	other, err := tlog.NewWitnessKey("witness.upper")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Submit(ctx, srv.URL, other.Public(), h.submit(5)); !errors.Is(err, ErrGarbage) {
		t.Errorf("a cosignature of another key: %v", err)
	}
	answers := map[string]func(http.ResponseWriter){
		"web page": func(w http.ResponseWriter) { io.WriteString(w, "<html>hello</html>") },
		"empty":    func(http.ResponseWriter) {},
		"endless":  func(w http.ResponseWriter) { w.Write(bytes.Repeat([]byte("x"), 1<<20)) },
		"size in words": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/x.tlog.size")
			w.WriteHeader(409)
			io.WriteString(w, "many\n")
		},
		"size as page":   func(w http.ResponseWriter) { w.WriteHeader(409); io.WriteString(w, "5\n") },
		"somewhere else": func(w http.ResponseWriter) { w.Header().Set("Location", "/"); w.WriteHeader(302) },
		"error":          func(w http.ResponseWriter) { w.WriteHeader(500) },
	}
	for name, answer := range answers {
		bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
		if _, err := c.Submit(ctx, bad.URL, f.PublicKey(), h.submit(5)); !errors.Is(err, ErrGarbage) {
			t.Errorf("%s: %v", name, err)
		}
		bad.Close()
	}
	stop := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	c.http.Timeout = 300 * time.Millisecond
	if _, err := c.Submit(ctx, slow.URL, f.PublicKey(), h.submit(5)); err == nil {
		t.Error("a slow witness answered")
	}
	close(stop)
	slow.Close()
	if _, err := c.Submit(ctx, slow.URL, f.PublicKey(), h.submit(5)); err == nil {
		t.Error("nobody there")
	}
}

// A log that has been silent for more than a day is said to be; one that speaks is not.
func TestSilence(t *testing.T) {
	h := newHouse(t, 2)
	f, c := newFolder(t, h)
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	silent := func() int {
		t.Helper()
		text, n, err := f.Status(w, "zh")
		if err != nil || !strings.Contains(text, h.key.Origin()) || strings.Contains(text, "witness.status") {
			t.Fatalf("%q %v", text, err)
		}
		return n
	}
	if n := silent(); n != 0 {
		t.Errorf("just taken in: %d silent", n)
	}
	c.Advance(25 * time.Hour)
	if n := silent(); n != 1 {
		t.Errorf("never heard for a day: %d silent", n)
	}
	if _, err := f.Add(h.submit(0).Text()); err != nil {
		t.Fatal(err)
	}
	if n := silent(); n != 0 {
		t.Errorf("just heard: %d silent", n)
	}
	c.Advance(24*time.Hour + time.Second)
	if n := silent(); n != 1 {
		t.Errorf("heard a day ago: %d silent", n)
	}
	forged := h.fork(1, 4).submit(2)
	if _, err := f.Add(forged.Text()); err == nil || silent() != 1 {
		t.Error("a forgery counts as a sign of life")
	}
}

func TestFolder(t *testing.T) {
	h := newHouse(t, 1)
	f, _ := newFolder(t, h)
	var no *Unusable
	for name, err := range map[string]error{
		"made twice":    second(Make(f.dir, "other")),
		"name":          second(Make(filepath.Join(t.TempDir(), "x"), "two words")),
		"no witness":    second(Open(t.TempDir(), clock.System)),
		"not a key":     f.Know("hello", ""),
		"a witness key": f.Know(f.PublicKey(), ""),
		"changed key":   f.Know(newHouse(t, 1).key.Public(), "x"),
	} {
		if !errors.As(err, &no) || len(err.Error()) < 20 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := f.Know(h.key.Public(), "新名字"); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(filepath.Join(f.dir, keyFile), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f.dir, clock.System); !errors.As(err, &no) {
		t.Errorf("a key that others can read: %v", err)
	}
}

func second(_ *Folder, err error) error { return err }
