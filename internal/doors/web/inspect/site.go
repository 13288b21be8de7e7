package inspectweb

import (
	"net/http"
	"strconv"

	inspectpage "plumbline/internal/doors/pages/inspect"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/inspect"
)

func (s door) inspectSite(c *front.Ctx) error {
	m, err := s.site(c, c.Query("point"), c.Query("paper"))
	if err != nil {
		return err
	}
	if m.Paper != nil { // who read a paper is recorded before it is sent (TRUST.md 2.9)
		e := audit.Entry{Action: "inspect.look", Kind: "paper", ID: string(m.Paper.ID), Unit: m.Site.Inspection.Unit, Details: map[string]string{"number": m.Paper.PreNumber}}
		if err := audit.Looked(c.Context(), s.DB, c.Who, e); err != nil {
			return err
		}
	}
	return c.Render(inspectpage.Site(*m))
}

// site reads the page of the inspection in the path at one point, perhaps with one paper.
func (s door) site(c *front.Ctx, point, paper string) (*inspectpage.SiteModel, error) {
	site, err := s.Inspect.Site(c.Context(), c.Who, inspect.InspectionID(c.Path("id")))
	if err != nil {
		return nil, err
	}
	m := &inspectpage.SiteModel{Site: site, Today: c.Today(), Me: c.Who.Person, May: s.mayInspect(c, site.Inspection)}
	if m.Categories, err = s.categories(c); err != nil {
		return nil, err
	}
	if err := s.headOf(c, site); err != nil {
		return nil, err
	}
	choosePoint(m, point)
	if paper == "new" && m.May.Write {
		m.New = true
	} else if p, ok := site.Paper(inspect.PaperID(paper)); ok {
		m.Paper, m.Facts, m.Two = &p, p.Facts, p.HandlerTwo
	}
	return m, nil
}

func (s door) mayInspect(c *front.Ctx, in *inspect.Inspection) inspectpage.May {
	ok := func(r access.Right) bool { return access.May(c.Who, r, in.Place()) == nil }
	return inspectpage.May{Edit: ok(access.EditInspection), Write: ok(access.WritePaper), Review: ok(access.ReviewPaper), Approve: ok(access.ApprovePaper),
		Report: ok(access.WriteReport), Decide: ok(access.ApproveFeedback), Send: ok(access.SendFeedback)}
}

// headOf puts the unit's principal head on the page, when the register knows one.
func (s door) headOf(c *front.Ctx, site *inspect.Site) error {
	return s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		post, err := org.HeadOf(tx, site.Inspection.Unit, c.Today())
		if fault.Is(err, fault.KindNotFound) {
			return nil
		}
		site.HeadName, site.HeadSince = post.Name, i18n.Day(c.Context(), post.Since)
		return err
	})
}

// choosePoint finds the point asked for, or the first one without a judgement.
func choosePoint(m *inspectpage.SiteModel, code string) {
	points := m.List.Points()
	at := 0
	for i, p := range points {
		if p.Code == code {
			at = i
			break
		}
		if _, judged := m.Judged[p.Code]; code == "" && !judged {
			at = i
			break
		}
	}
	m.Point = points[at]
	if at > 0 {
		m.Prev = points[at-1].Code
	}
	if at+1 < len(points) {
		m.Next = points[at+1].Code
	}
	for _, section := range m.List.Categories {
		pack.Walk([]pack.Category{section}, func(_ int, x pack.Category) {
			for _, p := range x.Points {
				if p.Code == m.Point.Code {
					m.Section = section.Code
				}
			}
		})
	}
}

// categories are the problem categories of the ledger, from the pack in force.
func (s door) categories(c *front.Ctx) ([]inspectpage.Category, error) {
	packs, err := s.Packs(pack.Taxonomy)
	if err != nil {
		return nil, err
	}
	var out []inspectpage.Category
	for _, p := range packs {
		if p.Code != "problem_categories" {
			continue
		}
		pack.Walk(p.Categories, func(_ int, x pack.Category) {
			if len(x.Under) == 0 {
				out = append(out, inspectpage.Category{Code: x.Code, Title: x.Title.In(i18n.Lang(c.Context()))})
			}
		})
	}
	return out, nil
}

func (s door) enter(c *front.Ctx) error { return s.siteAct(c, s.Inspect.Enter) }
func (s door) leave(c *front.Ctx) error { return s.siteAct(c, s.Inspect.Leave) }

func (s door) judge(c *front.Ctx) error {
	point := c.Value("point")
	err := s.Inspect.Judge(c.Context(), c.Who, inspect.InspectionID(c.Path("id")), inspect.Judgement{Point: point, Verdict: c.Value("verdict"), Note: c.Value("note")})
	return s.backToPoint(c, err, point, "")
}

// backToPoint shows the point again: with what is wrong, or after a redirect.
func (s door) backToPoint(c *front.Ctx, err error, point, paper string) error {
	if front.Invalid(err) {
		m, err2 := s.site(c, point, paper)
		if err2 != nil {
			return err2
		}
		m.Problems, m.Typed = part.ProblemsOf(c.Context(), err), c.Typed()
		return c.RenderStatus(http.StatusUnprocessableEntity, inspectpage.Site(*m))
	}
	if err != nil {
		return err
	}
	to := "/inspect/" + c.Path("id") + "?point=" + point
	if paper != "" {
		to += "&paper=" + paper
	}
	return c.See(to)
}

func facts(c *front.Ctx) inspect.Facts {
	f := inspect.Facts{Point: c.Value("point"), Gist: c.Value("gist"), Method: c.Value("method"), Subject: c.Value("subject"), Occasion: c.Value("occasion"),
		Effect: c.Value("effect"), Cite: c.Value("cite"), CiteText: c.Value("cite_text"), Process: c.Value("process"), Materials: c.Value("materials"),
		Source: c.Value("source"), Severity: c.Value("severity"), Proposal: c.Value("proposal"), Common: c.Value("common") == "1", Repeated: c.Value("repeated") == "1"}
	return f
}

func (s door) savePaper(c *front.Ctx) error {
	f, two, id := facts(c), c.Value("handler_two"), c.Value("paper")
	version, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	var err error
	if id == "" {
		var pid inspect.PaperID
		pid, err = s.Inspect.Draft(c.Context(), c.Who, inspect.InspectionID(c.Path("id")), f, two)
		id = string(pid)
	} else {
		err = s.Inspect.SavePaper(c.Context(), c.Who, inspect.PaperID(id), version, f, two)
	}
	if !front.Invalid(err) {
		return s.backToPoint(c, err, f.Point, id)
	}
	if c.Value("paper") == "" {
		id = "new"
	}
	m, err2 := s.site(c, f.Point, id)
	if err2 != nil {
		return err2
	}
	m.Facts, m.Two, m.Problems = f, two, part.ProblemsOf(c.Context(), err)
	return c.RenderStatus(http.StatusUnprocessableEntity, inspectpage.Site(*m))
}
