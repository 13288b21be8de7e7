package approve

import (
	"errors"
	"sync"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Many second persons at the same moment: one decides, the others learn that somebody did.
func TestRaceOfApprovals(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tr, _ := Of(CloseItem)
		for range 5 {
			c := w.content(tr.Code)
			r := w.ask(tr, c)
			const runners = 8
			errs := make([]error, runners)
			var wg sync.WaitGroup
			for i := range runners {
				wg.Add(1)
				go func() {
					defer wg.Done()
					key := []string{"second", "other", "chief", "reports"}[i%4]
					errs[i] = w.try(w.actor(key, tr.Approve), r.ID, Decision{Seen: r.Signed, Reason: "agreed", Yes: i%2 == 0}, c, rules)
				}()
			}
			wg.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else if !fault.Is(err, fault.KindConflict) {
					t.Errorf("a runner got %v", err)
				}
			}
			if rows := w.count(`select count(*) from approve_decision where request_id = $1`, r.ID); won != 1 || rows != 1 {
				t.Fatalf("%d of %d decided, %d decisions kept", won, runners, rows)
			}
		}
	})
}

// One approval for one use, by many at once.
func TestRaceOfUses(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tr, _ := Of(ExportLedger)
		c := w.content(tr.Code)
		r := w.ask(tr, c)
		a := w.honest(tr, r, c)
		if err := w.try(a.by, a.id, a.in, a.now, rules); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 8 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if err := w.use("asker", r.ID, c); err == nil {
					mu.Lock()
					won++
					mu.Unlock()
				}
			}()
		}
		wg.Wait()
		if won != 1 {
			t.Fatalf("used %d times", won)
		}
	})
}

func (w *town) use(key, id string, now Content) error {
	a := w.actor(key, "")
	return w.d.Write(ctx, a, func(tx *db.Tx) error {
		ok, err := Use(tx, id, now)
		if err != nil {
			return err
		}
		if err := audit.Record(tx, audit.Entry{Action: "test.use", Kind: "test", ID: id}); err != nil {
			return err
		}
		return ok.For(tx, now.Code, now.Kind, now.Object)
	})
}

func (w *town) count(q string, args ...any) (n int64) {
	w.t.Helper()
	if err := w.d.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) { n, err = db.Value[int64](tx, q, args...); return err }); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// An approval for one use is for its asker, for what was agreed to, for 72 hours, and is no approval
// while nobody has agreed.
func TestUse(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tr, _ := Of(ExportLedger)
		agreed := func(yes bool) (*Request, Content) {
			c := w.content(tr.Code)
			c.Fields = append(c.Fields, Field{Name: "rectify.approval.rows", After: "100", As: AsMost})
			r := w.ask(tr, c)
			a := w.honest(tr, r, c)
			a.in.Yes = yes
			if err := w.try(a.by, a.id, a.in, a.now, rules); err != nil {
				t.Fatal(err)
			}
			return r, c
		}
		refused := func(why string, kind fault.Kind, err error) {
			t.Helper()
			if !fault.Is(err, kind) {
				t.Errorf("%s: %v", why, err)
			}
		}
		c := w.content(tr.Code)
		r := w.ask(tr, c)
		refused("nobody agreed yet", fault.KindDenied, w.use("asker", r.ID, c))
		r, c = agreed(false)
		refused("refused", fault.KindDenied, w.use("asker", r.ID, c))
		r, c = agreed(true)
		refused("somebody else", fault.KindNotFound, w.use("mate", r.ID, c))
		refused("the one who agreed", fault.KindNotFound, w.use("second", r.ID, c))
		refused("an unknown id", fault.KindNotFound, w.use("asker", "nothing", c))
		more, fewer, other := rowsOf(c, "101"), rowsOf(c, "99"), c
		other.Fields = changed(c.Fields)
		refused("more rows", fault.KindConflict, w.use("asker", r.ID, more))
		refused("not a number", fault.KindConflict, w.use("asker", r.ID, rowsOf(c, "many")))
		refused("another filter", fault.KindConflict, w.use("asker", r.ID, other))
		if err := w.use("asker", r.ID, fewer); err != nil {
			t.Errorf("fewer rows than agreed: %v", err)
		}
		refused("twice", fault.KindConflict, w.use("asker", r.ID, c))
		r, c = agreed(true)
		dbtest.Clock(w.d).Advance(-time.Hour)
		refused("before it was agreed to", fault.KindConflict, w.use("asker", r.ID, c))
		dbtest.Clock(w.d).Advance(time.Hour + Life)
		refused("after 72 hours", fault.KindConflict, w.use("asker", r.ID, c))
		close, _ := Of(CloseItem)
		c = w.content(close.Code)
		r = w.ask(close, c)
		a := w.honest(close, r, c)
		if err := w.try(a.by, a.id, a.in, a.now, rules); err != nil {
			t.Fatal(err)
		}
		refused("a transition that is not for later use", fault.KindDenied, w.use("asker", r.ID, c))
	})
}

func rowsOf(c Content, n string) Content {
	c.Fields = append([]Field(nil), c.Fields...)
	c.Fields[len(c.Fields)-1].After = n
	return c
}

