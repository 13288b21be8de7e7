package durable

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/doors/job"
	"plumbline/internal/doors/web/witness"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
)

// faults of whatever stands outside and answers over the network.
func outside(t *testing.T) map[string]string {
	var asked atomic.Int64 // slow the first time only: ten seconds of waiting prove as much as thirty
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			<-r.Context().Done()
		}
	}))
	garbage := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "— 谁 AAAA\n\x00\xff<html>") }))
	flood := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for block := make([]byte, 64<<10); ; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	for _, s := range []*httptest.Server{slow, garbage, flood} {
		t.Cleanup(s.CloseClientConnections)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	down := "http://" + ln.Addr().String()
	ln.Close()
	return map[string]string{"down": down, "slow": slow.URL, "garbage": garbage.URL, "flood": flood.URL}
}

// T-DEG: witnesses are down, slow, answer rubbish or without end; the house seals and works on, claims
// no cosignature, raises its alarms, and queues nothing for them. When one answers well again, it counts.
func TestDegradedWitness(t *testing.T) {
	began := time.Now()
	c := clock.NewSettable(began)
	s, h := clocked(t, c)
	for fault, url := range outside(t) {
		f := folder(t, "witness."+fault, h, c)
		if _, err := h.Audit.AddWitness(ctx, s.Actors[access.Auditor], audit.NewWitness{Holder: fault, Kind: audit.ByHTTP, URL: url, Key: f.PublicKey()}); err != nil {
			t.Fatal(err)
		}
	}
	before := entries(t, h)
	slowest := business(t, h, s, func() {
		for range 2 {
			passed(t, h, "witness")
			c.Advance(20 * time.Minute)
		}
	})
	if slowest > 5*time.Second {
		t.Errorf("a write waited %s for a witness", slowest)
	}
	w := watching(t, h, s)
	if w.Covered() || w.Proven != 0 || w.Late(c.Now()) != 4 {
		t.Errorf("of four broken witnesses %d count as late, and the record as proven up to %d", w.Late(c.Now()), w.Proven)
	}
	passed(t, h, "witness")
	alarms, err := h.Audit.Alarms(ctx, s.Actors[access.Auditor])
	if err != nil || len(alarms) != 4 {
		t.Errorf("%d alarms for four broken witnesses (%v)", len(alarms), err)
	}
	if n := entries(t, h) - before; n > int64(8+written.Load()+4) {
		t.Errorf("%d entries in the record for four broken witnesses", n)
	}
	spent(t, began, "4 broken witnesses, %d writes meanwhile, slowest %s, %d alarms", written.Load(), slowest.Round(time.Millisecond), len(alarms))
}

// The planted fault, and the control of the test above: a witness that answers well is believed.
func TestDegradedCatchesNothingOfASoundWitness(t *testing.T) {
	c := clock.NewSettable(time.Now())
	s, h := clocked(t, c)
	f := folder(t, "witness.upper", h, c)
	words, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(witness.NewServer(f, words, "zh"))
	defer srv.Close()
	if _, err := h.Audit.AddWitness(ctx, s.Actors[access.Auditor], audit.NewWitness{Holder: "上级", Kind: audit.ByHTTP, URL: srv.URL, Key: f.PublicKey()}); err != nil {
		t.Fatal(err)
	}
	passed(t, h, "seal")
	passed(t, h, "witness")
	if w := watching(t, h, s); !w.Covered() || w.Late(c.Now()) != 0 {
		t.Errorf("a sound witness does not count: %+v", w)
	}
}

// Reminders that reach nobody (no account holds the role) do not pile up and hold up no others.
func TestDegradedReminders(t *testing.T) {
	c := clock.NewSettable(time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone))
	s, h := clocked(t, c)
	err := h.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		for n := range 300 {
			if err := calendar.Keep(tx, calendar.Promise{Kind: "item.due", Ref: fmt.Sprint(n), Unit: s.Unit, Title: "期限", Due: tx.Today().Add(5)}); err != nil {
				return err
			}
		}
		_, err := notify.Queue(tx, notify.Message{Key: "deg:one", Subject: "due_red", Light: "red", Kind: "deg", Ref: "one", To: []notify.To{{Role: access.Office, Ord: s.Actors[access.Office].UnitOrd}}})
		if err == nil {
			err = audit.Record(tx, audit.Entry{Action: "test.deg", Kind: "test", ID: "deg"})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Advance(30 * 24 * time.Hour)
	for range 3 {
		passed(t, h, "sweep")
		passed(t, h, "send")
	}
	var waiting, queued int64
	h.DB.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		if waiting, err = db.Value[int64](tx, `select count(*) from notify_message where sent_at = ''`); err == nil {
			queued, err = db.Value[int64](tx, `select count(*) from notify_message where kind in ('deg', 'item.due')`)
		}
		return err
	})
	if waiting != 0 || queued != 301 {
		t.Errorf("%d of %d messages still wait", waiting, queued)
	}
}

