package az

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"plumbline/internal/hall/access"
)

var (
	itemHref = regexp.MustCompile(`href="/rectify/items/([0-9a-z]{26})`)
	nextPage = regexp.MustCompile(`<a\b[^>]*\brel="next"[^>]*>`)
	hrefOf   = regexp.MustCompile(`\bhref="([^"]*)"`)
)

// idsIn lists the items that a page links to, once each, in order.
func idsIn(page string) []string {
	var out []string
	for _, m := range itemHref.FindAllStringSubmatch(page, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// all walks a list to its end and answers the items of all its pages. ok is false where the person has no such page.
func (p *person) all(path string) (ids []string, first string, ok bool) {
	for n := 0; path != "" && n < 50; n++ {
		status, page := p.get(path)
		if status == http.StatusNotFound {
			return nil, "", false
		}
		if n == 0 {
			first = page
		}
		ids = append(ids, idsIn(page)...)
		h := hrefOf.FindStringSubmatch(nextPage.FindString(page))
		if h == nil {
			break
		}
		next := html.UnescapeString(h[1])
		if strings.HasPrefix(next, "?") {
			next = "/rectify" + next
		}
		path = next
	}
	slices.Sort(ids)
	return slices.Compact(ids), first, true
}

// differs names what is missing and what is too much.
func differs(got, want []string) string {
	var out []string
	for _, x := range want {
		if !slices.Contains(got, x) {
			out = append(out, "missing "+x)
		}
	}
	for _, x := range got {
		if !slices.Contains(want, x) {
			out = append(out, "too much "+x)
		}
	}
	return strings.Join(out, ", ")
}

// T-LIST: in random bureaus, what each person finds in the ledger, its counts, search, completion, export and notices is
// exactly what the oracle says.
func TestLists(t *testing.T) {
	worlds, people, items := sizes()
	checks := 0
	for seed := range worlds {
		t.Run(fmt.Sprint("world ", seed), func(t *testing.T) {
			w := newWorld(t, uint64(seed), people, items)
			for _, p := range w.people {
				for _, f := range w.listFaults(p, &checks) {
					t.Errorf("%s %v recused %v: %s", p.login, p.grants, p.recused, f)
				}
			}
		})
	}
	t.Logf("%d lists compared", checks)
}

// A bureau in which a recusal did not count, or a role read that may not, would be seen: the oracle is told so, and the
// program, which does it right, then differs.
func TestListsSeeAFault(t *testing.T) {
	none := 0
	w := newWorld(t, 3, 12, 30)
	seen := func() (n int) {
		for _, p := range w.people {
			n += len(w.listFaults(p, &none))
		}
		return n
	}
	if n := seen(); n != 0 {
		t.Fatalf("%d faults before one was planted", n)
	}
	w.deaf = true
	if seen() == 0 {
		t.Error("a recusal that does not count is not seen")
	}
	w.deaf = false
	was := readers
	readers = append(slices.Clone(was), access.PartyAff, access.Secretary, access.Finance, access.Overseer)
	defer func() { readers = was }()
	if seen() == 0 {
		t.Error("a role that reads too much is not seen")
	}
}

// listFaults compares every list of one person with the oracle.
func (w *world) listFaults(p *person, checks *int) (faults []string) {
	say := func(list, fault string) {
		*checks++
		if fault != "" {
			faults = append(faults, list+": "+fault)
		}
	}
	want := w.visible(p, readers)
	reads := slices.ContainsFunc(p.grants, func(g grant) bool { return slices.Contains(readers, g.role) })
	got, page, ok := p.all("/rectify?sort=number")
	if ok != reads {
		say("the ledger", fmt.Sprintf("is there: %v, should be: %v", ok, reads))
	}
	say("the ledger", differs(got, want))
	if ok {
		say("the ledger's count", countFault(page, len(want)))
		for u := range w.units {
			say("the ledger of "+w.units[u].name, w.unitFault(p, u))
		}
	}
	found, _, _ := p.all("/search?" + url.Values{"q": {"共同线索词"}}.Encode())
	say("search", differs(found, want))
	for _, it := range w.items {
		_, options := p.get("/search/palette?" + url.Values{"q": {it.word}}.Encode())
		say("completion of "+it.word, seenFault(strings.Contains(options, it.id), slices.Contains(want, it.id)))
	}
	say("the export", w.exportFault(p))
	say("notices", w.noticeFault(p, want))
	return faults
}

func seenFault(got, want bool) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("shown: %v, should be: %v", got, want)
}

// unitFault looks at the ledger narrowed to one unit.
func (w *world) unitFault(p *person, u int) string {
	var want []string
	for _, it := range w.items {
		if w.inside(it.unit, u) && w.may(p, readers, it.unit) {
			want = append(want, it.id)
		}
	}
	got, page, ok := p.all("/rectify?" + url.Values{"unit": {w.units[u].id}}.Encode())
	if !ok {
		return differs(nil, want)
	}
	if f := differs(got, want); f != "" {
		return f
	}
	return countFault(page, len(want))
}

var allTab = regexp.MustCompile(`(?s)class="nav nav-tabs pl-tabs-count".*?<small>([\d,]+)</small>`)

// countFault reads the figure of the tab of all states.
func countFault(page string, want int) string {
	m := allTab.FindStringSubmatch(page)
	if m == nil {
		return "shows no count"
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	if err != nil || n != want {
		return fmt.Sprintf("says %s, should say %d", m[1], want)
	}
	return ""
}

// bulk is how many items leave the house without a second person.
const bulk = 20

// exportFault compares the numbers in the exported workbook with what the person may take away.
func (w *world) exportFault(p *person) string {
	want := w.visible(p, takers)
	status, body := p.get("/rectify/export.xlsx")
	switch {
	case status == http.StatusSeeOther && len(want) > bulk: // four eyes first (TRUST.md 2.11 no. 9)
		return ""
	case status != http.StatusOK && len(want) == 0:
		return ""
	case status != http.StatusOK:
		return fmt.Sprintf("is answered with %d, should hold %d", status, len(want))
	}
	book, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		return err.Error()
	}
	text := fmt.Sprint(rows)
	var got []string
	for _, it := range w.items {
		if strings.Contains(text, "巡查，"+it.word+" ") || strings.Contains(text, it.word+"]") || strings.Contains(text, "登记不全"+it.word+" ") {
			got = append(got, it.id)
		}
	}
	slices.Sort(got)
	return differs(got, want)
}

// noticeFault looks for an item in the inbox that the person may not see.
func (w *world) noticeFault(p *person, visible []string) string {
	_, page := p.get("/notices")
	for _, it := range w.items {
		if strings.Contains(page, "登记不全"+it.word+"<") && !slices.Contains(visible, it.id) {
			return "tell of " + it.word
		}
	}
	return ""
}
