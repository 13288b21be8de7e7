package search_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/search"
)

// The tree of the tests: the bureau, a sub-bureau with a station, and another sub-bureau.
var units = []struct {
	id, parent, name string
	ord, last        int64
}{
	{"bureau", "", "临江市公安局", 0, 999},
	{"east", "bureau", "城东分局", 100, 199},
	{"eaststation", "east", "城东派出所", 110, 119},
	{"west", "bureau", "城西分局", 200, 299},
}

var docs = []search.Doc{
	{Kind: search.Item, ID: "i1", Number: "WT-26-0147", Title: "涉案财物出入库登记与实物不一致，管理台账更新滞后",
		Body: "城东分局涉案财物保管室抽查在库物品 120 件，11 件登记与实物不符。", Unit: "east", Ord: 100, State: "rectify.state.verifying", Day: "2026-06-01"},
	{Kind: search.Item, ID: "i2", Number: "WT-25-0302", Title: "涉案财物月抽查记录无领导签字", Unit: "west", Ord: 200, Done: true, Day: "2025-10-01"},
	{Kind: search.Item, ID: "i3", Number: "WT-26-0131", Title: "执法记录仪音视频未按期上传", Body: "抽查 46 起警情", Unit: "eaststation", Ord: 110, Day: "2026-05-02"},
	{Kind: search.Item, ID: "i4", Number: "WT-26-0200", Title: "Body-camera footage not uploaded on time", Body: "Nine of 46 sampled calls are missing", Unit: "west", Ord: 200, Day: "2026-05-03"},
	{Kind: search.Paper, ID: "p1", Number: "DG-2511-037", Title: "财物保管室清点底稿", Unit: "east", Ord: 100, Readers: []string{"personlu"}, Day: "2026-05-04"},
	{Kind: search.Point, ID: "c1", Number: "6.3", Title: "涉案财物账、物、标签、位置四项相符", Body: "现场随机抽查不少于 30 件"},
	{Kind: search.Directive, ID: "d1", Title: "在全局工作会议上的讲话", Body: "抽查涉案财物保管", Unit: "bureau", Ord: 0, Day: "2026-01-04"},
}

func grant(role string, unit string, first, last int64) who.Grant {
	return who.Grant{ID: role + unit, Role: role, Unit: unit, First: first, Last: last}
}

var (
	office  = who.Actor{Login: "o", Person: "po", Grants: []who.Grant{grant(access.Office, "bureau", 0, 999)}}
	liaison = who.Actor{Login: "e", Person: "pe", Grants: []who.Grant{grant(access.Liaison, "east", 100, 199)}}
	western = who.Actor{Login: "w", Person: "pw", Grants: []who.Grant{grant(access.Liaison, "west", 200, 299)}}
	leader  = who.Actor{Login: "l", Person: "personlu", Grants: []who.Grant{grant(access.TeamLeader, "bureau", 0, 999)}}
	other   = who.Actor{Login: "m", Person: "personm", Grants: []who.Grant{grant(access.TeamLeader, "bureau", 0, 999)}}
	sysadm  = who.Actor{Login: "s", Person: "ps", Grants: []who.Grant{grant(access.SysAdmin, "bureau", 0, 999)}}
	nobody  = who.Actor{Login: "n", Person: "pn"}
)

func upkeep(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Upkeep(context.Background(), who.Job("test"), fn); err != nil {
		t.Fatal(err)
	}
}

func filled(t testing.TB, d *db.DB) *search.Hall {
	t.Helper()
	upkeep(t, d, func(tx *db.Tx) error {
		for i, u := range units {
			var parent any
			if u.parent != "" {
				parent = u.parent
			}
			if _, err := tx.Exec(`insert into org_unit (id, parent_id, code, name, short, kind, ord, last, depth) values ($1, $2, $3, $4, $5, 'x', $6, $7, 0)`,
				u.id, parent, strconv.Itoa(i), u.name, u.name, u.ord, u.last); err != nil {
				return err
			}
		}
		for _, x := range docs {
			if err := search.Put(tx, x); err != nil {
				return err
			}
		}
		return nil
	})
	return search.New(d)
}

