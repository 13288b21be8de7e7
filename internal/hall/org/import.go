package org

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// SheetCount is what one sheet of an import came to, in rows.
type SheetCount struct {
	ID      string
	Key     string // words key of its name
	Table   *office.Table
	Columns []office.Column
	New     int
	Changed int
	Same    int
	Bad     int
}

// Checked is a workbook read and compared with the register: what would happen, and every complaint.
type Checked struct {
	Sheets []*SheetCount
	Bad    []office.BadCell
	Notes  []office.BadCell
}

// Total sums a sheet figure: rows that are new, changed, the same and bad.
func (c *Checked) Total() (fresh, changed, same, bad int) {
	for _, s := range c.Sheets {
		fresh, changed, same, bad = fresh+s.New, changed+s.Changed, same+s.Same, bad+s.Bad
	}
	return fresh, changed, same, bad
}

// ImportInput is a workbook to be taken in. With GoodOnly rows without a complaint are stored and the
// others left out; without it one complaint keeps everything out.
type ImportInput struct {
	Data     []byte
	Batch    string // number of the batch, for the record
	GoodOnly bool
}

// CheckImport says what Import would do, and stores nothing. Faults about the file as a whole are those of
// office.OpenWorkbook; import.no_sheet when it has none of the register's sheets.
func (h *Hall) CheckImport(ctx context.Context, actor who.Actor, data []byte) (*Checked, error) {
	book, err := office.OpenWorkbook(data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	var out *Checked
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := h.plan(tx, book)
		if err == nil {
			out = &p.checked
		}
		return err
	})
	return out, err
}

// Import takes a workbook in, in one transaction: all rows, or the good ones, or none. What stands in the
// register already is left as it is, so that the same file twice changes nothing the second time. Returned
// faults: those of CheckImport, and import.has_errors when rows are bad and GoodOnly is not set.
func (h *Hall) Import(ctx context.Context, actor who.Actor, in ImportInput) (*Checked, error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	var out *Checked
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := lockTree(tx); err != nil {
			return err
		}
		p, err := h.plan(tx, book)
		if err != nil {
			return err
		}
		out = &p.checked
		if len(p.checked.Bad) > 0 && !in.GoodOnly {
			return fault.Invalid(fault.On("file", "import.has_errors", "n", len(p.checked.Bad)))
		}
		if err := p.apply(tx); err != nil {
			return err
		}
		fresh, changed, same, bad := out.Total()
		return audit.Record(tx, audit.Entry{Action: "org.import", Kind: "batch", ID: in.Batch, Version: 1, Unit: p.root.ID,
			Details: map[string]any{"new": fresh, "changed": changed, "same": same, "left_out": bad, "good_only": in.GoodOnly}})
	})
	if err != nil && !fault.Is(err, fault.KindInvalid) {
		return nil, err
	}
	return out, err
}

// plan reads the workbook's sheets and compares each row with the register.
func (h *Hall) plan(tx *db.Tx, book *office.Workbook) (*plan, error) {
	p, err := newPlan(tx)
	if err != nil {
		return nil, err
	}
	if err := access.May(tx.Who, access.ImportOrg, access.Place{Ord: p.root.Ord}); err != nil {
		return nil, err
	}
	for _, s := range Sheets() {
		t, found, err := book.Table(s, h.words.Say)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		p.take(s, t)
	}
	if len(p.checked.Sheets) == 0 {
		return nil, fault.Invalid(fault.On("file", "import.no_sheet", "sheets", office.WordList{"org.sheet.unit", "org.sheet.party", "org.sheet.person", "org.sheet.post", "org.sheet.portfolio"}))
	}
	p.run()
	return p, nil
}

// Template is the empty workbook to fill in.
func (h *Hall) Template(lang string) (*office.Book, error) {
	return office.Template(lang, h.words.Say, "import.guide_name", "org.import.template_title", Sheets())
}
