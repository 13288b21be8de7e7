package dutyreportweb

import (
	"net/http"
	"strconv"
	"time"

	dutyreportpage "plumbline/internal/doors/pages/dutyreport"
	"plumbline/internal/doors/pages/errorpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/dutyreport"
)

// dutyWriteRoutes are the ways of whoever writes a report.
func (s door) dutyWriteRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/dutyreport/reports/{id}/write", Right: access.WriteDuty, Handle: s.dutyEditor},
		{Method: post, Pattern: "/dutyreport/reports/{id}/write", Right: access.WriteDuty, Handle: s.dutyWrite},
		{Method: post, Pattern: "/dutyreport/reports/{id}/write/draft", Right: access.WriteDuty, Handle: s.dutyKeep},
		{Method: get, Pattern: "/dutyreport/reports/{id}/write/compare", Right: access.WriteDuty, Handle: s.dutyCompare},
		{Method: post, Pattern: "/dutyreport/reports/{id}/write/restore", Right: access.WriteDuty, Handle: s.dutyRestore},
		{Method: post, Pattern: "/dutyreport/reports/{id}/write/explain", Right: access.WriteDuty, Handle: s.dutyExplain},
	}
}

func dutyReport(c *front.Ctx) dutyreport.ReportID { return dutyreport.ReportID(c.Path("id")) }

func (s door) dutyEditor(c *front.Ctx) error {
	return s.showEditor(c, http.StatusOK, c.Query("s"), dutyreportpage.Form{})
}

func (s door) showEditor(c *front.Ctx, status int, section string, f dutyreportpage.Form) error {
	v, err := s.DutyReport.WritingPage(c.Context(), c.Who, dutyReport(c), section)
	if err != nil {
		return err
	}
	last, err := s.DutyReport.LastYear(c.Context(), c.Who, dutyReport(c))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, dutyreportpage.Editor(dutyreportpage.EditorModel{View: v, Today: c.Today(), Last: last, Form: f}))
}

// saving reads the section as a window sent it.
func saving(c *front.Ctx, auto bool) dutyreport.Saving {
	base, _ := strconv.Atoi(c.Value("base"))
	return dutyreport.Saving{Section: c.Value("section"), Body: c.Value("body"), Base: base, Pane: c.Value("pane"), Auto: auto}
}

func (s door) dutyWrite(c *front.Ctx) error {
	in := saving(c, false)
	mine, err := s.DutyReport.Write(c.Context(), c.Who, dutyReport(c), in)
	switch {
	case front.Invalid(err):
		f := dutyreportpage.Form{Of: "body", Values: map[string]string{"body": in.Body, "base": c.Value("base"), "pane": in.Pane}, Problems: part.ProblemsOf(c.Context(), err)}
		return s.showEditor(c, http.StatusUnprocessableEntity, in.Section, f)
	case fault.Is(err, fault.KindConflict) && mine.N > 0:
		return s.dutyMerge(c, in, mine)
	case err != nil:
		return err
	}
	return toSection(c, in.Section)
}

func toSection(c *front.Ctx, section string) error {
	return c.See("/dutyreport/reports/" + c.Path("id") + "/write?s=" + section + "#s-" + section)
}

// dutyMerge shows both texts: the one that another window saved, and the one that was put aside.
func (s door) dutyMerge(c *front.Ctx, in dutyreport.Saving, mine dutyreport.TextVersion) error {
	v, err := s.DutyReport.WritingPage(c.Context(), c.Who, dutyReport(c), in.Section)
	if err != nil {
		return err
	}
	theirs := v.Hand().Text
	base := ""
	if in.Base > 0 {
		cmp, err := s.DutyReport.CompareText(c.Context(), c.Who, dutyReport(c), in.Section, in.Base, 0)
		if err != nil {
			return err
		}
		base = cmp.From.Body
	}
	return c.RenderStatus(http.StatusConflict, errorpage.Merged(errorpage.Merge{
		DocNo: []string{v.Number, v.Name}, Action: v.Path() + "/write", By: theirs.SavedName, At: theirs.SavedAt, Mine: mine.SavedAt,
		Fields: []errorpage.Clash{{Name: "body", Label: v.Hand().Title.In(i18n.Lang(c.Context())), Base: base, Theirs: theirs.Body, Mine: mine.Body}},
		Hidden: []part.Option{{Value: "section", Text: in.Section}, {Value: "base", Text: strconv.Itoa(theirs.N)}, {Value: "pane", Text: v.Pane}},
	}))
}

// dutyKeep keeps what is being typed; the answer has no page.
func (s door) dutyKeep(c *front.Ctx) error {
	v, err := s.DutyReport.Write(c.Context(), c.Who, dutyReport(c), saving(c, true))
	if err != nil {
		return err
	}
	c.W.Header().Set("X-Saved", v.SavedAt.UTC().Format(time.RFC3339))
	c.W.WriteHeader(http.StatusNoContent)
	return nil
}

func (s door) dutyCompare(c *front.Ctx) error {
	from, _ := strconv.Atoi(c.Query("from"))
	to, _ := strconv.Atoi(c.Query("to"))
	v, err := s.DutyReport.CompareText(c.Context(), c.Who, dutyReport(c), c.Query("s"), from, to)
	if err != nil {
		return err
	}
	return c.Render(dutyreportpage.Comparison(dutyreportpage.ComparisonModel{View: v}))
}

func (s door) dutyRestore(c *front.Ctx) error {
	n, _ := strconv.Atoi(c.Value("n"))
	if err := s.DutyReport.BringBack(c.Context(), c.Who, dutyReport(c), c.Value("section"), n); err != nil {
		return err
	}
	return toSection(c, c.Value("section"))
}

func (s door) dutyExplain(c *front.Ctx) error {
	in := dutyreport.Explaining{Section: c.Value("section"), Mark: c.Value("mark"), Words: c.Value("words")}
	err := s.DutyReport.Explain(c.Context(), c.Who, dutyReport(c), in)
	if front.Invalid(err) {
		return s.showEditor(c, http.StatusUnprocessableEntity, in.Section, dutyreportpage.Form{Of: in.Mark, Values: map[string]string{"words": in.Words}, Problems: part.ProblemsOf(c.Context(), err)})
	}
	if err != nil {
		return err
	}
	return toSection(c, in.Section)
}

// dutyWriteModel fills what the writer's panel shows beside a report.
func (s door) dutyWriteModel(c *front.Ctx, m *dutyreportpage.ReportModel) error {
	v, err := s.DutyReport.BesideText(c.Context(), c.Who, m.View.ID)
	if err != nil {
		return err
	}
	m.Beside(v)
	return nil
}
