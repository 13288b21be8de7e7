package rectifyweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/part"
	rectifypage "plumbline/internal/doors/pages/rectify"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

func (s door) plans(c *front.Ctx) error {
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

func (s door) plan(c *front.Ctx) error {
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

func (s door) planModel(c *front.Ctx) (*planned, error) {
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
func (s door) planPeople(c *front.Ctx, m *planned) error {
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
	send  func(door, *front.Ctx, rectify.PlanID) error
}

var planActs = map[string]planAct{
	"text":         {access.WritePlan, door.planText},
	"task-add":     {access.WritePlan, door.planAddTask},
	"task-drop":    {access.WritePlan, door.planDropTask},
	"measure-add":  {access.WritePlan, door.planAddMeasure},
	"measure-edit": {access.WritePlan, door.planEditMeasure},
	"measure-drop": {access.WritePlan, door.planDropMeasure},
	"hand-down":    {access.WritePlan, door.planHandDown},
	"answer":       {access.WritePlan, door.planAnswer},
	"submit":       {access.WritePlan, door.planSubmit},
	"amend":        {access.WritePlan, door.planAmend},
	"sign":         {access.SignPlan, door.planSign},
	"send-back":    {access.SignPlan, door.planSendBack},
	"again":        {access.SignPlan, door.planAgain},
	"comment":      {access.ReviewPlan, door.planComment},
	"accept":       {access.ReviewPlan, door.planAccept},
	"return":       {access.ReviewPlan, door.planReturn},
}

// doPlan sends one act on a plan; a wrong form is shown again in its row.
func (s door) doPlan(name string) func(*front.Ctx) error {
	return func(c *front.Ctx) error {
		err := planActs[name].send(s, c, rectify.PlanID(c.Path("id")))
		switch {
		case err == nil:
			return c.See("/rectify/plans/" + c.Path("id"))
		case !front.ShownAgain(err):
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

func editedRow(name string, c *front.Ctx) string {
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

func (s door) planText(c *front.Ctx, id rectify.PlanID) error {
	day, err := c.DayOf("study_on")
	if err != nil {
		return err
	}
	return s.Rectify.WritePlan(c.Context(), c.Who, id, rectify.PlanText{Cause: c.Value("cause"), StudyOn: day, StudyNote: c.Value("study_note")})
}

func (s door) planAddTask(c *front.Ctx, id rectify.PlanID) error {
	_, err := s.Rectify.AddTask(c.Context(), c.Who, id, rectify.NewTask{Item: rectify.ItemID(c.Value("item")), Title: c.Value("title"), Manifestation: c.Value("manifestation")})
	return err
}

func (s door) planDropTask(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.DropTask(c.Context(), c.Who, id, rectify.TaskID(c.Value("task")))
}

func measure(c *front.Ctx) (rectify.NewMeasure, error) {
	in := rectify.NewMeasure{Body: c.Value("body"), Kind: c.Value("kind"), Target: c.Value("target"), Lead: c.Value("lead"), Owner: c.Value("owner"),
		Department: c.Value("department"), Lasting: c.Value("lasting") == "1", QuantityUnit: c.Value("quantity_unit")}
	var err error
	if in.Due, err = c.DayOf("due"); err != nil {
		return in, err
	}
	n, err := count(c, "quantity", 0)
	in.Quantity = int64(n)
	return in, err
}

func (s door) planAddMeasure(c *front.Ctx, id rectify.PlanID) error {
	in, err := measure(c)
	if err != nil {
		return err
	}
	in.Task = rectify.TaskID(c.Value("row"))
	_, err = s.Rectify.AddMeasure(c.Context(), c.Who, id, in)
	return err
}

func (s door) planEditMeasure(c *front.Ctx, id rectify.PlanID) error {
	in, err := measure(c)
	if err != nil {
		return err
	}
	return s.Rectify.EditMeasure(c.Context(), c.Who, id, rectify.MeasureID(c.Value("row")), in)
}

func (s door) planDropMeasure(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.DropMeasure(c.Context(), c.Who, id, rectify.MeasureID(c.Value("row")))
}

func (s door) planHandDown(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.HandDown(c.Context(), c.Who, id, rectify.MeasureID(c.Value("row")), c.Values("unit"), clock.Day(""))
}

func (s door) planAnswer(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.AnswerComment(c.Context(), c.Who, id, c.Value("comment"), strings.TrimSpace(c.Value("reply")))
}

func (s door) planSubmit(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.SubmitPlan(c.Context(), c.Who, id)
}

func (s door) planAmend(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.AmendPlan(c.Context(), c.Who, id, c.Value("reason"))
}

func (s door) planSign(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.SignPlan(c.Context(), c.Who, id, c.Value("opinion"), c.Value("seen"))
}

func (s door) planSendBack(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.SendPlanBack(c.Context(), c.Who, id, c.Value("opinion"))
}

func (s door) planAgain(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.SignAgain(c.Context(), c.Who, id, c.Value("opinion"))
}

func (s door) planComment(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.CommentPlan(c.Context(), c.Who, id, c.Value("row"), c.Value("body"))
}

func (s door) planAccept(c *front.Ctx, id rectify.PlanID) error {
	return s.Rectify.AcceptPlan(c.Context(), c.Who, id, c.Value("opinion"))
}

func (s door) planReturn(c *front.Ctx, id rectify.PlanID) error {
	due, err := c.DayOf("due")
	if err != nil {
		return err
	}
	return s.Rectify.ReturnPlan(c.Context(), c.Who, id, due)
}
