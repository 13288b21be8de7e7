package chronic

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Export is the list of a filter as a workbook.
type Export struct {
	Filter     Filter
	Lang       string
	Say        office.Say
	Category   func(code string) string
	Conditions []string
}

// Sheet describes the ledger as a workbook: the same columns for template, import and export. What only
// the system says stands behind them in an export and is not read back.
func Sheet() office.Sheet {
	var ways []office.Choice
	for _, w := range Ways {
		ways = append(ways, office.Choice{Code: w, Key: "chronic.way." + w})
	}
	return office.Sheet{ID: "chronic", Key: "chronic.ledger.title", Columns: []office.Column{
		{ID: "unit", Key: "chronic.col.unit", Required: true, Width: 20},
		{ID: "title", Key: "chronic.col.problem", Required: true, Max: maxTitle, Width: 34},
		{ID: "facts", Key: "chronic.item.facts", Required: true, Max: maxText, Width: 44},
		{ID: "category", Key: "chronic.col.category", Required: true, Width: 24},
		{ID: "way", Key: "chronic.item.way", Kind: office.ChoiceCell, Required: true, Choices: ways, Width: 12},
		{ID: "source", Key: "chronic.item.source", Max: 60, Width: 16},
		{ID: "from", Key: "chronic.register.from", Kind: office.DayCell, Required: true, Width: 12},
		{ID: "to", Key: "chronic.register.to", Kind: office.DayCell, Required: true, Width: 12},
	}}
}

// mostExported bounds an export.
const mostExported = 20_000

// Export writes the rows of the filter that the actor may see, in the order of the list, and records that
// it was taken away.
func (r *Room) Export(ctx context.Context, actor who.Actor, e Export) (book *office.Book, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		var l List
		if err := e.Filter.settle(tx, &l); err != nil {
			return err
		}
		list, err := exportRows(tx, e.Filter, mostExported)
		if err != nil {
			return err
		}
		if book, err = e.book(list); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "chronic.export", Kind: "chronic", ID: "ledger", Unit: e.Filter.Unit, Details: map[string]any{"rows": len(list)}})
	})
	return book, err
}

func (e Export) book(list []exportRow) (*office.Book, error) {
	book, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	t := func(key string) string { return e.Say(e.Lang, key) }
	heads := []office.Head{{Title: t("chronic.col.number"), Width: 12}}
	for _, h := range Sheet().Heads(e.Lang, e.Say) {
		h.Choice = nil // a list that is read needs no drop lists
		heads = append(heads, h)
	}
	for _, k := range []string{"measure", "standard"} {
		heads = append(heads, office.Head{Title: t("chronic.col." + k), Width: 30})
	}
	heads = append(heads, office.Head{Title: t("chronic.col.due"), Kind: office.DayCell}, office.Head{Title: t("chronic.col.due_first"), Kind: office.DayCell}, office.Head{Title: t("chronic.col.state")}, office.Head{Title: t("chronic.col.closed"), Kind: office.DayCell}, office.Head{Title: t("chronic.item.rule"), Width: 24})
	page, err := book.Page(t("chronic.ledger.title"), t("chronic.ledger.title"), e.Conditions, heads)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if err := page.Row(x.Number, x.Unit, x.Title, x.facts, e.Category(x.Category), t("chronic.way."+x.way), x.source, x.from, x.to, x.Measure, x.Standard, x.Due, x.DueFirst, t("chronic.state."+string(x.State)), x.Closed, x.rule); err != nil {
			return nil, err
		}
	}
	return book, page.End()
}
