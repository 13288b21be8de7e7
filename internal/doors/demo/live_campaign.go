package demo

import (
	"context"
	"fmt"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/campaign"
)

// liveCampaign is one campaign of the demo: how many days before today it was drafted, and how far it went.
type liveCampaign struct {
	name      string
	in        campaign.NewCampaign
	first     int // days before today
	organ     string
	window    [2]int // first and last day of it, counted from the first day
	directive int    // index of the text it comes from, -1 for none
	ended     bool
	papers    [2]int // self-reports within the window and after it
	share     int    // of the opinions, in hundredths

	id campaign.ID
}

// campaigns lives a finished campaign of last year and the one that runs.
func (l *loader) campaigns() {
	last := len(l.w.Directives) - 1
	for _, c := range []*liveCampaign{
		{name: "campaign of last year", first: 400, organ: "市局党委会", window: [2]int{34, 70}, directive: -1, ended: true, papers: [2]int{22, 6}, share: 30,
			in: campaign.NewCampaign{Title: "涉案财物管理专项整治", Paper: "临公党〔2025〕17 号", Lead: "督察办；警务保障处", Aim: "摸清涉案财物底数，账物相符，超期扣押的依法处理，管理制度落到每个保管场所。",
				Need: "只看问题解决没有，不下数量指标；边查边改，能当场改的不过夜。"}},
		{name: "campaign that runs", first: 66, organ: "市局党委会", window: [2]int{30, 70}, directive: last, papers: [2]int{47, 0}, share: 100,
			in: campaign.NewCampaign{Title: "执法突出问题专项整治", Paper: "临公党〔2026〕11 号", Lead: "督察办；政治部", Aim: "受案不立、久拖不决、逐利执法、异地办案手续不全等问题明显减少；群众和企业的意见件件有答复。",
				Need: "不下达查处数量指标，不按数量排名；三样要素不全的不开始计时；开门听意见，改了什么向社会公开。"}},
	} {
		l.campaign(c)
	}
}

func (l *loader) campaign(c *liveCampaign) {
	start := l.w.Today.Add(-c.first)
	st := l.script.story(c.name, 9, 20)
	st.base += 7 * time.Minute // no other story sits on these instants
	room := l.h.Campaign
	st.on(workday(start.Add(-7)), func(ctx context.Context) (err error) { return l.draftCampaign(ctx, c, start) })
	st.on(workday(start.Add(-5)), func(ctx context.Context) error {
		return room.Move(ctx, l.actor("boss"), c.id, campaign.Moving{Act: campaign.ActApprove, Organ: c.organ, Resolved: clock.DayOf(l.h.DB.Clock().Now())})
	})
	l.relays(st, c, workday(start.Add(-3)), "")
	move := func(day clock.Day, act campaign.Act) {
		st.on(day, func(ctx context.Context) error {
			return room.Move(ctx, l.actor(officer), c.id, campaign.Moving{Act: act})
		})
	}
	move(start, campaign.ActStudy)
	move(start.Add(30), campaign.ActSelfCheck)
	move(start.Add(33), campaign.ActRectify)
	l.openDoor(c, start)
	l.sealedPapers(c, start)
	if !c.ended {
		l.relays(st, c, workday(l.w.Today.Add(-8)), "省厅 "+string(l.w.Today.Add(-8))[5:]+" 来文")
		return
	}
	st.on(start.Add(100), func(ctx context.Context) error {
		v, err := room.Get(ctx, l.actor(officer), c.id)
		if err != nil {
			return err
		}
		s := v.Stages[2]
		return room.Shift(ctx, l.actor(officer), c.id, campaign.Shift{Seq: 3, First: s.First, Last: s.Last.Add(10), Why: "两个保管场所搬迁，账物核对延后，领导小组同意"})
	})
	move(start.Add(105), campaign.ActConclude)
	st.on(start.Add(124), func(ctx context.Context) error {
		return room.Summarise(ctx, l.actor(officer), c.id, "一、主要做法\n先摸底数再定措施，三十四个单位逐库逐件核对；开门听取企业和律师意见，意见逐条答复。\n二、取得的成效\n账物相符，超期扣押物品全部依法处理，制度落到每个保管场所。\n三、存在的不足\n两个单位搬迁影响进度，总结阶段延长十天，原因已经写明。\n四、下一步\n纳入日常督察，半年后回头看。")
	})
	move(start.Add(126), campaign.ActReview)
	st.on(start.Add(132), func(ctx context.Context) error {
		return room.Move(ctx, l.actor("boss"), c.id, campaign.Moving{Act: campaign.ActFinish, Words: "抽查六个单位，账物相符，同意结束。"})
	})
}

