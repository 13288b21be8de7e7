package office

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// say is a small catalogue: what the tests need, and the key itself for everything else.
func say(lang, key string, args ...any) string {
	words := map[string][2]string{
		"t.sheet": {"单位", "Units"}, "t.name": {"单位名称", "Name"}, "t.kind": {"类型", "Kind"}, "t.kind.also": {"类别|机构类型", "type"},
		"t.from": {"成立日期", "Founded"}, "t.people": {"民警数", "Officers"}, "t.branch": {"分局", "Sub-bureau"}, "t.county": {"县局", "County bureau"},
		"import.list_comma": {"、", ", "}, "import.cell_choice": {"只能填：{choices}", "Must be one of: {choices}"},
	}
	w, ok := words[key]
	if !ok {
		return key
	}
	s := w[0]
	if lang == "en" {
		s = w[1]
	}
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return s
}

var unitSheet = Sheet{ID: "unit", Key: "t.sheet", Columns: []Column{
	{ID: "name", Key: "t.name", Required: true, Max: 20},
	{ID: "kind", Key: "t.kind", Kind: ChoiceCell, Choices: []Choice{{"branch", "t.branch"}, {"county", "t.county"}}},
	{ID: "from", Key: "t.from", Kind: DayCell},
	{ID: "people", Key: "t.people", Kind: WholeCell},
}}

