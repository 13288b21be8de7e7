package trainingweb

import (
	"net/http"
	"strconv"

	"plumbline/internal/doors/pages/part"
	trainingpage "plumbline/internal/doors/pages/training"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/rooms/training"
)

func trainingForm(c *front.Ctx, err error, fields ...string) trainingpage.Form {
	f := trainingpage.Form{Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for _, k := range fields {
		f.Values[k] = c.Value(k)
	}
	return f
}

// trainingYear is the year that is asked for, this one when none is.
func trainingYear(c *front.Ctx) int {
	n, err := strconv.Atoi(c.R.FormValue("year"))
	if err != nil || n < 2000 || n > 2999 {
		return c.Today().Year()
	}
	return n
}

func (s door) overview(c *front.Ctx) error {
	return s.showTraining(c, http.StatusOK, trainingpage.Form{})
}

func (s door) showTraining(c *front.Ctx, status int, f trainingpage.Form) error {
	m := trainingpage.OverviewModel{Form: f, Keeps: map[string]bool{}}
	var err error
	if m.Overview, err = s.Training.Overview(c.Context(), c.Who, trainingYear(c)); err != nil {
		return err
	}
	halls, err := s.Training.Halls(c.Context(), c.Who)
	if err != nil {
		return err
	}
	for _, u := range halls {
		m.Keeps[u.ID] = true
	}
	return c.RenderStatus(status, trainingpage.Overview(m))
}

func (s door) openYear(c *front.Ctx) error {
	year := trainingYear(c)
	err := s.Training.OpenYear(c.Context(), c.Who, year)
	if front.Invalid(err) {
		return s.showTraining(c, http.StatusUnprocessableEntity, trainingForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/training?year=" + strconv.Itoa(year))
}

// xlsx writes the year's plan with the columns of the template, and behind them how it went.
func (s door) xlsx(c *front.Ctx) error {
	v, err := s.Training.Overview(c.Context(), c.Who, trainingYear(c))
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	heads := training.PlanSheet().Heads(i18n.Lang(c.Context()), s.Words.Say)
	for i := range heads {
		heads[i].Choice = nil
	}
	heads = append(heads, xlsx.Head{Title: t("training.column.number")}, xlsx.Head{Title: t("training.column.state")}, xlsx.Head{Title: t("training.column.people"), Kind: xlsx.WholeCell},
		xlsx.Head{Title: t("training.present"), Kind: xlsx.WholeCell}, xlsx.Head{Title: t("training.recognised"), Kind: xlsx.WholeCell})
	var rows [][]any
	for _, x := range v.Courses {
		rows = append(rows, []any{x.Title, x.PartyName, t("training.kind." + x.Kind), x.Month, x.First, x.Last, x.Halves, x.Hours, x.Host, x.Location,
			x.Number, t("training.state." + x.State), x.People, x.Present, x.Counted})
	}
	return c.Xlsx(t("training.courses")+" "+strconv.Itoa(v.Asked), []string{t("training.export.by", "who", c.Who.Name, "day", i18n.Day(c.Context(), c.Today()))}, heads, rows)
}

func (s door) iCS(c *front.Ctx) error {
	v, err := s.Training.Overview(c.Context(), c.Who, trainingYear(c))
	if err != nil {
		return err
	}
	var events []xlsx.Event
	for _, x := range v.Courses {
		if x.First != "" && x.State != training.Cancelled {
			events = append(events, xlsx.Event{UID: "course-" + x.ID, Day: x.First, Until: x.Last, Title: x.Title, Place: x.Location, Note: x.PartyName})
		}
	}
	return c.ICS(i18n.T(c.Context(), "training.courses")+" "+strconv.Itoa(v.Asked), events)
}

func (s door) branch(c *front.Ctx) error {
	v, err := s.Training.Branch(c.Context(), c.Who, c.Path("id"), trainingYear(c))
	if err != nil {
		return err
	}
	return c.Render(trainingpage.Branch(trainingpage.BranchModel{Branch: v}))
}

func (s door) needsXlsx(c *front.Ctx) error {
	v, err := s.Training.Branch(c.Context(), c.Who, c.Path("id"), trainingYear(c))
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	heads := []xlsx.Head{{Title: t("training.name")}, {Title: t("training.needs.due"), Kind: xlsx.WholeCell}, {Title: t("training.needs.done"), Kind: xlsx.WholeCell}, {Title: t("training.needs.still"), Kind: xlsx.WholeCell}}
	var rows [][]any
	for _, n := range v.Needs {
		rows = append(rows, []any{n.Name, n.Due, n.Done, n.Still()})
	}
	return c.Xlsx(t("training.needs")+" "+v.Org.Short, []string{t("training.year_is", "n", v.Year.Year)}, heads, rows)
}
