package jointweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// in is the way in of the findings of departments.
func (s door) in() []front.Route {
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.Joint.FindingsIn() }, At: "/joint/import", Template: "/joint/template.xlsx",
		Title: "joint.import.title", Current: "joint", Back: "/joint", BackText: "joint.title"})
}
