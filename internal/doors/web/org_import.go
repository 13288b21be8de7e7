package web

import (
	"plumbline/internal/hall/org"
)

// orgIn is the register's way in.
func (s *Server) orgIn() []Route {
	return s.ComesIn(ListIn{List: org.RegisterIn, At: "/org/import", Template: "/org/template.xlsx", Title: "org.import.title", Current: "org", Back: "/org", BackText: "org.import.back"})
}
