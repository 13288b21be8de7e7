package orglifeweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// in is the way in of meetings that a secretary kept in a sheet.
func (s door) in() []front.Route {
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.Orglife.MeetingsIn() }, At: "/orglife/import", Template: "/orglife/template.xlsx",
		Title: "orglife.import.title", Current: "orglife", Back: "/orglife", BackText: "orglife.import.back"})
}
