package homeweb

import (
	"strconv"

	homepage "plumbline/internal/doors/pages/home"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/notify"
	"plumbline/internal/rooms/inspect"
	"plumbline/internal/rooms/rectify"
)

const trendWeeks = 12

func (s door) bench(c *front.Ctx) error {
	m := homepage.BenchModel{Today: c.Today(), MayRegister: access.Anywhere(c.Who, access.RegisterItem), HasLedger: access.Anywhere(c.Who, access.ReadItem)}
	todos, more, err := s.todos(c)
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
		if m.Figures, err = s.ledgerFigures(c, "", mineFigure(c, len(todos), more)); err != nil {
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

func (s door) latestNotices(c *front.Ctx) ([]notify.Notice, error) {
	page, err := s.Notify.Inbox(c.Context(), c.Who, false, "")
	if err != nil {
		return nil, err
	}
	return page.Notices[:min(fewNotices, len(page.Notices))], nil
}

// mineFigure counts what waits for the actor; where a kind of todo has more than is listed, it says so.
func mineFigure(c *front.Ctx, n int, more bool) part.Figure {
	f := part.Figure{Title: i18n.T(c.Context(), "home.figure.mine"), N: strconv.Itoa(n), Unit: i18n.T(c.Context(), "home.unit_of.things")}
	if more {
		f.Note = i18n.T(c.Context(), "home.figure.mine_note", "n", mostTodos)
	}
	return f
}

// ledgerFigures is the strip: counters kept with the ledger, never a scan. unit narrows to a subtree.
func (s door) ledgerFigures(c *front.Ctx, unit string, mine part.Figure) ([]part.Figure, error) {
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
	soon, err := s.dueSoon(c, unit)
	if err != nil {
		return nil, err
	}
	q := "/rectify?"
	if unit != "" {
		q += "unit=" + unit + "&"
	}
	return []part.Figure{
		mine,
		{Title: t("home.figure.open"), N: strconv.FormatInt(open, 10), Unit: t("home.unit_of.items", "n", open), Note: t("home.figure.of_all", "n", all.All), Href: q},
		{Title: t("home.figure.late"), N: late, Unit: t("home.unit_of.items", "n", late), Href: q + "time=late", Red: all.Late > 0},
		{Title: t("home.figure.soon"), N: soon, Unit: t("home.unit_of.items", "n", soon), Href: q + "time=soon"},
		{Title: t("home.figure.claimed"), N: strconv.FormatInt(claimed, 10), Unit: t("home.unit_of.items", "n", claimed), Href: q + "state=claimed"},
		{Title: t("home.figure.closed"), N: rate(closed, all.All-voided), Unit: "%", Note: t("home.figure.closed_of", "n", closed, "of", all.All-voided), Href: q + "state=closed"},
	}, nil
}

// mostSoon bounds the count of what is due within ten days: beyond it the page says "more than".
const mostSoon = 100

// dueSoon counts what is due within ten days.
func (s door) dueSoon(c *front.Ctx, unit string) (string, error) {
	list, err := s.Rectify.Ledger(c.Context(), c.Who, rectify.Filter{Time: rectify.DueSoon, Unit: unit, Limit: mostSoon})
	if err != nil {
		return "", err
	}
	if list.Next != "" {
		return i18n.T(c.Context(), "home.figure.more_than", "n", len(list.Lines)), nil
	}
	return strconv.Itoa(len(list.Lines)), nil
}

// rate is part of base in per cent with one decimal; of nothing there is no rate.
func rate(part, base int64) string {
	if base <= 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(part)*100/float64(base), 'f', 1, 64)
}

// currentRound adds the inspections under way, and how many units the greatest of the running rounds
// has reached: a small special round beside the regular one does not hide it.
func (s door) currentRound(c *front.Ctx, m *homepage.BenchModel) error {
	o, err := s.Inspect.Overview(c.Context(), c.Who)
	if err != nil {
		return err
	}
	reached, planned := map[inspect.RoundID]int{}, map[inspect.RoundID]int{}
	for _, in := range o.Inspections {
		planned[in.Round]++
		if in.State != inspect.Scheduled {
			reached[in.Round]++
		}
		if in.State != inspect.FedBack && len(m.Inspections) < mostTodos {
			m.Inspections = append(m.Inspections, in)
		}
	}
	var round inspect.Round
	for _, r := range o.Rounds {
		if r.State == inspect.RoundApproved && r.Starts <= m.Today && planned[r.ID] > planned[round.ID] {
			round = r
		}
	}
	if planned[round.ID] > 0 && len(m.Figures) > 0 {
		m.Figures = append(m.Figures, part.Figure{Title: i18n.T(c.Context(), "home.figure.round", "round", round.Name), N: strconv.Itoa(reached[round.ID]),
			Unit: "/ " + strconv.Itoa(planned[round.ID]) + " " + i18n.T(c.Context(), "home.unit_of.units", "n", planned[round.ID]), Href: "/inspect"})
	}
	return nil
}
