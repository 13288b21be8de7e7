package web

import (
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/org"
)

// orgIn is the register's way in.
func (s *Server) orgIn() []Route {
	return s.ComesIn(ListIn{List: org.RegisterIn, At: "/org/import", Template: "/org/template.xlsx", Title: "org.import.title", Current: "org", Back: "/org", BackText: "org.import.back"})
}

func (s *Server) orgExport(c *Ctx) error {
	b, err := s.Org.Export(c.Context(), c.Who, i18n.Lang(c.Context()))
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "org.title")+" "+string(c.Today())+".xlsx")
}
