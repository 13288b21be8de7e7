package orglifeweb

import (
	"cmp"
	"strconv"
	"strings"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/orglife"
)

// paper is the record of a meeting (组织生活会记录 and others), or of a planned one its notice.
func (s door) paper(c *front.Ctx) error {
	v, err := s.Orglife.Activity(c.Context(), c.Who, orglife.ActivityID(c.Path("id")))
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	lang := i18n.Lang(c.Context())
	kind := v.Beat.Title.In(lang)
	if v.State != orglife.Held {
		p := paper.NewPaper(t("orglife.paper.notice", "kind", kind))
		p.Agency(v.Branch.Name)
		p.To(t("orglife.paper.all_members"))
		p.Text(t("orglife.paper.notice_text", "kind", kind, "topic", v.Topic))
		p.Fields([][2]string{{t("orglife.form.day"), i18n.Day(c.Context(), v.Day)}, {t("orglife.form.at"), v.At}, {t("orglife.form.place"), v.Place}, {t("orglife.form.chair"), v.Chair}})
		p.Text(strings.Split(v.Agenda, "\n")...)
		p.Sign(v.Branch.Name, i18n.Day(c.Context(), c.Today()))
		return c.Docx(t("orglife.paper.notice", "kind", kind)+" "+v.Topic, p)
	}
	p := paper.NewPaper(t("orglife.paper.record", "kind", kind))
	p.Agency(v.Branch.Name)
	p.Fields(append([][2]string{{t("orglife.form.topic"), v.Topic}, {t("orglife.activity.happened"), i18n.Day(c.Context(), v.HeldOn) + " " + v.At}, {t("orglife.activity.written"), i18n.Minute(c.Context(), v.WrittenAt)},
		{t("orglife.form.place"), v.Place}, {t("orglife.form.chair"), v.Chair}, {t("orglife.form.recorder"), v.Recorder},
		{t("orglife.activity.called"), t("orglife.activity.present", "n", v.Present, "of", v.Expected)}}, absentRow(c, v)...))
	if v.LateDays > 0 {
		p.Note(t("orglife.late", "n", v.LateDays))
	}
	for _, m := range v.Minutes {
		p.Heading(1, m.Title)
		p.Text(strings.Split(m.Spoken, "\n")...)
		if m.Voted() {
			p.Text(t("orglife.activity.votes", "for", m.For, "against", m.Against, "abstain", m.Abstain))
		}
		if m.Decided != "" {
			p.Text(t("orglife.activity.decided") + m.Decided)
		}
	}
	taskTable(c, p, v.Tasks)
	p.Sign(v.Branch.Name, i18n.Day(c.Context(), v.HeldOn))
	return c.Docx(t("orglife.paper.record", "kind", kind)+" "+v.Branch.Short+" "+string(v.HeldOn), p)
}

func absentRow(c *front.Ctx, v orglife.ActivityView) [][2]string {
	var names []string
	for _, a := range v.Absences {
		names = append(names, a.Name+"（"+pack.Say(v.Rhythm.Absences, a.Reason, i18n.Lang(c.Context()))+"）")
	}
	if len(names) == 0 {
		return nil
	}
	return [][2]string{{i18n.T(c.Context(), "orglife.activity.absent"), strings.Join(names, "、")}}
}

func taskTable(c *front.Ctx, p *paper.Paper, tasks []orglife.Task) {
	if len(tasks) == 0 {
		return
	}
	t := func(key string) string { return i18n.T(c.Context(), key) }
	var rows [][]string
	for _, x := range tasks {
		rows = append(rows, []string{x.What, x.NodeName, i18n.Day(c.Context(), x.Due), x.DoneNote})
	}
	p.Heading(1, t("orglife.task.title"))
	p.Table([]string{t("orglife.form.task"), t("orglife.form.task_node"), t("orglife.form.task_due"), t("orglife.task.result")}, rows)
}

