package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"

	"plumbline/internal/rooms/rectify"
)

// measureLedger builds one ledger on one database and takes every figure of it.
func measureLedger(ctx context.Context, r *report, kind string, items int) error {
	w, s, closeAll, err := open(ctx, kind, items)
	if err != nil {
		return err
	}
	defer closeAll()
	ref, err := openReference(w.place)
	if err != nil {
		return err
	}
	defer ref.close()
	m := &measurer{r, kind, items, w, s, ref}
	steps := []func() error{m.ledgerPage, m.deepPage, m.scopedList, m.itemPage, m.search, m.signIn, m.decide,
		func() error { return m.report(ctx) }, func() error { return m.register(ctx) }} // writes last: they change what the pages show
	for i, step := range steps {
		if !part(ledgerParts[i]) {
			continue
		}
		if err := step(); err != nil {
			r.missed(fmt.Errorf("%s, %d items: %w", kind, items, err))
		}
	}
	return nil
}

// ledgerParts are what is measured of a ledger, in this order.
var ledgerParts = []string{"page", "deep", "scoped", "item", "search", "signin", "decide", "report", "register"}

type measurer struct {
	r     *report
	kind  string
	items int
	w     *world
	s     *site
	ref   *reference
}

// put adds a figure; the ratio is the product against the reference, by time, or by rate for writes.
func (m *measurer) put(name string, p timing, ref *timing, ratio float64, against, goal string, met *bool) {
	f := figure{Database: m.kind, Items: m.items, Name: name, Product: p, Reference: ref, Ratio: ratio, Against: against, Goal: goal, Met: met}
	m.r.Figures = append(m.r.Figures, f)
	note("  %s", f.line())
}

func (m *measurer) ledgerPath() string {
	return "/rectify?" + url.Values{"state": {string(rectify.Working)}, "unit": {m.w.district.ID}, "sort": {"due"}}.Encode()
}

// ledgerQuery is the reference's: the same fifty rows, and nothing else.
const ledgerQuery = `select i.number, i.id, i.title, u.short, i.due from rectify_item i join org_unit u on u.id = i.unit_id
	where i.step = $1 and i.unit_ord between $2 and $3 order by i.due_key, i.id limit 50`

// ledgerPage: fifty rows by state, subtree and date, as one client and as sixteen.
func (m *measurer) ledgerPage() error {
	page, err := m.s.page(m.ledgerPath())
	if err != nil {
		return err
	}
	args := []any{rectify.Working.Step(), m.w.district.Ord, m.w.district.Last}
	lines, err := m.ref.lines(ledgerQuery, args)
	if err != nil {
		return err
	}
	form, err := takeApart(page, lines)
	if err != nil {
		return fmt.Errorf("the reference does not read the rows of the page: %w", err)
	}
	bare, err := serve(m.ref.serve(ledgerQuery, args, form))
	if err != nil {
		return err
	}
	defer bare.close()
	got, err := bare.page("/")
	if err != nil {
		return err
	}
	if !bytes.Equal(got, page) {
		return fmt.Errorf("the reference does not write the bytes of the page: %d of %d", len(got), len(page))
	}
	stop, err := profile(fmt.Sprintf("ledger-%s-%d", m.kind, m.items))
	if err != nil {
		return err
	}
	run(1, long(), m.s.get(same(m.ledgerPath())))
	stop()
	for _, clients := range []int{1, 16} {
		p, q := beside(clients, long(), m.s.get(same(m.ledgerPath())), bare.get(same("/")))
		p.Bytes, q.Bytes = len(page), len(page)
		ratio := p.P50 / q.P50
		goal, met := "", (*bool)(nil)
		if m.items == 100_000 {
			goal, met = "≤ 3", yes(ratio <= 3)
		}
		m.put(fmt.Sprintf("ledger page, %d client(s)", clients), p, &q, ratio, "one query, the same bytes", goal, met)
	}
	return nil
}

var next = regexp.MustCompile(`<a\b[^>]*\brel="next"[^>]*>`)
var href = regexp.MustCompile(`\bhref="([^"]*)"`)

// deepPage walks forward a hundred pages, or to the last, and sets that page beside the first.
func (m *measurer) deepPage() error {
	path, pages := "/rectify?sort=due", 1
	for ; pages < 100; pages++ {
		page, err := m.s.page(path)
		if err != nil {
			return err
		}
		h := href.FindStringSubmatch(string(next.Find(page)))
		if h == nil {
			break
		}
		if path = html.UnescapeString(h[1]); strings.HasPrefix(path, "?") {
			path = "/rectify" + path
		}
	}
	p, first := beside(1, long(), m.s.get(same(path)), m.s.get(same("/rectify?sort=due")))
	ratio := p.P50 / first.P50
	m.put(fmt.Sprintf("page %d of the ledger", pages), p, &first, ratio, "the first page", "≤ 1.1", yes(ratio <= 1.1))
	return nil
}

// itemQuery is what an item page cannot do without, beside its history.
const (
	itemQuery = `select i.number, i.title, u.short, i.due, i.finding from rectify_item i join org_unit u on u.id = i.unit_id where i.id = $1`
)

// itemPage reads five thousand items in turn.
func (m *measurer) itemPage() error {
	ids := m.w.itemIDs
	page, err := m.s.page("/rectify/items/" + ids[0])
	if err != nil {
		return err
	}
	bare, err := serve(m.ref.item(itemQuery, page))
	if err != nil {
		return err
	}
	defer bare.close()
	p, q := beside(1, long(), m.s.get(func(_, n int) string { return "/rectify/items/" + ids[n%len(ids)] }),
		bare.get(func(_, n int) string { return "/?id=" + ids[n%len(ids)] }))
	p.Bytes, q.Bytes = len(page), len(page)
	m.put("item page", p, &q, p.P50/q.P50, "two queries, as many bytes", "", nil)
	return nil
}

// search asks for two-character words from rare to common.
func (m *measurer) search() error {
	p := run(1, long(), m.s.get(func(_, n int) string { return "/search?" + url.Values{"q": {words[n%len(words)]}}.Encode() }))
	goal, met := "", (*bool)(nil)
	if m.items == 1_000_000 {
		goal, met = "p99 < 50 ms", yes(p.P99 < 50)
	}
	m.put("search of two characters", p, nil, 0, "", goal, met)
	return nil
}
