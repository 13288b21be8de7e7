package dutyreport

import (
	"strconv"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/office"
)

// Official papers of the room. They are Chinese documents whatever language a reader has chosen; Agency
// is the name of the house that issues them.

// NoticePaper is the notice of a year with its calendar, its list of reporters and its outline.
func (v YearView) NoticePaper(agency string, say office.Say) *office.Paper {
	t := func(key string, args ...any) string { return say("zh", "dutyreport.paper."+key, args...) }
	p := office.NewPaper(t("notice_title", "year", v.Year.Title))
	p.Agency(agency)
	p.Number(v.Year.NoticeNo)
	p.To(t("notice_to"))
	p.Text(v.Year.Notice)
	p.Heading(1, t("calendar"))
	var rows [][]string
	for _, s := range v.Steps {
		rows = append(rows, []string{s.Title.Zh, string(s.First)})
	}
	p.Table([]string{t("step"), t("day")}, rows)
	p.Heading(1, t("reporters"))
	rows = nil
	for i, r := range onList(v.Reports) {
		why := say("zh", "dutyreport.reason."+string(r.Reason))
		if r.ReasonText != "" {
			why += "：" + r.ReasonText
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), r.UnitName, r.Name, r.Post, why, say("zh", "dutyreport.way."+string(r.Way))})
	}
	p.Table([]string{t("no"), t("unit"), t("name"), t("post"), t("reason"), t("way")}, rows)
	p.Heading(1, t("outline"))
	for _, s := range v.Sections {
		p.Heading(2, s.Title.Zh)
		if s.Most > 0 {
			p.Text(t("limits", "least", s.Least, "most", s.Most))
		}
		for _, a := range s.Asks {
			p.Text(a.Text.Zh)
		}
	}
	p.Sign(agency, string(clock.DayOf(v.Year.Noticed)))
	return p
}

// ReportPaper is the report itself (述责述廉报告).
func (v ReportView) ReportPaper(agency string, say office.Say) *office.Paper {
	t := func(key string, args ...any) string { return say("zh", "dutyreport.paper."+key, args...) }
	p := office.NewPaper(t("report_title", "year", v.YearNo))
	p.Agency(agency)
	p.Number(v.Number)
	p.Fields([][2]string{{t("name"), v.Name}, {t("unit"), v.UnitName}, {t("post"), v.Post}, {t("since"), string(v.Since)}, {t("way"), say("zh", "dutyreport.way."+string(v.Way))}})
	text := map[string][]string{}
	for _, s := range v.Text {
		text[s.Code] = s.Paragraphs
	}
	for _, s := range v.Sections {
		p.Heading(1, s.Title.Zh)
		p.Text(text[s.Code]...)
	}
	if len(v.Questions) > 0 {
		p.Heading(1, t("questions"))
		var rows [][]string
		for _, q := range v.Questions {
			at := ""
			if !q.Answered.IsZero() {
				at = t("at", "section", v.sectionTitle(q.Section), "para", q.Para)
			}
			rows = append(rows, []string{q.Number, q.Words, at})
		}
		p.Table([]string{t("no"), say("zh", "dutyreport.question"), t("answer")}, rows)
	}
	day := ""
	if !v.Submitted.IsZero() {
		day = string(clock.DayOf(v.Submitted))
	}
	p.Sign(v.Name, day)
	return p
}

func (v ReportView) sectionTitle(code string) string {
	for _, s := range v.Sections {
		if s.Code == code {
			return s.Title.Zh
		}
	}
	return code
}

// InquiryPaper is the question paper (质询书) with room for the reply, or with the reply.
func (v ReportView) InquiryPaper(q Inquiry, agency string, say office.Say) *office.Paper {
	t := func(key string, args ...any) string { return say("zh", "dutyreport.paper."+key, args...) }
	p := office.NewPaper(t("inquiry_title"))
	p.Agency(agency)
	p.Number(q.PaperNo)
	p.To(v.Name)
	p.Text(t("inquiry_intro", "year", v.Of.Title, "asker", q.Asker))
	p.Heading(1, t("question"))
	p.Text(q.Paper)
	p.Heading(1, t("answered"))
	p.Text(q.Answer)
	p.Heading(1, t("reply"))
	if q.Replied.IsZero() {
		p.Text(t("reply_due", "due", string(q.DueFirst)))
	} else {
		p.Text(q.Reply)
		p.Note(t("replied", "day", string(clock.DayOf(q.Replied)), "due", string(q.DueFirst)))
	}
	p.Sign(agency, string(clock.DayOf(q.PaperAt)))
	return p
}

// Events are the dates of the year for a calendar.
func (v YearView) Events(lang string) []office.Event {
	var out []office.Event
	for _, s := range v.Steps {
		out = append(out, office.Event{UID: "dutyreport-" + string(v.Year.ID) + "-" + s.Code, Day: s.Due, Title: v.Year.Title + "：" + s.Title.In(lang), Note: s.Why})
	}
	for _, m := range v.Meetings {
		out = append(out, office.Event{UID: "dutyreport-" + string(m.ID), Day: m.Held, At: m.At, Title: m.Title, Place: m.Place})
	}
	return out
}
