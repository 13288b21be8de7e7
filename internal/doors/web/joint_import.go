package web

import "plumbline/internal/hall/batch"

// jointIn is the way in of the findings of departments.
func (s *Server) jointIn() []Route {
	return s.ComesIn(ListIn{List: func() batch.List { return s.Joint.FindingsIn() }, At: "/joint/import", Template: "/joint/template.xlsx",
		Title: "joint.import.title", Current: "joint", Back: "/joint", BackText: "joint.title"})
}
