package training

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// PlanSheet describes the year's plan as a workbook: template, import and export have the same columns.
func PlanSheet() office.Sheet {
	kinds := make([]office.Choice, len(Kinds))
	for i, k := range Kinds {
		kinds[i] = office.Choice{Code: k, Key: "training.kind." + k}
	}
	return office.Sheet{ID: "courses", Key: column("sheet"), Columns: []office.Column{
		{ID: "title", Key: column("title"), Required: true, Max: 120, Width: 34},
		{ID: "party", Key: column("party"), Required: true, Width: 24},
		{ID: "kind", Key: column("kind"), Kind: office.ChoiceCell, Required: true, Choices: kinds, Width: 12},
		{ID: "month", Key: column("month"), Kind: office.WholeCell, Width: 8},
		{ID: "first", Key: column("first"), Kind: office.DayCell, Width: 12},
		{ID: "last", Key: column("last"), Kind: office.DayCell, Width: 12},
		{ID: "halves", Key: column("halves"), Kind: office.WholeCell, Width: 10},
		{ID: "hours", Key: column("hours"), Kind: office.WholeCell, Width: 8},
		{ID: "host", Key: column("host"), Max: 80, Width: 20},
		{ID: "location", Key: column("place"), Max: 80, Width: 20},
	}}
}

func column(name string) string { return "training.column." + name }

// ImportInput is a plan to be taken in for a year.
type ImportInput struct {
	Data     []byte
	Year     int
	Batch    string
	GoodOnly bool
	Say      office.Say
}

// Imported is a plan read and compared with the year's courses.
type Imported struct {
	Table           *office.Table
	Columns         []office.Column
	Bad             []office.BadCell
	New, Same, Left int
	rows            []importRow
	bad             map[int]bool
}

type importRow struct {
	rec *office.Record
	in  Planning
}

// CheckImport says what Import would do and stores nothing.
func (r *Room) CheckImport(ctx context.Context, actor who.Actor, in ImportInput) (out *Imported, err error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = r.readPlan(tx, book, in)
		return err
	})
	return out, err
}

// Import puts the rows into the year's plan in one transaction: all, the good ones, or none. A course of the same title,
// organisation and days that is planned already stays as it is.
func (r *Room) Import(ctx context.Context, actor who.Actor, in ImportInput) (out *Imported, err error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		if out, err = r.readPlan(tx, book, in); err != nil {
			return err
		}
		if len(out.Bad) > 0 && !in.GoodOnly {
			return fault.Invalid(fault.On("file", "import.has_errors", "n", len(out.Bad)))
		}
		for _, row := range out.rows {
			if _, err := r.PlanIn(tx, in.Year, row.in); err != nil {
				return fmt.Errorf("row %d of the plan: %w", row.rec.Row, err)
			}
		}
		return audit.Record(tx, audit.Entry{Action: "training.import", Kind: "batch", ID: in.Batch, Version: 1,
			Details: map[string]any{"new": out.New, "same": out.Same, "left_out": out.Left, "good_only": in.GoodOnly}})
	})
	if err != nil && !fault.Is(err, fault.KindInvalid) {
		return nil, err
	}
	return out, err
}

func (r *Room) readPlan(tx *db.Tx, book *office.Workbook, in ImportInput) (*Imported, error) {
	if !access.Anywhere(tx.Who, access.KeepTraining) {
		return nil, fault.NotFound()
	}
	if _, err := loadYear(tx, in.Year); err != nil {
		if fault.Is(err, fault.KindNotFound) {
			err = fault.Invalid(fault.On("file", "training.year_closed", "year", in.Year))
		}
		return nil, err
	}
	sheet := PlanSheet()
	t, found, err := book.Table(sheet, in.Say)
	if err == nil && !found && len(book.Sheets()) == 1 {
		t, err = book.TableOn(book.Sheets()[0], sheet, in.Say)
		found = true
	}
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.Invalid(fault.On("file", "import.no_sheet", "sheets", office.WordList{office.Word(sheet.Key)}))
	}
	forest, err := org.Tree(tx)
	if err != nil {
		return nil, err
	}
	conv, err := r.convention(tx)
	if err != nil {
		return nil, err
	}
	there, err := listCourses(tx, access.ScopeOf(tx.Who, access.ReadTraining), in.Year)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, c := range there {
		if c.State != Cancelled {
			known[sameKey(c.Party, c.Title, c.Month, c.First)] = true
		}
	}
	out := &Imported{Table: t, Columns: sheet.Columns, Bad: t.Bad, bad: map[int]bool{}}
	for _, b := range t.Bad {
		out.bad[b.Row] = true
	}
	for _, rec := range t.Records {
		out.take(tx, forest, rec, in.Year, conv, known)
	}
	office.InOrder(out.Bad)
	out.Left = len(t.Records) - out.New - out.Same
	return out, nil
}

func sameKey(party, title string, month int, first clock.Day) string {
	return party + "\x1f" + title + "\x1f" + strconv.Itoa(month) + "\x1f" + string(first)
}

// take turns one row into a course, or says everything that is wrong with it.
func (out *Imported) take(tx *db.Tx, forest *org.Forest, rec *office.Record, year int, conv Convention, known map[string]bool) {
	fail := func(column, key, repair string, args ...any) {
		out.bad[rec.Row] = true
		out.Bad = append(out.Bad, rec.Bad(column, key, repair, args...))
	}
	whole := func(id string) int { n, _ := strconv.Atoi(rec.Get(id)); return n }
	in := Planning{Title: rec.Get("title"), Kind: rec.Get("kind"), Month: whole("month"), First: clock.Day(rec.Get("first")), Last: clock.Day(rec.Get("last")),
		Halves: whole("halves"), Hours: whole("hours"), Host: rec.Get("host"), Location: rec.Get("location")}
	in.fillMonth()
	if ref := rec.Get("party"); ref != "" {
		o, key := forest.Named(org.PartyTree, ref, tx.Today())
		if key != "" || access.May(tx.Who, access.KeepTraining, placeOf(o.Ord, "")) != nil {
			fail("party", "training.import.party_unknown", "training.import.repair_party")
		}
		in.Party = o.ID
	}
	if out.bad[rec.Row] {
		return
	}
	if f, ok := fault.As(in.check(year, conv)); ok {
		for _, x := range f.Fields {
			fail(x.Name, x.Key, "import.repair_cell", x.Args...)
		}
		return
	}
	key := sameKey(in.Party, in.Title, in.Month, in.First)
	if known[key] {
		out.Same++
		return
	}
	known[key] = true
	out.New++
	out.rows = append(out.rows, importRow{rec, in})
}

// fillMonth takes the month from the first day where only that was given.
func (in *Planning) fillMonth() {
	if t, err := time.Parse(time.DateOnly, string(in.First)); err == nil && in.Month == 0 {
		in.Month = int(t.Month())
	}
}

// PlanTemplate is the empty workbook to fill in.
func PlanTemplate(lang string, say office.Say) (*office.Book, error) {
	return office.Template(lang, say, "import.guide_name", "training.import.template_title", []office.Sheet{PlanSheet()})
}
