package web

import "plumbline/internal/hall/batch"

// chronicFileRoutes are the ways of the chronic ledger in from a workbook.
func (s *Server) chronicFileRoutes() []Route {
	return s.ComesIn(ListIn{List: func() batch.List { return s.Chronic.ProblemsIn() }, At: "/chronic/import", Template: "/chronic/template.xlsx",
		Title: "chronic.import.title", Current: "chronic_own", Back: "/chronic", BackText: "chronic.item.back"})
}
