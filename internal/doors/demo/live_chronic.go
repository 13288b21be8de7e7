package demo

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/campaign"
	"plumbline/internal/rooms/chronic"
)

// runningCampaign is the campaign whose ledger is lived here (live_campaign.go).
const runningCampaign = "执法突出问题专项整治"

// liveChronic is one problem of the demo: what it is, and how far it came by which day.
type liveChronic struct {
	words chronicWords
	n     int
	unit  string // code
	on    clock.Day
	end   clock.Day // the day of its last act
	due   clock.Day
	far   string // where it stands today

	id chronic.ID
}

// chronics lives the ledger of the running campaign: 86 problems, of which 52 are closed, two clues that
// left it, two draws, a visit that is over and one to come.
func (l *loader) chronics() {
	var list []*liveChronic
	today := l.w.Today
	units := l.inspectedCodes()
	add := func(far string, on, end, due clock.Day) {
		i := len(list)
		list = append(list, &liveChronic{words: chronicTexts[i%len(chronicTexts)], n: 2 + (i*7)%23, unit: units[(i*5+i/len(units))%len(units)], on: workday(on), end: workday(end), due: due, far: far})
	}
	for j := range 52 {
		end := workday(today.Add(-32 + j*31/52))
		add("closed", end.Add(-16-j%4), end, end.Add(j%9-1))
	}
	for k, far := range []string{"found", "working", "incomplete", "claimed", "working", "returned", "working", "ledger", "working", "claimed", "working", "accepted", "working", "working", "incomplete", "late", "working", "claimed",
		"working", "ruled", "working", "ledger", "working", "returned", "late", "working", "claimed", "working", "incomplete", "working", "working", "claimed", "found", "working"} {
		due := today.Add(4 + (k*5)%37)
		if far == "late" {
			due = today.Add(-3 - k%2)
		}
		add(far, today.Add(-29+k*24/34), today.Add(-2-k%3), due)
	}
	for i, x := range list {
		l.chronic(i, x)
	}
	l.clues()
	l.draws()
	l.visits()
	l.sheets()
}

// inspectedCodes are the units that are inspected, in register order.
func (l *loader) inspectedCodes() (out []string) {
	for _, u := range l.w.Units {
		if u.Inspected && u.Parent == l.w.Units[0].Code {
			out = append(out, u.Code)
		}
	}
	return out
}

// running finds the campaign by its title.
func (l *loader) running(ctx context.Context) (string, error) {
	list, err := l.h.Chronic.Campaigns(ctx, l.actor(officer))
	for _, c := range list {
		if c.Title == runningCampaign {
			return c.ID, err
		}
	}
	return "", fmt.Errorf("no campaign %s: %w", runningCampaign, err)
}

func (l *loader) chronic(i int, x *liveChronic) {
	st := l.script.story(fmt.Sprintf("chronic %d", i+1), 14, 23)
	r := l.h.Chronic
	liaison := x.unit + "/liaison"
	st.on(x.on, func(ctx context.Context) (err error) {
		id, err := l.running(ctx)
		if err != nil {
			return err
		}
		x.id, err = r.Register(ctx, l.actor(clerk), chronic.Registration{Campaign: id, Unit: l.units[x.unit], Title: x.say(x.words.title), Facts: x.say(x.words.facts), Category: x.words.category, Way: chronic.Ways[i%7],
			Source: []string{"单位自查", "上级抽查", "企业代表", "信访件", "督察组", "明察暗访", "抽查"}[i%7], From: x.on.Add(-200), To: x.on.Add(-20)})
		return err
	})
	if x.far == "found" {
		return
	}
	track := chronic.TrackCampaign
	if x.far == "ledger" {
		track = chronic.TrackLedger
	}
	st.on(after(x.on, 1, l.w.Today.Add(-2)), func(ctx context.Context) error {
		return r.Classify(ctx, l.actor(clerk), x.id, chronic.Classifying{Track: track, Verdict: "事实清楚，属本次整治范围，由责任单位整改。"})
	})
	l.chronicPlan(st, x, liaison)
	if x.far == "incomplete" || x.far == "ledger" {
		return
	}
	st.on(later(after(x.on, 4, x.end), x.on), func(ctx context.Context) error {
		if err := l.reached(ctx, x, liaison); err != nil {
			return err
		}
		return r.Report(ctx, l.actor(liaison), x.id, x.say("已对照清单逐项办理，完成过半，其余按节点推进（共 {n} 件）。"))
	})
	if x.far == "working" || x.far == "late" {
		return
	}
	l.chronicEnd(st, x, liaison)
}

