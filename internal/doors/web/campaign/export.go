package campaignweb

import (
	"strings"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/campaign"
)

// planDocx is the plan (实施方案) as an official document.
func (s door) planDocx(c *front.Ctx) error {
	pg, err := s.of(c)
	if err != nil {
		return err
	}
	t := func(k string, args ...any) string { return i18n.T(c.Context(), "campaign.paper."+k, args...) }
	v := pg.View
	p, err := s.paper(c, v.Title+t("plan"), v)
	if err != nil {
		return err
	}
	p.Heading(1, t("aim"))
	p.Text(v.Aim)
	p.Heading(1, t("lead"))
	var rows [][]string
	for _, m := range v.Group {
		if m.Duty != "" {
			rows = append(rows, []string{m.Duty, m.Name})
		}
	}
	p.Text(t("lead_text", "who", strings.Join(v.LeadNames, i18n.T(c.Context(), "campaign.comma"))))
	p.Table([]string{i18n.T(c.Context(), "campaign.group.duty"), i18n.T(c.Context(), "campaign.group.person")}, rows)
	p.Heading(1, t("stages"))
	rows = nil
	for _, st := range v.Stages {
		rows = append(rows, []string{st.Title, i18n.Day(c.Context(), st.First), i18n.Day(c.Context(), st.Last), stageNote(c, v, st)})
	}
	p.Table([]string{t("stage"), t("first"), t("last"), t("what")}, rows)
	if len(v.Tasks) > 0 {
		p.Heading(1, t("tasks"))
		rows = nil
		for _, x := range v.Tasks {
			rows = append(rows, []string{x.Number, x.Title, x.Lead, x.Standard, i18n.Day(c.Context(), x.Due)})
		}
		p.Table([]string{t("number"), t("task"), t("unit"), t("standard"), t("due")}, rows)
	}
	if v.Need != "" {
		p.Heading(1, t("need"))
		p.Text(v.Need)
	}
	return s.signed(c, p, string(v.Resolved), v.Title+t("plan"))
}

func stageNote(c *front.Ctx, v campaign.View, st campaign.Stage) string {
	for _, k := range v.Pack.Part(pack.CampaignStages) {
		if k.Code == st.Code {
			return k.Note.In(i18n.Lang(c.Context()))
		}
	}
	return ""
}

// paper begins a document with its head.
func (s door) paper(c *front.Ctx, title string, v campaign.View) (*paper.Paper, error) {
	org, err := s.OrgName(c)
	if err != nil {
		return nil, err
	}
	p := paper.NewPaper(title)
	p.Agency(org)
	if v.Paper != "" {
		p.Number(v.Paper)
	}
	return p, nil
}

// signed signs and sends a document.
func (s door) signed(c *front.Ctx, p *paper.Paper, day, name string) error {
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	if day == "" {
		day = string(c.Today())
	}
	p.Sign(org, day)
	return c.Docx(name, p)
}

// summaryDocx is the summary (总结): figures of the records, then the own words.
func (s door) summaryDocx(c *front.Ctx) error {
	pg, err := s.whole(c)
	if err != nil {
		return err
	}
	v := pg.View
	title := v.Title + i18n.T(c.Context(), "campaign.paper.summary")
	p, err := s.paper(c, title, v)
	if err != nil {
		return err
	}
	p.Heading(1, i18n.T(c.Context(), "campaign.summary.facts"))
	p.Fields(campaignpage.Facts(c.Context(), pg))
	p.Note(i18n.T(c.Context(), "campaign.paper.asof", "day", i18n.Day(c.Context(), c.Today())))
	if v.Summary != "" {
		p.Heading(1, i18n.T(c.Context(), "campaign.summary.own"))
		p.Text(v.Summary)
	}
	day := ""
	if !v.SummaryAt.IsZero() {
		day = string(clock.DayOf(v.SummaryAt))
	}
	return s.signed(c, p, day, title)
}

// proposalDocx is a proposal as a paper to the competent organ.
func (s door) proposalDocx(c *front.Ctx) error {
	v, err := s.Campaign.OneProposal(c.Context(), c.Who, campaign.ProposalID(c.Path("proposal")))
	if err != nil {
		return err
	}
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	title := i18n.T(c.Context(), "campaign.paper.proposal")
	p := paper.NewPaper(title)
	p.Agency(org)
	p.Number(v.Number)
	p.To(v.Organ)
	p.Text(i18n.T(c.Context(), "campaign.paper.proposal_text", "title", v.Of.Title))
	p.Fields(campaignpage.ProposalFields(c.Context(), v))
	p.Text(i18n.T(c.Context(), "campaign.proposal.note"))
	p.Sign(org, string(c.Today()))
	return c.Docx(title+" "+v.Number, p)
}

// dates are the days of a campaign as a calendar file.
func (s door) dates(c *front.Ctx) error {
	pg, err := s.of(c)
	if err != nil {
		return err
	}
	var events []paper.Event
	for _, d := range pg.View.Dates() {
		title := d.Title
		if d.Window {
			title = i18n.T(c.Context(), "campaign.window.title")
		}
		events = append(events, paper.Event{UID: d.UID, Day: d.First, Until: d.Last, Title: pg.View.Title + " " + title})
	}
	for _, r := range pg.View.Relays {
		events = append(events, paper.Event{UID: string(r.ID), Day: r.ReportDue, Title: pg.View.Title + " " + r.UnitName + " " + i18n.T(c.Context(), "campaign.relay.reported")})
	}
	return c.ICS(pg.View.Title, events)
}

