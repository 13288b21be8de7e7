package frameworkpage

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/framework"
)

func say(ctx context.Context, t pack.Text) string { return t.In(i18n.Lang(ctx)) }

func cutVersion(v string) (code, since string, ok bool) { return strings.Cut(v, "@") }

// title is the edition's name; a pack in one language answers in that one.
func title(ctx context.Context, e framework.Edition) string { return say(ctx, e.Title) }

func standing(e framework.Edition, today clock.Day) (colour, key string) {
	s := e.On(today)
	colour = map[framework.Standing]string{framework.InUse: "green", framework.Coming: "plum", framework.Waiting: "plum", framework.Available: "amber"}[s]
	return colour, "framework.standing." + string(s)
}

// dates is "07-01 起" or "2025 年 … 至 …", as far as they are known.
func dates(ctx context.Context, e framework.Edition) string {
	switch {
	case e.Since == "", e.Kind == pack.Calendar: // a calendar's version is its year
		return ""
	case e.Until != "":
		return i18n.T(ctx, "framework.dates.until", "from", i18n.Day(ctx, e.Since), "to", i18n.Day(ctx, e.Until))
	}
	return i18n.T(ctx, "framework.dates.from", "from", i18n.Day(ctx, e.Since))
}

// size says how much an edition holds in the words of its kind.
func size(ctx context.Context, e framework.Edition) string {
	if e.Kind == pack.Taxonomy && e.Entries == 0 {
		return i18n.T(ctx, "framework.size.flat", "n", e.Tops)
	}
	return i18n.T(ctx, "framework.size."+string(e.Kind), "tops", e.Tops, "n", e.Entries)
}

func length(ctx context.Context, l pack.Length) string {
	return i18n.T(ctx, "framework.length."+string(l.Unit), "n", l.Count)
}

// term is a rule's length, with its earliest day where it has one: 3 至 6 个月.
func term(ctx context.Context, r pack.Rule) string {
	if r.Earliest.Zero() {
		return length(ctx, r.Length)
	}
	if r.Earliest.Unit == r.Length.Unit {
		return i18n.T(ctx, "framework.length.between", "from", r.Earliest.Count, "to", length(ctx, r.Length))
	}
	return i18n.T(ctx, "framework.length.between", "from", length(ctx, r.Earliest), "to", length(ctx, r.Length))
}

func holidays(ctx context.Context, r pack.Rule) string {
	switch {
	case r.Length.Unit == pack.Workday:
		return i18n.T(ctx, "framework.off.skipped")
	case r.Length.Unit == pack.Hour:
		return i18n.T(ctx, "framework.off.through")
	case r.Roll:
		return i18n.T(ctx, "framework.off.roll")
	}
	return i18n.T(ctx, "framework.off.stays")
}

func extension(ctx context.Context, p *pack.Pack, r pack.Rule) string {
	if r.Extend.Times == 0 {
		return i18n.T(ctx, "framework.extend.none")
	}
	return i18n.T(ctx, "framework.extend.may", "n", r.Extend.Times, "length", length(ctx, r.Extend.Length), "by", pack.Say(p.Recipients, r.Extend.By, i18n.Lang(ctx)))
}

func warning(ctx context.Context, r pack.Rule) string {
	days := r.WarnDays()
	switch len(days) {
	case 0:
		return "-"
	case 1:
		return strconv.Itoa(days[0])
	case 2:
		return i18n.T(ctx, "framework.warn.days", "n", days[0])
	}
	parts := make([]string, len(days))
	for i, d := range days {
		parts[i] = strconv.Itoa(d)
	}
	return strings.Join(parts, " / ")
}

// article writes an article in the manner of the language: 第三十四条, art. 34; text as it stands.
func article(ctx context.Context, a string) string {
	n, err := strconv.Atoi(a)
	if err != nil {
		return a
	}
	if i18n.Lang(ctx) == "en" {
		return i18n.T(ctx, "framework.article", "n", a)
	}
	return i18n.T(ctx, "framework.article", "n", numeral(n))
}

var digits = []rune("零一二三四五六七八九")

// numeral writes 1 to 999 in Chinese figures as articles are numbered.
func numeral(n int) string {
	if n <= 0 || n > 999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	if h := n / 100; h > 0 {
		b.WriteString(string(digits[h]) + "百")
		if n%100 > 0 && n%100 < 10 {
			b.WriteString("零")
		}
	}
	if t := n / 10 % 10; t > 0 {
		if t > 1 || n >= 100 {
			b.WriteRune(digits[t])
		}
		b.WriteString("十")
	}
	if u := n % 10; u > 0 {
		b.WriteRune(digits[u])
	}
	return b.String()
}

func list(ctx context.Context, words []pack.Word, codes []string) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = pack.Say(words, c, i18n.Lang(ctx))
	}
	return strings.Join(out, i18n.T(ctx, "framework.comma"))
}

// month is one month drawn in weeks that begin on Monday; 0 is an empty cell.
func month(year, m int) [][7]int {
	first := time.Date(year, time.Month(m), 1, 0, 0, 0, 0, clock.Zone)
	last := first.AddDate(0, 1, -1).Day()
	at := (int(first.Weekday()) + 6) % 7
	var weeks [][7]int
	var week [7]int
	for d := 1; d <= last; d++ {
		week[at] = d
		if at++; at == 7 {
			weeks, week, at = append(weeks, week), [7]int{}, 0
		}
	}
	if at > 0 {
		weeks = append(weeks, week)
	}
	return weeks
}

