package office

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Kind is how a column's cells are read.
type Kind int

const (
	TextCell Kind = iota
	DayCell
	WholeCell  // a whole number
	ChoiceCell // one of Choices
)

// defaultMax is how many characters a text column takes when it does not say.
const defaultMax = 200

// Choice is one value of a closed list: Code is stored, Key is the words key of what people see.
type Choice struct{ Code, Key string }

// Column describes one column of a sheet. Key is the words key of its title; Key+".hint" explains it in
// the template, Key+".example" is its value in the template's example row, and Key+".also" may list other
// titles, separated by |.
type Column struct {
	ID       string
	Key      string
	Kind     Kind
	Required bool
	Max      int // characters; 0 means defaultMax
	Choices  []Choice
	Width    float64
}

// Sheet describes one sheet: Key is the words key of its name.
type Sheet struct {
	ID      string
	Key     string
	Columns []Column
}

// Word is a words key inside the arguments of a complaint: who shows the complaint translates it.
type Word string

// WordList is several of them, shown as a list.
type WordList []Word

// Say is the sentence of a words key in a language (i18n.Words.Say).
type Say func(lang, key string, args ...any) string

// languages in which titles are recognised, whatever the reader's own.
var languages = []string{"zh", "en"}

// BadCell is one complaint: where it is, what stood there, why that is wrong and what would be right.
// Col is empty when the whole row is meant, Row is 0 when the whole sheet is.
type BadCell struct {
	Sheet   string
	Row     int
	Col     string // letter
	Title   string // words key of the column's title, or the title itself where no column is meant
	Value   string
	Key     string // why
	Args    []any
	Repair  string // what to do, words key
	Suggest string // a value that would be right, when one is likely
}

// Record is one data row, read: values by column ID.
type Record struct {
	Sheet  string
	Row    int
	values map[string]string
	cols   map[string]int
	titles map[string]string // words keys
}

// Get is the value of a column: text, a day as 2026-06-18, a choice's code, digits.
func (r *Record) Get(id string) string { return r.values[id] }

// Bad makes a complaint about one column of this row; an empty id means the row as a whole.
func (r *Record) Bad(id, key, repair string, args ...any) BadCell {
	b := BadCell{Sheet: r.Sheet, Row: r.Row, Key: key, Repair: repair, Args: args}
	if id != "" {
		b.Title, b.Value = r.titles[id], r.values[id]
		if col := r.cols[id]; col > 0 {
			b.Col = Letter(col)
		}
	}
	return b
}

// Table is a sheet after reading: its records, its complaints, and the titles it has that nobody asked for.
type Table struct {
	Sheet   string
	Header  int // row of the header
	Records []*Record
	Bad     []BadCell
	Ignored []string
	Mapped  []Mapping
	Notes   []BadCell // taken in, but worth a look (text that begins like a formula)
}

// Mapping is one column of the file and the column that it was taken for (empty: not imported).
type Mapping struct {
	Letter, Title, Example, Column string
}

// headerWithin is how far down the header may stand: export and template put their conditions above it.
const headerWithin = 20

// Table finds the described sheet by its name in any language and reads it as TableOn does. found is false
// when the workbook has no such sheet.
func (w *Workbook) Table(s Sheet, say Say) (t *Table, found bool, err error) {
	name, ok := w.sheetNamed(s, say)
	if !ok {
		return nil, false, nil
	}
	t, err = w.TableOn(name, s, say)
	return t, err == nil, err
}

// TableOn reads the named sheet as the described one: it finds the header among the first rows and reads
// every row below. What is wrong is in Bad, every complaint at once; the error is a fault about the file.
func (w *Workbook) TableOn(name string, s Sheet, say Say) (t *Table, err error) {
	rows, err := w.Rows(name)
	if err != nil {
		return nil, err
	}
	t = &Table{Sheet: name}
	head, cols := findHeader(s, rows, say)
	if head < 0 {
		t.Bad = append(t.Bad, BadCell{Sheet: name, Key: "import.header_missing", Repair: "import.repair_template",
			Args: []any{"titles", s.required()}})
		return t, nil
	}
	t.Header = rows[head].Number
	t.header(s, rows, head, cols)
	if len(t.Bad) > 0 {
		return t, nil // without its columns the rows would only repeat one complaint
	}
	for _, row := range rows[head+1:] {
		w.record(t, s, row, cols, say)
	}
	return t, nil
}

