// Package campaignweb is the door for browsers to campaigns: stages, relay, open door, sheets.
package campaignweb

import (
	"slices"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

type door struct {
	*front.Server
	callers *access.Gate // at the open door
}

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{Server: fs, callers: openGate(fs.House)}
	return slices.Concat(s.routes(), s.campaignSheetRoutes(), s.in())
}
