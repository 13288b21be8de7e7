package front

import (
	"bytes"

	paper "plumbline/internal/ground/office"
)

// Docx sends an official document as a file to keep, named after what it is.
func (c *Ctx) Docx(name string, p *paper.Paper) error {
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return err
	}
	return c.keep(name+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b.Bytes())
}

// ICS sends dates as a calendar file.
func (c *Ctx) ICS(name string, events []paper.Event) error {
	var b bytes.Buffer
	if err := paper.WriteICS(&b, c.S.DB.Clock().Now(), events); err != nil {
		return err
	}
	return c.keep(name+".ics", "text/calendar; charset=utf-8", b.Bytes())
}

// keep answers with a whole file, so that a failure on the way shows a page and not half of one.
func (c *Ctx) keep(name, kind string, data []byte) error {
	c.W.Header().Set("Content-Type", kind)
	c.Saved(name)
	_, err := c.W.Write(data)
	return err
}

// Xlsx sends one list as a workbook, named after the list and the day; conditions say which rows were
// chosen. Values are what office.Page.Row takes.
func (c *Ctx) Xlsx(title string, conditions []string, heads []paper.Head, rows [][]any) error {
	b, err := paper.NewBook()
	if err != nil {
		return err
	}
	p, err := b.Page(title, title, conditions, heads)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := p.Row(r...); err != nil {
			return err
		}
	}
	if err := p.End(); err != nil {
		return err
	}
	return c.Workbook(b, title+" "+string(c.Today())+".xlsx")
}

// Workbook sends a workbook as a file to keep.
func (c *Ctx) Workbook(b *paper.Book, name string) error {
	c.W.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	c.Saved(name)
	_, err := b.WriteTo(c.W)
	return err
}
