package directivepage

import (
	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/directive"
)

// DutyModel is one unit's duty, with a form that came back.
type DutyModel struct {
	View  directive.DutyView
	Form  Form
	Today clock.Day
}

func (m DutyModel) acts() bool {
	for _, may := range m.View.May {
		if may {
			return true
		}
	}
	return false
}

func (m DutyModel) due() part.Due {
	if m.View.State == directive.Accepted {
		return part.DoneOf(clock.DayOf(m.View.AcceptedAt), m.View.Due).Boxed()
	}
	return part.DueOf(m.Today, m.View.Due, 0).Boxed()
}

func dutyURL(id directive.DutyID) templ.SafeURL {
	return templ.SafeURL("/directive/tasks/duty/" + string(id))
}

func dutyAct(id directive.DutyID, act string) templ.SafeURL {
	return templ.SafeURL("/directive/tasks/duty/" + string(id) + "/" + act)
}

func lastWords(steps []directive.Step) string {
	if len(steps) == 0 {
		return ""
	}
	return steps[len(steps)-1].Words
}

func (m TasksModel) docno() []string {
	if m.Of == nil {
		return nil
	}
	return []string{m.Of.Number, m.Of.Paper}
}

func (m TasksModel) number(pass func(directive.TaskDuty) bool) int {
	_, n := m.some(pass)
	return n
}

func (m TasksModel) first(pass func(directive.TaskDuty) bool) []directive.TaskDuty {
	list, _ := m.some(pass)
	return list
}

func (m TasksModel) reports() int { return m.number(reported) }