// cell is the class of a day and the word said for it to those who do not see the class.
func (y Year) cell(m, d int) (class, word string) {
	if d == 0 {
		return "", ""
	}
	day := y.day(m, d)
	switch {
	case y.off(day):
		class, word = "is-h", "framework.year.off"
	case y.made(day):
		class, word = "is-w", "framework.year.work"
	case pack.Weekend(day):
		class = "is-we"
	}
	if day == y.Today {
		class = strings.TrimSpace(class + " is-today")
	}
	return class, word
}

func (y Year) day(m, d int) clock.Day {
	return clock.Day(fmt.Sprintf("%04d-%02d-%02d", y.Year.Year, m, d))
}

func (y Year) off(d clock.Day) bool {
	for _, h := range y.Off {
		if h.From <= d && d <= h.To {
			return true
		}
	}
	return false
}

func (y Year) made(d clock.Day) bool {
	for _, w := range y.Work {
		if w == d {
			return true
		}
	}
	return false
}

func (y Year) offWords(ctx context.Context) []string {
	var out []string
	for _, h := range y.Off {
		if h.From == h.To {
			out = append(out, say(ctx, h.Name)+" "+i18n.ShortDay(ctx, h.From))
			continue
		}
		out = append(out, i18n.T(ctx, "framework.year.run", "name", say(ctx, h.Name), "from", i18n.ShortDay(ctx, h.From), "to", i18n.ShortDay(ctx, h.To)))
	}
	return out
}

func days(ctx context.Context, list []clock.Day) string {
	out := make([]string, len(list))
	for i, d := range list {
		out[i] = i18n.ShortDay(ctx, d)
	}
	return strings.Join(out, i18n.T(ctx, "framework.comma"))
}

// weekday is the short name of a day's weekday.
func weekday(ctx context.Context, d clock.Day) string {
	return i18n.T(ctx, "framework.weekday."+strconv.Itoa(int(d.Weekday())))
}

// how tells which days the calculator skipped and which it counted although they are weekends.
func how(ctx context.Context, r calendar.Reckoned) string {
	if r.Rule.Length.Unit != pack.Workday {
		return i18n.T(ctx, "framework.try.plain")
	}
	s := i18n.T(ctx, "framework.try.next_day")
	if len(r.Off) > 0 {
		s += i18n.T(ctx, "framework.try.skipped", "days", days(ctx, r.Off))
	}
	if len(r.Work) > 0 {
		s += i18n.T(ctx, "framework.try.counted", "days", days(ctx, r.Work))
	}
	return s
}

// here marks the entry that the reader is at.
func here(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func rulesNote(ctx context.Context, m Model) string {
	n := i18n.T(ctx, "framework.rules.n", "n", len(m.Pack.Rules))
	if m.Before.ID == "" {
		return n
	}
	changed, fresh, gone := m.changed()
	return n + i18n.T(ctx, "framework.rules.compared", "version", m.Before.Version, "changed", changed, "fresh", fresh, "gone", gone)
}

// termOr is the length, empty for a rule that is not there.
func termOr(ctx context.Context, r pack.Rule) string {
	if r.Length.Zero() {
		return ""
	}
	return term(ctx, r)
}

// since is the first day shown for a rule: one that did not change keeps the version it had.
func since(c framework.RuleChange) clock.Day {
	if c.Was.Code != "" && !c.Changed {
		return c.Was.From
	}
	return c.Now.From
}

func effectFrom(ctx context.Context, m Model) string {
	if m.At.Since == "" || m.At.Since <= m.Today {
		return ""
	}
	return i18n.T(ctx, "framework.effect.from", "day", i18n.Day(ctx, m.At.Since))
}

// byWhom names a person, or the program where a pack came with it.
func byWhom(ctx context.Context, name string) string {
	if name == "seed" {
		return i18n.T(ctx, "framework.history.shipped")
	}
	return name
}

func yearCount(ctx context.Context, y Year) string {
	off, work := y.Count()
	return i18n.T(ctx, "framework.year.count", "off", off, "work", work)
}

func yearSource(ctx context.Context, y Year) string {
	s := i18n.T(ctx, "framework.year.source", "source", y.Source)
	if y.ConfirmedBy == "" {
		s += i18n.T(ctx, "framework.comma") + i18n.T(ctx, "framework.pending")
	}
	return s
}

// node is a category with its depth, for a flat table.
type node struct {
	depth int
	cat   pack.Category
}

func (n node) indent() string { return strings.Repeat("　", n.depth) }

func flat(cs []pack.Category) (out []node) {
	pack.Walk(cs, func(depth int, c pack.Category) { out = append(out, node{depth, c}) })
	return out
}

// count is how many points of a section concern the chosen kind of organisation.
func (m Model) count(s pack.Category) int {
	n := 0
	pack.Walk([]pack.Category{s}, func(_ int, c pack.Category) { n += len(m.points(c)) })
	return n
}
