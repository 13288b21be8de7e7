package ballot

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

// The linking attempt: somebody who reads the whole database after the votes, rows in the order in which
// the database stores them, tries to tell which token voted first and which vote came first.

// storedText is every row of a table in the order of its storage, without the columns that tell the poll.
func storedText(t *testing.T, d *db.DB, table, columns string) (out []string) {
	t.Helper()
	err := d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		order := "ctid"
		if tx.Dialect() == "sqlite" {
			order = "rowid"
		}
		var err error
		out, err = db.All(tx, func(s db.Scanner) (x string, err error) {
			err = s.Scan(&x)
			return x, err
		}, `select `+columns+` from `+table+` order by `+order)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// guess is how well the order of the words in the storage tells the order in which they came: the
// absolute rank correlation, 0 for nothing and 1 for everything. Words that are not stored are no help.
func guess(came []string, stored []string) float64 {
	place := map[string]int{}
	for _, text := range stored {
		for _, w := range strings.Fields(text) {
			if _, ok := place[w]; !ok {
				place[w] = len(place)
			}
		}
	}
	var x []int // places in the order in which the words came
	for _, c := range came {
		if p, ok := place[c]; ok {
			x = append(x, p)
		}
	}
	if len(x) < 2 {
		return 0
	}
	ranks := slices.Clone(x)
	slices.Sort(ranks)
	sum := 0.0
	for i, p := range x {
		r, _ := slices.BinarySearch(ranks, p)
		sum += float64((i - r) * (i - r))
	}
	n := float64(len(x))
	return math.Abs(1 - 6*sum/(n*(n*n-1)))
}

func TestNothingLinksVotesToTokens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		const n = 120
		id, codes := w.running(n, "方致远")
		order := rand.New(rand.NewPCG(7, 9)).Perm(n)
		var came, marks []string
		grades := testForm().Grades
		for _, i := range order {
			g := grades[i%4].Code
			w.ok(w.h.Cast(ctx, codes[i], all(g, 1)))
			came, marks = append(came, mustMac(w, id, codes[i][markSize:])), append(marks, g)
		}
		// With this many tokens chance alone goes beyond 0.5 less than once in ten million runs.
		if r := guess(came, storedText(t, d, "ballot_roll", "spent")); r > 0.5 {
			t.Errorf("the roll tells in which order the tokens were used: %.2f", r)
		}
		if got := storedText(t, d, "ballot_urn", "counts"); len(got) != 1 || got[0] != "30,30,30,30;30,30,30,30;30,30,30,30" {
			t.Errorf("the urn holds more than sums: %q", got)
		}
		// The record: of each vote one entry, and all of them say the same.
		entries := storedText(t, d, "audit_entry", "actor || session || action || kind || ref || version || unit")
		cast := map[string]int{}
		for _, e := range entries {
			if strings.Contains(e, "ballot.cast") {
				cast[e]++
			}
		}
		if len(cast) != 1 {
			t.Errorf("entries of votes differ in %d ways: %v", len(cast), cast)
		}
		// The control: a table that keeps votes as they come, which is how one would write it down first.
		w.damage(`create table planted (mac text, vote text)`)
		for i := range came {
			w.damage(`insert into planted (mac, vote) values ($1, $2)`, came[i], marks[i])
		}
		if r := guess(came, storedText(t, d, "planted", "mac")); r < 0.99 {
			t.Errorf("the attempt does not see an ordered storage: %.2f", r)
		}
	})
}

// Whatever the order of the votes, what is stored is the same to the byte.
func TestOrderLeavesNoTrace(t *testing.T) {
	f := testForm()
	votes := make([]Vote, 60)
	macs := make([]string, len(votes))
	for i := range votes {
		votes[i] = all(f.Grades[i%3].Code, 2)
		macs[i] = fmt.Sprintf("%032x", i*7919%1009)
	}
	store := func(order []int, keep func(roll, urn) string) string {
		r, u := roll{}, emptyCounts(f, 2)
		for _, m := range macs {
			r.give(m)
		}
		for _, i := range order {
			r.spend(macs[i])
			u.add(f, votes[i])
		}
		return keep(r, u)
	}
	real := func(r roll, u urn) string { return strings.Join(r.spent, ",") + u.sum() }
	first := store(rand.New(rand.NewPCG(1, 1)).Perm(len(votes)), real)
	for seed := range uint64(50) {
		if got := store(rand.New(rand.NewPCG(seed, 2)).Perm(len(votes)), real); got != first {
			t.Fatalf("another order is stored as something else")
		}
	}
	// The control keeps the tokens as they come.
	ordered := func(order []int) string { return fmt.Sprint(order) }
	if ordered(rand.New(rand.NewPCG(1, 1)).Perm(9)) == ordered(rand.New(rand.NewPCG(2, 2)).Perm(9)) {
		t.Error("the control does not see another order")
	}
}