func find(t testing.TB, h *search.Hall, a who.Actor, q search.Query) []string {
	t.Helper()
	f, err := h.Find(context.Background(), a, q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	ids := []string{}
	for _, x := range f.Hits {
		ids = append(ids, x.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestWordsAreFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		for text, want := range map[string][]string{
			"财物":               {"c1", "d1", "i1", "i2", "p1"},
			"财物 抽查":            {"c1", "d1", "i1", "i2"},
			"财物　抽查":            {"c1", "d1", "i1", "i2"}, // full-width space
			`"月抽查"`:            {"i2"},
			"月抽查":              {"i2"},
			"财":                {},
			"财 抽查":             {"c1", "d1", "i1", "i2", "i3"}, // one character alone is left out
			"相符 ":              {"c1"},                         // the end of a run
			"0147":             {"i1"},
			"147":              {"i1"},
			"WT-26-0147":       {"i1"},
			"wt-26":            {"i1", "i3", "i4"},
			"ＷＴ－２６":            {"i1", "i3", "i4"}, // full width
			"footage":          {"i4"},
			"BODY-CAMERA":      {"i4"},
			`"camera footage"`: {"i4"},
			`"footage camera"`: {},
			"camera uploaded":  {"i4"},
			"出库登记":             {},
			"出入库登记":            {"i1"},
			"kinditem":         {},
			"uniteast":         {},
			`'; drop table "`:  {},
			`财物" OR "执法`:       {},
			"财物 AND":           {},
			"*":                {},
			"":                 {},
		} {
			if diff := cmp.Diff(want, find(t, h, office, search.Query{Text: text})); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
		}
		if diff := cmp.Diff([]string{"c1", "d1", "i1", "i2", "i3", "p1"}, find(t, h, office, search.Query{Text: "财物 执法", Any: true})); diff != "" {
			t.Errorf("any of two words: %s", diff)
		}
	})
}

// What an asker finds is what his or her rights reach: by unit, by kind, by team. The wide asker is
// the control: the same words do find everything else.
func TestOnlyWhatMayBeSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		for _, c := range []struct {
			name string
			who  who.Actor
			want []string
		}{
			{"office, everything", office, []string{"c1", "d1", "i1", "i2", "p1"}},
			{"liaison of the east", liaison, []string{"c1", "i1"}},
			{"liaison of the west", western, []string{"c1", "i2"}},
			{"leader of the team", leader, []string{"c1", "i1", "i2", "p1"}},
			{"leader of another team", other, []string{"c1", "i1", "i2"}},
			{"system administrator", sysadm, []string{}},
			{"account without a role", nobody, []string{}},
		} {
			if diff := cmp.Diff(c.want, find(t, h, c.who, search.Query{Text: "财物"})); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
			f, err := h.Facets(context.Background(), c.who, search.Query{Text: "财物"})
			if err != nil || f.Total != len(c.want) {
				t.Errorf("%s: the count says %d, the list %d (%v)", c.name, f.Total, len(c.want), err)
			}
		}
		if got := find(t, h, liaison, search.Query{Text: "46"}); !slices.Equal(got, []string{"i3"}) {
			t.Errorf("the station below the sub-bureau: %v", got)
		}
	})
}

// A range that is no whole unit has no token: the condition on the tree numbers alone must hold.
func TestScopeThatIsNoUnit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		odd := who.Actor{Login: "x", Grants: []who.Grant{grant(access.Liaison, "?", 105, 250)}}
		if got := find(t, h, odd, search.Query{Text: "抽查"}); !slices.Equal(got, []string{"c1", "i2", "i3"}) {
			t.Errorf("found %v", got)
		}
	})
}

