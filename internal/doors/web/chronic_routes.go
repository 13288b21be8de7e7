package web

import (
	"net/http"

	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/chronic"
)

func (s *Server) chronicRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	out := []Route{
		{Method: get, Pattern: "/chronic", Right: access.ReadChronic, Handle: s.chronicLedger},
		{Method: get, Pattern: "/chronic/export.xlsx", Right: access.ReadChronic, Handle: s.chronicExport},
		{Method: get, Pattern: "/chronic/register", Right: access.RegisterChronic, Handle: s.chronicRegister},
		{Method: post, Pattern: "/chronic/register", Right: access.RegisterChronic, Handle: s.chronicEnter},
		{Method: get, Pattern: "/chronic/draw", Right: access.CloseChronic, Handle: s.chronicDraw},
		{Method: post, Pattern: "/chronic/draw", Right: access.CloseChronic, Handle: s.chronicDrawn},
		{Method: get, Pattern: "/chronic/draws/{id}", Right: access.ReadChronic, Handle: s.chronicBatch},
		{Method: get, Pattern: "/chronic/draws/{id}/report.docx", Right: access.ReadChronic, Handle: s.chronicBatchDocx},
		{Method: get, Pattern: "/chronic/lots/{id}", Right: access.ReadChronic, Handle: s.chronicLot},
		{Method: post, Pattern: "/chronic/lots/{id}", Right: access.CrossReview, Handle: s.chronicReview},
		{Method: post, Pattern: "/chronic/lots/{id}/name", Right: access.CloseChronic, Handle: s.chronicName},
		{Method: get, Pattern: "/chronic/slips/{id}/slip.docx", Right: access.ClassifyChronic, Handle: s.chronicSlipDocx},
		{Method: get, Pattern: "/chronic/visits", Right: access.ReadVisit, Handle: s.chronicVisits},
		{Method: post, Pattern: "/chronic/visits", Right: access.PlanVisit, Handle: s.chronicPlanVisit},
		{Method: get, Pattern: "/chronic/visits/{id}", Right: access.ReadVisit, Handle: s.chronicVisit},
		{Method: get, Pattern: "/chronic/visits/{id}/report.docx", Right: access.ReadVisit, Handle: s.chronicVisitDocx},
		{Method: post, Pattern: "/chronic/visits/{id}/draw", Right: access.WriteVisit, Handle: s.chronicDrawVisit},
		{Method: post, Pattern: "/chronic/visits/{id}/drop", Right: access.PlanVisit, Handle: s.chronicDropVisit},
		{Method: post, Pattern: "/chronic/visits/{id}/observe", Right: access.WriteVisit, Handle: s.chronicObserve},
		{Method: post, Pattern: "/chronic/visits/{id}/cosign", Right: access.WriteVisit, Handle: s.chronicCoSign},
		{Method: post, Pattern: "/chronic/visits/{id}/finish", Right: access.WriteVisit, Handle: s.chronicFinishVisit},
		{Method: post, Pattern: "/chronic/visits/{id}/hand", Right: access.ReadVisit, Handle: s.chronicHandObservation},
		{Method: get, Pattern: "/chronic/items/{id}", Right: access.ReadChronic, Handle: s.chronicItem},
		{Method: get, Pattern: "/chronic/items/{id}/form.docx", Right: access.ReadChronic, Handle: s.chronicDocx},
		{Method: get, Pattern: "/chronic/items/{id}/dates.ics", Right: access.ReadChronic, Handle: s.chronicDates},
	}
	for _, a := range chronicActs { // one route an act of the room's table
		out = append(out, Route{Method: post, Pattern: "/chronic/items/{id}/" + string(a.act), Right: chronic.MoveOf(a.act).Right, Handle: s.chronicAct(a)})
	}
	return out
}
