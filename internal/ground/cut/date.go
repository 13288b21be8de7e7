package cut

import "regexp"

// Date is a phrase that names a day, a month, a term or a rhythm. Year, Month and Day are zero where the
// phrase does not say them. Kind is one of the Kind… constants.
type Date struct {
	Span
	Text             string
	Kind             string
	Year, Month, Day int
	Count            int    // for a term: how many units; for a rhythm: which weekday (1 Monday) or 0
	Unit             string // 日 工作日 周 月 年 小时
}

// Kinds of date phrases.
const (
	KindDay    = "day"    // 9月30日前, 2026年6月30日
	KindMonth  = "month"  // 2026年6月底, 8月底前, 下月 is not one
	KindYear   = "year"   // 年底前, 年内, 2026年底
	KindTerm   = "term"   // 3个工作日内, 期满后1个月内
	KindRhythm = "rhythm" // 每周五, 每月, 按季度
)

const (
	reNum = `(?:[0-9０-９]{1,4}|[零〇一二三四五六七八九十两]{1,4})`
	reSp  = `[ \x{3000}]?`
)

var datePatterns = []struct {
	kind string
	re   *regexp.Regexp
}{
	{KindRhythm, regexp.MustCompile(`每(?:个)?(周|星期|月|季度|季|年|半年|半月|日|天|旬|工作日)(?:([一二三四五六日天])|(\d{1,2})日前?|(?:末|底|初))?`)},
	{KindRhythm, regexp.MustCompile(`按(周|月|季度|季|年|日)(?:报送|报告|调度|通报|汇总)`)},
	{KindTerm, regexp.MustCompile(`(` + reNum + `)` + reSp + `(?:个)?` + reSp + `(工作日|自然日|日|天|小时|周|星期|月|年)(?:之内|以内|内)`)},
	{KindDay, regexp.MustCompile(`(?:((?:19|20)\d{2}|[一二][〇○零]\S{2})` + reSp + `年` + reSp + `)?(` + reNum + `)` + reSp + `月` + reSp + `(` + reNum + `)` + reSp + `[日号](?:` + reSp + `(?:之前|以前|前|起))?`)},
	{KindDay, regexp.MustCompile(`((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})`)},
	{KindMonth, regexp.MustCompile(`(?:((?:19|20)\d{2}|[一二][〇○零]\S{2}|今|明)` + reSp + `年` + reSp + `)?(` + reNum + `)` + reSp + `月(?:份)?(?:上旬|中旬|下旬|底|末|初)?(?:之前|以前|前)?`)},
	{KindYear, regexp.MustCompile(`(?:((?:19|20)\d{2})` + reSp + `|今|明|本)?年(?:底|末|内)(?:之前|以前|前)?`)},
	{KindMonth, regexp.MustCompile(`(?:本|当|下)月(?:底|末)(?:之前|以前|前)?`)},
}

// Dates returns the date phrases of a text in order, not overlapping.
func Dates(text string) []Date {
	idx := newRunes(text)
	var out []Date
	taken := make([]bool, len(text)+1)
	for _, pat := range datePatterns {
		for _, m := range pat.re.FindAllStringSubmatchIndex(text, -1) {
			if taken[m[0]] || taken[m[1]-1] {
				continue
			}
			d := Date{Span: Span{idx.of(m[0]), idx.of(m[1])}, Text: text[m[0]:m[1]], Kind: pat.kind}
			if !d.read(pat.kind, text, m) {
				continue
			}
			for i := m[0]; i < m[1]; i++ {
				taken[i] = true
			}
			out = append(out, d)
		}
	}
	sortSpans(out, func(d Date) int { return d.Start })
	return out
}

// read fills the numbers of the phrase and says whether they make a date.
func (d *Date) read(kind, text string, m []int) bool {
	group := func(k int) string {
		if 2*k+1 >= len(m) || m[2*k] < 0 {
			return ""
		}
		return text[m[2*k]:m[2*k+1]]
	}
	num := func(k int) int { v, _ := Number(group(k)); return v }
	switch kind {
	case KindRhythm:
		d.Unit = group(1)
		d.Count = weekday(group(2))
		return true
	case KindTerm:
		d.Count, d.Unit = num(1), group(2)
		return d.Count > 0 && d.Count < 1000
	case KindDay:
		d.Year, d.Month, d.Day = num(1), num(2), num(3)
		return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= 31
	case KindMonth:
		d.Year, d.Month = num(1), num(2)
		return d.Month <= 12 && !(group(2) != "" && d.Month < 1)
	case KindYear:
		d.Year = num(1)
		return true
	}
	return false
}

func weekday(s string) int {
	for i, r := range []rune("一二三四五六日") {
		if s == string(r) || r == '日' && s == "天" {
			return i + 1
		}
	}
	return 0
}
