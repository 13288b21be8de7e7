package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/part"
	rectifypage "plumbline/internal/doors/pages/rectify"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

func (s *Server) rectifyPlans(c *Ctx) error {
	plans, err := s.Rectify.Plans(c.Context(), c.Who)
	if err != nil {
		return err
	}
	inherited, err := s.Rectify.Inherited(c.Context(), c.Who)
	if err != nil {
		return err
	}
	m := rectifypage.PlansModel{Plans: plans, Inherited: inherited, Today: c.Today()}
	if access.Anywhere(c.Who, access.DoMeasure) {
		if m.Handed, err = s.Rectify.HandedDown(c.Context(), c.Who); err != nil {
			return err
		}
	}
	return c.Render(rectifypage.Plans(m))
}

func (s *Server) rectifyPlan(c *Ctx) error {
	m, err := s.planModel(c)
	if err != nil {
		return err
	}
	m.Edit, m.Row = c.Query("edit"), c.Query("row")
	m.fill()
	return c.Render(rectifypage.Plan(m.PlanModel))
}

// planned is the plan's page with what its handler adds.
type planned struct{ rectifypage.PlanModel }

func (s *Server) planModel(c *Ctx) (*planned, error) {
	page, err := s.Rectify.PlanPage(c.Context(), c.Who, rectify.PlanID(c.Path("id")))
	if err != nil {
		return nil, err
	}
	p := page.Plan
	ok := func(r access.Right) bool { return access.May(c.Who, r, p.Place()) == nil }
	m := &planned{rectifypage.PlanModel{PlanPage: page, Today: c.Today(), Diff: c.Query("diff") != "0", Form: url.Values{},
		Write: p.State == rectify.PlanDraft && ok(access.WritePlan), Sign: p.State == rectify.PlanSubmitted && ok(access.SignPlan),
		Review: p.State == rectify.PlanSigned && ok(access.ReviewPlan) && !ofUnit(c.Who, p), Amend: p.State == rectify.PlanAccepted && ok(access.WritePlan)}}
	if err := s.planPeople(c, m); err != nil {
		return nil, err
	}
	m.Again = ok(access.SignPlan) && p.SignedBy != "" && p.SignedBy != c.Who.Person && p.State == rectify.PlanAccepted
	return m, nil
}

func ofUnit(a who.Actor, p *rectify.Plan) bool {
	return a.UnitOrd != 0 && p.UnitDepth > 0 && p.UnitOrd <= a.UnitOrd && a.UnitOrd <= p.UnitLast
}

// planPeople adds whom the rows may name, and the units below that a measure may be handed to.
func (s *Server) planPeople(c *Ctx, m *planned) error {
	if m.Write {
		var err error
		if m.People, err = s.Rectify.People(c.Context(), c.Who, m.Plan.Unit); err != nil {
			return err
		}
		if m.Lower, err = s.Rectify.Below(c.Context(), c.Who, m.Plan.Unit); err != nil {
			return err
		}
	}
	return s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		post, err := org.HeadOf(tx, m.Plan.Unit, c.Today())
		if fault.Is(err, fault.KindNotFound) {
			return nil
		}
		m.Head = post.Name
		return err
	})
}

// fill puts the row that is edited into the form.
func (m *planned) fill() {
	for _, x := range m.Measures() {
		if string(x.ID) != m.Edit {
			continue
		}
		set := func(k, v string) { m.Form.Set(k, v) }
		set("body", x.Body)
		set("target", x.Target)
		set("due", string(x.Due))
		set("lead", x.Lead.ID)
		set("owner", x.Owner.ID)
		set("department", x.UnitName)
		set("kind", x.Kind)
		set("quantity_unit", x.QuantityUnit)
		if x.Quantity > 0 {
			set("quantity", strconv.FormatInt(x.Quantity, 10))
		}
		if x.Lasting {
			set("lasting", "1")
		}
	}
}

// planAct is one act on a plan and the right that its route asks for.
type planAct struct {
	right access.Right
	send  func(*Server, *Ctx, rectify.PlanID) error
}

var planActs = map[string]planAct{
	"text":         {access.WritePlan, (*Server).planText},
	"task-add":     {access.WritePlan, (*Server).planAddTask},
	"task-drop":    {access.WritePlan, (*Server).planDropTask},
	"measure-add":  {access.WritePlan, (*Server).planAddMeasure},
	"measure-edit": {access.WritePlan, (*Server).planEditMeasure},
	"measure-drop": {access.WritePlan, (*Server).planDropMeasure},
	"hand-down":    {access.WritePlan, (*Server).planHandDown},
	"answer":       {access.WritePlan, (*Server).planAnswer},
	"submit":       {access.WritePlan, (*Server).planSubmit},
	"amend":        {access.WritePlan, (*Server).planAmend},
	"sign":         {access.SignPlan, (*Server).planSign},
	"send-back":    {access.SignPlan, (*Server).planSendBack},
	"again":        {access.SignPlan, (*Server).planAgain},
	"comment":      {access.ReviewPlan, (*Server).planComment},
	"accept":       {access.ReviewPlan, (*Server).planAccept},
	"return":       {access.ReviewPlan, (*Server).planReturn},
}

