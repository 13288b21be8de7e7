package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/chromedp"

	"plumbline/internal/ground/clock"
)

// KLM seconds of the keystroke-level model (Card, Moran, Newell 1980): a click is thinking, pointing, pressing; a field
// is a click and the hand back on the keys; a Chinese character of somebody who types sixty a minute.
const (
	klmClick = 1.35 + 1.1 + 0.2
	klmField = klmClick + 0.4
	klmChar  = 1.0
)

// effort is what a person puts in.
type effort struct{ clicks, fields, chars int }

func (e effort) seconds() float64 {
	return float64(e.clicks)*klmClick + float64(e.fields)*klmField + float64(e.chars)*klmChar
}

// types counts fields that are typed into.
func (e *effort) types(fields ...string) []string {
	for _, f := range fields {
		_, v, _ := strings.Cut(f, "=")
		e.fields++
		e.chars += utf8.RuneCountInString(v)
	}
	return fields
}

// minutesOf is what a secretary writes of one meeting: who said what, sixty characters.
const minutesOf = "书记：传达上级会议精神，部署本月重点工作。张同志：夜间值守与学习时间冲突，建议错峰安排。大家表示赞成，按班组分批落实，下月检查。"

// A secretary's month: every duty of it, each from one form with the day, time, place, chair and roster filled in, one
// absence, and a general meeting that decides something. It takes under ten minutes.
func TestASecretarysMonth(t *testing.T) {
	p := as(t, "secretary")
	p.complaints()
	p.open("/orglife/month")
	duties := ask(p, "duties of the month", chromedp.Evaluate[[]string](`[...new Set([...document.querySelectorAll('section[aria-labelledby="duties"] input[name="duty"]')].map(e => e.value)
		.concat([...document.querySelectorAll('section[aria-labelledby="duties"] a[href^="/orglife/duties/"]')].map(a => a.getAttribute("href").split("/").pop())))]`))
	if len(duties) < 4 {
		t.Fatalf("the month has %d duties", len(duties))
	}
	duties = duties[:min(5, len(duties))]
	var e effort
	e.clicks++ // the month in the menu
	last := ""
	for i, id := range duties {
		p.open("/orglife/duties/" + id + "/record")
		e.clicks++ // the line of the month
		fields := e.types("topic=传达学习上级会议精神", "spoken="+minutesOf)
		if i == 0 {
			who := ask(p, "somebody of the roster", chromedp.Evaluate[string](`document.querySelector('select[name^="absent."]').name`))
			fields = append(fields, who+"=duty")
			e.clicks += 3 // open the roll, the list, the reason
		}
		if i == len(duties)-1 {
			fields = append(fields, e.types("decided=同意按班组分批学习", "task=排出分批学习安排并公示", "task_due="+day(20))...)
			e.clicks++ // open the decision
		}
		p.send("/orglife/activities", fields...)
		e.clicks++ // save
		p.sees("传达学习上级会议精神")
		last = strings.TrimPrefix(p.where(), p.base)
	}
	t.Logf("a month of %d duties: %d clicks × %.2f s + %d fields × %.2f s + %d characters × %.1f s = %.0f s", len(duties), e.clicks, klmClick, e.fields, klmField, e.chars, klmChar, e.seconds())
	if e.seconds() > 600 {
		t.Errorf("a secretary's month takes %s", time.Duration(e.seconds())*time.Second)
	}
	if n := (effort{clicks: 10, fields: 10, chars: 600}); n.seconds() < 600 { // a planted month that is too much
		t.Error("the count finds nothing too much")
	}
	p.sees("排出分批学习安排并公示")
	p.whole("a meeting's page")
	p.open("/orglife/month")
	p.sees("排出分批学习安排并公示")
	p.whole("a secretary's month")
	p.shot("orglife-month")
	p.open(last)
	p.send("/finish", "note=安排已排出并公示")
	p.sees("办结")
}

// A branch's year as the committee above sees it: a missed meeting that stays missed though it was made up for, a
// record written late with its days, and a spot check.
func TestABranchsYearIsShownAsItWas(t *testing.T) {
	p := as(t, "partyaff")
	p.complaints()
	p.open("/orglife")
	for _, s := range []string{"交警一大队支部", "三会一课和主题党日"} {
		p.sees(s)
	}
	marks := ask(p, "marks", chromedp.Evaluate[string](`[...document.querySelectorAll(".pl-olife tbody td")].map(e => e.textContent).join("")`))
	for _, m := range []string{"●", "◐", "✕", "⊗", "▲", "—"} {
		if !strings.Contains(marks, m) {
			t.Errorf("the matrix shows no %s", m)
		}
	}
	p.whole("the year's matrix")
	p.shot("orglife-home")
	p.open(p.near("交警一大队支部", `^/orglife/branches/`))
	p.sees("缺，已补开")
	p.sees("标记缺开")
	p.whole("a branch's year")
	p.open("/orglife")
	p.open(p.near("指挥中心支部", `^/orglife/branches/`))
	p.sees("个工作日补记")
	p.open(p.near("补记，会后", `^/orglife/activities/`))
	p.send("/check", "words=请补充发言要点", "due="+day(9))
	p.sees("请补充发言要点")
}

// The register: the head does not speak before the others, and what was decided becomes a task.
func TestTheHeadSpeaksLast(t *testing.T) {
	p := as(t, "partyaff") // its complaints are not listened to: the refusal is one
	p.open("/orglife/decisions")
	p.whole("the registers")
	p.send("/orglife/decisions", "register=major", "matter=funds", "title=执法记录仪更新（浏览器）", "chair=何雨晴", "attending=何雨晴、江映川、梅若安", "researched=走访三个支部", "reviewed=法制支队无异议", "risks=价格风险已评估")
	entry := strings.TrimPrefix(p.where(), p.base)
	p.fill("name", "何雨晴")
	p.fill("words", "同意。")
	p.submit(entry + "/speak")
	p.sees("主要领导末位表态")
	for _, n := range []string{"江映川", "梅若安", "何雨晴"} {
		p.send(entry+"/speak", "name="+n, "view=agree", "words=同意，按程序采购。", "why=")
	}
	p.send(entry+"/decide", "votes_for=3", "decided=同意采购。", "task=完成采购并验收", "task_due="+day(40))
	p.sees("完成采购并验收")
	order := ask(p, "order", chromedp.Evaluate[string](`[...document.querySelectorAll(".pl-olist .pl-num")].map(e => e.nextElementSibling.textContent).join(" ")`))
	if order != "江映川 梅若安 何雨晴" {
		t.Errorf("the order of speaking is %q", order)
	}
	p.whole("an entry of the register")
	p.shot("orglife-decision")
	p.open("/orglife/reviews?year=" + fmt.Sprint(clock.DayOf(time.Now()).Year()-1))
	p.whole("the reviews")
	p.open(p.first(`^/orglife/reviews/[0-9a-z]{26}$`))
	p.whole("a review")
}
