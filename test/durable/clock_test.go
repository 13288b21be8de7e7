package durable

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/doors/job"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// T-CLOCK: the clock jumps an hour, a day, four hundred days, forth and back, over month ends and leap
// days. No promised date is lost, none is called due before the clock has reached it, the record keeps
// the order of acts, no session lives longer.
func TestClock(t *testing.T) {
	began := time.Now()
	w := newTimes(t)
	lines := size(500, 10000)
	for n := range lines {
		w.line(n)
		if t.Failed() {
			t.FailNow()
		}
	}
	w.end()
	spent(t, began, "%d timelines, %d promises, %d reminders, %d sessions", lines, len(w.promises), w.reminders, w.sessions)
}

// The planted faults: a reminder before its day, a promise that nobody is reminded of, a session that
// a clock put back would keep alive.
func TestClockCatches(t *testing.T) {
	w := newTimes(t)
	w.clock.Set(time.Date(2026, 6, 1, 9, 0, 0, 0, clock.Zone))
	p := w.promise(0, 30)
	p.swept = w.clock.Now()
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec(`insert into notify_message (id, key, subject, kind, ref, args, targets, queued_at) values ($1, $2, 'due_red', 'test', $3, '{}', '[]', '')`, db.NewID(), "test:"+p.ref+":0:"+string(p.due), p.ref)
		return err
	})
	if len(w.early(p)) == 0 {
		t.Error("a reminder before its day was taken")
	}
	q := w.promise(1, 30)
	w.clock.Advance(400 * 24 * time.Hour)
	if !w.forgotten(q) {
		t.Error("a promise of which nobody is reminded was taken")
	}
	s := w.signIn()
	w.clock.Advance(-2 * time.Hour) // and nobody looks at the clock
	w.clock.Advance(100 * time.Minute)
	s.real = 100 * time.Minute
	s.idle = s.real
	if err := w.overlived(s); err == "" {
		// A session idle for a hundred minutes is refused because it was last seen in the clock's future.
		w.clock.Advance(25 * time.Minute)
		s.real, s.idle = s.real+25*time.Minute, s.idle+25*time.Minute
		if w.overlived(s) == "" {
			t.Error("a session that a clock kept alive was not noticed")
		}
	}
}

// times is one house whose clock is moved.
type times struct {
	t         testing.TB
	s         *site
	h         *doors.House
	clock     *clock.Settable
	watch     *access.ClockWatch
	r         *rand.Rand
	promises  []*promised
	acts      []string
	account   string
	reminders int
	sessions  int
}

// promised is a promise and the latest instant at which the sweep has looked since it was made.
type promised struct {
	ref         string
	made, swept time.Time
	due         clock.Day
}

func newTimes(t testing.TB) *times {
	w := &times{t: t, s: build(t, filepath.Join(t.TempDir(), "data"), ""), clock: clock.NewSettable(time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone)), r: rand.New(rand.NewPCG(26, 6))}
	h := w.s.open(t)
	w.s.sign(t, h, access.Office)
	h.Close()
	cfg := w.s.config()
	cfg.Clock, cfg.Bulk = w.clock, true
	w.h = must(openHouse(cfg))(t)
	t.Cleanup(func() { w.h.Close() })
	w.watch = w.h.Access.WatchClock()
	l, err := w.h.Access.Login(ctx, who.Job("test"), "t-"+access.Office)
	if err != nil {
		t.Fatal(err)
	}
	w.account = l.ID
	return w
}

func (w *times) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.h.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		id := strconv.Itoa(len(w.acts))
		w.acts = append(w.acts, id)
		return audit.Record(tx, audit.Entry{Action: "test.clock", Kind: "clock", ID: id})
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *times) promise(n, days int) *promised {
	p := &promised{ref: fmt.Sprintf("p%d-%d", n, len(w.promises)), made: w.clock.Now(), due: clock.DayOf(w.clock.Now()).Add(days)}
	w.write(func(tx *db.Tx) error {
		return calendar.Keep(tx, calendar.Promise{Kind: "item.due", Ref: p.ref, Title: "期限", Due: p.due})
	})
	w.promises = append(w.promises, p)
	return p
}

// starts are days on which calendars go wrong.
var starts = []time.Time{
	time.Date(2026, 1, 31, 23, 59, 0, 0, clock.Zone), time.Date(2028, 2, 28, 12, 0, 0, 0, clock.Zone), time.Date(2028, 2, 29, 0, 0, 0, 0, clock.Zone),
	time.Date(2026, 12, 31, 23, 30, 0, 0, clock.Zone), time.Date(2027, 2, 28, 8, 0, 0, 0, clock.Zone), time.Date(2026, 6, 30, 16, 0, 0, 0, clock.Zone),
}

// jumps of the clock, and what passes meanwhile.
var jumps = []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour, 400 * 24 * time.Hour, 31 * 24 * time.Hour, -31 * 24 * time.Hour, -400 * 24 * time.Hour, 10 * time.Minute}

