package chronicweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/chronic"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	out := []front.Route{
		{Method: get, Pattern: "/chronic", Right: access.ReadChronic, Handle: s.ledger},
		{Method: get, Pattern: "/chronic/export.xlsx", Right: access.ReadChronic, Handle: s.export},
		{Method: get, Pattern: "/chronic/register", Right: access.RegisterChronic, Handle: s.register},
		{Method: post, Pattern: "/chronic/register", Right: access.RegisterChronic, Handle: s.enter},
		{Method: get, Pattern: "/chronic/draw", Right: access.CloseChronic, Handle: s.draw},
		{Method: post, Pattern: "/chronic/draw", Right: access.CloseChronic, Handle: s.drawn},
		{Method: get, Pattern: "/chronic/draws/{id}", Right: access.ReadChronic, Handle: s.batch},
		{Method: get, Pattern: "/chronic/draws/{id}/report.docx", Right: access.ReadChronic, Handle: s.batchDocx},
		{Method: get, Pattern: "/chronic/lots/{id}", Right: access.ReadChronic, Handle: s.lot},
		{Method: post, Pattern: "/chronic/lots/{id}", Right: access.CrossReview, Handle: s.review},
		{Method: post, Pattern: "/chronic/lots/{id}/name", Right: access.CloseChronic, Handle: s.name},
		{Method: get, Pattern: "/chronic/slips/{id}/slip.docx", Right: access.ClassifyChronic, Handle: s.slipDocx},
		{Method: get, Pattern: "/chronic/visits", Right: access.ReadVisit, Handle: s.visits},
		{Method: post, Pattern: "/chronic/visits", Right: access.PlanVisit, Handle: s.planVisit},
		{Method: get, Pattern: "/chronic/visits/{id}", Right: access.ReadVisit, Handle: s.visit},
		{Method: get, Pattern: "/chronic/visits/{id}/report.docx", Right: access.ReadVisit, Handle: s.visitDocx},
		{Method: post, Pattern: "/chronic/visits/{id}/draw", Right: access.WriteVisit, Handle: s.drawVisit},
		{Method: post, Pattern: "/chronic/visits/{id}/drop", Right: access.PlanVisit, Handle: s.dropVisit},
		{Method: post, Pattern: "/chronic/visits/{id}/observe", Right: access.WriteVisit, Handle: s.observe},
		{Method: post, Pattern: "/chronic/visits/{id}/cosign", Right: access.WriteVisit, Handle: s.coSign},
		{Method: post, Pattern: "/chronic/visits/{id}/finish", Right: access.WriteVisit, Handle: s.finishVisit},
		{Method: post, Pattern: "/chronic/visits/{id}/hand", Right: access.ReadVisit, Handle: s.handObservation},
		{Method: get, Pattern: "/chronic/items/{id}", Right: access.ReadChronic, Handle: s.item},
		{Method: get, Pattern: "/chronic/items/{id}/form.docx", Right: access.ReadChronic, Handle: s.docx},
		{Method: get, Pattern: "/chronic/items/{id}/dates.ics", Right: access.ReadChronic, Handle: s.dates},
	}
	for _, a := range chronicActs { // one route an act of the room's table
		out = append(out, front.Route{Method: post, Pattern: "/chronic/items/{id}/" + string(a.act), Right: chronic.MoveOf(a.act).Right, Handle: s.act(a)})
	}
	return out
}
