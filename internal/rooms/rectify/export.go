package rectify

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
)

// Export is the list of a filter as a workbook.
type Export struct {
	Filter     Filter
	Lang       string
	Say        office.Say
	Category   func(code string) string // a category's title
	Conditions []string                 // the filter in words, for the first rows
	Approval   string                   // the request to which a second person has agreed: its filter counts, and it is spent
}

// exported is one row of an export.
type exported struct {
	Item
	Partners string
	Manifest string
}

// mostExported bounds an export: a larger list is narrowed first.
const mostExported = 50_000

// Export writes every row of the filter that the actor may export, in the order of the list, and records
// that it was taken away. Conditions stand in the first rows. The workbook can be imported again: what it
// lists is found to be listed already. fault.Invalid with rectify.export.too_many beyond 50,000 rows;
// fault.Conflict with rectify.export.needs_second beyond MostAlone rows without an approval.
func (r *Room) Export(ctx context.Context, actor who.Actor, e Export) (book *office.Book, err error) {
	if err := e.Filter.tidy(); err != nil {
		return nil, err
	}
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		if e.Approval != "" {
			if err := e.agreed(tx); err != nil {
				return err
			}
		}
		b, u, err := bulkOf(tx, e.Filter)
		if err != nil {
			return err
		}
		n, err := countExported(tx, b.Filter, b.Reach, u)
		if err != nil {
			return err
		}
		if err := e.second(tx, b, n); err != nil {
			return err
		}
		e.Filter = b.Filter
		if book, n, err = e.book(tx, b.Reach, u); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "rectify.export", Kind: ledgerKind, ID: ledgerKind, Unit: e.Filter.Unit,
			Details: map[string]any{"rows": n, "conditions": e.Conditions, "approval": e.Approval}})
	})
	return book, err
}

// agreed takes filter and conditions from what was agreed to, whatever the caller says.
func (e *Export) agreed(tx *db.Tx) error {
	q, err := approve.Load(tx, e.Approval)
	if err != nil {
		return err
	}
	if q.Code != approve.ExportLedger || q.Asked.Person != tx.Who.Person {
		return fault.NotFound()
	}
	b, conditions, err := bulkIn(q)
	e.Filter, e.Conditions = b.Filter, conditions
	return err
}

// second refuses more rows than one person may take away, unless another one agreed to them.
func (e *Export) second(tx *db.Tx, b bulk, n int) error {
	if e.Approval == "" {
		if n > MostAlone && !tx.Who.IsJob() {
			return fault.Conflict("rectify.export.needs_second", "rows", n, "most", MostAlone)
		}
		return nil
	}
	now := b.content(tx.Who.Person, e.Conditions, n)
	ok, err := approve.Use(tx, e.Approval, now)
	if err != nil {
		return err
	}
	return ok.For(tx, approve.ExportLedger, ledgerKind, now.Object)
}

// exportScope is what the actor may take away, narrowed to the unit of the filter.
func exportScope(tx *db.Tx, id string) (db.Scope, *unit, error) {
	scope := access.ScopeOf(tx.Who, access.ExportItem)
	if len(scope.Ranges) == 0 && !scope.All {
		return scope, nil, fault.NotFound()
	}
	if id == "" {
		return scope, nil, nil
	}
	u, err := loadUnit(tx, id)
	if err != nil {
		return scope, nil, err
	}
	scope = scope.Within(db.Range{First: u.Ord, Last: u.Last})
	if len(scope.Ranges) == 0 {
		return scope, nil, fault.NotFound()
	}
	return scope, &u, nil
}

func (e Export) book(tx *db.Tx, scope db.Scope, u *unit) (*office.Book, int, error) {
	book, err := office.NewBook()
	if err != nil {
		return nil, 0, err
	}
	t := func(key string) string { return e.Say(e.Lang, key) }
	sheet := LedgerSheet()
	heads := append([]office.Head{{Title: t(column("number")), Width: 14}}, sheet.Heads(e.Lang, e.Say)...)
	for _, h := range behind {
		heads = append(heads, office.Head{Title: t(column(h.name)), Kind: h.kind})
	}
	for i := range heads {
		heads[i].Choice = nil // a list that is read needs no drop lists
	}
	page, err := book.Page(t(sheet.Key), t("rectify.export.title"), e.Conditions, heads)
	if err != nil {
		return nil, 0, err
	}
	n := 0
	err = eachExported(tx, e.Filter, scope, u, func(x exported) error {
		if n++; n > mostExported {
			return fault.Invalid(fault.On("", "rectify.export.too_many", "max", mostExported))
		}
		return page.Row(e.row(x)...)
	})
	if err != nil {
		return nil, 0, err
	}
	return book, n, page.End()
}

// behind are the columns that only the system says, behind those of the sheet.
var behind = []struct {
	name string
	kind office.Kind
}{{"state", office.TextCell}, {"done", office.TextCell}, {"percent", office.WholeCell}, {"summary", office.TextCell}, {"due_first", office.DayCell}, {"signed", office.DayCell}, {"closed", office.DayCell}, {"close_number", office.TextCell}}

// exportColumns names every column that leaves the house, in order.
func exportColumns() []string {
	out := []string{"number"}
	for _, c := range LedgerSheet().Columns {
		out = append(out, c.ID)
	}
	for _, h := range behind {
		out = append(out, h.name)
	}
	return out
}

// row is one item in the order of the heads.
func (e Export) row(x exported) []any {
	word := func(prefix, code string) string {
		if code == "" {
			return ""
		}
		return e.Say(e.Lang, prefix+code)
	}
	category := x.Category
	if e.Category != nil && category != "" {
		category = e.Category(category)
	}
	return []any{x.Label(), x.Finding, x.Title, x.UnitName, x.Partners, word("rectify.source.", string(x.Source)), x.SourceName, category,
		word("rectify.severity.", x.Severity), x.Manifest, x.Target, word("rectify.due_kind.", string(x.DueKind)), clock.Day(x.Due), x.Lead.Name, x.Owner.Name, x.Topic,
		word("rectify.state.", string(x.State)), e.Say(e.Lang, "rectify.export.done_"+string(x.Done)), x.Percent, x.Summary, x.DueFirst, x.SignedOn, x.ClosedOn, x.CloseNumber}
}