func (w *Workbook) sheetNamed(s Sheet, say Say) (string, bool) {
	names := w.Sheets()
	for _, name := range names {
		for _, lang := range languages {
			if plain(name) == plain(say(lang, s.Key)) {
				return name, true
			}
		}
	}
	return "", false
}

// plain makes titles comparable: width, case, space, line breaks and the star of "required" do not count.
func plain(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = strings.NewReplacer(" ", "", "\n", "", "\t", "", "*", "", "(必填)", "", "(required)", "").Replace(s)
	return s
}

// known lists every title under which a column is recognised.
func (c Column) known(say Say) []string {
	var out []string
	for _, lang := range languages {
		out = append(out, plain(say(lang, c.Key)))
		if also := say(lang, c.Key+".also"); also != c.Key+".also" {
			for _, a := range strings.Split(also, "|") {
				out = append(out, plain(a))
			}
		}
	}
	return out
}

// findHeader takes the row in which most titles are known: at least two, or all of them.
func findHeader(s Sheet, rows []Row, say Say) (int, map[string]int) {
	byTitle := map[string]string{}
	for _, c := range s.Columns {
		for _, title := range c.known(say) {
			byTitle[title] = c.ID
		}
	}
	best, at, found := min(1, len(s.Columns)-1), -1, map[string]int(nil)
	for i := 0; i < len(rows) && i < headerWithin; i++ {
		cols := map[string]int{}
		for j, cell := range rows[i].Cells {
			if id, ok := byTitle[plain(cell.Text)]; ok && cols[id] == 0 {
				cols[id] = j + 1
			}
		}
		if len(cols) > best {
			best, at, found = len(cols), i, cols
		}
	}
	return at, found
}

// header checks the header row and says what each column of the file was taken for.
func (t *Table) header(s Sheet, rows []Row, head int, cols map[string]int) {
	taken := map[int]string{}
	for id, col := range cols {
		taken[col] = id
	}
	count := map[string]int{}
	for j, cell := range rows[head].Cells {
		if cell.Empty() {
			continue
		}
		id := taken[j+1]
		t.Mapped = append(t.Mapped, Mapping{Letter(j + 1), cell.Text, example(rows[head+1:], j+1), id})
		if id == "" {
			t.Ignored = append(t.Ignored, cell.Text)
		}
		if count[plain(cell.Text)]++; count[plain(cell.Text)] == 2 {
			t.Bad = append(t.Bad, BadCell{Sheet: t.Sheet, Row: t.Header, Col: Letter(j + 1), Title: cell.Text,
				Value: cell.Text, Key: "import.column_twice", Repair: "import.repair_column_twice"})
		}
	}
	for _, c := range s.Columns {
		if c.Required && cols[c.ID] == 0 {
			t.Bad = append(t.Bad, BadCell{Sheet: t.Sheet, Row: t.Header, Title: c.Key, Key: "import.column_missing",
				Repair: "import.repair_template", Args: []any{"title", Word(c.Key)}})
		}
	}
}

func example(rows []Row, col int) string {
	for i := 0; i < len(rows) && i < 50; i++ {
		if c := rows[i].At(col); !c.Empty() {
			return c.Text
		}
	}
	return ""
}

func (s Sheet) required() WordList {
	var out WordList
	for _, c := range s.Columns {
		if c.Required {
			out = append(out, Word(c.Key))
		}
	}
	return out
}

// record reads one row; a row whose mapped cells are all empty is not one.
func (w *Workbook) record(t *Table, s Sheet, row Row, cols map[string]int, say Say) {
	r := &Record{Sheet: t.Sheet, Row: row.Number, values: map[string]string{}, cols: cols, titles: map[string]string{}}
	blank := true
	for _, c := range s.Columns {
		r.titles[c.ID] = c.Key
		blank = blank && row.At(cols[c.ID]).Empty()
	}
	if blank || s.isExample(row, cols, say) {
		return
	}
	for _, c := range s.Columns {
		if bad, ok := w.cell(r, c, row.At(cols[c.ID]), say); !ok {
			t.Bad = append(t.Bad, bad)
		} else if v := r.values[c.ID]; c.Kind == TextCell && acts(v) {
			t.Notes = append(t.Notes, r.Bad(c.ID, "import.formula_text", ""))
		}
	}
	t.Records = append(t.Records, r)
}

