package demo

import (
	"fmt"

	"plumbline/internal/ground/clock"
)

// write tells every matter's and every item's story, and the papers of inspections under way.
func (b *builder) write() {
	decks := map[string]func() problem{}
	for _, u := range b.Units {
		decks[u.Code] = b.deck(u.Code)
	}
	for _, m := range b.w.Matters {
		b.matterStory(m)
		for _, it := range m.Items {
			found := m.On.Add(-20)
			if m.Inspection != nil {
				found = m.Inspection.Enters
			}
			p := decks[m.Unit]()
			s := b.say(it, p, found)
			b.itemStory(it, p, s)
		}
	}
	for _, in := range b.w.Rounds[0].Inspections {
		n := map[string]int{onSite: 6, left: 4, reported: 4}[in.State]
		for i := range n {
			it := &Item{Key: fmt.Sprintf("P.%s.%d", in.Unit, i+1), Unit: in.Unit}
			b.say(it, decks[in.Unit](), in.Enters)
			in.Papers = append(in.Papers, it)
		}
	}
}

// matterStory dates the unit's answer: signature, study, plan, review.
func (b *builder) matterStory(m *Matter) {
	last := b.ago(1)
	m.Head, m.Liaison = m.Unit+"/head", m.Unit+"/liaison"
	if len(m.Items) == 1 && m.Items[0].State == "listed" {
		return
	}
	m.SignedOn = after(m.On, 3, last)
	m.StudyOn = later(after(m.On, 6, last), m.SignedOn)
	m.SubmittedOn = later(after(m.On, 10, last), m.StudyOn)
	m.PlanSignedOn = later(after(m.On, 11, last), m.SubmittedOn)
	m.AcceptedOn = later(after(m.On, 14, last), m.PlanSignedOn)
	unit := b.w.Unit(m.Unit).Short
	m.Cause = fmt.Sprintf("思想上，%s对有关规定学习不够，存在重结果轻程序的倾向。\n管理上，岗位职责不清，分管领导检查不经常，发现问题没有及时交办。\n机制上，依靠人工提醒，缺少系统限制和定期核查。", unit)
	if _, ok := b.w.byPerson[m.Unit+"/oldhead"]; ok {
		took := b.tookOffice(m.Unit)
		if m.SignedOn < took {
			m.Head = m.Unit + "/oldhead"
			if m.open() && m.Unit != "JJ" {
				m.NewHead, m.AgainOn = m.Unit+"/head", after(took, 7, last)
			}
		}
	}
}

func (m *Matter) open() bool {
	for _, it := range m.Items {
		if it.State != "closed" && it.State != "voided" {
			return true
		}
	}
	return false
}

func (b *builder) tookOffice(unit string) clock.Day { return b.w.tookOffice(unit) }

func (w *World) tookOffice(unit string) clock.Day {
	for _, p := range w.Posts {
		if p.Person == unit+"/head" && p.Kind == head {
			return p.Since
		}
	}
	return ""
}

// headOn is the unit's head on a day.
func (w *World) headOn(unit string, day clock.Day) string {
	if _, ok := w.byPerson[unit+"/oldhead"]; ok && day < w.tookOffice(unit) {
		return unit + "/oldhead"
	}
	return unit + "/head"
}
