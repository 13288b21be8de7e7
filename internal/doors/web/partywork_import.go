package web

import "plumbline/internal/hall/batch"

// partyworkIn is the way in of the tasks of a yearly list.
func (s *Server) partyworkIn() []Route {
	return s.ComesIn(ListIn{List: func() batch.List { return s.PartyWork.TasksIn() }, At: "/partywork/lists/{id}/import", Template: "/partywork/tasks/template.xlsx", Of: "id",
		Title: "partywork.import.tasks", Current: "partywork", Back: "/partywork/lists/{id}", BackText: "partywork.import.back"})
}
