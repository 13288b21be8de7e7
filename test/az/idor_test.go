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
// page of its own accord repeats (language form, search). bare is what they say beside that; it looks at every byte of
// some ten thousand pages, so it is no expression.
func bare(body string) string {
	var b strings.Builder
	b.Grow(len(body))
	kept := 0
	for i := 0; i < len(body); {
		n, short := 0, ""
		if body[i] == 'E' && isReference(body[i:]) {
			n, short = len("E-AAAA-BBBB"), "E"
		} else if inID(body[i]) {
			end := i
			for end < len(body) && inID(body[end]) {
				end++
			}
			if ids := (end - i) / 26; ids == 0 {
				i = end
				continue
			} else {
				n, short = ids*26, strings.Repeat("ID", ids)
			}
		} else {
			i++
			continue
		}
		b.WriteString(body[kept:i])
		b.WriteString(short)
		i += n
		kept = i
	}
	b.WriteString(body[kept:])
	return b.String()
}

func inID(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' }

func isReference(s string) bool {
	if len(s) < len("E-AAAA-BBBB") {
		return false
	}
	for i, c := range []byte(s[:len("E-AAAA-BBBB")]) {
		switch i {
		case 0:
		case 1, 6:
			if c != '-' {
				return false
			}
		default:
			if !('A' <= c && c <= 'Z' || '2' <= c && c <= '9') {
				return false
			}
		}
	}
	return true
}

// bare leaves out what these two expressions find, and nothing else.
func TestBare(t *testing.T) {
	reference, anID := regexp.MustCompile(`E-[A-Z2-9]{4}-[A-Z2-9]{4}`), regexp.MustCompile(`[0-9a-z]{26}`)
	id := db.NewID()
	for _, s := range []string{"", "E", "E-AAAA-BBB", "E-AAAA-BBBB", "EE-AB2C-9ZZZE-AAAA-BBBB!", "E-AAA1-BBBB", "e-AAAA-BBBB", id, id[:25], "x" + id, id + id + "z", "没有 E-CCCC-DDDD，" + id + "。", "/a/" + id + "?x=" + id, id[:10] + "E-AAAA-BBBB" + id[:16]} {
		if want := anID.ReplaceAllString(reference.ReplaceAllString(s, "E"), "ID"); bare(s) != want {
			t.Errorf("%q: %q, want %q", s, bare(s), want)
		}
	}
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
		says := bare(nothing.body)
		for _, id := range hidden {
			a := p.request(r.method, fill(r.pattern, id), nil)
			probes++
			if a.status != nothing.status || bare(a.body) != says {
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
