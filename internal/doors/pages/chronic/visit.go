package chronicpage

import (
	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/rooms/chronic"
)

func (m VisitModel) v() *chronic.Visit { return m.W.Visit }

func (m VisitModel) link(tail string) templ.SafeURL {
	return templ.SafeURL("/chronic/visits/" + string(m.v().ID) + tail)
}

func (m VisitModel) form(act string) Form {
	if m.Act == act {
		return m.Form
	}
	return Form{}
}

func (m VisitModel) places() (out []part.Option) {
	for _, l := range m.v().Lots {
		out = append(out, part.Option{Value: itoa(l.Position), Text: itoa(l.Position) + "　" + l.Label})
	}
	return out
}

func timed(f part.Field) part.Field {
	f.Type = "datetime-local"
	return f
}

func visitColour(state string) string {
	switch state {
	case chronic.VisitPlanned:
		return "amber"
	case chronic.VisitRunning:
		return "blue"
	case chronic.VisitDone:
		return "green"
	}
	return ""
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func resultLink(o chronic.Observation) templ.SafeURL {
	if o.HandedTo == chronic.ResultItem {
		return templ.SafeURL("/rectify/items/" + o.Ref)
	}
	return templ.SafeURL("/chronic/items/" + o.Ref)
}
