package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/office"
	"plumbline/internal/rooms/directive"
)

// biggest is the largest file that is read at all.
const biggest = 32 << 20

// DirectiveCmd prints the outline of a speech, plan or notice.
type DirectiveCmd struct {
	File  string `arg:"" help:"A .txt (UTF-8 or GB18030), .md or .docx file; - reads standard input."`
	JSON  bool   `name:"json" help:"Print an array of {level, marker, title, text, start, end, children}. Offsets are Unicode code points of the decoded text; start is the first character of the marker; text is the node's own text with its marker, without its children."`
	Parts bool   `help:"With --json, print one object with title, number, date, salutation, preamble, outline, closing and signed instead of the outline alone."`
}

// Run prints it. A file that cannot be read as text ends with one sentence and exit code 2.
func (c *DirectiveCmd) Run(t *Terminal) error {
	text, err := ReadDirective(c.File)
	if err != nil {
		return err
	}
	d := cut.Outline(text)
	if !c.JSON {
		_, err = io.WriteString(t.Out, outlineText(d))
		return err
	}
	e := json.NewEncoder(t.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if c.Parts {
		return e.Encode(d)
	}
	return e.Encode(d.Outline)
}

// ReadDirective returns the decoded text of a file, or an Exit that says why there is none.
func ReadDirective(name string) (string, error) {
	raw, err := readFile(name)
	if err != nil {
		return "", err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return "", Mend(name + " is empty; give a file with the text of a speech, plan or notice")
	}
	text, err := directive.Text(raw)
	switch {
	case err == nil:
		return text, nil
	case errors.Is(err, cut.ErrTooBig), errors.Is(err, office.ErrDocxTooBig):
		return "", Mend(name + " is too big; a directive may hold at most 4 MiB of text")
	case errors.Is(err, office.ErrOldDoc):
		return "", Mend(name + " is an old or locked Word document; save it as .docx without a password")
	}
	return "", Mend(name + " is not a text; give .txt in UTF-8 or GB18030, .md or .docx")
}

func readFile(name string) ([]byte, error) {
	in := os.Stdin
	if name != "-" {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, Mend(name + " does not exist")
		case err != nil:
			return nil, Mend(name + " cannot be read: " + plainReason(err))
		case info.IsDir():
			return nil, Mend(name + " is a folder; give one file")
		case info.Size() > biggest:
			return nil, Mend(name + " is too big; a directive may hold at most 4 MiB of text")
		}
		if in, err = os.Open(name); err != nil {
			return nil, Mend(name + " cannot be read: " + plainReason(err))
		}
		defer in.Close()
	}
	raw, err := io.ReadAll(io.LimitReader(in, biggest+1))
	if err != nil {
		return nil, Mend(name + " cannot be read: " + plainReason(err))
	}
	if len(raw) > biggest {
		return nil, Mend(name + " is too big; a directive may hold at most 4 MiB of text")
	}
	return raw, nil
}

func plainReason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// outlineText writes a document for reading: its parts, then the tree.
func outlineText(d *cut.Doc) string {
	var b strings.Builder
	part := func(name string, p cut.Part) {
		if !p.Empty() {
			fmt.Fprintf(&b, "%s  %s\n", name, shorten(p.Text))
		}
	}
	part("标题 title     ", d.Title)
	part("文号 number    ", d.Number)
	part("日期 date      ", d.Date)
	part("称谓 salutation", d.Salutation)
	part("开头 preamble  ", d.Preamble)
	d.Walk(func(n *cut.Node) {
		gap := " "
		if strings.HasSuffix(n.Marker, "、") || strings.HasSuffix(n.Marker, "）") || strings.HasSuffix(n.Marker, "，") {
			gap = ""
		}
		fmt.Fprintf(&b, "%s%s%s%s  [%d-%d]\n", strings.Repeat("  ", n.Level-1), n.Marker, gap, n.Title, n.Start, n.End)
	})
	if len(d.Outline) == 0 {
		b.WriteString("没有找到层次编号 no numbered parts found\n")
	}
	part("结尾 closing   ", d.Closing)
	part("落款 signed    ", d.Signed)
	return b.String()
}

func shorten(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:44]) + "…" + string(r[len(r)-12:])
	}
	return string(r)
}
