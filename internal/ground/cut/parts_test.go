package cut

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

// pieces is what a careless typist may put after one another: every marker and every trap.
var pieces = []string{
	"一、", "二、", "三、", "十一、", "（一）", "（二）", "(一)", "1.", "2．", "3、", "（1）", "(2)", "①", "②", "第一，", "第二是", "第一章　", "第一条 ",
	"首先，", "其次，", "最后，", "一是", "二是", "三是", "一要", "二要", "一看", "二看", "其一，", "1.1 ", "1.2.1 ", "# ", "## ", "- ", "**", "```",
	"\n", "\r\n", "\n\n", "　　", " ", "。", "；", "，", "：", "！", "“", "”", "《", "》", "（", "）", "\"", "附件：", "同志们：", "同志们，", "谢谢大家！",
	"提高认识", "第一时间", "2023年1.5倍", "周一、周二", "9月30日前", "要坚持党的领导", "关于整改的通知", "2026年6月18日", "微信扫一扫", "a", "1", "\u200b",
}

func TestEveryTextKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 80).Draw(t, "pieces"), "")
		d := Outline(text)
		checkDoc(rapidT{t}, d)
		d.Walk(func(n *Node) {
			for _, s := range d.Sentences(n) {
				if s.Start < n.Start || s.End > n.End || s.Empty() {
					t.Fatalf("sentence %v leaves node %d-%d", s, n.Start, n.End)
				}
			}
		})
	})
}

// A list at the top that begins anew after a paragraph: the words between belong to somebody.
func TestWordsBetweenTwoTopListsBelongSomewhere(t *testing.T) {
	for _, text := range []string{"首先，一、第二是\n首先，（一）一、（二）", "一是甲；二是乙。\n这些话也要有归属。\n（一）丙（二）丁"} {
		checkDoc(t, Outline(text))
	}
}

type rapidT struct{ *rapid.T }

func (rapidT) Helper() {}

// TestCheckDocCatches plants faults into a good outline: the check above must see each of them.
func TestCheckDocCatches(t *testing.T) {
	faults := map[string]func(*Doc){
		"overlap":      func(d *Doc) { d.Outline[0].own[0].End += 8; d.Outline[0].End += 8 },
		"wrong start":  func(d *Doc) { d.Outline[1].Start++ },
		"leaves":       func(d *Doc) { d.Outline[0].Children[0].End += 20 },
		"wrong level":  func(d *Doc) { d.Outline[0].Children[0].Level = 1 },
		"lost a piece": func(d *Doc) { d.Outline[0].own[0].End -= 3 },
	}
	for name, plant := range faults {
		t.Run(name, func(t *testing.T) {
			d := Outline("方案\n一、提高认识\n（一）加强学习。\n二、落实责任\n各单位要抓紧。")
			plant(d)
			var c counter
			checkDoc(&c, d)
			if c == 0 {
				t.Error("the planted fault was not seen")
			}
		})
	}
}

type counter int

func (c *counter) Helper()               {}
func (c *counter) Errorf(string, ...any) { *c++ }

