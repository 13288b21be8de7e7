package dutyreport

import (
	"context"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
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

// QuestionTemplate is the empty workbook to fill in.
func QuestionTemplate(lang string, say office.Say) (*office.Book, error) {
	return office.Template(lang, say, "import.guide_name", "dutyreport.import.template_title", []office.Sheet{QuestionSheet()})
}

// ImportInput is a workbook of questions.
type ImportInput struct {
	Data     []byte
	Batch    string
	GoodOnly bool
	Say      office.Say
}

// Imported is a workbook read and compared with the questions that are there.
type Imported struct {
	Table   *office.Table
	Columns []office.Column
	Bad     []office.BadCell
	New     int
	Same    int
	Left    int
}

// importedQuestion is a good row.
type importedQuestion struct {
	in NewQuestion
	to ReportID
}

type questionImport struct {
	tx      *db.Tx
	year    Year
	forest  *org.Forest
	reports []Report
	there   map[string]bool
	out     Imported
	rows    []importedQuestion
}

// CheckImport says what ImportQuestions would do and stores nothing.
func (r *Room) CheckImport(ctx context.Context, actor who.Actor, id YearID, in ImportInput) (*Imported, error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	var out *Imported
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		imp, err := readQuestions(tx, id, book, in)
		if err == nil {
			out = &imp.out
		}
		return err
	})
	return out, err
}

// ImportQuestions takes the rows in, all or with GoodOnly the good ones, in one transaction; a row whose
// source and words are there already is left as it is. A row with a reporter's name is assigned at once.
func (r *Room) ImportQuestions(ctx context.Context, actor who.Actor, id YearID, in ImportInput) (*Imported, error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	var out *Imported
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		imp, err := readQuestions(tx, id, book, in)
		if err != nil {
			return err
		}
		out = &imp.out
		if len(out.Bad) > 0 && !in.GoodOnly {
			return fault.Invalid(fault.On("file", "import.has_errors", "n", len(out.Bad)))
		}
		if err := imp.store(); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.import_questions", Kind: "batch", ID: in.Batch, Version: 1, Unit: imp.year.Unit,
			Details: map[string]any{"new": out.New, "same": out.Same, "left_out": out.Left, "good_only": in.GoodOnly}})
	})
	if err != nil && !fault.Is(err, fault.KindInvalid) {
		return nil, err
	}
	return out, err
}

func readQuestions(tx *db.Tx, id YearID, book *office.Workbook, in ImportInput) (*questionImport, error) {
	y, err := loadYear(tx, id)
	if err != nil {
		return nil, err
	}
	if err := access.May(tx.Who, access.AssignQuestion, y.Place()); err != nil {
		return nil, err
	}
	sheet := QuestionSheet()
	t, found, err := book.Table(sheet, in.Say)
	if err == nil && !found && len(book.Sheets()) == 1 { // a list that was kept by hand is called Sheet1
		t, err = book.TableOn(book.Sheets()[0], sheet, in.Say)
		found = true
	}
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.Invalid(fault.On("file", "import.no_sheet", "sheets", office.WordList{office.Word(sheet.Key)}))
	}
	imp := &questionImport{tx: tx, year: y, there: map[string]bool{}, out: Imported{Table: t, Columns: sheet.Columns, Bad: t.Bad}}
	if err := imp.load(); err != nil {
		return nil, err
	}
	bad := map[int]bool{}
	for _, b := range t.Bad {
		bad[b.Row] = true
	}
	for _, rec := range t.Records {
		imp.take(rec, bad[rec.Row])
	}
	office.InOrder(imp.out.Bad)
	imp.out.Left = len(t.Records) - imp.out.New - imp.out.Same
	return imp, nil
}

func (imp *questionImport) load() (err error) {
	if imp.forest, err = org.Tree(imp.tx); err != nil {
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

// take reads one row, or says everything that is wrong with it.
func (imp *questionImport) take(rec *office.Record, bad bool) {
	fail := func(column, key, repair string, args ...any) {
		imp.out.Bad = append(imp.out.Bad, rec.Bad(column, key, repair, args...))
		bad = true
	}
	row := importedQuestion{in: NewQuestion{Source: rec.Get("source"), Words: rec.Get("words")}}
	row.in.Amount, _ = strconv.Atoi(rec.Get("amount")) // the sheet has said whether it is a number
	if ref := rec.Get("unit"); ref != "" {
		u, key := imp.forest.Named(org.UnitTree, ref, imp.tx.Today())
		if key != "" {
			fail("unit", key, "org.import.repair_unit")
		}
		row.in.Unit = u.ID
	}
	if name := rec.Get("reporter"); name != "" {
		var key string
		if row.to, key = imp.reporter(name); key != "" {
			fail("reporter", key, "dutyreport.import.repair_reporter", "name", name)
		}
	}
	if f, ok := fault.As(row.in.check()); ok && !bad {
		for _, x := range f.Fields {
			fail(x.Name, x.Key, "import.repair_cell", x.Args...)
		}
	}
	if bad {
		return
	}
	key := row.in.Source + "\x1f" + row.in.Words
	if imp.there[key] {
		imp.out.Same++
		return
	}
	imp.there[key] = true
	imp.out.New++
	imp.rows = append(imp.rows, row)
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

func (imp *questionImport) store() error {
	for _, row := range imp.rows {
		q, err := propose(imp.tx, imp.year, row.in)
		if err != nil {
			return err
		}
		if row.to == "" {
			continue
		}
		if _, err := assignable(imp.tx, q, row.to); err != nil {
			return err
		}
		q.Report, q.AssignedBy, q.AssignedAt = row.to, imp.tx.Who.Label(), imp.tx.Now
		if err := saveQuestion(imp.tx, &q); err != nil {
			return err
		}
	}
	return nil
}
