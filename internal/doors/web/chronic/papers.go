package chronicweb

import (
	"strconv"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/chronic"
)

// houseName is the organisation's name for the head of a paper.
func (s door) houseName(c *front.Ctx) (name string, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		name, err = org.HouseName(tx)
		return err
	})
	return name, err
}

// docx is the registration form (顽疾问题登记表).
func (s door) docx(c *front.Ctx) error {
	d, err := s.Chronic.Dossier(c.Context(), c.Who, chronic.ID(c.Path("id")))
	if err != nil {
		return err
	}
	list, err := ChronicCategories(s.Server, c)
	if err != nil {
		return err
	}
	ctx, p := c.Context(), d.Problem
	t := func(k string) string { return i18n.T(ctx, "chronic."+k) }
	rule := p.Rule.None
	if p.Rule.Number != "" {
		rule = p.Rule.Number + " " + p.Rule.Title + " " + i18n.Day(ctx, p.Rule.On)
	}
	out := paper.NewPaper(t("paper.form"))
	out.Number(p.Number)
	out.Fields([][2]string{
		{t("col.campaign"), d.Campaign.Title}, {t("col.unit"), p.UnitName}, {t("col.problem"), p.Title}, {t("col.category"), list.Title(p.Category)},
		{t("item.way"), t("way." + p.Way)}, {t("item.source"), p.Source}, {t("item.period"), i18n.Day(ctx, p.From) + " — " + i18n.Day(ctx, p.To)},
		{t("item.facts"), p.Facts}, {t("item.verdict"), p.Verdict}, {t("col.due"), i18n.Day(ctx, p.Due)}, {t("col.measure"), p.Measure}, {t("col.standard"), p.Standard},
		{t("item.summary"), p.Summary}, {t("item.rule"), rule}, {t("col.state"), t("state." + string(p.State))}, {t("item.registered"), i18n.Day(ctx, p.Registered)},
	})
	if len(d.Milestones) > 0 {
		var rows [][]string
		for _, m := range d.Milestones {
			rows = append(rows, []string{m.Body, i18n.Day(ctx, m.Due), i18n.Day(ctx, m.DoneOn)})
		}
		out.Heading(1, t("schedule.title"))
		out.Table([]string{t("schedule.body"), t("schedule.due"), t("schedule.done")}, rows)
	}
	return c.Docx(p.Number+" "+t("paper.form"), out)
}

// slipDocx is the hand-over slip (移交单): it has no content.
func (s door) slipDocx(c *front.Ctx) error {
	x, err := s.Chronic.Slip(c.Context(), c.Who, chronic.SlipID(c.Path("id")))
	if err != nil {
		return err
	}
	name, err := s.houseName(c)
	if err != nil {
		return err
	}
	if err := audit.Looked(c.Context(), s.DB, c.Who, audit.Entry{Action: "chronic.slip_paper", Kind: "chronic_slip", ID: string(x.ID), Version: x.Version}); err != nil {
		return err
	}
	ctx := c.Context()
	t := func(k string) string { return i18n.T(ctx, "chronic."+k) }
	out := paper.NewPaper(t("paper.slip"))
	out.Agency(name)
	out.Number(x.Number)
	out.To(x.Recipient)
	out.Fields([][2]string{{t("slip.number"), x.Number}, {t("slip.problem"), x.Problem}, {t("slip.day"), i18n.Day(ctx, clock.Day(x.Day))}, {t("slip.recipient"), x.Recipient}, {t("slip.one"), x.One.Name}, {t("slip.two"), x.Two.Name}, {t("slip.received"), ""}})
	out.Note(t("paper.slip_note"))
	out.Sign(name, i18n.Day(ctx, clock.Day(x.Day)))
	return c.Docx(x.Number+" "+t("paper.slip"), out)
}

