package approvepage

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/approve"
)

func codeText(ctx context.Context, c approve.Code) string {
	return i18n.T(ctx, "approve.code."+string(c))
}

// titleText names a request by what it would do and by its object's number.
func titleText(ctx context.Context, r *approve.Request) string {
	if r.Label == "" {
		return codeText(ctx, r.Code)
	}
	label := r.Label
	if r.Code == approve.ExportLedger {
		label = i18n.T(ctx, "approve.rows", "n", label)
	}
	return i18n.T(ctx, "approve.title_of", "what", codeText(ctx, r.Code), "label", label)
}

func barText(ctx context.Context, err error) string {
	key, args := ruleOf(err)
	return i18n.T(ctx, key, args...)
}

// endOf is the deadline as shape and words: the hour counts when it is today.
func (m Model) endOf(ctx context.Context, r *approve.Request) part.Due {
	today, day := clock.DayOf(m.Now), clock.DayOf(r.Ends)
	hour := r.Ends.In(clock.Zone).Format("15:04")
	title := i18n.Minute(ctx, r.Ends)
	switch {
	case !m.Now.Before(r.Ends):
		return part.Due{Kind: part.Late, Text: i18n.T(ctx, "approve.end.over"), Title: title}
	case day == today:
		return part.Due{Kind: part.Soon, Text: i18n.T(ctx, "approve.end.today", "t", hour), Title: title}
	case day == today.Add(1):
		return part.Due{Kind: part.Soon, Text: i18n.T(ctx, "approve.end.tomorrow", "t", hour), Title: title}
	}
	return part.Due{Kind: part.OK, Text: i18n.T(ctx, "approve.end.day", "t", i18n.ShortMinute(ctx, r.Ends)), Title: title}
}

// colourOf is the colour of a state's tag.
func colourOf(s approve.State) string {
	switch s {
	case approve.Waiting:
		return "plum"
	case approve.Agreed:
		return "green"
	case approve.Refused:
		return "red"
	}
	return "amber"
}

func (m Model) stateText(ctx context.Context, r *approve.Request) string {
	if r.State == approve.Waiting && !m.Now.Before(r.Ends) {
		return i18n.T(ctx, "approve.state.expired")
	}
	return i18n.T(ctx, "approve.state."+string(r.State))
}

func (m Model) askedText(ctx context.Context, r *approve.Request) string {
	return i18n.T(ctx, "approve.asked_by", "unit", m.Units[r.Asked.Unit], "name", r.Asked.Name, "t", i18n.ShortMinute(ctx, r.Asked.At))
}

func (m Model) docno(ctx context.Context) []string {
	out := []string{i18n.T(ctx, "approve.count", "n", len(m.Box.Waiting))}
	if n := m.barred(); n > 0 {
		out = append(out, i18n.T(ctx, "approve.count_barred", "n", n))
	}
	n := 0
	for _, e := range m.Box.Waiting {
		if clock.DayOf(e.Ends) == clock.DayOf(m.Now) {
			n++
		}
	}
	if n > 0 {
		out = append(out, i18n.T(ctx, "approve.count_today", "n", n))
	}
	return out
}

// value is one side of a field as it is read.
func (m Model) value(ctx context.Context, f approve.Field, v string) string {
	switch {
	case v == "":
		return ""
	case f.As == approve.AsWord && i18n.Has(ctx, v):
		return i18n.T(ctx, v)
	case f.As == approve.AsDay:
		return i18n.Day(ctx, clock.Day(v))
	case f.As == approve.AsCategory && m.Categories != nil:
		return m.Categories(v)
	}
	return v
}

func name(ctx context.Context, f approve.Field) string {
	if i18n.Has(ctx, f.Name) {
		return i18n.T(ctx, f.Name)
	}
	return f.Name
}

func (m Model) countsText(ctx context.Context, o *Open) string {
	n := o.Changes()
	return i18n.T(ctx, "approve.changes", "n", n) + i18n.T(ctx, "approve.unchanged", "n", len(o.Fields)-n)
}

func (o *Open) sameText(ctx context.Context) string {
	switch {
	case o.State != approve.Waiting:
		return i18n.T(ctx, "approve.fingerprint.kept")
	case o.Same():
		return i18n.T(ctx, "approve.fingerprint.same")
	}
	return i18n.T(ctx, "approve.fingerprint.other")
}

// checks are the conditions that the page can tell beforehand, each in words.
func (o *Open) checks(ctx context.Context) (out []part.CheckItem) {
	for _, c := range o.Checks {
		if c.Err != nil {
			out = append(out, part.CheckItem{Text: barText(ctx, c.Err), No: true})
			continue
		}
		out = append(out, part.CheckItem{Text: i18n.T(ctx, "approve.rule."+c.Rule)})
	}
	return out
}

func (m Model) ruleText(ctx context.Context, o *Open) string {
	t := o.Transition
	out := i18n.T(ctx, "approve.rule_text", "n", t.Number)
	if t.OtherLine {
		out += i18n.T(ctx, "approve.rule_line")
	}
	if t.Once {
		out += i18n.T(ctx, "approve.rule_once")
	}
	return out
}

func hoursLeft(now, end time.Time) string {
	return strconv.Itoa(max(0, int(end.Sub(now).Hours())))
}

// shown is the last part of the words of the list that stands at the left.
func shown(show string) string {
	if show == Waiting {
		return ""
	}
	return "." + show
}

func current(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func outcomeIcon(s approve.State) string {
	if s == approve.Agreed {
		return "circle-check"
	}
	return "circle-x"
}
