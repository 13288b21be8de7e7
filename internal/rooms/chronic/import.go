package chronic

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// ImportInput is a list of problems to be taken in. It goes into the newest campaign that runs.
type ImportInput struct {
	Data     []byte
	Batch    string
	GoodOnly bool
	Say      office.Say
}

// Imported is a list read and compared with what is registered already.
type Imported struct {
	Table *office.Table
	Bad   []office.BadCell
	New   int
	Same  int
	Left  int // rows with a complaint
}

// importing is one import while it is being read.
type importing struct {
	r        *Room
	tx       *db.Tx
	campaign Campaign
	forest   *org.Forest
	codes    map[string]string // code by code and by title in any language
	have     map[string]bool
	out      Imported
	bad      map[int]bool
	rows     []Registration
}

// CheckImport says what Import would do and stores nothing.
func (r *Room) CheckImport(ctx context.Context, actor who.Actor, in ImportInput) (out *Imported, err error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		imp, err := r.readImport(tx, book, in)
		if err == nil {
			out = &imp.out
		}
		return err
	})
	return out, err
}

// Import registers the rows, all of them, the good ones, or none, in one transaction. A row whose unit and
// facts are registered already is left as it is, so that the same file twice registers nothing the second
// time. fault.Invalid with import.has_errors when rows are bad and GoodOnly is not set.
func (r *Room) Import(ctx context.Context, actor who.Actor, in ImportInput) (out *Imported, err error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		imp, err := r.readImport(tx, book, in)
		if err != nil {
			return err
		}
		out = &imp.out
		if len(out.Bad) > 0 && !in.GoodOnly {
			return fault.Invalid(fault.On("file", "import.has_errors", "n", len(out.Bad)))
		}
		for _, x := range imp.rows {
			if _, err := r.register(tx, x); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "chronic.import", Kind: "batch", ID: in.Batch, Version: 1, Details: map[string]any{"new": out.New, "same": out.Same, "left_out": out.Left}})
	})
	return out, err
}

func (r *Room) readImport(tx *db.Tx, book *office.Workbook, in ImportInput) (*importing, error) {
	if !access.Anywhere(tx.Who, access.RegisterChronic) {
		return nil, fault.NotFound()
	}
	imp := &importing{r: r, tx: tx, codes: map[string]string{}, bad: map[int]bool{}}
	if err := imp.around(); err != nil {
		return nil, err
	}
	sheet := Sheet()
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
	imp.out = Imported{Table: t, Bad: t.Bad}
	for _, b := range t.Bad {
		imp.bad[b.Row] = true
	}
	for _, rec := range t.Records {
		imp.take(rec)
	}
	office.InOrder(imp.out.Bad)
	imp.out.Left = len(t.Records) - imp.out.New - imp.out.Same
	return imp, nil
}

// around reads what the rows are compared with: the campaign, the units, the categories, the ledger.
func (imp *importing) around() error {
	list, err := listCampaigns(imp.tx)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Open() && imp.campaign.ID == "" {
			imp.campaign = c
		}
	}
	if imp.campaign.ID == "" {
		return fault.Invalid(fault.On("file", "chronic.campaign_over"))
	}
	if imp.forest, err = org.Tree(imp.tx); err != nil {
		return err
	}
	p, err := imp.r.packs(imp.tx, Pack, "")
	if err != nil {
		return err
	}
	pack.Walk(p.Categories, func(_ int, c pack.Category) {
		for _, name := range []string{c.Code, c.Title.Zh, c.Title.En} {
			imp.codes[strings.ToLower(name)] = c.Code
		}
	})
	imp.have, err = registeredFacts(imp.tx, imp.campaign.ID)
	return err
}

func (imp *importing) fail(rec *office.Record, column, key, repair string, args ...any) {
	imp.bad[rec.Row] = true
	imp.out.Bad = append(imp.out.Bad, rec.Bad(column, key, repair, args...))
}

func (imp *importing) take(rec *office.Record) {
	in := Registration{Campaign: imp.campaign.ID, Title: rec.Get("title"), Facts: rec.Get("facts"), Way: rec.Get("way"), Source: rec.Get("source"), From: clock.Day(rec.Get("from")), To: clock.Day(rec.Get("to"))}
	if ref := rec.Get("unit"); ref != "" {
		u, key := imp.forest.Named(org.UnitTree, ref, imp.tx.Today())
		if key == "" && access.May(imp.tx.Who, access.RegisterChronic, access.Place{Ord: u.Ord, Kind: access.KindChronic}) != nil {
			key = "org.import.unit_unknown"
		}
		if key != "" {
			imp.fail(rec, "unit", key, "org.import.repair_unit")
		}
		in.Unit = u.ID
	}
	code, ok := imp.codes[strings.ToLower(rec.Get("category"))]
	if !ok && rec.Get("category") != "" {
		imp.fail(rec, "category", "chronic.import.category_unknown", "chronic.import.repair_category")
	}
	in.Category = code
	in.tidy()
	if imp.bad[rec.Row] {
		return
	}
	if err := in.check(imp.tx.Today(), func(string) bool { return true }); err != nil {
		f, _ := fault.As(err)
		for _, x := range f.Fields {
			imp.fail(rec, x.Name, x.Key, "chronic.import.repair_row", x.Args...)
		}
		return
	}
	key := in.Unit + "\x1f" + in.Facts
	if imp.have[key] {
		imp.out.Same++
		return
	}
	imp.have[key] = true
	imp.rows = append(imp.rows, in)
	imp.out.New++
}

// Template is an empty workbook for the list.
func Template(lang string, say office.Say) (*office.Book, error) {
	return office.Template(lang, say, "import.guide_name", "chronic.import.title", []office.Sheet{Sheet()})
}
