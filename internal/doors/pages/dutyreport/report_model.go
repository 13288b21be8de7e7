package dutyreportpage

import (
	"context"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/dutyreport"
)

func (m ReportModel) docno(ctx context.Context) []string {
	out := []string{m.View.Of.Title, m.View.Number}
	if m.View.Stands > 0 {
		out = append(out, i18n.T(ctx, "dutyreport.nth", "n", m.View.Stands, "of", m.View.Count))
	}
	if !m.View.Submitted.IsZero() {
		out = append(out, i18n.T(ctx, "dutyreport.submitted_on", "day", i18n.Minute(ctx, m.View.Submitted), "n", m.View.Draft))
	}
	return out
}

// check is one line of the demands on the report.
type check struct {
	OK   bool
	Text string
}

// checks compare the text that is shown with the outline.
func (m ReportModel) checks(ctx context.Context) []check {
	list := m.chapters()
	if length(list) == 0 {
		return []check{{false, i18n.T(ctx, "dutyreport.check.nothing")}}
	}
	full, within, answered := 0, 0, 0
	var out []check
	for _, c := range list {
		if c.Length > 0 {
			full++
		}
		if c.Length >= c.Least && (c.Most == 0 || c.Length <= c.Most) {
			within++
		}
		if c.Section.Share > 0 {
			out = append(out, check{c.Share >= c.Section.Share, i18n.T(ctx, "dutyreport.check.share", "title", say(ctx, c.Title), "least", c.Section.Share, "has", c.Share)})
		}
	}
	for _, q := range m.View.Questions {
		if !q.Answered.IsZero() {
			answered++
		}
	}
	out = append(out, check{full == len(list), i18n.T(ctx, "dutyreport.check.sections", "n", full, "of", len(list))},
		check{within == len(list), i18n.T(ctx, "dutyreport.check.length", "n", within, "of", len(list))})
	if n := len(m.View.Questions); n > 0 {
		out = append(out, check{answered == n, i18n.T(ctx, "dutyreport.check.questions", "n", answered, "of", n)})
	}
	return out
}

// number is the number of a passage in the sheet, 0 when it is not marked.
func (m ReportModel) number(section, quote string) int {
	for _, k := range m.Marks {
		if k.Quote == quote && k.Section == section {
			return k.N
		}
	}
	return 0
}

func remarkID(m ReportModel, r dutyreport.Remark) string {
	if n := m.number(r.Section, r.Quote); n > 0 {
		return "c" + strconv.Itoa(n)
	}
	return "r-" + r.ID
}

func (m ReportModel) reasons(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "dutyreport.review.choose")}}
	for _, w := range m.View.Reasons {
		out = append(out, part.Option{Value: w.Code, Text: say(ctx, w.Text)})
	}
	return out
}

func paragraphID(section string, n int) string { return "p-" + section + "-" + strconv.Itoa(n) }

// chineseNumeral counts the sections of the sheet, which is a Chinese document.
func chineseNumeral(n int) string {
	if n < 1 || n > 10 {
		return strconv.Itoa(n) + "、"
	}
	return string([]rune("一二三四五六七八九十")[n-1]) + "、"
}

// replyDue is where the written reply stands against the day of the paper.
func replyDue(q dutyreport.Inquiry, today clock.Day) part.Due {
	if !q.Replied.IsZero() {
		return part.DoneOf(clock.DayOf(q.Replied), q.DueFirst)
	}
	return part.DueOf(today, q.DueFirst, 3)
}

// unread are those to whom the report was sent and who have not said that they read it.
func (m ReportModel) unread() []string {
	var out []string
	for _, r := range m.View.Readers {
		if r.Read.IsZero() {
			out = append(out, r.Name)
		}
	}
	return out
}
