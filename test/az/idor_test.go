package az

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
)

// What differs between two error pages that are the same: the reference that a person reads out, and the address that the
// page of its own accord repeats (language form, search).
var (
	reference = regexp.MustCompile(`E-[A-Z2-9]{4}-[A-Z2-9]{4}`)
	anID      = regexp.MustCompile(`[0-9a-z]{26}`)
)

func bare(body string) string {
	return anID.ReplaceAllString(reference.ReplaceAllString(body, "E"), "ID")
}

// idPatterns are the routes that carry one id of a kind, as the server declares them.
func (w *world) idPatterns() []route {
	var out []route
	for _, r := range w.routes() {
		if strings.Count(r.pattern, "{") >= 1 && !strings.Contains(r.pattern, "...") {
			out = append(out, r)
		}
	}
	return out
}

var parts = regexp.MustCompile(`\{[^}]+\}`)

// fill puts an id into every part of a pattern.
func fill(pattern, id string) string { return parts.ReplaceAllLiteralString(pattern, id) }

// T-IDOR: the id of a matter that a person may not see is answered on every route exactly as an id of nothing, whatever
// kind of id it is and wherever it stands: in the path, the query or the form.
func TestForeignIDs(t *testing.T) {
	worlds, people, items := sizes()
	worlds = max(1, worlds/5)
	probes := 0
	for seed := range worlds {
		t.Run(fmt.Sprint("world ", seed), func(t *testing.T) {
			w := newWorld(t, uint64(1000+seed), people, items)
			for _, p := range w.people {
				probes += w.probe(t, p)
			}
		})
	}
	t.Logf("%d probes", probes)
}

func (w *world) probe(t *testing.T, p *person) (probes int) {
	visible := w.visible(p, readers)
	var hidden []string
	for _, it := range w.items {
		if !slices.Contains(visible, it.id) {
			hidden = append(hidden, it.id)
		}
	}
	hidden = hidden[:min(len(hidden), 3)]
	for _, r := range w.idPatterns() {
		nothing := p.request(r.method, fill(r.pattern, db.NewID()), nil)
		for _, id := range hidden {
			a := p.request(r.method, fill(r.pattern, id), nil)
			probes++
			if a.status != nothing.status || bare(a.body) != bare(nothing.body) {
				t.Errorf("%s %v: %s %s of a hidden item: %d, of nothing: %d\n%.300s", p.login, p.grants, r.method, r.pattern, a.status, nothing.status, a.body)
			}
			if strings.HasPrefix(r.pattern, "/rectify/items/{id}") && a.status != http.StatusNotFound {
				t.Errorf("%s %v: %s %s of a hidden item: %d", p.login, p.grants, r.method, r.pattern, a.status)
			}
		}
	}
	for _, q := range []string{"/rectify?lead=", "/rectify?ref=", "/rectify?unit=", "/search?q=a&unit=", "/search?q=", "/rectify?after=", "/notices?before=", "/org/people?unit="} {
		nothing := p.request(http.MethodGet, q+db.NewID(), nil)
		for _, id := range hidden {
			a := p.request(http.MethodGet, q+id, nil)
			probes++
			if a.status != nothing.status || slices.Contains(idsIn(a.body), id) {
				t.Errorf("%s %v: GET %s of a hidden item: %d, of nothing %d", p.login, p.grants, q, a.status, nothing.status)
			}
		}
	}
	for _, id := range visible[:min(len(visible), 2)] { // the negative control: what may be seen is not answered as nothing
		probes++
		if a := p.request(http.MethodGet, "/rectify/items/"+id, nil); a.status != http.StatusOK {
			t.Errorf("%s %v: an own item: %d", p.login, p.grants, a.status)
		}
	}
	return probes
}
