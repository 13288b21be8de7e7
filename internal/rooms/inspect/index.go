package inspect

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/search"
)

// indexPaper keeps the paper findable for its team and the office, and for nobody else.
func indexPaper(tx *db.Tx, in *Inspection, p *Paper) error {
	number := p.Number
	if number == "" {
		number = p.PreNumber
	}
	return search.Put(tx, search.Doc{Kind: search.Paper, ID: string(p.ID), Number: number, Title: p.Gist, Body: p.Process + " " + p.Effect + " " + p.CiteText, Extra: p.PreNumber,
		Unit: in.Unit, Ord: in.UnitOrd, Readers: in.Place().Team, State: "inspect.paper_state." + p.State, Done: p.State == PaperDisposed, Day: clock.DayOf(p.MadeAt)})
}

func indexFinding(tx *db.Tx, in *Inspection, f *Finding) error {
	return search.Put(tx, search.Doc{Kind: search.Finding, ID: string(f.ID), Number: f.PaperNumber, Title: f.Title, Body: f.Body,
		Unit: in.Unit, Ord: in.UnitOrd, Readers: in.Place().Team, State: "inspect.finding_state." + f.State, Done: f.State != FindingDraft, Day: tx.Today()})
}
