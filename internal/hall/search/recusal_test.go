package search_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/search"
)

// TestRecusedFindNothing: hits and counts leave out the unit and the single matter from which the
// asker is recused, also what the team would show.
func TestRecusedFindNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := filled(t, d)
		east := []who.Span{{First: 100, Last: 199}}
		for _, c := range []struct {
			name string
			a    who.Actor
			want []string
		}{
			{"nobody is recused", office, []string{"c1", "d1", "i1", "i2", "p1"}},
			{"the office, from the east", recused(office, east, ""), []string{"c1", "d1", "i2"}},
			{"the team's leader, from the east", recused(leader, east, ""), []string{"c1", "i2"}},
			{"the office, from one item", recused(office, nil, "i2"), []string{"c1", "d1", "i1", "p1"}},
			{"the liaison of the east, from the east", recused(liaison, east, ""), []string{"c1"}},
		} {
			if diff := cmp.Diff(c.want, find(t, h, c.a, search.Query{Text: "财物"})); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
			if f, err := h.Facets(context.Background(), c.a, search.Query{Text: "财物"}); err != nil || f.Total != len(c.want) {
				t.Errorf("%s: the count says %d, the list %d (%v)", c.name, f.Total, len(c.want), err)
			}
		}
	})
}

func recused(a who.Actor, spans []who.Span, item string) who.Actor {
	a.Recused = spans
	if item != "" {
		a.Kept = []who.Matter{{Kind: "item", ID: item}}
	}
	return a
}
