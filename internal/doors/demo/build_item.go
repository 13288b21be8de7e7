package demo

import (
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
)

// teller tells one item's story.
type teller struct {
	b    *builder
	it   *Item
	m    *Matter
	p    problem
	s    slots
	d    draw
	last clock.Day // nothing happens after yesterday
}

// itemStory gives the item its people, dates, measures and acts, so that it stands today as planned.
func (b *builder) itemStory(it *Item, p problem, s slots) {
	t := &teller{b, it, it.Matter, p, s, drawFor("story " + it.Key + it.Unit), b.ago(1)}
	it.Lead, it.Owner = b.lead(it.Unit, p.Field), b.owner(it.Unit, t.d)
	it.Partners = b.partners(it, p)
	t.due()
	if it.State == "listed" {
		return
	}
	t.measures()
	switch {
	case it.plan.relapsed:
		t.closed()
		t.relapsed()
	case it.State == "closed":
		t.closed()
	case it.State == "voided":
		it.VoidedOn = after(t.m.SignedOn, 6, t.last)
		it.VoidReason = pick(t.d, []string{"复核原始凭证，抽查口径把试运行期间计入，事实不成立，不予整改。", "经与单位核对，所涉事项由上级部门统一办理，不属本单位责任，撤销该项。", "底稿引用的台账为测试数据，更正后不再作为问题。"})
	case it.State == "working":
		t.asked()
		t.working(after(t.m.AcceptedOn, 4, t.last), t.b.ago(2))
	case it.State == "claimed":
		t.claimed(t.b.ago(1 + t.d.IntN(4)))
	case it.State == "verifying":
		t.verifying()
	case it.State == "returned":
		t.returned()
	case it.State == "standing":
		t.standing()
	}
}

// partners are the departments that work with the unit on some of its items.
func (b *builder) partners(it *Item, p problem) []string {
	with := map[string]string{"law": "FZ", "support": "BZ", "party": "ZZ", "order": "ZA"}[p.Field]
	if with == it.Unit || drawFor("partner "+it.Key).IntN(5) > 0 {
		return nil
	}
	return []string{with}
}

// due sets the date under which the item is registered.
func (t *teller) due() {
	it := t.it
	switch {
	case it.plan.dated && it.State != "returned":
		it.Due = t.b.w.Today.Add(it.plan.days)
	case it.State == "closed" || it.State == "voided" || it.State == "listed" || it.plan.relapsed || t.m.Inspection != nil:
		it.Due = t.m.Due
	default:
		it.Due = workday(t.b.w.Today.Add(14 + t.d.IntN(60)))
		if it.Due.Sub(t.b.w.Today) <= 10 {
			it.Due = it.Due.Add(7)
		}
	}
}

func (t *teller) measures() {
	place := t.b.place(t.it)
	for i, x := range t.p.Measures {
		m := Measure{Body: t.s.fill(x.Do), Standard: t.s.fill(x.Std), Kind: kinds[x.Kind], Owner: t.it.Owner}
		m.Due = earlier(later(t.m.On.Add(x.Days+12), t.m.AcceptedOn.Add(3)), t.it.Due)
		if i == 0 && len(t.p.Measures) > 1 && t.handsDown(place) {
			m.Down = []string{place}
		}
		t.it.Measures = append(t.it.Measures, m)
	}
}

// kinds of measures, in the room's words.
var kinds = map[string]string{"daily": "daily", "rule": "rules", "money": "recover", "account": "accountability", "spread": "wider", "major": "major"}

// handsDown tells whether the item's first measure goes down to the station that it is about, whose
// head has an account.
func (t *teller) handsDown(place string) bool {
	_, ok := t.b.w.byPerson[place+"/head"]
	return ok && t.d.IntN(3) == 0
}

// finish reports every measure done between two days.
func (t *teller) finish(from, to clock.Day) {
	n := len(t.it.Measures)
	span := max(to.Sub(from), 1)
	t.report(from, 0, 40)
	for i := range n {
		t.report(after(from, span*(i+1)/(n+1), to), i, 100)
	}
}

