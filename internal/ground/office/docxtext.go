package office

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Limits of a document: a package is refused before it can cost memory.
const (
	docxBytes    = 32 << 20 // of the file
	docxUnzipped = 48 << 20 // of the parts that are read
	docxParts    = 4000
	docxDepth    = 256 // of nested elements
	docxText     = 4 << 20
)

var (
	// ErrNotDocx says that the file is not a .docx document.
	ErrNotDocx = errors.New("office: not a docx document")
	// ErrOldDoc says that the file is a .doc of Word 97-2003, or is locked with a password.
	ErrOldDoc = errors.New("office: an old or locked document")
	// ErrDocxTooBig says that the document is too large or a bomb.
	ErrDocxTooBig = errors.New("office: document is too big")
)

// DocxText returns the text of a .docx document: one line for each paragraph, numbers that Word counts
// by itself written out, deleted text left out, tables row by row. It returns ErrNotDocx, ErrOldDoc or
// ErrDocxTooBig.
func DocxText(data []byte) (string, error) {
	if len(data) > docxBytes {
		return "", ErrDocxTooBig
	}
	if bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return "", ErrOldDoc
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", ErrNotDocx
	}
	if len(zr.File) > docxParts {
		return "", ErrDocxTooBig
	}
	left := int64(docxUnzipped)
	main, err := docxPart(zr, "word/document.xml", &left)
	if err != nil {
		return "", err
	}
	if main == nil {
		return "", ErrNotDocx
	}
	rules, err := docxPart(zr, "word/numbering.xml", &left)
	if err != nil {
		return "", err
	}
	styles, err := docxPart(zr, "word/styles.xml", &left)
	if err != nil {
		return "", err
	}
	r := &docxReader{numbers: readNumbering(rules), styles: readStyles(styles)}
	if err := r.read(main); err != nil {
		return "", err
	}
	return strings.Trim(r.out.String(), "\n"), nil
}

// docxPart unpacks one part within the budget; nil when the package has none of that name.
func docxPart(zr *zip.Reader, name string, left *int64) ([]byte, error) {
	for _, f := range zr.File {
		if !strings.EqualFold(strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/"), name) {
			continue
		}
		rc, err := f.Open()
		if err != nil {
			return nil, ErrNotDocx
		}
		defer rc.Close()
		raw, err := io.ReadAll(io.LimitReader(rc, *left+1))
		if err != nil {
			return nil, ErrNotDocx
		}
		if *left -= int64(len(raw)); *left < 0 {
			return nil, ErrDocxTooBig
		}
		return raw, nil
	}
	return nil, nil
}

// docxReader walks through the elements of the main part.
type docxReader struct {
	numbers *numbering
	styles  map[string]numRef
	out     strings.Builder
	para    strings.Builder
	ref     numRef // numbering of the paragraph at hand
	hasRef  bool
	style   string
	inProps bool
	skip    int // depth inside of deleted or doubled content
}

func (r *docxReader) read(raw []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(raw))
	dec.Strict = false
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	depth, seen := 0, false
	inText := false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if seen {
				break // what could be read is worth more than a refusal
			}
			return ErrNotDocx
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > docxDepth {
				return ErrDocxTooBig
			}
			seen = true
			inText = t.Name.Local == "t"
			r.start(t)
		case xml.EndElement:
			depth--
			inText = false
			r.end(t.Name.Local)
		case xml.CharData:
			if inText && r.skip == 0 {
				r.para.Write(t)
			}
		}
		if r.out.Len()+r.para.Len() > docxText {
			return ErrDocxTooBig
		}
	}
	if !seen {
		return ErrNotDocx
	}
	r.flush()
	return nil
}

func (r *docxReader) start(t xml.StartElement) {
	if r.skip > 0 || skipped(t.Name.Local) {
		r.skip++
		return
	}
	switch t.Name.Local {
	case "p":
		r.flush()
	case "pPr":
		r.inProps = true
	case "pStyle":
		r.style = attr(t, "val")
	case "numId":
		if r.inProps {
			r.ref.id, r.hasRef = attr(t, "val"), true
		}
	case "ilvl":
		if r.inProps {
			r.ref.level = small(attr(t, "val"))
		}
	case "tab":
		if !r.inProps {
			r.para.WriteByte('\t')
		}
	case "br", "cr":
		r.para.WriteByte('\n')
	case "noBreakHyphen":
		r.para.WriteByte('-')
	}
}

func (r *docxReader) end(name string) {
	if r.skip > 0 {
		r.skip--
		return
	}
	switch name {
	case "pPr":
		r.inProps = false
	case "p":
		r.flush()
	}
}

// skipped names what a reader of the printed page does not see, or would see twice.
func skipped(name string) bool {
	switch name {
	case "del", "moveFrom", "Fallback", "instrText", "delText", "footnote", "endnote", "rPrChange", "pPrChange":
		return true
	}
	return false
}

// flush ends the paragraph at hand.
func (r *docxReader) flush() {
	text := strings.TrimRight(r.para.String(), " \t")
	if strings.TrimSpace(text) != "" {
		ref, ok := r.ref, r.hasRef
		if !ok {
			ref, ok = r.styles[r.style]
		}
		if ok {
			r.out.WriteString(r.numbers.next(ref))
		}
		r.out.WriteString(text)
		r.out.WriteByte('\n')
	}
	r.para.Reset()
	r.ref, r.hasRef, r.style, r.inProps = numRef{}, false, "", false
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func small(s string) int {
	if len(s) == 1 && s[0] >= '0' && s[0] <= '8' {
		return int(s[0] - '0')
	}
	return 0
}
