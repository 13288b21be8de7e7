package db

import (
	"slices"
	"testing"
)

// What a statement does to watched rows is read from its text: which table, whether only derived columns
// are set, and which rows it is about to change.
func TestWatchPlans(t *testing.T) {
	w := &watch{tables: map[string]*watchedTable{
		"item": {Watched: Watched{Table: "item", Key: []string{"id"}, Except: []string{"ord"}}, columns: []string{"due", "title"}},
		"pair": {Watched: Watched{Table: "pair", Key: []string{"a", "b"}}, columns: []string{"n"}},
	}}
	const read = "select id, due, title from item where "
	for q, want := range map[string]struct {
		touched bool
		before  string
		args    []int
	}{
		`insert into item (id, title) values ($1, $2)`:                                                                    {true, "", nil},
		`insert or ignore into item (id) values ($1)`:                                                                     {true, "", nil},
		`insert into other (id) select id from item`:                                                                      {false, "", nil},
		`update item set title = $1, ord = $2 where id = $3 and version = $4`:                                             {true, read + " id = $1 and version = $2", []int{2, 3}},
		`update item set ord = $1 where unit_id = $2`:                                                                     {false, "", nil},
		`update item set ord = (select max(o.ord) from other o where o.id = $1), due = 'a, where b' where id in ($2, $3)`: {true, read + " id in ($1, $2)", []int{1, 2}},
		"UPDATE item\n\tset due = coalesce($2, due)\n\twhere id = $1 or title = $1":                                       {true, read + "\n\twhere id", nil},
		`update item set due = o.due from other o where o.id = item.id`:                                                   {true, "", nil},
		`delete from item where id = $1`:                                                                                  {true, read + " id = $1", []int{0}},
		`delete from item`:                                                                                                {true, "", nil},
		`insert into pair (a, b, n) values ($1, $2, $3) on conflict (a, b) do update set n = excluded.n`:                  {true, "", nil},
		`with x as (select 1) update item set due = '' where id = $1`:                                                     {true, read + " id = $1", []int{0}},
	} {
		p := w.of(q)
		if (p != nil) != want.touched {
			t.Errorf("%s: watched %v", q, p != nil)
			continue
		}
		if p == nil || want.args == nil && want.before != "" {
			if p != nil && (p.before == "" || !slices.Equal(p.args, []int{0})) {
				t.Errorf("%s: before %q %v", q, p.before, p.args)
			}
			continue
		}
		if p.before != want.before || !slices.Equal(p.args, want.args) {
			t.Errorf("%s:\n before %q %v\n want   %q %v", q, p.before, p.args, want.before, want.args)
		}
	}
	if got := keyText([]any{"a/b", int64(7), "c~"}); got != "a~1b/7/c~0" {
		t.Errorf("key %q", got)
	}
	a, b := rowText([]string{"x", "y"}, []text{textOf("1\ny 1 2"), textOf(nil)}), rowText([]string{"x", "y"}, []text{textOf("1"), textOf("2")})
	if string(a) == string(b) {
		t.Error("two rows read the same")
	}
}
