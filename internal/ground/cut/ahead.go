package cut

// nestedTwin says that mark i opens a list of the same style inside of item k: the numbers after it
// come back to the one that item k awaits.
func (s *sequence) nestedTwin(i, k int) bool {
	m, o := s.marks[i], s.stack[k]
	prev := m.n
	for _, x := range s.after(i) {
		if s.continuesOuter(x, k) {
			return false
		}
		if !twin(x, m) || x.place < s.floor() {
			continue
		}
		if x.n == o.n+1 && (x.n <= prev || o.first == onLine && m.place < onLine && x.place == onLine) {
			return true
		}
		if x.n == 1 {
			return false
		}
		prev = x.n
	}
	return false
}

// continuesOuter says that x continues a list outside of list k.
func (s *sequence) continuesOuter(x mark, k int) bool {
	for _, o := range s.stack[:k] {
		if twin(o.mark, x) && x.n == o.n+1 && x.place >= stopped {
			return true
		}
		if o.fam < famChapter && x.fam <= o.fam {
			return true
		}
	}
	return false
}

// leaves says that the new list of mark i does not belong inside of open list k.
func (s *sequence) leaves(i, k int) bool {
	m, o := s.marks[i], s.stack[k]
	if s.continues(i, k) {
		return false
	}
	switch {
	case o.fam > m.fam && o.fam.spoken() && m.fam >= famDigit && m.place < onLine && m.line == o.line && (len(s.p.lines) > 3 || m.place <= soft):
		return false // …三是公开听证。对久拖不决的，（1）…（2）…
	case o.fam > m.fam:
		return true
	case o.fam == m.fam:
		return m.place == onLine
	}
	return o.fam.spoken() && o.place < onLine && m.line > o.line
}

// continues says that list k goes on after mark i, before it begins again or its section ends.
func (s *sequence) continues(i, k int) bool {
	o := s.stack[k]
	for _, x := range s.after(i) {
		if s.continuesOuter(x, k) {
			return false
		}
		if !twin(o.mark, x) || x.place < s.floor() {
			continue
		}
		return x.n == o.n+1
	}
	return false
}
