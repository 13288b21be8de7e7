package file

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

const script = `<script>alert(document.domain)</script>`

func hostileFiles(t *testing.T) (out []hostile) {
	add := func(what, name string, data []byte, want string) {
		out = append(out, hostile{what, name, data, want})
	}
	bombs(t, add)
	markup(add)
	documents(t, add)
	pdfs(t, add)
	pictures(t, add)
	programs(add)
	names(t, add)
	return out
}

type adder = func(what, name string, data []byte, want string)

func bombs(t *testing.T, add adder) {
	doc := []string{"word/document.xml", "<w:document/>"}
	add("200 MiB of zeros", "a.docx", zeros(t, 200<<20, 1), "file.bomb")
	add("20 parts of 20 MiB of zeros", "a.docx", zeros(t, 20<<20, 20), "file.bomb")
	add("a directory that lies about a size", "a.docx", lying(t), "file.damaged")
	add("one part named 400 times", "a.docx", overlapping(t, 400), "file.bomb")
	var many []string
	for i := range 1200 {
		many = append(many, fmt.Sprintf("word/media/%d.xml", i), "<a/>")
	}
	add("1200 parts", "a.docx", office(t, append(many, doc...)...), "file.bomb")
	inner := office(t, "a.txt", "x")
	add("an archive inside", "a.docx", office(t, append(doc, "word/embeddings/a.zip", string(inner))...), "file.nested")
	add("an archive inside with a picture's name", "a.docx", office(t, append(doc, "word/media/image1.png", string(inner))...), "file.nested")
	one := office(t, "word/document.xml", "<w:document/>")
	two := office(t, append(doc, "word/embeddings/one.docx", string(one))...)
	add("a document in a document", "a.docx", two, "")
	add("a document in a document in a document", "a.docx", office(t, append(doc, "word/embeddings/two.docx", string(two))...), "file.nested")
	add("a bomb in a document in a document", "a.docx", office(t, append(doc, "word/embeddings/b.docx", string(zeros(t, 150<<20, 1)))...), "file.bomb")
	// A quine holds itself: whatever looks into it without counting never ends. Its first step is enough here.
	quine := office(t, append(doc, "word/embeddings/r.zip", string(two))...)
	add("a document that holds an archive of itself", "a.docx", office(t, append(doc, "word/embeddings/r.docx", string(quine))...), "file.nested")
	add("a workbook of zeros", "a.xlsx", bytes.Replace(zeros(t, 150<<20, 1), []byte("word/document.xml"), []byte("xl/workbook.xml\x00\x00"), -1), "file.bomb")
	add("an OFD of zeros", "a.ofd", append(zeros(t, 150<<20, 1), 0), "file.bomb")
}