func (l *loader) draftCampaign(ctx context.Context, c *liveCampaign, start clock.Day) (err error) {
	room, by := l.h.Campaign, l.actor(officer)
	in := c.in
	in.First, in.Lang = string(start), "zh"
	if c.directive >= 0 {
		in.Directive = string(l.texts[c.directive])
	}
	if c.id, err = room.Add(ctx, by, in); err != nil {
		return err
	}
	v, err := room.Get(ctx, by, c.id)
	if err != nil {
		return err
	}
	if err := room.Change(ctx, by, c.id, campaign.Plan{Title: v.Title, Paper: v.Paper, Aim: v.Aim, Need: v.Need, Stages: v.Stages,
		Opens: string(start.Add(c.window[0])) + " 08:00", Closes: string(start.Add(c.window[1])) + " 24:00"}); err != nil {
		return err
	}
	for _, m := range []struct {
		key, duty string
		receives  bool
	}{{"boss", "组长", false}, {"second", "副组长", false}, {officer, "办公室主任、收件人", true}, {clerk, "联络、收件人", true}, {"over", "成员、收件人", true}} {
		if err := room.Name(ctx, by, c.id, l.w.Person(m.key).Name, m.duty, m.receives); err != nil {
			return fmt.Errorf("%s: %w", m.key, err)
		}
	}
	if c.directive >= 0 {
		put := map[string]int{}
		for _, t := range v.Tasks {
			put[t.ID] = 2
		}
		if err := room.Stage(ctx, by, c.id, put); err != nil {
			return err
		}
	}
	return room.Move(ctx, by, c.id, campaign.Moving{Act: campaign.ActSubmit})
}

// relays lives one letter: addressed on a day, then received, broken down and reported by each unit in its own
// time; units that are not as far on today's day are not made to be.
func (l *loader) relays(st *story, c *liveCampaign, on clock.Day, title string) {
	room := l.h.Campaign
	st.on(on, func(ctx context.Context) error {
		_, err := room.Relay(ctx, l.actor(officer), c.id, campaign.Relaying{Title: title})
		return err
	})
	last := l.w.Today.Add(-1)
	for d := on.Add(1); d <= on.Add(11) && d <= last; d = d.Add(1) {
		st.on(d, func(ctx context.Context) error { return l.relayDay(ctx, c, on, d, title) })
	}
}

// paces are how many days after the letter a unit received it, broke it down and reported; the slow ones miss a
// day, and it shows.
var paces = [][3]int{{1, 2, 7}, {1, 3, 6}, {1, 5, 9}, {2, 5, 7}, {1, 2, 6}, {1, 4, 8}, {2, 9, 11}, {1, 3, 7}, {1, 4, 7}, {1, 8, 9}, {2, 4, 7}}

func (l *loader) relayDay(ctx context.Context, c *liveCampaign, on, day clock.Day, title string) error {
	room := l.h.Campaign
	v, err := room.Get(ctx, l.actor(officer), c.id)
	if err != nil {
		return err
	}
	letter := 1
	if title != "" {
		letter = len(v.Letters)
	}
	for i, r := range v.Of(letter) {
		p := paces[i%len(paces)]
		by := l.actor(l.codeOf(r.Unit) + "/liaison")
		switch day.Sub(on) {
		case p[0]:
			err = room.Receive(ctx, by, r.ID)
		case p[1]:
			err = room.BreakDown(ctx, by, r.ID, "分管领导牵头，逐项落实到科所队负责人。", 5+i%3)
		case p[2]:
			err = room.Report(ctx, by, r.ID, "已召开部署会，任务分解到人，首批问题正在核对，附分解表。")
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.UnitName, err)
		}
	}
	return nil
}

