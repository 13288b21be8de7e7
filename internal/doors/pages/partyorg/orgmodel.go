package partyorgpage

import (
	"context"
	"strings"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
)

// pathOf are the organisations above, from the root down.
func pathOf(m OrgModel) []string {
	var out []string
	for _, u := range m.Path {
		if u.ID != m.ID {
			out = append(out, u.Short)
		}
	}
	return out
}

// seatKinds are the posts of a committee.
func seatKinds(ctx context.Context) []part.Option {
	var out []part.Option
	for _, k := range []string{org.Head, org.Deputy, org.Discipline} {
		out = append(out, part.Option{Value: k, Text: i18n.T(ctx, "partyorg.seat.kind."+k)})
	}
	return out
}

func flows(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "partyorg.flow.none")}}
	return append(out, worded(ctx, "partyorg.flow.", partyorg.Flows[1:])...)
}

func grantedKey(w partyorg.Waiver) string {
	if w.Granted {
		return "partyorg.waiver.granted"
	}
	return "partyorg.waiver.refused"
}

// Secretary is the name of the secretary, for a workbook.
func Secretary(o partyorg.Org) string { return secretary(o) }

// Covered lists the units that an organisation covers.
func Covered(o partyorg.Org) string { return covered(o) }

// Sentences are what is incomplete about one organisation, and why some of it is lawful.
func Sentences(ctx context.Context, gaps []partyorg.Gap, party string) (what, lawful string) {
	var a, b []string
	for _, g := range gaps {
		if g.Party != party {
			continue
		}
		line := i18n.T(ctx, "partyorg.gap."+g.Kind)
		if name := gapName(g); name != g.PartyName {
			line += " " + name
		}
		a = append(a, line)
		if g.Exception != nil {
			b = append(b, g.Exception.Reason+" "+g.Exception.Basis+" "+string(g.Exception.Until))
		}
	}
	return strings.Join(a, "；"), strings.Join(b, "；")
}

// DueText says which step of an admission a date is for.
func DueText(ctx context.Context, rule string) string { return dueText(ctx, rule) }

func dueText(ctx context.Context, rule string) string {
	key := map[string]string{"R-FZ-01": "partyorg.due.talk", "R-FZ-02": "partyorg.due.observe", "R-FZ-04": "partyorg.due.vote", "R-FZ-05": "partyorg.due.approve",
		"R-FZ-06": "partyorg.due.convert", "R-FZ-07": "partyorg.due.confirm"}[rule]
	if key == "" {
		return ""
	}
	return i18n.T(ctx, key)
}
