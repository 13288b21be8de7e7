package web

import (
	"strings"
	"testing"
)

// Every list that comes in has its six ways, and the page of the list leads to the form.
func TestEveryListInHasItsWays(t *testing.T) {
	w := newOrgTown(t)
	ways := map[string]string{}
	for _, r := range w.Routes() {
		ways[r.Method+" "+r.Pattern] = string(r.Right)
	}
	n := 0
	for way, right := range ways {
		at, ok := strings.CutSuffix(way, "/import/{batch}")
		if at, get := strings.CutPrefix(at, "GET "); ok && get {
			n++
			for _, x := range []string{"GET " + at + "/import", "POST " + at + "/import", "POST " + at + "/import/{batch}", "POST " + at + "/import/{batch}/drop"} {
				if ways[x] != right {
					t.Errorf("%s has the right %q, the list %q", x, ways[x], right)
				}
			}
		}
	}
	if n < 13 {
		t.Errorf("only %d lists come in", n)
	}
}
