package office

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"plumbline/internal/ground/clock"
)

// Book is a workbook being written. Rows are streamed; two books of the same rows are the same bytes.
type Book struct {
	file    *excelize.File
	started bool
	styles  bookStyles
	lists   int // columns used on the hidden sheet of drop lists
}

type bookStyles struct{ title, note, head, text, guard, day, number int }

// Head describes one column of a sheet being written.
type Head struct {
	Title  string
	Width  float64 // in characters; 0 means 14
	Kind   Kind
	Choice []string // offered as a drop list
}

// NewBook starts an empty workbook.
func NewBook() (*Book, error) {
	b := &Book{file: excelize.NewFile()}
	if err := b.file.SetDocProps(&excelize.DocProperties{
		Creator: "Plumbline", LastModifiedBy: "Plumbline",
		Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z", // same rows, same bytes
	}); err != nil {
		return nil, err
	}
	return b, b.makeStyles()
}

func (b *Book) makeStyles() error {
	line := []excelize.Border{{Type: "bottom", Color: "3B362F", Style: 1}, {Type: "top", Color: "3B362F", Style: 1}}
	dayFormat := "yyyy-mm-dd"
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, s := range []struct {
		into  *int
		style excelize.Style
	}{
		{&b.styles.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&b.styles.note, excelize.Style{Font: &excelize.Font{Color: "6A6359"}}},
		{&b.styles.head, excelize.Style{Font: &excelize.Font{Bold: true}, Border: line,
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&b.styles.text, excelize.Style{Alignment: wrap}},
		{&b.styles.guard, excelize.Style{NumFmt: 49, Alignment: wrap}}, // 49 is @: text, also after editing
		{&b.styles.day, excelize.Style{CustomNumFmt: &dayFormat, Alignment: top}},
		{&b.styles.number, excelize.Style{Alignment: top}},
	} {
		id, err := b.file.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.into = id
	}
	return nil
}

// acts tells whether a spreadsheet program, or one that reads the cell copied out as CSV, would take the
// text for a formula: the six beginnings that are known to act, and their full-width twins, which an
// East Asian program converts (DOMAIN.md 11.3).
func acts(s string) bool {
	return s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0])
}

// Page is one sheet being written.
type Page struct {
	book  *Book
	sw    *excelize.StreamWriter
	heads []Head
	row   int
}

// Page begins a sheet: a title, the conditions under which its rows were chosen (one per line, may be
// none), an empty row, then the header, which stays in view while scrolling.
func (b *Book) Page(name, title string, conditions []string, heads []Head) (*Page, error) {
	name = sheetName(name)
	if err := b.addSheet(name); err != nil {
		return nil, err
	}
	first := headerRow(title, conditions) + 1
	for i, h := range heads {
		if len(h.Choice) == 0 {
			continue
		}
		if err := b.dropList(name, i+1, first, h.Choice); err != nil {
			return nil, err
		}
	}
	sw, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	p := &Page{book: b, sw: sw, heads: heads}
	return p, p.begin(title, conditions, first)
}

func headerRow(title string, conditions []string) int {
	if title == "" {
		return 1
	}
	return len(conditions) + 3
}

func (b *Book) addSheet(name string) error {
	if !b.started {
		b.started = true
		return b.file.SetSheetName("Sheet1", name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

func (p *Page) begin(title string, conditions []string, first int) error {
	for i, h := range p.heads {
		width := h.Width
		if width == 0 {
			width = 14
		}
		if err := p.sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		if h.Kind == TextCell || h.Kind == DayCell { // what is typed later keeps its leading zeros
			style := map[Kind]int{TextCell: p.book.styles.guard, DayCell: p.book.styles.day}[h.Kind]
			if err := p.sw.SetColStyle(i+1, i+1, style); err != nil {
				return err
			}
		}
	}
	if err := p.sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: first - 1, TopLeftCell: Ref(1, first), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if title != "" {
		if err := p.line(title, p.book.styles.title); err != nil {
			return err
		}
		for _, c := range conditions {
			if err := p.line(c, p.book.styles.note); err != nil {
				return err
			}
		}
		p.row++
	}
	cells := make([]any, len(p.heads))
	for i, h := range p.heads {
		cells[i] = excelize.Cell{Value: h.Title, StyleID: p.book.styles.head}
	}
	p.row++
	return p.sw.SetRow(Ref(1, p.row), cells, excelize.RowOpts{Height: 24})
}

func (p *Page) line(text string, style int) error {
	p.row++
	return p.sw.SetRow(Ref(1, p.row), []any{excelize.Cell{Value: text, StyleID: style}})
}

// Row appends one row. Values may be string, clock.Day, int, int64, float64, bool or nil; a string stays a
// string whatever it begins with.
func (p *Page) Row(values ...any) error {
	cells := make([]any, len(values))
	for i, v := range values {
		cells[i] = p.cell(v)
	}
	p.row++
	return p.sw.SetRow(Ref(1, p.row), cells)
}

func (p *Page) cell(v any) any {
	st := p.book.styles
	switch v := v.(type) {
	case nil:
		return nil
	case clock.Day:
		if v == "" {
			return nil
		}
		return excelize.Cell{Value: v.Time().In(clock.Zone), StyleID: st.day}
	case string:
		if v == "" {
			return nil
		}
		if acts(v) {
			return excelize.Cell{Value: v, StyleID: st.guard}
		}
		return excelize.Cell{Value: v, StyleID: st.text}
	default:
		return excelize.Cell{Value: v, StyleID: st.number}
	}
}

// End finishes the sheet. No row may follow.
func (p *Page) End() error { return p.sw.Flush() }

// WriteTo writes the finished workbook.
func (b *Book) WriteTo(w io.Writer) (int64, error) {
	n, err := b.file.WriteTo(w)
	if err != nil {
		return n, err
	}
	return n, b.file.Close()
}

// listSheet holds the values of drop lists; it is hidden and never read back.
const listSheet = "_lists"

// dropList offers the choices in a column. They stand on a sheet of their own, because a list inside the
// rule itself may have 255 characters only.
func (b *Book) dropList(sheet string, col, first int, choices []string) error {
	if b.lists == 0 {
		if _, err := b.file.NewSheet(listSheet); err != nil {
			return err
		}
		if err := b.file.SetSheetVisible(listSheet, false); err != nil {
			return err
		}
	}
	b.lists++
	for i, c := range choices {
		if err := b.file.SetCellStr(listSheet, Ref(b.lists, i+1), c); err != nil {
			return err
		}
	}
	rule := excelize.NewDataValidation(true)
	rule.SetSqref(Ref(col, first) + ":" + Ref(col, DefaultLimits.Rows+first))
	rule.SetSqrefDropList(fmt.Sprintf("'%s'!$%[2]s$1:$%[2]s$%[3]d", listSheet, Letter(b.lists), len(choices)))
	return b.file.AddDataValidation(sheet, rule)
}

// sheetName makes a name that Excel accepts: no :\/?*[] and at most 31 characters.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < ' ' {
			return '·'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if s == "" {
		return "1"
	}
	return s
}
