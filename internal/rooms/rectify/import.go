package rectify

import (
	"fmt"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
)

// LedgerIn is the ledger as a list that comes in from a workbook. categories finds a category's code by its code or
// its title in any language; nil takes what is written, for an installation without a taxonomy.
//
// A row whose unit, source and finding are listed already is left as it is. Every item begins as listed: what an old
// ledger calls closed was not verified here.
func LedgerIn(categories func() (map[string]string, error)) batch.List {
	return batch.List{Kind: "ledger", Right: access.ImportItem, Action: "rectify.import", Title: "rectify.import.template_title",
		Sheets: []office.Sheet{LedgerSheet()}, Read: func(r *batch.Reading) error { return readLedger(r, categories) }}
}

// ledgerImport is one import while it is being read.
type ledgerImport struct {
	in         *batch.Reading
	cells      *org.Cells
	categories map[string]string
	listed     map[string]map[string]bool // by unit: what is listed already
	stored     []*Item
}

func readLedger(r *batch.Reading, categories func() (map[string]string, error)) (err error) {
	imp := &ledgerImport{in: r, listed: map[string]map[string]bool{}}
	if categories != nil {
		if imp.categories, err = categories(); err != nil {
			return err
		}
	}
	if imp.cells, err = org.NewCells(r.Tx); err != nil {
		return err
	}
	r.After(imp.tell)
	return r.Each(imp.take)
}

// take turns one row into a registration, or says everything that is wrong with it.
func (imp *ledgerImport) take(row *batch.Row) error {
	in := Registration{Title: row.Get("title"), Finding: row.Get("finding"), Source: Source(row.Get("source")), SourceName: row.Get("source_name"),
		Severity: row.Get("severity"), Target: row.Get("target"), DueKind: DueKind(row.Get("due_kind")), Due: row.Day("due"), Topic: row.Get("topic"),
		Manifestations: strings.Split(row.Get("manifestations"), "\n")}
	in.Unit = imp.cells.Unit(row, "unit", func(u org.Unit) error {
		return access.May(imp.in.Tx.Who, access.ImportItem, access.Place{Ord: u.Ord})
	}).ID
	for _, name := range strings.FieldsFunc(row.Get("partners"), func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) }) {
		if p := imp.cells.Among(row, "partners", strings.TrimSpace(name), nil); p.ID != "" {
			in.Partners = append(in.Partners, p.ID)
		}
	}
	imp.category(row, &in)
	lead, err := imp.cells.Person(row, "lead")
	if err != nil {
		return err
	}
	owner, err := imp.cells.Person(row, "owner")
	if err != nil {
		return err
	}
	in.tidy()
	if row.Wrong() {
		return nil
	}
	if err := in.check(""); err != nil {
		return row.Refused(err)
	}
	return imp.compare(row, in, Person{ID: lead.ID, Name: lead.Name}, Person{ID: owner.ID, Name: owner.Name})
}

func (imp *ledgerImport) category(row *batch.Row, in *Registration) {
	name := row.Get("category")
	if name == "" || imp.categories == nil {
		in.Category = name
		return
	}
	code, ok := imp.categories[strings.ToLower(name)]
	if !ok {
		row.Fail("category", "rectify.import.category_unknown", "rectify.import.repair_category")
	}
	in.Category = code
}

// compare tells a new row from one that is listed already, here or further up in the file.
func (imp *ledgerImport) compare(row *batch.Row, in Registration, lead, owner Person) error {
	listed, ok := imp.listed[in.Unit]
	if !ok {
		var err error
		if listed, err = findingsOf(imp.in.Tx, in.Unit); err != nil {
			return err
		}
		imp.listed[in.Unit] = listed
	}
	key := sameKey(in.Source, in.SourceName, in.Finding)
	if listed[key] {
		row.Same()
		return nil
	}
	listed[key] = true
	row.New(func(tx *db.Tx) error {
		it, err := registerFrom(tx, in, "", func(it *Item) { it.Lead, it.Owner = lead, owner })
		if err == nil {
			imp.stored = append(imp.stored, it)
		}
		return err
	})
	return nil
}

// sameKey is what makes two rows the same item: where it came from and the words of the finding.
func sameKey(source Source, name, finding string) string {
	return string(source) + "\x1f" + name + "\x1f" + strings.TrimSpace(finding)
}

// tell tells each unit once how many items it got.
func (imp *ledgerImport) tell(tx *db.Tx) error {
	first, count := map[string]*Item{}, map[string]int{}
	var units []string
	for _, it := range imp.stored {
		if first[it.Unit] == nil {
			first[it.Unit] = it
			units = append(units, it.Unit)
		}
		count[it.Unit]++
	}
	for _, u := range units {
		it := first[u]
		_, err := notify.Queue(tx, notify.Message{Key: "item_listed:" + imp.in.Number + ":" + u, Subject: "item_listed", Kind: "item", Ref: string(it.ID), Unit: u, Ord: it.UnitOrd,
			Title: fmt.Sprintf("%s × %d", it.Title, count[u]), Link: "/rectify?state=" + string(Listed), To: role(it, access.UnitHead, access.Liaison)})
		if err != nil {
			return err
		}
	}
	return nil
}
