package cut

// placed is an accepted mark with its depth.
type placed struct {
	mark
	level  int
	inline bool // began inside of a line
	begins bool // is the first of its list
}

// open is a list that can still be continued.
type open struct {
	mark      // its newest item
	first int // place of its first item
	level int
}

// sequence decides, in order, which marks are markers and how deep they stand.
type sequence struct {
	p     *page
	marks []mark
	stack []open
	out   []placed
	// headed says that level-one headings stand on lines of their own in this document, so that
	// “一、” inside of a line needs more evidence.
	headed bool
}

func newSequence(p *page, marks []mark) *sequence {
	s := &sequence{p: p, marks: marks}
	lines := 0
	for _, m := range marks {
		if m.fam == famCJK && m.place == onLine {
			lines++
		}
	}
	s.headed = lines >= 2
	return s
}

func (s *sequence) run() []placed {
	for i := range s.marks {
		s.take(i)
	}
	return s.out
}

// take gives mark i to an open list, opens a new one with it, or leaves it as prose.
func (s *sequence) take(i int) {
	m := s.marks[i]
	if m.fam < famChapter || m.fam == famBullet {
		s.takeMarkdown(m)
		return
	}
	if k := s.successor(m); k >= 0 && s.mayContinue(i, k) {
		s.join(i, k)
		return
	}
	if m.n == 1 {
		if s.mayStart(i) {
			s.start(i)
		}
		return
	}
	if k := s.gapped(i); k >= 0 {
		s.join(i, k)
		return
	}
	if s.mayOrphan(i) {
		s.start(i)
	}
}

// takeMarkdown needs no number: the depth is written down.
func (s *sequence) takeMarkdown(m mark) {
	k := len(s.stack)
	for k > 0 && (s.stack[k-1].fam > m.fam || s.stack[k-1].fam == m.fam && s.stack[k-1].style >= m.style) {
		k--
	}
	s.stack = s.stack[:k]
	s.push(m)
}

// kin says that b may follow a in one list: the same style, or styles that speakers mix.
func kin(a, b mark) bool {
	if a.fam == b.fam {
		return a.fam == famSpoken || a.fam == famDigit || a.fam == famOrdinal || a.fam == famDigitPar || a.style == b.style || a.fam == famCJK
	}
	return (a.fam == famOrdinal || a.fam == famFirstLast) && (b.fam == famOrdinal || b.fam == famFirstLast)
}

func twin(a, b mark) bool { return a.fam == b.fam && a.style == b.style }

// ahead bounds how many marks a decision looks forward, so that a hostile text costs linear time.
const ahead = 2000

func (s *sequence) after(i int) []mark {
	return s.marks[i+1 : min(len(s.marks), i+1+ahead)]
}

// successor finds the open list whose next number is m: the same style before kin, the same placing
// before another, the innermost before an outer one. It returns -1 when there is none.
func (s *sequence) successor(m mark) int {
	best, score := -1, -1
	for k := len(s.stack) - 1; k >= 0; k-- {
		o := s.stack[k]
		if !kin(o.mark, m) || (m.n != o.n+1 && (m.n != last || o.fam != famFirstLast)) {
			continue
		}
		v := 0
		if twin(o.mark, m) {
			v += 2
		} else if m.fam == famSpoken && s.twinOpen(m) >= 0 {
			continue
		}
		if (o.first == onLine || o.place == onLine) == (m.place == onLine) {
			v++
		}
		if v > score {
			best, score = k, v
		}
	}
	return best
}

// mayContinue weighs the place of a mark whose number is right.
func (s *sequence) mayContinue(i, k int) bool {
	m, o := s.marks[i], s.stack[k]
	if m.start == o.end {
		return false // 一、二、三级
	}
	switch m.fam {
	case famCJK:
		if m.place < onLine && s.headed && o.first == onLine {
			return m.place == stopped && !s.laterOnLine(i)
		}
		if m.place == glued {
			return !s.headed && s.longRun(o, m)
		}
		return m.place >= stopped || s.longRun(o, m)
	case famDigit, famDigitPar:
		return m.place >= soft && (m.place > soft || s.p.at(m.start-1) != '、') || o.place == glued || s.longRun(o, m)
	case famSpoken:
		if !twin(o.mark, m) {
			return m.place >= stopped
		}
		return m.place >= soft || s.longRun(o, m)
	case famOrdinal, famFirstLast:
		return m.place >= soft || s.p.dense && o.place == glued
	}
	return true
}

// floor is how well a later mark must be placed to count in looking forward: in a text without line
// breaks a heading runs into what follows.
func (s *sequence) floor() int {
	if s.p.dense {
		return glued
	}
	return stopped
}

// longRun says that enough prose stands between two marks for a glued one to be an item.
func (s *sequence) longRun(o open, m mark) bool { return m.start-o.end >= 4 }

func (s *sequence) laterOnLine(i int) bool {
	m := s.marks[i]
	for _, x := range s.after(i) {
		if twin(x, m) && x.place == onLine {
			return x.n == m.n
		}
	}
	return false
}

