package campaign

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// sheetRow is one thing that a figure counts: what it is, where it belongs and since which day.
type sheetRow struct {
	id  string
	ord int64
	on  clock.Day
}

// sheetSource is where the figures of a column come from. The list is closed: a pack names columns, it
// cannot invent a way of counting.
type sheetSource struct {
	rows    func(*db.Tx, Campaign) ([]sheetRow, error) // nil: there are no records yet
	flow    bool                                       // counts what came in the period, not what there is at its end
	persons bool                                       // counts people: small cells are merged
	whole   bool                                       // known for the campaign as a whole only
}

// sheetSources by the codes of packs/campaign_sheet.yaml (DOMAIN.md 7.4).
var sheetSources = map[string]sheetSource{
	"persons":        {rows: sheetPersons, persons: true},
	"self_checked":   {},
	"self_reports":   {rows: sheetReceipts, whole: true},
	"clues_new":      {rows: sheetSlips, flow: true, whole: true},
	"clues_all":      {rows: sheetSlips, whole: true},
	"clues_done":     {},
	"clues_true":     {},
	"cases":          {},
	"sanctions":      {},
	"justice":        {},
	"chronic_new":    {rows: sheetProblems, flow: true},
	"chronic_all":    {rows: sheetProblems},
	"chronic_closed": {rows: sheetClosed},
	"rules_built":    {rows: sheetRules},
	"opinions":       {rows: sheetOpinions},
	"opinions_done":  {rows: sheetAnswered},
	"relay_received": {rows: sheetReceived},
	"relay_reported": {rows: sheetReported},
	"meetings":       {},
}

// sheetEmpty tells whether the column has no records yet to be counted.
func sheetEmpty(code string) bool { return sheetSources[code].rows == nil }

// within keeps the rows of a period: all up to its last day, for a flow only those since its first.
func (s sheetSource) within(rows []sheetRow, first, day clock.Day) []sheetRow {
	var out []sheetRow
	for _, r := range rows {
		if r.on <= day && (!s.flow || r.on >= first) {
			out = append(out, r)
		}
	}
	return out
}
