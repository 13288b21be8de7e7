package cut

import "strings"

// ordinalMark reads 第一， 第一是 第一点： and, at the start of a line, 第一章 第一节 第一条.
func (p *page) ordinalMark(i int) (mark, bool) {
	j := i + 1
	for j < p.limit && j-i < 5 && (isCJKNumeral(p.src[j]) || digit(p.src[j]) >= 0) {
		j++
	}
	n, ok := Number(slice(p.src, Span{i + 1, j}))
	if !ok || n < 1 || n > 99*10 {
		return mark{}, false
	}
	m := mark{n: n, start: i, place: p.placeOf(i)}
	if m, ok := p.chapterMark(m, j); ok {
		return m, true
	}
	m.fam, m.style = famOrdinal, '，'
	if n > 20 {
		return mark{}, false
	}
	for k, unit := range measures {
		if p.has(j, unit) {
			j += len([]rune(unit))
			m.style = rune('a' + k)
			break
		}
	}
	next := p.at(j)
	m.end = j + 1
	switch {
	case next == '、' && (isCJKNumeral(p.at(j+1)) || p.at(j+1) == '第'):
		return mark{}, false // 第一、二季度
	case next != 0 && strings.ContainsRune("，,、：:", next):
		return m, true
	case next == '是':
		return m, !strings.ContainsRune("非否", p.at(j+1)) || p.at(j+1) == 0
	case next == '要' && m.style == '，':
		m.style = '要'
		return m, !strings.ContainsRune("务义素件", p.at(j+1)) || p.at(j+1) == 0
	case m.place == onLine && (next == ' ' || next == '\u3000' || (next == '（' || next == '(') && m.style != '，'):
		if next == '（' || next == '(' {
			m.end = j
		}
		return m, true
	}
	return mark{}, false
}

func (p *page) chapterMark(m mark, j int) (mark, bool) {
	switch p.at(j) {
	case '编', '章':
		m.fam, m.style = famChapter, p.at(j)
	case '节':
		m.fam = famSection
	case '条':
		m.fam = famArticle
	default:
		return m, false
	}
	next := p.at(j + 1)
	space := next == ' ' || next == '\u3000' || next == '\t' || next == '\n' || next == '\r'
	m.end = j + 1
	return m, m.place == onLine && (space || next == '：') || (m.place >= soft || p.dense) && (next == ' ' || next == '\u3000')
}

var sayings = []struct {
	word string
	n    int
}{{"首先", 1}, {"其次", 2}, {"再次", 3}, {"再者", 3}, {"最后", last}}

// wordMark reads 首先， 其次， 再次， 最后， and 其一， 其二，.
func (p *page) wordMark(i int) (mark, bool) {
	for _, s := range sayings {
		if !p.has(i, s.word) {
			continue
		}
		m := mark{fam: famFirstLast, n: s.n, start: i, end: i + 2, place: p.placeOf(i)}
		next := p.at(i + 2)
		if s.n == last && p.farewellAfter(i+3) {
			return mark{}, false
		}
		if m.place < soft || next == 0 || !strings.ContainsRune("，,、是要：:", next) {
			return mark{}, false
		}
		if !strings.ContainsRune("要", next) {
			m.end++
		}
		return m, true
	}
	if p.at(i) == '其' && isCJKNumeral(p.at(i+1)) {
		n, ok := Number(string(p.at(i + 1)))
		next := p.at(i + 2)
		if ok && n > 0 && n < 11 && next != 0 && strings.ContainsRune("，,、是：:", next) {
			return mark{fam: famOrdinal, style: '其', n: n, start: i, end: i + 3, place: p.placeOf(i)}, true
		}
	}
	return mark{}, false
}

func (p *page) farewellAfter(i int) bool {
	for _, w := range []string{"祝", "预祝", "让我们", "我再", "再强调", "希望", "我代表"} {
		if p.has(i, w) {
			return true
		}
	}
	return false
}
