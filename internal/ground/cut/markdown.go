package cut

// markdownMark reads a heading or a list item at the start of its line. A heading that carries a
// Chinese number keeps that number as its marker and its own depth.
func (p *page) markdownMark(i int) (mark, bool) {
	line := p.lines[p.lineOf[i]]
	if p.trimmed(line).Start != i {
		return mark{}, false
	}
	if depth, words := p.heading(line); depth > 0 {
		m := mark{fam: famHead1 + family(depth) - 1, n: 1, start: i, end: i + depth, place: onLine}
		for p.at(words) == '*' || p.at(words) == '_' {
			words++
		}
		if inner, ok := p.chineseAt(words); ok {
			m.start, m.end = inner.start, inner.end
		}
		return m, true
	}
	if r := p.src[i]; (r == '-' || r == '*' || r == '+') && p.at(i+1) == ' ' && i+2 < line.End {
		m := mark{fam: famBullet, style: rune(i-line.Start)/2 + 1, n: 1, start: i, end: i + 1, place: onLine}
		for j := i + 2; j < i+5; j++ {
			if inner, ok := p.chineseAt(j); ok {
				return inner, true
			}
			if c := p.at(j); c != ' ' && c != '*' {
				break
			}
		}
		return m, true
	}
	return mark{}, false
}

func (p *page) chineseAt(i int) (mark, bool) {
	if i >= p.limit || p.masked[i] {
		return mark{}, false
	}
	switch r := p.src[i]; {
	case r == '第':
		return p.ordinalMark(i)
	case isCJKNumeral(r):
		return p.numeralMark(i)
	case r == '（' || r == '(':
		return p.parenMark(i)
	case digit(r) >= 0:
		return p.digitMark(i)
	}
	return p.singleMark(i)
}
