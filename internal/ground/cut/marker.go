package cut

import "strings"

// family is a kind of marker. Families are ordered by their customary depth: 一、 stands above （一）,
// （一） above 1., the spoken ordinals come last.
type family int

const (
	famHead1     family = iota + 1 // # … ###### of Markdown
	famHead6     family = famHead1 + 5
	famChapter   family = iota + 6 // 第一编 第一章 第一节 第一条
	famSection                     // 第一节
	famArticle                     // 第一条
	famCJK                         // 一、
	famCJKParen                    // （一）
	famDigit                       // 1.
	famDecimal                     // 1.1
	famDecimal3                    // 1.1.1
	famDigitPar                    // （1）
	famCircled                     // ①
	famOrdinal                     // 第一，
	famFirstLast                   // 首先 其次 再次 最后
	famSpoken                      // 一是 一要 一看
	famBullet                      // - of Markdown
)

// spoken says that the family belongs to running speech, where a list ends with its paragraph.
func (f family) spoken() bool { return f >= famCircled && f != famBullet }

// How well a mark is placed.
const (
	glued   = iota // nothing before it: 重要意义一是
	soft           // after a comma or a space
	stopped        // after 。！？；：
	onLine         // first on its line
)

// last is the number of 最后: it ends whichever list is open.
const last = 1 << 10

// mark is a place that could be a marker.
type mark struct {
	fam        family
	style      rune // what tells apart lists of one family: 是 and 要, 、 and .
	n          int
	from       int // where the node before ends: start of the line's decoration, or start
	start, end int
	place      int
	line       int32
}

// verbs that follow a number in speech. Those outside of sure need a second item as evidence.
const (
	sureVerbs  = "是要"
	otherVerbs = "看抓靠查促保讲严强学防管建重问比听带盯改推明突围聚提把坚加深做转增树做听访谈议评补核督"
)

// measures may stand between the number and the stop: 第一点， 第二个方面：
var measures = []string{"个方面", "个问题", "件事", "个环节", "个阶段", "方面", "层面", "层", "点", "步", "部分", "项", "阶段", "类", "个", "条"}

// marks finds every place from front to the limit that could be a marker, in order.
func (p *page) marks(front int) []mark {
	var out []mark
	for i := front; i < p.limit; i++ {
		if p.masked[i] {
			continue
		}
		m, ok := p.markAt(i)
		if !ok {
			continue
		}
		m.from, m.line = m.start, p.lineOf[m.start]
		if m.place == onLine {
			m.from = p.trimmed(p.lines[m.line]).Start
		}
		out = append(out, m)
		i = m.end - 1
	}
	return out
}

func (p *page) markAt(i int) (mark, bool) {
	if p.md {
		if m, ok := p.markdownMark(i); ok {
			return m, true
		}
	}
	r := p.src[i]
	switch {
	case r == '第':
		return p.ordinalMark(i)
	case isCJKNumeral(r):
		return p.numeralMark(i)
	case r == '（' || r == '(':
		return p.parenMark(i)
	case digit(r) >= 0:
		return p.digitMark(i)
	case r == '首' || r == '其' || r == '再' || r == '最':
		return p.wordMark(i)
	}
	return p.singleMark(i)
}

// singleMark knows the characters that are a whole marker: ① ⑴ ⒈ ㈠.
func (p *page) singleMark(i int) (mark, bool) {
	m := mark{start: i, end: i + 1, place: p.placeOf(i)}
	switch r := p.src[i]; {
	case r >= '①' && r <= '⑳':
		m.fam, m.n = famCircled, int(r-'①')+1
	case r >= '❶' && r <= '❿':
		m.fam, m.n, m.style = famCircled, int(r-'❶')+1, '❶'
	case r >= '⑴' && r <= '⒇':
		m.fam, m.n = famDigitPar, int(r-'⑴')+1
	case r >= '⒈' && r <= '⒛':
		m.fam, m.n, m.style = famDigit, int(r-'⒈')+1, '.'
	case r >= '㈠' && r <= '㈩':
		m.fam, m.n = famCJKParen, int(r-'㈠')+1
	default:
		return mark{}, false
	}
	return m, true
}

// numeralMark reads 一、 and 一是.
func (p *page) numeralMark(i int) (mark, bool) {
	j := i
	for j < p.limit && j-i < 4 && isCJKNumeral(p.src[j]) {
		j++
	}
	n, ok := Number(slice(p.src, Span{i, j}))
	if !ok || n < 1 || n > 99 || p.partOfNumber(i) {
		return mark{}, false
	}
	m := mark{n: n, start: i, end: j + 1, place: p.placeOf(i)}
	next := p.at(j)
	switch {
	case next == '、' || m.place == onLine && strings.ContainsRune("．.，,:：", next) && next != 0:
		if isCJKNumeral(p.at(j+1)) && strings.ContainsRune("、级类档期批次季年月日号届层线等和，", p.at(j+2)) {
			return mark{}, false
		}
		m.fam, m.style = famCJK, '、'
		if next != '、' {
			m.style = ','
		}
		if next == '、' && p.at(j+1) == '是' && m.place < onLine {
			m.fam, m.style = famSpoken, '是' // 一、是…；二、是…
		}
		return m, true
	case m.place == onLine && (next == '\u3000' || next == ' ') && isHan(p.at(j+1)):
		m.fam, m.style = famCJK, ' '
		return m, true
	case m.place == onLine && (next == '）' || next == ')'):
		m.fam, m.style = famCJKParen, ')'
		return m, true
	case n <= 20 && p.spokenVerb(i, j):
		m.fam, m.style = famSpoken, next
		return m, true
	}
	return mark{}, false
}

