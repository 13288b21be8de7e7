package orglife

import (
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

func (w *world) item() NewDecision {
	return NewDecision{Register: Major, Party: w.root.ID, Minutes: Minutes{Matter: "funds", Title: "信息化设备采购", Day: "2026-06-17", Chair: "何晴", Attending: "何晴、丁一，马二",
		Researched: "赴三家单位调研", Reviewed: "法制支队审核无异议", Risks: "价格风险，已比价"}}
}

func TestTheHeadSpeaksLast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-06-18")
		if _, err := w.room.Enter(ctx, w.secretary, w.item()); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a branch's secretary enters for the committee: %v", err)
		}
		id, err := w.room.Enter(ctx, w.officer, w.item())
		w.ok(err)
		say := func(name, why string) error {
			return w.room.Speak(ctx, w.officer, id, Opinion{Name: name, View: "agree", Words: "同意。", Why: why})
		}
		w.ok(say("丁一", ""))
		if err := say("何晴", ""); !says(err, "head_last") {
			t.Errorf("the head before others: %v", err)
		}
		if err := say("赵六", ""); !says(err, "not_there") {
			t.Errorf("who did not attend: %v", err)
		}
		if err := w.room.DecideOn(ctx, w.officer, id, Outcome{Vote: Vote{For: 3}, Decided: "同意"}); !says(err, "silent") {
			t.Errorf("decided before all spoke: %v", err)
		}
		w.ok(say("马二", ""))
		w.ok(say("何晴", ""))
		if err := say("丁一", ""); !says(err, "spoke") {
			t.Errorf("spoken twice: %v", err)
		}
		if err := w.room.DecideOn(ctx, w.officer, id, Outcome{Vote: Vote{For: 2}, Decided: "同意"}); !says(err, "votes") {
			t.Errorf("a vote is missing: %v", err)
		}
		w.ok(w.room.DecideOn(ctx, w.officer, id, Outcome{Vote: Vote{For: 2, Against: 1}, Decided: "同意采购", Tasks: []NewTask{{What: "签订合同", Node: w.unit.ID, Due: "2026-07-30"}}}))
		v, err := w.room.Decision(ctx, w.officer, id)
		w.ok(err)
		if v.Number != "ZD-26-001" || len(v.Opinions) != 3 || v.Opinions[2].Name != "何晴" || !v.Opinions[2].Head || !v.Passed() || len(v.Tasks) != 1 {
			t.Errorf("kept as %+v", v)
		}
		if err := say("丁一", ""); !says(err, "decided_already") {
			t.Errorf("spoken after the end: %v", err)
		}
		// with a written reason the head may speak before, and the reason is kept
		id, err = w.room.Enter(ctx, w.officer, w.item())
		w.ok(err)
		w.ok(say("何晴", "防汛紧急部署，先行明确"))
		if err := say("丁一", ""); !says(err, "after_head") {
			t.Errorf("after the head: %v", err)
		}
		v, err = w.room.Decision(ctx, w.officer, id)
		w.ok(err)
		if v.Opinions[0].Why == "" || len(v.Silent) != 2 {
			t.Errorf("the reason: %+v", v)
		}
		list, err := w.room.Registers(ctx, w.officer, Major, 2026)
		w.ok(err)
		if len(list.List) != 2 || list.Open != 1 {
			t.Errorf("the register: %+v", list)
		}
		if list, err = w.room.Registers(ctx, w.other, "", 2026); err != nil || len(list.List) != 0 {
			t.Errorf("another branch sees %d", len(list.List))
		}
	})
}

func TestAnItemIsPrepared(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.night("2026-06-18")
	for key, change := range map[string]func(*NewDecision){
		"unprepared":      func(n *NewDecision) { n.Reviewed = "" },
		"matter":          func(n *NewDecision) { n.Matter = "party" },
		"title_empty":     func(n *NewDecision) { n.Title = "" },
		"decision.day":    func(n *NewDecision) { n.Day = "2026-06-19" },
		"attending_empty": func(n *NewDecision) { n.Attending = "、" },
		"chair_attends":   func(n *NewDecision) { n.Chair = "赵六" },
		"register":        func(n *NewDecision) { n.Register = "second" },
	} {
		in := w.item()
		change(&in)
		if _, err := w.room.Enter(ctx, w.officer, in); !says(err, key) {
			t.Errorf("%s: %v", key, err)
		}
	}
	in := w.item()
	in.Researched, in.Reviewed, in.Risks, in.Urgent = "", "", "", "汛情紧急，来不及履行前置程序"
	if _, err := w.room.Enter(ctx, w.officer, in); err != nil {
		t.Errorf("urgent: %v", err)
	}
}

