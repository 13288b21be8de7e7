package office

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Cell is what stands in one cell: Text as a person sees it, Raw as it is stored (a date is a number).
type Cell struct {
	Text string
	Raw  string
}

// Empty tells whether nothing but space stands in the cell.
func (c Cell) Empty() bool { return c.Text == "" }

// Row is one row with content. Cells start at column A; Number is the row as Excel shows it.
type Row struct {
	Sheet  string
	Number int
	Cells  []Cell
}

// At is the cell of a column counted from 1; an empty one beyond the end.
func (r Row) At(col int) Cell {
	if col < 1 || col > len(r.Cells) {
		return Cell{}
	}
	return r.Cells[col-1]
}

// Ref names a cell the way Excel does: 3, 17 is C17.
func Ref(col, row int) string { return Letter(col) + strconv.Itoa(row) }

// Letter is the letter of a column counted from 1.
func Letter(col int) string {
	name, err := excelize.ColumnNumberToName(col)
	if err != nil {
		return "?"
	}
	return name
}

// Rows reads the rows of a sheet that have any content, in order. Values of blocks merged over several
// rows of one column are given to every row of the block, because that is what the writer of such a
// ledger means. Returned faults, on "file": import.sheet_rows, import.sheet_columns, import.cell_long,
// import.file_broken.
func (w *Workbook) Rows(sheet string) (rows []Row, err error) {
	defer func() { // as in OpenWorkbook: the parser is not ours
		if recover() != nil {
			rows, err = nil, refuse("import.file_broken")
		}
	}()
	raw, err := w.pass(sheet, true)
	if err != nil {
		return nil, err
	}
	shown, err := w.pass(sheet, false)
	if err != nil {
		return nil, err
	}
	for i := range raw {
		for j, c := range raw[i].Cells {
			text := c.Raw
			if i < len(shown) && j < len(shown[i].Cells) {
				text = seenText(c.Raw, shown[i].Cells[j].Raw)
			}
			raw[i].Cells[j].Text = clean(text)
		}
	}
	w.fillMerged(sheet, raw)
	return raw, nil
}

// pass streams a sheet once, either as stored or as shown.
func (w *Workbook) pass(sheet string, raw bool) ([]Row, error) {
	iter, err := w.file.Rows(sheet)
	if err != nil {
		return nil, refuse("import.file_broken")
	}
	var out []Row
	left := w.limits.Unzipped / 2 // one long string may stand in every cell and weigh nothing in the file
	for n := 1; iter.Next(); n++ {
		values, err := iter.Columns(excelize.Options{
			RawCellValue: raw, ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd",
			UnzipSizeLimit: w.limits.Unzipped, UnzipXMLSizeLimit: w.limits.Unzipped,
		})
		if err != nil {
			return nil, refuse("import.file_broken")
		}
		if len(values) == 0 {
			continue // thousands of formatted, empty rows are common and cost nothing
		}
		for _, v := range values {
			left -= int64(len(v))
		}
		if left < 0 {
			return nil, refuse("import.file_bomb")
		}
		row, err := w.row(sheet, n, values)
		if err != nil {
			return nil, err
		}
		if out = append(out, row); len(out) > w.limits.Rows {
			return nil, refuse("import.sheet_rows", "sheet", sheet, "max", w.limits.Rows)
		}
	}
	if iter.Error() != nil || iter.Close() != nil {
		return nil, refuse("import.file_broken")
	}
	return out, nil
}

func (w *Workbook) row(sheet string, n int, values []string) (Row, error) {
	if len(values) > w.limits.Columns {
		return Row{}, refuse("import.sheet_columns", "sheet", sheet, "row", n, "max", w.limits.Columns)
	}
	row := Row{Sheet: sheet, Number: n, Cells: make([]Cell, len(values))}
	for i, v := range values {
		if len(v) > 4*w.limits.Chars {
			return Row{}, refuse("import.cell_long", "sheet", sheet, "cell", Ref(i+1, n), "max", w.limits.Chars)
		}
		row.Cells[i].Raw = v
	}
	return row, nil
}

// seenText chooses what a person would say stands in the cell. A long number that Excel shows in
// scientific notation (a badge number, a document number) keeps its digits.
func seenText(raw, shown string) string {
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw
	}
	if shown == "" || strings.ContainsAny(shown, "eE") && !strings.ContainsAny(raw, "eE") {
		return raw
	}
	if _, err := strconv.ParseFloat(shown, 64); err == nil && !strings.HasPrefix(shown, "0") {
		return strconv.FormatFloat(number, 'f', -1, 64) // no rounding to the shown places
	}
	return shown
}

// clean takes away what cannot be seen: outer space of every width, zero-width marks, carriage returns.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\r':
			return -1
		case '\u00a0':
			return ' '
		}
		if r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(strings.ToValidUTF8(s, "\ufffd"))
}

// fillMerged copies the value of a merged block down its single column.
func (w *Workbook) fillMerged(sheet string, rows []Row) {
	at := make(map[int]int, len(rows))
	for i, r := range rows {
		at[r.Number] = i
	}
	budget := 2 * w.limits.Rows // blocks of a hostile file may overlap; a ledger's do not
	for _, m := range w.merges[sheet] {
		first, ok := at[m.row]
		if m.col != m.lastCol || m.row == m.lastRow || !ok || m.col > w.limits.Columns {
			continue
		}
		value := rows[first].At(m.col)
		for i := first + 1; i < len(rows) && rows[i].Number <= m.lastRow && budget > 0; i++ {
			for len(rows[i].Cells) < m.col {
				rows[i].Cells = append(rows[i].Cells, Cell{})
			}
			rows[i].Cells[m.col-1] = value
			budget--
		}
	}
}
