package rectify

import (
	"context"
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
)

// ImportInput is an existing ledger to be taken in. Categories finds a category's code by its code or its
// title in any language; an installation without a taxonomy leaves it nil and takes what is written.
type ImportInput struct {
	Data       []byte
	Batch      string
	GoodOnly   bool
	Say        office.Say
	Categories map[string]string
}

// Imported is a ledger read and compared with what is listed already.
type Imported struct {
	Table   *office.Table
	Columns []office.Column
	Bad     []office.BadCell
	New     int
	Same    int
	Left    int // rows with a complaint
}

// importRow is a good row on its way to become an item.
type importRow struct {
	rec         *office.Record
	in          Registration
	lead, owner Person
}

// CheckImport says what Import would do and stores nothing. Faults about the file are those of
// office.OpenWorkbook; import.no_sheet when it has no ledger.
func (r *Room) CheckImport(ctx context.Context, actor who.Actor, in ImportInput) (*Imported, error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	var out *Imported
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		imp, err := readLedger(tx, book, in)
		if err == nil {
			out = &imp.out
		}
		return err
	})
	return out, err
}

// Import lists the ledger's rows as new items, all of them, the good ones, or none, in one transaction. A row
// whose unit, source and finding are listed already is left as it is, so that the same file twice lists
// nothing the second time. Every item begins as listed: what an old ledger calls closed was not verified here.
// Faults: those of CheckImport, and import.has_errors when rows are bad and GoodOnly is not set.
func (r *Room) Import(ctx context.Context, actor who.Actor, in ImportInput) (*Imported, error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	var out *Imported
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		imp, err := readLedger(tx, book, in)
		if err != nil {
			return err
		}
		out = &imp.out
		if len(out.Bad) > 0 && !in.GoodOnly {
			return fault.Invalid(fault.On("file", "import.has_errors", "n", len(out.Bad)))
		}
		if err := imp.store(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "rectify.import", Kind: "batch", ID: in.Batch, Version: 1,
			Details: map[string]any{"new": out.New, "same": out.Same, "left_out": out.Left, "good_only": in.GoodOnly}})
	})
	if err != nil && !fault.Is(err, fault.KindInvalid) {
		return nil, err
	}
	return out, err
}

// ledgerImport is one import while it is being read.
type ledgerImport struct {
	ImportInput
	tx     *db.Tx
	out    Imported
	forest *org.Forest
	rows   []importRow
	bad    map[int]bool
	listed map[string]map[string]bool // by unit: what is listed already
	people map[string]nameHit
}

type nameHit struct {
	person Person
	key    string
}

func readLedger(tx *db.Tx, book *office.Workbook, in ImportInput) (*ledgerImport, error) {
	if !access.Anywhere(tx.Who, access.ImportItem) {
		return nil, fault.NotFound()
	}
	f, err := org.Tree(tx)
	if err != nil {
		return nil, err
	}
	sheet := LedgerSheet()
	t, found, err := book.Table(sheet, in.Say)
	if err == nil && !found && len(book.Sheets()) == 1 { // a ledger that was kept by hand is called Sheet1
		t, err = book.TableOn(book.Sheets()[0], sheet, in.Say)
		found = true
	}
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.Invalid(fault.On("file", "import.no_sheet", "sheets", office.WordList{office.Word(sheet.Key)}))
	}
	imp := &ledgerImport{ImportInput: in, tx: tx, forest: f, bad: map[int]bool{}, listed: map[string]map[string]bool{}, people: map[string]nameHit{},
		out: Imported{Table: t, Columns: sheet.Columns, Bad: t.Bad}}
	for _, b := range t.Bad {
		imp.bad[b.Row] = true
	}
	for _, rec := range t.Records {
		if err := imp.take(rec); err != nil {
			return nil, err
		}
	}
	office.InOrder(imp.out.Bad)
	imp.out.Left = len(t.Records) - imp.out.New - imp.out.Same
	return imp, nil
}

func (imp *ledgerImport) fail(rec *office.Record, column, key, repair string, args ...any) {
	imp.bad[rec.Row] = true
	imp.out.Bad = append(imp.out.Bad, rec.Bad(column, key, repair, args...))
}

// take turns one row into a registration, or says everything that is wrong with it.
func (imp *ledgerImport) take(rec *office.Record) error {
	row := importRow{rec: rec, in: Registration{Title: rec.Get("title"), Finding: rec.Get("finding"), Source: Source(rec.Get("source")), SourceName: rec.Get("source_name"),
		Severity: rec.Get("severity"), Target: rec.Get("target"), DueKind: DueKind(rec.Get("due_kind")), Due: clock.Day(rec.Get("due")), Topic: rec.Get("topic"),
		Manifestations: strings.Split(rec.Get("manifestations"), "\n")}}
	u := imp.unit(rec, "unit", rec.Get("unit"))
	row.in.Unit = u.ID
	for _, name := range strings.FieldsFunc(rec.Get("partners"), func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) }) {
		if p := imp.unit(rec, "partners", strings.TrimSpace(name)); p.ID != "" {
			row.in.Partners = append(row.in.Partners, p.ID)
		}
	}
	imp.category(rec, &row)
	var err error
	if row.lead, err = imp.person(rec, "lead"); err != nil {
		return err
	}
	if row.owner, err = imp.person(rec, "owner"); err != nil {
		return err
	}
	imp.checked(rec, &row)
	if imp.bad[rec.Row] {
		return nil
	}
	if err := access.May(imp.tx.Who, access.ImportItem, access.Place{Ord: u.Ord}); err != nil {
		imp.fail(rec, "unit", "org.import.unit_unknown", "org.import.repair_unit")
		return nil
	}
	return imp.compare(row)
}

