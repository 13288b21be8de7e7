package trainingweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/training", Right: access.ReadTraining, Handle: s.overview},
		{Method: post, Pattern: "/training/years", Right: access.RecogniseHours, Handle: s.openYear},
		{Method: get, Pattern: "/training/courses.xlsx", Right: access.ReadTraining, Handle: s.xlsx},
		{Method: get, Pattern: "/training/courses.ics", Right: access.ReadTraining, Handle: s.iCS},
		{Method: get, Pattern: "/training/plan", Right: access.KeepTraining, Handle: s.planForm},
		{Method: post, Pattern: "/training/courses", Right: access.KeepTraining, Handle: s.plan},
		{Method: get, Pattern: "/training/courses/{id}", Right: access.ReadTraining, Handle: s.course},
		{Method: post, Pattern: "/training/courses/{id}/hold", Right: access.KeepTraining, Handle: s.hold},
		{Method: post, Pattern: "/training/courses/{id}/cancel", Right: access.KeepTraining, Handle: s.cancel},
		{Method: post, Pattern: "/training/courses/{id}/recognise", Right: access.RecogniseHours, Handle: s.recognise},
		{Method: get, Pattern: "/training/branches/{id}", Right: access.KeepTraining, Handle: s.branch},
		{Method: get, Pattern: "/training/branches/{id}/needs.xlsx", Right: access.KeepTraining, Handle: s.needsXlsx},
	}
}
