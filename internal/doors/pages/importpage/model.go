package importpage

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/office"
)

// Model is one import in whatever state it is: no file yet (Number empty), a file to decide on, or done
// (Receipt set).
type Model struct {
	Title    string // of the register: 导入单位和人员
	Current  string // menu entry
	Back     string // address of the register
	BackText string
	Upload   string // POST of a file
	Template string // address of the template
	Confirm  string // POST of the decision
	Drop     string // POST that throws the batch away
	Problems part.Problems
	Whole    bool // all rows or none

	Number string
	File   string
	Size   int64
	Hash   string

	Sheets  []Sheet
	Errors  []Error
	Notes   []Error // taken in, but worth a look
	Receipt *Receipt
	Recent  []Receipt
}

// Sheet is one sheet of the file.
type Sheet struct {
	Name    string
	Header  int
	New     int
	Changed int
	Same    int
	Bad     int
	Map     []Mapped
	Cols    []string
	Preview []Row
}

// Mapped is one column of the file and the field that it was taken for; Field is empty when it is left out.
type Mapped struct{ Letter, Title, Example, Field string }

// Row is one row of the preview.
type Row struct {
	N     int
	Bad   bool
	Cells []Cell
}

// Cell is one cell of the preview.
type Cell struct {
	Text string
	Bad  bool
}

// Error is one complaint; Row 0 means the sheet, an empty Col the whole row.
type Error struct {
	Sheet   string
	Row     int
	Col     string
	Title   string
	Value   string
	Why     string
	How     string
	Suggest string
}

// Receipt is what became of a batch.
type Receipt struct {
	Number  string
	File    string
	By      string
	At      string
	New     int
	Changed int
	Same    int
	Left    int // rows left out
}

// shownErrors and shownRows keep the page readable; the rest is counted.
const (
	shownErrors = 200
	shownRows   = 5
	shownBad    = 20
)

// ErrorsOf puts complaints into the reader's language.
func ErrorsOf(ctx context.Context, bad []office.BadCell) []Error {
	say := func(_, key string, args ...any) string { return i18n.T(ctx, key, args...) }
	out := make([]Error, 0, len(bad))
	for _, b := range bad {
		out = append(out, Error{Sheet: b.Sheet, Row: b.Row, Col: b.Col, Title: i18n.T(ctx, b.Title), Value: b.Value,
			Why: b.Why("", say), How: b.How("", say), Suggest: b.Suggest})
	}
	return out
}

// SheetOf makes the mapping and the preview of a table that was read: its first rows and the first bad ones.
func SheetOf(ctx context.Context, t *office.Table, columns []office.Column, bad []office.BadCell) Sheet {
	s := Sheet{Name: t.Sheet, Header: t.Header}
	names := map[string]string{}
	for _, c := range columns {
		names[c.ID] = i18n.T(ctx, c.Key)
		s.Cols = append(s.Cols, names[c.ID])
	}
	for _, m := range t.Mapped {
		s.Map = append(s.Map, Mapped{Letter: m.Letter, Title: m.Title, Example: m.Example, Field: names[m.Column]})
	}
	type place struct {
		row   int
		title string
	}
	wrong, rows := map[place]bool{}, map[int]bool{}
	for _, b := range bad {
		if b.Sheet == t.Sheet {
			wrong[place{b.Row, b.Title}], rows[b.Row] = true, true
		}
	}
	good, faulty := 0, 0
	for _, r := range t.Records {
		if rows[r.Row] && faulty >= shownBad || !rows[r.Row] && good >= shownRows {
			continue
		}
		row := Row{N: r.Row, Bad: rows[r.Row]}
		if row.Bad {
			faulty++
		} else {
			good++
		}
		for _, c := range columns {
			row.Cells = append(row.Cells, Cell{Text: shownValue(ctx, c, r.Get(c.ID)), Bad: wrong[place{r.Row, c.Key}]})
		}
		s.Preview = append(s.Preview, row)
	}
	return s
}

// shownValue shows a choice by its word.
func shownValue(ctx context.Context, c office.Column, v string) string {
	if c.Kind == office.ChoiceCell {
		return c.Code(v, "", func(_, key string, args ...any) string { return i18n.T(ctx, key, args...) })
	}
	return v
}

func (m Model) rows() (n int) {
	for _, s := range m.Sheets {
		n += s.New + s.Changed + s.Same + s.Bad
	}
	return n
}

func (m Model) good() (n int) {
	for _, s := range m.Sheets {
		n += s.New + s.Changed + s.Same
	}
	return n
}