func TestTheFirstTopicOfAMeeting(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.night("2026-06-18")
	in := w.meeting("party_committee", "2026-06-15")
	in.Party = w.root.ID
	w.do(who.Job("test"), func(tx *db.Tx) error {
		_, err := tx.Exec(`update partyorg_member set party_id = $1 where person_id = $2`, w.root.ID, w.person["何晴"])
		w.ok(err)
		return audit.Record(tx, audit.Entry{Action: "test", Kind: "test", ID: "t"})
	})
	_, err := w.room.Hold(ctx, w.officer, in)
	w.ok(err)
	if x := w.duty("市局党委", "first_topic", "2026-06-15"); x.Mark != Missed {
		t.Errorf("a meeting without first topic: %+v", x)
	}
	in.Day, in.FirstTopic = "2026-06-16", "学习重要讲话"
	_, err = w.room.Hold(ctx, w.officer, in)
	w.ok(err)
	if x := w.duty("市局党委", "first_topic", "2026-06-16"); x.Mark != Done {
		t.Errorf("a meeting with it: %+v", x)
	}
	id, err := w.room.Enter(ctx, w.officer, NewDecision{Register: First, Party: w.root.ID, Minutes: Minutes{Title: "学习重要讲话", Day: "2026-06-15", Chair: "何晴", Attending: "何晴"}})
	w.ok(err)
	w.ok(w.room.DecideOn(ctx, w.officer, id, Outcome{Decided: "分解落实"}))
	if x := w.duty("市局党委", "first_topic", "2026-06-15"); x.Mark != Late || x.MissedAt.IsZero() {
		t.Errorf("noted in the register afterwards: %+v", x)
	}
}

func TestAReviewInItsOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-06-18")
		id, err := w.room.Begin(ctx, w.secretary, w.node["一支部"].ID, 2026)
		w.ok(err)
		if _, err := w.room.Begin(ctx, w.secretary, w.node["一支部"].ID, 2026); !fault.Is(err, fault.KindConflict) {
			t.Errorf("begun twice: %v", err)
		}
		if err := w.room.TakeStep(ctx, w.secretary, id, "study", "2026-06-02", "学习"); !says(err, "not_now") {
			t.Errorf("a step too early: %v", err)
		}
		grades := w.grades()
		if err := w.room.Judge(ctx, w.secretary, id, grades); !says(err, "not_now") {
			t.Errorf("judged at the beginning: %v", err)
		}
		for i, s := range Steps[:9] {
			w.ok(w.room.TakeStep(ctx, w.secretary, id, s, first(2026, 6).Add(i), "完成"))
		}
		for key, change := range map[string]func([]Grade) []Grade{
			"third":        func(g []Grade) []Grade { g[2].Grade = Excellent; return g },
			"no_grade":     func(g []Grade) []Grade { return g[1:] },
			"probationary": func(g []Grade) []Grade { g[8].Grade = Good; return g },
			"review.help":  func(g []Grade) []Grade { g[7].Grade = Fair; return g },
		} {
			if err := w.room.Judge(ctx, w.secretary, id, change(w.grades())); !says(err, key) {
				t.Errorf("%s: %v", key, err)
			}
		}
		w.ok(w.room.Judge(ctx, w.secretary, id, grades))
		if err := w.room.Approve(ctx, w.secretary, id); !fault.Is(err, fault.KindDenied) {
			t.Errorf("the secretary approves: %v", err)
		}
		both := w.secretary
		both.Grants = append(both.Grants, w.officer.Grants...)
		if err := w.room.Approve(ctx, both, id); !fault.Is(err, fault.KindDenied) {
			t.Errorf("who entered approves, as an officer too: %v", err)
		}
		w.ok(w.room.Return(ctx, w.officer, id, "等次依据不足"))
		w.ok(w.room.Judge(ctx, w.secretary, id, grades))
		w.ok(w.room.Approve(ctx, w.officer, id))
		v, err := w.room.Review(ctx, w.secretary, id)
		w.ok(err)
		if v.Judged != 8 || v.Excellent != 2 || len(v.Grades) != 9 || v.ApprovedAt.IsZero() {
			t.Errorf("kept as %+v", v.Review)
		}
		if _, err := w.room.Review(ctx, w.other, id); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another branch reads the grades: %v", err)
		}
		leader := w.actor("leader", access.Leader, "市局党委")
		if _, err := w.room.Review(ctx, leader, id); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the leading group reads the grades: %v", err)
		}
	})
}

func (w *world) grades() (out []Grade) {
	for i, n := range []string{"何晴", "丁一", "马二", "张三", "李四", "王五", "赵六", "钱七"} {
		out = append(out, Grade{Person: w.person[n], Grade: map[bool]string{true: Excellent, false: Good}[i < 2]})
	}
	return append(out, Grade{Person: w.person["孙八"], Grade: None})
}

func TestCriticismGoesToTheLedgerOrIsClosedHere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-06-18")
		id, err := w.room.Begin(ctx, w.secretary, w.node["一支部"].ID, 2026)
		w.ok(err)
		for _, c := range []string{"学用结合不紧", "谈心谈话不够经常"} {
			w.ok(w.room.Criticise(ctx, w.secretary, id, NewCriticism{Title: c, Measure: "按月安排", Due: "2026-09-30"}))
		}
		v, err := w.room.Review(ctx, w.secretary, id)
		w.ok(err)
		w.ok(w.room.Close(ctx, w.secretary, v.Criticisms[0].ID, "2026-06-18", "已完成"))
		w.ok(w.room.HandOver(ctx, w.secretary, v.Criticisms[1].ID))
		for _, c := range v.Criticisms {
			if err := w.room.Close(ctx, w.secretary, c.ID, "2026-06-18", "又"); !says(err, "criticism.gone") {
				t.Errorf("%s a second time: %v", c.Title, err)
			}
		}
		v, err = w.room.Review(ctx, w.secretary, id)
		w.ok(err)
		if v.Criticisms[1].ItemNumber == "" || v.Criticisms[1].ItemState != "listed" || v.Criticisms[0].ClosedOn == "" {
			t.Errorf("they stand as %+v", v.Criticisms)
		}
	})
}
