package office

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// Measures of GB/T 9704-2012 5.2 in twips (1 mm = 56.69): A4, top 37 mm, binding side 28 mm, type area
// 156 mm × 225 mm, which leaves 26 mm at the right and 35 mm at the foot; 22 lines in the type area.
const (
	pageWidth, pageHeight = 11906, 16838
	marginTop, marginLeft = 2098, 1588
	typeWidth, typeHeight = 8844, 12756
	marginRight           = pageWidth - marginLeft - typeWidth
	marginBottom          = pageHeight - marginTop - typeHeight
	linePitch             = typeHeight / 22
)

const wordSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

// Write writes the .docx. The same paper gives the same bytes. It returns the writer's error.
func (p *Paper) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/document.xml", p.document()},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", paperStyles},
		{"word/settings.xml", paperSettings},
		{"word/footer1.xml", pageFooter("right")},
		{"word/footer2.xml", pageFooter("left")},
		{"docProps/core.xml", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escaped(p.title) + `</dc:title></cp:coreProperties>`},
	} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

func (p *Paper) document() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="` + wordSpace + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	for _, h := range []struct{ style, text string }{{"Agency", p.agency}, {"Number", p.number}, {"Title", p.title}} {
		if h.text != "" {
			paragraph(&b, h.style, line(h.text))
		}
	}
	if p.to != "" {
		paragraph(&b, "To", line(p.to)+"：")
	}
	for _, x := range p.blocks {
		if x.table != nil {
			x.table.write(&b)
			continue
		}
		paragraph(&b, x.style, x.text)
	}
	b.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/><w:pgSz w:w="` + n(pageWidth) + `" w:h="` + n(pageHeight) +
		`"/><w:pgMar w:top="` + n(marginTop) + `" w:right="` + n(marginRight) + `" w:bottom="` + n(marginBottom) + `" w:left="` + n(marginLeft) +
		`" w:header="851" w:footer="1400" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="` + n(linePitch) + `"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

func paragraph(b *strings.Builder, style, text string) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	if text != "" {
		b.WriteString(`<w:r><w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r>`)
	}
	b.WriteString(`</w:p>`)
}

func (t *paperTable) write(b *strings.Builder) {
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="` + n(typeWidth) + `" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range t.width {
		b.WriteString(`<w:gridCol w:w="` + n(w) + `"/>`)
	}
	b.WriteString(`</w:tblGrid>`)
	if len(t.head) > 0 {
		t.row(b, t.head, true)
	}
	for _, r := range t.rows {
		t.row(b, r, false)
	}
	b.WriteString(`</w:tbl><w:p><w:pPr><w:pStyle w:val="After"/></w:pPr></w:p>`) // Word wants a paragraph behind a table
}

func (t *paperTable) row(b *strings.Builder, cells []string, head bool) {
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if head {
		b.WriteString(`<w:tblHeader/>`)
	}
	b.WriteString(`</w:trPr>`)
	for i, c := range cells {
		style := "Cell"
		if head || (len(t.head) == 0 && i == 0) {
			style = "CellHead"
		}
		b.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + n(t.width[i]) + `" w:type="dxa"/></w:tcPr>`)
		for l := range strings.Lines(c + "\n") {
			paragraph(b, style, line(l))
		}
		b.WriteString(`</w:tc>`)
	}
	b.WriteString(`</w:tr>`)
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

func n(i int) string { return strconv.Itoa(i) }
