package directive

import (
	"bytes"
	"errors"

	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
)

// Text returns the text in a file's bytes, whatever its name: .docx, or plain text in UTF-8 or GB18030.
// The errors are those of cut.Decode and office.DocxText.
func Text(raw []byte) (string, error) {
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return office.DocxText(raw)
	}
	return cut.Decode(raw)
}

// Upload is Text with faults on the field "file" that a form can show.
func Upload(raw []byte) (string, error) {
	text, err := Text(raw)
	switch {
	case err == nil:
		return text, nil
	case errors.Is(err, office.ErrOldDoc):
		return "", fault.Invalid(fault.On("file", "directive.add.file_old"))
	case errors.Is(err, office.ErrDocxTooBig), errors.Is(err, cut.ErrTooBig):
		return "", fault.Invalid(fault.On("file", "directive.add.text_too_big"))
	}
	return "", fault.Invalid(fault.On("file", "directive.add.file_not_text"))
}
