package office

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func samplePaper() *Paper {
	p := NewPaper("关于述责述廉会议的通知")
	p.Agency("临江市公安局督察办公室")
	p.Number("临公督〔2026〕7号")
	p.To("各分局、各支队：")
	p.Text("现将有关事项通知如下。")
	p.Heading(1, "时间安排")
	p.Heading(2, "报告撰写")
	p.Heading(2, "分级审核")
	p.Heading(3, "部门审核")
	p.Heading(3, "2. 自带编号")
	p.Heading(1, "工作要求")
	p.Heading(2, "从头编号")
	p.Fields([][2]string{{"时间", "2026-06-23"}, {"地点", "三楼会议室"}})
	p.Table([]string{"序", "单位", "报告人"}, [][]string{{"1", "城东分局"}, {"2", "交警支队", "甲"}})
	p.Note("附：名册")
	p.Sign("督察办公室", "2026-06-08")
	return p
}

func written(t testing.TB, p *Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func partOf(t testing.TB, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPaperReadsBack(t *testing.T) {
	got, err := DocxText(written(t, samplePaper()))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"临江市公安局督察办公室", "临公督〔2026〕7号", "关于述责述廉会议的通知", "各分局、各支队：", "现将有关事项通知如下。", "一、时间安排", "（一）报告撰写",
		"（二）分级审核", "1.部门审核", "2. 自带编号", "二、工作要求", "（一）从头编号", "时间", "2026-06-23", "地点", "三楼会议室", "序", "单位", "报告人", "1", "城东分局", "2", "交警支队", "甲",
		"附：名册", "督察办公室", "2026年6月8日"}
	if lines := nonEmpty(got); !slicesEqual(lines, want) {
		t.Errorf("got\n%s", strings.Join(lines, "\n"))
	}
}

func nonEmpty(s string) (out []string) {
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func slicesEqual(a, b []string) bool { return strings.Join(a, "\x00") == strings.Join(b, "\x00") }

// The page is that of GB/T 9704-2012 5.2, in twips: 37 mm and 28 mm of margin, 156 × 225 mm of type.
func TestPaperMeasure(t *testing.T) {
	doc := partOf(t, written(t, samplePaper()), "word/document.xml")
	mm := func(twips int) float64 { return float64(twips) / 56.6929 }
	var page struct {
		Sect struct {
			Size struct {
				W int `xml:"w,attr"`
				H int `xml:"h,attr"`
			} `xml:"pgSz"`
			Margin struct {
				Top    int `xml:"top,attr"`
				Right  int `xml:"right,attr"`
				Bottom int `xml:"bottom,attr"`
				Left   int `xml:"left,attr"`
			} `xml:"pgMar"`
			Grid struct {
				Pitch int `xml:"linePitch,attr"`
			} `xml:"docGrid"`
		} `xml:"body>sectPr"`
	}
	if err := xml.Unmarshal([]byte(doc), &page); err != nil {
		t.Fatal(err)
	}
	s := page.Sect
	for _, m := range []struct {
		name      string
		got, want float64
	}{
		{"width", mm(s.Size.W), 210}, {"height", mm(s.Size.H), 297}, {"top", mm(s.Margin.Top), 37}, {"left", mm(s.Margin.Left), 28},
		{"type width", mm(s.Size.W - s.Margin.Left - s.Margin.Right), 156}, {"type height", mm(s.Size.H - s.Margin.Top - s.Margin.Bottom), 225},
		{"22 lines", mm(s.Grid.Pitch * 22), 225},
	} {
		if m.got < m.want-1 || m.got > m.want+1 {
			t.Errorf("%s: %.1f mm, want %.0f ± 1", m.name, m.got, m.want)
		}
	}
}

func TestPaperLevels(t *testing.T) {
	styles := partOf(t, written(t, samplePaper()), "word/styles.xml")
	for level, east := range map[int]string{1: "黑体", 2: "楷体_GB2312"} {
		_, rest, found := strings.Cut(styles, `<w:name w:val="heading `+strconv.Itoa(level)+`"/>`)
		one, _, _ := strings.Cut(rest, "</w:style>")
		if !found || !strings.Contains(one, east) || !strings.Contains(one, `w:outlineLvl w:val="`+strconv.Itoa(level-1)+`"`) {
			t.Errorf("heading %d: %q", level, one)
		}
	}
}

// Whatever stands in a text, every part stays well-formed, and text never becomes markup.
func TestPaperHoldsAnyText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text") + "</w:t><w:evil/>&\x00\ufffe"
		p := NewPaper(text)
		p.Agency(text)
		p.Heading(rapid.IntRange(-1, 9).Draw(rt, "level"), text)
		p.Text(text)
		p.Fields([][2]string{{text, text}})
		p.Table([]string{text, text}, [][]string{{text}, {text, text, text}})
		p.Sign(text, text)
		data := written(t, p)
		for _, name := range []string{"word/document.xml", "word/styles.xml", "docProps/core.xml"} {
			d := xml.NewDecoder(strings.NewReader(partOf(t, data, name)))
			for {
				tok, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					rt.Fatalf("%s: %v", name, err)
				}
				if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "evil" {
					rt.Fatal("text became markup")
				}
			}
		}
	})
}

func TestHeadingNumbers(t *testing.T) {
	for n, want := range map[int]string{1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 45: "四十五", 99: "九十九", 120: "120"} {
		if got := chinese(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestICS(t *testing.T) {
	var b bytes.Buffer
	err := WriteICS(&b, time.Date(2026, 6, 18, 1, 20, 0, 0, time.UTC), []Event{
		{UID: "a", Day: "2026-06-23", At: "09:00", Title: "集体点评; 第一场, 三楼", Place: "三楼", Note: "一\n二"},
		{UID: "b", Day: "2026-06-30", Until: "2026-07-02", Title: strings.Repeat("报告提交截止", 12)},
		{UID: "c", Title: "no day"},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := b.String()
	for _, want := range []string{"DTSTART:20260623T010000Z\r\n", `SUMMARY:集体点评\; 第一场\, 三楼`, `DESCRIPTION:一\n二`, "DTSTART;VALUE=DATE:20260630\r\n", "DTEND;VALUE=DATE:20260703\r\n"} {
		if !strings.Contains(s, want) {
			t.Errorf("lacks %q in\n%s", want, s)
		}
	}
	if strings.Contains(s, "no day") {
		t.Error("an event without a day")
	}
	for l := range strings.SplitSeq(s, "\r\n") {
		if len(l) > 75 {
			t.Errorf("line of %d octets: %s", len(l), l)
		}
	}
	if unfolded := strings.ReplaceAll(s, "\r\n ", ""); !strings.Contains(unfolded, strings.Repeat("报告提交截止", 12)) {
		t.Error("folding lost a character")
	}
}
