package campaign

import (
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/calendar"
)

// From a directive to the summary, each step by whom it belongs to.
func TestCampaignFromDirectiveToSummary(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		src := b.fromDirective()
		_, err := b.room.Add(ctx, b.office, NewCampaign{})
		b.invalid(err, "title", "lead", "aim", "first")
		_, err = b.room.Add(ctx, b.office, NewCampaign{Directive: "none", Lead: "没有这个单位", Aim: "x", First: string(b.today())})
		b.invalid(err, "directive", "lead")
		id, err := b.room.Add(ctx, b.office, NewCampaign{Directive: string(src), Lead: "督察办", Aim: "逐案核查", First: string(b.today()), Lang: "zh"})
		b.ok(err)
		b.is(b.room.Move(ctx, b.office, id, Moving{Act: ActApprove}), fault.KindConflict)
		b.invalid(b.room.Move(ctx, b.office, id, Moving{Act: ActSubmit}), "") // nobody leads it
		b.plan(id)
		b.invalid(b.room.Name(ctx, b.office, id, "没有此人", "", false), "person", "duty")
		b.ok(b.room.Name(ctx, b.office, id, "周启明", "组长", false))
		b.ok(b.room.Name(ctx, b.office, id, "何敏", "知悉人", true))
		b.ok(b.room.Move(ctx, b.office, id, Moving{Act: ActSubmit}))
		b.is(b.room.Change(ctx, b.office, id, Plan{}), fault.KindConflict)
		b.is(b.room.Move(ctx, b.office, id, Moving{Act: ActApprove, Organ: "x", Resolved: b.today()}), fault.KindDenied)
		b.invalid(b.room.Move(ctx, b.leader, id, Moving{Act: ActApprove}), "organ", "resolved")
		b.ok(b.room.Move(ctx, b.leader, id, Moving{Act: ActApprove, Organ: "市局党委会", Resolved: b.today()}))
		b.invalid(b.room.Move(ctx, b.office, id, Moving{Act: ActStudy}), "")
		n, err := b.room.Relay(ctx, b.office, id, Relaying{})
		if b.ok(err); n != 3 {
			t.Fatalf("%d units were addressed, 3 are inspected", n)
		}
		if _, err := b.room.Relay(ctx, b.office, id, Relaying{}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a second time: %v", err)
		}
		for _, act := range []Act{ActStudy, ActSelfCheck, ActRectify, ActConclude} {
			b.ok(b.room.Move(ctx, b.office, id, Moving{Act: act}))
		}
		v := b.view(b.office, id)
		if len(v.Tasks) != 1 || v.Tasks[0].Duties != 1 || v.Tasks[0].Clause == "" || v.Source == nil {
			t.Fatalf("tasks of the directive: %+v", v.Tasks)
		}
		b.ok(b.room.Stage(ctx, b.office, id, map[string]int{v.Tasks[0].ID: 2}))
		b.is(b.room.Stage(ctx, b.office, id, map[string]int{v.Tasks[0].ID: 9}), fault.KindInvalid)
		if v = b.view(b.office, id); v.Tasks[0].Stage != 2 {
			t.Errorf("stage %d", v.Tasks[0].Stage)
		}
		b.invalid(b.room.Move(ctx, b.office, id, Moving{Act: ActReview}), "summary")
		b.ok(b.room.Summarise(ctx, b.office, id, "一、主要做法……"))
		b.ok(b.room.Move(ctx, b.office, id, Moving{Act: ActReview}))
		b.is(b.room.Move(ctx, b.office, id, Moving{Act: ActFinish, Words: "通过"}), fault.KindDenied)
		b.invalid(b.room.Move(ctx, b.leader, id, Moving{Act: ActFinish}), "words")
		b.ok(b.room.Move(ctx, b.leader, id, Moving{Act: ActFinish, Words: "验收通过"}))
		b.is(b.room.Shift(ctx, b.office, id, Shift{}), fault.KindConflict)
		if v = b.view(b.head, id); v.State != Finished || v.EndedAt.IsZero() || len(v.Relays) != 1 {
			t.Errorf("the unit sees %s and %d relays", v.State, len(v.Relays))
		}
	})
}

