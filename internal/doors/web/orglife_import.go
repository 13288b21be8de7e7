package web

import "plumbline/internal/hall/batch"

// orglifeIn is the way in of meetings that a secretary kept in a sheet.
func (s *Server) orglifeIn() []Route {
	return s.ComesIn(ListIn{List: func() batch.List { return s.Orglife.MeetingsIn() }, At: "/orglife/import", Template: "/orglife/template.xlsx",
		Title: "orglife.import.title", Current: "orglife", Back: "/orglife", BackText: "orglife.import.back"})
}
