package trainingweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// in is the way in of a year's plan.
func (s door) in() []front.Route {
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.Training.CoursesIn() }, At: "/training/years/{year}/import", Template: "/training/template.xlsx", Of: "year",
		Title: "training.import.title", Current: "training", Back: "/training?year={year}", BackText: "training.title"})
}
