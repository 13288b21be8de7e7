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
		{Method: get, Pattern: "/training/import", Right: access.KeepTraining, Handle: s.trainingImport},
		{Method: post, Pattern: "/training/import", Right: access.KeepTraining, Handle: s.trainingUpload, Body: uploadBody},
		{Method: get, Pattern: "/training/import/{batch}", Right: access.KeepTraining, Handle: s.trainingImportCheck},
		{Method: post, Pattern: "/training/import/{batch}", Right: access.KeepTraining, Handle: s.trainingImportStore},
		{Method: post, Pattern: "/training/import/{batch}/drop", Right: access.KeepTraining, Handle: s.trainingImportDrop},
		{Method: get, Pattern: "/training/template.xlsx", Right: access.KeepTraining, Handle: s.trainingTemplate},
	}
}