func TestNarrowing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		for _, c := range []struct {
			name string
			q    search.Query
			want []string
		}{
			{"kind", search.Query{Text: "财物", Kinds: []search.Kind{search.Item}}, []string{"i1", "i2"}},
			{"unit", search.Query{Text: "财物", Under: &db.Range{First: 100, Last: 199}}, []string{"i1", "p1"}},
			{"open", search.Query{Text: "财物", Kinds: []search.Kind{search.Item}, State: "open"}, []string{"i1"}},
			{"done", search.Query{Text: "财物", State: "done"}, []string{"i2"}},
			{"since", search.Query{Text: "财物", Since: "2026-05-01"}, []string{"i1", "p1"}},
			{"until", search.Query{Text: "财物", Kinds: []search.Kind{search.Item}, Until: "2025-12-31"}, []string{"i2"}},
		} {
			if diff := cmp.Diff(c.want, find(t, h, office, c.q)); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
		if got := find(t, h, leader, search.Query{Text: "财物", Under: &db.Range{First: 100, Last: 199}}); !slices.Equal(got, []string{"i1", "p1"}) {
			t.Errorf("the team's paper within the unit: %v", got)
		}
		f, err := h.Facets(context.Background(), office, search.Query{Text: "财物"})
		if err != nil {
			t.Fatal(err)
		}
		want := search.Facets{Total: 5, Kinds: map[search.Kind]int{search.Item: 2, search.Paper: 1, search.Point: 1, search.Directive: 1},
			Units: []search.UnitCount{{Unit: "east", Name: "城东分局", N: 2}, {Unit: "west", Name: "城西分局", N: 1}, {Unit: "bureau", Name: "临江市公安局", N: 1}},
			Open:  4, Done: 1, Recent: 1, Year: 3, Older: 1}
		slices.SortFunc(f.Units, func(a, b search.UnitCount) int { return b.N - a.N })
		if f.Total != want.Total || f.Open != want.Open || f.Done != want.Done || f.Recent != want.Recent || f.Year != want.Year || f.Older != want.Older || !cmp.Equal(f.Kinds, want.Kinds) || len(f.Units) != 3 || f.Units[0] != want.Units[0] {
			t.Errorf("facets %+v, want %+v", f, want)
		}
	})
}

func TestPagesByKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		upkeep(t, d, func(tx *db.Tx) error {
			for i := range 25 {
				if err := search.Put(tx, search.Doc{Kind: search.Task, ID: "t" + strconv.Itoa(i), Title: "换届工作第 " + strconv.Itoa(i) + " 项", Unit: "east", Ord: 100}); err != nil {
					return err
				}
			}
			return nil
		})
		seen := map[string]bool{}
		q := search.Query{Text: "换届", Limit: 10}
		for pages := 1; ; pages++ {
			f, err := h.Find(context.Background(), office, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range f.Hits {
				if seen[x.ID] {
					t.Errorf("%s is shown twice", x.ID)
				}
				seen[x.ID] = true
			}
			if f.Next == 0 {
				if pages != 3 || len(seen) != 25 {
					t.Errorf("%d hits on %d pages, want 25 on 3", len(seen), pages)
				}
				return
			}
			q.After = f.Next
		}
	})
}

func TestPutAgainAndRemove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		x := docs[0]
		x.State, x.Done = "rectify.state.closed", true
		upkeep(t, d, func(tx *db.Tx) error { return search.Put(tx, x) })
		f, err := h.Find(context.Background(), office, search.Query{Text: "0147"})
		if err != nil || len(f.Hits) != 1 || f.Hits[0].State != "rectify.state.closed" || !f.Hits[0].Done || f.Hits[0].UnitName != "城东分局" {
			t.Fatalf("after a change of state: %+v, %v", f.Hits, err)
		}
		x.Title = "枪支弹药登记"
		upkeep(t, d, func(tx *db.Tx) error { return search.Put(tx, x) })
		if got := find(t, h, office, search.Query{Text: "出入库"}); len(got) != 0 {
			t.Errorf("the old words still find %v", got)
		}
		if got := find(t, h, office, search.Query{Text: "枪支"}); !slices.Equal(got, []string{"i1"}) {
			t.Errorf("the new words find %v", got)
		}
		upkeep(t, d, func(tx *db.Tx) error { return search.Remove(tx, search.Item, "i1") })
		upkeep(t, d, func(tx *db.Tx) error { return search.Remove(tx, search.Item, "i1") })
		if got := find(t, h, office, search.Query{Text: "枪支"}); len(got) != 0 {
			t.Errorf("after removal: %v", got)
		}
	})
}

