package rectify

import (
	"slices"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// everything reads what an actor is shown of the ledger in all the ways there are: lists, states,
// units, weeks, waiting, upcoming, and what can be opened by its address.
func (w *world) everything(key string, all []ItemID) (opened, listed []ItemID, counted, side, trend int64, upcoming int) {
	w.t.Helper()
	a := w.actor[key]
	for _, id := range all {
		if _, err := w.r.Dossier(ctx, a, id); err == nil {
			opened = append(opened, id)
		} else if !fault.Is(err, fault.KindNotFound) {
			w.t.Fatal(err)
		}
	}
	listed = w.walk(key, Filter{Limit: 7}, false)
	c, err := w.r.Counts(ctx, a, "", 0, []string{w.unit["市局"].ID})
	w.ok(err)
	counted, side = c.States[""].All, c.Units[w.unit["市局"].ID].All
	var sum int64
	for s, n := range c.States {
		if s != "" {
			sum += n.All
		}
	}
	if sum != counted {
		w.t.Errorf("%s: the states add up to %d of %d", key, sum, counted)
	}
	weeks, err := w.r.Trend(ctx, a, 2)
	w.ok(err)
	trend = weeks[len(weeks)-1].Open
	w.ok(w.d.Read(ctx, a, func(tx *db.Tx) error {
		list, err := calendar.Upcoming(tx, access.ScopeOf(a, access.ReadItem), nil, "2000-01-01", "2100-01-01", 1000)
		upcoming = len(list)
		return err
	}))
	slices.Sort(opened)
	slices.Sort(listed)
	return
}

// TestRecusalIsObeyedEverywhere: a recused person neither opens, finds nor counts anything of the
// unit, and the figures are those of what can be opened.
func TestRecusalIsObeyedEverywhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.fill(60)
		all := w.walk("office", Filter{Limit: 50}, false)
		whole := w.actor["office"]
		branch, station := w.unit["城东分局"], w.unit["北岸派出所"]
		for _, c := range []struct {
			what string
			a    who.Actor
			want int
		}{
			{"nobody", whole, 60},
			{"a branch with its station", with(whole, []who.Span{{First: branch.Ord, Last: branch.Last}}, nil), 30},
			{"a branch and again its station", with(whole, []who.Span{{First: branch.Ord, Last: branch.Last}, {First: w.unit["东门派出所"].Ord, Last: w.unit["东门派出所"].Last}}, nil), 30},
			{"a station", with(whole, []who.Span{{First: station.Ord, Last: station.Last}}, nil), 45},
			{"two items", with(whole, nil, []who.Matter{{Kind: "item", ID: string(all[3])}, {Kind: "item", ID: string(all[7])}, {Kind: "plan", ID: string(all[8])}}), 58},
			{"everything", with(whole, []who.Span{{First: w.unit["市局"].Ord, Last: w.unit["市局"].Last}}, nil), 0},
		} {
			w.actor["x"] = c.a
			opened, listed, counted, side, trend, upcoming := w.everything("x", all)
			if len(opened) != c.want || !slices.Equal(opened, listed) || counted != int64(c.want) || side != int64(c.want) {
				t.Errorf("recused from %s: %d opened, %d listed, %d counted, %d at the side, want %d", c.what, len(opened), len(listed), counted, side, c.want)
			}
			running, ends := int64(0), 0
			for _, id := range opened {
				it := w.item(id)
				if it.State != Voided {
					running++
				}
				if it.State.Running() {
					ends++
				}
			}
			if trend != running || upcoming < ends {
				t.Errorf("recused from %s: %d open in the trend of %d, %d days promised of at least %d", c.what, trend, running, upcoming, ends)
			}
		}
		// the control: an actor whose recusal was forgotten sees all of it
		w.actor["x"] = whole
		if _, listed, _, _, _, _ := w.everything("x", all); len(listed) != 60 {
			t.Errorf("without a recusal %d of 60", len(listed))
		}
	})
}

func with(a who.Actor, spans []who.Span, kept []who.Matter) who.Actor {
	a.Recused, a.Kept = spans, kept
	return a
}

// TestOverdueLeavesOutTheRecused: the count of what is late obeys as well.
func TestOverdueLeavesOutTheRecused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.fill(40)
		branch := w.unit["城东分局"]
		w.actor["x"] = with(w.actor["office"], []who.Span{{First: branch.Ord, Last: branch.Last}}, nil)
		var late int64
		for _, id := range w.walk("x", Filter{Limit: 50}, false) {
			if it := w.item(id); it.State.Running() && it.Due < clock.DayOf(d.Clock().Now()) {
				late++
			}
		}
		c, err := w.r.Counts(ctx, w.actor["x"], "", 0, nil)
		w.ok(err)
		if late == 0 || c.States[""].Late != late {
			t.Errorf("%d counted as late, %d are", c.States[""].Late, late)
		}
	})
}
