package orglifepage

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/orglife"
)

func version(n int64) string { return strconv.FormatInt(n, 10) }

func attrs(at string, f part.Field) templ.Attributes {
	a := templ.Attributes{}
	switch {
	case f.Error != "":
		a["aria-invalid"], a["aria-describedby"] = "true", at+"-"+f.Name+"-e"
	case f.Hint != "":
		a["aria-describedby"] = at + "-" + f.Name + "-h"
	}
	if f.Max > 0 {
		a["maxlength"] = itoa(f.Max)
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

func options(units []Unit) []part.Option {
	out := make([]part.Option, len(units))
	for i, u := range units {
		out[i] = part.Option{Value: u.ID, Text: u.Name}
	}
	return out
}

// begin is what the form begins with: the plan's frame, else that of the last meeting.
func (m RecordModel) begin() orglife.Frame {
	if a := m.Activity; a != nil {
		return orglife.Frame{At: a.At, Place: a.Place, Chair: a.Chair, Recorder: first(a.Recorder, m.Duty.Frame.Recorder)}
	}
	return m.Duty.Frame
}

func (m RecordModel) frameMissing() bool {
	return m.begin().Chair == "" || m.Form.Problems.Of("chair") != "" || m.Form.Problems.Of("at") != "" || m.Form.Problems.Of("also") != ""
}

func (m RecordModel) frameText(ctx context.Context) string {
	b := m.begin()
	if b.Chair == "" {
		return i18n.T(ctx, "orglife.form.frame_new")
	}
	return i18n.T(ctx, "orglife.form.frame_same", "at", b.At, "place", b.Place, "chair", b.Chair)
}

func (m RecordModel) title(ctx context.Context) string {
	return i18n.T(ctx, "orglife.form.record", "kind", say(ctx, m.Duty.Beat.Title))
}

func (m RecordModel) note(ctx context.Context) string {
	if m.MakesUp {
		return i18n.T(ctx, "orglife.form.makes_up", "period", periodName(ctx, m.Duty.Duty))
	}
	return i18n.T(ctx, "orglife.form.no_photo")
}

// day begins as the planned day, else as today.
func (m RecordModel) day(ctx context.Context) part.Field {
	begin := string(m.Today)
	if m.Activity != nil && m.Activity.Day <= m.Today {
		begin = string(m.Activity.Day)
	}
	f := m.Form.field("day", i18n.T(ctx, "orglife.form.day"), begin)
	f.Type, f.Required = "date", true
	return f
}

func (m RecordModel) topic(ctx context.Context) part.Field {
	begin := ""
	if m.Activity != nil {
		begin = m.Activity.Topic
	}
	f := m.Form.field("topic", i18n.T(ctx, "orglife.form.topic"), begin)
	f.Required, f.Max = true, 200
	return f
}

func (m RecordModel) spoken(ctx context.Context) part.Field {
	f := m.Form.field("spoken", i18n.T(ctx, "orglife.form.spoken"), "")
	f.Rows, f.Hint = 4, i18n.T(ctx, "orglife.form.spoken_hint")
	return f
}

func (m RecordModel) plain(ctx context.Context, name, begin string) part.Field {
	return m.Form.field(name, i18n.T(ctx, "orglife.form."+name), begin)
}

func (m RecordModel) number(ctx context.Context, name string) part.Field {
	f := m.plain(ctx, name, "")
	f.Attrs = templ.Attributes{"inputmode": "numeric"}
	return f
}

func (m RecordModel) taskDue(ctx context.Context) part.Field {
	f := m.plain(ctx, "task_due", "")
	f.Type = "date"
	return f
}

func (m RecordModel) also(code string) bool {
	for _, c := range m.Form.Values["also"] {
		if c == code {
			return true
		}
	}
	return false
}

func (m RecordModel) decisionTyped() bool {
	for _, f := range []string{"decided", "task", "votes_for"} {
		if m.Form.or(f, "") != "" {
			return true
		}
	}
	return false
}

// record is the form of one duty of the month.
func (m MonthModel) record(d orglife.DutyForm) RecordModel {
	r := RecordModel{Branch: m.View.Branch, Duty: d, Rhythm: m.View.Rhythm, Today: m.Today, Activity: d.Planned}
	for _, u := range m.View.Units {
		r.Units = append(r.Units, Unit{u.ID, u.Short})
	}
	return r
}

func (m MonthModel) count(ctx context.Context) string {
	open := 0
	for _, d := range m.View.Duties {
		if d.Stands(m.Today) == orglife.Open {
			open++
		}
	}
	return i18n.T(ctx, "orglife.month.count", "n", len(m.View.Duties), "open", open)
}