// batchDocx is the report of a spot check (抽查报告), with what is needed to draw it again.
func (s door) batchDocx(c *front.Ctx) error {
	p, err := s.Chronic.BatchPage(c.Context(), c.Who, chronic.BatchID(c.Path("id")))
	if err != nil {
		return err
	}
	name, err := s.houseName(c)
	if err != nil {
		return err
	}
	ctx := c.Context()
	t := func(k string, args ...any) string { return i18n.T(ctx, "chronic."+k, args...) }
	title := t("paper.batch", "n", p.Batch.Number, "title", p.Batch.Title)
	out := paper.NewPaper(title)
	out.Agency(name)
	out.Heading(1, t("paper.batch_what"))
	out.Text(t("paper.batch_text", "day", i18n.Day(ctx, p.Batch.Drawn), "pool", len(p.Batch.Pool), "n", len(p.Lots), "looked", p.Batch.Looked, "differs", p.Batch.Differs))
	var rows [][]string
	for _, l := range p.Lots {
		verdict, sampled := "", ""
		if l.DoneOn != "" {
			verdict, sampled = t("verdict."+l.Verdict), strconv.Itoa(l.Matched)+"/"+strconv.Itoa(l.Sampled)
		}
		rows = append(rows, []string{strconv.Itoa(l.Position), l.ProblemNumber, l.Title, l.Of, l.UnitName, sampled, verdict, l.Words})
	}
	out.Heading(1, t("batch.lots"))
	out.Table([]string{t("batch.place"), t("col.number"), t("col.problem"), t("col.unit"), t("batch.by"), t("batch.sampled"), t("batch.verdict"), t("review.words")}, rows)
	out.Heading(1, t("proof.title"))
	out.Text(t("proof.how_text"), t("proof.seed")+" "+p.Batch.Seed, t("proof.pool")+" "+p.Pool)
	out.Sign(name, i18n.Day(ctx, c.Today()))
	return c.Docx(title, out)
}

// visitDocx is the report of a finished visit, for the persons named.
func (s door) visitDocx(c *front.Ctx) error {
	w, err := s.visitRead(c)
	if err != nil {
		return err
	}
	ctx, v := c.Context(), w.Visit
	t := func(k string) string { return i18n.T(ctx, "chronic."+k) }
	out := paper.NewPaper(t("paper.visit"))
	out.Number(v.Number)
	out.Fields([][2]string{{t("visit.title"), v.Title}, {t("visit.way"), t("visit.way." + v.Way)}, {t("visit.on"), i18n.Day(ctx, v.On)}, {t("visit.aim"), v.Aim}, {t("visit.summary"), v.Summary}})
	var rows [][]string
	for _, o := range w.Observations {
		result := t("observe.fine")
		if o.Wrong {
			result = t("observe.wrong")
		}
		rows = append(rows, []string{strconv.Itoa(o.Seq), o.UnitName, o.SeenAt, o.Body, result, o.One.Name + "、" + o.Two.Name})
	}
	out.Heading(1, t("observe.list"))
	out.Table([]string{t("batch.place"), t("col.unit"), t("observe.seen_at"), t("observe.body"), t("batch.verdict"), t("observe.signed")}, rows)
	out.Heading(1, t("proof.title"))
	out.Text(t("proof.seed")+" "+v.Seed, t("visit.seed_hash")+" "+v.SeedHash)
	return c.Docx(v.Number+" "+t("paper.visit"), out)
}

// dates are the problem's date and milestones as a calendar file.
func (s door) dates(c *front.Ctx) error {
	d, err := s.Chronic.Dossier(c.Context(), c.Who, chronic.ID(c.Path("id")))
	if err != nil {
		return err
	}
	p := d.Problem
	var list []paper.Event
	if p.Due != "" {
		list = append(list, paper.Event{UID: "chronic-" + string(p.ID), Day: p.Due, Title: p.Number + " " + p.Title})
	}
	for _, m := range d.Milestones {
		if m.DoneOn == "" {
			list = append(list, paper.Event{UID: "milestone-" + m.ID, Day: m.Due, Title: p.Number + " " + m.Body})
		}
	}
	return c.ICS(p.Number, list)
}