// reached marks the milestones that lie behind today, for every second problem; the others are late, and it
// shows.
func (l *loader) reached(ctx context.Context, x *liveChronic, liaison string) error {
	d, err := l.h.Chronic.Dossier(ctx, l.actor(liaison), x.id)
	if err != nil || x.n%2 != 0 {
		return err
	}
	for _, m := range d.Milestones {
		if m.Due < l.w.Today {
			if err := l.h.Chronic.Reach(ctx, l.actor(liaison), x.id, m.ID, "按节点完成，清单已入档。"); err != nil {
				return err
			}
		}
	}
	return nil
}

// chronicPlan writes the three fields, as far as the unit wrote them, and the schedule.
func (l *loader) chronicPlan(st *story, x *liveChronic, liaison string) {
	r := l.h.Chronic
	day := after(x.on, 2, l.w.Today.Add(-1))
	st.on(day, func(ctx context.Context) error {
		in := chronic.Planned{Due: later(x.due, day), Measure: x.say(x.words.measure), Standard: x.say(x.words.standard)}
		if x.far == "incomplete" {
			in.Due, in.Standard = "", ""
		}
		if err := r.Plan(ctx, l.actor(liaison), x.id, in); err != nil {
			return err
		}
		if x.far == "incomplete" || x.far == "ledger" || x.n%3 != 0 || x.far == "closed" {
			return nil
		}
		days, err := r.BackwardOf(ctx, l.actor(liaison), x.id, in.Due)
		if err != nil {
			return err
		}
		var list []chronic.Scheduled
		for i, body := range []string{"摸清底数，列出清单", "逐项整改", "自查复核", "整理佐证，申请验收"} {
			list = append(list, chronic.Scheduled{Body: body, Due: days[i]})
		}
		if x.far != "working" {
			return nil
		}
		return r.Schedule(ctx, l.actor(liaison), x.id, list)
	})
}

// chronicEnd plays the way from the claim to where the problem stands.
func (l *loader) chronicEnd(st *story, x *liveChronic, liaison string) {
	r := l.h.Chronic
	claim := x.end
	if x.far == "closed" {
		claim = workday(x.end.Add(-5))
	}
	st.on(later(claim, after(x.on, 5, claim)), func(ctx context.Context) error {
		data := File{Name: "整改核查表.txt", About: x.say(x.words.title), Seed: string(x.id)}.Bytes()
		if _, err := l.h.Files.Put(ctx, l.actor(liaison), file.Attachment{Name: "整改核查表.txt", Size: int64(len(data)), Kind: "chronic", Ref: string(x.id)}, bytes.NewReader(data)); err != nil {
			return err
		}
		return r.Claim(ctx, l.actor(liaison), x.id, x.say("{n} 件全部办结，逐件有核查记录；同类事项已回查半年，没有新的。"))
	})
	if x.far == "claimed" {
		return
	}
	judged := after(claim, 1, x.end)
	if x.far == "returned" {
		st.on(later(judged, claim), func(ctx context.Context) error {
			return r.Return(ctx, l.actor("verifier"), x.id, chronic.Redated{Reason: "抽验 5 件，2 件没有当事人签收记录，补齐后再申请。", Due: l.w.Today.Add(1)})
		})
		return
	}
	st.on(later(judged, claim), func(ctx context.Context) error {
		return r.Accept(ctx, l.actor("verifier"), x.id, chronic.Accepting{Sampled: 3 + x.n%4, Matched: 3 + x.n%4, Opinion: "抽验的都有结论、有签收，与报告一致。"})
	})
	if x.far == "accepted" {
		return
	}
	st.on(later(after(claim, 2, x.end), claim), func(ctx context.Context) error {
		rule := chronic.Rule{None: "现有制度已有规定，问题在执行，已列入周检查。"}
		if x.n%5 == 0 {
			day := clock.DayOf(l.h.DB.Clock().Now())
			rule = chronic.Rule{Number: fmt.Sprintf("%s公通〔%s〕%d号", strings.TrimSuffix(l.w.Unit(x.unit).Short, "县公安局"), string(day[:4]), 10+x.n), Title: x.words.rule, On: day}
		}
		return r.Build(ctx, l.actor(liaison), x.id, rule)
	})
	if x.far == "closed" {
		st.on(x.end, func(ctx context.Context) error {
			return r.Close(ctx, l.actor(officer), x.id, "验收手续齐全，同意销号。")
		})
	}
}

