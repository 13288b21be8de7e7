package demo

import (
	"bytes"
	"context"

	"plumbline/internal/ground/who"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/rectify"
)

// item plays one item's own story, from its first report to where it stands today.
func (l *loader) item(it *Item) {
	st := l.script.story(it.Key, 13, 30)
	l.handedDown(st, it)
	if it.VoidedOn != "" {
		st.on(it.VoidedOn, func(ctx context.Context) error {
			return l.h.Rectify.Void(ctx, l.actor(chief), l.items[it].id, rectify.Voiding{Decision: it.VoidReason, Document: "临公督纪〔" + string(it.VoidedOn[:4]) + "〕" + it.Key[1:4] + "号"})
		})
	}
	l.reports(st, it, it.Reports, it.Asked)
	for i, c := range it.Claims {
		l.claim(st, it, c)
		if c.Return != nil && i+1 < len(it.Claims) {
			l.reports(st, it, it.Tail[:1], nil)
		}
	}
	if it.LookedOn != "" {
		st.on(it.LookedOn, func(ctx context.Context) error {
			return l.h.Rectify.Look(ctx, l.actor("verifier2"), l.items[it].id, rectify.Looking{Method: "site", Opinion: "回头看抽查，措施仍在执行，没有发现反弹。"})
		})
	}
	l.standing(st, it)
	l.relapse(st, it)
}

// reports plays the progress; a request for a later date falls between.
func (l *loader) reports(st *story, it *Item, list []Report, asked *Asked) {
	for _, r := range list {
		if asked != nil && asked.On < r.On {
			l.ask(st, it, *asked)
			asked = nil
		}
		st.on(r.On, func(ctx context.Context) error { return l.report(ctx, it, r) })
	}
	if asked != nil {
		l.ask(st, it, *asked)
	}
}

