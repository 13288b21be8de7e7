package passage

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestCountAsOfficesCount(t *testing.T) {
	for text, want := range map[string]int{
		"":                         0,
		"整改问题12项":                  6, // five characters and one number
		"清点 1,264 件。":              5,
		"“全部整改到位”":                 8,
		"2026-06-18 提交":            3,
		"执行 e-mail 和 24 小时值班":      9,
		"一、履行主体责任……":               10,
		"（1）":                      3,
		"　　两格起头\n第二段":              7,
		"duty report 2025 draft 2": 5,
	} {
		if got := Count(text); got != want {
			t.Errorf("Count(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestCleanWordPaste(t *testing.T) {
	word := `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15"><style>
<!-- p.MsoNormal {mso-style-parent:""; font-family:仿宋_GB2312;} --></style><!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head>
<body lang=ZH-CN><!--StartFragment--><p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span lang=EN-US style='font-size:16.0pt'><st1:chsdate Year="2025" Month="12" Day="31" w:st="on">2025年</st1:chsdate></span><span
style='font-size:16.0pt;font-family:仿宋_GB2312'>，全局共反馈
问题<span lang=EN-US>12</span>项<o:p></o:p></span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>压实责任。</p>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Wingdings'>Ø<span>&nbsp; </span></span><![endif]>强化监督。</p>
<table class=MsoTableGrid border=1><tr><td width=100><p class=MsoNormal>单位</p></td><td><p>数量</p><p>（件）</p></td></tr><tr><td>城东分局</td><td>12</td></tr></table>
<p>占比&lt;5%，A&amp;B<script>alert(1)</script><del>删去的字</del><ins>留下的字</ins><img src=x onerror=alert(2)></p><!--EndFragment--></body></html>`
	want := []string{"2025年，全局共反馈问题12项", "1.压实责任。", "强化监督。", "单位　数量（件）", "城东分局　12", "占比<5%，A&B留下的字"}
	if got := Clean(word); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestCleanPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"  一、责任 \r\n\r\n　　抓落实。\v第二行":            "一、责任\n抓落实。\n第二行",
		"•\t检查\n\uF06C 整改\n· 回访":                "检查\n整改\n回访",
		"1.\t谈话\n（一）  学习":                       "1.谈话\n（一）学习",
		"单位\t数量":                                "单位　数量",
		"第一段，占比<5%\n第二段 a<b":                    "第一段，占比<5%\n第二段 a＜b",
		"零\u200b宽\ufeff字":                       "零宽字",
		"<b>粗</b>体\n下一段":                        "粗体\n下一段",
		"&lt;script&gt;x":                       "&lt;script&gt;x",
		"<p>&lt;script&gt;x</p>":                "＜script>x",
		"<p title=\"a>b\" onclick='x()'>文</p>":  "文",
		"<p>半个<img src=x onerror=alert(1)":      "半个",
		"<style>p{}":                            "",
		"<p>a</p><p>b</p>":                      "a\nb",
		"<p>two\nwords</p>":                     "two words",
		"<ul><li>甲</li><li>乙</li></ul>":         "甲\n乙",
		"<svg><script>1</script></svg><p>文</p>": "文",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

// unsafe says what of a cleaned text a browser could take for more than text.
func unsafe(s string) string {
	rs := []rune(s)
	for i, r := range rs {
		if r == '<' && i+1 < len(rs) && (unicode.IsLetter(rs[i+1]) || strings.ContainsRune("/!?", rs[i+1]) && i+2 < len(rs) && (unicode.IsLetter(rs[i+2]) || strings.ContainsRune("-[", rs[i+2]))) {
			return "tag at " + string(rs[i:min(i+8, len(rs))])
		}
		if r != '\n' && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)) {
			return "control character"
		}
	}
	return ""
}

var pieces = []string{"<p>", "</p>", "<b", ">", "<", "</", "<!--", "-->", "<![if !supportLists]>", "<script>", "</script>", "alert(1)", "onerror=", `"`, "'", "&lt;", "&gt;", "&amp;", "&#60;", "&#x3c;",
	"<td>", "</td>", "<tr>", "<table>", "<style>", "</style>", "<o:p>", "<svg/onload=", "\n", "\t", "\x00", "\u202e", " ", "　", "整改", "12", "1.", "•", "<?xml ", "<img src=x ", "javascript:", "<sc<script>ript>"}

func TestHostileNeverSurvives(t *testing.T) {
	if unsafe("a<b") == "" || unsafe("x</p") == "" || unsafe("\u202e") == "" || unsafe("占比<5%") != "" {
		t.Fatal("the check sees no planted tag")
	}
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "pieces"), "")
		holds(t.Fatalf, in)
	})
}

func holds(fail func(string, ...any), in string) {
	out := Clean(in)
	if bad := unsafe(out); bad != "" {
		fail("%q → %q: %s", in, out, bad)
	}
	if again := Clean(out); again != out {
		fail("%q → %q → %q: not the same again", in, out, again)
	}
}