func markup(add adder) {
	pages := map[string]string{
		"html": "<!doctype html><html><body>" + script, "xhtml": `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">` + script + `</html>`,
		"svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">` + script + `</svg>`,
		"mht": "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n" + script,
		"xml": `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`,
		"js":  "alert(1)//", "hta": "<hta:application/>" + script, "htc": script, "css": "body{background:url(//x)}", "swf": "CWS\x09" + script,
		"xsl": `<?xml version="1.0"?><xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>`, "url": "[InternetShortcut]\r\nURL=file://evil/a",
	}
	for ext, page := range pages {
		add(ext, "a."+ext, []byte(page), "file.kind_refused")
	}
	for _, ext := range []string{"html", "xhtml", "svg"} {
		for _, as := range []string{"pdf", "png", "jpg", "gif", "docx", "mp4", "webp"} {
			add(ext+" as "+as, "a."+as, []byte(pages[ext]+strings.Repeat(" ", 3000)), "file.content_differs")
		}
	}
	add("a page as text", "a.txt", []byte(pages["html"]), "file.content_differs")
	add("a page after 4 kB of text", "a.txt", []byte(strings.Repeat("整改 ", 1000)+pages["html"]), "") // text, and handed out as text
	add("a mail archive as text", "a.txt", []byte(pages["mht"]), "")
	add("a script as text", "a.txt", []byte("alert(1)//整改"), "")
	add("an svg as csv", "a.csv", []byte(pages["svg"]), "file.content_differs")
	add("formulas as csv", "a.csv", []byte("=cmd|' /C calc'!A0,+1\n-2,@SUM(1)\n"), "") // kept as it came: it is evidence
}

func documents(t *testing.T, add adder) {
	with := func(parts ...string) []byte {
		return office(t, append(parts, "word/document.xml", "<w:document/>")...)
	}
	sheet := func(parts ...string) []byte { return office(t, append(parts, "xl/workbook.xml", "<workbook/>")...) }
	for what, kind := range map[string]string{"template": "attachedTemplate", "object": "oleObject", "frame": "frame", "picture": "image", "part": "subDocument"} {
		for where, target := range map[string]string{"by http": "http://198.51.100.1/x.dotm", "by a share": `\\198.51.100.1\x\y.dotm`, "by a file address": "file://198.51.100.1/x", "by mhtml": "mhtml:http://198.51.100.1/x!x"} {
			add("a remote "+what+" "+where, "a.docx", with("word/_rels/document.xml.rels", rel(kind, target)), "file.external")
		}
	}
	add("a workbook linked to another machine", "a.xlsx", sheet("xl/externalLinks/_rels/externalLink1.xml.rels", rel("externalLinkPath", `\\198.51.100.1\c$\x.xlsx`)), "file.external")
	add("relations that only others can read", "a.docx", with("word/_rels/document.xml.rels", `<Relationships><Relationship TargetMode="External"`), "file.external")
	xxe := `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>`
	laughs := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>`
	add("an outer entity", "a.docx", with("word/styles.xml", xxe), "file.entities")
	add("an outer entity in UTF-16", "a.docx", with("word/styles.xml", wide(xxe)), "file.entities")
	add("an outer entity in a workbook", "a.xlsx", sheet("xl/sharedStrings.xml", xxe), "file.entities")
	add("a billion laughs", "a.xlsx", sheet("xl/sharedStrings.xml", laughs), "file.entities")
	add("an entity in the relations", "a.docx", with("_rels/.rels", laughs), "file.entities")
	for _, name := range []string{"word/vbaProject.bin", "word/VBAPROJECT.BIN", `word\vbaProject.bin`, "xl/vbaProjectSignature.bin", "xl/activeX/activeX1.bin", "xl/macrosheets/sheet1.xml"} {
		add("macros as "+name, "a.docx", with(name, "\xd0\xcf\x11\xe0"), "file.macros")
	}
	add("a packed file", "a.docx", with("word/embeddings/oleObject1.bin", "\xd0\xcf\x11\xe0"+wide("\x01Ole10Native")+"calc.exe"), "file.nested")
	add("a program inside", "a.docx", with("word/media/image1.png", "MZ\x90\x00\x03"), "file.nested")
	add("an ELF program inside", "a.docx", with("word/media/image1.png", "\x7fELF\x02"), "file.nested")
	add("a rar inside", "a.docx", with("word/media/image1.png", "Rar!\x1a\x07\x00"), "file.nested")
	for _, name := range []string{"../../etc/cron.d/x", "/../../x", `..\..\x`, "word/../../x", "C:/Windows/x", "x\x00.xml"} {
		add("a part named "+name, "a.docx", with(name, "x"), "file.damaged")
	}
	add("a part that is a link", "a.docx", linked(t, "/etc/passwd"), "file.damaged")
	add("an archive as a document", "a.docx", office(t, "a.txt", "x"), "file.damaged")
	add("a document cut off", "a.docx", with("a.xml", "x")[:60], "file.damaged")
	add("a workbook as a document", "a.docx", sheet(), "file.damaged")
	add("an old document", "a.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "file.kind_refused")
	add("an old document by a new name", "a.docx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 4000)...), "file.content_unknown")
	for _, ext := range []string{"docm", "xlsm", "pptm", "dotm", "xlsb", "xlam"} {
		add(ext, "a."+ext, with(), "file.kind_refused")
	}
}

func pdfs(t *testing.T, add adder) {
	pdf := func(inside string) []byte {
		return []byte("%PDF-1.7\n1 0 obj\n<<" + inside + ">>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF")
	}
	add("a PDF with JavaScript", "a.pdf", pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "file.pdf_acts")
	add("a PDF with JavaScript in disguise", "a.pdf", pdf("/OpenAction<</S/J#61vaScr#69pt/JS(1)>>"), "file.pdf_acts")
	add("a PDF that starts a program", "a.pdf", pdf("/OpenAction<</S/Launch/F(cmd.exe)>>"), "file.pdf_acts")
	add("a PDF with JavaScript in packed objects", "a.pdf", packedPDF(t, "5 0 <</S/JavaScript/JS(1)>>"), "file.pdf_acts")
	add("a PDF with a packed bomb", "a.pdf", packedPDF(t, strings.Repeat("0", 100<<20)), "")
	add("JavaScript after 9 MiB", "a.pdf", append(pdf(strings.Repeat("0", 9<<20)), "/JavaScript"...), "file.pdf_acts")
	add("JavaScript across two pieces", "a.pdf", append(append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("0"), 4<<20-14)...), "/JavaScript"...), "file.pdf_acts")
	add("a PDF that is also a page", "a.pdf", append(pdf(""), script...), "")
	add("a page that is also a PDF", "a.pdf", append([]byte("<!doctype html><html>"+script), pdf("")...), "file.content_unknown")
	add("a PDF that is also an archive", "a.pdf", append(pdf(""), office(t, "a.txt", "x")...), "")
}

func pictures(t *testing.T, add adder) {
	good := picture(t, 40, 30)
	for _, size := range [][2]uint32{{60_000, 60_000}, {1 << 31, 1}, {30_000, 30_000}} {
		add(fmt.Sprintf("a picture of %d by %d", size[0], size[1]), "a.png", bomb(size[0], size[1]), map[bool]string{true: "file.too_many_pixels", false: "file.damaged"}[size[0] < 1<<31])
	}
	add("no picture at all", "a.png", bomb(0, 0), "file.damaged")
	add("a picture with a script in a text chunk", "a.png", chunked(good, "tEXt", "Comment\x00"+script), "")
	add("a picture with a text chunk of 30 MiB", "a.png", chunked(good, "tEXt", strings.Repeat("x", 30<<20)), "")
	add("a picture with an archive behind it", "a.png", append(bytes.Clone(good), office(t, "a.txt", "x")...), "")
	add("a picture with a page behind it", "a.png", append(bytes.Clone(good), script...), "")
	add("a photograph with a script in its EXIF", "a.jpg", bytes.Replace(photo(t, 40, 30, 1), []byte("GPS-SECRET"), []byte("<script>1//"[:10]), 1), "")
	add("a photograph that is cut off", "a.jpg", photo(t, 40, 30, 1)[:200], "file.damaged")
	add("GIF and JavaScript", "a.gif", []byte("GIF89a/*\x01\x00\x80\x00\x00*/=1;alert(1)//"+strings.Repeat(" ", 50)), "file.damaged")
	add("GIF and nothing", "a.gif", []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00"), "file.damaged")
	many := append([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00"), bytes.Repeat([]byte(",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"), 200_000)...)
	add("a GIF of 200,000 pictures", "a.gif", append(many, ';'), "")
	add("WebP that lies about its size", "a.webp", []byte("RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff\x00\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f"+strings.Repeat("\x00", 60)), "file.damaged")
	box := binary.BigEndian.AppendUint32(nil, 0xffffffff)
	add("a film whose box never ends", "a.mp4", append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), append(box, "moov"...)...), "")
}

func programs(add adder) {
	exe := append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), make([]byte, 4000)...)
	for _, ext := range []string{"exe", "dll", "scr", "com", "bat", "cmd", "ps1", "vbs", "lnk", "msi", "jar", "sh", "iso", "zip", "rar", "7z", "tar", "gz", "php", "jsp", "asp"} {
		add(ext, "a."+ext, exe, "file.kind_refused")
	}
	for _, as := range []string{"pdf", "txt", "png", "docx", "mp4"} {
		add("a program as "+as, "a."+as, exe, "file.content_differs")
	}
	add("a program with two endings", "a.pdf.exe", exe, "file.kind_refused")
}

