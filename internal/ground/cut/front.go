package cut

import (
	"regexp"
	"strings"
)

var (
	reSalute    = regexp.MustCompile(`^(?:尊敬的[^。；：:]{0,40}|各位[^。；：:]{0,40}|[^。；：:]{0,30}同志们?|[^。；：:]{0,20}(?:朋友|代表|委员|战友)们?|同志们[、，,][^。；：:]{0,20})\s?[：:]`)
	reAddressee = regexp.MustCompile(`^[^。；：:]{2,150}[：:]$`)
	reNotAddr   = regexp.MustCompile(`如下|以下|通知|要求|强调|汇报|方案|意见[：:]$|^现|^为|^根据|^按照|时间|来源|作者`)
	reAddrWord  = regexp.MustCompile(`各|局|委|厅|办|处|队|部|领导|同志|政府|公司|学校|院|所|中心|组织`)
	reNumber    = regexp.MustCompile(`^[\p{Han}\s]{2,20}[〔\[【（(]\s?(?:19|20)\d{2}\s?[〕\]】）)]\s?第?\s?\d{1,5}\s?号$`)
	reDateLine  = regexp.MustCompile(`^[（(]?(?:[\p{Han}]{2,6}[：:]\s*)?(?:(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|[一二][〇○零Ｏ０O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)`)
	reMeta      = regexp.MustCompile(`^(?:来源|作者|发布|发布时间|时间|日期|浏览|阅读|点击|字号|字体|索引号|发文机关|发文机构|成文日期|编辑|访问量|主题分类|公开方式|密级|紧急程度)[^。]{0,60}$`)
	reGenre     = regexp.MustCompile(`(?:讲话|讲话稿|讲话提纲|发言|发言稿|方案|通知|意见|要点|报告|办法|规定|细则|计划|规划|决定|通报|致辞|提纲|总结|部署|指引)(?:[（(][^）)]{1,16}[）)])?$`)
	reGenreHead = regexp.MustCompile(`^[^。！？；]{4,70}?(?:讲话提纲|讲话稿|讲话|发言稿|发言|方案|通知|意见|要点|报告|办法|规定|细则|计划|规划|决定|通报|致辞|提纲|总结)(?:[（(][^）)]{1,16}[）)])?(?:\s|$|同志|各位|各[^。]{1,20}[：:]|为|根据|按照|一、|\d{4}|刚才|今天|昨天|近日|当前|这次|今年|首先|大家|尊敬|现将|经|近年来)`)
)

// findFront recognises title, number, date and salutation at the head of the text and returns where
// the body begins.
func (p *page) findFront(d *Doc) int {
	if first := p.firstLine(); first.End-first.Start > 100 || strings.ContainsRune(p.text(first), '。') {
		return p.frontOfParagraph(d, first)
	}
	at, seen := 0, 0
	for _, l := range p.lines {
		if l = p.trimmed(l); l.Empty() || l.End > p.limit {
			continue
		}
		if seen++; seen > 14 {
			break
		}
		more, end := p.frontLine(d, l)
		if end > 0 {
			at = end
		}
		if !more {
			break
		}
	}
	return at
}

func (p *page) firstLine() Span {
	for _, l := range p.lines {
		if t := p.trimmed(l); !t.Empty() {
			return t
		}
	}
	return Span{}
}

// frontLine reads one line of the head. It says whether the head goes on, and where this line's part
// of it ends (zero: the line is body).
func (p *page) frontLine(d *Doc, l Span) (more bool, end int) {
	text := p.text(l)
	if at, size := saluteInside([]rune(text)); at > 4 && d.Title.Empty() && reGenre.MatchString(string([]rune(text)[:at])) {
		d.Salutation = p.part(l.Start+at, l.Start+at+size)
		p.headOfParagraph(d, Span{l.Start, l.Start + at})
		return false, l.Start + at + size
	}
	if s := p.salutation(l, text); !s.Empty() {
		d.Salutation = p.part(s.Start, s.End)
		return false, s.End
	}
	size := l.End - l.Start
	if depth, words := p.heading(l); depth > 0 {
		if _, marked := p.chineseAt(words); depth > 1 || marked || !d.Title.Empty() {
			return false, 0
		}
		d.Title = p.part(words, l.End)
		return true, l.End
	}
	switch {
	case reNumber.MatchString(text):
		d.Number = p.part(l.Start, l.End)
	case size <= 60 && reDateLine.MatchString(text) && !strings.ContainsRune(text, '。'):
		if d.Date.Empty() {
			d.Date = p.dateIn(l)
		}
	case reMeta.MatchString(text):
	case d.Title.Empty():
		if !p.titleLine(l, text) {
			return false, 0
		}
		if size <= 20 && strings.HasSuffix(text, "文件") {
			return true, l.End // the letterhead
		}
		d.Title = p.part(l.Start, l.End)
	case text == d.Title.Text:
	case p.titleGoesOn(d, l, text):
		d.Title = p.part(d.Title.Start, l.End)
	case p.byline(l, text):
	default:
		return false, 0
	}
	return true, l.End
}

