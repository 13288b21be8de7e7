package cut

import (
	"regexp"
	"strings"
)

// Sentences returns the sentences of a node's own text, the closing stop included. A heading is not a
// sentence; the first clause of a node inside a paragraph is one when it demands something or stands alone.
func (d *Doc) Sentences(n *Node) []Span {
	var all []Span
	for i, own := range n.own {
		start := own.Start
		if i == 0 {
			start = n.titleAt.Start
			if d.bareTitle(n, own) {
				start = d.afterTitle(n, own)
			}
		}
		all = append(all, d.split(start, own.End)...)
	}
	return all
}

// bareTitle says that the title is a heading and not a sentence.
func (d *Doc) bareTitle(n *Node, own Span) bool {
	t := n.titleAt
	rest := strings.TrimSpace(d.Slice(Span{t.End, own.End}))
	if !n.inline && (strings.HasPrefix(d.Slice(Span{t.End, own.End}), "\n") || strings.HasPrefix(d.Slice(Span{t.End, own.End}), "\r")) {
		return true
	}
	if strings.Trim(rest, "。：:；;，") == "" {
		return len(n.Children) > 0 || len(n.own) > 1
	}
	return t.End-t.Start <= 30 && !namesDuty(n.Title)
}

func (d *Doc) afterTitle(n *Node, own Span) int {
	at := n.titleAt.End
	for at < own.End && (isSpace(d.src[at]) || strings.ContainsRune("。：:；;，,.*", d.src[at])) {
		at++
	}
	return at
}

// split cuts a stretch at 。；！？ and at line breaks, outside of quotation marks.
func (d *Doc) split(start, end int) []Span {
	var out []Span
	depth, from := 0, start
	add := func(to int) {
		a, b := from, to
		for a < b && isSpace(d.src[a]) {
			a++
		}
		for b > a && isSpace(d.src[b-1]) {
			b--
		}
		if b-a > 1 {
			out = append(out, Span{a, b})
		}
		from = to
	}
	for i := start; i < end; i++ {
		switch r := d.src[i]; {
		case strings.ContainsRune("“《（「『", r):
			depth++
		case strings.ContainsRune("”》）」』", r):
			depth = max(0, depth-1)
		case isBreak(r):
			depth = 0
			add(i)
		case depth == 0 && strings.ContainsRune("。；！？;!?", r):
			for i+1 < end && strings.ContainsRune("”’）！？", d.src[i+1]) {
				i++
			}
			add(i + 1)
		}
	}
	add(end)
	return out
}

var (
	reIdleWords = regexp.MustCompile(`重要|主要|需要|纪要|只要|要么|要素|要害|要点|要求|要件|首要|必要|简要|概要|适应|相应|反应|响应|供应|应用|应对|应急|效应|报应|答应|将要`)
	reModal     = regexp.MustCompile(`要|须|应|不得|严禁|禁止|确保|务必|务求|切实|不准|一律`)
	reDemand    = regexp.MustCompile(`完成|牵头|负责|报送|上报|落实|建立|开展|整改|前报|提交|配合|健全|推进|组织|不低于|不少于|至少|回头看|逐项|逐一|提出|总结|加强|强化|突出|完善|压实|严肃|深化`)
	rePast      = regexp.MustCompile(`了|已经?|去年|以来|近期|刚才|曾|截至|充分体现|充分表明|是[^，,。]{0,40}的?(?:重要|必然|基础|关键|抓手|举措|手段|形式|工具|职责|体检)|所谓|就是`)
)

// namesDuty says that a title names who acts or by when, so that it is more than a heading.
func namesDuty(title string) bool {
	for _, p := range Suggest(title, nil) {
		if p.Kind == Lead || p.Kind == Assist || p.Kind == Due || p.Kind == Report {
			return true
		}
	}
	return false
}

// Demands says whether a sentence asks somebody to do something. It is a proposal for a person to judge.
func Demands(sentence string) bool {
	if strings.Contains(sentence, "要求") && regexp.MustCompile(`(?:工作|有关|明确|规定性)要求[。；]?$`).MatchString(sentence) {
		sentence = strings.ReplaceAll(sentence, "要求", "")
	}
	if reModal.MatchString(reIdleWords.ReplaceAllString(sentence, "")) {
		return true
	}
	if told := rePast.MatchString(sentence); !told && reDemand.MatchString(sentence) {
		return true
	}
	for _, d := range Dates(sentence) { // a day or month without a year, a term or a rhythm is a date to keep
		if d.Year == 0 && (d.Kind == KindTerm || d.Kind == KindRhythm || (d.Kind == KindDay || d.Kind == KindMonth) && !rePast.MatchString(sentence)) {
			return true
		}
	}
	return false
}

// PreambleSentences returns the sentences before the first marker; of a text without any marker, all.
func (d *Doc) PreambleSentences() []Span { return d.split(d.Preamble.Start, d.Preamble.End) }

// Heading returns where the marker and heading of a node stand: the whole heading when the title is one,
// else the marker alone. Line says that the heading fills its line.
func (d *Doc) Heading(n *Node) (s Span, line bool) {
	s = Span{n.Start, n.Start + len([]rune(n.Marker))}
	if len(n.own) == 0 || !d.bareTitle(n, n.own[0]) {
		return s, false
	}
	s.End = n.titleAt.End
	for s.End < n.own[0].End && strings.ContainsRune("。：:", d.src[s.End]) {
		s.End++
	}
	return s, !n.inline && (s.End == len(d.src) || isBreak(d.src[s.End]) || isSpace(d.src[s.End]))
}