// The days of approval stay; what came of them stands beside.
func TestStagesKeepTheirFirstDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		id := b.begun()
		was := b.view(b.office, id).Stages
		if len(was) != 3 || (Span{was[0].First, was[0].Last}).Days() != 30 || (Span{was[1].First, was[1].Last}).Days() != 75 || (Span{was[2].First, was[2].Last}).Days() != 15 {
			t.Fatalf("stages of the pack: %+v", was)
		}
		b.invalid(b.room.Shift(ctx, b.office, id, Shift{Seq: 2}), "why", "last")
		b.ok(b.room.Shift(ctx, b.office, id, Shift{Seq: 2, First: was[1].First, Last: was[1].Last.Add(10), Why: "省厅延长"}))
		now := b.view(b.office, id).Stages[1]
		if now.First != was[1].First || now.Last != was[1].Last || now.Now.Last != was[1].Last.Add(10) || !now.Moved() || now.Shifts[0].Why != "省厅延长" {
			t.Errorf("%+v", now)
		}
		err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			_, err := tx.Exec(`update campaign_shift set why = 'x'`)
			return err
		})
		if err == nil {
			t.Error("a shift was rewritten")
		}
		if s, day := At(b.view(b.office, id).Stages, b.today()); s == nil || s.Seq != 1 || day != 1 {
			t.Errorf("today is day %d of %+v", day, s)
		}
	})
}

// Received, broken down, first report: each once, in order, by the unit alone, each a promise kept.
func TestRelay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		id := b.begun()
		_, err := b.room.Relay(ctx, b.office, id, Relaying{})
		b.ok(err)
		r := b.relayOf(id, "江南分局")
		if !(r.ReceiveDue < r.BreakDue && r.BreakDue < r.ReportDue) {
			t.Fatalf("due %s %s %s", r.ReceiveDue, r.BreakDue, r.ReportDue)
		}
		b.is(b.room.BreakDown(ctx, b.head, r.ID, "法制大队", 3), fault.KindConflict)
		b.is(b.room.Receive(ctx, b.office, r.ID), fault.KindDenied)
		b.is(b.room.Receive(ctx, b.spy, r.ID), fault.KindNotFound)
		b.ok(b.room.Receive(ctx, b.head, r.ID))
		b.is(b.room.Receive(ctx, b.head, r.ID), fault.KindConflict)
		b.invalid(b.room.BreakDown(ctx, b.head, r.ID, "", 0), "to", "tasks")
		b.ok(b.room.BreakDown(ctx, b.head, r.ID, "法制大队逐案核查", 7))
		b.invalid(b.room.Report(ctx, b.head, r.ID, ""), "report")
		b.is(b.room.HandOn(ctx, b.head, r.ID, []string{b.units["政治部"].ID}), fault.KindInvalid)
		b.ok(b.room.HandOn(ctx, b.head, r.ID, []string{b.units["滨江派出所"].ID}))
		b.ok(b.room.Report(ctx, b.head, r.ID, "已核查 17 起"))
		b.ok(b.room.Receive(ctx, b.chief, b.relayOf(id, "滨江派出所").ID))
		one, err := b.room.OneRelay(ctx, b.head, r.ID)
		if b.ok(err); len(one.Handed) != 1 || !one.Relay.Whole() || one.Tasks != 7 {
			t.Errorf("%+v", one)
		}
		if got := b.view(b.office, id); len(got.Relays) != 3 || got.Addressed != 4 { // what a unit handed on is the unit's own
			t.Errorf("%d relays of %d", len(got.Relays), got.Addressed)
		}
		b.at(b.today().Add(1).Time().Add(9 * time.Hour))
		if n, err := b.room.Relay(ctx, b.office, id, Relaying{Title: "省厅来文"}); err != nil || n != 3 {
			t.Errorf("a second letter reaches %d: %v", n, err)
		}
		if got := b.view(b.office, id); len(got.Letters) != 2 || len(got.Relays) != 3 || len(got.Every) != 6 || !got.Relays[0].ReceivedAt.IsZero() {
			t.Errorf("%d letters, %d relays of the newest, %d of all", len(got.Letters), len(got.Relays), len(got.Every))
		}
		b.ok(d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			for _, kind := range []string{promiseReceive, promiseBreak, promiseReport} {
				if _, err := calendar.Find(tx, kind, string(r.ID)); !fault.Is(err, fault.KindNotFound) {
					t.Errorf("%s is still open: %v", kind, err)
				}
				if _, err := calendar.Find(tx, kind, string(b.relayOf(id, "政治部").ID)); err != nil {
					t.Errorf("control: %s of a unit that did nothing: %v", kind, err)
				}
			}
			var open, all int
			err := tx.Row(`select count(case when done_at = '' then 1 end), count(*) from v_campaign_asked where unit_id = $1 and asked_at < $2`, b.units["江南分局"].ID, db.Stamp(b.db.Clock().Now())).Scan(&open, &all)
			if open != 0 || all != 3 {
				t.Errorf("v_campaign_asked says %d of %d open", open, all)
			}
			return err
		}))
	})
}

