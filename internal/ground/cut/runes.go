package cut

import "sort"

// runes turns byte offsets, which regular expressions return, into code points.
type runes struct {
	at   []int
	text string
}

func newRunes(text string) runes {
	at := make([]int, len(text)+1)
	n := 0
	for i := range text {
		at[i] = n
		n++
	}
	at[len(text)] = n
	return runes{at: at, text: text}
}

func (r runes) of(byteOffset int) int { return r.at[byteOffset] }

func sortSpans[T any](list []T, start func(T) int) {
	sort.SliceStable(list, func(i, j int) bool { return start(list[i]) < start(list[j]) })
}