// working reports some of the way, so that something is left to do.
func (t *teller) working(from, to clock.Day) {
	n := 1 + t.d.IntN(len(t.it.Measures)+1)
	span := max(to.Sub(from), 1)
	for i := range n {
		measure, percent := i%len(t.it.Measures), 20+10*t.d.IntN(7)
		if i == 0 && n > 2 {
			percent = 100
		}
		t.report(after(from, span*(i+1)/(n+1), to), measure, percent)
	}
}

// report adds one word of progress; a measure that is done brings its proof.
func (t *teller) report(on clock.Day, measure, percent int) {
	r := Report{On: on, Measure: measure, Percent: percent, By: t.it.Owner}
	body := t.it.Measures[measure].Body
	r.Words = pick(t.d, []string{"已经动手：" + body + "。分工到人，每周核对一次。", "正在推进：" + body + "，完成约" + fmt.Sprint(percent/10) + "成。", "先易后难，" + body + "，遇到的困难已报分管领导协调。"})
	if percent == 100 {
		r.Words = t.s.fill(t.p.Progress[measure%len(t.p.Progress)]) + "。"
	}
	if percent == 100 || t.d.IntN(4) == 0 {
		r.Files = []File{t.file(measure)}
	}
	t.it.Reports = append(t.it.Reports, r)
}

func (t *teller) file(n int) File {
	name := t.p.Files[n%len(t.p.Files)]
	return File{Name: name, About: t.it.Title, Seed: fmt.Sprintf("%s.%d.%d", t.it.Key, n, len(t.it.Reports))}
}

func (t *teller) summary() string {
	return strings.Join(t.it.Shown, "、") + "的问题已经改正。" + t.s.fill(t.p.Progress[len(t.p.Progress)-1]) + "，有关规定已经执行到岗位。"
}

// closed is the way of an item that was put right, verified and closed; some had to go back once.
func (t *teller) closed() {
	on := after(t.m.AcceptedOn, 18+t.d.IntN(27), t.b.ago(12))
	t.finish(after(t.m.AcceptedOn, 4, on), after(on, -1, on))
	if t.d.IntN(6) == 0 && t.m.On < t.b.ago(140) {
		back := after(on, 5, t.last)
		t.it.Claims = append(t.it.Claims, Claim{On: on, Summary: t.summary(), BegunOn: after(on, 2, t.last),
			Return: &Return{On: back, Due: back.Add(20), By: "verifier", Reason: t.s.fill(t.p.Back)}})
		t.it.Tail = append(t.it.Tail, Report{On: back.Add(7), Measure: 0, Percent: 100, By: t.it.Owner, Words: "按验收意见补正材料，重新核对一遍。", Files: []File{t.file(9)}})
		on = workday(back.Add(12))
	}
	c := t.claim(on)
	t.checks(&c, after(on, 2, t.last), after(on, 4, t.last), after(on, 5, t.last))
	c.ProposedOn, c.ClosedOn = after(on, 7, t.last), after(on, 9, t.last)
	t.it.Claims = append(t.it.Claims, c)
	if looked := c.ClosedOn.Add(150); looked <= t.last && t.d.IntN(3) == 0 && !t.it.plan.relapsed {
		t.it.LookedOn = workday(looked)
	}
}

func (t *teller) claim(on clock.Day) Claim { return Claim{On: on, Summary: t.summary()} }

// checks is the three parties' verification: on site, then on paper.
func (t *teller) checks(c *Claim, begun, site, papers clock.Day) {
	c.BegunOn = begun
	n := t.d.between(10, 40)
	c.Checks = append(c.Checks, Check{On: site, By: "verifier", Party: "office", Method: "site", Opinion: t.s.fill(t.p.Pass), Sampled: n, Good: n})
	if papers != "" {
		n = t.d.between(3, 12)
		c.Checks = append(c.Checks, Check{On: papers, By: "verifier2", Party: "team", Method: "papers", Sampled: n, Good: n,
			Opinion: pick(t.d, []string{"制度修订已经印发，条款可以执行；建议回头看时重点抽查执行情况。", "资料与现场一致，责任人能够说明过程。", "佐证材料完整，时间前后衔接，未见补写痕迹。", "数据口径清楚，整改前后可以比较，同意通过。"})})
	}
}

