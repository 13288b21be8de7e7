package house

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
)

const webFloor = "internal/doors/web/"

// areaArrows are the ways from one area of the web to another: what the second person agrees to is
// asked of its room's pages, and a list of categories is read where the room that hands work over stands.
var areaArrows = map[string][]string{
	"approve":    {"audit", "org", "rectify"},
	"dutyreport": {"rectify"},
	"joint":      {"rectify"},
	"campaign":   {"chronic"},
}

// areasApart: an area knows front and nobody else; front knows no area.
func areasApart(tree fs.FS) []string {
	var faults []string
	for _, s := range sources(tree, strings.TrimSuffix(webFloor, "/")) {
		here, _, below := strings.Cut(strings.TrimPrefix(s.name, webFloor), "/")
		if !below || s.test() {
			continue // web itself joins them all
		}
		for _, pkg := range s.imports() {
			there, ok := strings.CutPrefix(pkg, module+webFloor)
			if !ok || there == "front" || slices.Contains(areaArrows[here], there) || here == "front" && there == "idp" || here == there {
				continue
			}
			faults = append(faults, s.name+": imports "+pkg+": no arrow from "+here+" to "+there)
		}
	}
	return faults
}

func TestAreasOfTheWebStandApart(t *testing.T) {
	holds(t, areasApart)
	catches(t, areasApart, map[string]string{
		"internal/doors/web/front/nav.go":    "package front\nimport \"plumbline/internal/doors/web/rectify\"\n",
		"internal/doors/web/front/door.go":   "package front\nimport \"plumbline/internal/doors/web/idp\"\n",
		"internal/doors/web/budget/plan.go":  "package budgetweb\nimport \"plumbline/internal/doors/web/partyorg\"\n",
		"internal/doors/web/joint/board.go":  "package jointweb\nimport \"plumbline/internal/doors/web/rectify\"\n",
		"internal/doors/web/web.go":          "package web\nimport \"plumbline/internal/doors/web/joint\"\n",
		"internal/doors/web/org/org_test.go": "package orgweb\nimport \"plumbline/internal/doors/web/joint\"\n",
	}, "no arrow from front to rectify", "no arrow from budget to partyorg")
}
