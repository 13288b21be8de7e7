package front

import (
	"context"
	"encoding/json"
	"io"

	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/batch"
)

// Renamed gives fields the names that they have in a form where another form uses the verb's own.
func Renamed(err error, names map[string]string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	g := *f
	g.Fields = nil
	for _, x := range f.Fields {
		if n := names[x.Name]; n != "" {
			x.Name = n
		}
		g.Fields = append(g.Fields, x)
	}
	return &g
}

// uploadBody is what the form of a workbook may weigh: the workbook itself and its wrapping.
const uploadBody = 17 << 20

// receiptOf reads the figures that were kept when a batch was taken in.
func receiptOf(ctx context.Context, b batch.Batch) importpage.Receipt {
	r := importpage.Receipt{Number: b.Number, File: b.Name, By: b.By, At: i18n.Minute(ctx, b.DoneAt)}
	var kept batch.Figures
	if json.Unmarshal([]byte(b.Receipt), &kept) == nil {
		r.New, r.Changed, r.Same, r.Left = kept.New, kept.Changed, kept.Same, kept.Left
	}
	return r
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