// An Approved that did not come from a yes in this transaction, for this object, is none.
func TestApprovedIsBound(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tr, _ := Of(CloseItem)
		c := w.content(tr.Code)
		r := w.ask(tr, c)
		a := w.honest(tr, r, c)
		var kept Approved
		err := w.d.Write(ctx, a.by, func(tx *db.Tx) (err error) {
			if kept, err = Decide(tx, r.ID, a.in, c); err != nil {
				return err
			}
			for _, bad := range []error{Approved{}.For(tx, c.Code, c.Kind, c.Object), kept.For(tx, Restore, c.Kind, c.Object), kept.For(tx, c.Code, "other", c.Object), kept.For(tx, c.Code, c.Kind, "other")} {
				if !fault.Is(bad, fault.KindDenied) {
					t.Errorf("holds: %v", bad)
				}
			}
			return kept.For(tx, c.Code, c.Kind, c.Object)
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = w.d.Write(ctx, a.by, func(tx *db.Tx) error {
			if !fault.Is(kept.For(tx, c.Code, c.Kind, c.Object), fault.KindDenied) {
				t.Error("an approval holds in a later transaction")
			}
			return nil
		})
		c = w.content(tr.Code)
		r = w.ask(tr, c)
		boom := errors.New("the verb failed")
		err = w.d.Write(ctx, a.by, func(tx *db.Tx) error {
			if _, err := Decide(tx, r.ID, Decision{Seen: r.Signed, Reason: "agreed", Yes: true}, c); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || w.state(r.ID) != Waiting {
			t.Errorf("a verb that failed left %s, %v", w.state(r.ID), err)
		}
	})
}

// A request is asked for by somebody who may and is there, with a reason, once at a time; what can no
// longer be agreed to makes room.
func TestAsk(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tr, _ := Of(CloseItem)
		c := w.content(tr.Code)
		try := func(change func(*who.Actor)) error {
			a := w.actor("asker", tr.Ask)
			change(&a)
			_, err := w.askAs(a, c)
			return err
		}
		for why, change := range map[string]func(*who.Actor){
			"a job": func(a *who.Actor) { *a = who.Job("x") }, "nobody": func(a *who.Actor) { a.Person = "" }, "no right": func(a *who.Actor) { a.Grants = nil },
			"stale": func(a *who.Actor) { a.Stepped = a.Stepped.Add(-time.Hour) }, "ahead": func(a *who.Actor) { a.Stepped = a.Stepped.Add(time.Hour) },
		} {
			if err := try(change); !isFault(err, fault.KindDenied, fault.KindNotFound) {
				t.Errorf("%s may ask: %v", why, err)
			}
		}
		err := w.d.Write(ctx, w.actor("asker", tr.Ask), func(tx *db.Tx) error {
			_, err := Ask(tx, NewRequest{Content: c, Reason: " "})
			return err
		})
		if !fault.Is(err, fault.KindInvalid) {
			t.Errorf("asked without a reason: %v", err)
		}
		first := w.ask(tr, c)
		if err := try(func(*who.Actor) {}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("asked twice: %v", err)
		}
		c.Fields = changed(c.Fields)
		again := w.ask(tr, c)
		if w.state(first.ID) != Stale || w.state(again.ID) != Waiting {
			t.Errorf("after a change: %s, %s", w.state(first.ID), w.state(again.ID))
		}
		dbtest.Clock(w.d).Advance(Life + time.Minute)
		if n, err := New(w.d).Expire(ctx); n != 1 || err != nil || w.state(again.ID) != Expired {
			t.Errorf("%d expired, %v, %s", n, err, w.state(again.ID))
		}
		if n, err := New(w.d).Expire(ctx); n != 0 || err != nil {
			t.Errorf("expired twice: %d %v", n, err)
		}
		w.ask(tr, c)
	})
}

// What is not built cannot be asked for, and the shipped table is as TRUST.md 2.11 has it.
func TestDeclared(t *testing.T) {
	numbers := map[int]bool{}
	codes := map[Code]bool{}
	for _, x := range Table {
		numbers[x.Number] = true
		if codes[x.Code] {
			t.Errorf("%s stands twice", x.Code)
		}
		codes[x.Code] = true
		if x.Built != (x.Ask != "" && x.Approve != "") {
			t.Errorf("%s: built %v with rights %q and %q", x.Code, x.Built, x.Ask, x.Approve)
		}
		if want := map[int]bool{1: true, 2: true, 5: true, 8: true, 12: true}[x.Number]; x.OtherLine != want {
			t.Errorf("%d %s: another line is wanted: %v", x.Number, x.Code, x.OtherLine)
		}
	}
	for n := 1; n <= 17; n++ {
		if !numbers[n] {
			t.Errorf("transition %d is not declared", n)
		}
	}
	w := newTown(t, dbtest.SQLite(t))
	a := w.actor("asker", "")
	for _, c := range []Code{Shelve, "no.such"} {
		if _, err := w.askAs(a, w.content(c)); !fault.Is(err, fault.KindDenied) {
			t.Errorf("%s was asked for: %v", c, err)
		}
	}
}
