package jointweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	jointpage "plumbline/internal/doors/pages/joint"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/joint"
)

func (s door) newMeeting(c *front.Ctx) error {
	return c.Render(jointpage.NewMeeting(jointpage.MeetingModel{Form: url.Values{}}))
}

func (s door) call(c *front.Ctx) error {
	day, err := c.DayOf("day")
	var id string
	if err == nil {
		id, err = s.Joint.Call(c.Context(), c.Who, joint.NewMeeting{Day: day, Place: c.Value("place"), Chair: c.Value("chair"), Subject: c.Value("subject")})
	}
	if front.Invalid(err) {
		form, also := c.Form()
		if also != nil {
			return also
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, jointpage.NewMeeting(jointpage.MeetingModel{Form: form, Problems: part.ProblemsOf(c.Context(), err)}))
	}
	return c.Then(err, "/joint/meetings/"+id)
}

func (s door) meeting(c *front.Ctx) error {
	return s.showMeeting(c, c.Path("id"), http.StatusOK, nil)
}

func (s door) showMeeting(c *front.Ctx, id string, status int, problems part.Problems) error {
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

func (s door) minute(c *front.Ctx) error {
	in, err := jointRecord(c)
	if err == nil {
		err = s.Joint.Minute(c.Context(), c.Who, c.Path("id"), in)
	}
	if front.Invalid(err) {
		return s.showMeeting(c, c.Path("id"), http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	return c.Then(err, "/joint/meetings/"+c.Path("id"))
}

// jointRecord reads the form of the minutes: a reason beside a department means that it was absent, and
// an empty line is no task.
func jointRecord(c *front.Ctx) (in joint.Record, err error) {
	in = joint.Record{Minutes: c.Value("minutes"), Absent: map[string]string{}}
	if in.Held, err = c.DayOf("held"); err != nil {
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
		if t.Due, err = c.DayOf("task_due" + at); err != nil {
			return in, err
		}
		if t != (joint.NewTask{}) {
			in.Tasks = append(in.Tasks, t)
		}
	}
	return in, nil
}

func (s door) report(c *front.Ctx) error {
	return s.taskDone(c, s.Joint.Report(c.Context(), c.Who, c.Path("id"), c.Value("report")))
}

func (s door) settle(c *front.Ctx) error {
	return s.taskDone(c, s.Joint.Settle(c.Context(), c.Who, c.Path("id"), c.Value("done") == "1", c.Value("answer")))
}

func (s door) taskDone(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showMeeting(c, c.Value("meeting"), http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	return c.Then(err, "/joint/meetings/"+url.PathEscape(c.Value("meeting")))
}

// minutes is the paper of a meeting (会商纪要).
func (s door) minutes(c *front.Ctx) error {
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
