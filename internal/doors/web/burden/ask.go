package burdenweb

import (
	"net/http"
	"net/url"
	"strconv"

	burdenpage "plumbline/internal/doors/pages/burden"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/burden"
)

func (s door) model(c *front.Ctx) (m burdenpage.ListModel, err error) {
	m.Today = c.Today()
	asker, _, err := s.Burden.Asker(c.Context(), c.Who)
	if err != nil {
		return m, err
	}
	if m.List, err = s.Burden.Askings(c.Context(), c.Who); err != nil {
		return m, err
	}
	m.Rows, err = s.Burden.Units(c.Context(), c.Who, asker, m.Today)
	return m, err
}

func (s door) list(c *front.Ctx) error {
	m, err := s.model(c)
	if err != nil {
		return err
	}
	return c.Render(burdenpage.List(m))
}

// export is the meter of the month as a workbook.
func (s door) export(c *front.Ctx) error {
	m, err := s.model(c)
	if err != nil {
		return err
	}
	t := func(key string) string { return i18n.T(c.Context(), "burden.col."+key) }
	heads := []xlsx.Head{{Title: t("unit"), Width: 24}, {Title: t("asked")}, {Title: t("mine")}, {Title: t("spared")}, {Title: t("auto")}, {Title: t("hand")}}
	var rows [][]any
	for _, r := range m.Rows {
		rows = append(rows, []any{r.Name, r.Asked, r.Mine, r.Spared, r.Auto, r.Hand})
	}
	title := i18n.T(c.Context(), "burden.meter", "month", string(m.Today[:7]))
	return c.Xlsx(title, []string{i18n.T(c.Context(), "burden.meter_note")}, heads, rows)
}

func (s door) burdenNew(c *front.Ctx) error {
	return s.form(c, http.StatusOK, burdenpage.NewModel{Form: url.Values{"units": c.R.URL.Query()["unit"]}})
}

func (s door) form(c *front.Ctx, status int, m burdenpage.NewModel) (err error) {
	if m.Units, err = s.Burden.Reach(c.Context(), c.Who); err != nil {
		return err
	}
	return c.RenderStatus(status, burdenpage.New(m))
}

// ask looks first who has handed the like in; only from the page that shows it is it sent.
func (s door) ask(c *front.Ctx) error {
	in, err := s.newAsking(c)
	m := burdenpage.NewModel{}
	if err == nil && c.Value("do") == "send" {
		var id string
		if id, err = s.Burden.Ask(c.Context(), c.Who, in); err == nil {
			return c.See("/burden/" + id)
		}
	} else if err == nil {
		m.Had, err = s.Burden.Preview(c.Context(), c.Who, in)
		m.Looked = err == nil
	}
	if err != nil && !front.Invalid(err) {
		return err
	}
	form, also := c.Form()
	if also != nil {
		return also
	}
	m.Form, m.Problems = form, part.ProblemsOf(c.Context(), err)
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
	}
	return s.form(c, status, m)
}

func (s door) newAsking(c *front.Ctx) (in burden.NewAsking, err error) {
	if in.Asker, _, err = s.Burden.Asker(c.Context(), c.Who); err != nil {
		return in, err
	}
	in.Title, in.Wants, in.Basis, in.Units, in.Still = c.Value("title"), c.Value("wants"), c.Value("basis"), c.Values("units"), map[string]string{}
	if in.Since, err = c.DayOf("since"); err != nil {
		return in, err
	}
	if in.Until, err = c.DayOf("until"); err != nil {
		return in, err
	}
	if in.Due, err = c.DayOf("due"); err != nil {
		return in, err
	}
	if in.Cells, err = strconv.Atoi(c.Value("cells")); err != nil {
		in.Cells = 0
		if c.Value("cells") != "" {
			in.Cells = -1 // named as a wrong field with the others
		}
	}
	for _, u := range in.Units {
		in.Still[u] = c.Value("still-" + u)
	}
	return in, nil
}