// salutation returns the words of address at the start of a line, or an empty span.
func (p *page) salutation(l Span, text string) Span {
	if m := reSalute.FindString(text); m != "" && !reNotAddr.MatchString(m) {
		return Span{l.Start, l.Start + len([]rune(m))}
	}
	if reAddressee.MatchString(text) && !reNotAddr.MatchString(text) && reAddrWord.MatchString(text) {
		if _, ok := p.markAt(l.Start); !ok {
			return l
		}
	}
	return Span{}
}

func (p *page) titleLine(l Span, text string) bool {
	if l.End-l.Start > 90 || strings.ContainsAny(text, "。；！") {
		return false
	}
	m, ok := p.markAt(l.Start)
	return !ok || m.fam == famSpoken
}

func (p *page) titleGoesOn(d *Doc, l Span, text string) bool {
	if reGenre.MatchString(d.Title.Text) || l.End-l.Start > 40 || strings.ContainsAny(text, "。，；：:") {
		return false
	}
	if p.lineOf[l.Start] != p.lineOf[d.Title.End-1]+1 {
		return false
	}
	_, marked := p.markAt(l.Start)
	return !marked && reGenre.MatchString(text)
}

// byline knows a speaker's name, a remark in brackets and the like.
func (p *page) byline(l Span, text string) bool {
	size := l.End - l.Start
	if _, ok := p.markAt(l.Start); ok {
		return false
	}
	if r := p.src[l.Start]; (r == '（' || r == '(' || r == '—' || r == '【') && size <= 50 {
		return true
	}
	if p.md && (p.src[l.Start] == '-' || p.src[l.Start] == '*' || p.src[l.Start] == '>') {
		return false
	}
	return size <= 20 && !strings.ContainsAny(text, "，。；：、！？,;:!?") && !reGenre.MatchString(text) || size <= 90 && reGenre.MatchString(text) && !strings.ContainsAny(text, "。；，,")
}

func (p *page) dateIn(l Span) Part {
	if ds := Dates(p.text(l)); len(ds) > 0 {
		return p.part(l.Start+ds[0].Start, l.Start+ds[0].End)
	}
	return p.part(l.Start, l.End)
}

// frontOfParagraph reads the head of a text that was pasted without line breaks.
func (p *page) frontOfParagraph(d *Doc, l Span) int {
	probe := Span{l.Start, min(l.End, l.Start+220)}
	text := []rune(p.text(probe))
	if at, size := saluteInside(text); size > 0 {
		d.Salutation = p.part(l.Start+at, l.Start+at+size)
		p.headOfParagraph(d, Span{l.Start, l.Start + at})
		return l.Start + at + size
	}
	m := reGenreHead.FindStringIndex(string(text))
	if m == nil {
		return l.Start
	}
	head := []rune(string(text)[m[0]:m[1]])
	end := lastGenre(string(head))
	if end == 0 {
		return l.Start
	}
	d.Title = p.part(l.Start, l.Start+end)
	at := l.Start + end
	for p.has(at, d.Title.Text) { // repeated title
		at += d.Title.End - d.Title.Start
	}
	return at
}

var reSaluteIn = regexp.MustCompile(`(?:尊敬的|各位)[^。；：:]{0,30}[：:]|同志们\s?[：:]|同志们[、，,]朋友们\s?[：:]`)

// saluteInside finds words of address inside of a paragraph before its first full stop.
func saluteInside(text []rune) (at, size int) {
	s := string(text)
	if k := strings.IndexRune(s, '。'); k >= 0 {
		s = s[:k]
	}
	m := reSaluteIn.FindStringIndex(s)
	if m == nil {
		return 0, 0
	}
	return len([]rune(s[:m[0]])), len([]rune(s[m[0]:m[1]]))
}

// headOfParagraph finds title and date in what stands before the salutation.
func (p *page) headOfParagraph(d *Doc, head Span) {
	head = p.trimmed(head)
	if head.Empty() {
		return
	}
	end := head.End
	for _, date := range Dates(p.text(head)) {
		if date.Day != 0 && date.Year != 0 {
			d.Date = p.part(head.Start+date.Start, head.Start+date.End)
			end = d.Date.Start
			break
		}
	}
	title := p.trimmed(Span{head.Start, end})
	for k := title.Start + 4; k < title.End; k++ { // the same title twice
		rest := p.trimmed(Span{k, title.End})
		if first := p.trimmed(Span{title.Start, k}); p.text(first) == p.text(rest) {
			title = first
			break
		}
	}
	for title.End > title.Start && strings.ContainsRune("（(—-", p.src[title.End-1]) {
		title.End--
	}
	d.Title = p.part(title.Start, title.End)
}

func lastGenre(head string) int {
	rs := []rune(head)
	for end := len(rs); end > 4; end-- {
		if reGenre.MatchString(string(rs[:end])) {
			return end
		}
	}
	return 0
}
