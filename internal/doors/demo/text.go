package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"plumbline/internal/ground/clock"
)

// letter of a unit's kind in a problem's "for".
var letters = map[string]string{"branch": "b", "county": "b", "detachment": "d", "department": "o", "direct": "z"}

// deck hands a unit one kind of problem after another, none twice before all were used.
func (b *builder) deck(unit string) func() problem {
	kind := letters[b.w.Unit(unit).Kind]
	var fit []problem
	for _, p := range b.Problems {
		if strings.Contains(p.For, kind) && len(b.below(unit, p.At)) > 0 {
			fit = append(fit, p)
		}
	}
	drawFor("deck "+unit).Shuffle(len(fit), func(i, j int) { fit[i], fit[j] = fit[j], fit[i] })
	n := -1
	return func() problem { n++; return fit[n%len(fit)] }
}

// slots are the words and numbers that one item puts into its template.
type slots map[string]string

func (s slots) fill(text string) string {
	for name, value := range s {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

func (s slots) all(list []string) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = s.fill(t)
	}
	return out
}

// slotsFor draws the numbers, the place and the months of one item found on a day.
func (b *builder) slotsFor(p problem, unit string, found clock.Day, d draw) slots {
	s := slots{"unit": b.w.Unit(unit).Short, "at": pick(d, b.places(unit, p)).Short, "p": strconv.Itoa(d.between(91, 99))}
	for _, name := range []string{"a", "b", "c"} {
		s[name] = strconv.Itoa(p.number(name, s, d))
	}
	end := found.Time().AddDate(0, -1-d.IntN(3), 0)
	start := end.AddDate(0, -d.between(2, 5), 0)
	s["span"] = fmt.Sprintf("%d年%d月至%d月", start.Year(), start.Month(), end.Month())
	if start.Year() != end.Year() {
		s["span"] = fmt.Sprintf("%d年%d月至%d年%d月", start.Year(), start.Month(), end.Year(), end.Month())
	}
	s["month"] = fmt.Sprintf("%d年%d月", end.Year(), end.Month())
	s["year"] = strconv.Itoa(end.Year())
	on := workday(clock.DayOf(end)).Time()
	s["day"] = fmt.Sprintf("%d年%d月%d日", on.Year(), on.Month(), on.Day())
	return s
}

// atStations are kinds of problems that show where the public comes, if the unit has such places.
var atStations = []string{"counter.", "community.", "conduct.attitude", "enforcement.openness", "duty_roster.", "logistics.arms"}

// places are the lower units that a problem of the kind may be about.
func (b *builder) places(unit string, p problem) []Unit {
	if slices.ContainsFunc(atStations, func(s string) bool { return strings.HasPrefix(p.Code, s) }) {
		if list := b.below(unit, "station"); len(list) > 0 {
			return list
		}
	}
	return b.below(unit, p.At)
}

// number draws a number. b and c are usually a part of a, so where their ranges begin lower they stay
// below it: of four cases never five are wrong.
func (p problem) number(name string, s slots, d draw) int {
	r, most := p.N[name], p.N[name][1]
	if a, err := strconv.Atoi(s["a"]); err == nil && r[0] < p.N["a"][0] {
		most = min(most, a-1)
	}
	return d.between(r[0], max(r[0], most))
}

// say writes an item's words from its template, drawing again until neither title nor text was used.
func (b *builder) say(it *Item, p problem, found clock.Day) slots {
	for try := 0; ; try++ {
		d := drawFor(fmt.Sprintf("say %s %s %d", it.Key, it.Unit, try))
		s := b.slotsFor(p, it.Unit, found, d)
		title := s.fill(pick(d, p.Titles))
		more := d.Perm(len(p.More))
		text := s.fill(p.Text) + s.fill(p.More[more[0]]) + s.fill(p.More[more[1]])
		if b.names[title] || b.names[text] || len([]rune(title)) < 16 || len([]rune(title)) > 40 {
			continue
		}
		b.names[title], b.names[text] = true, true
		it.Title, it.Text, it.Shown = title, text, s.all(p.Shown)
		it.Cite, it.Quote, it.Category, it.Point = p.Cite, p.Quote, p.Code, p.Point
		it.Severity = []string{"minor", "minor", "serious", "serious", "serious", "grave"}[d.IntN(6)]
		it.Method = pick(d, []string{"现场清点", "查阅资料", "数据比对", "抽样核查", "个别谈话", "实地走访"})
		it.Occasion = s["at"] + "，" + s["span"]
		it.Effect = pick(d, []string{"影响工作规范运行，群众有反映", "基层负担加重，工作效果打折扣", "存在管理漏洞，未造成财物灭失", "制度执行不严，同类情形可能扩大", "未发现严重后果，已当场提醒"})
		it.Repeated = d.IntN(9) == 0
		it.Task = "解决“" + it.Shown[0] + "”问题"
		return s
	}
}

// place is the lower unit that the item's words are about, "" when it is none.
func (b *builder) place(it *Item) string {
	i := slices.IndexFunc(b.w.Units, func(u Unit) bool { return u.Parent == it.Unit && strings.HasPrefix(it.Occasion, u.Short+"，") })
	if i < 0 {
		return ""
	}
	return b.w.Units[i].Code
}