// doPlan sends one act on a plan; a wrong form is shown again in its row.
func (s *Server) doPlan(name string) func(*Ctx) error {
	return func(c *Ctx) error {
		err := planActs[name].send(s, c, rectify.PlanID(c.Path("id")))
		switch {
		case err == nil:
			return c.See("/rectify/plans/" + c.Path("id"))
		case !shownAgain(err):
			return err
		}
		m, also := s.planModel(c)
		if also != nil {
			return also
		}
		if m.Form, also = c.Form(); also != nil {
			return also
		}
		m.Problems = part.ProblemsOf(c.Context(), err)
		m.Edit, m.Row = editedRow(name, c), c.Value("row")
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.KindConflict) {
			status = http.StatusConflict
		}
		return c.RenderStatus(status, rectifypage.Plan(m.PlanModel))
	}
}

func editedRow(name string, c *Ctx) string {
	switch name {
	case "measure-add":
		return "new:" + c.Value("row")
	case "measure-edit", "measure-drop", "hand-down":
		return c.Value("row")
	case "task-add":
		return "task:" + c.Value("item")
	}
	return ""
}

func (s *Server) planText(c *Ctx, id rectify.PlanID) error {
	day, err := c.dayOf("study_on")
	if err != nil {
		return err
	}
	return s.Rectify.WritePlan(c.Context(), c.Who, id, rectify.PlanText{Cause: c.Value("cause"), StudyOn: day, StudyNote: c.Value("study_note")})
}

func (s *Server) planAddTask(c *Ctx, id rectify.PlanID) error {
	_, err := s.Rectify.AddTask(c.Context(), c.Who, id, rectify.NewTask{Item: rectify.ItemID(c.Value("item")), Title: c.Value("title"), Manifestation: c.Value("manifestation")})
	return err
}

func (s *Server) planDropTask(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.DropTask(c.Context(), c.Who, id, rectify.TaskID(c.Value("task")))
}

func (c *Ctx) measure() (rectify.NewMeasure, error) {
	in := rectify.NewMeasure{Body: c.Value("body"), Kind: c.Value("kind"), Target: c.Value("target"), Lead: c.Value("lead"), Owner: c.Value("owner"),
		Department: c.Value("department"), Lasting: c.Value("lasting") == "1", QuantityUnit: c.Value("quantity_unit")}
	var err error
	if in.Due, err = c.dayOf("due"); err != nil {
		return in, err
	}
	n, err := c.count("quantity", 0)
	in.Quantity = int64(n)
	return in, err
}

func (s *Server) planAddMeasure(c *Ctx, id rectify.PlanID) error {
	in, err := c.measure()
	if err != nil {
		return err
	}
	in.Task = rectify.TaskID(c.Value("row"))
	_, err = s.Rectify.AddMeasure(c.Context(), c.Who, id, in)
	return err
}

func (s *Server) planEditMeasure(c *Ctx, id rectify.PlanID) error {
	in, err := c.measure()
	if err != nil {
		return err
	}
	return s.Rectify.EditMeasure(c.Context(), c.Who, id, rectify.MeasureID(c.Value("row")), in)
}

func (s *Server) planDropMeasure(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.DropMeasure(c.Context(), c.Who, id, rectify.MeasureID(c.Value("row")))
}

func (s *Server) planHandDown(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.HandDown(c.Context(), c.Who, id, rectify.MeasureID(c.Value("row")), c.Values("unit"), clock.Day(""))
}

func (s *Server) planAnswer(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.AnswerComment(c.Context(), c.Who, id, c.Value("comment"), strings.TrimSpace(c.Value("reply")))
}

func (s *Server) planSubmit(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.SubmitPlan(c.Context(), c.Who, id)
}

func (s *Server) planAmend(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.AmendPlan(c.Context(), c.Who, id, c.Value("reason"))
}

func (s *Server) planSign(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.SignPlan(c.Context(), c.Who, id, c.Value("opinion"), c.Value("seen"))
}

func (s *Server) planSendBack(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.SendPlanBack(c.Context(), c.Who, id, c.Value("opinion"))
}

func (s *Server) planAgain(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.SignAgain(c.Context(), c.Who, id, c.Value("opinion"))
}

func (s *Server) planComment(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.CommentPlan(c.Context(), c.Who, id, c.Value("row"), c.Value("body"))
}

func (s *Server) planAccept(c *Ctx, id rectify.PlanID) error {
	return s.Rectify.AcceptPlan(c.Context(), c.Who, id, c.Value("opinion"))
}

func (s *Server) planReturn(c *Ctx, id rectify.PlanID) error {
	due, err := c.dayOf("due")
	if err != nil {
		return err
	}
	return s.Rectify.ReturnPlan(c.Context(), c.Who, id, due)
}
