package orglifepage

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/orglife"
)

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// stampDay is a stored instant to the minute.
func stampDay(ctx context.Context, stamp string) string {
	t, err := db.ReadStamp(stamp)
	if err != nil {
		return stamp
	}
	return i18n.Minute(ctx, t)
}

func (m ActivityModel) to(act string) templ.SafeURL {
	return templ.SafeURL("/orglife/activities/" + string(m.View.ID) + "/" + act)
}

func (m ActivityModel) checkDue(ctx context.Context) part.Field {
	f := m.Form.field("due", i18n.T(ctx, "orglife.check.due_label"), string(m.Today.Add(7)))
	f.Type, f.Required = "date", true
	return f
}

// record is the form that turns a plan into a record.
func (m ActivityModel) record() RecordModel {
	a := m.View.Activity
	d := orglife.DutyForm{Beat: m.View.Beat, Roster: m.View.Roster}
	d.Kind = a.Kind
	if m.View.Duty != nil {
		d.Duty = *m.View.Duty
	}
	r := RecordModel{Branch: m.View.Branch, Duty: d, Rhythm: m.View.Rhythm, Today: m.Today, Activity: &a, Form: m.Form}
	for _, u := range m.View.Units {
		r.Units = append(r.Units, Unit{u.ID, u.Short})
	}
	return r
}
