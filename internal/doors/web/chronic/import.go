package chronicweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// chronicFileRoutes are the ways of the chronic ledger in from a workbook.
func (s door) chronicFileRoutes() []front.Route {
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.Chronic.ProblemsIn() }, At: "/chronic/import", Template: "/chronic/template.xlsx",
		Title: "chronic.import.title", Current: "chronic_own", Back: "/chronic", BackText: "chronic.item.back"})
}
