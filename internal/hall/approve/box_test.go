package approve

import (
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// What somebody may not agree to is listed with its rule and without content; what does not exist for
// somebody is not listed at all; whoever asked sees it among the own ones.
func TestBoxShowsNoContentToWhomItIsBarred(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		tr, _ := Of(LowerItem)
		c := w.content(tr.Code)
		r := w.ask(tr, c)
		h := New(w.d)
		box := func(a who.Actor) Box {
			t.Helper()
			b, err := h.Box(ctx, a)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := h.Count(ctx, a); err != nil || n != b.Ready() {
				t.Errorf("the menu counts %d, the page %d, %v", n, b.Ready(), err)
			}
			return b
		}
		if b := box(w.actor("second", tr.Approve)); b.Ready() != 1 || b.Waiting[0].Title != "title" || len(b.Waiting[0].Fields) != 2 {
			t.Errorf("an honest second person sees %+v", b.Waiting)
		}
		b := box(w.actor("mate", tr.Approve))
		if len(b.Waiting) != 1 || b.Ready() != 0 || !empty(b.Waiting[0].Request) || b.Waiting[0].Label != "WT-1" {
			t.Errorf("somebody of the same line sees %+v", b.Waiting)
		}
		mine := box(w.actor("asker", tr.Approve))
		if len(mine.Waiting) != 0 || len(mine.Asked) != 1 || mine.Asked[0].Title != "title" {
			t.Errorf("the asker sees %+v", mine)
		}
		recused := w.actor("second", tr.Approve)
		recused.Kept = []who.Matter{{Kind: "thing", ID: c.Object}}
		if f := box(recused); len(f.Waiting) == 1 && f.Waiting[0].Bar != nil && (!empty(f.Waiting[0].Request) || f.Waiting[0].Label != "") {
			t.Errorf("a recused person sees %+v", f.Waiting[0].Request)
		}
		stranger := w.actor("other", tr.Approve)
		u := w.unit["east-1"]
		stranger.Grants[0].First, stranger.Grants[0].Last = u.Ord, u.Last
		if b := box(stranger); len(b.Waiting) != 0 {
			t.Errorf("somebody without the right there sees %+v", b.Waiting)
		}
		if _, err := h.View(ctx, stranger, r.ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("and opens it: %v", err)
		}
		if b := box(w.actor("other", "")); len(b.Waiting) != 0 || MayDecide(w.actor("other", "")) {
			t.Errorf("somebody without any right sees %+v", b.Waiting)
		}
		v, err := h.View(ctx, w.actor("mate", tr.Approve), r.ID)
		if err != nil || !empty(v.Request) || v.Bar == nil || len(v.Checks) == 0 {
			t.Errorf("somebody of the same line opens %+v %v", v.Request, err)
		}
		a := w.honest(tr, r, c)
		if err := w.try(a.by, a.id, a.in, a.now, rules); err != nil {
			t.Fatal(err)
		}
		if b := box(a.by); len(b.Waiting) != 0 || len(b.Decided) != 1 || b.Decided[0].Decision.Reason != a.in.Reason || b.Decided[0].Reason != "why" {
			t.Errorf("after it: %+v", b)
		}
		if v, err := h.View(ctx, a.by, r.ID); err != nil || len(v.Fields) != 2 {
			t.Errorf("who decided cannot open it again: %v", err)
		}
	})
}

func empty(r *Request) bool {
	return r.Title == "" && len(r.Fields) == 0 && r.Reason == "" && r.Signed == "" && r.Object == "" && r.Link == "" && r.About == nil
}

