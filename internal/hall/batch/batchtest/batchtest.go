// Package batchtest is what every list that comes in from workbooks has to stand, and the workbooks for it.
package batchtest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/batch"
	"plumbline/words"
)

// Say is the house's catalogue of words.
func Say(t testing.TB) office.Say {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w.Say
}

// Bytes is a finished workbook.
func Bytes(t testing.TB, b *office.Book, err error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err == nil {
		_, err = b.WriteTo(&out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Book is a workbook with rows in the first sheet of a list, in the order of its columns; more names other sheets.
func Book(t testing.TB, l batch.List, lang string, rows [][]any, more ...map[string][][]any) []byte {
	t.Helper()
	b, err := office.NewBook()
	if err != nil {
		t.Fatal(err)
	}
	say := Say(t)
	for i, s := range l.Sheets {
		p, err := b.Page(say(lang, s.Key), "", nil, s.Heads(lang, say))
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			rows = nil
		}
		for _, m := range more {
			rows = append(rows, m[s.ID]...)
		}
		for _, r := range rows {
			if err := p.Row(r...); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.End(); err != nil {
			t.Fatal(err)
		}
	}
	return Bytes(t, b, nil)
}

// Check looks at a workbook as its page does.
func Check(t testing.TB, d *db.DB, actor who.Actor, l batch.List, in batch.Input) (got *batch.Checked, err error) {
	t.Helper()
	in.Say = Say(t)
	err = d.Read(context.Background(), actor, func(tx *db.Tx) error {
		got, err = l.Check(tx, in)
		return err
	})
	return got, err
}

// Take takes a workbook in.
func Take(t testing.TB, d *db.DB, actor who.Actor, l batch.List, in batch.Input) (got *batch.Checked, err error) {
	t.Helper()
	in.Say = Say(t)
	if in.Number == "" {
		in.Number = "DR-26-001"
	}
	err = d.Write(context.Background(), actor, func(tx *db.Tx) error {
		got, err = l.Take(tx, in)
		return err
	})
	return got, err
}

// Case is one list with rows to try.
type Case struct {
	List  batch.List
	Of    string
	Actor who.Actor // who may take the rows in
	Good  [][]any   // rows of the first sheet that are new
	// Text is the index of a column that takes any text and belongs to what makes a row another row.
	Text int
	// Foreign is a row that would be good if its unit were the actor's; nil when the list belongs to one thing
	// whose right is asked at once. At is the index of the column that is complained about.
	Foreign []any
	At      int
	// Rows counts what the register holds of the list.
	Rows func(tx *db.Tx) (int64, error)
}

// Holds tries what every list promises: the example is never taken, looking stores nothing, one bad cell keeps
// everything out, the good rows come in at once, the same file twice changes nothing, a text that begins like a
// formula stays text, what a broken formula left is named, somebody else's unit is unknown, a file too large is
// refused, and whoever has no right has no such list.
func (c Case) Holds(t *testing.T, d *db.DB) {
	t.Helper()
	before := c.count(t, d)
	c.template(t, d)
	c.formulas(t, d)
	c.foreign(t, d)
	c.hostile(t, d)
	if n := c.count(t, d); n != before {
		t.Fatalf("%s: looking and refusing stored %d rows", c.List.Kind, n-before)
	}
	n := len(c.Good)
	file := batch.Input{Data: Book(t, c.List, "zh", c.Good), Of: c.Of}
	for lap, want := range []batch.Figures{{New: n}, {Same: n}} {
		got, err := Check(t, d, c.Actor, c.List, file)
		if err != nil || len(got.Bad) > 0 || got.Figures() != want {
			t.Fatalf("%s, lap %d, looked at: %v %v", c.List.Kind, lap, err, c.said(t, got))
		}
		if got, err = Take(t, d, c.Actor, c.List, file); err != nil || got.Figures() != want {
			t.Fatalf("%s, lap %d, taken in: %v %v", c.List.Kind, lap, err, c.said(t, got))
		}
	}
	if now := c.count(t, d); now != before+int64(n) {
		t.Errorf("%s: %d rows are there, want %d", c.List.Kind, now-before, n)
	}
	english := batch.Input{Data: Book(t, c.List, "en", nil), Of: c.Of}
	if got, err := Check(t, d, c.Actor, c.List, english); err != nil || len(got.Bad) > 0 {
		t.Errorf("%s: the English titles: %v %v", c.List.Kind, err, c.said(t, got))
	}
}

func (c Case) count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	err := d.Read(context.Background(), c.Actor, func(tx *db.Tx) (err error) {
		n, err = c.Rows(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (c Case) said(t *testing.T, got *batch.Checked) (out []string) {
	if got == nil {
		return nil
	}
	for _, b := range got.Bad {
		out = append(out, fmt.Sprint(b.Col, b.Row, " ", b.Key, " ", b.Why("zh", Say(t))))
	}
	return append(out, fmt.Sprintf("%+v", got.Figures()))
}

// template: the empty workbook has an example row in both languages, and nothing of it comes in.
func (c Case) template(t *testing.T, d *db.DB) {
	t.Helper()
	for _, lang := range []string{"zh", "en"} {
		b, err := c.List.Template(lang, Say(t))
		got, err := Check(t, d, c.Actor, c.List, batch.Input{Data: Bytes(t, b, err), Of: c.Of})
		if err != nil || got.Figures() != (batch.Figures{}) || len(got.Bad) > 0 {
			t.Errorf("%s: the template in %s: %v %v", c.List.Kind, lang, err, c.said(t, got))
		}
	}
}

func (c Case) formulas(t *testing.T, d *db.DB) {
	t.Helper()
	text := slices.Clone(c.Good[0])
	text[c.Text] = `=HYPERLINK("http://198.51.100.1","甲")`
	got, err := Check(t, d, c.Actor, c.List, batch.Input{Data: Book(t, c.List, "zh", [][]any{text}), Of: c.Of})
	if err != nil || len(got.Bad) > 0 || got.Figures().New != 1 || len(got.Notes) != 1 {
		t.Errorf("%s: a text like a formula: %v %v", c.List.Kind, err, c.said(t, got))
	}
	text[c.Text] = "#REF!"
	file := batch.Input{Data: Book(t, c.List, "zh", append(slices.Clone(c.Good), text)), Of: c.Of}
	got, err = Check(t, d, c.Actor, c.List, file)
	if err != nil || len(got.Bad) != 1 || got.Bad[0].Key != "import.cell_error" || got.Bad[0].Col != office.Letter(c.Text+1) || got.Bad[0].Row != len(c.Good)+2 {
		t.Errorf("%s: what a broken formula left: %v %v", c.List.Kind, err, c.said(t, got))
	}
	if _, err = Take(t, d, c.Actor, c.List, file); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("%s: taken in with a bad cell: %v", c.List.Kind, err)
	}
}

func (c Case) foreign(t *testing.T, d *db.DB) {
	t.Helper()
	if c.Foreign == nil {
		return
	}
	file := batch.Input{Data: Book(t, c.List, "zh", [][]any{c.Foreign}), Of: c.Of, GoodOnly: true}
	got, err := Check(t, d, c.Actor, c.List, file)
	if err != nil || len(got.Bad) != 1 || got.Bad[0].Col != office.Letter(c.At+1) || got.Figures().New != 0 {
		t.Errorf("%s: a row of somebody else's unit: %v %v", c.List.Kind, err, c.said(t, got))
	}
	if _, err := Take(t, d, c.Actor, c.List, file); err != nil {
		t.Errorf("%s: leaving it out: %v", c.List.Kind, err)
	}
}

func (c Case) hostile(t *testing.T, d *db.DB) {
	t.Helper()
	large := append([]byte("PK\x03\x04"), make([]byte, office.DefaultLimits.Bytes)...)
	for what, data := range map[string][]byte{"too large": large, "text": []byte("a,b\n1,2\n"), "empty": nil} {
		if _, err := Check(t, d, c.Actor, c.List, batch.Input{Data: data, Of: c.Of}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: a file %s: %v", c.List.Kind, what, err)
		}
	}
	if _, err := Check(t, d, who.Actor{Login: "nobody"}, c.List, batch.Input{Data: Book(t, c.List, "zh", c.Good), Of: c.Of}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("%s: without any right: %v", c.List.Kind, err)
	}
}