func TestDecode(t *testing.T) {
	text := "一、提高认识\r\n二、“十五五”"
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	utf16 := []byte{0xFF, 0xFE}
	for _, r := range text {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	good := map[string][]byte{"utf-8": []byte(text), "bom": append([]byte("\xef\xbb\xbf"), text...), "gb18030": gb, "utf-16": utf16}
	for name, raw := range good {
		if got, err := Decode(raw); err != nil || got != text {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := Decode([]byte(text)[:len(text)-1]); err != nil || !strings.HasPrefix(got, "一、提高认识") {
		t.Errorf("cut file: %q, %v", got, err)
	}
	bad := map[string][]byte{"picture": []byte("\x89PNG\r\n\x1a\n\x00\x00"), "zip": []byte("PK\x03\x04\x14\x00\x00\x00"), "noise": {0xff, 0xff, 0xff, 0x01, 0x02, 0x03}}
	for name, raw := range bad {
		if got, err := Decode(raw); err == nil {
			t.Errorf("%s became %q", name, got)
		}
	}
	if _, err := Decode(make([]byte, MaxText+1)); !errors.Is(err, ErrTooBig) {
		t.Errorf("too big: %v", err)
	}
}

func TestNumber(t *testing.T) {
	good := map[string]int{"一": 1, "十": 10, "十二": 12, "二十": 20, "三十四": 34, "一百二十": 120, "一百零五": 105, "二〇二六": 2026, "２０２６": 2026, "7": 7, "三千二百": 3200, "两千": 2000, "一万二千": 12000}
	for s, want := range good {
		if got, ok := Number(s); !ok || got != want {
			t.Errorf("%s: %d, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "人", "百", "十二三", "一十x", "百十"} {
		if got, ok := Number(s); ok {
			t.Errorf("%s became %d", s, got)
		}
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		text string
		want []string // kind:text
	}{
		{"于9月30日前完成，年底前总结", []string{"day:9月30日前", "year:年底前"}},
		{"2026年6月底报送，每周五报送周报", []string{"month:2026年6月底", "rhythm:每周五"}},
		{"期满后 1 个月内完成，遇重大情况3个工作日内报告", []string{"term:1 个月内", "term:3个工作日内"}},
		{"二〇二六年六月十八日", []string{"day:二〇二六年六月十八日"}},
		{"发布于2026-06-18，每季度调度，每月5日前报", []string{"day:2026-06-18", "rhythm:每季度", "rhythm:每月5日前"}},
		{"8月底前提出", []string{"month:8月底前"}},
		{"9 月 30 日前", []string{"day:9 月 30 日前"}},
		{"13月45日不是日子，1.5倍也不是", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, d := range Dates(tt.text) {
			got = append(got, d.Kind+":"+d.Text)
			if string([]rune(tt.text)[d.Start:d.End]) != d.Text {
				t.Errorf("%s: span of %s is wrong", tt.text, d.Text)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"由督察办牵头，政治部、审计处配合，9月30日前完成对江南分局等6个单位的进驻，七个方面逐项有底稿、有结论，进驻期间每周五报送周报。",
			[]string{"lead:督察办", "assist:政治部、审计处", "due:9月30日前", "actor:江南分局", "count:6个", "standard:七个方面逐项有底稿、有结论", "report:每周五"}},
		{"法院、检察院要聚焦突出问题，深入开展专项整治。", []string{"lead:法院、检察院"}},
		{"各级党组织要从讲政治的高度抓落实。", []string{"lead:各级党组织"}},
		{"政法委要切实发挥牵头抓总作用", []string{"lead:政法委"}},
		{"各单位主要负责人要亲自抓，抽查比例不低于20%", []string{"lead:各单位主要负责人", "standard:抽查比例不低于20%", "count:不低于20%"}},
		{"要充分发挥政法委、法院、检察院、公安、司法等部门职能责任", []string{"actor:政法委、法院、检察院、公安、司法等部门"}},
	}
	for _, tt := range tests {
		var got []string
		for _, p := range Suggest(tt.text, nil) {
			got = append(got, p.Kind+":"+p.Text)
			if string([]rune(tt.text)[p.Start:p.End]) != p.Text {
				t.Errorf("span of %s is wrong", p.Text)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
	known := Suggest("请云岭县公安局和松口市公安局于月底前上报", []string{"云岭县公安局", "松口市公安局"})
	if len(known) == 0 || known[0].Text != "云岭县公安局和松口市公安局" {
		t.Errorf("known units: %v", known)
	}
}

func TestDemands(t *testing.T) {
	for _, s := range []string{"各单位要落实责任", "须在授权前完成承诺", "不得重复报送", "8月底前报送方案"} {
		if !Demands(s) {
			t.Errorf("%s demands something", s)
		}
	}
	for _, s := range []string{"这是重要的一年", "主要成绩有三个", "情况有了好转", "天气不错"} {
		if Demands(s) {
			t.Errorf("%s demands nothing", s)
		}
	}
}

func TestSentences(t *testing.T) {
	d := Outline("方案\n一、目标\n第一轮年内全部完成。做到“全覆盖。零遗漏”。\n（二）首批进驻。由督察办牵头，9月底前完成。每周五报周报。")
	var got []string
	d.Walk(func(n *Node) {
		for _, s := range d.Sentences(n) {
			got = append(got, n.Marker+d.Slice(s))
		}
	})
	want := []string{"一、第一轮年内全部完成。", "一、做到“全覆盖。零遗漏”。", "（二）由督察办牵头，9月底前完成。", "（二）每周五报周报。"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestBigrams(t *testing.T) {
	if got := Bigrams("整改台账，AB1。"); !slices.Equal(got, []string{"整改", "改台", "台账", "账", "ab", "b1", "1"}) {
		t.Errorf("got %q", got)
	}
	queries := map[string]string{"整改": `"整改"`, "改": `"改"*`, "整改 台账": `"整改" AND "台账"`, "Ａ整改": `"a整 整改"`, "！": "", `"x`: `"x"*`}
	for text, want := range queries {
		if got := Query(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestLinear guards against texts made to be slow: half a million characters of markers.
func TestLinear(t *testing.T) {
	for _, piece := range []string{"一、", "一是二是", "（一）", "“", "1.", "首先，", "\n1.\n", "一是a，一看b，", "# \n"} {
		checkDoc(t, Outline(strings.Repeat(piece, 60_000)))
	}
}

func FuzzOutline(f *testing.F) {
	f.Add("讲话\n同志们：\n一、提高认识\n一是学。二是干。\n谢谢大家！")
	f.Add("# 清单\n## 一、甲\n- **乙**\n```\n一、\n```")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		checkDoc(t, Outline(text))
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("一、"))
	f.Add([]byte{0xFF, 0xFE, 0x00})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s, err := Decode(raw); err == nil && !utf8.ValidString(s) {
			t.Fatal("decoded text is not UTF-8")
		}
	})
}

// TestLineBreaksDoNotMatter cuts texts once more after all their line breaks were lost: the tree is the same.
func TestLineBreaksDoNotMatter(t *testing.T) {
	for _, name := range []string{"oneline_speech", "glued", "halfwidth", "plan_full", "restarts", "traps", "wrapped"} {
		raw, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		want := markers(Outline(string(raw)))
		for how, sep := range map[string]string{"glued": "", "spaced": " "} {
			one := strings.Join(strings.FieldsFunc(string(raw), isBreak), sep)
			if got := markers(Outline(one)); got != want {
				t.Errorf("%s %s:\n got %s\nwant %s", name, how, got, want)
			}
		}
	}
}

func markers(d *Doc) string {
	var b strings.Builder
	d.Walk(func(n *Node) { b.WriteString(strconv.Itoa(n.Level) + n.Marker + " ") })
	return b.String()
}
