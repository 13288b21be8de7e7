package chronic

import (
	"fmt"
	"slices"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

func TestADrawCanBeDrawnAgain(t *testing.T) {
	var pool []string
	for i := range 50 {
		pool = append(pool, fmt.Sprint("p", i))
	}
	one := Draw("seed", pool, 12)
	back := slices.Clone(pool)
	slices.Reverse(back)
	if !slices.Equal(one, Draw("seed", back, 12)) || PoolHash(pool) != PoolHash(back) {
		t.Error("the order of the pool changes who is drawn")
	}
	if slices.Equal(one, Draw("seed2", pool, 12)) || slices.Equal(one, Draw("seed", pool[1:], 12)) && slices.Contains(one, "p0") {
		t.Error("seed or pool do not matter")
	}
	got := Assign("seed", one, []string{"a", "b", "c"}, func(r, n string) bool { return r != "a" || n != one[0] })
	load := map[string]int{}
	for n, r := range got {
		load[r]++
		if n == one[0] && r == "a" {
			t.Error("a unit looks at its own")
		}
	}
	if load["a"] != 4 || load["b"] != 4 || load["c"] != 4 {
		t.Errorf("uneven: %v", load)
	}
	// Everybody is drawn about equally often: 4000 draws of 12 of 50 are 960 each; the control is a draw
	// that takes the first ones.
	count := func(draw func(string) []string) (least, most int) {
		n := map[string]int{}
		for i := range 4000 {
			for _, p := range draw(fmt.Sprint(i)) {
				n[p]++
			}
		}
		least = 4000
		for _, p := range pool {
			least, most = min(least, n[p]), max(most, n[p])
		}
		return least, most
	}
	if l, m := count(func(s string) []string { return Draw(s, pool, 12) }); l < 840 || m > 1080 {
		t.Errorf("the lot prefers somebody: %d to %d of 960", l, m)
	}
	if l, m := count(func(string) []string { return pool[:12] }); l >= 840 && m <= 1080 {
		t.Error("the test does not see a draw that is none")
	}
}

func TestCrossReview(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.claimed("城东分局", "east")
		all := []string{w.unit["城东分局"].ID, w.unit["江北分局"].ID, w.unit["江南分局"].ID}
		_, err := w.r.Draw(ctx, w.actor["office"], Drawing{Campaign: w.campaign, Kind: Spot, Title: "跨分局", Size: 1, Reviewers: all})
		w.is(err, fault.KindInvalid, "drawn from nothing")
		bid, err := w.r.Draw(ctx, w.actor["office"], Drawing{Campaign: w.campaign, Kind: Cross, Title: "跨分局", Size: 3, Reviewers: all})
		w.ok(err)
		if _, err := w.r.Draw(ctx, w.actor["east"], Drawing{Campaign: w.campaign, Kind: Cross, Title: "x", Size: 1, Reviewers: all}); err == nil {
			t.Error("a unit draws")
		}
		p, err := w.r.BatchPage(ctx, w.actor["office"], bid)
		w.ok(err)
		if !p.Same || len(p.Lots) != 1 || len(p.Lots[0].People) != 1 || p.Lots[0].Unit == w.unit["城东分局"].ID {
			t.Fatalf("%+v", p)
		}
		p.Batch.Seed = "another"
		p.Batch.Pool = append(p.Batch.Pool, "x", "y", "z") // the control: a changed draw does not come out the same
		p.Batch.Size = 2
		if p.check(p.Lots); p.Same {
			t.Error("a changed draw passes")
		}
		lot := p.Lots[0]
		reviewer, other := "north", "south"
		if lot.Unit == w.unit["江南分局"].ID {
			reviewer, other = other, reviewer
		}
		in := Reviewing{Verdict: Fits, Sampled: 5, Matched: 5, Words: "抽5起，均有结论和告知"}
		w.is(w.r.Review(ctx, w.actor[other], lot.ID, in), fault.KindNotFound, "somebody who is not named reviews")
		w.is(w.r.Review(ctx, w.actor["office"], lot.ID, in), fault.KindDenied, "the office reviews in the reviewer's place")
		own := w.actor["east"]
		w.is(w.r.NameReviewers(ctx, w.actor["office"], lot.ID, []string{own.Person}), fault.KindInvalid, "the own side is named")
		w.is(w.r.Accept(ctx, w.actor["verifier"], id, Accepting{Sampled: 1, Matched: 1, Opinion: "x"}), fault.KindInvalid, "accepted before the review is in")
		l, err := w.r.Reviews(ctx, w.actor[reviewer])
		w.ok(err)
		dd, err := w.r.Dossier(ctx, w.actor[reviewer], id)
		w.ok(err)
		if len(l) != 1 || dd.Problem.ID != id {
			t.Error("the reviewer does not see what is to be reviewed")
		}
		recused := w.actor[reviewer]
		recused.Kept = []who.Matter{{Kind: "chronic", ID: string(id)}}
		if _, err := w.r.Dossier(ctx, recused, id); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("recused and named: %v", err)
		}
		w.is(w.r.Review(ctx, w.actor[reviewer], lot.ID, Reviewing{Verdict: Fits, Sampled: 5, Matched: 4, Words: "x"}), fault.KindInvalid, "fits although one does not")
		w.ok(w.r.Review(ctx, w.actor[reviewer], lot.ID, in))
		w.is(w.r.Review(ctx, w.actor[reviewer], lot.ID, in), fault.KindConflict, "twice")
		w.ok(w.r.Accept(ctx, w.actor["verifier"], id, Accepting{Sampled: 1, Matched: 1, Opinion: "合格"}))
	})
}