// What stands on a holder's page goes with it, and nothing else.
func TestDropOfAHolder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		upkeep(t, d, func(tx *db.Tx) error {
			for _, x := range []search.Doc{{Kind: search.Point, ID: "a/1", Holder: "v1", Title: "枪支管理"}, {Kind: search.Point, ID: "a/2", Holder: "v2", Title: "枪支保养"}} {
				if err := search.Put(tx, x); err != nil {
					return err
				}
			}
			return search.Drop(tx, search.Point, "v1")
		})
		if got := find(t, h, office, search.Query{Text: "枪支"}); !slices.Equal(got, []string{"a/2"}) {
			t.Errorf("left over: %v", got)
		}
	})
}

// A unit that moves takes its documents along: the new superior sees them, the old one no longer.
func TestMovedUnit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		if got := find(t, h, western, search.Query{Text: "执法"}); len(got) != 0 {
			t.Fatalf("before the move the west finds %v", got)
		}
		upkeep(t, d, func(tx *db.Tx) error {
			if _, err := tx.Exec(`update org_unit set parent_id = 'west', ord = 210, last = 219 where id = 'eaststation'`); err != nil {
				return err
			}
			return search.Renumbered(tx, []string{"eaststation"})
		})
		if got := find(t, h, western, search.Query{Text: "执法"}); !slices.Equal(got, []string{"i3"}) {
			t.Errorf("after the move the west finds %v", got)
		}
		if got := find(t, h, liaison, search.Query{Text: "执法"}); len(got) != 0 {
			t.Errorf("after the move the east still finds %v", got)
		}
	})
}

// Restricted matters have no kind: they cannot be put into the index even by mistake.
func TestRestrictedKindsAreRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	for _, kind := range []search.Kind{"clue", "complaint", "case", "talk", ""} {
		err := d.Upkeep(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			return search.Put(tx, search.Doc{Kind: kind, ID: "x", Title: "甲某线索"})
		})
		if err == nil {
			t.Errorf("kind %q was indexed", kind)
		}
	}
}

func TestCountsStopAtAThousand(t *testing.T) {
	d := dbtest.SQLite(t)
	h := filled(t, d)
	upkeep(t, d, func(tx *db.Tx) error {
		for i := range 1100 {
			if err := search.Put(tx, search.Doc{Kind: search.Task, ID: "t" + strconv.Itoa(i), Title: "换届", Unit: "east", Ord: 100, Day: clock.Day("2026-06-01")}); err != nil {
				return err
			}
		}
		return search.Put(tx, search.Doc{Kind: search.Item, ID: "i9", Title: "换届超期", Unit: "east", Ord: 100})
	})
	f, err := h.Facets(context.Background(), office, search.Query{Text: "换届"})
	if err != nil || !f.Capped || f.Total != search.Most+1 || f.Kinds[search.Task] != search.Most+1 || f.Kinds[search.Item] != 1 {
		t.Errorf("facets %+v, %v", f, err)
	}
}

func TestMarkAndSnippet(t *testing.T) {
	got := search.Mark("涉案财物月抽查记录", "财物 抽查")
	want := []search.Piece{{Text: "涉案"}, {Text: "财物", N: 1}, {Text: "月"}, {Text: "抽查", N: 2}, {Text: "记录"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := search.Mark("Body-Camera", "body-camera"); len(got) != 1 || got[0].N != 1 {
		t.Errorf("case: %+v", got)
	}
	if got := search.Snippet("一二三四五六七八九十财物十一十二十三十四", "财物", 8); got != "……九十财物十一十二……" {
		t.Errorf("snippet %q", got)
	}
	if got := search.Snippet("短文", "财物", 8); got != "短文" {
		t.Errorf("short %q", got)
	}
}