// decisionPaper is the 三重一大 record: opinions in the order spoken.
func (s door) decisionPaper(c *front.Ctx) error {
	v, err := s.Orglife.Decision(c.Context(), c.Who, orglife.DecisionID(c.Path("id")))
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	p := paper.NewPaper(t("orglife.paper.decision." + v.Register))
	p.Agency(v.PartyName)
	p.Number(v.Number)
	fields := [][2]string{{t("orglife.decisions.item"), v.Title}}
	for _, f := range [][2]string{{"matter", pack.Say(v.Rhythm.Matters, v.Matter, i18n.Lang(c.Context()))}, {"day", i18n.Day(c.Context(), v.Day) + " " + v.At}, {"place", v.Place}, {"chair", v.Chair}, {"recorder", v.Recorder},
		{"attending", v.Attending}, {"missing", v.Missing}, {"observing", v.Observing}, {"researched", v.Researched}, {"reviewed", v.Reviewed}, {"risks", v.Risks}, {"urgent", v.Urgent}} {
		if strings.TrimSpace(f[1]) != "" {
			fields = append(fields, [2]string{t("orglife.decisions." + f[0]), f[1]})
		}
	}
	p.Fields(fields)
	p.Heading(1, t("orglife.opinion.title"))
	var rows [][]string
	for _, o := range v.Opinions {
		name := o.Name
		if o.Head {
			name += "（" + t("orglife.opinion.head") + "）"
		}
		words := o.Words
		if o.Why != "" {
			words += "（" + t("orglife.opinion.why_text", "why", o.Why) + "）"
		}
		rows = append(rows, []string{strconv.Itoa(o.Seq), name, t("orglife.view." + o.View), words})
	}
	p.Table([]string{t("orglife.opinion.order"), t("orglife.opinion.name"), t("orglife.opinion.view"), t("orglife.opinion.words")}, rows)
	if v.State == orglife.Decided {
		p.Heading(1, t("orglife.decisions.outcome"))
		if v.For+v.Against+v.Abstain > 0 {
			p.Text(t("orglife.activity.votes", "for", v.For, "against", v.Against, "abstain", v.Abstain))
		}
		p.Text(strings.Split(v.Decided, "\n")...)
		if v.Differing != "" {
			p.Text(t("orglife.decisions.differing_text", "words", v.Differing))
		}
	}
	taskTable(c, p, v.Tasks)
	p.Sign(v.PartyName, i18n.Day(c.Context(), v.Day))
	return c.Docx(t("orglife.paper.decision."+v.Register)+" "+v.Number, p)
}

// reviewPaper is the register of a review (评议登记): steps and grades.
func (s door) reviewPaper(c *front.Ctx) error {
	v, err := s.Orglife.Review(c.Context(), c.Who, lifeReview(c))
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	title := t("orglife.paper.review", "year", strconv.Itoa(v.Year))
	p := paper.NewPaper(title)
	p.Agency(v.PartyName)
	p.Heading(1, t("orglife.review.steps"))
	var rows [][]string
	for _, x := range v.Steps {
		rows = append(rows, []string{t("orglife.step." + x.Step), i18n.Day(c.Context(), x.Day), x.Words})
	}
	p.Table([]string{t("orglife.reviews.step"), t("orglife.branch.day"), t("orglife.review.step_words")}, rows)
	if len(v.Grades) > 0 {
		p.Heading(1, t("orglife.review.grades"))
		rows = nil
		for _, g := range v.Grades {
			rows = append(rows, []string{g.Name, t("orglife.grade." + g.Grade), g.Help})
		}
		p.Table([]string{t("orglife.review.name"), t("orglife.review.grade"), t("orglife.review.help_label")}, rows)
	}
	if len(v.Criticisms) > 0 {
		p.Heading(1, t("orglife.criticism.list"))
		rows = nil
		for _, k := range v.Criticisms {
			rows = append(rows, []string{k.Title, k.Measure, i18n.Day(c.Context(), k.Due), cmp.Or(k.ItemNumber, k.ClosedNote)})
		}
		p.Table([]string{t("orglife.criticism.what"), t("orglife.criticism.how"), t("orglife.criticism.until"), t("orglife.task.result")}, rows)
	}
	if !v.ApprovedAt.IsZero() {
		p.Note(t("orglife.paper.approved", "name", v.ApprovedBy, "day", i18n.Day(c.Context(), clock.DayOf(v.ApprovedAt))))
	}
	p.Sign(v.PartyName, i18n.Day(c.Context(), c.Today()))
	return c.Docx(title+" "+v.PartyName, p)
}

// yearPaper is the year of one organisation as a document.
func (s door) yearPaper(c *front.Ctx) error {
	v, err := s.Orglife.Year(c.Context(), c.Who, c.Path("id"), lifeYear(c))
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	title := t("orglife.paper.year", "year", strconv.Itoa(v.Year))
	p := paper.NewPaper(title)
	p.Agency(v.Name)
	var rows [][]string
	for _, d := range v.Duties {
		how := ""
		switch {
		case d.LateDays > 0:
			how = t("orglife.late", "n", d.LateDays)
		case d.MadeUpOn != "":
			how = t("orglife.branch.made_up_on", "day", i18n.Day(c.Context(), d.MadeUpOn))
		}
		rows = append(rows, []string{d.Title, d.Period.Code, t("orglife.mark." + string(d.Stands(c.Today()))), i18n.Day(c.Context(), d.DoneOn), how})
	}
	p.Table([]string{t("orglife.branch.kind"), t("orglife.paper.period"), t("orglife.branch.state"), t("orglife.branch.day"), t("orglife.settle.note_label")}, rows)
	p.Sign(v.Name, i18n.Day(c.Context(), c.Today()))
	return c.Docx(title+" "+v.Short, p)
}
