package orglifepage

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/orglife"
)

func (m HomeModel) docNo(ctx context.Context) []string {
	name := m.View.Of.Short
	if name == "" {
		name = i18n.T(ctx, "orglife.home.all")
	}
	return []string{name, i18n.T(ctx, "orglife.home.count", "n", len(m.View.Rows), "members", m.View.Members), i18n.T(ctx, "orglife.period.year", "year", itoa(m.View.Year))}
}

func (m HomeModel) query() string { return "of=" + m.of() + "&year=" + itoa(m.View.Year) }

func (m HomeModel) of() string { return first(m.View.Of.ID, "all") }

func (m HomeModel) monthQuery(n int) string {
	return m.query() + "&month=" + monthOf(shift(m.View.Month, n))
}

// years are those that the page offers: two behind and this one.
func (m HomeModel) years() []int {
	y := m.Today.Year()
	return []int{y, y - 1, y - 2}
}

// figures is the strip under the head: each figure's list is the page itself, or the room that has it.
func (m HomeModel) figures(ctx context.Context) []part.Figure {
	v := m.View
	left := shift(m.Today, 1).Sub(m.Today) - 1
	out := []part.Figure{
		{Title: i18n.T(ctx, "orglife.home.held"), N: tenth(v.Done, v.Due), Unit: "%", Note: i18n.T(ctx, "orglife.home.held_of", "n", v.Done, "of", v.Due)},
		{Title: i18n.T(ctx, "orglife.home.missed"), N: itoa(v.Missed), Unit: i18n.T(ctx, "orglife.home.times"), Note: i18n.T(ctx, "orglife.home.missed_in", "n", v.MissedBranches()), Red: v.Missed > 0},
		{Title: i18n.T(ctx, "orglife.home.open"), N: itoa(v.Open), Unit: i18n.T(ctx, "orglife.home.times"), Note: i18n.T(ctx, "orglife.home.left", "n", left)},
	}
	if people, _, done := m.sumHours(); people > 0 {
		out = append(out, part.Figure{Title: i18n.T(ctx, "orglife.home.hours"), N: ratio(done, people), Href: "/training", Note: i18n.T(ctx, "orglife.home.hours_note")})
	}
	f := part.Figure{Title: i18n.T(ctx, "orglife.home.terms"), N: itoa(len(v.Terms)), Unit: i18n.T(ctx, "orglife.home.branches"), Href: "/partyorg"}
	if len(v.Terms) > 0 {
		f.Note = i18n.T(ctx, "orglife.home.first", "day", i18n.Day(ctx, v.Terms[0].Until))
	}
	out = append(out, f)
	if planned, spent := m.sumMoney(); planned > 0 {
		out = append(out, part.Figure{Title: i18n.T(ctx, "orglife.home.spent"), N: tenth(int(spent/100), int(planned/100)), Unit: "%", Href: "/budget", Note: m.Money(spent) + " / " + m.Money(planned)})
	}
	return out
}

func (m HomeModel) sumHours() (people, due, done int) {
	for _, h := range m.View.Hours {
		people, due, done = people+h.People, due+h.Due, done+h.Done
	}
	return people, due, done
}

func (m HomeModel) sumMoney() (planned, spent int64) {
	for _, x := range m.View.Money {
		planned, spent = planned+x.Planned, spent+x.Spent
	}
	return planned, spent
}

// ratio is a quotient with one digit behind the point.
func ratio(n, of int) string {
	if of == 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(n)/float64(of), 'f', 1, 64)
}

// hourLine is one branch of the training panel.
type hourLine struct {
	orglife.Hours
	Each, Of, Colour string
	Slow             string
}

func (h hourLine) badge(ctx context.Context) part.Due {
	kind := part.Soon
	if h.Slow == "behind" {
		kind = part.Late
	}
	return part.Due{Kind: kind, Text: i18n.T(ctx, "orglife.hours."+h.Slow)}
}

// mostHours is how many branches the panel shows; the training room shows all.
const mostHours = 16

// elapsed is the part of the shown year that has passed, in per mille.
func (m HomeModel) elapsed() int {
	if m.View.Year != m.Today.Year() {
		return 1000
	}
	return m.Today.Time().YearDay() * 1000 / time.Date(m.Today.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
}

// hours are the branches in register order, with a mark for those that are behind the passing of the year.
func (m HomeModel) hours() []hourLine {
	var out []hourLine
	for _, h := range m.View.Hours {
		if len(out) == mostHours {
			break
		}
		x := hourLine{Hours: h, Each: ratio(h.Done, h.People), Of: ratio(h.Due, h.People)}
		switch at := h.Done * 1000 / max(h.Due, 1); {
		case at*10 < m.elapsed()*7:
			x.Slow, x.Colour = "behind", "is-red"
		case at*10 < m.elapsed()*9:
			x.Slow, x.Colour = "slow", "is-amber"
		}
		out = append(out, x)
	}
	return out
}

func (m HomeModel) pair(i int) []hourLine {
	h := m.hours()
	return h[i:min(i+2, len(h))]
}

// pace compares the hours with the time that has passed.
func (m HomeModel) pace(ctx context.Context) string {
	behind := 0
	for _, h := range m.View.Hours {
		if h.Done*10000 < m.elapsed()*7*max(h.Due, 1) {
			behind++
		}
	}
	return i18n.T(ctx, "orglife.hours.pace", "percent", strconv.FormatFloat(float64(m.elapsed())/10, 'f', 1, 64), "n", behind)
}

// share is a width of 200 for the largest plan.
func (m HomeModel) share(fen int64) string {
	most := int64(1)
	for _, x := range m.View.Money {
		most = max(most, x.Planned, x.Approved)
	}
	return strconv.FormatInt(fen*200/most, 10)
}

func (m HomeModel) moneyText(ctx context.Context, x orglife.Money) string {
	return i18n.T(ctx, "orglife.money.text", "name", m.Named(x.Category), "planned", m.Money(x.Planned), "approved", m.Money(x.Approved), "spent", m.Money(x.Spent))
}

func percent64(n, of int64) string {
	if of == 0 {
		return "–"
	}
	return strconv.FormatInt(n*100/of, 10) + "%"
}