// A self-report is a number, a time, a recipient and the window, whatever anybody does.
func TestReceipts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		id := b.begun()
		for _, a := range []who.Actor{b.office, b.leader, b.head} { // not named, whatever the role
			if _, err := b.room.Register(ctx, a, id); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s registers: %v", a.Login, err)
			}
			if _, _, err := b.room.Receipts(ctx, a, id); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s reads the numbers: %v", a.Login, err)
			}
		}
		b.at(b.today().Time().Add(7 * time.Hour))
		_, err := b.room.Register(ctx, b.second, id)
		b.is(err, fault.KindConflict) // the window opens at eight
		b.at(b.today().Time().Add(10 * time.Hour))
		in, err := b.room.Register(ctx, b.second, id)
		if b.ok(err); !in.Inside || !in.At.Equal(b.db.Clock().Now()) {
			t.Fatalf("%+v", in)
		}
		if v := b.view(b.office, id); v.Reports.Total != 1 || !v.Reports.Shown || v.Reports.Recipients != 1 || v.Reports.MayReceive {
			t.Errorf("%+v", v.Reports)
		}
		b.at(b.today().Add(41).Time()) // 24:00 of the last day
		out, err := b.room.Register(ctx, b.second, id)
		if b.ok(err); out.Inside {
			t.Error("the window closed at 24:00")
		}
		if v := b.view(b.office, id); v.Reports.Split || v.Reports.Total != 2 {
			t.Errorf("two papers are broken down: %+v", v.Reports)
		}
		on, err := b.room.Confirm(ctx, strings.ToLower(in.Number))
		if b.ok(err); on != clock.DayOf(in.At) {
			t.Errorf("confirmed on %s", on)
		}
		for _, wrong := range []string{"", "ZS-2222-2222-2", in.Number[:len(in.Number)-1], strings.Replace(in.Number, "ZS", "YJ", 1)} {
			if _, err := b.room.Confirm(ctx, wrong); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if v, err := b.room.Get(ctx, b.head, id); err == nil && v.Reports.Shown {
			t.Error("a unit sees how many papers came")
		}
		var cols int
		b.ok(d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			rows, err := tx.Query(`select * from campaign_receipt`)
			if err != nil {
				return err
			}
			defer rows.Close()
			names, err := rows.Columns()
			cols = len(names)
			return err
		}))
		if cols != 6 {
			t.Errorf("a receipt has %d columns: something was added about the paper or the person", cols)
		}
	})
}