// Who reports to whom, and what another line is.
func TestSeats(t *testing.T) {
	root, office, mate := seat{ord: 1}, seat{ord: 5, line: 5}, seat{ord: 6, line: 5}
	north := seat{ord: 20, line: 20}
	leads := func(s seat, first, last int64, rank int) seat {
		s.leads = append([]lead{{who.Span{First: first, Last: last}, rank}}, s.leads...)
		return s
	}
	for _, x := range []struct {
		why         string
		a, b        seat
		below, line bool
	}{
		{"colleagues", mate, office, false, false},
		{"two branches", north, office, false, true},
		{"the upper level", root, office, false, true},
		{"the upper level among itself", root, root, false, true},
		{"nobody's unit", seat{}, office, false, false},
		{"an officer and the head", mate, leads(office, 5, 9, head), true, false},
		{"a deputy and the head", leads(mate, 5, 9, deputy), leads(office, 5, 9, head), true, false},
		{"the head and a deputy", leads(office, 5, 9, head), leads(mate, 5, 9, deputy), false, false},
		{"an officer and a deputy", mate, leads(office, 5, 9, deputy), true, false},
		{"the head and the leader with the portfolio", leads(north, 20, 29, head), leads(root, 20, 29, portfolio), true, true},
		{"the leader with the portfolio and the head", leads(root, 20, 29, portfolio), leads(north, 20, 29, head), false, true},
		{"the chief and a head", leads(root, 1, 99, head), leads(north, 20, 29, head), false, true},
		{"a head and the chief", leads(north, 20, 29, head), leads(root, 1, 99, head), true, true},
		{"two deputies of the bureau", leads(root, 1, 99, deputy), leads(root, 1, 99, deputy), false, true},
	} {
		if got := x.a.below(x.b); got != x.below {
			t.Errorf("%s: reports %v", x.why, got)
		}
		if got := x.a.otherLine(x.b); got != x.line {
			t.Errorf("%s: other line %v", x.why, got)
		}
	}
}

// The real register gives the same seats: posts, portfolios and the role of a unit's head.
func TestSeatsOfTheRegister(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.portfolio("chief", "north")
		w.raw(`insert into org_post (id, person_id, unit_id, title, kind, since) values ('p1', $1, $2, 'head', 'head', '2020-01-01')`, w.ids["reports"], w.unit["north"].ID)
		w.raw(`insert into access_login (id, login, person_id, hash, created_at) values ('lo', 'other', $1, 'none', '2026-01-01T00:00:00.000Z')`, w.ids["other"])
		w.raw(`insert into access_grant (id, login_id, role, unit_id, since, granted_by, granted_at) values ('go', 'lo', $1, $2, '2026-01-01', 'x', '2026-01-01T00:00:00.000Z')`, access.UnitHead, w.unit["east"].ID)
		err := w.d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			s := map[string]seat{}
			for key, id := range w.ids {
				x, err := seatOf(tx, id)
				if err != nil {
					return err
				}
				s[key] = x
			}
			if s["chief"].line != 0 || s["second"].line != w.unit["north"].Ord || s["mate"].line != w.unit["office"].Ord {
				t.Errorf("lines %+v", s)
			}
			for _, x := range []struct {
				a, b  string
				below bool
			}{{"second", "reports", true}, {"second", "chief", true}, {"reports", "chief", true}, {"chief", "reports", false}, {"reports", "second", false}, {"mate", "asker", false}, {"mate", "other", false}} {
				if got := s[x.a].below(s[x.b]); got != x.below {
					t.Errorf("%s below %s: %v", x.a, x.b, got)
				}
			}
			if l := s["other"].leads; len(l) != 1 || l[0].rank != head || l[0].First != w.unit["east"].Ord {
				t.Errorf("a head by role leads %+v", l)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// The fingerprint is computed here with nothing but the description of the form; a change of the form
// would void every request that waits.
func TestFingerprint(t *testing.T) {
	c := Content{Code: CloseItem, Kind: "item", Object: "0123", Fields: []Field{{Name: "rectify.column.state", Before: "整改中", After: "已\"销号\"\n", As: AsWord}}}
	const text = "plumbline/approve/v1\n\"rectify.close\"\n\"item\"\n\"0123\"\n\"1\"\n\"rectify.column.state\"\n\"整改中\"\n\"已\\\"销号\\\"\\n\"\n"
	if string(c.Canonical()) != text {
		t.Errorf("the form is\n%s", c.Canonical())
	}
	if c.Hash() != "" && len(c.Hash()) != 64 {
		t.Errorf("the hash is %s", c.Hash())
	}
	seen := map[string]bool{}
	for _, x := range []Content{c, {}, {Code: c.Code}, {Code: c.Code, Kind: "ab", Object: "c"}, {Code: c.Code, Kind: "a", Object: "bc"},
		{Fields: []Field{{Name: "a", Before: "b"}}}, {Fields: []Field{{Name: "a", After: "b"}}}, {Fields: []Field{{Name: "ab"}}}, {Fields: []Field{{Name: "a\nb"}}}, {Fields: []Field{{}, {}}}} {
		if seen[x.Hash()] {
			t.Errorf("two contents have one fingerprint: %+v", x)
		}
		seen[x.Hash()] = true
	}
}
