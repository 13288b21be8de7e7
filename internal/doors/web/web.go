package web

import (
	"plumbline/internal/doors"
	adminweb "plumbline/internal/doors/web/admin"
	approveweb "plumbline/internal/doors/web/approve"
	auditweb "plumbline/internal/doors/web/audit"
	ballotweb "plumbline/internal/doors/web/ballot"
	budgetweb "plumbline/internal/doors/web/budget"
	burdenweb "plumbline/internal/doors/web/burden"
	calendarweb "plumbline/internal/doors/web/calendar"
	campaignweb "plumbline/internal/doors/web/campaign"
	chronicweb "plumbline/internal/doors/web/chronic"
	directiveweb "plumbline/internal/doors/web/directive"
	dutyreportweb "plumbline/internal/doors/web/dutyreport"
	fileweb "plumbline/internal/doors/web/file"
	frameworkweb "plumbline/internal/doors/web/framework"
	"plumbline/internal/doors/web/front"
	homeweb "plumbline/internal/doors/web/home"
	inspectweb "plumbline/internal/doors/web/inspect"
	jointweb "plumbline/internal/doors/web/joint"
	orgweb "plumbline/internal/doors/web/org"
	orglifeweb "plumbline/internal/doors/web/orglife"
	partyorgweb "plumbline/internal/doors/web/partyorg"
	partyworkweb "plumbline/internal/doors/web/partywork"
	rectifyweb "plumbline/internal/doors/web/rectify"
	searchweb "plumbline/internal/doors/web/search"
	trainingweb "plumbline/internal/doors/web/training"
)

// areas are the subjects that have pages, one package each.
var areas = []front.Area{
	adminweb.Routes,
	approveweb.Routes,
	auditweb.Routes,
	ballotweb.Routes,
	budgetweb.Routes,
	burdenweb.Routes,
	calendarweb.Routes,
	campaignweb.Routes,
	chronicweb.Routes,
	directiveweb.Routes,
	dutyreportweb.Routes,
	fileweb.Routes,
	frameworkweb.Routes,
	homeweb.Routes,
	inspectweb.Routes,
	jointweb.Routes,
	orgweb.Routes,
	orglifeweb.Routes,
	partyorgweb.Routes,
	partyworkweb.Routes,
	rectifyweb.Routes,
	searchweb.Routes,
	trainingweb.Routes,
}

// New makes the server of a house.
func New(h *doors.House, version string, secure bool) *front.Server {
	return front.New(h, version, secure, areas...)
}

// NewAt makes the server of a house that stands in the network as d says.
func NewAt(h *doors.House, version string, d front.Door) *front.Server {
	return front.NewAt(h, version, d, areas...)
}
