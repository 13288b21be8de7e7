package directiveweb

import (
	"net/http"

	directivepage "plumbline/internal/doors/pages/directive"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/directive"
)

func (s door) tasks(c *front.Ctx) error {
	m := directivepage.TasksModel{Today: c.Today(), Accepts: access.Anywhere(c.Who, access.AcceptTask), MaySee: access.Anywhere(c.Who, access.ReadDirective)}
	f := directive.Filter{Directive: directive.ID(c.Query("d"))}
	if f.Directive != "" && m.MaySee {
		v, err := s.Directive.Get(c.Context(), c.Who, f.Directive, 0)
		if err != nil {
			return err
		}
		m.Of = &directive.Listed{Directive: v.Directive}
	}
	var err error
	if m.All, err = s.Directive.Duties(c.Context(), c.Who, f); err != nil {
		return err
	}
	if state := c.Query("state"); directivepage.Known(state) {
		m.State = state
	}
	m.Duties = m.Shown()
	if m.Accepts {
		if m.Waiting, err = s.firstReport(c, m.All); err != nil {
			return err
		}
	}
	return c.Render(directivepage.Tasks(m))
}

// firstReport is the first report that the actor may accept.
func (s door) firstReport(c *front.Ctx, duties []directive.TaskDuty) (*directive.DutyView, error) {
	tried := 0
	for _, d := range duties {
		if d.State != directive.Reported || tried == 5 {
			continue
		}
		tried++
		v, err := s.Directive.Duty(c.Context(), c.Who, d.Duty.ID)
		if err != nil {
			return nil, err
		}
		if v.May[directive.ActAccept] {
			v.UnitName = d.UnitName
			return &v, nil
		}
	}
	return nil, nil
}

func (s door) duty(c *front.Ctx) error {
	return s.showDuty(c, http.StatusOK, directivepage.Form{})
}

func (s door) showDuty(c *front.Ctx, status int, f directivepage.Form) error {
	v, err := s.Directive.Duty(c.Context(), c.Who, directive.DutyID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, directivepage.Duty(directivepage.DutyModel{View: v, Form: f, Today: c.Today()}))
}

// dutyAct runs one act on a duty and comes back to its page.
func (s door) dutyAct(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showDuty(c, http.StatusUnprocessableEntity, directiveForm(c, err, "words", "due"))
	}
	if err != nil {
		return err
	}
	return c.See("/directive/tasks/duty/" + c.Path("id"))
}

func (s door) sign(c *front.Ctx) error {
	return s.dutyAct(c, s.Directive.Sign(c.Context(), c.Who, directive.DutyID(c.Path("id"))))
}

func (s door) report(c *front.Ctx) error {
	return s.dutyAct(c, s.Directive.Report(c.Context(), c.Who, directive.DutyID(c.Path("id")), c.Value("words")))
}

func (s door) accept(c *front.Ctx) error {
	return s.dutyAct(c, s.Directive.Accept(c.Context(), c.Who, directive.DutyID(c.Path("id")), c.Value("words")))
}

func (s door) directiveReturn(c *front.Ctx) error {
	return s.dutyAct(c, s.Directive.Return(c.Context(), c.Who, directive.DutyID(c.Path("id")), c.Value("words")))
}

func (s door) assign(c *front.Ctx) error {
	units := c.Values("units")
	if len(units) == 0 {
		return s.dutyAct(c, fault.Invalid(fault.On("units", "directive.assign.not_below")))
	}
	return s.dutyAct(c, s.Directive.Assign(c.Context(), c.Who, directive.DutyID(c.Path("id")), directive.Handing{Units: units, Due: c.Value("due")}))
}
