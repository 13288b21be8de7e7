package orgweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/org"
)

// in is the register's way in.
func (s door) in() []front.Route {
	return s.ComesIn(front.ListIn{List: org.RegisterIn, At: "/org/import", Template: "/org/template.xlsx", Title: "org.import.title", Current: "org", Back: "/org", BackText: "org.import.back"})
}
