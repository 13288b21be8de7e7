package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) trainingRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/training", Right: access.ReadTraining, Handle: s.trainingOverview},
		{Method: post, Pattern: "/training/years", Right: access.RecogniseHours, Handle: s.trainingOpenYear},
		{Method: get, Pattern: "/training/courses.xlsx", Right: access.ReadTraining, Handle: s.trainingXlsx},
		{Method: get, Pattern: "/training/courses.ics", Right: access.ReadTraining, Handle: s.trainingICS},
		{Method: get, Pattern: "/training/plan", Right: access.KeepTraining, Handle: s.trainingPlanForm},
		{Method: post, Pattern: "/training/courses", Right: access.KeepTraining, Handle: s.trainingPlan},
		{Method: get, Pattern: "/training/courses/{id}", Right: access.ReadTraining, Handle: s.trainingCourse},
		{Method: post, Pattern: "/training/courses/{id}/hold", Right: access.KeepTraining, Handle: s.trainingHold},
		{Method: post, Pattern: "/training/courses/{id}/cancel", Right: access.KeepTraining, Handle: s.trainingCancel},
		{Method: post, Pattern: "/training/courses/{id}/recognise", Right: access.RecogniseHours, Handle: s.trainingRecognise},
		{Method: get, Pattern: "/training/branches/{id}", Right: access.KeepTraining, Handle: s.trainingBranch},
		{Method: get, Pattern: "/training/branches/{id}/needs.xlsx", Right: access.KeepTraining, Handle: s.trainingNeedsXlsx},
	}
}
