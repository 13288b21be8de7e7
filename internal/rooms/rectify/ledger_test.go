package rectify

import (
	"fmt"
	"slices"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// filled world: items in both branches and a station, in several states and with dates before and
// after today.
func (w *world) fill(n int) {
	w.t.Helper()
	start := dbtest.Clock(w.d).Now()
	dbtest.Clock(w.d).Set(start.AddDate(0, 0, -40))
	units := []string{"城东分局", "东门派出所", "江北分局", "北岸派出所"}
	var ids []ItemID
	for i := range n {
		in := w.registration()
		in.Unit, in.SourceRef, in.Finding = w.unit[units[i%4]].ID, "", fmt.Sprintf("问题 %d：登记不全", i)
		in.Due = w.today().Add((i * 7) % 90)
		id, err := w.r.Register(ctx, w.actor["office"], in)
		w.ok(err)
		ids = append(ids, id)
	}
	for i, id := range ids {
		switch i % 5 {
		case 1:
			w.ok(w.r.Void(ctx, w.actor["leader"], id, Voiding{Decision: "更正", Document: "1号"}))
		case 2:
			head := w.actor["head"]
			if i%4 >= 2 {
				head = w.actor["head2"]
			}
			w.ok(w.r.Sign(ctx, head, id, w.signing()))
		}
	}
	dbtest.Clock(w.d).Set(start)
}

func (w *world) walk(who string, f Filter, back bool) []ItemID {
	w.t.Helper()
	var out []ItemID
	for page := 0; ; page++ {
		if page > 60 {
			w.t.Fatal("pages without end")
		}
		l, err := w.r.Ledger(ctx, w.actor[who], f)
		w.ok(err)
		var ids []ItemID
		for _, x := range l.Lines {
			ids = append(ids, x.ID)
		}
		if back {
			out = append(ids, out...)
			if f.Before = l.Prev; f.Before == "" {
				return out
			}
			continue
		}
		out = append(out, ids...)
		if f.After = l.Next; f.After == "" {
			if l.Prev == "" || f.Limit >= 200 {
				return out
			}
			last := f // walk back from the last page: the same rows the other way
			last.After, last.Before = "", l.Prev
			again := append(w.walk(who, last, true), ids...)
			if !slices.Equal(again, out) {
				w.t.Fatalf("backward %v\nforward %v", again, out)
			}
			return out
		}
	}
}

func TestPagesAreTheWholeListBothWays(t *testing.T) {
	each(t, func(w *world) {
		w.fill(47)
		filters := []Filter{{}, {State: Listed}, {Unit: w.unit["城东分局"].ID}, {Unit: w.unit["东门派出所"].ID, State: Listed}, {Time: Overdue}, {Time: DueSoon}, {Year: 2026, Source: FromInspection}, {Text: "问题 1"}, {Category: "property"}}
		for _, sort := range Sorts {
			for _, desc := range []bool{false, true} {
				for i, f := range filters {
					f.Sort, f.Desc, f.Limit = sort, desc, 200
					whole := w.walk("office", f, false)
					for _, size := range []int{1, 7, 10} {
						f.Limit = size
						if got := w.walk("office", f, false); !slices.Equal(got, whole) {
							t.Fatalf("sort %s desc %v filter %d size %d: %d rows, %d in one page", sort, desc, i, size, len(got), len(whole))
						}
					}
				}
			}
		}
	})
}

func TestEverybodySeesTheirPartOnly(t *testing.T) {
	each(t, func(w *world) {
		w.fill(20)
		for who, want := range map[string]int{"office": 20, "head": 10, "head2": 10, "station": 5, "sysadmin": 0, "auditor": 0} {
			if got := len(w.walk(who, Filter{Limit: 200}, false)); got != want {
				t.Errorf("%s sees %d items, want %d", who, got, want)
			}
			c, err := w.r.Counts(ctx, w.actor[who], "", 0, nil)
			if err != nil || c.States[""].All != int64(want) {
				t.Errorf("%s counts %d items, want %d (%v)", who, c.States[""].All, want, err)
			}
		}
		_, err := w.r.Ledger(ctx, w.actor["head"], Filter{Unit: w.unit["江北分局"].ID})
		w.wants(err, fault.KindNotFound, "")
		_, err = w.r.Ledger(ctx, w.actor["office"], Filter{Sort: "size; drop"})
		w.wants(err, fault.KindInvalid, "sort_unknown")
	})
}

func TestCountersAreTheTruth(t *testing.T) {
	each(t, func(w *world) {
		w.fill(23)
		id := w.proposed()
		w.ok(w.r.Close(ctx, w.actor["office"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}))
		w.ok(w.r.Look(ctx, w.actor["verifier"], id, Looking{Relapsed: true, Method: "site", Opinion: "反弹", Due: w.today().Add(9)}))
		w.sameAsRecount("after the acts")
		h := org.New(w.d, nil)
		admin := w.actor["sysadmin"]
		admin.Grants[0].Role = "sysadmin"
		w.ok(h.MoveUnit(ctx, admin, w.unit["东门派出所"].ID, w.unit["江北分局"].ID, "", w.today(), "并入"))
		w.sameAsRecount("after a station moved")
		if got := len(w.walk("head2", Filter{Limit: 200}, false)); got <= 10 {
			t.Fatalf("the new parent sees %d items", got)
		}
		w.write(func(tx *db.Tx) error { // the planted fault
			_, err := tx.Exec(`update rectify_count set n = n + 1 where state = 'listed'`)
			tx.Recorded()
			return err
		})
		before := w.counters()
		w.write(func(tx *db.Tx) error { defer tx.Recorded(); return recount(tx) })
		if slices.Equal(before, w.counters()) {
			t.Fatal("a wrong counter was not noticed")
		}
	})
}

func (w *world) sameAsRecount(when string) {
	w.t.Helper()
	before := w.counters()
	w.write(func(tx *db.Tx) error { defer tx.Recorded(); return recount(tx) })
	if after := w.counters(); !slices.Equal(before, after) {
		w.t.Fatalf("%s: kept %v\ncounted %v", when, before, after)
	}
}

func (w *world) counters() (out []string) {
	w.t.Helper()
	w.ok(w.d.Read(ctx, w.actor["office"], func(tx *db.Tx) (err error) {
		out, err = db.All(tx, func(s db.Scanner) (string, error) {
			var unit, state string
			var year, n int
			err := s.Scan(&unit, &year, &state, &n)
			return fmt.Sprint(unit, year, state, n), err
		}, `select unit_id, year, state, n from rectify_count where n <> 0 order by unit_id, year, state`)
		return err
	}))
	return out
}

func TestLightsComeFromDatesAlone(t *testing.T) {
	for _, c := range []struct {
		s           State
		due, closed string
		lamp        calendar.Lamp
		days        int
	}{{Working, "2026-06-17", "", calendar.Late, 1}, {Working, "2026-06-18", "", calendar.Soon, 0}, {Listed, "2026-06-28", "", calendar.Soon, 10}, {Returned, "2026-06-29", "", calendar.OK, 11},
		{Standing, "2026-01-01", "", calendar.Long, 0}, {Closed, "2026-05-29", "2026-05-28", calendar.Kept, 0}, {Closed, "2026-05-29", "2026-06-02", calendar.Kept, 4}} {
		it := Item{State: c.s, Due: day(c.due), ClosedOn: day(c.closed)}
		if l := it.Light("2026-06-18"); l.Lamp != c.lamp || l.Days != c.days {
			t.Errorf("%s due %s closed %s: %v", c.s, c.due, c.closed, l)
		}
	}
}

func TestTheSideFollowsEveryChange(t *testing.T) {
	each(t, func(w *world) {
		w.fill(8)
		page := func() Counts {
			p, err := w.r.LedgerPage(ctx, w.actor["office"], Filter{Unit: w.unit["城东分局"].ID})
			w.ok(err)
			return p.Counts
		}
		before := page()
		id := w.listed()
		after := page()
		if after.States[""].All != before.States[""].All+1 || after.Units[w.unit["城东分局"].ID].All != before.Units[w.unit["城东分局"].ID].All+1 {
			t.Fatalf("before %+v after %+v", before, after)
		}
		w.ok(w.r.Void(ctx, w.actor["leader"], id, Voiding{Decision: "更正", Document: "1号"}))
		if c := page(); c.States[Voided].All != after.States[Voided].All+1 {
			t.Fatalf("the voided item is not counted: %+v", c)
		}
		if w.r.sides.kept == nil {
			t.Fatal("nothing is kept: this test proves nothing")
		}
	})
}
