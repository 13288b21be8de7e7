package web

import (
	"strconv"

	homepage "plumbline/internal/doors/pages/home"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/notify"
	"plumbline/internal/rooms/inspect"
	"plumbline/internal/rooms/rectify"
)

const trendWeeks = 12

func (s *Server) homeBench(c *Ctx) error {
	m := homepage.BenchModel{Today: c.Today(), MayRegister: access.Anywhere(c.Who, access.RegisterItem), HasLedger: access.Anywhere(c.Who, access.ReadItem)}
	todos, err := s.todos(c)
	if err != nil {
		return err
	}
	m.Groups = homepage.Grouped(c.Context(), todos, m.Today)
	if m.Notices, err = s.latestNotices(c); err != nil {
		return err
	}
	if m.HasLedger {
		if m.Trend, err = s.Rectify.Trend(c.Context(), c.Who, trendWeeks); err != nil {
			return err
		}
		if m.Figures, err = s.ledgerFigures(c, "", len(todos)); err != nil {
			return err
		}
	}
	if access.Anywhere(c.Who, access.ReadRound) {
		if err := s.currentRound(c, &m); err != nil {
			return err
		}
	}
	return c.Render(homepage.Bench(m))
}

const fewNotices = 6

func (s *Server) latestNotices(c *Ctx) ([]notify.Notice, error) {
	page, err := s.Notify.Inbox(c.Context(), c.Who, false, "")
	if err != nil {
		return nil, err
	}
	return page.Notices[:min(fewNotices, len(page.Notices))], nil
}

// ledgerFigures is the strip: counters kept with the ledger, never a scan. unit narrows to a subtree.
func (s *Server) ledgerFigures(c *Ctx, unit string, mine int) ([]part.Figure, error) {
	n, err := s.Rectify.Counts(c.Context(), c.Who, unit, 0, nil)
	if err != nil {
		return nil, err
	}
	all := n.States[""]
	closed, voided, claimed := n.States[rectify.Closed].All, n.States[rectify.Voided].All, n.States[rectify.Claimed].All
	open := all.All - closed - voided
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	late := strconv.FormatInt(all.Late, 10)
	if n.More {
		late = t("home.figure.more_than", "n", all.Late)
	}
	q := "/rectify?"
	if unit != "" {
		q += "unit=" + unit + "&"
	}
	return []part.Figure{
		{Title: t("home.figure.mine"), N: strconv.Itoa(mine), Unit: t("home.unit_of.things")},
		{Title: t("home.figure.open"), N: strconv.FormatInt(open, 10), Unit: t("home.unit_of.items"), Note: t("home.figure.of_all", "n", all.All), Href: q},
		{Title: t("home.figure.late"), N: late, Unit: t("home.unit_of.items"), Href: q + "time=late", Red: all.Late > 0},
		{Title: t("home.figure.claimed"), N: strconv.FormatInt(claimed, 10), Unit: t("home.unit_of.items"), Href: q + "state=claimed"},
		{Title: t("home.figure.closed"), N: strconv.FormatInt(closed, 10), Unit: "/ " + strconv.FormatInt(all.All-voided, 10) + " " + t("home.unit_of.items"), Note: t("home.figure.closed_note"), Href: q + "state=closed"},
	}, nil
}

// currentRound adds the inspections under way and how many units the round has reached.
func (s *Server) currentRound(c *Ctx, m *homepage.BenchModel) error {
	o, err := s.Inspect.Overview(c.Context(), c.Who)
	if err != nil {
		return err
	}
	var round inspect.Round
	for _, r := range o.Rounds {
		if r.State == inspect.RoundApproved && r.Starts <= m.Today && r.Starts > round.Starts {
			round = r
		}
	}
	reached, planned := 0, 0
	for _, in := range o.Inspections {
		if in.Round != round.ID {
			continue
		}
		planned++
		if in.State != inspect.Scheduled {
			reached++
		}
		if in.State != inspect.FedBack && len(m.Inspections) < 8 {
			m.Inspections = append(m.Inspections, in)
		}
	}
	if planned > 0 && len(m.Figures) > 0 {
		m.Figures = append(m.Figures, part.Figure{Title: i18n.T(c.Context(), "home.figure.round", "round", round.Name), N: strconv.Itoa(reached),
			Unit: "/ " + strconv.Itoa(planned) + " " + i18n.T(c.Context(), "home.unit_of.units"), Href: "/inspect"})
	}
	return nil
}