func (t *teller) claimed(on clock.Day) {
	t.finish(after(t.m.AcceptedOn, 4, on.Add(-2)), workday(on.Add(-1)))
	t.it.Claims = append(t.it.Claims, t.claim(on))
}

// verifying is with the verifiers: just begun, half way, or waiting for the second signature.
func (t *teller) verifying() {
	t.claimed(t.b.ago(8 + t.d.IntN(4)))
	c := &t.it.Claims[0]
	switch n := t.d.IntN(4); {
	case n == 0:
		c.BegunOn = t.b.ago(6)
	case n == 1:
		t.checks(c, t.b.ago(6), t.b.ago(4), "")
	default:
		t.checks(c, t.b.ago(6), t.b.ago(4), t.b.ago(3))
		t.it.Talk = []string{"请把" + t.it.Shown[0] + "的整改前后情况单列一表，便于回头看时对照。", "已按意见单列，放在佐证材料的汇总表里，原件在办公室备查。"}
		if n == 3 {
			c.ProposedOn = t.b.w.Today.Add(-1) // a request waits 72 hours, over a weekend too
		}
	}
}

func (t *teller) returned() {
	back, due := t.b.ago(9), t.b.w.Today.Add(13)
	if t.it.plan.dated {
		due = t.b.w.Today.Add(t.it.plan.days)
		back = workday(due.Add(-14))
	}
	t.claimed(workday(back.Add(-5)))
	c := &t.it.Claims[0]
	c.BegunOn = workday(back.Add(-3))
	c.Return = &Return{On: back, Due: due, By: "verifier", Reason: t.s.fill(t.p.Back)}
}

// asked is a request for a later date, where there was time for one.
func (t *teller) asked() {
	it := t.it
	first := it.Due.Add(-24)
	on := workday(first.Add(-5))
	if on <= t.m.AcceptedOn.Add(6) || on.Add(2) >= t.last || t.m.Inspection != nil || t.d.IntN(3) == 0 {
		return
	}
	it.Asked = &Asked{On: on, Until: it.Due, DecidedOn: workday(on.Add(3)), Reason: t.s.fill(t.p.Extend)}
	it.Due = first
	for i := range it.Measures {
		it.Measures[i].Due = earlier(it.Measures[i].Due, first)
	}
}

func (t *teller) standing() {
	on := after(t.m.AcceptedOn, 40, t.b.ago(12))
	t.working(after(t.m.AcceptedOn, 4, on), after(on, -1, on))
	st := &Standing{On: on}
	for day := on.Add(90); len(st.Milestones) == 0 || day.Add(-90) < t.b.w.Today; day = day.Add(90) {
		st.Milestones = append(st.Milestones, workday(day))
		if workday(day) < t.b.w.Today {
			st.Reports = append(st.Reports, Report{On: workday(day.Add(-2)), By: t.it.Owner, Words: "本季度按要求执行，抽查记录齐全，没有发现同类问题。"})
		}
	}
	t.it.Standing = st
}

// relapsed is a look-back that found the problem again, and what was done since.
func (t *teller) relapsed() {
	on := t.b.ago(48 + t.d.IntN(12))
	t.it.Relapse = &Relapse{On: on, Due: t.b.w.Today.Add(20 + t.d.IntN(20)), SignedOn: workday(on.Add(3)),
		Opinion: "回头看抽查：" + t.it.Shown[0] + "的情形再次出现，原措施执行两个月后中断，按原编号重新整改。"}
	t.it.Tail = append(t.it.Tail, Report{On: workday(on.Add(16)), Measure: -1, Percent: -1, By: t.it.Owner, Words: "主要负责人专题研究反弹原因，已重新落实原有措施并增加每周抽查。"})
}

// FinalDue is the date that counts today.
func (it *Item) FinalDue() clock.Day {
	switch {
	case it.Relapse != nil:
		return it.Relapse.Due
	case len(it.Claims) > 0 && it.Claims[len(it.Claims)-1].Return != nil:
		return it.Claims[len(it.Claims)-1].Return.Due
	case it.Asked != nil:
		return it.Asked.Until
	}
	return it.Due
}
