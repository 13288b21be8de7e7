package office

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"plumbline/internal/ground/fault"
)

// Limits bounds what one workbook may cost. A zero field means the value of DefaultLimits.
type Limits struct {
	Bytes    int64 // the file as it arrives
	Unzipped int64 // all parts together after unpacking
	Parts    int   // entries of the package
	Tags     int   // XML elements in a part that has to be held in memory (shared strings, styles)
	Sheets   int
	Rows     int // rows with content, per sheet
	Columns  int
	Chars    int // characters in one cell
}

// DefaultLimits is enough for a ledger of a whole province and small enough for an 8-year-old server.
var DefaultLimits = Limits{
	Bytes: 16 << 20, Unzipped: 96 << 20, Parts: 2000, Tags: 1_200_000,
	Sheets: 40, Rows: 20_000, Columns: 256, Chars: 32_767,
}

func (l Limits) filled() Limits {
	pick := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	pickInt := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	d := DefaultLimits
	pick(&l.Bytes, d.Bytes)
	pick(&l.Unzipped, d.Unzipped)
	pickInt(&l.Parts, d.Parts)
	pickInt(&l.Tags, d.Tags)
	pickInt(&l.Sheets, d.Sheets)
	pickInt(&l.Rows, d.Rows)
	pickInt(&l.Columns, d.Columns)
	pickInt(&l.Chars, d.Chars)
	return l
}

// Workbook is an opened .xlsx file. It lives in memory alone; nothing is unpacked to the disk.
type Workbook struct {
	file   *excelize.File
	limits Limits
	merges map[string][]span // by sheet name, learned while the package was examined
	epoch  bool              // the workbook counts its days from 1904
}

// OpenWorkbook reads a workbook from its bytes. Whatever is not a readable .xlsx is refused with
// fault.Invalid on "file" and one of these keys: import.file_empty, import.file_large, import.file_locked
// (a password), import.file_old (an .xls of 97-2003), import.file_csv, import.file_not_xlsx,
// import.file_macro, import.file_bomb, import.file_broken, import.file_sheets.
func OpenWorkbook(data []byte, limits Limits) (w *Workbook, err error) {
	limits = limits.filled()
	if err := sniff(data, limits); err != nil {
		return nil, err
	}
	// The parser below is not ours and the bytes are a stranger's: a panic in it is a broken file.
	defer func() {
		if recover() != nil {
			w, err = nil, refuse("import.file_broken")
		}
	}()
	seen, err := examine(data, limits)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: limits.Unzipped, UnzipXMLSizeLimit: limits.Unzipped, // never a temporary file
		ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd",
	})
	if err != nil {
		return nil, refuse("import.file_broken")
	}
	if n := len(f.GetSheetList()); n == 0 || n > limits.Sheets {
		return nil, errors.Join(refuse("import.file_sheets", "n", n, "max", limits.Sheets), f.Close())
	}
	w = &Workbook{file: f, limits: limits, merges: seen.bySheet()}
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		w.epoch = *p.Date1904
	}
	return w, nil
}

// ReadWorkbook opens a workbook from a stream and never takes more than the limit from it.
func ReadWorkbook(r io.Reader, limits Limits) (*Workbook, error) {
	limits = limits.filled()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, err
	}
	return OpenWorkbook(data, limits)
}

// Close frees what the workbook holds.
func (w *Workbook) Close() error { return w.file.Close() }

// Sheets names the sheets in the order of the file.
func (w *Workbook) Sheets() []string { return w.file.GetSheetList() }

// refuse is a complaint about the file as a whole.
func refuse(key string, args ...any) error { return fault.Invalid(fault.On("file", key, args...)) }

var (
	oleHead = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
	zipHead = []byte("PK\x03\x04")
	// The name of the stream in which Office keeps an encrypted package, as the OLE directory spells it.
	locked = utf16le("EncryptedPackage")
)

// sniff tells the files that people send by mistake apart, by their first bytes and not by their name.
func sniff(data []byte, limits Limits) error {
	switch {
	case len(data) == 0:
		return refuse("import.file_empty")
	case int64(len(data)) > limits.Bytes:
		return refuse("import.file_large", "max", limits.Bytes>>20)
	case bytes.HasPrefix(data, oleHead) && bytes.Contains(data, locked):
		return refuse("import.file_locked")
	case bytes.HasPrefix(data, oleHead):
		return refuse("import.file_old")
	case !bytes.HasPrefix(data, zipHead) && looksLikeText(data):
		return refuse("import.file_csv")
	case !bytes.HasPrefix(data, zipHead):
		return refuse("import.file_not_xlsx")
	}
	return nil
}

// looksLikeText is true for a .csv or .txt that was only renamed.
func looksLikeText(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return !bytes.ContainsAny(head, "\x00\x01\x02\x03\x04\x05\x06") &&
		(bytes.ContainsAny(head, ",\t;") || bytes.ContainsRune(head, '\n')) &&
		!strings.HasPrefix(string(head), "%PDF")
}

func utf16le(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
