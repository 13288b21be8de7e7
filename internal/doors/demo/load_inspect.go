package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/framework"
	"plumbline/internal/rooms/inspect"
)

const checklist = "county_bureau"

// inspections plays the rounds: drafted by the office, approved by the leading group, teams
// authorised, every unit inspected in its batch.
func (l *loader) inspections() {
	l.rounds = make([]inspect.RoundID, len(l.w.Rounds))
	for i, r := range l.w.Rounds {
		l.teams = append(l.teams, make([]inspect.TeamID, len(r.Teams))...)
		st := l.script.story("round "+r.Number, 8, 30)
		drafted := workday(earlier(r.Starts, l.w.Today).Add(-30))
		if r.Approved != "" {
			drafted = earlier(drafted, r.Approved)
		}
		st.on(drafted, func(ctx context.Context) (err error) {
			l.rounds[i], err = l.h.Inspect.AddRound(ctx, l.actor(officer), inspect.NewRound{Number: r.Number, Name: r.Name, Kind: "regular", Focus: r.Focus,
				Year: r.Year, Starts: r.Starts, Ends: r.Ends})
			return err
		})
		st.on(r.Approved, func(ctx context.Context) error {
			return l.h.Inspect.ApproveRound(ctx, l.actor(chief), l.rounds[i], r.Decision)
		})
		st.on(r.Approved, func(ctx context.Context) error { return l.authorise(ctx, l.rounds[i], r) })
		for _, in := range r.Inspections {
			l.inspection(l.script.story("inspection "+in.Unit, 8, 40), i, r.Approved, in)
		}
	}
}

func (l *loader) authorise(ctx context.Context, round inspect.RoundID, r Round) error {
	list, err := l.h.Framework.Editions(ctx, l.actor(officer))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(e framework.Edition) bool { return e.Code == checklist })
	if i < 0 {
		return fmt.Errorf("the check-list %s is not installed", checklist)
	}
	l.version = list[i].Version
	for n, t := range r.Teams {
		in := inspect.NewTeam{Round: round, Position: n + 1, Name: t.Name, Authority: t.Authority, Until: r.Ends}
		for j, key := range t.Members {
			duty := inspect.DutyMember
			if j < 2 {
				duty = []string{inspect.DutyLeader, inspect.DutyDeputy}[j]
			}
			in.Members = append(in.Members, inspect.TeamMember{Person: l.id(key), Name: l.w.Person(key).Name, Duty: duty})
		}
		if l.teams[n], err = l.h.Inspect.AuthoriseTeam(ctx, l.actor(officer), in); err != nil {
			return err
		}
	}
	return nil
}

// visit is one inspection as it is played.
type visit struct {
	l      *loader
	st     *story
	in     *Inspection
	id     inspect.InspectionID
	team   []string // leader, deputy, members
	papers map[*Item]inspect.PaperID
	sent   inspect.FeedbackID
}

func (l *loader) inspection(st *story, round int, approved clock.Day, in *Inspection) {
	v := &visit{l: l, st: st, in: in, team: l.w.Rounds[round].Teams[in.Team].Members, papers: map[*Item]inspect.PaperID{}}
	st.on(later(workday(in.Enters.Add(-14)), approved.Add(1)), func(ctx context.Context) (err error) {
		v.id, err = l.h.Inspect.Schedule(ctx, l.actor(officer), inspect.NewInspection{Round: l.rounds[round], Team: l.teams[in.Team], Unit: l.units[in.Unit],
			Batch: in.Batch, Checklist: checklist, ChecklistVersion: l.version, Enters: in.Enters, Leaves: in.Leaves})
		return err
	})
	st.on(in.Enters, func(ctx context.Context) error { return l.h.Inspect.Enter(ctx, l.actor(v.team[0]), v.id) })
	v.work()
	if in.State == onSite {
		return
	}
	st.on(in.Leaves, func(ctx context.Context) error { return l.h.Inspect.Leave(ctx, l.actor(v.team[0]), v.id) })
	if in.State == left {
		return
	}
	last := l.w.Today.Add(-1)
	wrote := after(in.Leaves, 3, last)
	st.on(wrote, v.writeReport)
	st.on(after(wrote, 2, last), func(ctx context.Context) error { return l.h.Inspect.SignReport(ctx, l.actor(v.team[0]), v.id) })
	if in.State == fedBack {
		v.feedback()
	}
}

// found is what the team wrote papers on: what was fed back, or what is still in its hands.
func (v *visit) found() []*Item {
	if v.in.Matter != nil {
		return v.in.Matter.Items
	}
	return v.in.Papers
}

// work plays the papers and judgements. Teams still on site have papers at every stage.
func (v *visit) work() {
	end := earlier(v.in.Leaves, v.l.w.Today)
	days := max(end.Sub(v.in.Enters)-2, 1)
	found := v.found()
	for i, it := range found {
		day := after(v.in.Enters, 1+days*i/(len(found)+1), end.Add(-1))
		stage := 9
		if v.in.State == onSite {
			stage = []int{9, 5, 4, 3, 2, 1}[i%6]
		}
		v.paper(day, it, i, stage, earlier(end, v.l.w.Today.Add(-1)))
	}
	v.judge(end)
}

