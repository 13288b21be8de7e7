package training

import (
	"strconv"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
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

// CoursesIn is the plan of a year as a list that comes in from a workbook; it is for the year. A course of the same
// title, organisation and days that is planned already stays as it is.
func (r *Room) CoursesIn() batch.List {
	return batch.List{Kind: "courses", Right: access.KeepTraining, Action: "training.import", Title: "training.import.template_title", Sheets: []office.Sheet{PlanSheet()}, Read: r.readPlan}
}

// planImport is what the rows are compared with.
type planImport struct {
	room  *Room
	in    *batch.Reading
	year  int
	conv  Convention
	cells *org.Cells
	known map[string]bool
}

func (r *Room) readPlan(in *batch.Reading) (err error) {
	imp := &planImport{room: r, in: in, known: map[string]bool{}}
	if imp.year, err = strconv.Atoi(in.Of); err != nil {
		return fault.NotFound()
	}
	if _, err := loadYear(in.Tx, imp.year); fault.Is(err, fault.KindNotFound) {
		return fault.Invalid(fault.On("file", "training.year_closed", "year", imp.year))
	} else if err != nil {
		return err
	}
	if imp.cells, err = org.NewCells(in.Tx); err != nil {
		return err
	}
	if imp.conv, err = r.convention(in.Tx); err != nil {
		return err
	}
	there, err := listCourses(in.Tx, access.ScopeOf(in.Tx.Who, access.ReadTraining), imp.year)
	if err != nil {
		return err
	}
	for _, c := range there {
		if c.State != Cancelled {
			imp.known[sameKey(c.Party, c.Title, c.Month, c.First)] = true
		}
	}
	return in.Each(imp.take)
}

func sameKey(party, title string, month int, first clock.Day) string {
	return party + "\x1f" + title + "\x1f" + strconv.Itoa(month) + "\x1f" + string(first)
}

// take turns one row into a course, or says everything that is wrong with it.
func (imp *planImport) take(row *batch.Row) error {
	in := Planning{Title: row.Get("title"), Kind: row.Get("kind"), Month: row.Whole("month"), First: row.Day("first"), Last: row.Day("last"),
		Halves: row.Whole("halves"), Hours: row.Whole("hours"), Host: row.Get("host"), Location: row.Get("location")}
	in.fillMonth()
	in.Party = imp.cells.Party(row, "party", func(o org.Unit) error {
		return access.May(imp.in.Tx.Who, access.KeepTraining, placeOf(o.Ord, ""))
	}).ID
	if row.Wrong() {
		return nil
	}
	if err := in.check(imp.year, imp.conv); err != nil {
		return row.Refused(err)
	}
	key := sameKey(in.Party, in.Title, in.Month, in.First)
	if imp.known[key] {
		row.Same()
		return nil
	}
	imp.known[key] = true
	row.New(func(tx *db.Tx) error {
		_, err := imp.room.PlanIn(tx, imp.year, in)
		return err
	})
	return nil
}

// fillMonth takes the month from the first day where only that was given.
func (in *Planning) fillMonth() {
	if t, err := time.Parse(time.DateOnly, string(in.First)); err == nil && in.Month == 0 {
		in.Month = int(t.Month())
	}
}
