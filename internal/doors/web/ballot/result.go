package ballotweb

import (
	"strconv"

	ballotpage "plumbline/internal/doors/pages/ballot"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/ballot"
)

func (s door) paper(c *front.Ctx) error {
	v, err := s.Ballot.Get(c.Context(), c.Who, ballot.PollID(c.Path("id")))
	if err != nil {
		return err
	}
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	return c.Render(ballotpage.Paper(ballotpage.PaperModel{Org: org, Poll: v.Poll}))
}

func (s door) export(c *front.Ctx) error {
	list, err := s.Ballot.List(c.Context(), c.Who)
	if err != nil {
		return err
	}
	t := func(key string) string { return i18n.T(c.Context(), "ballot."+key) }
	heads := []paper.Head{{Title: t("number"), Width: 12}, {Title: t("title"), Width: 40}, {Title: t("unit"), Width: 20}, {Title: t("entitled")}, {Title: t("issued")}, {Title: t("papers")}, {Title: t("opens"), Width: 18}, {Title: t("closes"), Width: 18}, {Title: t("state")}}
	var rows [][]any
	for _, p := range list {
		rows = append(rows, []any{p.Number, p.Title, p.UnitName, p.Entitled, p.Issued, p.Papers, i18n.Minute(c.Context(), p.Opens), i18n.Minute(c.Context(), p.Closes), t("state." + string(p.State))})
	}
	return c.Xlsx(t("list.title"), nil, heads, rows)
}

// counted is a poll with a result; fault.NotFound before there is one.
func (s door) counted(c *front.Ctx) (ballot.View, error) {
	v, err := s.Ballot.Get(c.Context(), c.Who, ballot.PollID(c.Path("id")))
	if err == nil && v.Result == nil {
		err = fault.NotFound()
	}
	return v, err
}

// resultTable is the result as rows of words: one a subject, then a column an aspect's grade where it is shown.
func resultTable(c *front.Ctx, v ballot.View) (heads []string, rows [][]string) {
	t := func(key string) string { return i18n.T(c.Context(), "ballot."+key) }
	lang := i18n.Lang(c.Context())
	heads = []string{t("seq"), t("subject"), t("note"), t("valid"), t("rate"), t("standing"), t("score"), t("grade")}
	for _, s := range v.Result.Subjects {
		valid, share := strconv.Itoa(s.Valid), strconv.Itoa(s.Rate/10)+"."+strconv.Itoa(s.Rate%10)+"%"
		if s.Standing == ballot.TooFew {
			valid, share = "", ""
		}
		rows = append(rows, []string{strconv.Itoa(s.Seq), s.Label, s.Note, valid, share, t("standing." + s.Standing), s.ScoreText(), s.Grade.Title.In(lang)})
	}
	return heads, rows
}

func (s door) resultXlsx(c *front.Ctx) error {
	v, err := s.counted(c)
	if err != nil {
		return err
	}
	titles, lines := resultTable(c, v)
	var heads []paper.Head
	for _, h := range titles {
		heads = append(heads, paper.Head{Title: h, Width: 14})
	}
	var rows [][]any
	for _, l := range lines {
		row := make([]any, len(l))
		for i := range l {
			row[i] = l[i]
		}
		rows = append(rows, row)
	}
	return c.Xlsx(v.Title, ballotpage.Conditions(c.Context(), v), heads, rows)
}

// resultDocx is the summary as a paper (测评结果汇总表).
func (s door) resultDocx(c *front.Ctx) error {
	v, err := s.counted(c)
	if err != nil {
		return err
	}
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	p := paper.NewPaper(i18n.T(c.Context(), "ballot.result.paper", "title", v.Title))
	p.Agency(org)
	p.Number(v.Number)
	p.Text(ballotpage.Conditions(c.Context(), v)...)
	heads, rows := resultTable(c, v)
	p.Table(heads, rows)
	p.Sign(org, i18n.LongDay(c.Context(), c.Today()))
	return c.Docx(v.Number+" "+v.Title, p)
}
