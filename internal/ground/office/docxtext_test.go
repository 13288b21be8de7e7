package office

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
)

// docx builds a package from its parts.
func docx(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

func body(inner string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordNS + `><w:body>` + inner + `</w:body></w:document>`
}

func p(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

func numbered(level, text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

const chineseList = `<w:numbering ` + wordNS + `><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

func TestDocxText(t *testing.T) {
	tests := []struct{ name, inner, want string }{
		{"paragraphs and runs", p("关于夏季整治的方案") + `<w:p><w:r><w:t>一、</w:t></w:r><w:r><w:t xml:space="preserve">总体 要求</w:t></w:r></w:p>`, "关于夏季整治的方案\n一、总体 要求"},
		{"breaks and tabs", `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>`, "甲\t乙\n丙"},
		{"deleted text", `<w:p><w:r><w:t>保留</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>新增</w:t></w:r></w:ins></w:p>`, "保留新增"},
		{"fallback is not read twice", `<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:t>框</w:t></mc:Choice><mc:Fallback><w:t>框</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "框"},
		{"table", `<w:tbl><w:tr><w:tc>` + p("单位") + `</w:tc><w:tc>` + p("时限") + `</w:tc></w:tr></w:tbl>`, "单位\n时限"},
		{"counted by Word", numbered("0", "总体要求") + numbered("0", "主要任务") + numbered("1", "摸清底数") + numbered("2", "逐户走访") + numbered("2", "建立台账") + numbered("1", "落实责任") + numbered("2", "签责任书") + numbered("0", "工作要求"),
			"一、总体要求\n二、主要任务\n（一）摸清底数\n1.逐户走访\n2.建立台账\n（二）落实责任\n1.签责任书\n三、工作要求"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := DocxText(docx(t, map[string]string{"word/document.xml": body(tt.inner), "word/numbering.xml": chineseList}))
			if err != nil || got != tt.want {
				t.Fatalf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestDocxNumberedStyle(t *testing.T) {
	styles := `<w:styles ` + wordNS + `><w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`
	heading := `<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>总则</w:t></w:r></w:p>`
	got, err := DocxText(docx(t, map[string]string{"word/document.xml": body(heading + heading), "word/numbering.xml": chineseList, "word/styles.xml": styles}))
	if err != nil || got != "一、总则\n二、总则" {
		t.Fatalf("got %q, %v", got, err)
	}
}

func TestDocxRefuses(t *testing.T) {
	deep := strings.Repeat("<w:x>", docxDepth+5)
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, ErrNotDocx},
		{"plain text", []byte("一、总则"), ErrNotDocx},
		{"other package", docx(t, map[string]string{"xl/workbook.xml": "<x/>"}), ErrNotDocx},
		{"no elements", docx(t, map[string]string{"word/document.xml": "hello"}), ErrNotDocx},
		{"old doc", append([]byte{0xD0, 0xCF, 0x11, 0xE0}, make([]byte, 600)...), ErrOldDoc},
		{"nested without end", docx(t, map[string]string{"word/document.xml": body(deep)}), ErrDocxTooBig},
		{"bomb", docx(t, map[string]string{"word/document.xml": body(p(strings.Repeat("零", docxUnzipped/3+10)))}), ErrDocxTooBig},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := DocxText(tt.data); !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func FuzzDocxText(f *testing.F) {
	f.Add(docx(f, map[string]string{"word/document.xml": body(p("一、总则")), "word/numbering.xml": chineseList}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := DocxText(data)
		if err != nil && text != "" {
			t.Fatal("text beside an error")
		}
	})
}

// FuzzDocxBody lets the fuzzer write the main part itself, behind the wall of the zip format.
func FuzzDocxBody(f *testing.F) {
	f.Add(body(numbered("0", "总体要求")), chineseList)
	f.Fuzz(func(t *testing.T, main, rules string) {
		_, _ = DocxText(docx(t, map[string]string{"word/document.xml": main, "word/numbering.xml": rules}))
	})
}
