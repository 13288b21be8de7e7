package witness

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

var auditor = who.Actor{Login: "yin.rn", Name: "殷若男", Session: "s"}

// watched is a house on a database with one witness on the network and what it needs to live.
type watched struct {
	*testing.T
	d   *db.DB
	dir string // with the key of the record
	log *audit.Log
	ask *Asker
	f   *Folder
	srv *httptest.Server
	id  string
}

func newWatched(t *testing.T, d *db.DB) *watched {
	dir := t.TempDir()
	log, err := audit.Open(d, dir)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := newFolder(t, nil)
	f.clock = d.Clock()
	if err := f.Know(log.PublicKey(), "市局"); err != nil {
		t.Fatal(err)
	}
	w := &watched{T: t, d: d, dir: dir, log: log, f: f, srv: serve(t, f)}
	w.ask = NewAsker(log, d.Clock().Now)
	w.id = w.add(w.srv.URL, f.PublicKey())
	return w
}

func (w *watched) add(url, key string) string {
	w.Helper()
	id, err := w.log.AddWitness(w.Context(), auditor, audit.NewWitness{Holder: "省厅督察", Kind: audit.ByHTTP, URL: url, Key: key})
	if err != nil {
		w.Fatal(err)
	}
	return id
}

func (w *watched) act(n int) {
	w.Helper()
	for range n {
		err := w.d.Write(w.Context(), auditor, func(tx *db.Tx) error {
			return audit.Record(tx, audit.Entry{Action: "rectify.sign", Kind: "item", ID: "i1"})
		})
		if err != nil {
			w.Fatal(err)
		}
	}
	if _, err := w.log.Seal(w.Context()); err != nil {
		w.Fatal(err)
	}
}

func (w *watched) run(want int) {
	w.Helper()
	if n, err := w.ask.Run(w.Context()); err != nil || n != want {
		w.Errorf("%d cosigned, want %d, %v", n, want, err)
	}
}

func (w *watched) state() audit.Watching {
	w.Helper()
	s, err := w.log.Watching(w.Context(), auditor)
	if err != nil {
		w.Fatal(err)
	}
	return s
}

func (w *watched) alarms() string {
	w.Helper()
	list, err := w.log.Alarms(w.Context(), auditor)
	if err != nil {
		w.Fatal(err)
	}
	var s []string
	for _, a := range list {
		s = append(s, a.What)
	}
	return strings.Join(s, " ")
}

// Every minute the newest checkpoint goes out when there is a new one; an hour of quiet is a sign of life.
func TestAskEveryMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWatched(t, d)
		w.run(0) // nothing sealed yet
		w.act(3)
		w.run(1)
		if s := w.state(); !s.Covered() || s.Tail != 0 || s.Need != 1 || s.Witnesses[0].Line == "" {
			t.Errorf("%+v", s)
		}
		w.run(0)
		w.act(2)
		if s := w.state(); s.Covered() || s.Tail != 2 {
			t.Errorf("%+v", s)
		}
		w.run(1)
		dbtest.Clock(d).Advance(61 * time.Minute)
		w.run(1)
		if w.alarms() != "" {
			t.Errorf("alarms %s", w.alarms())
		}
	})
}

// A witness that is down, slow or answers rubbish stops nobody: acts go on, the other witness is asked,
// and after a quarter of an hour there is an alarm, which ends when it answers again (T-DEG).
func TestAskWhenWitnessIsIll(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	ills := map[string]http.HandlerFunc{
		"down":    nil,
		"slow":    func(http.ResponseWriter, *http.Request) { <-stop },
		"garbage": func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") },
		"unknown": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) },
	}
	for ill, answer := range ills {
		t.Run(ill, func(t *testing.T) {
			d := dbtest.SQLite(t)
			w := newWatched(t, d)
			if ill == "slow" { // the others answer, however busy the machine is
				w.ask.client.http.Timeout = 2 * time.Second
			}
			key, err := tlog.NewWitnessKey("witness.peer")
			if err != nil {
				t.Fatal(err)
			}
			bad := httptest.NewServer(answer)
			if answer == nil {
				bad.Close()
			} else {
				defer bad.CloseClientConnections()
			}
			w.add(bad.URL, key.Public())
			w.act(2)
			w.run(1)
			if w.alarms() != "" {
				t.Errorf("an alarm at once: %s", w.alarms())
			}
			dbtest.Clock(d).Advance(16 * time.Minute)
			w.act(1)
			w.run(1)
			s := w.state()
			peer := s.Witnesses[slices.IndexFunc(s.Witnesses, func(x audit.Witness) bool { return x.Name == "witness.peer" })]
			if w.alarms() != audit.WitnessSilent || !s.Covered() || s.Late(d.Clock().Now()) != 1 || peer.Fault != ill {
				t.Errorf("alarms %q, %+v", w.alarms(), peer)
			}
			w.act(1) // business goes on
		})
	}
}

// A database set back to an older copy, and a second history signed with the stolen key, are both caught
// at the next contact: the witness has seen more, or something else.
func TestAskAfterRollBackAndFork(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newWatched(t, d)
	w.act(5)
	w.run(1)
	back := dbtest.SQLite(t)
	again := func(n int) *watched {
		log, err := audit.Open(back, w.dir) // with the stolen key
		if err != nil {
			t.Fatal(err)
		}
		x := &watched{T: t, d: back, log: log, f: w.f, srv: w.srv, ask: NewAsker(log, back.Clock().Now)}
		if n == 0 {
			x.add(w.srv.URL, w.f.PublicKey())
		}
		return x
	}
	thief := again(0)
	thief.act(2) // two entries besides the one that added the witness: fewer than were cosigned
	thief.run(0)
	if thief.alarms() != audit.WitnessAhead {
		t.Errorf("set back: alarms %q", thief.alarms())
	}
	thief = again(1)
	thief.act(9) // more than were cosigned, and others
	thief.run(0)
	if !strings.Contains(thief.alarms(), audit.WitnessForked) {
		t.Errorf("second history: alarms %q", thief.alarms())
	}
	if list, err := w.f.Logs(); err != nil || list[0].Size != 6 {
		t.Errorf("the witness moved to %d, %v", list[0].Size, err)
	}
	w.act(1)
	w.run(1) // the honest house goes on
}
