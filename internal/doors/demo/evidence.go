package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"strings"

	"plumbline/internal/ground/office"
)

// Bytes makes the file. The same name and seed give the same bytes, and no two seeds the same ones:
// evidence that was used twice is a sign of sham rectification, and the demo's is not.
func (f File) Bytes() []byte {
	switch f.Name[strings.LastIndexByte(f.Name, '.')+1:] {
	case "png":
		return f.picture()
	case "pdf":
		return f.page()
	case "xlsx":
		return f.workbook()
	case "csv":
		return f.records()
	}
	return []byte(fmt.Sprintf("%s\n\n事由：%s\n编号：%s\n\n一、按措施要求逐项办理。\n二、办理结果由经办人和分管领导核对。\n三、原件存档备查。\n", strings.TrimSuffix(f.Name, ".txt"), f.About, f.Seed))
}

// picture is a small drawing of shelves with labels: nobody's room.
func (f File) picture() []byte {
	d := drawFor("picture " + f.Seed)
	img := image.NewPaletted(image.Rect(0, 0, 320, 240), color.Palette{
		color.RGBA{R: 0xe8, G: 0xe6, B: 0xdf, A: 0xff}, color.RGBA{R: 0x6b, G: 0x5b, B: 0x4a, A: 0xff}, color.RGBA{R: 0x2f, G: 0x5d, B: 0x8a, A: 0xff},
		color.RGBA{R: 0xb0, G: 0x3a, B: 0x2e, A: 0xff}, color.RGBA{R: 0x3f, G: 0x7d, B: 0x4e, A: 0xff}, color.RGBA{R: 0xf5, G: 0xf5, B: 0xf5, A: 0xff}})
	fill := func(x, y, w, h int, c uint8) {
		imagedraw.Draw(img, image.Rect(x, y, x+w, y+h), &image.Uniform{img.Palette[c]}, image.Point{}, imagedraw.Src)
	}
	for row := range 4 {
		y := 20 + row*54
		fill(8, y+40, 304, 6, 1)
		for x := 14; x < 290; {
			w := d.between(12, 34)
			h := d.between(18, 38)
			fill(x, y+40-h, w, h, uint8(d.between(2, 4)))
			fill(x+3, y+40-h/2, w-6, 6, 5)
			x += w + d.between(2, 12)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // a picture in memory always encodes
	}
	return b.Bytes()
}

// workbook is a list as a unit would hand it in.
func (f File) workbook() []byte {
	d := drawFor("workbook " + f.Seed)
	rows := make([][]any, d.between(8, 24))
	for i := range rows {
		rows[i] = []any{fmt.Sprintf("%s-%03d", f.Seed, i+1), f.About, pick(d, []string{"相符", "相符", "相符", "已补正"}), int64(d.between(1, 31))}
	}
	raw, err := sheet(strings.TrimSuffix(f.Name, ".xlsx"), rows)
	if err != nil {
		panic(err) // a workbook in memory always writes
	}
	return raw
}

func sheet(title string, rows [][]any) ([]byte, error) {
	book, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	page, err := book.Page(title, title, nil, []office.Head{{Title: "序号", Width: 18}, {Title: "事项", Width: 46}, {Title: "核对结果", Width: 14}, {Title: "数量", Width: 10}})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := page.Row(r...); err != nil {
			return nil, err
		}
	}
	if err := page.End(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = book.WriteTo(&b)
	return b.Bytes(), err
}

// records is an export of a system.
func (f File) records() []byte {
	d := drawFor("records " + f.Seed)
	var b strings.Builder
	b.WriteString("\ufeff流水号,时间,操作,结果\r\n")
	for i := range d.between(20, 60) {
		fmt.Fprintf(&b, "%s-%04d,%02d:%02d,%s,%s\r\n", f.Seed, i+1, d.IntN(24), d.IntN(60), pick(d, []string{"登记", "核对", "移交", "回访"}), pick(d, []string{"正常", "正常", "已提示"}))
	}
	return []byte(b.String())
}

// page is the smallest PDF that viewers open: one page, one line of text.
func (f File) page() []byte {
	text := "BT /F1 18 Tf 72 760 Td (LINJIANG DEMO - SCANNED COPY) Tj 0 -30 Td (" + f.Seed + ") Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}