func FuzzClean(f *testing.F) {
	for _, p := range pieces {
		f.Add(p + "文" + p)
	}
	f.Fuzz(func(t *testing.T, in string) { holds(t.Fatalf, in) })
}

func FuzzShared(f *testing.F) {
	f.Add("全年主持分局党委会专题研究从严管党治警九次", "去年全年主持分局党委会专题研究从严管党治警七次", "从严管党治警")
	f.Fuzz(func(t *testing.T, a, b, issued string) { sound(t.Fatalf, a, b, issued) })
}

// sound checks what Shared promises against the plain definition.
func sound(fail func(string, ...any), a, b string, issued ...string) {
	runs := Shared(a, b, issued...)
	ra, rb := []rune(a), []rune(b)
	end := 0
	for _, r := range runs {
		if r.A.Start < end || r.A.End > len(ra) || r.A.Start >= r.A.End || r.B.Start < 0 || r.B.End > len(rb) {
			fail("run out of place: %+v", r)
			return
		}
		end = r.A.End
		if x, y := reduce(string(ra[r.A.Start:r.A.End])).text, reduce(string(rb[r.B.Start:r.B.End])).text; x != y {
			fail("%q is not %q", x, y)
		}
	}
	if s := Share(a, runs); s < 0 || s > 100 {
		fail("share %d", s)
	}
	if len(issued) == 0 {
		if got, want := lettersIn(a, runs), plainly(a, b); got != want {
			fail("%d letters shared, by definition %d", got, want)
		}
	}
}

func lettersIn(a string, runs []Run) (n int) {
	for _, r := range runs {
		n += len(reduce(string([]rune(a)[r.A.Start:r.A.End])).letters)
	}
	return n
}

// plainly counts the letters of a that lie in any stretch of Least letters that b has too.
func plainly(a, b string) (n int) {
	x, y := reduce(a), reduce(b)
	in := make([]bool, len(x.letters))
	for i := 0; i+Least <= len(x.letters); i++ {
		if strings.Contains(y.text, x.gram(i, Least)) {
			for k := range Least {
				in[i+k] = true
			}
		}
	}
	for _, v := range in {
		if v {
			n++
		}
	}
	return n
}

func TestSharedByDefinition(t *testing.T) {
	words := rapid.SampledFrom([]string{"整改到位，", "甲", "乙丙", "从严管党治警", "\n", "12", "。", "全年主持党委会专题研究", "压实主体责任", " "})
	rapid.Check(t, func(t *rapid.T) {
		a := strings.Join(rapid.SliceOf(words).Draw(t, "a"), "")
		b := strings.Join(rapid.SliceOf(words).Draw(t, "b"), "")
		sound(t.Fatalf, a, b)
		sound(t.Fatalf, a, b, "压实主体责任和从严管党治警")
	})
}

func TestSharedFindsPassages(t *testing.T) {
	last := "一、履行主体责任情况\n全年主持分局党委会专题研究从严管党治警7次，逐一开展责任谈话，将廉政风险分解到岗位。\n牵头修订财务报销、涉案财物管理两项制度。"
	now := "一、履行主体责任情况\n今年走遍十四个所队。将廉政风险分解到岗位， 牵头修订财务报销、涉案财物管理三项制度。"
	runs := Shared(now, last, "一、履行主体责任情况")
	if len(runs) != 1 {
		t.Fatalf("%d runs: %+v", len(runs), runs)
	}
	if got := string([]rune(now)[runs[0].A.Start:runs[0].A.End]); got != "将廉政风险分解到岗位， 牵头修订财务报销、涉案财物管理" {
		t.Errorf("shared %q", got)
	}
	if s := Share(now, runs); s < 48 || s > 56 {
		t.Errorf("share %d", s)
	}
	if len(Shared(now, last)) != 1 || Shared("一、履行主体责任情况和班子建设情况", "一、履行主体责任情况和班子建设情况", "履行主体责任情况和班子建设情况") != nil {
		t.Error("the words of the outline are counted as shared")
	}
	if same := Shared(last, last); Share(last, same) != 100 {
		t.Errorf("the same text shares %d%%", Share(last, same))
	}
}

func BenchmarkShared(b *testing.B) {
	for _, c := range []struct{ name, a, b string }{
		{"year", strings.Repeat("全年主持分局党委会专题研究从严管党治警，甲乙丙丁戊己庚辛。", 100), strings.Repeat("牵头修订财务报销涉案财物管理三项制度并印发执行。", 130)},
		{"same letter", strings.Repeat("改", 30000), strings.Repeat("改", 30000)},
		{"periods", strings.Repeat("改甲乙丙丁戊己庚辛壬癸子丑寅", 2000), strings.Repeat("改甲乙丙丁戊己庚辛壬癸子丑寅", 1000) + strings.Repeat("甲乙丙丁戊己庚辛壬癸子丑寅卯", 1000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Shared(c.a, c.b)
			}
		})
	}
}
