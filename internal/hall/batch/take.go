package batch

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Check says what Take would do and stores nothing. Faults about the file are those of office.OpenWorkbook, and
// import.no_sheet when it has none of the list's sheets; fault.NotFound for whoever has no such list.
func (l List) Check(tx *db.Tx, in Input) (*Checked, error) {
	r, err := l.read(tx, in, false)
	if err != nil {
		return nil, err
	}
	return &r.checked, nil
}

// Take takes a workbook in, in the running transaction: all rows, or the good ones, or none. What the register has
// already is left as it is, so that the same file twice changes nothing the second time. Faults: those of Check;
// import.has_errors when rows are bad and GoodOnly is not set, with what was found; import.row_refused when the
// register refuses a row that looked good, because of another row of the same file.
func (l List) Take(tx *db.Tx, in Input) (*Checked, error) {
	r, err := l.read(tx, in, true)
	if err != nil {
		return nil, err
	}
	if n := len(r.checked.Bad); n > 0 && (l.Whole || !in.GoodOnly) {
		return &r.checked, fault.Invalid(fault.On("file", "import.has_errors", "n", n))
	}
	if err := r.storeAll(); err != nil {
		return nil, err
	}
	f := r.checked.Figures()
	return &r.checked, audit.Record(tx, audit.Entry{Action: l.Action, Kind: "batch", ID: in.Number, Version: 1,
		Details: map[string]any{"new": f.New, "changed": f.Changed, "same": f.Same, "left_out": f.Left, "good_only": in.GoodOnly}})
}

func (l List) read(tx *db.Tx, in Input, storing bool) (*Reading, error) {
	if err := l.may(tx, in.Of); err != nil {
		return nil, err
	}
	r := &Reading{Tx: tx, Of: in.Of, Number: in.Number, Storing: storing, Say: in.Say}
	if err := l.open(r, in.Data); err != nil {
		return nil, err
	}
	if err := l.Read(r); err != nil {
		return nil, err
	}
	r.count()
	return r, nil
}

// may asks for the list as a whole.
func (l List) may(tx *db.Tx, of string) error {
	if !access.Anywhere(tx.Who, l.Right) {
		return fault.NotFound()
	}
	if l.May != nil {
		return l.May(tx, of)
	}
	return nil
}

// open reads the sheets of the file that the list has.
func (l List) open(r *Reading, data []byte) error {
	book, err := office.OpenWorkbook(data, office.Limits{})
	if err != nil {
		return err
	}
	defer book.Close() // it holds memory only
	var names office.WordList
	for _, s := range l.Sheets {
		names = append(names, office.Word(s.Key))
		t, found, err := book.Table(s, r.Say)
		if err == nil && !found && len(l.Sheets) == 1 && len(book.Sheets()) == 1 { // a list that was kept by hand is called Sheet1
			t, err = book.TableOn(book.Sheets()[0], s, r.Say)
			found = true
		}
		if err != nil {
			return err
		}
		if found {
			r.take(s, t)
		}
	}
	if len(r.checked.Sheets) == 0 {
		return fault.Invalid(fault.On("file", "import.no_sheet", "sheets", names))
	}
	return nil
}

// take puts a sheet's rows down with the complaints that its cells already have.
func (r *Reading) take(s office.Sheet, t *office.Table) {
	sheet := &Sheet{ID: s.ID, Table: t, Columns: s.Columns}
	r.checked.Sheets = append(r.checked.Sheets, sheet)
	r.checked.Bad, r.checked.Notes = append(r.checked.Bad, t.Bad...), append(r.checked.Notes, t.Notes...)
	wrong := map[int]bool{}
	for _, b := range t.Bad {
		wrong[b.Row] = true
	}
	for _, rec := range t.Records {
		r.rows = append(r.rows, &Row{Record: rec, in: r, sheet: sheet, wrong: wrong[rec.Row]})
	}
}

// count fills the figures. A row with any complaint is bad, whatever it would have done.
func (r *Reading) count() {
	var order []string
	for _, s := range r.checked.Sheets {
		order = append(order, s.Table.Sheet)
	}
	office.InOrder(r.checked.Bad, order...)
	for _, x := range r.rows {
		switch {
		case x.wrong || x.is == left:
			x.sheet.Bad++
		case x.is == fresh:
			x.sheet.New++
		case x.is == changed:
			x.sheet.Changed++
		default:
			x.sheet.Same++
		}
	}
}

func (r *Reading) storeAll() error {
	for _, x := range r.rows {
		if x.wrong || x.store == nil {
			continue
		}
		if err := x.store(r.Tx); err != nil {
			return x.refused(err)
		}
	}
	for _, do := range r.after {
		if err := do(r.Tx); err != nil {
			return err
		}
	}
	return nil
}

// refused names the row that the register did not take; the transaction goes back with everything before it.
func (x *Row) refused(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	fields := []fault.Field{fault.On("file", "import.row_refused", "row", x.Row, "sheet", x.Sheet)}
	for _, y := range f.Fields {
		fields = append(fields, fault.On("file", y.Key, y.Args...))
	}
	return fault.Invalid(fields...)
}

// Template is the empty workbook to fill in, with one example row on each sheet that is never taken in.
func (l List) Template(lang string, say office.Say) (*office.Book, error) {
	return office.Template(lang, say, "import.guide_name", l.Title, l.Sheets)
}

// Put checks an uploaded workbook and keeps it until it is decided on, for a week at most; what cannot be read is not
// kept. Faults: those of List.Check.
func (h *Hall) Put(ctx context.Context, actor who.Actor, l List, of, name string, data []byte) (b Batch, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		_, err := l.Check(tx, Input{Data: data, Of: of, Say: h.say})
		return err
	})
	if err != nil {
		return b, err
	}
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		b, err = put(tx, l, of, name, data)
		return err
	})
	return b, err
}

// Show is a batch of the actor and, while it waits, what taking it in would do; fault.NotFound for anybody else's.
func (h *Hall) Show(ctx context.Context, actor who.Actor, l List, of, id string) (b Batch, got *Checked, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		var data []byte
		if b, data, err = own(tx, l, of, id); err != nil || b.State != Waiting {
			return err
		}
		got, err = l.Check(tx, Input{Data: data, Of: of, Say: h.say})
		return err
	})
	return b, got, err
}

// Take takes a waiting batch in and finishes it, in one transaction. Faults: those of List.Take, and fault.Conflict
// when it was decided on already.
func (h *Hall) Take(ctx context.Context, actor who.Actor, l List, of, id string, goodOnly bool) (f Figures, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		b, data, err := own(tx, l, of, id)
		if err != nil {
			return err
		}
		if b.State != Waiting {
			return fault.Conflict("import.decided_already")
		}
		got, err := l.Take(tx, Input{Data: data, Of: of, Number: b.Number, GoodOnly: goodOnly, Say: h.say})
		if err != nil {
			return err
		}
		f = got.Figures()
		return end(tx, b, Done, &f)
	})
	return f, err
}