func TestVisits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		plan := NewVisit{Campaign: w.campaign, Way: VisitCovert, Title: "夜查窗口", Aim: "看接报警登记", On: w.today(), Kind: "unit", Size: 2, Persons: map[string]string{w.actor["verifier"].Person: DutyVisit}}
		_, err := w.r.PlanVisit(ctx, w.actor["office"], plan)
		w.is(err, fault.KindInvalid, "one person goes alone")
		plan.Persons[w.actor["office"].Person] = DutyVisit
		id, err := w.r.PlanVisit(ctx, w.actor["office"], plan)
		w.ok(err)
		for _, who := range []string{"leader", "office2", "east", "easthead"} {
			if _, err := w.r.VisitPage(ctx, w.actor[who], id); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s, who is not named, sees the visit: %v", who, err)
			}
			if list, _ := w.r.Visits(ctx, w.actor[who]); len(list) != 0 {
				t.Errorf("%s lists it", who)
			}
		}
		list, err := w.r.Visits(ctx, w.actor["verifier"]) // the control
		w.ok(err)
		if len(list) != 1 {
			t.Fatal("who is named does not see it")
		}
		w.ok(d.Read(ctx, w.actor["office"], func(tx *db.Tx) error {
			for q, what := range map[string]string{`select count(*) from search_doc where title like '%夜查%'`: "search", `select count(*) from notify_message where title like '%夜查%'`: "notices"} {
				if n, err := db.Value[int](tx, q); err != nil || n != 0 {
					t.Errorf("%s know of it: %d %v", what, n, err)
				}
			}
			return nil
		}))
		w.ok(w.r.DrawVisit(ctx, w.actor["verifier"], id))
		v, err := w.r.VisitPage(ctx, w.actor["office"], id)
		w.ok(err)
		if len(v.Visit.Lots) != 2 || !v.Same || v.Visit.SeedHash != SeedHash(v.Visit.Seed) {
			t.Fatalf("%+v", v)
		}
		first, err := w.r.Observe(ctx, w.actor["verifier"], id, NewObservation{Lot: 1, SeenAt: "2026-06-18 08:30", Body: "登记簿缺3日", Wrong: true})
		w.ok(err)
		second, err := w.r.Observe(ctx, w.actor["office"], id, NewObservation{Lot: 2, SeenAt: "2026-06-18 08:50", Body: "正常"})
		w.ok(err)
		w.is(w.r.CoSign(ctx, w.actor["verifier"], id, first), fault.KindDenied, "signs the own observation")
		w.ok(w.r.CoSign(ctx, w.actor["office"], id, first))
		w.is(w.r.FinishVisit(ctx, w.actor["office"], id, "查2处"), fault.KindInvalid, "finished with one signature missing")
		if sums, _ := w.r.Summaries(ctx, w.actor["office2"]); len(sums) != 0 {
			t.Error("a summary before the end")
		}
		w.ok(w.r.CoSign(ctx, w.actor["verifier"], id, second))
		w.is(w.r.HandObservation(ctx, w.actor["office"], id, first, Result{To: ResultChronic, Title: "接报警登记缺失", Category: "G6"}), fault.KindConflict, "handed over before the end")
		w.ok(w.r.FinishVisit(ctx, w.actor["office"], id, "查2处，1处有问题"))
		w.ok(w.r.HandObservation(ctx, w.actor["office"], id, first, Result{To: ResultChronic, Title: "接报警登记缺失", Category: "G6"}))
		w.is(w.r.HandObservation(ctx, w.actor["office"], id, second, Result{To: ResultItem, Title: "x", Due: w.today().Add(9)}), fault.KindConflict, "nothing was wrong")
		sums, err := w.r.Summaries(ctx, w.actor["office2"])
		w.ok(err)
		if len(sums) != 1 || sums[0].Wrong != 1 || sums[0].Units != 2 || SeedHash(sums[0].Seed) != sums[0].SeedHash {
			t.Errorf("%+v", sums)
		}
		if sums, _ := w.r.Summaries(ctx, w.actor["east"]); len(sums) != 0 {
			t.Error("a unit reads the summary")
		}
		l, err := w.r.Ledger(ctx, w.actor["office"], Filter{})
		w.ok(err)
		if len(l.Lines) != 1 || l.Lines[0].Title != "接报警登记缺失" {
			t.Errorf("%+v", l.Lines)
		}
	})
}