// The database server dies: acts and looks are answered as unavailable, not as an internal error, and
// when it is back everything goes on unaided.
func TestDegradedDatabase(t *testing.T) {
	c := newCluster(t, pgBin(t))
	c.run("initdb", "-N", "-D", c.data, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-A", "trust")
	c.configure("")
	c.start()
	s := build(t, filepath.Join(t.TempDir(), "data"), c.address("postgres"))
	h := s.open(t)
	defer h.Close()
	act := func() error {
		_, err := h.Org.AddPerson(ctx, s.Actors[access.SysAdmin], org.PersonInput{Name: "人员", Unit: s.Unit})
		return err
	}
	look := func() error {
		return h.DB.Read(ctx, who.Job("test"), func(tx *db.Tx) error { return tx.Row("select 1").Scan(new(int)) })
	}
	if err := act(); err != nil {
		t.Fatal(err)
	}
	c.die()
	for what, do := range map[string]func() error{"an act": act, "a look": look} {
		for range 3 {
			var away *db.ErrUnavailable
			if err := do(); !errors.As(err, &away) || away.Full {
				t.Errorf("%s without a database: %v", what, err)
			}
		}
	}
	if h.DB.LastTrouble().Err == nil {
		t.Error("the page of the system's state would not tell")
	}
	c.start()
	var err error
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if err = act(); err == nil {
			break
		}
	}
	if err != nil {
		t.Errorf("the database is back and the house is not: %v", err)
	}
	for _, f := range inspect(t, s, nil) {
		t.Error(f)
	}
}

func clocked(t *testing.T, c *clock.Settable) (*site, *doors.House) {
	t.Helper()
	s := build(t, filepath.Join(t.TempDir(), "data"), "")
	cfg := s.config()
	cfg.Clock = c
	h := must(openHouse(cfg))(t)
	t.Cleanup(func() { h.Close() })
	if _, err := h.Audit.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	return s, h
}

// folder makes the folder of a witness that knows the house.
func folder(t *testing.T, name string, h *doors.House, c clock.Clock) *witness.Folder {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "w")
	if _, err := witness.Make(dir, name); err != nil {
		t.Fatal(err)
	}
	f, err := witness.Open(dir, c)
	if err == nil {
		err = f.Know(h.Audit.PublicKey(), "临江市公安局")
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// passed runs one task of the night work, which may not fail for what stands outside.
func passed(t *testing.T, h *doors.House, name string) {
	t.Helper()
	for _, k := range job.Tasks(h) {
		if k.Name == name {
			if _, err := k.Run(ctx); err != nil {
				t.Errorf("%s failed: %v", name, err)
			}
			return
		}
	}
	t.Fatalf("no task %s", name)
}

func watching(t *testing.T, h *doors.House, s *site) audit.Watching {
	t.Helper()
	w, err := h.Audit.Watching(ctx, s.Actors[access.Auditor])
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func entries(t *testing.T, h *doors.House) (n int64) {
	t.Helper()
	if err := h.DB.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](tx, `select count(*) from audit_entry`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// written counts what business wrote while something outside was broken.
var written atomic.Int64

// business writes and seals while fn runs, and answers how long one write waited at most.
func business(t *testing.T, h *doors.House, s *site, fn func()) (slowest time.Duration) {
	t.Helper()
	written.Store(0)
	stop, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for stop.Err() == nil {
			at := time.Now()
			if _, err := h.Org.AddPerson(ctx, s.Actors[access.SysAdmin], org.PersonInput{Name: "人员", Unit: s.Unit}); err != nil {
				t.Error(err)
				return
			}
			if _, err := h.Audit.Seal(ctx); err != nil {
				t.Error(err)
				return
			}
			slowest = max(slowest, time.Since(at))
			written.Add(1)
			time.Sleep(20 * time.Millisecond)
		}
	}()
	fn()
	cancel()
	<-done
	return slowest
}