func names(t *testing.T, add adder) {
	pic := picture(t, 20, 20)
	for _, name := range []string{"../../../etc/passwd.png", `..\..\boot.png`, "/etc/shadow.png", `C:\x\y.png`, `\\host\share\y.png`, "con.png", "NUL.png", "COM1.png", "aux.tar.png",
		"a\x00b.png", "gnp.exe\u202e.png", "a\r\nSet-Cookie: x=1.png", `a"; filename="b.exe.png`, "  a.png", "...a.png", "-rf.png", "a<b>|c?*.png", "\ufeffa.png", "\xff\xfea.png", "~$a.png", "a;rm -rf ~;.png", "%2e%2e%2fa.png", "$(id).png"} {
		add("the name "+name, name, pic, "")
	}
	for _, name := range []string{"", ".", "..", "/", `\`, "\x00", "\u202e\u202d", "   ", "a/"} {
		add("no name: "+name, name, pic, "file.no_name")
	}
	for _, name := range []string{".png", "a.png.", "a.png...", "a.png ", "a.png\x00.exe", "a.png::$DATA", "a.png/../b.exe", "png", "a.p\u202eng"} {
		want := map[string]string{".png": "file.kind_refused", "a.png\x00.exe": "file.kind_refused", "a.png::$DATA": "file.kind_refused", "a.png/../b.exe": "file.kind_refused", "png": "file.kind_refused"}[name]
		add("an ending in disguise: "+name, name, pic, want)
	}
	add("a name of 5,000 letters", strings.Repeat("名", 5000)+".png", pic, "")
	add("a name of 255 bytes", strings.Repeat("n", 251)+".png", pic, "")
}

func wide(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}