// The check character finds every wrong character and every two that were exchanged.
func TestNumbers(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		n := newNumber("YJ")
		if seen[n] || Tidy("YJ", n) != n || Tidy("YJ", strings.ReplaceAll(strings.ToLower(n), "-", " ")) != n {
			t.Fatalf("%s", n)
		}
		seen[n] = true
		body := []byte(strings.ReplaceAll(n[3:], "-", ""))
		for i := range 8 {
			for _, r := range []byte(alphabet) {
				was := body[i]
				if body[i] = r; r != was && Tidy("YJ", string(body)) != "" {
					t.Fatalf("%s at %d", body, i)
				}
				body[i] = was
			}
			if i < 7 && body[i] != body[i+1] {
				body[i], body[i+1] = body[i+1], body[i]
				if Tidy("YJ", string(body)) != "" {
					t.Fatalf("exchanged: %s", body)
				}
				body[i], body[i+1] = body[i+1], body[i]
			}
		}
	}
	if Tidy("YJ", "YJ-0000-0000-0") != "" {
		t.Error("a zero is in no number")
	}
}

// An opinion: from anywhere to a reply by a unit, checked by somebody else, published by two.
func TestOpinions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		id := b.begun()
		_, err := b.room.Relay(ctx, b.office, id, Relaying{})
		b.ok(err)
		code := b.view(b.office, id).Code
		_, err = b.room.Submit(ctx, "NOSUCHCODE", "public", "x")
		b.is(err, fault.KindNotFound)
		_, err = b.room.Submit(ctx, code, "police", "")
		b.invalid(err, "group", "body")
		o, err := b.room.Submit(ctx, code, "lawyer", "会见预约等候时间长，王某某所长态度也不好")
		b.ok(err)
		_, err = b.room.Enter(ctx, b.office, id, NewOpinion{Group: "public", Way: "page", Body: "x", CameOn: string(b.today())})
		b.invalid(err, "way")
		_, err = b.room.Opinion(ctx, b.head, o.ID) // not assigned yet: the office's alone
		b.is(err, fault.KindNotFound)
		b.invalid(b.room.Assign(ctx, b.office, o.ID, Assigning{}), "unit", "gist")
		b.ok(b.room.Assign(ctx, b.office, o.ID, Assigning{Unit: b.units["江南分局"].ID, Gist: "会见预约等候时间长"}))
		_, err = b.room.Opinion(ctx, b.spy, o.ID)
		b.is(err, fault.KindNotFound)
		b.invalid(b.room.Answer(ctx, b.head, o.ID, Answering{Kind: "reply", Reply: "好"}), "changed")
		b.ok(b.room.Answer(ctx, b.head, o.ID, Answering{Kind: "reply", Reply: "开放网上预约，48 小时内安排", Changed: "7 月 1 日起网上预约"}))
		b.is(b.room.ApproveAnswer(ctx, b.head, o.ID), fault.KindDenied)
		b.ok(b.room.ReturnAnswer(ctx, b.office, o.ID, "写明监督电话"))
		b.ok(b.room.Answer(ctx, b.office, o.ID, Answering{Kind: "reply", Reply: "开放网上预约，48 小时内安排，电话 110", Changed: "7 月 1 日起网上预约"}))
		if r, err := b.room.LookUp(ctx, code, o.Receipt); err != nil || r.Reply != "" || r.State != Answered {
			t.Errorf("before the check: %+v %v", r, err)
		}
		b.is(b.room.ApproveAnswer(ctx, b.office, o.ID), fault.KindDenied) // the same hand
		b.ok(b.room.ApproveAnswer(ctx, b.second, o.ID))
		r, err := b.room.LookUp(ctx, code, o.Receipt)
		if b.ok(err); r.Changed == "" || r.Unit != "江南分局" {
			t.Errorf("%+v", r)
		}
		b.ok(b.room.SayContent(ctx, code, o.Receipt, "partly"))
		b.is(b.room.SayContent(ctx, code, o.Receipt, "no"), fault.KindConflict)
		b.invalid(b.room.ProposeText(ctx, b.office, o.ID, Publishing{Asked: "会见等候", Changed: "网上预约"}), "checked")
		b.ok(b.room.ProposeText(ctx, b.office, o.ID, Publishing{Asked: "会见预约等候时间长", Changed: "7 月 1 日起网上预约", Checked: true}))
		b.is(b.room.Publish(ctx, b.office, o.ID, true), fault.KindDenied)
		b.invalid(b.room.Publish(ctx, b.leader, o.ID, false), "checked")
		b.ok(b.room.Publish(ctx, b.leader, o.ID, true))
		p, err := b.room.Public(ctx, code)
		if b.ok(err); len(p.List) != 1 || strings.Contains(p.List[0].Asked+p.List[0].Changed, "王某某") {
			t.Errorf("published: %+v", p.List)
		}
		var found int
		b.ok(d.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
			found, err = db.Value[int](tx, `select count(*) from search_doc where title like '%会见%'`)
			return err
		}))
		if found != 0 {
			t.Error("an opinion is searchable")
		}
		if v := b.view(b.office, id); v.Door.All != 1 || v.Door.Replied != 1 || v.Door.Group("lawyer").Latest == nil {
			t.Errorf("%+v", v.Door)
		}
	})
}