// excelErrors are what a broken formula leaves in its cell.
var excelErrors = map[string]bool{"#N/A": true, "#REF!": true, "#VALUE!": true, "#NAME?": true, "#DIV/0!": true, "#NULL!": true, "#NUM!": true}

// cell reads one cell into the record, or says what is wrong with it.
func (w *Workbook) cell(r *Record, c Column, cell Cell, say Say) (BadCell, bool) {
	r.values[c.ID] = cell.Text
	limit := c.Max
	if limit == 0 {
		limit = defaultMax
	}
	switch {
	case excelErrors[cell.Text]:
		return r.Bad(c.ID, "import.cell_error", "import.repair_cell_error"), false
	case cell.Empty() && c.Required:
		return r.Bad(c.ID, "import.cell_required", "import.repair_fill", "title", Word(c.Key)), false
	case cell.Empty():
		return BadCell{}, true
	case len([]rune(cell.Text)) > limit:
		return r.Bad(c.ID, "import.cell_too_long", "import.repair_shorten", "n", len([]rune(cell.Text)), "max", limit), false
	}
	switch c.Kind {
	case DayCell:
		day, problem := w.Day(cell)
		if problem != nil {
			bad := r.Bad(c.ID, problem.Key, "import.repair_day")
			bad.Suggest = problem.Suggest
			return bad, false
		}
		r.values[c.ID] = string(day)
	case WholeCell:
		n, err := strconv.Atoi(strings.ReplaceAll(norm.NFKC.String(cell.Text), ",", ""))
		if err != nil {
			return r.Bad(c.ID, "import.cell_whole", "import.repair_whole"), false
		}
		r.values[c.ID] = strconv.Itoa(n)
	case ChoiceCell:
		code, ok := c.choice(cell.Text, say)
		if !ok {
			return r.Bad(c.ID, "import.cell_choice", "import.repair_choice", "choices", c.choices()), false
		}
		r.values[c.ID] = code
	}
	return BadCell{}, true
}

func (c Column) choice(text string, say Say) (string, bool) {
	for _, ch := range c.Choices {
		for _, lang := range languages {
			if plain(text) == plain(say(lang, ch.Key)) {
				return ch.Code, true
			}
		}
	}
	return "", false
}

func (c Column) choices() WordList {
	out := make(WordList, 0, len(c.Choices))
	for _, ch := range c.Choices {
		out = append(out, Word(ch.Key))
	}
	return out
}

// Why is the complaint as a sentence of the given language.
func (b BadCell) Why(lang string, say Say) string {
	return say(lang, b.Key, translated(lang, say, b.Args)...)
}

// How says what to do about it; empty when nothing has to be done.
func (b BadCell) How(lang string, say Say) string {
	if b.Repair == "" {
		return ""
	}
	return say(lang, b.Repair, translated(lang, say, b.Args)...)
}

func translated(lang string, say Say, args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case Word:
			out[i] = say(lang, string(v))
		case WordList:
			parts := make([]string, len(v))
			for j, k := range v {
				parts[j] = say(lang, string(k))
			}
			out[i] = strings.Join(parts, say(lang, "import.list_comma"))
		default:
			out[i] = a
		}
	}
	return out
}

// InOrder sorts complaints as a person walks through the file: by the given order of sheets, by row, by column.
func InOrder(bad []BadCell, sheets ...string) {
	slices.SortStableFunc(bad, func(a, b BadCell) int {
		return cmp.Or(cmp.Compare(slices.Index(sheets, a.Sheet), slices.Index(sheets, b.Sheet)), cmp.Compare(a.Row, b.Row),
			cmp.Compare(len(a.Col), len(b.Col)), cmp.Compare(a.Col, b.Col))
	})
}