// line is one timeline: promises are made, the clock jumps, the night work looks.
func (w *times) line(n int) {
	w.clock.Set(starts[w.r.IntN(len(starts))].Add(time.Duration(w.r.IntN(48*60)) * time.Minute))
	if _, err := w.watch.Look(ctx); err != nil {
		w.t.Fatal(err)
	}
	mine := []*promised{w.promise(n, 1+w.r.IntN(60)), w.promise(n, 1+w.r.IntN(400))}
	session := w.signIn()
	for range 6 {
		jump := jumps[w.r.IntN(len(jumps))]
		w.clock.Advance(jump)
		if ended, err := w.watch.Look(ctx); err != nil || jump < -time.Hour+time.Minute && session.cookie != "" && ended == 0 && !session.over {
			w.t.Errorf("the clock was put back by %s and %d sessions ended (%v)", -jump, ended, err)
		}
		session.over = session.over || jump < 0
		passed := time.Duration(1+w.r.IntN(50)) * time.Minute
		w.clock.Advance(passed)
		session.real, session.idle = session.real+passed, session.idle+passed
		if bad := w.overlived(session); bad != "" {
			w.t.Error(bad)
		}
		if _, err := w.h.Calendar.Sweep(ctx); err != nil {
			w.t.Fatal(err)
		}
		for _, p := range mine {
			p.swept = later(p.swept, w.clock.Now())
			for _, bad := range w.early(p) {
				w.t.Error(bad)
			}
		}
		if w.r.IntN(3) == 0 {
			mine = append(mine, w.promise(n, 1+w.r.IntN(90)))
		}
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// early lists reminders whose day the clock has never reached.
func (w *times) early(p *promised) (bad []string) {
	for _, before := range w.reminded(p) {
		point := p.due.Add(-before)
		if before == 0 {
			point = p.due.Add(1)
		}
		if clock.DayOf(p.swept) < point {
			bad = append(bad, fmt.Sprintf("%s due %s: reminded of point %d by a clock that has reached %s", p.ref, p.due, before, clock.DayOf(p.swept)))
		}
	}
	return bad
}

// reminded are the warning points of a promise of which somebody was told.
func (w *times) reminded(p *promised) (points []int) {
	err := w.h.DB.Read(ctx, who.Job("check"), func(tx *db.Tx) error {
		keys, err := db.All(tx, func(s db.Scanner) (k string, err error) { err = s.Scan(&k); return k, err }, `select key from notify_message where ref = $1`, p.ref)
		for _, k := range keys {
			part := strings.Split(k, ":")
			n, err := strconv.Atoi(part[len(part)-2])
			if err != nil {
				return err
			}
			points = append(points, n)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return points
}

func (w *times) forgotten(p *promised) bool { return !slices.Contains(w.reminded(p), 0) }

// end moves the clock behind every date: now each must have been called overdue, and the record must
// stand in the order of the acts.
func (w *times) end() {
	w.clock.Set(time.Date(2033, 1, 1, 9, 0, 0, 0, clock.Zone))
	if _, err := w.h.Calendar.Sweep(ctx); err != nil {
		w.t.Fatal(err)
	}
	for _, p := range w.promises {
		w.reminders += len(w.reminded(p))
		if w.forgotten(p) {
			w.t.Errorf("lost: nobody was told that %s of %s is overdue", p.ref, p.due)
		}
	}
	if err := w.h.DB.Read(ctx, who.Job("check"), func(tx *db.Tx) error {
		refs, err := db.All(tx, func(s db.Scanner) (k string, err error) { err = s.Scan(&k); return k, err }, `select ref from audit_entry where action = 'test.clock' order by seq`)
		if !slices.Equal(refs, w.acts) {
			w.t.Errorf("the record has %d acts in another order than the %d that were done", len(refs), len(w.acts))
		}
		return err
	}); err != nil {
		w.t.Error(err)
	}
	if _, err := w.h.Audit.Seal(ctx); err != nil {
		w.t.Error(err)
	}
	if res := w.h.Audit.Check(ctx, nil); !res.Sound() {
		w.t.Errorf("the record: %v %v", res.Err, res.Findings)
	}
}

// visit is a session and how long it has truly lived.
type visit struct {
	cookie     string
	real, idle time.Duration
	over       bool // the clock was put back since
}

func (w *times) signIn() *visit {
	w.t.Helper()
	k, err := w.h.Access.Open(ctx, w.account, access.Bearer{Place: "127.0.0.1"}, access.Proof{How: "test"}, access.Strong)
	if err != nil {
		w.t.Fatal(err)
	}
	w.sessions++
	return &visit{cookie: k.Cookie}
}

// overlived says so when a session still opens after its true time.
func (w *times) overlived(v *visit) string {
	if _, _, err := w.h.Access.Resolve(ctx, v.cookie); err != nil {
		return ""
	}
	idle, real := v.idle, v.real
	v.idle = 0
	if idle > access.IdleLimit+3*time.Minute || real > access.MostAge+3*time.Minute {
		return fmt.Sprintf("a session opens after %s without use and %s in all", idle, real)
	}
	return ""
}

// Night work goes on when the clock is put back by a day: it does not wait until the clock has caught up.
func TestNightWorkGoesOnWhenTheClockIsPutBack(t *testing.T) {
	c := clock.NewSettable(time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone))
	runs, tick := make(chan time.Time, 10), make(chan time.Time)
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	go job.Loop(stop, c, []job.Task{{Name: "x", Every: time.Minute, Run: func(context.Context) (int, error) { runs <- c.Now(); return 0, nil }}}, tick)
	<-runs
	for _, d := range []time.Duration{-24 * time.Hour, 61 * time.Second} {
		c.Advance(d)
		tick <- time.Time{}
		select {
		case <-runs:
		case <-time.After(2 * time.Minute):
			t.Fatalf("nothing ran after the clock moved by %s", d)
		}
	}
}
