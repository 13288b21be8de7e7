package frameworkweb

import (
	"net/http"
	"slices"

	frameworkpage "plumbline/internal/doors/pages/framework"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/framework"
)

// home opens the deadline rules: first what waits for approval, then what is in force.
func (s door) home(c *front.Ctx) error {
	list, err := s.list(c)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.NotFound()
	}
	return s.showEdition(c, http.StatusOK, list[0].ID, nil)
}

func (s door) read(c *front.Ctx) error {
	return s.showEdition(c, http.StatusOK, framework.EditionID(c.Path("id")), nil)
}

// rank orders the list of packs: by kind, then what waits, comes, is in force, has ended.
var rank = map[framework.Standing]int{framework.Waiting: 0, framework.Available: 1, framework.Coming: 2, framework.InUse: 3, framework.Ended: 4, framework.Back: 5}

func (s door) list(c *front.Ctx) ([]framework.Edition, error) {
	list, err := s.Framework.Editions(c.Context(), c.Who)
	if err != nil {
		return nil, err
	}
	today := c.Today()
	slices.SortStableFunc(list, func(a, b framework.Edition) int {
		if d := slices.Index(pack.Kinds, a.Kind) - slices.Index(pack.Kinds, b.Kind); d != 0 {
			return d
		}
		return rank[a.On(today)] - rank[b.On(today)]
	})
	return list, nil
}

func (s door) showEdition(c *front.Ctx, status int, id framework.EditionID, wrong part.Problems) error {
	m := frameworkpage.Model{Today: c.Today(), OnlyChange: c.Query("changes") != "", Object: c.Query("object"), From: c.Value("from"), Problems: wrong,
		MayEdit: access.Anywhere(c.Who, access.EditPack), MayApprove: access.Anywhere(c.Who, access.ApprovePack)}
	var err error
	if m.Editions, err = s.list(c); err != nil {
		return err
	}
	if m.At, m.Pack, err = s.Framework.Read(c.Context(), c.Who, id); err != nil {
		return err
	}
	if m.At.Kind == pack.Deadlines {
		err = s.deadlineParts(c, &m)
	} else if m.At.Kind == pack.Calendar {
		m.Year, err = s.yearModel(c, m.Pack.Year.Year)
	}
	if err != nil {
		return err
	}
	return c.RenderStatus(status, frameworkpage.Page(m))
}

// deadlineParts are what stands around the deadline rules: what they were, what still runs under
// them, this year's calendar, the next holiday and the calculator.
func (s door) deadlineParts(c *front.Ctx, m *frameworkpage.Model) error {
	before, was, err := s.Framework.Before(c.Context(), c.Who, m.At)
	if err != nil {
		return err
	}
	m.Before = before
	m.Changes = framework.CompareRules(m.Pack, was)
	if m.Year, err = s.yearModel(c, c.Today().Year()); err != nil {
		return err
	}
	if m.Near, err = s.nearHoliday(c, m.Year); err != nil {
		return err
	}
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) (err error) {
		m.Running, err = calendar.Running(tx)
		return err
	})
	if err != nil {
		return err
	}
	m.Try, err = s.try(c, "/framework/"+string(m.At.ID), m.Pack.Rules)
	return err
}

// try is the calculator: it reckons under the rules of the page, which may be only proposed.
func (s door) try(c *front.Ctx, path string, rules []pack.Rule) (t frameworkpage.Try, err error) {
	t = frameworkpage.Try{Path: path, Rule: c.Query("rule"), Start: c.Query("start")}
	lang := i18n.Lang(c.Context())
	for _, r := range rules {
		length := i18n.T(c.Context(), "framework.length."+string(r.Length.Unit), "n", r.Length.Count)
		t.Rules = append(t.Rules, part.Option{Value: r.Code, Text: i18n.T(c.Context(), "framework.try.option", "code", r.Code, "title", r.Title.In(lang), "length", length)})
	}
	if t.Rule == "" || t.Start == "" {
		if t.Start == "" {
			t.Start = string(c.Today())
		}
		return t, nil
	}
	start, err := clock.ParseDay(t.Start)
	if err != nil {
		t.Problems = part.ProblemsOf(c.Context(), fault.Invalid(fault.On("start", "calendar.year_day", "text", t.Start)))
		return t, nil
	}
	i := slices.IndexFunc(rules, func(r pack.Rule) bool { return r.Code == t.Rule })
	if i < 0 {
		return t, nil
	}
	got, err := s.Calendar.Try(c.Context(), c.Who, rules[i], start)
	if front.Invalid(err) {
		t.Problems = part.ProblemsOf(c.Context(), err)
		return t, nil
	}
	t.Result = &got
	return t, err
}
