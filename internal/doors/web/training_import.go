package web

import "plumbline/internal/hall/batch"

// trainingIn is the way in of a year's plan.
func (s *Server) trainingIn() []Route {
	return s.ComesIn(ListIn{List: func() batch.List { return s.Training.CoursesIn() }, At: "/training/years/{year}/import", Template: "/training/template.xlsx", Of: "year",
		Title: "training.import.title", Current: "training", Back: "/training?year={year}", BackText: "training.title"})
}
