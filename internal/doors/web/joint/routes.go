package jointweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/joint", Right: access.ReadJoint, Handle: s.board},
		{Method: get, Pattern: "/joint/export.xlsx", Right: access.ReadJoint, Handle: s.export},
		{Method: get, Pattern: "/joint/dates.ics", Right: access.ReadJoint, Handle: s.dates},
		{Method: post, Pattern: "/joint/departments", Right: access.EditJoint, Handle: s.join},
		{Method: post, Pattern: "/joint/departments/{id}/leave", Right: access.EditJoint, Handle: s.leave},
		{Method: get, Pattern: "/joint/findings/new", Right: access.EditJoint, Handle: s.jointNew},
		{Method: post, Pattern: "/joint/findings/new", Right: access.EditJoint, Handle: s.find},
		{Method: get, Pattern: "/joint/findings/{id}", Right: access.ReadJoint, Handle: s.finding},
		{Method: post, Pattern: "/joint/findings/{id}/hand", Right: access.EditJoint, Handle: s.hand},
		{Method: post, Pattern: "/joint/findings/{id}/withdraw", Right: access.EditJoint, Handle: s.withdraw},
		{Method: get, Pattern: "/joint/meetings/new", Right: access.EditJoint, Handle: s.newMeeting},
		{Method: post, Pattern: "/joint/meetings/new", Right: access.EditJoint, Handle: s.call},
		{Method: get, Pattern: "/joint/meetings/{id}", Right: access.ReadJoint, Handle: s.meeting},
		{Method: post, Pattern: "/joint/meetings/{id}/minute", Right: access.EditJoint, Handle: s.minute},
		{Method: get, Pattern: "/joint/meetings/{id}/minutes.docx", Right: access.ReadJoint, Handle: s.minutes},
		{Method: post, Pattern: "/joint/tasks/{id}/report", Right: access.EditJoint, Handle: s.report},
		{Method: post, Pattern: "/joint/tasks/{id}/settle", Right: access.EditJoint, Handle: s.settle},
	}
}
