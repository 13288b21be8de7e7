package partyworkweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// in is the way in of the tasks of a yearly list.
func (s door) in() []front.Route {
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.PartyWork.TasksIn() }, At: "/partywork/lists/{id}/import", Template: "/partywork/tasks/template.xlsx", Of: "id",
		Title: "partywork.import.tasks", Current: "partywork", Back: "/partywork/lists/{id}", BackText: "partywork.import.back"})
}
