package batch

import (
	"errors"
	"strconv"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
)

// List is one list that comes in from a workbook, as its room declares it.
type List struct {
	Kind   string       // stored with every upload; never change a value
	Right  access.Right // without it anywhere the list does not exist; each row asks for its own place
	Action string       // of the record: joint.import
	Title  string       // words key of the headline of the empty workbook
	Sheets []office.Sheet
	// Whole means that the file is taken in as it is or not at all, because its rows together replace what
	// stands there.
	Whole bool
	// May asks whether the actor may bring the list to the thing that it is for; nil where only the rows decide.
	May func(tx *db.Tx, of string) error
	// Read looks at the rows inside the transaction: it asks for the right at each row's place, and gives every row its verdict by Fail,
	// Same, New or Changed. It stores nothing itself. An error of kind Invalid is about the file as a whole.
	Read func(*Reading) error
}

// Input is a workbook to be taken in.
type Input struct {
	Data     []byte
	Of       string // what it is for: the id of a year, a branch; "" for the whole register
	Number   string // of the batch, for the record
	GoodOnly bool   // rows without a complaint are stored and the others left out
	Say      office.Say
}

// Sheet is one sheet of the file, read and compared with the register: figures are rows.
type Sheet struct {
	ID      string
	Table   *office.Table
	Columns []office.Column
	New     int
	Changed int
	Same    int
	Bad     int
}

// Checked is a workbook read and compared: what would happen, or happened, and every complaint.
type Checked struct {
	Sheets []*Sheet
	Bad    []office.BadCell
	Notes  []office.BadCell
}

// Figures sums the sheets.
func (c *Checked) Figures() (f Figures) {
	for _, s := range c.Sheets {
		f.New, f.Changed, f.Same, f.Left = f.New+s.New, f.Changed+s.Changed, f.Same+s.Same, f.Left+s.Bad
	}
	return f
}

// Reading is one workbook while a room looks at it.
type Reading struct {
	Tx      *db.Tx
	Of      string
	Number  string
	Storing bool // false while it is only looked at
	Say     office.Say
	rows    []*Row
	checked Checked
	after   []func(*db.Tx) error
}

// Rows are the rows of a sheet in the order of the file; an id that the file has no sheet for has none.
func (r *Reading) Rows(sheet string) (out []*Row) {
	for _, x := range r.rows {
		if x.sheet.ID == sheet {
			out = append(out, x)
		}
	}
	return out
}

// Each gives every row to take, in the order of the file, and stops at an error.
func (r *Reading) Each(take func(*Row) error) error {
	for _, x := range r.rows {
		if err := take(x); err != nil {
			return err
		}
	}
	return nil
}

// After is done when every good row is stored, in the same transaction.
func (r *Reading) After(do func(*db.Tx) error) { r.after = append(r.after, do) }

// verdict is what becomes of a row. A row that nobody gave one is left out.
type verdict int

const (
	left verdict = iota
	same
	fresh
	changed
)

// Row is one row of the file with what is to become of it.
type Row struct {
	*office.Record
	in    *Reading
	sheet *Sheet
	wrong bool
	is    verdict
	store func(*db.Tx) error
}

// Fail complains about one cell; an empty column means the row as a whole. repair says what would be right.
func (x *Row) Fail(column, key, repair string, args ...any) {
	x.wrong = true
	x.in.checked.Bad = append(x.in.checked.Bad, x.Record.Bad(column, key, repair, args...))
}

// Refused turns the faults of a verb's own check into complaints: its fields are the columns. It answers any other
// error as it is.
func (x *Row) Refused(err error) error {
	if err == nil {
		return nil
	}
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindInvalid {
		return err
	}
	for _, y := range f.Fields {
		x.Fail(y.Name, y.Key, "import.repair_cell", y.Args...)
	}
	return nil
}

// Wrong tells whether anything has been said against the row, by its cells' form or by the room.
func (x *Row) Wrong() bool { return x.wrong }

// Same says that the register has the row already.
func (x *Row) Same() { x.is = same }

// New says that the row is new, and what storing it does; nil when After does it.
func (x *Row) New(store func(*db.Tx) error) { x.is, x.store = fresh, store }

// Changed says that the row changes what is registered, and how; nil when After does it.
func (x *Row) Changed(store func(*db.Tx) error) { x.is, x.store = changed, store }

// Day is a column of days; "" when the cell is empty.
func (x *Row) Day(column string) clock.Day { return clock.Day(x.Get(column)) }

// Whole is a column of whole numbers; 0 when the cell is empty or was complained about.
func (x *Row) Whole(column string) int {
	n, err := strconv.Atoi(x.Get(column))
	if errors.Is(err, strconv.ErrRange) {
		return 0
	}
	return n
}
