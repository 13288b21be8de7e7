package demo

import (
	"fmt"
	"strings"
)

const root = "LJ"

// units puts the bureau, its units and what lies below them.
func (b *builder) units() {
	b.addUnit(Unit{Code: root, Name: b.Root.Name, Short: b.Root.Short, Kind: "city"})
	for _, u := range b.Units {
		b.addUnit(Unit{Code: u.Code, Parent: root, Name: u.Name, Short: u.Short, Kind: u.Kind, Inspected: !u.Outside, Aliases: aliases(u)})
		for i, name := range append(append([]string{}, u.Stations...), u.Brigades...) {
			full := name
			if !strings.HasSuffix(name, "派出所") {
				full = u.Name + name
			} else if u.Kind == "branch" {
				full = u.Name + name
			}
			b.addUnit(Unit{Code: fmt.Sprintf("%s-%02d", u.Code, i+1), Parent: u.Code, Name: full, Short: name, Kind: lowerKind(name)})
		}
	}
}

func (b *builder) addUnit(u Unit) {
	b.w.byUnit[u.Code] = len(b.w.Units)
	b.w.Units = append(b.w.Units, u)
}

func lowerKind(name string) string {
	for suffix, kind := range map[string]string{"派出所": "station", "大队": "brigade", "中队": "squad"} {
		if strings.HasSuffix(name, suffix) {
			return kind
		}
	}
	return "other"
}

// aliases are what people call a unit in speech.
func aliases(u unitData) []string {
	switch u.Kind {
	case "county":
		return []string{strings.TrimSuffix(u.Short, "公安局") + "局"}
	case "branch":
		return []string{"公安" + u.Short}
	case "detachment":
		return []string{"市局" + u.Short}
	}
	return nil
}

// below lists the lower units of a unit that a problem may be about.
func (b *builder) below(code, at string) []Unit {
	var out []Unit
	for _, u := range b.w.Units {
		if u.Parent == code && (at == "any" || u.Kind == at) {
			out = append(out, u)
		}
	}
	return out
}
