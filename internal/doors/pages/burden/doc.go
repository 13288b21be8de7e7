// Package burdenpage shows what is asked of units: the list and meter for who asks, the form that looks
// first what was handed in already, and the page on which a unit answers.
package burdenpage

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/burden"
)

// ListModel is the page of who asks.
type ListModel struct {
	Today clock.Day
	List  []burden.Line
	Rows  []burden.Row
}

// NewModel is the form; Had is nil until it was looked for.
type NewModel struct {
	Form     url.Values
	Problems part.Problems
	Units    []burden.Choice
	Had      map[string]burden.Supplied
	Looked   bool
}

// AskingModel is one asking with the units' parts.
type AskingModel struct {
	Asking   burden.Asking
	Parts    []burden.Part
	Mine     bool // the reader may send parts back and withdraw it
	Today    clock.Day
	Problems part.Problems
}

// PartModel is one unit's part.
type PartModel struct {
	Asking   burden.Asking
	Part     burden.Part
	May      bool // the reader may answer
	MayAgain bool
	Today    clock.Day
	Text     string
	Problems part.Problems
}

func (m NewModel) field(name, label string) part.Field {
	return part.Field{Name: name, Label: label, Value: m.Form.Get(name), Error: m.Problems.Of(name)}
}

func (m NewModel) hinted(name, label, hint string) part.Field {
	f := m.field(name, label)
	f.Hint = hint
	return f
}

func (m NewModel) chosen(id string) bool { return slices.Contains(m.Form["units"], id) }

// found are the chosen units that have handed in something like it, in the order of the register.
func (m NewModel) found() (out []burden.Choice) {
	for _, u := range m.Units {
		if _, ok := m.Had[u.ID]; ok {
			out = append(out, u)
		}
	}
	return out
}

func (m NewModel) still(u burden.Choice, label string) part.Field {
	return part.Field{Name: "still-" + u.ID, Label: label, Value: m.Form.Get("still-" + u.ID)}
}

// total adds up the rows of the meter.
func total(rows []burden.Row) (t burden.Row) {
	for _, r := range rows {
		t.Asked, t.Spared, t.Auto, t.Hand, t.Mine = t.Asked+r.Asked, t.Spared+r.Spared, t.Auto+r.Auto, t.Hand+r.Hand, t.Mine+r.Mine
	}
	return t
}

func n(v any) string { return fmt.Sprint(v) }

func stateColour(state string) string {
	switch state {
	case burden.Answered:
		return "green"
	case burden.Again:
		return "red"
	}
	return "amber"
}

// AskerName is who asks: the office where no department is named.
func AskerName(ctx context.Context, name string) string {
	if name == "" {
		return i18n.T(ctx, "burden.office")
	}
	return name
}

// MatterAsker is who asks for one thing: what Party life asks is asked by the Party committee.
func MatterAsker(ctx context.Context, x burden.Matter) string {
	room, _, _ := strings.Cut(x.Kind, ".")
	if x.AskerName == "" && (room == "orglife" || room == "partywork") {
		return i18n.T(ctx, "burden.party")
	}
	return AskerName(ctx, x.AskerName)
}

func month(ctx context.Context, d clock.Day) string {
	return i18n.T(ctx, "burden.month_of", "y", d.Time().Year(), "m", int(d.Time().Month()))
}

func required(f part.Field) part.Field { f.Required = true; return f }

func numeric(f part.Field) part.Field { f.Type = "number"; return f }

func askedBy(ctx context.Context, a burden.Asking) string {
	return i18n.T(ctx, "burden.part.asked_by", "asker", a.AskerName, "by", a.By, "at", i18n.Day(ctx, clock.DayOf(a.At)))
}