// checked asks the registration's own rules; a unit that was not found has been complained about already.
func (imp *ledgerImport) checked(rec *office.Record, row *importRow) {
	in := row.in
	in.tidy()
	row.in = in
	f, ok := fault.As(in.check(""))
	if !ok || imp.bad[rec.Row] {
		return
	}
	for _, x := range f.Fields {
		imp.fail(rec, x.Name, x.Key, "import.repair_cell", x.Args...)
	}
}

func (imp *ledgerImport) unit(rec *office.Record, column, ref string) org.Unit {
	if ref == "" {
		return org.Unit{}
	}
	u, key := imp.forest.Named(org.UnitTree, ref, imp.tx.Today())
	if key != "" {
		imp.fail(rec, column, key, "org.import.repair_unit")
	}
	return u
}

func (imp *ledgerImport) category(rec *office.Record, row *importRow) {
	name := rec.Get("category")
	if name == "" || imp.Categories == nil {
		row.in.Category = name
		return
	}
	code, ok := imp.Categories[strings.ToLower(name)]
	if !ok {
		imp.fail(rec, "category", "rectify.import.category_unknown", "rectify.import.repair_category")
	}
	row.in.Category = code
}

// person finds who is meant by a name. A title instead of a name, or a name that several people bear, is
// a complaint: a duty is somebody's.
func (imp *ledgerImport) person(rec *office.Record, column string) (Person, error) {
	name := rec.Get(column)
	if name == "" {
		return Person{}, nil
	}
	hit, ok := imp.people[name]
	if !ok {
		found, err := org.FindPersons(imp.tx, name, db.Scope{All: true}, 50)
		if err != nil {
			return Person{}, err
		}
		hit = one(found, name)
		imp.people[name] = hit
	}
	if hit.key != "" {
		imp.fail(rec, column, hit.key, "rectify.import.repair_person")
	}
	return hit.person, nil
}

func one(found []org.Person, name string) nameHit {
	var hit nameHit
	n := 0
	for _, p := range found {
		if p.Name == name || p.Badge == name {
			n++
			hit.person = Person{ID: p.ID, Name: p.Name}
		}
	}
	switch n {
	case 0:
		return nameHit{key: "org.import.person_unknown"}
	case 1:
		return hit
	}
	return nameHit{key: "org.import.person_ambiguous"}
}

// compare tells a new row from one that is listed already, here or further up in the file.
func (imp *ledgerImport) compare(row importRow) error {
	listed, ok := imp.listed[row.in.Unit]
	if !ok {
		var err error
		if listed, err = findingsOf(imp.tx, row.in.Unit); err != nil {
			return err
		}
		imp.listed[row.in.Unit] = listed
	}
	key := sameKey(row.in.Source, row.in.SourceName, row.in.Finding)
	if listed[key] {
		imp.out.Same++
		return nil
	}
	listed[key] = true
	imp.rows = append(imp.rows, row)
	imp.out.New++
	return nil
}

// sameKey is what makes two rows the same item: where it came from and the words of the finding.
func sameKey(source Source, name, finding string) string {
	return string(source) + "\x1f" + name + "\x1f" + strings.TrimSpace(finding)
}

// store lists the rows and tells each unit once how many it got.
func (imp *ledgerImport) store(tx *db.Tx) error {
	first, count := map[string]*Item{}, map[string]int{}
	var units []string
	for _, row := range imp.rows {
		it, err := registerFrom(tx, row.in, "", func(it *Item) { it.Lead, it.Owner = row.lead, row.owner })
		if err != nil {
			return fmt.Errorf("row %d of the ledger: %w", row.rec.Row, err)
		}
		if first[it.Unit] == nil {
			first[it.Unit] = it
			units = append(units, it.Unit)
		}
		count[it.Unit]++
	}
	for _, u := range units {
		it := first[u]
		_, err := notify.Queue(tx, notify.Message{Key: "item_listed:" + imp.Batch + ":" + u, Subject: "item_listed", Kind: "item", Ref: string(it.ID), Unit: u, Ord: it.UnitOrd,
			Title: fmt.Sprintf("%s × %d", it.Title, count[u]), Link: "/rectify?state=" + string(Listed), To: role(it, access.UnitHead, access.Liaison)})
		if err != nil {
			return err
		}
	}
	return nil
}

// LedgerTemplate is the empty workbook to fill in.
func LedgerTemplate(lang string, say office.Say) (*office.Book, error) {
	return office.Template(lang, say, "import.guide_name", "rectify.import.template_title", []office.Sheet{LedgerSheet()})
}