// paper plays one work paper up to a stage: drafted, signed once, signed twice, reviewed, approved,
// disposed of.
func (v *visit) paper(day clock.Day, it *Item, n, stage int, end clock.Day) {
	members := v.team[2:]
	one, two := members[n%len(members)], members[(n+1)%len(members)]
	room := v.l.h.Inspect
	acts := []func(context.Context) error{
		func(ctx context.Context) (err error) {
			v.papers[it], err = room.Draft(ctx, v.l.actor(one), v.id, v.facts(it), v.l.id(two))
			return err
		},
		func(ctx context.Context) error { return room.SignPaper(ctx, v.l.actor(one), v.papers[it]) },
		func(ctx context.Context) error { return room.SignPaper(ctx, v.l.actor(two), v.papers[it]) },
		func(ctx context.Context) error { return room.ReviewPaper(ctx, v.l.actor(v.team[1]), v.papers[it]) },
		func(ctx context.Context) error { return room.ApprovePaper(ctx, v.l.actor(v.team[0]), v.papers[it]) },
		func(ctx context.Context) error {
			text := inspect.FindingText{Title: it.Title, Body: it.Text, Details: strings.Join(it.Shown, "\n"), Category: it.Category, Severity: it.Severity}
			return room.DisposePaper(ctx, v.l.actor(v.team[0]), v.papers[it], inspect.UseFeedback, "", text)
		},
	}
	for i, act := range acts[:min(stage, len(acts))] {
		v.st.on(after(day, i/3, end), act)
	}
}

func (v *visit) facts(it *Item) inspect.Facts {
	unit := v.l.w.Unit(it.Unit)
	return inspect.Facts{Point: it.Point, Gist: it.Text, Method: it.Method, Subject: unit.Name + "，分管领导和直接责任科（所、队）", Occasion: it.Occasion, Effect: it.Effect,
		Cite: it.Cite, CiteText: it.Quote, Process: "进驻期间" + it.Method + "，两人到场，当场核对并由经手人签认。", Materials: "抽查记录一份\n相关台账复印件\n照片和系统截图",
		Source: "document", Categories: []string{it.Category}, Severity: it.Severity, Repeated: it.Repeated, Proposal: inspect.UseFeedback}
}

// judge plays judgements at check points without papers; those with papers fail.
func (v *visit) judge(end clock.Day) {
	fails := map[string]bool{}
	for _, it := range v.found() {
		fails[it.Point] = true
	}
	d := drawFor("judge " + v.in.Unit)
	day := after(v.in.Enters, 2, end.Add(-1))
	v.st.on(day, func(ctx context.Context) error {
		pack, err := v.l.h.Framework.List(checklist, v.l.version)
		if err != nil {
			return err
		}
		most := map[bool]int{true: 41, false: 14}[v.in.State == onSite && v.in.Team == 2]
		for i, p := range pack.Points() {
			if i >= most || fails[p.Code] {
				continue
			}
			j := inspect.Judgement{Point: p.Code, Verdict: pick(d, []string{inspect.Meets, inspect.Meets, inspect.Meets, inspect.Mostly, inspect.Unclear})}
			if err := v.l.h.Inspect.Judge(ctx, v.l.actor(v.team[2+i%(len(v.team)-2)]), v.id, j); err != nil {
				return err
			}
		}
		return nil
	})
}

func (v *visit) writeReport(ctx context.Context) error {
	unit := v.l.w.Unit(v.in.Unit).Short
	grade := pick(drawFor("grade "+v.in.Unit), []string{"good", "fair", "fair", "average"})
	return v.l.h.Inspect.SaveReport(ctx, v.l.actor(v.team[0]), v.id, inspect.ReportText{
		Conduct: fmt.Sprintf("督察组于%s至%s进驻%s，采取谈话、查阅、抽样、走访等方式了解情况，形成底稿%d份。", v.in.Enters, v.in.Leaves, unit, len(v.found())),
		Overall: unit + "领导班子总体能够落实上级部署，队伍稳定，主业有成效；同时在责任落实、日常监督和制度执行上还有差距。",
		Causes:  "主要负责人抓落实不够具体；分管领导检查不经常；有的制度脱离实际，执行主要依靠提醒。",
		Advice:  "对照问题逐项制定措施，主要负责人负总责；对反复出现的问题从制度和系统上解决。",
		Grade:   grade, GradeReason: "依据底稿数量、问题性质和整改配合情况综合评价。"})
}

// feedback plays the leading group's decisions and the feedback that makes items of them.
func (v *visit) feedback() {
	room, m := v.l.h.Inspect, v.in.Matter
	v.st.on(workday(v.in.Feedback.Add(-10)), func(ctx context.Context) error {
		d, err := room.Decisions(ctx, v.l.actor(chief), v.id)
		if err != nil {
			return err
		}
		for _, f := range d.Findings {
			if _, err := room.DecideFinding(ctx, v.l.actor(chief), f.ID, true, ""); err != nil {
				return err
			}
		}
		return nil
	})
	v.st.on(workday(v.in.Feedback.Add(-3)), func(ctx context.Context) (err error) {
		v.sent, err = room.DraftFeedback(ctx, v.l.actor(officer), v.id, inspect.NewFeedback{Number: m.Number, Due: m.Due,
			Opening: fmt.Sprintf("%s党委：根据市局党委统一部署，%s对你单位开展了政治督察。经领导小组研究，现将发现的问题反馈如下。", v.l.w.Unit(m.Unit).Short, v.in.Batch),
			Demand:  "请在收到之日起一个月内报送整改方案，三个月内完成集中整改；主要负责人对整改负总责。对事实有不同意见的，可以在五个工作日内书面提出。"})
		return err
	})
	v.st.on(workday(v.in.Feedback.Add(-3)), func(ctx context.Context) error {
		_, err := room.ApproveFeedback(ctx, v.l.actor(chief), v.sent)
		return err
	})
	v.st.on(v.in.Feedback, func(ctx context.Context) error {
		if _, err := room.SendFeedback(ctx, v.l.actor(officer), v.sent); err != nil {
			return err
		}
		return v.l.takeItems(ctx, m, string(v.sent))
	})
}
