package front

import (
	"net/http"
	"net/url"
	"strings"

	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/batch"
)

// ListIn is a list that comes in from a workbook, as the web shows it: one declaration gives the form, the empty
// workbook, the preview with the bad cells, the decision and the receipt. Patterns are those of routes.
type ListIn struct {
	List     func() batch.List
	At       string // pattern of the pages: /joint/import, /dutyreport/years/{id}/questions/import
	Template string // pattern of the empty workbook
	Of       string // name of the part of the address that says what the file is for, "" for the whole register
	Title    string // words key of the page
	Current  string // menu entry
	Back     string // pattern of the list
	BackText string // words key
}

// ComesIn are the ways in of a list.
func (s *Server) ComesIn(in ListIn) []Route {
	const get, post = http.MethodGet, http.MethodPost
	right := in.List().Right
	b := &bringing{s, in}
	return []Route{
		{Method: get, Pattern: in.At, Right: right, Handle: b.form},
		{Method: post, Pattern: in.At, Right: right, Handle: b.upload, Body: uploadBody},
		{Method: get, Pattern: in.At + "/{batch}", Right: right, Handle: b.check},
		{Method: post, Pattern: in.At + "/{batch}", Right: right, Handle: b.take},
		{Method: post, Pattern: in.At + "/{batch}/drop", Right: right, Handle: b.drop},
		{Method: get, Pattern: in.Template, Right: right, Handle: b.template},
	}
}

// bringing shows one list's pages.
type bringing struct {
	s *Server
	ListIn
}

func (b *bringing) of(c *Ctx) string {
	if b.Of == "" {
		return ""
	}
	return c.Path(b.Of)
}

// path puts what the address says into a pattern.
func (b *bringing) path(c *Ctx, pattern string) string {
	return strings.ReplaceAll(pattern, "{"+b.Of+"}", url.PathEscape(b.of(c)))
}

func (b *bringing) model(c *Ctx) (importpage.Model, error) {
	t := func(key string) string { return i18n.T(c.Context(), key) }
	l := b.List()
	m := importpage.Model{Title: t(b.Title), Current: b.Current, Back: b.path(c, b.Back), BackText: t(b.BackText), Upload: b.path(c, b.At), Template: b.path(c, b.Template), Whole: l.Whole}
	recent, err := b.s.Batch.Recent(c.Context(), c.Who, l, b.of(c))
	for _, x := range recent {
		m.Recent = append(m.Recent, receiptOf(c.Context(), x))
	}
	return m, err
}

// show answers with the page in its present state; problem is what was wrong with the file or with the decision.
func (b *bringing) show(c *Ctx, problem error, fill func(*importpage.Model)) error {
	m, err := b.model(c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status, m.Problems = http.StatusUnprocessableEntity, importProblems(c.Context(), problem)
	}
	if fill != nil {
		fill(&m)
	}
	return c.RenderStatus(status, importpage.Page(m))
}

func (b *bringing) form(c *Ctx) error { return b.show(c, nil, nil) }

func (b *bringing) upload(c *Ctx) error {
	name, data, err := c.uploaded()
	if err == nil {
		var x batch.Batch
		if x, err = b.s.Batch.Put(c.Context(), c.Who, b.List(), b.of(c), name, data); err == nil {
			return c.See(b.path(c, b.At) + "/" + x.ID)
		}
	}
	if Invalid(err) {
		return b.show(c, err, nil)
	}
	return err
}

func (b *bringing) check(c *Ctx) error { return b.waiting(c, nil) }

// waiting shows a batch: what taking it in would do, or what it did.
func (b *bringing) waiting(c *Ctx, problem error) error {
	x, got, err := b.s.Batch.Show(c.Context(), c.Who, b.List(), b.of(c), c.Path("batch"))
	if err != nil {
		return err
	}
	if x.State == batch.Dropped {
		return c.See(b.path(c, b.At))
	}
	return b.show(c, problem, func(m *importpage.Model) {
		m.Number, m.File, m.Size, m.Hash = x.Number, x.Name, x.Size, x.Hash
		m.Confirm, m.Drop = m.Upload+"/"+x.ID, m.Upload+"/"+x.ID+"/drop"
		if got == nil {
			r := receiptOf(c.Context(), x)
			m.Receipt = &r
			return
		}
		m.Errors, m.Notes = importpage.ErrorsOf(c.Context(), got.Bad), importpage.ErrorsOf(c.Context(), got.Notes)
		for _, t := range got.Sheets {
			sheet := importpage.SheetOf(c.Context(), t.Table, t.Columns, got.Bad)
			sheet.New, sheet.Changed, sheet.Same, sheet.Bad = t.New, t.Changed, t.Same, t.Bad
			m.Sheets = append(m.Sheets, sheet)
		}
	})
}

func (b *bringing) take(c *Ctx) error {
	_, err := b.s.Batch.Take(c.Context(), c.Who, b.List(), b.of(c), c.Path("batch"), c.Value("how") == "good")
	if Invalid(err) {
		return b.waiting(c, err)
	}
	if f, ok := fault.As(err); err != nil && (!ok || f.Kind != fault.KindConflict) {
		return err
	}
	return c.See(b.path(c, b.At) + "/" + c.Path("batch")) // also when it was decided already: the receipt says how
}

func (b *bringing) drop(c *Ctx) error {
	if err := b.s.Batch.Drop(c.Context(), c.Who, b.List(), b.of(c), c.Path("batch")); err != nil {
		return err
	}
	return c.See(b.path(c, b.At))
}

func (b *bringing) template(c *Ctx) error {
	l := b.List()
	book, err := l.Template(i18n.Lang(c.Context()), b.s.Words.Say)
	if err != nil {
		return err
	}
	return c.Workbook(book, i18n.T(c.Context(), l.Title)+".xlsx")
}
