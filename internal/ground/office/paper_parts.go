package office

// The parts of a .docx beside its text. Sizes are half-points: 2号 = 44, 3号 = 32, 4号 = 28, 小四 = 24.
// eastAsia names the Chinese face and firstLineChars the two characters of indent: the two attributes
// without which Word falls back to its own.

const contentTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const relBase = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const packageRels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relBase + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const documentRels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relBase + `styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + relBase + `settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="` + relBase + `footer" Target="footer1.xml"/><Relationship Id="rId4" Type="` + relBase + `footer" Target="footer2.xml"/></Relationships>`

// Odd and even pages differ: page numbers stand at the outer side (GB/T 9704-2012 7.5).
const paperSettings = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:settings xmlns:w="` + wordSpace + `"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/></w:settings>`

func pageFooter(side string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr xmlns:w="` + wordSpace + `"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="` + side + `"/></w:pPr>` +
		`<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

const (
	fangSong = "仿宋_GB2312"
	kai      = "楷体_GB2312"
	hei      = "黑体"
	song     = "方正小标宋简体"
	latin    = "Times New Roman"
)

func style(id, name, para, run string) string {
	return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` + para + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`
}

func face(east string) string {
	return `<w:rFonts w:ascii="` + latin + `" w:hAnsi="` + latin + `" w:eastAsia="` + east + `"/>`
}

func size(half string) string { return `<w:sz w:val="` + half + `"/><w:szCs w:val="` + half + `"/>` }

const (
	flush    = `<w:ind w:firstLine="0" w:firstLineChars="0"/>`
	centred  = flush + `<w:jc w:val="center"/>`
	outlined = `<w:keepNext/>`
)

var paperStyles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="` + wordSpace + `">` +
	`<w:docDefaults><w:rPrDefault><w:rPr>` + face(fangSong) + size("32") + `<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:line="` + n(linePitch) + `" w:lineRule="exact"/>` +
	`<w:ind w:firstLine="640" w:firstLineChars="200"/><w:jc w:val="both"/></w:pPr></w:style>` +
	style("Agency", "Agency", `<w:spacing w:before="600" w:after="400" w:line="800" w:lineRule="exact"/>`+centred, face(song)+`<w:color w:val="C00000"/>`+size("64")) +
	style("Number", "Number", `<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="6" w:color="C00000"/></w:pBdr><w:spacing w:after="480"/>`+centred, ``) +
	style("Title", "Title", `<w:spacing w:before="240" w:after="480" w:line="700" w:lineRule="exact"/>`+centred, face(song)+size("44")) +
	style("To", "To", flush, ``) +
	style("Heading1", "heading 1", outlined+`<w:outlineLvl w:val="0"/>`, face(hei)) +
	style("Heading2", "heading 2", outlined+`<w:outlineLvl w:val="1"/>`, face(kai)) +
	style("Heading3", "heading 3", outlined+`<w:outlineLvl w:val="2"/>`, ``) +
	style("Heading4", "heading 4", outlined+`<w:outlineLvl w:val="3"/>`, ``) +
	style("Sign", "Sign", `<w:ind w:right="1280" w:rightChars="400" w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="right"/>`, ``) +
	style("Note", "Note", `<w:spacing w:line="400" w:lineRule="exact"/>`+flush, size("24")) +
	style("After", "After", `<w:spacing w:line="240" w:lineRule="exact"/>`+flush, size("12")) +
	style("Cell", "Cell", `<w:spacing w:line="400" w:lineRule="atLeast"/>`+flush+`<w:jc w:val="left"/>`, size("24")) +
	style("CellHead", "Cell head", `<w:spacing w:line="400" w:lineRule="atLeast"/>`+centred, face(hei)+size("24")) +
	style("Footer", "footer", flush, face("宋体")+size("28")) +
	`<w:style w:type="table" w:styleId="Form"><w:name w:val="Form"/><w:tblPr><w:tblBorders>` + borders() + `</w:tblBorders></w:tblPr></w:style></w:styles>`

func borders() (s string) {
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		s += `<w:` + side + ` w:val="single" w:sz="6" w:space="0" w:color="000000"/>`
	}
	return s
}
