package cut

import (
	"regexp"
	"strings"
)

// Phrase is a stretch of a sentence that may fill a field of a task. It is offered, never imposed.
type Phrase struct {
	Span
	Kind string // lead, assist, actor, due, report, standard, count
	Text string
	Date *Date // for due and report
}

// Kinds of phrases.
const (
	Lead     = "lead"
	Assist   = "assist"
	Actor    = "actor"
	Due      = "due"
	Report   = "report"
	Standard = "standard"
	Count    = "count"
)

const (
	orgChar = `[^\s，。；：、！？“”‘’《》（）()\-0-9A-Wa-z要由将把对和及与的在于并应须了是为向从以等按请会同也还就给让使被向每各做好由先后再前]`
	orgAtom = `(?:` +
		`各级党组织(?:书记|班子成员)?|各级党委(?:（党组）)?|各级(?:公安机关|各部门|领导干部|领导班子)|各(?:县[(（]?市?[、]?区?[)）]?|分县|分|县市|市州)?(?:区)?(?:公安)?局|各县区委书记|县区委主要领导|各位书记|` +
		`(?:各|被督察|责任|牵头|下级|基层|所属|有关|相关)(?:单位|部门|党组织)(?:主要负责人|党组织书记|党组织|负责人|分管领导)?|(?:单位|部门)(?:主要负责人|负责人|分管领导)|` +
		`各(?:督察组|支队|大队|派出所|警种|科室|处室|党支部|支部|专班|工作组|地区?)(?:纪委监委)?|督察组|巡察组|督察办|巡察办|从严办|党委巡察办|政法委|法院|检察院|公安局|公安机关|司法局|公安|司法|` +
		`(?:各地区?)?纪委监委|(?:驻局)?纪检监察(?:机关|部门|组)|纪检部门|机关(?:纪委|党委)|政治部|职能部门|主管部门|领导小组(?:办公室)?|党委(?:书记|会)?|党支部|班子成员|主要负责人|主要领导|分管领导|一把手|第一责任人|` +
		`(?:市局|市|县|区|省)?` + orgChar + `{2,6}?(?:支队|大队|分局|县局|派出所|看守所|处|办公室|办|中心|委员会|部|队)` +
		`)`
)

var (
	reOrgs     = regexp.MustCompile(orgAtom + `(?:[、和及与]` + orgAtom + `)*(?:等(?:部门|单位|有关部门|机关))?`)
	reCount    = regexp.MustCompile(`(?:不少于|不低于|至少|不超过|不高于|达到|达|累计|全部|前)?[ ]?[0-9０-９]+(?:\.[0-9]+)?[ ]?[余多]?[万千]?[ ]?(?:个|名|人|条|件|次|起|份|项|类|户|家|%|％|个百分点|篇|场|期|批|处|所|台|套|分钟)|(?:不少于|不低于|至少|不超过)[一二三四五六七八九十百两]+(?:个|名|人|条|件|次|起|份|项|类|户|家|篇|场|期|批|成)|百分之[一二三四五六七八九十百]+`)
	reStandard = regexp.MustCompile(`确保|做到|达到|实现|不低于|不少于|不高于|不超过|至少|逐项|逐一|有[^，、]{1,8}、有|率[达为]|全覆盖|清零|零容忍|到位`)
)

// Suggest finds the phrases of one sentence that name an actor, a date, a rhythm, a standard or a count.
// Names are the units the house knows; they are found wherever they stand. Spans count from the
// beginning of the sentence.
func Suggest(sentence string, names []string) []Phrase {
	out := actors(sentence, names)
	for _, d := range Dates(sentence) {
		kind := Due
		if d.Kind == KindRhythm {
			kind = Report
		}
		out = append(out, Phrase{Span: d.Span, Kind: kind, Text: d.Text, Date: &d})
	}
	out = append(out, standards(sentence)...)
	idx := newRunes(sentence)
	for _, m := range reCount.FindAllStringIndex(sentence, -1) {
		out = append(out, Phrase{Span: Span{idx.of(m[0]), idx.of(m[1])}, Kind: Count, Text: sentence[m[0]:m[1]]})
	}
	sortSpans(out, func(p Phrase) int { return p.Start })
	return out
}

func actors(sentence string, names []string) []Phrase {
	idx := newRunes(sentence)
	var out []Phrase
	taken := make([]bool, len(sentence)+1)
	add := func(a, b int) {
		for i := a; i < b; i++ {
			if taken[i] {
				return
			}
		}
		for i := a; i < b; i++ {
			taken[i] = true
		}
		out = append(out, Phrase{Span: Span{idx.of(a), idx.of(b)}, Text: sentence[a:b], Kind: roleOf(sentence[:a], sentence[b:])})
	}
	if re := anyOf(names); re != nil {
		for _, m := range re.FindAllStringIndex(sentence, -1) {
			add(m[0], m[1])
		}
	}
	for _, m := range reOrgs.FindAllStringIndex(sentence, -1) {
		add(m[0], m[1])
	}
	return out
}

// anyOf matches lists of known names: 政治部、审计处.
func anyOf(names []string) *regexp.Regexp {
	var quoted []string
	for _, n := range names {
		if len([]rune(n)) >= 2 {
			quoted = append(quoted, regexp.QuoteMeta(n))
		}
	}
	if len(quoted) == 0 {
		return nil
	}
	one := `(?:` + strings.Join(quoted, "|") + `)`
	re, err := regexp.Compile(one + `(?:[、和及]` + one + `)*`)
	if err != nil {
		return nil
	}
	return re
}

// roleOf reads what stands before and after a name.
func roleOf(before, after string) string {
	after = strings.TrimLeft(after, "　 ")
	starts := func(words ...string) bool {
		for _, w := range words {
			if strings.HasPrefix(after, w) {
				return true
			}
		}
		return false
	}
	ends := func(words ...string) bool {
		for _, w := range words {
			if strings.HasSuffix(before, w) {
				return true
			}
		}
		return false
	}
	switch {
	case starts("配合", "协助", "参与", "协同", "参加"), ends("会同", "配合", "协同", "商"):
		return Assist
	case starts("牵头", "负责", "主办", "统筹", "组织"), ends("由", "责成"):
		return Lead
	case starts("要", "应", "须", "必须", "需", "于", "务必", "不得", "每", "在", "按") && (before == "" || strings.HasSuffix(before, "，") || strings.HasSuffix(before, ",") || strings.HasSuffix(before, "。") || strings.HasSuffix(before, "：")):
		return Lead
	}
	return Actor
}

// standards returns the clauses that say when something counts as done.
func standards(sentence string) []Phrase {
	var out []Phrase
	rs := []rune(sentence)
	from := 0
	for i := 0; i <= len(rs); i++ {
		if i < len(rs) && !strings.ContainsRune("，,。；;：:！!", rs[i]) {
			continue
		}
		a, b := from, i
		for a < b && isSpace(rs[a]) {
			a++
		}
		if clause := string(rs[a:b]); b-a >= 4 && b-a <= 60 && reStandard.MatchString(clause) {
			out = append(out, Phrase{Span: Span{a, b}, Kind: Standard, Text: clause})
		}
		from = i + 1
	}
	return out
}