// A proposal is a paper with ground, organ, notice and hearing; the person concerned never reads it here, and
// nothing about the person changes.
func TestProposals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		id := b.begun()
		_, err := b.room.Propose(ctx, b.office, id, NewProposal{Person: "梁建川", Kind: "P1"})
		b.invalid(err, "article", "organ", "facts", "noticed", "notice", "heard")
		in := NewProposal{Person: "梁建川", Kind: "P2", Organ: "市委组织部", Facts: "受案超期 17 起", NoticedOn: string(b.today()), Notice: "督察办当面告知", Heard: "本人认为人手不足"}
		_, err = b.room.Propose(ctx, b.head, id, in)
		if err == nil {
			t.Error("a unit proposes")
		}
		pid, err := b.room.Propose(ctx, b.office, id, in)
		b.ok(err)
		b.is(b.room.Agree(ctx, b.office, pid), fault.KindDenied)
		b.ok(b.room.Agree(ctx, b.leader, pid))
		v, err := b.room.OneProposal(ctx, b.second, pid)
		if b.ok(err); v.Article != "52" || v.Basis == "" || v.AgreedAt.IsZero() {
			t.Errorf("%+v", v.Proposal)
		}
		_, err = b.room.OneProposal(ctx, b.head, pid)
		b.is(err, fault.KindNotFound)
		_, err = b.room.Propose(ctx, b.office, id, NewProposal{Person: "许文博", Kind: "P2", Organ: "x", Facts: "x", NoticedOn: string(b.today()), Notice: "x", Heard: "x"})
		b.is(err, fault.KindNotFound) // about oneself
		if _, list, err := b.room.Proposals(ctx, b.leader, id); err != nil || len(list) != 1 {
			t.Errorf("%d %v", len(list), err)
		}
	})
}

// Whoever was not addressed knows nothing of a campaign.
func TestCampaignIsHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		id := b.begun()
		for _, a := range []who.Actor{b.head, b.chief, {}} {
			if _, err := b.room.Get(ctx, a, id); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: %v", a.Login, err)
			}
		}
		_, err := b.room.Relay(ctx, b.office, id, Relaying{Units: []string{b.units["江南分局"].ID}})
		b.ok(err)
		if list, err := b.room.List(ctx, b.head); err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
		if list, err := b.room.List(ctx, b.spy); err != nil || len(list) != 0 {
			t.Errorf("a unit that was not addressed lists %v %v", list, err)
		}
		b.is(b.room.Shift(ctx, b.head, id, Shift{}), fault.KindDenied)
		b.is(b.room.Shift(ctx, b.spy, id, Shift{}), fault.KindNotFound)
	})
}
