package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/org"
)

// uploadBody is what the form of a workbook may weigh: the workbook itself and its wrapping.
const uploadBody = 17 << 20

// orgImportModel is the import page of the register without a file.
func (s *Server) orgImportModel(c *Ctx) (importpage.Model, error) {
	m := importpage.Model{Title: i18n.T(c.Context(), "org.import.title"), Current: "org", Back: "/org", BackText: i18n.T(c.Context(), "org.import.back"),
		Upload: "/org/import", Template: "/org/template.xlsx"}
	recent, err := s.Batch.Recent(c.Context(), c.Who, batch.Org)
	for _, b := range recent {
		m.Recent = append(m.Recent, receiptOf(c.Context(), b))
	}
	return m, err
}

// withBatch adds what is known of an uploaded file.
func withBatch(m importpage.Model, b batch.Batch) importpage.Model {
	m.Number, m.File, m.Size, m.Hash = b.Number, b.Name, b.Size, b.Hash
	m.Confirm, m.Drop = m.Upload+"/"+b.ID, m.Upload+"/"+b.ID+"/drop"
	return m
}

// receiptOf reads the figures that were kept when a batch was taken in.
func receiptOf(ctx context.Context, b batch.Batch) importpage.Receipt {
	r := importpage.Receipt{Number: b.Number, File: b.Name, By: b.By, At: i18n.Minute(ctx, b.DoneAt)}
	var kept batch.Figures
	if json.Unmarshal([]byte(b.Receipt), &kept) == nil {
		r.New, r.Changed, r.Same, r.Left = kept.New, kept.Changed, kept.Same, kept.Left
	}
	return r
}

func (s *Server) orgImport(c *Ctx) error {
	m, err := s.orgImportModel(c)
	if err != nil {
		return err
	}
	return c.Render(importpage.Page(m))
}

// uploaded is the workbook of the form; import.file_missing when none was chosen.
func (c *Ctx) uploaded() (name string, data []byte, err error) {
	if _, err := c.Form(); err != nil {
		return "", nil, err
	}
	f, head, err := c.R.FormFile("file")
	if err != nil {
		return "", nil, fault.Invalid(fault.On("file", "import.file_missing"))
	}
	defer f.Close() // it was only read
	data, err = io.ReadAll(io.LimitReader(f, xlsx.DefaultLimits.Bytes+1))
	return head.Filename, data, err
}

// orgUpload checks a workbook before it is kept: what cannot be read at all is refused at once.
func (s *Server) orgUpload(c *Ctx) error {
	name, data, err := c.uploaded()
	if err == nil {
		_, err = s.Org.CheckImport(c.Context(), c.Who, data)
	}
	if Invalid(err) {
		m, err2 := s.orgImportModel(c)
		if err2 != nil {
			return err2
		}
		m.Problems = importProblems(c.Context(), err)
		return c.RenderStatus(http.StatusUnprocessableEntity, importpage.Page(m))
	}
	if err != nil {
		return err
	}
	b, err := s.Batch.Put(c.Context(), c.Who, batch.Org, name, data)
	if err != nil {
		return err
	}
	return c.See("/org/import/" + b.ID)
}

// importProblems puts the faults of a file into words; their arguments may be words themselves.
func importProblems(ctx context.Context, err error) part.Problems {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	var bad []xlsx.BadCell
	for _, x := range f.Fields {
		bad = append(bad, xlsx.BadCell{Key: x.Key, Args: x.Args})
	}
	var out part.Problems
	for _, e := range importpage.ErrorsOf(ctx, bad) {
		out = append(out, part.Problem{Field: "file", Text: e.Why})
	}
	return out
}

func (s *Server) orgImportCheck(c *Ctx) error { return s.orgImportWith(c, http.StatusOK, nil) }

func (s *Server) orgImportWith(c *Ctx, status int, problem error) error {
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Org, c.Path("batch"))
	if err != nil {
		return err
	}
	m, err := s.orgImportModel(c)
	if err != nil {
		return err
	}
	m = withBatch(m, b)
	m.Problems = importProblems(c.Context(), problem)
	switch b.State {
	case batch.Done:
		r := receiptOf(c.Context(), b)
		m.Receipt = &r
		return c.RenderStatus(status, importpage.Page(m))
	case batch.Dropped:
		return c.See("/org/import")
	}
	checked, err := s.Org.CheckImport(c.Context(), c.Who, data)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, importpage.Page(filled(c.Context(), m, checked)))
}

// filled shows what the check of the file found.
func filled(ctx context.Context, m importpage.Model, checked *org.Checked) importpage.Model {
	m.Errors, m.Notes = importpage.ErrorsOf(ctx, checked.Bad), importpage.ErrorsOf(ctx, checked.Notes)
	for _, t := range checked.Sheets {
		sheet := importpage.SheetOf(ctx, t.Table, t.Columns, checked.Bad)
		sheet.New, sheet.Changed, sheet.Same, sheet.Bad = t.New, t.Changed, t.Same, t.Bad
		m.Sheets = append(m.Sheets, sheet)
	}
	return m
}

func (s *Server) orgImportStore(c *Ctx) error {
	id := c.Path("batch")
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Org, id)
	if err != nil {
		return err
	}
	if b.State != batch.Waiting {
		return c.See("/org/import/" + id)
	}
	done, err := s.Org.Import(c.Context(), c.Who, org.ImportInput{Data: data, Batch: b.Number, GoodOnly: c.Value("how") == "good"})
	if Invalid(err) {
		return s.orgImportWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	var kept batch.Figures
	kept.New, kept.Changed, kept.Same, kept.Left = done.Total()
	if err := s.Batch.Finish(c.Context(), c.Who, batch.Org, id, kept); err != nil {
		return err
	}
	return c.See("/org/import/" + id)
}

func (s *Server) orgImportDrop(c *Ctx) error {
	if err := s.Batch.Drop(c.Context(), c.Who, batch.Org, c.Path("batch")); err != nil {
		return err
	}
	return c.See("/org/import")
}

func (s *Server) orgTemplate(c *Ctx) error {
	b, err := s.Org.Template(i18n.Lang(c.Context()))
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "org.import.template_title")+".xlsx")
}

func (s *Server) orgExport(c *Ctx) error {
	b, err := s.Org.Export(c.Context(), c.Who, i18n.Lang(c.Context()))
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "org.title")+" "+string(c.Today())+".xlsx")
}

// workbook sends a workbook as a file to keep.
func (c *Ctx) workbook(b *xlsx.Book, name string) error {
	c.W.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	c.saved(name)
	_, err := b.WriteTo(c.W)
	return err
}