// made writes a book with one sheet and returns its bytes.
func made(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	b, err := NewBook()
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Page("单位", "单位一览", []string{"条件：全部", "导出：2026-06-18"}, unitSheet.Heads("zh", say))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := p.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.End(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(t testing.TB, data []byte) *Workbook {
	t.Helper()
	w, err := OpenWorkbook(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func TestRoundTrip(t *testing.T) {
	data := made(t, []any{"城东分局", "分局", clock.Day("2019-04-01"), 312}, []any{"<云岭县> & \"局\"\n第二行", "县局", nil, nil},
		[]any{"00123", "branch", clock.Day("1999-12-31"), int64(0)})
	w := open(t, data)
	got, found, err := w.Table(unitSheet, say)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	var rows []string
	for _, r := range got.Records {
		rows = append(rows, fmt.Sprint(r.Row, "|", r.Get("name"), "|", r.Get("kind"), "|", r.Get("from"), "|", r.Get("people")))
	}
	want := []string{"6|城东分局|branch|2019-04-01|312", "7|<云岭县> & \"局\"\n第二行|county||", "8|00123|branch|1999-12-31|0"}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	if got.Header != 5 || len(got.Bad) != 1 { // "branch" is no word of the list in any language
		t.Errorf("header %d, bad %+v", got.Header, got.Bad)
	}
	if again := made(t, []any{"x"}); !bytes.Equal(again, made(t, []any{"x"})) {
		t.Error("the same rows did not give the same bytes")
	}
}

func TestFormulasStayText(t *testing.T) {
	attacks := []string{"=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", `=HYPERLINK("http://x","y")`, "=cmd|'/c calc'!A0"}
	var rows [][]any
	for _, a := range attacks {
		rows = append(rows, []any{a})
	}
	data := made(t, rows...)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for i := range attacks {
		ref := Ref(1, i+6)
		formula, _ := f.GetCellFormula("单位", ref)
		kind, _ := f.GetCellType("单位", ref)
		style, _ := f.GetCellStyle("单位", ref)
		st, _ := f.GetStyle(style)
		if formula != "" || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString) || st.NumFmt != 49 {
			t.Errorf("%q: formula %q, type %v, format %d; want text in every respect", attacks[i], formula, kind, st.NumFmt)
		}
	}
	// Negative control: the same check sees a formula where there is one.
	_ = f.SetCellFormula("单位", "A6", "1+1")
	if got, _ := f.GetCellFormula("单位", "A6"); got == "" {
		t.Error("the check cannot see a formula")
	}
	tab, _, err := open(t, data).Table(unitSheet, say)
	if err != nil || len(tab.Records) != len(attacks) || tab.Records[0].Get("name") != "=1+1" {
		t.Errorf("values did not come back: %v %v", tab, err)
	}
	if len(tab.Notes) == 0 || tab.Notes[0].Col != "A" || tab.Notes[0].Row != 6 {
		t.Errorf("formula-like text was not noted: %+v", tab.Notes)
	}
}

func TestBadCellsAreAllNamed(t *testing.T) {
	data := made(t, []any{"", "分局", "6月底", "多"}, []any{strings.Repeat("长", 21), "派出所", "2026.2.30", 3},
		[]any{"好", "分局", "2026年7月", "#REF!"}, []any{nil, nil, nil, nil}, []any{"松口", "类", "2026/7/1", "１２"})
	tab, _, err := open(t, data).Table(unitSheet, say)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range tab.Bad {
		got = append(got, fmt.Sprintf("%s!%s%d %s %s %s", b.Sheet, b.Col, b.Row, b.Title, b.Key, b.Suggest))
	}
	want := []string{
		"单位!A6 t.name import.cell_required ", "单位!C6 t.from import.day_month ", "单位!D6 t.people import.cell_whole ",
		"单位!A7 t.name import.cell_too_long ", "单位!B7 t.kind import.cell_choice ", "单位!C7 t.from import.day_impossible 2026-02-28",
		"单位!C8 t.from import.day_month 2026-07-31", "单位!D8 t.people import.cell_error ",
		"单位!B10 t.kind import.cell_choice ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if why := tab.Bad[4].Why("en", say); why != "Must be one of: Sub-bureau, County bureau" {
		t.Errorf("sentence: %s", why)
	}
	if r := tab.Records[len(tab.Records)-1]; r.Get("people") != "12" || r.Get("from") != "2026-07-01" {
		t.Errorf("full-width digits and slashes were not read: %v", r.values)
	}
}

func TestParseDay(t *testing.T) {
	for in, want := range map[string]string{
		"2026-07-10": "2026-07-10", "2026/7/1": "2026-07-01", "2026.7.10": "2026-07-10", "2026年7月10日": "2026-07-10",
		"２０２６．７．１０": "2026-07-10", "20260710": "2026-07-10", "2026-07-10 00:00:00": "2026-07-10", "": "",
		"2024-02-29": "2024-02-29", "2026-02-29": "import.day_impossible", "2026-13-01": "import.day_impossible",
		"6月底": "import.day_month", "2026年6月": "import.day_month", "尽快": "import.day_unknown", "7-10": "import.day_unknown",
	} {
		day, p := ParseDay(in)
		got := string(day)
		if p != nil {
			got = p.Key
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestForeignWorkbook(t *testing.T) {
	f := excelize.NewFile()
	_ = f.SetSheetName("Sheet1", "Units")
	set := func(ref string, v any) { _ = f.SetCellValue("Units", ref, v) }
	set("A1", "某局统计表")
	set("A3", "单位 名称")
	set("B3", "类别")
	set("C3", "成立日期\n(必填)")
	set("E3", "备注")
	set("A4", "甲")
	set("B4", "县局")
	set("C4", 46183)
	set("A6", "乙")
	if err := f.MergeCell("Units", "B4", "B6"); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	_ = f.Write(&buf)
	tab, found, err := open(t, buf.Bytes()).Table(unitSheet, say)
	if err != nil || !found || len(tab.Records) != 2 {
		t.Fatal(found, err, tab)
	}
	a, b := tab.Records[0], tab.Records[1]
	if a.Get("from") != "2026-06-10" || b.Get("kind") != "county" || b.Row != 6 || tab.Header != 3 {
		t.Errorf("%v %v row %d header %d", a.values, b.values, b.Row, tab.Header)
	}
	if len(tab.Ignored) != 1 || tab.Ignored[0] != "备注" {
		t.Errorf("ignored %v", tab.Ignored)
	}
}

func TestMissingHeader(t *testing.T) {
	f := excelize.NewFile()
	_ = f.SetSheetName("Sheet1", "单位")
	_ = f.SetCellValue("单位", "A1", "类型")
	_ = f.SetCellValue("单位", "B1", "民警数")
	var buf bytes.Buffer
	_ = f.Write(&buf)
	tab, _, err := open(t, buf.Bytes()).Table(unitSheet, say)
	if err != nil || len(tab.Bad) != 1 || tab.Bad[0].Key != "import.column_missing" {
		t.Fatalf("%+v %v", tab, err)
	}
	_ = f.SetCellValue("单位", "B1", "别的")
	buf.Reset()
	_ = f.Write(&buf)
	if tab, _, _ = open(t, buf.Bytes()).Table(unitSheet, say); tab.Bad[0].Key != "import.header_missing" {
		t.Fatalf("%+v", tab.Bad)
	}
}

func TestTemplate(t *testing.T) {
	b, err := Template("zh", say, "t.guide", "t.title", []Sheet{unitSheet})
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if _, err := b.WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := f.GetDataValidations("单位")
	if err != nil || len(rules) != 1 || rules[0].Formula1 != "'_lists'!$A$1:$A$2" || !strings.HasPrefix(rules[0].Sqref, "B2:B") {
		t.Errorf("drop list: %+v %v", rules, err)
	}
	if visible, _ := f.GetSheetVisible("_lists"); visible {
		t.Error("the list sheet is visible")
	}
	tab, found, err := open(t, buf.Bytes()).Table(unitSheet, say)
	if err != nil || !found || len(tab.Bad) != 0 || len(tab.Records) != 0 {
		t.Errorf("the empty template does not read as empty: %+v %v", tab, err)
	}
	zr, _ := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	for _, part := range zr.File {
		r, _ := part.Open()
		if err := wellFormed(r); err != nil {
			t.Errorf("%s: %v", part.Name, err)
		}
	}
}

func wellFormed(r io.Reader) error {
	for d := xml.NewDecoder(r); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// packed zips parts by name.
func packed(parts map[string]string) []byte {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, body := range parts {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, body)
	}
	_ = z.Close()
	return buf.Bytes()
}

func TestHostileFiles(t *testing.T) {
	small := Limits{Bytes: 1 << 20, Unzipped: 8 << 20, Tags: 20_000, Rows: 100, Columns: 30, Chars: 1000}
	ole := append(bytes.Clone(oleHead), make([]byte, 600)...)
	bomb := strings.Repeat("\x00", 30<<20)
	book := `<workbook><sheets><sheet name="单位" sheetId="1"/></sheets></workbook>`
	locked := excelize.NewFile()
	var lockedBytes bytes.Buffer
	if err := locked.Write(&lockedBytes, excelize.Options{Password: "x"}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"nothing":             {nil, "import.file_empty"},
		"too large":           {make([]byte, 2<<20), "import.file_large"},
		"old xls":             {ole, "import.file_old"},
		"password":            {lockedBytes.Bytes(), "import.file_locked"},
		"csv":                 {[]byte("单位,类型\n甲,分局\n"), "import.file_csv"},
		"picture":             {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "import.file_not_xlsx"},
		"half a zip":          {[]byte("PK\x03\x04 and then nothing"), "import.file_broken"},
		"another zip":         {packed(map[string]string{"a.txt": "x"}), "import.file_not_xlsx"},
		"docx":                {packed(map[string]string{"word/document.xml": "<x/>"}), "import.file_not_xlsx"},
		"macro":               {packed(map[string]string{"xl/workbook.xml": book, "xl/vbaProject.bin": "x"}), "import.file_macro"},
		"zip bomb":            {packed(map[string]string{"xl/workbook.xml": book, "xl/media/a.bin": bomb}), "import.file_bomb"},
		"shared-string bomb":  {packed(map[string]string{"xl/workbook.xml": book, "xl/sharedStrings.xml": strings.Repeat("<si><t/></si>", 30_000)}), "import.file_bomb"},
		"number format bomb":  {packed(map[string]string{"xl/workbook.xml": book, "xl/styles.xml": `<numFmt formatCode="` + strings.Repeat("0", 9000) + `"/>`}), "import.file_bomb"},
		"workbook that is no": {packed(map[string]string{"xl/workbook.xml": "no xml"}), "import.file_broken"},
	} {
		_, err := OpenWorkbook(c.data, small)
		f, ok := fault.As(err)
		if !ok || f.Fields[0].Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

func TestSheetLimits(t *testing.T) {
	small := Limits{Rows: 5, Columns: 4, Chars: 10}
	for name, c := range map[string]struct {
		rows [][]any
		key  string
	}{
		"rows":    {[][]any{{"1"}, {"2"}, {"3"}, {"4"}}, "import.sheet_rows"},
		"columns": {[][]any{{"1", "2", "3", "4", "5"}}, "import.sheet_columns"},
		"long":    {[][]any{{strings.Repeat("长", 41)}}, "import.cell_long"},
		"fine":    {[][]any{{"1"}}, ""},
	} {
		w, err := OpenWorkbook(made(t, c.rows...), small)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = w.Table(unitSheet, say)
		f, ok := fault.As(err)
		if ok != (c.key != "") || ok && f.Fields[0].Key != c.key {
			t.Errorf("%s: %v, want %q", name, err, c.key)
		}
	}
}

// A bomb must be refused before it is held: what the process takes for it stays small.
func TestBombCostsLittle(t *testing.T) {
	data := packed(map[string]string{"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": strings.Repeat("<si><t/></si>", 4_000_000)})
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := OpenWorkbook(data, Limits{}); err == nil {
		t.Fatal("the bomb was accepted")
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("refusing took %d KiB of allocations", used>>10)
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add(made(f, []any{"甲", "分局", "2026-01-01", 1}))
	f.Add(made(f, []any{"=1", "x", 46000, "#N/A"}))
	f.Add([]byte("PK\x03\x04"))
	f.Add(oleHead)
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := OpenWorkbook(data, Limits{Unzipped: 4 << 20, Rows: 200, Columns: 40, Tags: 20_000})
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		defer func() { _ = w.Close() }()
		for _, name := range w.Sheets() {
			tab, err := w.TableOn(name, unitSheet, say)
			if err != nil {
				continue
			}
			for _, b := range tab.Bad {
				if b.Key == "" || b.Sheet != name {
					t.Fatalf("a complaint without place or reason: %+v", b)
				}
			}
		}
	})
}