// mayStart weighs whether a mark numbered one opens a list.
func (s *sequence) mayStart(i int) bool {
	m := s.marks[i]
	sure := s.confirmed(i)
	if m.fam == famSpoken && m.style == '是' || m.fam == famSpoken && m.style == '要' {
		switch m.place {
		case onLine, stopped:
			return sure || m.style == '是' || s.p.at(m.end) != '求'
		default:
			return sure || s.inHeading(m)
		}
	}
	switch m.fam {
	case famCJK:
		if m.style == '、' && m.place == onLine {
			return true
		}
		return sure && (m.place >= soft || !s.headed) || m.style == '、' && m.place == stopped && !s.headed
	case famCJKParen, famDigitPar, famCircled, famChapter, famSection, famArticle, famDecimal, famDecimal3:
		return m.place == onLine && m.style != ')' || sure
	case famDigit:
		return m.place == onLine || sure
	case famOrdinal:
		return m.place == onLine && m.style != '要' || sure && (m.place >= soft || s.p.dense && (m.style != '，' || s.inHeading(m)))
	}
	return sure && m.place >= soft
}

// inHeading says that m is glued to a heading that has not ended: 一、加强领导一是….
func (s *sequence) inHeading(m mark) bool {
	if len(s.stack) == 0 || m.place > soft || m.place == soft && !isSpace(s.p.at(m.start-1)) {
		return false
	}
	top := s.stack[len(s.stack)-1]
	if top.fam.spoken() || m.start-top.end < 4 || m.start-top.end > 80 || s.p.lineOf[top.start] != m.line {
		return false
	}
	for _, r := range s.p.src[top.end:m.start] {
		if r == '。' || r == '！' || r == '？' {
			return false
		}
	}
	return true
}

// confirmed says that a later mark, before the list could begin again, continues mark i.
func (s *sequence) confirmed(i int) bool {
	m := s.marks[i]
	for _, x := range s.after(i) {
		if x.fam < m.fam && x.fam < famDigit && x.place == onLine && m.place < onLine && m.fam > famDigit {
			return false // the section is over
		}
		if !kin(m, x) {
			continue
		}
		if x.n == 1 && twin(m, x) {
			return false
		}
		if x.n == m.n+1 && x.start-m.end >= 2 && (twin(m, x) || m.fam != famSpoken) && (x.place > glued || m.place == glued || m.fam == famCJKParen || m.fam == famDigitPar || m.fam == famCircled) {
			return true
		}
	}
	return false
}

// gapped finds the open list that m continues although a number is missing or repeated.
func (s *sequence) gapped(i int) int {
	m := s.marks[i]
	for k := len(s.stack) - 1; k >= 0; k-- {
		o := s.stack[k]
		if !twin(o.mark, m) {
			continue
		}
		need := stopped
		if m.fam == famDigit || m.fam == famFirstLast || m.fam == famCJK || m.fam == famDigitPar {
			need = onLine
		}
		if m.fam == famSpoken && m.style != '是' && m.style != '要' {
			need = onLine
		}
		if m.place < need || m.n > o.n+3 && m.place < onLine {
			return -1
		}
		if m.n > o.n+1 && s.comes(i, o.n+1) {
			return -1
		}
		return k
	}
	return -1
}

// comes says that the twin numbered n still comes after mark i, before the list begins again.
func (s *sequence) comes(i, n int) bool {
	m := s.marks[i]
	for _, x := range s.after(i) {
		if !twin(x, m) || x.place < s.floor() {
			continue
		}
		if x.n == n {
			return true
		}
		if x.n == 1 || x.n > m.n {
			return false
		}
	}
	return false
}

// mayOrphan weighs a mark numbered above one that no open list awaits: the beginning was dropped in
// speaking, or the text is an excerpt.
func (s *sequence) mayOrphan(i int) bool {
	m := s.marks[i]
	if m.n == last {
		return false
	}
	if m.place == onLine {
		return m.fam != famSpoken && m.fam != famFirstLast && m.style != ' ' && m.style != ',' && m.n < 40 ||
			m.fam == famSpoken && (m.style == '是' || m.style == '要')
	}
	return m.place == stopped && m.n <= 3 && (m.fam == famSpoken && m.style == '是' || m.fam == famCJKParen) && s.confirmed(i)
}

// join continues list k and closes the lists inside of it.
func (s *sequence) join(i, k int) {
	m := s.marks[i]
	o := s.stack[k]
	if m.n == last {
		m.n = o.n + 1
	}
	s.stack = s.stack[:k]
	s.pushList(m, o.first)
	s.out[len(s.out)-1].begins = false
}

// start opens a new list with mark i at the depth where it belongs.
func (s *sequence) start(i int) {
	m := s.marks[i]
	if k := s.twinOpen(m); k >= 0 && !s.nestedTwin(i, k) {
		s.stack = s.stack[:k]
		s.push(m)
		return
	}
	for len(s.stack) > 0 && s.leaves(i, len(s.stack)-1) {
		s.stack = s.stack[:len(s.stack)-1]
	}
	s.push(m)
}

func (s *sequence) twinOpen(m mark) int {
	for k := len(s.stack) - 1; k >= 0; k-- {
		if twin(s.stack[k].mark, m) {
			return k
		}
	}
	return -1
}

// maxLevel is deeper than any document that a person wrote.
const maxLevel = 16

func (s *sequence) push(m mark) { s.pushList(m, m.place) }

func (s *sequence) pushList(m mark, first int) {
	level := len(s.stack) + 1
	if level > maxLevel {
		return
	}
	s.stack = append(s.stack, open{mark: m, first: first, level: level})
	s.out = append(s.out, placed{mark: m, level: level, inline: m.place < onLine, begins: true})
}