// relayXlsx is the relay table as a workbook, in register order.
func (s door) relayXlsx(c *front.Ctx) error {
	pg, err := s.of(c)
	if err != nil {
		return err
	}
	t := func(k string) string { return i18n.T(c.Context(), "campaign."+k) }
	day := func(at interface{ IsZero() bool }, d clock.Day) any {
		if at.IsZero() {
			return ""
		}
		return d
	}
	heads := []paper.Head{{Title: t("unit"), Width: 18}, {Title: t("xlsx.receive_due"), Kind: paper.DayCell}, {Title: t("relay.received"), Kind: paper.DayCell}, {Title: t("xlsx.break_due"), Kind: paper.DayCell}, {Title: t("relay.broken"), Kind: paper.DayCell},
		{Title: t("relay.to"), Width: 40}, {Title: t("relay.how_many"), Kind: paper.WholeCell}, {Title: t("xlsx.report_due"), Kind: paper.DayCell}, {Title: t("relay.reported"), Kind: paper.DayCell}}
	var rows [][]any
	for _, r := range pg.View.Relays {
		rows = append(rows, []any{r.UnitName, r.ReceiveDue, day(r.ReceivedAt, clock.DayOf(r.ReceivedAt)), r.BreakDue, day(r.BrokenAt, clock.DayOf(r.BrokenAt)), r.BrokenTo, r.Tasks, r.ReportDue, day(r.ReportedAt, clock.DayOf(r.ReportedAt))})
	}
	return c.Xlsx(t("relay.title"), []string{pg.View.Number + " " + pg.View.Title}, heads, rows)
}

// tasksXlsx is the task table as a workbook.
func (s door) tasksXlsx(c *front.Ctx) error {
	pg, err := s.of(c)
	if err != nil {
		return err
	}
	t := func(k string) string { return i18n.T(c.Context(), "campaign.task."+k) }
	heads := []paper.Head{{Title: t("number")}, {Title: t("what"), Width: 40}, {Title: t("lead"), Width: 16}, {Title: t("standard"), Width: 36}, {Title: t("due"), Kind: paper.DayCell}, {Title: t("stage")}, {Title: t("duties"), Kind: paper.WholeCell}, {Title: t("accepted"), Kind: paper.WholeCell}}
	var rows [][]any
	for _, x := range pg.View.Tasks {
		rows = append(rows, []any{x.Number, x.Title, x.Lead, x.Standard, x.Due, campaignpage.StageName(c.Context(), pg.View.Stages, x.Stage), x.Duties, x.Accepted})
	}
	return c.Xlsx(t("title"), []string{pg.View.Number + " " + pg.View.Title}, heads, rows)
}

// opinionsXlsx is the list of opinions as a workbook: the office's words for each, never what came.
func (s door) opinionsXlsx(c *front.Ctx) error {
	v, err := s.Campaign.Get(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	_, list, err := s.Campaign.Opinions(c.Context(), c.Who, v.ID, campaign.Asked{})
	if err != nil {
		return err
	}
	t := func(k string) string { return i18n.T(c.Context(), "campaign."+k) }
	heads := []paper.Head{{Title: t("opinion.number")}, {Title: t("door.from")}, {Title: t("opinion.way")}, {Title: t("opinion.came"), Kind: paper.DayCell}, {Title: t("opinion.gist"), Width: 36}, {Title: t("door.unit"), Width: 16},
		{Title: t("opinion.due"), Kind: paper.DayCell}, {Title: t("statecol")}, {Title: t("opinion.reply"), Width: 44}, {Title: t("opinion.changed"), Width: 36}}
	var rows [][]any
	for _, o := range list {
		unit := o.UnitName
		if o.State == campaign.Received {
			unit = ""
		}
		rows = append(rows, []any{o.Number, campaignpage.GroupName(c.Context(), v.Pack, o.Group), t("way." + o.Way), o.CameOn, o.Gist, unit, dayOrEmpty(o.Due), t("opinion_state." + string(o.State)), o.Reply, o.Changed})
	}
	return c.Xlsx(t("door.list"), []string{v.Number + " " + v.Title}, heads, rows)
}

func dayOrEmpty(d clock.Day) any {
	if d == "" {
		return ""
	}
	return d
}

// listXlsx is the list of campaigns as a workbook.
func (s door) listXlsx(c *front.Ctx) error {
	list, err := s.Campaign.List(c.Context(), c.Who)
	if err != nil {
		return err
	}
	t := func(k string) string { return i18n.T(c.Context(), "campaign."+k) }
	heads := []paper.Head{{Title: t("list.number")}, {Title: t("list.name"), Width: 36}, {Title: t("add.paper"), Width: 20}, {Title: t("plan.first"), Kind: paper.DayCell}, {Title: t("plan.last"), Kind: paper.DayCell}, {Title: t("statecol")}, {Title: t("list.units"), Kind: paper.WholeCell}}
	var rows [][]any
	for _, x := range list {
		w := campaign.Whole(x.Stages)
		rows = append(rows, []any{x.Number, x.Title, x.Paper, dayOrEmpty(w.First), dayOrEmpty(w.Last), t("state." + string(x.State)), x.Units})
	}
	return c.Xlsx(t("list.title"), nil, heads, rows)
}