// sealedPapers are self-reports on paper: what the house knows of each is a number and a time.
func (l *loader) sealedPapers(c *liveCampaign, start clock.Day) {
	st := l.script.story(c.name+": papers", 16, 40)
	st.base += 7 * time.Minute
	opens, days := start.Add(c.window[0]), c.window[1]-c.window[0]
	for i := range 8 {
		day := workday(opens.Add(1 + i*days/8))
		if day < opens || day >= l.w.Today {
			continue
		}
		n := (c.papers[0] + i) / 6
		st.on(day, func(ctx context.Context) error { return l.takePapers(ctx, c, n) })
	}
	if c.papers[1] > 0 {
		st.on(workday(start.Add(c.window[1]+4)), func(ctx context.Context) error { return l.takePapers(ctx, c, c.papers[1]) })
	}
}

func (l *loader) takePapers(ctx context.Context, c *liveCampaign, n int) error {
	for i := range n {
		if _, err := l.h.Campaign.Register(ctx, l.actor([]string{officer, clerk}[i%2]), c.id); err != nil {
			return err
		}
	}
	return nil
}

// openDoor lives the opinions of each group, one story a group.
func (l *loader) openDoor(c *liveCampaign, start clock.Day) {
	for gi, g := range campaignGroups {
		st := l.script.story(c.name+": "+g.code, 14, 10+gi)
		st.base += 30 * time.Second
		n := max(g.n*c.share/100, 2)
		for i := range n {
			o := &liveOpinion{l: l, c: c, group: g.code, said: g.list[i%len(g.list)], way: []string{"meeting", "letter", "page"}[(i+gi)%3]}
			came := workday(start.Add(12 + gi + i*60/n))
			if c.ended {
				came = workday(start.Add(20 + gi + i*70/n))
			}
			o.on(st, came, i)
		}
	}
}

// liveOpinion is one opinion on its way.
type liveOpinion struct {
	l     *loader
	c     *liveCampaign
	group string
	way   string
	said  said
	id    campaign.OpinionID
}

// on plays an opinion from the day it came: assigned two days later, answered, checked, and one in three published.
func (o *liveOpinion) on(st *story, came clock.Day, i int) {
	last := o.l.w.Today.Add(-1)
	if came > last {
		return
	}
	room := o.l.h.Campaign
	st.on(came, func(ctx context.Context) error { return o.enter(ctx, came) })
	steps := []struct {
		after int
		do    func(context.Context) error
	}{
		{2, func(ctx context.Context) error {
			return room.Assign(ctx, o.l.actor(officer), o.id, campaign.Assigning{Unit: o.l.units[o.said.unit], Gist: o.said.gist})
		}},
		{9 + i%5, func(ctx context.Context) error {
			return room.Answer(ctx, o.l.actor(o.said.unit+"/liaison"), o.id, campaign.Answering{Kind: "reply", Reply: o.said.reply, Changed: o.said.changed})
		}},
		{max(12+i%6, 9+i%5), func(ctx context.Context) error { return room.ApproveAnswer(ctx, o.l.actor(clerk), o.id) }},
	}
	if i%3 == 0 && i < 12 {
		steps = append(steps, struct {
			after int
			do    func(context.Context) error
		}{20, o.publish})
	}
	for _, x := range steps {
		day := workday(came.Add(x.after))
		if day > last {
			return
		}
		st.on(day, x.do)
	}
}

func (o *liveOpinion) enter(ctx context.Context, came clock.Day) error {
	room := o.l.h.Campaign
	if o.way == "page" {
		v, err := room.Get(ctx, o.l.actor(officer), o.c.id)
		if err != nil {
			return err
		}
		x, err := room.Submit(ctx, v.Code, o.group, o.said.body)
		o.id = x.ID
		return err
	}
	x, err := room.Enter(ctx, o.l.actor(clerk), o.c.id, campaign.NewOpinion{Group: o.group, Way: o.way, Body: o.said.body, CameOn: string(came)})
	o.id = x.ID
	return err
}

func (o *liveOpinion) publish(ctx context.Context) error {
	room := o.l.h.Campaign
	if err := room.ProposeText(ctx, o.l.actor(clerk), o.id, campaign.Publishing{Asked: o.said.gist, Changed: o.said.changed, Checked: true}); err != nil {
		return err
	}
	return room.Publish(ctx, o.l.actor("boss"), o.id, true)
}