// spokenVerb says whether the number in [i,j) with the verb at j may open a spoken item.
func (p *page) spokenVerb(i, j int) bool {
	verb, after := p.at(j), p.at(j+1)
	if !strings.ContainsRune(sureVerbs+otherVerbs, verb) || verb == 0 {
		return false
	}
	if strings.ContainsRune("统唯同万专单划之第周初期高百千亿合归如惟独始逐", p.at(i-1)) && p.at(i-1) != 0 {
		return false
	}
	switch verb {
	case '是':
		// 一是一，二是二
		return !(isCJKNumeral(after) && strings.ContainsRune("，,、。；;”就也", p.at(j+2)) && p.at(j+2) != 0) && !strings.ContainsRune("非否", after)
	case '要':
		return !strings.ContainsRune("素件义", after) || after == 0
	case '看':
		return after != '守' && after != '到'
	}
	return true
}

// partOfNumber says whether the character before makes the numeral at i a part of something longer.
func (p *page) partOfNumber(i int) bool {
	prev := p.at(i - 1)
	if prev == 0 {
		return false
	}
	return isCJKNumeral(prev) || digit(prev) >= 0 || strings.ContainsRune("第周初期拜月高几数之·．", prev)
}

// parenMark reads （一） and （1）.
func (p *page) parenMark(i int) (mark, bool) {
	j := i + 1
	for j < p.limit && j-i <= 6 && p.at(j) != '）' && p.at(j) != ')' {
		j++
	}
	if c := p.at(j); j >= p.limit || (c != '）' && c != ')') {
		return mark{}, false
	}
	inner := strings.ReplaceAll(slice(p.src, Span{i + 1, j}), " ", "")
	n, ok := Number(inner)
	if !ok || n < 1 || n > 99 {
		return mark{}, false
	}
	if prev, next := p.at(i-1), p.at(j+1); strings.ContainsRune("条第款章节图表件", prev) && prev != 0 || strings.ContainsRune("项款目条号", next) && next != 0 {
		return mark{}, false
	}
	m := mark{fam: famCJKParen, n: n, start: i, end: j + 1, place: p.placeOf(i)}
	if digit([]rune(inner)[0]) >= 0 {
		m.fam = famDigitPar
	}
	return m, true
}

// digitMark reads 1. 1、 1） and, on a line of its own, 1.1 and 1.1.1.
func (p *page) digitMark(i int) (mark, bool) {
	prev := p.at(i - 1)
	if digit(prev) >= 0 || isLatin(prev) || prev != 0 && strings.ContainsRune(".．/-—–~第年月〔[%％:：、￥$＋+", prev) && p.placeOf(i) < stopped && prev != ':' && prev != '：' {
		return mark{}, false
	}
	j, n := i, 0
	for j < p.limit && j-i < 3 && digit(p.src[j]) >= 0 {
		n = n*10 + digit(p.src[j])
		j++
	}
	m := mark{fam: famDigit, n: n, start: i, end: j + 1, place: p.placeOf(i)}
	if n < 1 || n > 99 {
		return mark{}, false
	}
	next, after := p.at(j), p.at(j+1)
	switch next {
	case '.', '．':
		if digit(after) >= 0 {
			return p.decimalMark(i)
		}
		if isLatin(after) && m.place < onLine {
			return mark{}, false
		}
		m.style = '.'
	case '、':
		if digit(after) >= 0 || (m.place < onLine && after == '第') {
			return mark{}, false
		}
		m.style = '、'
	case '）', ')':
		if m.place < soft && !(p.dense && isHan(prev)) {
			return mark{}, false
		}
		m.fam, m.style = famDigitPar, ')'
	default:
		return mark{}, false
	}
	return m, true
}

// decimalMark reads 1.1 and 1.1.1 at the start of a line.
func (p *page) decimalMark(i int) (mark, bool) {
	if p.placeOf(i) != onLine {
		return mark{}, false
	}
	j, parts, n := i, 0, 0
	for {
		k := j
		n = 0
		for k < p.limit && k-j < 2 && digit(p.src[k]) >= 0 {
			n = n*10 + digit(p.src[k])
			k++
		}
		if k == j {
			return mark{}, false
		}
		parts++
		j = k
		if c := p.at(j); (c != '.' && c != '．') || digit(p.at(j+1)) < 0 {
			break
		}
		j++
	}
	next := p.at(j)
	if parts < 2 || parts > 3 || n < 1 || !(next == ' ' || next == '\u3000' || next == '\t' || isHan(next)) || strings.ContainsRune("倍万亿元米个年月日吨公千名件起", next) {
		return mark{}, false
	}
	m := mark{fam: famDecimal, n: n, start: i, end: j, place: onLine}
	if parts == 3 {
		m.fam = famDecimal3
	}
	return m, true
}

// placeOf says how the character at i is placed.
func (p *page) placeOf(i int) int {
	line := p.lines[p.lineOf[i]]
	j := i
	for j > line.Start && (isSpace(p.src[j-1]) || p.md && strings.ContainsRune("*_>#", p.src[j-1])) {
		j--
	}
	if j == line.Start {
		return onLine
	}
	place := p.placeAfter(j - 1)
	if place < soft && j < i {
		return soft
	}
	return place
}

func (p *page) placeAfter(j int) int {
	r := p.src[j]
	if (r == '”' || r == '’' || r == '"' || r == '）' || r == ')' || r == '」') && j > 0 {
		if q := p.src[j-1]; strings.ContainsRune("。！？；…", q) {
			return stopped
		}
		return soft
	}
	switch {
	case strings.ContainsRune("。！？；：…!?;:—", r):
		return stopped
	case r == '.' && j > 0 && isHan(p.src[j-1]):
		return stopped
	case strings.ContainsRune("，,、》", r):
		return soft
	}
	return glued
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