// storable is how many rows may be stored now.
func (m Model) storable() int {
	if m.Whole && m.bad()+len(m.Errors) > 0 {
		return 0
	}
	return m.good()
}

func (m Model) bad() int { return m.rows() - m.good() }

// writes tells how many rows would change something.
func (m Model) writes() (n int) {
	for _, s := range m.Sheets {
		n += s.New + s.Changed
	}
	return n
}

func (m Model) mapped() (ok, left int) {
	for _, s := range m.Sheets {
		for _, c := range s.Map {
			if c.Field != "" {
				ok++
			} else {
				left++
			}
		}
	}
	return ok, left
}

func (m Model) errors() []Error { return m.Errors[:min(len(m.Errors), shownErrors)] }

func (m Model) steps(ctx context.Context) []part.Step {
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	ok, left := m.mapped()
	found := t("import.step_no_errors")
	if m.bad()+len(m.Errors) > 0 {
		found = t("import.step_errors", "n", m.bad())
	}
	steps := []part.Step{
		{Label: t("import.step_file"), Lines: []string{t("import.step_file_note")}},
		{Label: t("import.step_columns"), Lines: []string{t("import.step_columns_note", "n", ok, "left", left)}},
		{Label: t("import.step_check"), Lines: []string{found}},
		{Label: t("import.step_store"), Lines: []string{t("import.step_store_note")}},
		{Label: t("import.step_receipt"), Lines: []string{t("import.step_receipt_note")}},
	}
	now := 0
	switch {
	case m.Receipt != nil:
		now = 4
	case m.Number != "":
		now = 2
	default:
		steps[1].Lines, steps[2].Lines = nil, nil
	}
	for i := range steps {
		steps[i].Done, steps[i].Now = i < now || now == 4, i == now
	}
	return steps
}

// column is the letter and the title of the column: C　单位.
func (e Error) column(ctx context.Context) string {
	switch {
	case e.Col == "" && e.Title == "":
		return i18n.T(ctx, "import.whole_row")
	case e.Col == "":
		return e.Title
	}
	return e.Col + "　" + e.Title
}

// value is what stood there, shortened, never executed and never empty.
func (e Error) value(ctx context.Context) string {
	if e.Value == "" {
		return i18n.T(ctx, "import.empty_cell")
	}
	if r := []rune(e.Value); len(r) > 24 {
		return string(r[:24]) + "…"
	}
	return e.Value
}

func (e Error) row() string {
	if e.Row == 0 {
		return "–"
	}
	return strconv.Itoa(e.Row)
}

// anchor ties an error to its row in the preview.
func (m Model) anchor(sheet string, row int) string {
	i := slices.IndexFunc(m.Sheets, func(s Sheet) bool { return s.Name == sheet })
	return fmt.Sprintf("r%d-%d", i+1, row)
}

// previewed tells whether the row stands in the preview, so that a link to it leads somewhere.
func (m Model) previewed(sheet string, row int) bool {
	for _, s := range m.Sheets {
		if s.Name == sheet {
			return slices.ContainsFunc(s.Preview, func(r Row) bool { return r.N == row })
		}
	}
	return false
}

func size(ctx context.Context, n int64) string {
	if n < 1<<20 {
		return i18n.T(ctx, "import.size_kb", "n", max(1, n>>10))
	}
	return i18n.T(ctx, "import.size_mb", "n", fmt.Sprintf("%.1f", float64(n)/(1<<20)))
}

func itoa(n int) string { return strconv.Itoa(n) }

// heading is the page title: what is imported, and how many rows there are.
func (m Model) heading(ctx context.Context) string {
	switch {
	case m.Receipt != nil:
		return i18n.T(ctx, "import.receipt_title", "number", m.Number)
	case m.Number != "":
		return i18n.T(ctx, "import.heading", "title", m.Title, "n", m.rows())
	}
	return m.Title
}

// summary is the sentence about a sheet: 新增 3，更新 1，不变 4，有错 2.
func (s Sheet) summary(ctx context.Context) string {
	return i18n.T(ctx, "import.sheet_summary", "new", s.New, "changed", s.Changed, "same", s.Same, "bad", s.Bad)
}

// short keeps a cell of the preview on one line.
func short(s string) string {
	if r := []rune(s); len(r) > 28 {
		return string(r[:28]) + "…"
	}
	return s
}

func now(s part.Step) templ.Attributes {
	if s.Now {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}
