package office

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// seen is what the first pass over the package learned.
type seen struct {
	merges map[string][]span // by lower-case part name
	book   []byte            // xl/workbook.xml
	rels   []byte            // its relations
}

// span is a merged block: columns and rows counted from 1, both ends included.
type span struct{ col, row, lastCol, lastRow int }

// excelFormatChars is Excel's own limit of a number format; a longer one is there to burn time.
const excelFormatChars = 255

var (
	formatCode = regexp.MustCompile(`formatCode="([^"]*)"`)
	mergeRef   = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"`)
)

// examine walks through the package once with a byte counter before the real parser may hold any of it:
// a header that lies about sizes, a bomb of zeros and a table of a million strings end here.
func examine(data []byte, limits Limits) (*seen, error) {
	out := &seen{merges: map[string][]span{}}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return out, refuse("import.file_broken")
	}
	if len(zr.File) > limits.Parts {
		return out, refuse("import.file_bomb")
	}
	left, workbook := limits.Unzipped, false
	for _, part := range zr.File {
		name := strings.ToLower(strings.ReplaceAll(part.Name, "\\", "/"))
		switch {
		case name == "xl/workbook.xml":
			workbook = true
		case strings.HasSuffix(name, "vbaproject.bin"):
			return out, refuse("import.file_macro")
		case strings.HasPrefix(name, "word/"), strings.HasPrefix(name, "ppt/"):
			return out, refuse("import.file_not_xlsx")
		}
		if err := out.part(part, name, &left, limits); err != nil {
			return out, err
		}
	}
	if !workbook {
		return out, refuse("import.file_not_xlsx")
	}
	return out, nil
}

// part reads one entry to its end. Parts that the parser holds as a tree are limited in elements, too.
func (s *seen) part(f *zip.File, name string, left *int64, limits Limits) error {
	if f.FileInfo().IsDir() {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return refuse("import.file_broken")
	}
	defer r.Close()
	sheet := strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml")
	keep := name == "xl/styles.xml" || name == "xl/workbook.xml" || name == "xl/_rels/workbook.xml.rels"
	watch := watcher{left: left, sheet: sheet, keep: keep, tags: limits.Tags, markup: strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")}
	if _, err := io.Copy(&watch, r); err != nil {
		if errors.Is(err, errBomb) {
			return refuse("import.file_bomb")
		}
		return refuse("import.file_broken")
	}
	switch name {
	case "xl/workbook.xml":
		s.book = watch.kept.Bytes()
	case "xl/_rels/workbook.xml.rels":
		s.rels = watch.kept.Bytes()
	}
	for _, m := range formatCode.FindAllSubmatch(watch.kept.Bytes(), -1) {
		if len(m[1]) > 4*excelFormatChars { // four bytes a character at most
			return refuse("import.file_bomb")
		}
	}
	if sheet {
		s.merges[name] = watch.merged
	}
	return nil
}

var errBomb = errors.New("office: a part is larger than allowed")

// watcher counts what flows through it and remembers merged blocks, which stand behind the rows of a
// sheet where a streaming reader does not see them in time.
type watcher struct {
	left   *int64
	tags   int
	sheet  bool
	keep   bool
	markup bool
	run    int // bytes since the last tag
	kept   bytes.Buffer
	tail   []byte
	merged []span
}

// maxRun is more than a cell can hold; a parser keeps all that stands between two tags.
const maxRun = 1 << 20

// long tells whether a stretch without a tag has grown beyond that.
func (w *watcher) long(p []byte) bool {
	at := bytes.IndexByte(p, '<')
	if at < 0 {
		w.run += len(p)
		return w.run > maxRun
	}
	first := w.run + at
	w.run = len(p) - bytes.LastIndexByte(p, '<')
	return first > maxRun
}

// maxMerges is more than a hand-made ledger has; a file with more keeps the rest unmerged.
const maxMerges = 20_000

func (w *watcher) Write(p []byte) (int, error) {
	if *w.left -= int64(len(p)); *w.left < 0 {
		return 0, errBomb
	}
	if w.markup && w.long(p) {
		return 0, errBomb
	}
	if w.keep {
		if w.kept.Len()+len(p) > 4<<20 {
			return 0, errBomb
		}
		w.kept.Write(p)
	}
	if w.sheet {
		w.mergesIn(p)
		return len(p), nil
	}
	if w.tags -= bytes.Count(p, []byte{'<'}); w.tags < 0 {
		return 0, errBomb
	}
	return len(p), nil
}

// mergesIn looks for merged blocks in a chunk together with the unfinished tag of the chunk before.
func (w *watcher) mergesIn(p []byte) {
	chunk := append(w.tail, p...)
	for _, m := range mergeRef.FindAllSubmatch(chunk, -1) {
		if len(w.merged) >= maxMerges {
			break
		}
		c1, r1, err1 := excelize.CellNameToCoordinates(string(m[1]))
		c2, r2, err2 := excelize.CellNameToCoordinates(string(m[2]))
		if err1 == nil && err2 == nil && c1 <= c2 && r1 <= r2 {
			w.merged = append(w.merged, span{c1, r1, c2, r2})
		}
	}
	w.tail = nil
	if i := bytes.LastIndexByte(chunk, '<'); i >= 0 && len(chunk)-i < 200 && bytes.IndexByte(chunk[i:], '>') < 0 {
		w.tail = bytes.Clone(chunk[i:])
	}
}