// clues are two problems that were handed over: their numbers stay, their words do not.
func (l *loader) clues() {
	for i, day := range []clock.Day{l.w.Today.Add(-21), l.w.Today.Add(-9)} {
		st := l.script.story(fmt.Sprintf("clue %d", i), 15, 41)
		var id chronic.ID
		st.on(workday(day), func(ctx context.Context) (err error) {
			c, err := l.running(ctx)
			if err != nil {
				return err
			}
			if id, err = l.h.Chronic.Register(ctx, l.actor(clerk), chronic.Registration{Campaign: c, Unit: l.units["CX"], Title: "来件反映的事项", Facts: "来件一封，已封存。", Category: "G2", Way: "petition", From: day.Add(-100), To: day.Add(-30)}); err != nil {
				return err
			}
			return l.h.Chronic.Propose(ctx, l.actor(clerk), id, chronic.Proposing{Recipient: "市纪委监委驻市公安局纪检监察组"})
		})
		st.on(workday(day), func(ctx context.Context) error { return l.h.Chronic.HandOver(ctx, l.actor(officer), id) })
	}
}

// draws are two spot checks of closed problems: the first is over, the second half way.
func (l *loader) draws() {
	codes := map[string]bool{"CD": true, "CX": true, "JB": true, "JN": true, "GX": true, "LG": true}
	for i, d := range []struct {
		on     clock.Day
		title  string
		size   int
		looked int
		county bool
	}{{workday(l.w.Today.Add(-20)), "跨分局", 12, 12, false}, {workday(l.w.Today.Add(-6)), "县局互查", 16, 9, true}} {
		st := l.script.story(fmt.Sprintf("draw %d", i), 17, 7)
		var id chronic.BatchID
		st.on(d.on, func(ctx context.Context) (err error) {
			c, err := l.running(ctx)
			if err != nil {
				return err
			}
			var units []string
			for _, u := range l.w.Units {
				if !d.county && codes[u.Code] || d.county && u.Kind == "county" {
					units = append(units, l.units[u.Code])
				}
			}
			id, err = l.h.Chronic.Draw(ctx, l.actor(officer), chronic.Drawing{Campaign: c, Kind: chronic.Spot, Title: d.title, Size: d.size, Reviewers: units})
			return err
		})
		st.on(after(d.on, 3, l.w.Today.Add(-1)), func(ctx context.Context) error {
			p, err := l.h.Chronic.BatchPage(ctx, l.actor(officer), id)
			if err != nil {
				return err
			}
			for k, lot := range p.Lots {
				in := chronic.Reviewing{Verdict: chronic.Fits, Sampled: 5, Matched: 5, Words: "看了核查表和 5 件原始记录，与销号报告一致。"}
				if i == 0 && k == 4 {
					in = chronic.Reviewing{Verdict: chronic.Differs, Sampled: 5, Matched: 3, Words: "2 件没有当事人签收记录，与销号报告不一致，建议补正。"}
				}
				if k >= d.looked {
					break
				}
				if err := l.h.Chronic.Review(ctx, l.actor(l.codeOf(lot.Unit)+"/liaison"), lot.ID, in); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// visits are one that is over and one to come; both are known to the persons named alone.
func (l *loader) visits() {
	persons := func() map[string]string {
		return map[string]string{l.id("verifier"): chronic.DutyVisit, l.id("verifier2"): chronic.DutyVisit}
	}
	st := l.script.story("visits", 18, 11)
	r := l.h.Chronic
	day := workday(l.w.Today.Add(-12))
	var id chronic.VisitID
	st.on(day, func(ctx context.Context) (err error) {
		c, err := l.running(ctx)
		if err != nil {
			return err
		}
		id, err = r.PlanVisit(ctx, l.actor(officer), chronic.NewVisit{Campaign: c, Way: chronic.VisitCovert, Title: "接报警窗口夜间暗访", Aim: "看接报警登记、回执和值班带班；不看不问与此无关的事。", On: day, Kind: "unit", Size: 2, Persons: persons()})
		return err
	})
	st.on(day, func(ctx context.Context) error { return r.DrawVisit(ctx, l.actor("verifier"), id) })
	st.on(day, func(ctx context.Context) error {
		now := l.h.DB.Clock().Now().In(clock.Zone)
		for k, body := range []string{"值班登记连续，抽 6 条报警记录都有回执。", "抽 8 条报警记录，1 条没有回执编号，值班员当场说明是系统补录时漏填。"} {
			o, err := r.Observe(ctx, l.actor("verifier"), id, chronic.NewObservation{Lot: k + 1, SeenAt: now.Format("2006-01-02 15:04"), Body: body, Wrong: k == 1})
			if err != nil {
				return err
			}
			if err := r.CoSign(ctx, l.actor("verifier2"), id, o); err != nil {
				return err
			}
		}
		return r.FinishVisit(ctx, l.actor("verifier"), id, "暗访两个单位的接报警窗口，登记总体规范；一个单位 1 条报警记录缺回执编号，已转整改。")
	})
	st.on(after(day, 1, l.w.Today.Add(-1)), func(ctx context.Context) error {
		w, err := r.VisitPage(ctx, l.actor(officer), id)
		if err != nil {
			return err
		}
		return r.HandObservation(ctx, l.actor(officer), id, w.Observations[1].ID, chronic.Result{To: chronic.ResultItem, Title: "报警记录缺回执编号", Due: l.w.Today.Add(16)})
	})
	st.on(workday(l.w.Today.Add(-2)), func(ctx context.Context) error {
		c, err := l.running(ctx)
		if err != nil {
			return err
		}
		_, err = r.PlanVisit(ctx, l.actor(officer), chronic.NewVisit{Campaign: c, Way: chronic.VisitOpen, Title: "已销号顽疾现场复核", Aim: "到现场看已销号的问题是不是真的改了。", On: l.w.Today.Add(3), Kind: "problem", Size: 3, Persons: persons()})
		return err
	})
}

// sheets are the daily sheets of the last ten working days and the weekly one; yesterday's waits for its
// signature.
func (l *loader) sheets() {
	st := l.script.story("sheets", 19, 17)
	yesterday := workday(l.w.Today.Add(-1))
	draft := func(kind string, day clock.Day, sign bool) {
		st.on(day, func(ctx context.Context) error {
			c, err := l.running(ctx)
			if err != nil {
				return err
			}
			id, err := l.h.Campaign.DraftSheet(ctx, l.actor(clerk), campaign.ID(c), campaign.NewSheet{Kind: kind, Day: day})
			if err != nil || !sign {
				return err
			}
			v, err := l.h.Campaign.SheetPage(ctx, l.actor(chief), id)
			if err != nil {
				return err
			}
			return l.h.Campaign.SignSheet(ctx, l.actor(chief), id, v.Sheet.Hash, "同意报送。")
		})
	}
	seen := map[clock.Day]bool{}
	for d := l.w.Today.Add(-14); d < yesterday; d = d.Add(1) {
		if w := workday(d); w == d && !seen[w] {
			seen[w] = true
			draft(campaign.Daily, d, true)
		}
	}
	if seen[workday(l.w.Today.Add(-4))] {
		draft(campaign.Weekly, workday(l.w.Today.Add(-4)), true)
	}
	draft(campaign.Daily, yesterday, false)
}
