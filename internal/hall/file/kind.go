package file

import (
	"archive/zip"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"plumbline/internal/ground/fault"
)

// A form is a kind of file that is taken: its extension, and the content types that agree with it.
// Archives, programs, web pages, old Office files and Office files with macros are not on the list:
// what is in them cannot be seen from outside.
type form struct {
	exts  []string
	types []string
	zip   string // a member that the file must have, for the zip-based forms
}

var forms = []form{
	{[]string{"pdf"}, []string{"application/pdf"}, ""},
	{[]string{"docx"}, []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}, "word/document.xml"},
	{[]string{"xlsx"}, []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, "xl/workbook.xml"},
	{[]string{"pptx"}, []string{"application/vnd.openxmlformats-officedocument.presentationml.presentation"}, "ppt/presentation.xml"},
	{[]string{"ofd"}, []string{"application/ofd", "application/zip"}, "OFD.xml"}, // GB/T 33190, the national layout format
	{[]string{"jpg", "jpeg"}, []string{"image/jpeg"}, ""},
	{[]string{"png"}, []string{"image/png"}, ""},
	{[]string{"gif"}, []string{"image/gif"}, ""},
	{[]string{"webp"}, []string{"image/webp"}, ""},
	{[]string{"mp4"}, []string{"video/mp4"}, ""},
	{[]string{"csv"}, []string{"text/csv", "text/plain"}, ""},
	{[]string{"txt"}, []string{"text/plain", "text/csv", "text/tab-separated-values"}, ""},
}

// Extensions lists what may be uploaded, for the form's accept attribute and for sentences.
func Extensions() []string {
	var out []string
	for _, f := range forms {
		out = append(out, f.exts...)
	}
	return out
}

// list is Extensions in one line.
func list() string { return strings.Join(Extensions(), " ") }

func formOf(name string) (form, error) {
	ext := extension(name)
	i := slices.IndexFunc(forms, func(f form) bool { return slices.Contains(f.exts, ext) })
	if i < 0 {
		return form{}, fault.Invalid(fault.On("file", "file.kind_refused", "name", name, "list", list()))
	}
	return forms[i], nil
}

// sniffed is how many bytes decide the type.
const sniffed = 3072

// early refuses a wrong file by its first bytes, before the rest is sent. It is generous: the whole
// file is judged again at the end.
func (f form) early(head []byte, name string) error {
	m := mimetype.Detect(head)
	if f.agrees(m) || f.zip != "" && strings.HasPrefix(string(head), "PK\x03\x04") {
		return nil
	}
	return disagrees(name, m)
}

func (f form) agrees(m *mimetype.MIME) bool {
	return slices.ContainsFunc(f.types, m.Is)
}

// zipped tells whether the content is a zip file of any kind.
func zipped(m *mimetype.MIME) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is("application/zip") {
			return true
		}
	}
	return false
}

func disagrees(name string, m *mimetype.MIME) error {
	kind := strings.TrimPrefix(m.Extension(), ".")
	if kind == "" {
		return fault.Invalid(fault.On("file", "file.content_unknown", "name", name))
	}
	return fault.Invalid(fault.On("file", "file.content_differs", "name", name, "kind", kind))
}

// judge decides whether the whole file is what its name says, and returns its content type.
func (f form) judge(file *os.File, size int64, name string) (string, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	m, err := mimetype.DetectReader(file)
	if err != nil {
		return "", err
	}
	if !f.agrees(m) && (f.zip == "" || !zipped(m)) {
		return "", disagrees(name, m)
	}
	switch {
	case f.zip != "":
		err = f.judgeZip(file, size, name)
	case f.types[0] == "application/pdf":
		err = judgePDF(file, size, name)
	}
	return f.types[0], err
}

// judgeZip looks through the parts of a document that is a zip file; nothing is kept of them.
func (f form) judgeZip(file *os.File, size int64, name string) error {
	u := &unpacking{packed: size, name: name}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return u.refuse("file.damaged")
	}
	if err := u.look(z, 0); err != nil {
		return err
	}
	if !slices.ContainsFunc(z.File, func(m *zip.File) bool { return m.Name == f.zip }) {
		return u.refuse("file.damaged")
	}
	return nil
}
