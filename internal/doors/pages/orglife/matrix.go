package orglifepage

import (
	"bytes"
	"context"
	"html"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/orglife"
)

// cells are how the marks are drawn, by orglife.Shown. A cell with a record leads to it by a click; by keys the way is
// the branch's own page, because links this close to each other are too small to hit.
var cells = []struct{ class, glyph, word string }{
	orglife.NotDue:     {"o-n", "·", "orglife.cell.not_due"},
	orglife.NotOwed:    {"o-na", "—", "orglife.cell.not_owed"},
	orglife.CellOpen:   {"o-w", "▲", "orglife.cell.open"},
	orglife.CellDone:   {"o-d", "●", "orglife.cell.done"},
	orglife.CellLate:   {"o-d", "◐", "orglife.cell.late"},
	orglife.CellMiss:   {"o-x", "✕", "orglife.cell.missed"},
	orglife.CellMadeUp: {"o-x", "⊗", "orglife.cell.made_up"},
}

// brush writes rows of a matrix: what a cell looks like is put together once a page and not once a cell, because
// five hundred branches have more than fifty thousand of them.
type brush struct {
	column []int       // the variant of each column: begins a duty, is now
	open   [][4][]byte // by mark and variant: what stands before the duty's id
	mid    [][]byte    // by mark: what stands behind it
	whole  [][4][]byte // by mark and variant: a cell without a duty
	b      bytes.Buffer
	num    []byte
}

func newBrush(ctx context.Context, m orglife.Matrix) *brush {
	k := &brush{column: make([]int, m.Cells)}
	for _, c := range m.Columns {
		for n := range c.Slots {
			v := 0
			if n == 0 {
				v |= 1
			}
			if n+1 == c.Now {
				v |= 2
			}
			k.column[c.At+n] = v
		}
	}
	for _, x := range cells {
		var open, whole [4][]byte
		text := html.EscapeString(i18n.T(ctx, x.word))
		for v := range 4 {
			class := x.class + []string{"", " is-first", " is-now", " is-first is-now"}[v]
			open[v] = []byte(`<td class="` + class + `" data-duty="`)
			whole[v] = []byte(`<td class="` + class + `"><span role="img" aria-label="` + text + `">` + x.glyph + `</span></td>`)
		}
		k.open, k.whole = append(k.open, open), append(k.whole, whole)
		k.mid = append(k.mid, []byte(`"><span role="img" aria-label="`+text+`">`+x.glyph+`</span></td>`))
	}
	return k
}

func (k *brush) row(r *orglife.Row, year string) {
	b := &k.b
	b.WriteString(`<tr><th scope="row"><a class="pl-row-link" href="/orglife/branches/`)
	b.WriteString(r.ID)
	b.WriteString(`?year=`)
	b.WriteString(year)
	b.WriteString(`">`)
	b.WriteString(html.EscapeString(r.Short))
	b.WriteString(`</a><span>`)
	k.n(r.Members)
	b.WriteString(`</span></th>`)
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.ID == "" {
			b.Write(k.whole[c.Mark][k.column[i]])
			continue
		}
		b.Write(k.open[c.Mark][k.column[i]])
		b.WriteString(string(c.ID))
		b.Write(k.mid[c.Mark])
	}
	b.WriteString(`<td class="is-first r">`)
	if r.Missed > 0 {
		b.WriteString(`<span class="pl-red"><svg viewBox="0 0 10 10" fill="currentColor" aria-hidden="true"><rect x="1" y="1" width="8" height="8"/></svg>`)
		k.n(r.Missed)
		b.WriteString(`</span>`)
	} else {
		b.WriteByte('0')
	}
	b.WriteString(`</td><td class="r">`)
	b.WriteString(percent(r.Done, r.Due))
	b.WriteString("</td></tr>\n")
}

func (k *brush) n(n int) {
	k.num = strconv.AppendInt(k.num[:0], int64(n), 10)
	k.b.Write(k.num)
}

// matrixRows writes the rows of a matrix straight into the page.
func matrixRows(m orglife.Matrix) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		k := newBrush(ctx, m)
		year := itoa(m.Year)
		for i := range m.Rows {
			k.row(&m.Rows[i], year)
			if k.b.Len() > 32<<10 {
				if _, err := k.b.WriteTo(w); err != nil {
					return err
				}
			}
		}
		_, err := k.b.WriteTo(w)
		return err
	})
}

// CellWord is the words key of a cell's mark, for lists that have no marks.
func CellWord(s orglife.Shown) string { return cells[s].word }