func (l *loader) report(ctx context.Context, it *Item, r Report) error {
	live, by := l.items[it], l.actor(r.By)
	in := rectify.Report{Body: r.Words, Percent: r.Percent, Reached: -1}
	if r.Measure >= 0 {
		in.Measure = live.measures[r.Measure]
	}
	if err := l.h.Rectify.Report(ctx, by, live.id, in); err != nil {
		return err
	}
	for _, f := range r.Files {
		if err := l.attach(ctx, by, live.id, in.Measure, f); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) attach(ctx context.Context, by who.Actor, item rectify.ItemID, measure rectify.MeasureID, f File) error {
	data := f.Bytes()
	_, err := l.h.Files.Put(ctx, by, file.Attachment{Name: f.Name, Size: int64(len(data)), Kind: "item", Ref: string(item), Measure: string(measure)}, bytes.NewReader(data))
	return err
}

func (l *loader) ask(st *story, it *Item, a Asked) {
	st.on(a.On, func(ctx context.Context) error {
		return l.h.Rectify.AskExtension(ctx, l.actor(it.Lead), l.items[it].id, a.Until, a.Reason)
	})
	st.on(a.DecidedOn, func(ctx context.Context) error {
		return l.h.Rectify.Extend(ctx, l.actor(officer), l.items[it].id, rectify.Deciding{Grant: true, Opinion: "理由属实，首次延期，同意；期间按周报送进度。"})
	})
}

// handedDown plays the lower units' answers: they accept, and report once the measure is done.
func (l *loader) handedDown(st *story, it *Item) {
	for i, m := range it.Measures {
		for _, u := range m.Down {
			by := u + "/head"
			st.on(after(it.Matter.AcceptedOn, 2, it.Matter.AcceptedOn.Add(2)), func(ctx context.Context) error {
				return l.h.Rectify.AnswerCascade(ctx, l.actor(by), l.items[it].measures[i], l.units[u], "")
			})
			if len(it.Reports) > 0 && it.Reports[0].Percent == 100 || len(it.Claims) > 0 {
				st.on(it.Reports[0].On, func(ctx context.Context) error {
					return l.h.Rectify.AnswerCascade(ctx, l.actor(by), l.items[it].measures[i], l.units[u], "本所承担的部分已经完成，材料交联络员汇总。")
				})
			}
		}
	}
}

// claim plays one round of claim, verification and what came of it.
func (l *loader) claim(st *story, it *Item, c Claim) {
	r := l.h.Rectify
	st.on(c.On, func(ctx context.Context) error {
		live := l.items[it]
		in := rectify.Claiming{Summary: c.Summary, Answers: map[rectify.MeasureID]string{"": "逐条对照，所列问题已经改正。"}}
		for i, m := range it.Measures {
			in.Answers[live.measures[i]] = "已达到“" + m.Standard + "”，材料在佐证中。"
			if m.Kind == "rules" {
				in.RulesMade = 1
			}
		}
		return r.Claim(ctx, l.actor(l.w.headOn(it.Unit, c.On)), live.id, in)
	})
	st.on(c.BegunOn, func(ctx context.Context) error { return r.Begin(ctx, l.actor("verifier"), l.items[it].id) })
	for _, k := range c.Checks {
		st.on(k.On, func(ctx context.Context) error { return l.verify(ctx, it, k) })
	}
	if len(it.Talk) > 0 && len(c.Checks) > 1 {
		st.on(c.Checks[1].On, func(ctx context.Context) error { return r.Write(ctx, l.actor("verifier2"), l.items[it].id, it.Talk[0]) })
		st.on(c.Checks[1].On, func(ctx context.Context) error { return r.Write(ctx, l.actor(it.Owner), l.items[it].id, it.Talk[1]) })
	}
	if c.Return != nil {
		st.on(c.Return.On, func(ctx context.Context) error {
			return r.Return(ctx, l.actor(c.Return.By), l.items[it].id, rectify.Returning{Reason: c.Return.Reason, Due: c.Return.Due})
		})
	}
	st.on(c.ProposedOn, func(ctx context.Context) error {
		return l.seen(ctx, it, "verifier", func(by who.Actor, whole string) error {
			return r.Propose(ctx, by, l.items[it].id, rectify.Closing{Opinion: "三方验收均已通过，提请销号。", Seen: whole})
		})
	})
	st.on(c.ClosedOn, func(ctx context.Context) error {
		return l.seen(ctx, it, officer, func(by who.Actor, whole string) error {
			return r.Close(ctx, by, l.items[it].id, rectify.Closing{Opinion: "同意销号，纳入回头看抽查范围。", Seen: whole})
		})
	})
}

// verify is one party's record; the second one brings a member of the function department along.
func (l *loader) verify(ctx context.Context, it *Item, k Check) error {
	by := l.actor(k.By)
	d, err := l.h.Rectify.Dossier(ctx, by, l.items[it].id)
	if err != nil {
		return err
	}
	in := rectify.Checking{Party: k.Party, Method: k.Method, Opinion: k.Opinion, Verdict: rectify.InPlace, Asked: 10, Content: 9 + len(it.Title)%2, Seen: d.Content()}
	in.Rows = []rectify.VerifyRow{{What: it.Shown[0], Method: k.Method, Sampled: k.Sampled, Matched: k.Good, Verdict: rectify.InPlace}}
	if k.Party == rectify.PartyTeam {
		in.Members = []rectify.VerifyMember{{Party: rectify.PartyFunction, ID: l.id("verifier3")}}
	}
	return l.h.Rectify.Verify(ctx, by, l.items[it].id, in)
}

// seen reads the item as the signer sees it and hands on the seal of the page.
func (l *loader) seen(ctx context.Context, it *Item, key string, do func(who.Actor, string) error) error {
	by := l.actor(key)
	d, err := l.h.Rectify.Dossier(ctx, by, l.items[it].id)
	if err != nil {
		return err
	}
	return do(by, d.Whole())
}

func (l *loader) standing(st *story, it *Item) {
	s := it.Standing
	if s == nil {
		return
	}
	st.on(s.On, func(ctx context.Context) error {
		in := rectify.StandingOrder{Decision: "集中整改任务完成，其余需要长期执行，转为长期坚持，按季度报告。", Document: "领导小组会议纪要〔" + string(s.On[:4]) + "〕" + string(s.On[5:7]) + "期"}
		for _, day := range s.Milestones {
			in.Milestones = append(in.Milestones, rectify.Milestone{Body: "季度报告：执行情况和抽查结果", Due: day})
		}
		return l.h.Rectify.Stand(ctx, l.actor(chief), l.items[it].id, in)
	})
	for i, r := range s.Reports {
		st.on(r.On, func(ctx context.Context) error {
			d, err := l.h.Rectify.Dossier(ctx, l.actor(r.By), l.items[it].id)
			if err != nil {
				return err
			}
			return l.h.Rectify.ReachMilestone(ctx, l.actor(r.By), l.items[it].id, d.Milestones[i].ID, r.Words)
		})
	}
}

func (l *loader) relapse(st *story, it *Item) {
	r := it.Relapse
	if r == nil {
		return
	}
	st.on(r.On, func(ctx context.Context) error {
		return l.h.Rectify.Look(ctx, l.actor("verifier"), l.items[it].id, rectify.Looking{Relapsed: true, Method: "site", Opinion: r.Opinion, Due: r.Due})
	})
	st.on(r.SignedOn, func(ctx context.Context) error {
		return l.h.Rectify.Sign(ctx, l.actor(l.w.headOn(it.Unit, r.SignedOn)), l.items[it].id, rectify.Signing{Lead: l.id(it.Lead), Owner: l.id(it.Owner)})
	})
	l.reports(st, it, it.Tail[len(it.Tail)-1:], nil)
}
