package audit

import (
	"slices"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
)

func TestListAndPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		act(t, d, "a", "rectify.report", "i1", 70)
		act(t, d, "b", "rectify.void", "i2", 60)
		dbtest.Clock(d).Advance(24 * time.Hour)
		act(t, d, "a", "access.refused", "i1", 3)
		list := func(f Filter) Page {
			t.Helper()
			p, err := l.List(ctx, person("auditor"), f)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		first := list(Filter{})
		if len(first.Rows) != 50 || first.Rows[0].Seq != 133 || first.HasPrev || !first.HasNext || first.Found != 133 || first.Total != 133 {
			t.Errorf("first page: %d rows, %+v", len(first.Rows), first.Found)
		}
		second := list(Filter{Before: first.Rows[49].Seq})
		if second.Rows[0].Seq != 83 || !second.HasPrev || !second.HasNext {
			t.Errorf("second page begins with %d", second.Rows[0].Seq)
		}
		last := list(Filter{Before: second.Rows[49].Seq})
		if len(last.Rows) != 33 || last.HasNext {
			t.Errorf("last page: %d rows", len(last.Rows))
		}
		if back := list(Filter{After: second.Rows[0].Seq}); back.Rows[0].Seq != 133 || back.HasPrev || !back.HasNext {
			t.Errorf("back on the first page: %d", back.Rows[0].Seq)
		}
		for name, c := range map[string]struct {
			f    Filter
			want int64
		}{
			"person by id":   {Filter{Person: "b"}, 60},
			"person by name": {Filter{Person: "测试 a"}, 73},
			"nobody":         {Filter{Person: "nobody"}, 0},
			"action":         {Filter{Action: "rectify.void"}, 60},
			"object":         {Filter{Kind: "item", ID: "i1"}, 73},
			"sensitive":      {Filter{Sensitive: true}, 63},
			"first day":      {Filter{From: "2026-06-18", To: "2026-06-18"}, 130},
			"second day":     {Filter{From: "2026-06-19"}, 3},
			"all together":   {Filter{From: "2026-06-18", Person: "a", Action: "access.refused", Kind: "item", ID: "i1", Sensitive: true}, 3},
		} {
			if p := list(c.f); p.Found != c.want {
				t.Errorf("%s: %d, want %d", name, p.Found, c.want)
			}
		}
		actions, err := l.Actions(ctx, person("auditor"))
		if err != nil || !slices.Equal(actions, []string{"access.refused", "rectify.report", "rectify.void"}) {
			t.Errorf("%v, %v", actions, err)
		}
	})
}

func TestProofAndStanding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		standing := func() Standing {
			t.Helper()
			s, err := l.Standing(ctx, person("auditor"))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		if s := standing(); s.Verdict != Unsealed || s.Pending != 0 {
			t.Errorf("empty: %+v", s)
		}
		act(t, d, "a", "x.do", "i1", 3)
		seal(t, l)
		act(t, d, "a", "x.do", "i1", 4)
		seal(t, l)
		act(t, d, "a", "x.do", "i1", 1)
		if s := standing(); s.Verdict != Sound || s.Pending != 1 || s.Checkpoint.Size != 7 || s.Before.Size != 3 {
			t.Errorf("%+v", s)
		}
		p, err := l.Proof(ctx, person("auditor"), 2)
		if err != nil || p.Verdict != Sound || len(p.Path) != 3 {
			t.Fatalf("%+v, %v", p, err)
		}
		text, err := p.File()
		if err != nil || tlog.CheckProof(text, []byte(p.Text), l.PublicKey()) != nil {
			t.Errorf("the proof file proves nothing: %v\n%s", err, text)
		}
		if p, err = l.Proof(ctx, person("auditor"), 8); err != nil || p.Verdict != Unsealed {
			t.Errorf("unsealed: %s, %v", p.Verdict, err)
		}
		if _, err := p.File(); !fault.Is(err, fault.KindConflict) {
			t.Errorf("a proof of an unsealed entry: %v", err)
		}
		if _, err := l.Proof(ctx, person("auditor"), 999); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("no such entry: %v", err)
		}
		cps, err := l.Checkpoints(ctx, person("auditor"), 7)
		if err != nil || len(cps) != 1 || cps[0].Size != 3 {
			t.Errorf("%v, %v", cps, err)
		}
		if p := l.CheckProgress(); p.Running || p.Last != nil {
			t.Errorf("%+v", p)
		}
		l.StartCheck(ctx)
		for l.CheckProgress().Running {
			time.Sleep(10 * time.Millisecond)
		}
		if p := l.CheckProgress(); p.Last == nil || !p.Last.Sound() || p.Last.Entries != 7 {
			t.Errorf("%+v", p.Last)
		}
	})
}
