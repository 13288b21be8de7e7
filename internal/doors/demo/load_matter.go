package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/rectify"
)

// officers share the office's work: the second registers and reviews, the first decides and closes.
const (
	officer = "office"
	clerk   = "office2"
	chief   = "boss" // of the leading group
)

// calendars enters the years that the shipped calendars do not know, so that the demo can be lived on
// any day. Nobody has confirmed them: they wait for the notice of the year.
func (l *loader) calendars() {
	l.script.story("calendar", 9, 0).on(l.start, func(ctx context.Context) error {
		known, err := l.h.Calendar.Years(ctx, l.actor(officer))
		if err != nil {
			return err
		}
		for year := l.start.Year(); year <= l.w.Today.Year()+1; year++ {
			if slices.ContainsFunc(known, func(y calendar.YearInfo) bool { return y.Year.Year == year }) {
				continue
			}
			err := l.h.Calendar.EnterYear(ctx, l.actor(officer), calendar.NewYear{Year: year, Off: fixed(year), Source: "放假安排尚未公布，只列固定日期的法定节日"})
			if err != nil {
				return fmt.Errorf("calendar of %d: %w", year, err)
			}
		}
		return nil
	})
}

// fixed are the statutory holidays that fall on the same days every year (全国年节及纪念日放假办法).
func fixed(year int) []pack.Holiday {
	day := func(monthDay string) clock.Day { return clock.Day(fmt.Sprintf("%d-%s", year, monthDay)) }
	return []pack.Holiday{
		{Name: pack.Text{Zh: "元旦", En: "New Year"}, From: day("01-01"), To: day("01-01")},
		{Name: pack.Text{Zh: "劳动节", En: "Labour Day"}, From: day("05-01"), To: day("05-02")},
		{Name: pack.Text{Zh: "国庆节", En: "National Day"}, From: day("10-01"), To: day("10-03")},
	}
}

// matter plays one document: how its items came, the unit's answer, and each item's own story.
func (l *loader) matter(m *Matter) {
	st := l.script.story(m.Key, 9, 5)
	live := l.matters[m]
	if m.Inspection == nil {
		st.on(m.On, func(ctx context.Context) error { return l.registerAll(ctx, m) })
	}
	st.on(m.SignedOn, func(ctx context.Context) error { return l.sign(ctx, m) })
	st.on(m.SubmittedOn, func(ctx context.Context) error { return l.writePlan(ctx, m) })
	st.on(m.PlanSignedOn, func(ctx context.Context) error {
		head := l.actor(m.Head)
		page, err := l.h.Rectify.PlanPage(ctx, head, live.plan)
		if err != nil {
			return err
		}
		return l.h.Rectify.SignPlan(ctx, head, live.plan, "方案经党委会研究，措施和时限由我负责。", page.Versions[len(page.Versions)-1].Hash)
	})
	st.on(m.AcceptedOn, func(ctx context.Context) error {
		return l.h.Rectify.AcceptPlan(ctx, l.actor(clerk), live.plan, "措施与问题一一对应，标准可以检查，同意备案。")
	})
	if m.NewHead != "" {
		st.on(m.AgainOn, func(ctx context.Context) error {
			return l.h.Rectify.SignAgain(ctx, l.actor(m.NewHead), live.plan, "前任移交的整改事项我已逐项核对，时限不变，继续负责。")
		})
	}
	for _, it := range m.Items {
		l.item(it)
	}
}

// registerAll lists the items of a document that is no inspection's feedback.
func (l *loader) registerAll(ctx context.Context, m *Matter) error {
	l.matters[m].ref = m.Number
	for _, it := range m.Items {
		why := map[string]string{"grave": "性质较重，列为重点关注"}[it.Severity]
		var partners []string
		for _, u := range it.Partners {
			partners = append(partners, l.units[u])
		}
		id, err := l.h.Rectify.Register(ctx, l.actor(clerk), rectify.Registration{Flagged: why != "", FlaggedWhy: why, Partners: partners, Unit: l.units[m.Unit], Source: rectify.Source(m.Source), SourceRef: m.Number,
			SourceName: m.Number, Title: it.Title, Finding: it.Text, Manifestations: it.Shown, Effect: it.Effect, Cite: it.Cite, CiteText: it.Quote,
			Category: it.Category, Categories: categories(it), Severity: it.Severity, Repeated: it.Repeated, Target: target, Due: it.Due})
		if err != nil {
			return err
		}
		l.items[it].id = id
	}
	return nil
}

