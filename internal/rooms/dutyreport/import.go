package dutyreport

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/org"
)

// QuestionSheet describes a list of set questions as a workbook: the same columns for the template and
// the import.
func QuestionSheet() office.Sheet {
	var choices []office.Choice
	for _, s := range Sources {
		choices = append(choices, office.Choice{Code: s, Key: "dutyreport.source." + s})
	}
	col := func(id string) string { return "dutyreport.col." + id }
	return office.Sheet{ID: "questions", Key: "dutyreport.col.sheet", Columns: []office.Column{
		{ID: "words", Key: col("words"), Required: true, Max: 500, Width: 50},
		{ID: "source", Key: col("source"), Kind: office.ChoiceCell, Required: true, Choices: choices, Width: 14},
		{ID: "amount", Key: col("amount"), Kind: office.WholeCell, Width: 10},
		{ID: "unit", Key: col("unit"), Width: 22},
		{ID: "reporter", Key: col("reporter"), Max: 30, Width: 14},
	}}
}

// QuestionsIn is the list of set questions of a year as it comes in from a workbook; it is for the year. A row whose
// source and words are there already is left as it is. A row with a reporter's name is assigned at once.
func (r *Room) QuestionsIn() batch.List {
	return batch.List{Kind: "dutyquestion", Right: access.AssignQuestion, Action: "dutyreport.import_questions", Title: "dutyreport.import.template_title",
		Sheets: []office.Sheet{QuestionSheet()}, May: mayBring, Read: readQuestions}
}

func mayBring(tx *db.Tx, year string) error {
	y, err := loadYear(tx, YearID(year))
	if err != nil {
		return err
	}
	return access.May(tx.Who, access.AssignQuestion, y.Place())
}

// questionImport is what the rows are compared with.
type questionImport struct {
	tx      *db.Tx
	year    Year
	cells   *org.Cells
	reports []Report
	there   map[string]bool
}

func readQuestions(in *batch.Reading) (err error) {
	imp := &questionImport{tx: in.Tx, there: map[string]bool{}}
	if imp.year, err = loadYear(in.Tx, YearID(in.Of)); err != nil {
		return err
	}
	if err := imp.load(); err != nil {
		return err
	}
	return in.Each(imp.take)
}

func (imp *questionImport) load() (err error) {
	if imp.cells, err = org.NewCells(imp.tx); err != nil {
		return err
	}
	list, err := listReports(imp.tx, imp.year.ID)
	if err != nil {
		return err
	}
	imp.reports = onList(list)
	questions, err := listQuestions(imp.tx, imp.year.ID)
	for _, q := range questions {
		imp.there[q.Source+"\x1f"+q.Words] = true
	}
	return err
}

// take reads one row, or says everything that is wrong with it. The unit that asks is any unit: the year's right was
// asked.
func (imp *questionImport) take(row *batch.Row) error {
	in := NewQuestion{Source: row.Get("source"), Words: row.Get("words"), Amount: row.Whole("amount"), Unit: imp.cells.Unit(row, "unit", nil).ID}
	var to ReportID
	if name := row.Get("reporter"); name != "" {
		var key string
		if to, key = imp.reporter(name); key != "" {
			row.Fail("reporter", key, "dutyreport.import.repair_reporter", "name", name)
		}
	}
	if row.Wrong() {
		return nil
	}
	if err := in.check(); err != nil {
		return row.Refused(err)
	}
	key := in.Source + "\x1f" + in.Words
	if imp.there[key] {
		row.Same()
		return nil
	}
	imp.there[key] = true
	row.New(func(tx *db.Tx) error { return imp.store(tx, in, to) })
	return nil
}

func (imp *questionImport) reporter(name string) (id ReportID, key string) {
	n := 0
	for _, r := range imp.reports {
		if r.Name == name || r.Number == name {
			id = r.ID
			n++
			if !r.Editable() {
				key = "dutyreport.assign.submitted"
			}
		}
	}
	switch {
	case n == 0:
		key = "dutyreport.import.no_reporter"
	case n > 1:
		key = "org.import.person_ambiguous"
	}
	return id, key
}

func (imp *questionImport) store(tx *db.Tx, in NewQuestion, to ReportID) error {
	q, err := propose(tx, imp.year, in)
	if err != nil || to == "" {
		return err
	}
	if _, err := assignable(tx, q, to); err != nil {
		return err
	}
	q.Report, q.AssignedBy, q.AssignedAt = to, tx.Who.Label(), tx.Now
	return saveQuestion(tx, &q)
}
