package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	jointpage "plumbline/internal/doors/pages/joint"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/joint"
)

func (s *Server) jointNewMeeting(c *Ctx) error {
	return c.Render(jointpage.NewMeeting(jointpage.MeetingModel{Form: url.Values{}}))
}

func (s *Server) jointCall(c *Ctx) error {
	day, err := c.dayOf("day")
	var id string
	if err == nil {
		id, err = s.Joint.Call(c.Context(), c.Who, joint.NewMeeting{Day: day, Place: c.Value("place"), Chair: c.Value("chair"), Subject: c.Value("subject")})
	}
	if Invalid(err) {
		form, also := c.Form()
		if also != nil {
			return also
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, jointpage.NewMeeting(jointpage.MeetingModel{Form: form, Problems: part.ProblemsOf(c.Context(), err)}))
	}
	return c.then(err, "/joint/meetings/"+id)
}

func (s *Server) jointMeeting(c *Ctx) error {
	return s.showMeeting(c, c.Path("id"), http.StatusOK, nil)
}

func (s *Server) showMeeting(c *Ctx, id string, status int, problems part.Problems) error {
	h, err := s.Joint.Meeting(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	m := jointpage.MeetingModel{Held: h, Problems: problems, Today: c.Today(), MayEdit: access.Anywhere(c.Who, access.EditJoint), Me: c.Who.Name}
	if m.Form, err = c.Form(); err != nil {
		return err
	}
	return c.RenderStatus(status, jointpage.Meeting(m))
}

func (s *Server) jointMinute(c *Ctx) error {
	in, err := c.jointRecord()
	if err == nil {
		err = s.Joint.Minute(c.Context(), c.Who, c.Path("id"), in)
	}
	if Invalid(err) {
		return s.showMeeting(c, c.Path("id"), http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	return c.then(err, "/joint/meetings/"+c.Path("id"))
}

// jointRecord reads the form of the minutes: a reason beside a department means that it was absent, and
// an empty line is no task.
func (c *Ctx) jointRecord() (in joint.Record, err error) {
	in = joint.Record{Minutes: c.Value("minutes"), Absent: map[string]string{}}
	if in.Held, err = c.dayOf("held"); err != nil {
		return in, err
	}
	form, err := c.Form()
	if err != nil {
		return in, err
	}
	for k := range form {
		if dep, ok := strings.CutPrefix(k, "absent-"); ok && c.Value(k) != "" {
			in.Absent[dep] = c.Value(k)
		}
	}
	for n := range jointpage.TaskRows {
		at := "-" + strconv.Itoa(n)
		t := joint.NewTask{Title: c.Value("task" + at), Department: c.Value("task_dep" + at)}
		if t.Due, err = c.dayOf("task_due" + at); err != nil {
			return in, err
		}
		if t != (joint.NewTask{}) {
			in.Tasks = append(in.Tasks, t)
		}
	}
	return in, nil
}

func (s *Server) jointReport(c *Ctx) error {
	return s.taskDone(c, s.Joint.Report(c.Context(), c.Who, c.Path("id"), c.Value("report")))
}

func (s *Server) jointSettle(c *Ctx) error {
	return s.taskDone(c, s.Joint.Settle(c.Context(), c.Who, c.Path("id"), c.Value("done") == "1", c.Value("answer")))
}

func (s *Server) taskDone(c *Ctx, err error) error {
	if Invalid(err) {
		return s.showMeeting(c, c.Value("meeting"), http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	return c.then(err, "/joint/meetings/"+url.PathEscape(c.Value("meeting")))
}

// jointMinutes is the paper of a meeting (会商纪要).
func (s *Server) jointMinutes(c *Ctx) error {
	h, err := s.Joint.Meeting(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	t := func(key string) string { return i18n.T(c.Context(), key) }
	p := paper.NewPaper(t("joint.paper.title"))
	p.Number(h.Number)
	var here, away []string
	for _, x := range h.Presence {
		if x.Present {
			here = append(here, x.Name)
		} else {
			away = append(away, x.Name+"（"+x.Reason+"）")
		}
	}
	comma := t("joint.comma")
	p.Fields([][2]string{{t("joint.paper.subject"), h.Subject}, {t("joint.field.held"), i18n.Day(c.Context(), h.Meeting.Held)}, {t("joint.field.place"), h.Where}, {t("joint.field.chair"), h.Chair},
		{t("joint.paper.present"), strings.Join(here, comma)}, {t("joint.paper.absent"), strings.Join(away, comma)}})
	p.Heading(1, t("joint.paper.said"))
	p.Text(h.Minutes)
	if len(h.Tasks) > 0 {
		p.Heading(1, t("joint.paper.tasks"))
		var rows [][]string
		for _, x := range h.Tasks {
			rows = append(rows, []string{x.Title, x.DepName, i18n.Day(c.Context(), x.Due)})
		}
		p.Table([]string{t("joint.col.task"), t("joint.col.department"), t("joint.col.due")}, rows)
	}
	p.Sign("", string(h.Meeting.Held))
	return c.Docx(t("joint.paper.title")+" "+h.Number, p)
}
