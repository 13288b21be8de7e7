package chronic

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/org"
)

// ProblemsIn is the chronic ledger as a list that comes in from a workbook. It goes into the newest campaign that
// runs. A row whose unit and facts are registered already is left as it is.
func (r *Room) ProblemsIn() batch.List {
	return batch.List{Kind: "chronic", Right: access.RegisterChronic, Action: "chronic.import", Title: "chronic.import.title", Sheets: []office.Sheet{Sheet()}, Read: r.readProblems}
}

// importing is what the rows are compared with.
type importing struct {
	room     *Room
	in       *batch.Reading
	campaign Campaign
	cells    *org.Cells
	codes    map[string]string // code by code and by title in any language
	have     map[string]bool
}

func (r *Room) readProblems(in *batch.Reading) error {
	imp := &importing{room: r, in: in, codes: map[string]string{}}
	if err := imp.around(in.Tx); err != nil {
		return err
	}
	return in.Each(imp.take)
}

// around reads the campaign, the units, the categories and the ledger.
func (imp *importing) around(tx *db.Tx) error {
	list, err := listCampaigns(tx)
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
	if imp.cells, err = org.NewCells(tx); err != nil {
		return err
	}
	p, err := imp.room.packs(tx, Pack, "")
	if err != nil {
		return err
	}
	pack.Walk(p.Categories, func(_ int, c pack.Category) {
		for _, name := range []string{c.Code, c.Title.Zh, c.Title.En} {
			imp.codes[strings.ToLower(name)] = c.Code
		}
	})
	imp.have, err = registeredFacts(tx, imp.campaign.ID)
	return err
}

func (imp *importing) take(row *batch.Row) error {
	in := Registration{Campaign: imp.campaign.ID, Title: row.Get("title"), Facts: row.Get("facts"), Way: row.Get("way"), Source: row.Get("source"), From: row.Day("from"), To: row.Day("to")}
	in.Unit = imp.cells.Unit(row, "unit", func(u org.Unit) error {
		return access.May(imp.in.Tx.Who, access.RegisterChronic, access.Place{Ord: u.Ord, Kind: access.KindChronic})
	}).ID
	code, ok := imp.codes[strings.ToLower(row.Get("category"))]
	if !ok && row.Get("category") != "" {
		row.Fail("category", "chronic.import.category_unknown", "chronic.import.repair_category")
	}
	in.Category = code
	in.tidy()
	if row.Wrong() {
		return nil
	}
	if err := in.check(imp.in.Tx.Today(), func(string) bool { return true }); err != nil {
		return row.Refused(err)
	}
	key := in.Unit + "\x1f" + in.Facts
	if imp.have[key] {
		row.Same()
		return nil
	}
	imp.have[key] = true
	row.New(func(tx *db.Tx) error {
		_, err := imp.room.register(tx, in)
		return err
	})
	return nil
}
