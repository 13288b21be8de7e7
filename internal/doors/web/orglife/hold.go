package orglifeweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	orglifepage "plumbline/internal/doors/pages/orglife"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/orglife"
)

func (s door) record(c *front.Ctx) error {
	return s.showRecord(c, http.StatusOK, orglife.DutyID(c.Path("id")), orglifepage.Form{})
}

// showRecord is the form of one duty on a page of its own; of a missed one it is that of what makes up for it.
func (s door) showRecord(c *front.Ctx, status int, id orglife.DutyID, f orglifepage.Form) error {
	v, err := s.Orglife.Form(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	m := orglifepage.RecordModel{Branch: v.Branch, Duty: v.DutyForm, Rhythm: v.Rhythm, Today: c.Today(), Form: f}
	m.MakesUp = v.Stands(c.Today()) == orglife.Missed && c.Today() > v.LateUntil || c.Value("makes_up") != "" || c.Query("up") != ""
	for _, u := range v.Units {
		m.Units = append(m.Units, orglifepage.Unit{ID: u.ID, Name: u.Short})
	}
	return c.RenderStatus(status, orglifepage.Record(m))
}

// hold records a meeting: the whole record is one form.
func (s door) hold(c *front.Ctx) error {
	in := holding(c)
	id, err := s.Orglife.Hold(c.Context(), c.Who, in)
	if front.Invalid(err) {
		if in.Activity != "" {
			return s.showActivity(c, http.StatusUnprocessableEntity, in.Activity, orglifeForm(c, err))
		}
		return s.showRecord(c, http.StatusUnprocessableEntity, orglife.DutyID(c.Value("duty")), orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/activities/" + string(id))
}

// holding reads the form of a meeting. Whoever has no reason of absence was there.
func holding(c *front.Ctx) orglife.Holding {
	version, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	in := orglife.Holding{Activity: orglife.ActivityID(c.Value("activity")), Also: c.Values("also"), Recorder: c.Value("recorder"), FirstTopic: c.Value("first_topic"),
		MakesUp: orglife.DutyID(c.Value("makes_up")), Version: version, Tasks: lifeTasks(c),
		Plan: orglife.Plan{Party: c.Value("party"), Kind: c.Value("kind"), Topic: c.Value("topic"), Day: clock.Day(c.Value("day")), At: c.Value("at"), Place: c.Value("place"), Chair: c.Value("chair")}}
	v, _ := c.Form()
	for name := range v {
		if person, ok := strings.CutPrefix(name, "absent."); ok && v.Get(name) != "" {
			in.Absent = append(in.Absent, orglife.Absent{Person: person, Reason: v.Get(name)})
		}
	}
	slices.SortFunc(in.Absent, func(a, b orglife.Absent) int { return strings.Compare(a.Person, b.Person) })
	in.Items = []orglife.Item{{Spoken: c.Value("spoken"), Decided: c.Value("decided"), For: lifeCount(c, "votes_for"), Against: lifeCount(c, "votes_against"), Abstain: lifeCount(c, "votes_abstain")}}
	return in
}

// lifeCount is a whole number, nought when nothing was typed, and -1 when it was none.
func lifeCount(c *front.Ctx, name string) int {
	v := strings.TrimSpace(c.Value(name))
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return -1
	}
	return n
}

// lifeTasks is the one task of the form, when it was filled in.
func lifeTasks(c *front.Ctx) []orglife.NewTask {
	t := orglife.NewTask{What: c.Value("task"), Node: c.Value("task_node"), Due: clock.Day(c.Value("task_due"))}
	if t.What == "" && t.Due == "" {
		return nil
	}
	return []orglife.NewTask{t}
}

func (s door) plan(c *front.Ctx) error {
	in := orglife.Plan{Party: c.Value("party"), Kind: c.Value("kind"), Topic: c.Value("topic"), Day: clock.Day(c.Value("day")), Agenda: c.Value("agenda")}
	id, err := s.Orglife.PlanIt(c.Context(), c.Who, in)
	if front.Invalid(err) {
		return s.showMonth(c, http.StatusUnprocessableEntity, in.Party, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/activities/" + string(id))
}

func (s door) activity(c *front.Ctx) error {
	return s.showActivity(c, http.StatusOK, orglife.ActivityID(c.Path("id")), orglifepage.Form{})
}

func (s door) showActivity(c *front.Ctx, status int, id orglife.ActivityID, f orglifepage.Form) error {
	v, err := s.Orglife.Activity(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Activity(orglifepage.ActivityModel{View: v, Today: c.Today(), Form: f}))
}

// activityAct runs an act on an activity and comes back to it.
func (s door) activityAct(c *front.Ctx, do func(orglife.ActivityID) error) error {
	id := orglife.ActivityID(c.Path("id"))
	err := do(id)
	if front.Invalid(err) {
		return s.showActivity(c, http.StatusUnprocessableEntity, id, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/activities/" + string(id))
}

func (s door) tell(c *front.Ctx) error {
	return s.activityAct(c, func(id orglife.ActivityID) error {
		return s.Orglife.Tell(c.Context(), c.Who, id, c.Value("agenda"))
	})
}

func (s door) drop(c *front.Ctx) error {
	return s.activityAct(c, func(id orglife.ActivityID) error {
		return s.Orglife.Drop(c.Context(), c.Who, id, c.Value("why"))
	})
}

func (s door) supplement(c *front.Ctx) error {
	return s.activityAct(c, func(id orglife.ActivityID) error {
		return s.Orglife.Supplement(c.Context(), c.Who, id, orglife.Item{Title: c.Value("title"), Spoken: c.Value("spoken")})
	})
}

func (s door) study(c *front.Ctx) error {
	return s.activityAct(c, func(id orglife.ActivityID) error {
		return s.Orglife.Study(c.Context(), c.Who, id, c.Value("person"), clock.Day(c.Value("on")), c.Value("how"))
	})
}

func (s door) check(c *front.Ctx) error {
	return s.activityAct(c, func(id orglife.ActivityID) error {
		return s.Orglife.Inspect(c.Context(), c.Who, id, c.Values("faults"), c.Value("words"), clock.Day(c.Value("due")))
	})
}

func (s door) answer(c *front.Ctx) error {
	of, err := s.Orglife.Answer(c.Context(), c.Who, orglife.CheckID(c.Path("id")), c.Value("answer"))
	if front.Invalid(err) {
		return s.showActivity(c, http.StatusUnprocessableEntity, of, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/activities/" + string(of))
}

// task leads to the page on which the task stands.
func (s door) task(c *front.Ctx) error {
	t, err := s.Orglife.Task(c.Context(), c.Who, orglife.TaskID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.See(t.Link())
}

func (s door) finish(c *front.Ctx) error {
	t, err := s.Orglife.Task(c.Context(), c.Who, orglife.TaskID(c.Path("id")))
	if err != nil {
		return err
	}
	err = s.Orglife.Finish(c.Context(), c.Who, t.ID, clock.Day(c.Value("on")), c.Value("note"))
	if front.Invalid(err) && t.Source == "activity" {
		return s.showActivity(c, http.StatusUnprocessableEntity, orglife.ActivityID(t.Ref), orglifeForm(c, err))
	}
	if front.Invalid(err) {
		return s.showDecision(c, http.StatusUnprocessableEntity, orglife.DecisionID(t.Ref), orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See(t.Link())
}