// categories sorts an item also under the four implementations: the first figure of its check point.
func categories(it *Item) []string { return []string{"L" + it.Point[:1]} }

// target is the item's own standard, beside those of its measures.
const target = "所列问题全部改正，再抽查同类情形合格，有关规定执行到岗位。"

// sign is the head's signature for the whole document.
func (l *loader) sign(ctx context.Context, m *Matter) error {
	items := map[rectify.ItemID]rectify.Signing{}
	for _, it := range m.Items {
		items[l.items[it].id] = rectify.Signing{Lead: l.id(it.Lead), Owner: l.id(it.Owner)}
	}
	in := rectify.FeedbackSigning{Unit: l.units[m.Unit], Ref: l.matters[m].ref, Opinion: "已阅反馈全文，按要求组织整改。", Items: items}
	if err := l.h.Rectify.SignFeedback(ctx, l.actor(m.Head), in); err != nil {
		return err
	}
	d, err := l.h.Rectify.Dossier(ctx, l.actor(m.Head), l.items[m.Items[0]].id)
	if err != nil {
		return err
	}
	l.matters[m].plan = d.Plan.ID
	return nil
}

// writePlan is the liaison's work: cause, tasks, measures, what goes down, and the submission.
func (l *loader) writePlan(ctx context.Context, m *Matter) error {
	r, by, plan := l.h.Rectify, l.actor(m.Liaison), l.matters[m].plan
	text := rectify.PlanText{Cause: m.Cause, StudyOn: m.StudyOn, StudyNote: "专题党委会逐项研究，主要负责人提出要求，班子成员认领。"}
	if err := r.WritePlan(ctx, by, plan, text); err != nil {
		return err
	}
	for _, it := range m.Items {
		task, err := r.AddTask(ctx, by, plan, rectify.NewTask{Item: l.items[it].id, Title: it.Task})
		if err != nil {
			return err
		}
		for _, x := range it.Measures {
			if err := l.addMeasure(ctx, by, it, task, x); err != nil {
				return err
			}
		}
	}
	return r.SubmitPlan(ctx, by, plan)
}

func (l *loader) addMeasure(ctx context.Context, by who.Actor, it *Item, task rectify.TaskID, x Measure) error {
	plan := l.matters[it.Matter].plan
	id, err := l.h.Rectify.AddMeasure(ctx, by, plan, rectify.NewMeasure{Task: task, Body: x.Body, Kind: x.Kind, Target: x.Standard, Lead: l.id(it.Lead),
		Department: "办公室", Owner: l.id(x.Owner), Starts: it.Matter.SubmittedOn, Due: later(x.Due, it.Matter.SubmittedOn)})
	if err != nil {
		return err
	}
	l.items[it].measures = append(l.items[it].measures, id)
	if len(x.Down) == 0 {
		return nil
	}
	var units []string
	for _, u := range x.Down {
		units = append(units, l.units[u])
	}
	return l.h.Rectify.HandDown(ctx, by, plan, id, units, "")
}

// takeItems finds which items an inspection's feedback became, by their titles.
func (l *loader) takeItems(ctx context.Context, m *Matter, ref string) error {
	byTitle := map[string]*Item{}
	for _, it := range m.Items {
		byTitle[it.Title] = it
	}
	f := rectify.Filter{Unit: l.units[m.Unit], Ref: ref, Limit: 200}
	list, err := l.h.Rectify.Ledger(ctx, l.actor(clerk), f)
	if err != nil {
		return err
	}
	for _, line := range list.Lines {
		if it := byTitle[line.Title]; it != nil {
			l.items[it].id = line.ID
			delete(byTitle, line.Title)
		}
	}
	if len(byTitle) > 0 {
		return fmt.Errorf("%d findings did not become items, among them %s", len(byTitle), slices.Collect(maps.Keys(byTitle))[0])
	}
	l.matters[m].ref = ref
	return nil
}
