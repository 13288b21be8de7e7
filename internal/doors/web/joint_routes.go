package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) jointRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/joint", Right: access.ReadJoint, Handle: s.jointBoard},
		{Method: get, Pattern: "/joint/export.xlsx", Right: access.ReadJoint, Handle: s.jointExport},
		{Method: get, Pattern: "/joint/dates.ics", Right: access.ReadJoint, Handle: s.jointDates},
		{Method: post, Pattern: "/joint/departments", Right: access.EditJoint, Handle: s.jointJoin},
		{Method: post, Pattern: "/joint/departments/{id}/leave", Right: access.EditJoint, Handle: s.jointLeave},
		{Method: get, Pattern: "/joint/findings/new", Right: access.EditJoint, Handle: s.jointNew},
		{Method: post, Pattern: "/joint/findings/new", Right: access.EditJoint, Handle: s.jointFind},
		{Method: get, Pattern: "/joint/findings/{id}", Right: access.ReadJoint, Handle: s.jointFinding},
		{Method: post, Pattern: "/joint/findings/{id}/hand", Right: access.EditJoint, Handle: s.jointHand},
		{Method: post, Pattern: "/joint/findings/{id}/withdraw", Right: access.EditJoint, Handle: s.jointWithdraw},
		{Method: get, Pattern: "/joint/meetings/new", Right: access.EditJoint, Handle: s.jointNewMeeting},
		{Method: post, Pattern: "/joint/meetings/new", Right: access.EditJoint, Handle: s.jointCall},
		{Method: get, Pattern: "/joint/meetings/{id}", Right: access.ReadJoint, Handle: s.jointMeeting},
		{Method: post, Pattern: "/joint/meetings/{id}/minute", Right: access.EditJoint, Handle: s.jointMinute},
		{Method: get, Pattern: "/joint/meetings/{id}/minutes.docx", Right: access.ReadJoint, Handle: s.jointMinutes},
		{Method: post, Pattern: "/joint/tasks/{id}/report", Right: access.EditJoint, Handle: s.jointReport},
		{Method: post, Pattern: "/joint/tasks/{id}/settle", Right: access.EditJoint, Handle: s.jointSettle},
	}
}
