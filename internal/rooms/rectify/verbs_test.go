package rectify

import (
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/org"
)

func TestFromListingToLookBack(t *testing.T) {
	each(t, func(w *world) {
		w.t = t
		id := w.proposed()
		w.ok(w.r.Close(ctx, w.actor["office"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}))
		it := w.item(id)
		if it.State != Closed || it.CloseNumber != "XH-26-0001" || it.ClosedOn != w.today() || it.Done != AllDone {
			t.Fatalf("closed as %+v", it)
		}
		w.ok(w.r.Look(ctx, w.actor["verifier"], id, Looking{Method: "site", Opinion: "保持"}))
		w.ok(w.r.Look(ctx, w.actor["verifier"], id, Looking{Relapsed: true, Method: "site", Opinion: "又有 3 件不符", Due: w.today().Add(20)}))
		it = w.item(id)
		if it.State != Relapsed || it.Label() != "WT-26-0001-F1" || it.Number != "WT-26-0001" {
			t.Fatalf("relapsed as %s %s", it.State, it.Label())
		}
		w.ok(w.r.Sign(ctx, w.actor["head"], id, w.signing()))
		if it = w.item(id); it.State != Signed || it.Finding != w.registration().Finding || it.DueFirst == it.Due {
			t.Fatalf("signed again as %+v", it)
		}
	})
}

func TestTwoDifferentHandsOnTheSameContent(t *testing.T) {
	each(t, func(w *world) {
		id := w.worked()
		w.claim(id)
		w.wants(w.r.Verify(ctx, w.actor["inside"], id, w.checking(id)), fault.KindDenied, "N-32")
		in := w.checking(id)
		in.Members[0].ID = w.actor["liaison"].Person
		w.wants(w.r.Verify(ctx, w.actor["verifier"], id, in), fault.KindDenied, "own_item")
		in = w.checking(id)
		in.Members = nil
		w.ok(w.r.Verify(ctx, w.actor["verifier"], id, in))
		w.wants(w.r.Propose(ctx, w.actor["verifier"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}), fault.KindConflict, "hurdle.parties")
		w.ok(w.r.Verify(ctx, w.actor["verifier"], id, w.checking(id)))
		w.wants(w.r.Close(ctx, w.actor["office"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}), fault.KindConflict, "first_missing")
		old := w.dossier(id).Whole()
		w.ok(w.r.Propose(ctx, w.actor["verifier"], id, Closing{Opinion: "同意", Seen: old}))
		w.attach("owner", id, "补充.txt")
		w.wants(w.r.Close(ctx, w.actor["office"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}), fault.KindConflict, "first_died")
		w.ok(w.r.Verify(ctx, w.actor["verifier"], id, w.checking(id)))
		w.ok(w.r.Propose(ctx, w.actor["verifier"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}))
		w.wants(w.r.Close(ctx, w.actor["office"], id, Closing{Opinion: "同意", Seen: old}), fault.KindConflict, "changed_meanwhile")
		both := w.actor["verifier"]
		both.Grants = append(both.Grants, w.actor["office"].Grants...)
		w.wants(w.r.Close(ctx, both, id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}), fault.KindDenied, "same_hand")
		w.wants(w.r.Close(ctx, w.actor["head"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}), fault.KindDenied, "Q-432")
		w.wants(w.r.Close(ctx, w.actor["head2"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}), fault.KindNotFound, "Q-4")
		w.ok(w.r.Close(ctx, w.actor["office"], id, Closing{Opinion: "同意", Seen: w.dossier(id).Whole()}))
	})
}

func TestPlanAndReports(t *testing.T) {
	each(t, func(w *world) {
		id := w.listed()
		w.wants(w.r.Report(ctx, w.actor["owner"], id, Report{Body: "x", Percent: -1}), fault.KindConflict, "not_now.listed")
		w.ok(w.r.Sign(ctx, w.actor["head"], id, w.signing()))
		w.wants(w.r.Report(ctx, w.actor["owner"], id, Report{Body: "x", Percent: -1}), fault.KindConflict, "plan_first")
		plan := w.item(id).Plan
		err := w.r.SubmitPlan(ctx, w.actor["liaison"], plan)
		w.wants(err, fault.KindInvalid, "check.measures")
		w.wants(err, fault.KindInvalid, "check.cause")
		w.writePlan(id)
		w.wants(w.r.WritePlan(ctx, w.actor["liaison"], plan, PlanText{}), fault.KindConflict, "not_draft")
		m := w.dossier(id).Measures()
		w.ok(w.r.Report(ctx, w.actor["owner"], id, Report{Measure: m[0].ID, Body: "清点一半", Percent: 50, Reached: -1}))
		if it := w.item(id); it.State != Working || it.Percent != 25 {
			t.Fatalf("%s at %d%%", it.State, it.Percent)
		}
		w.wants(w.r.SayMostly(ctx, w.actor["owner"], id, "快了"), fault.KindInvalid, "measure_open")
		w.wants(w.r.Claim(ctx, w.actor["head"], id, Claiming{}), fault.KindInvalid, "measure_open")
	})
}

func TestPlanReturnedKeepsBothVersions(t *testing.T) {
	each(t, func(w *world) {
		id := w.listed()
		w.ok(w.r.Sign(ctx, w.actor["head"], id, w.signing()))
		w.writePlan(id)
		plan, unit := w.item(id).Plan, w.actor["liaison"]
		w.ok(w.r.AmendPlan(ctx, unit, plan, "增加措施"))
		m := w.dossier(id).Measures()
		w.ok(w.r.EditMeasure(ctx, unit, plan, m[0].ID, NewMeasure{Body: "逐件清点并复核", Target: "差错为零", Lead: w.actor["lead"].Person, Owner: w.actor["owner"].Person, Due: w.today().Add(20)}))
		w.ok(w.r.DropMeasure(ctx, unit, plan, m[1].ID))
		added, changed, gone := Totals(w.planPage(plan).Diffs())
		if added != 0 || changed != 1 || gone != 1 {
			t.Fatalf("difference %d %d %d", added, changed, gone)
		}
		w.ok(w.r.SubmitPlan(ctx, unit, plan))
		v := w.planPage(plan).Versions
		w.wants(w.r.SignPlan(ctx, w.actor["head"], plan, "同意", v[0].Hash), fault.KindConflict, "changed_meanwhile")
		w.ok(w.r.SignPlan(ctx, w.actor["head"], plan, "同意", v[1].Hash))
		w.wants(w.r.ReturnPlan(ctx, w.actor["office"], plan, w.today().Add(5)), fault.KindInvalid, "return_without_comment")
		w.ok(w.r.CommentPlan(ctx, w.actor["office"], plan, string(m[0].ID), "请写明核对多少份"))
		w.ok(w.r.ReturnPlan(ctx, w.actor["office"], plan, w.today().Add(5)))
		p := w.planPage(plan)
		if p.Plan.State != PlanDraft || p.Plan.Number != 3 || p.Comments[0].RowLabel != "1.1.1" {
			t.Fatalf("returned as %+v %+v", p.Plan, p.Comments)
		}
		w.ok(w.r.AnswerComment(ctx, unit, plan, p.Comments[0].ID, "已改"))
	})
}

func TestExtensionIsAskedOnceAndDecided(t *testing.T) {
	each(t, func(w *world) {
		id := w.worked()
		was := w.item(id).Due
		w.wants(w.r.AskExtension(ctx, w.actor["liaison"], id, was, "理由"), fault.KindInvalid, "not_later")
		w.ok(w.r.AskExtension(ctx, w.actor["liaison"], id, was.Add(10), "需等鉴定结论"))
		w.wants(w.r.AskExtension(ctx, w.actor["liaison"], id, was.Add(12), "再要"), fault.KindInvalid, "waiting")
		w.ok(w.r.Extend(ctx, w.actor["office"], id, Deciding{Grant: true, Opinion: "同意"}))
		it := w.item(id)
		if it.Due != was.Add(10) || it.DueFirst != was || it.Extensions != 1 {
			t.Fatalf("extended to %s from %s (%d)", it.Due, it.DueFirst, it.Extensions)
		}
		// a second one moves nothing until somebody of the upper level agrees
		w.ok(w.r.AskExtension(ctx, w.actor["liaison"], id, was.Add(20), "又要"))
		w.ok(w.r.Extend(ctx, w.actor["office"], id, Deciding{Grant: true, Opinion: "建议同意"}))
		if it = w.item(id); it.Due != was.Add(10) || it.Extensions != 1 {
			t.Fatalf("the office alone extended again to %s (%d)", it.Due, it.Extensions)
		}
		w.wants(w.r.Extend(ctx, w.actor["office2"], id, Deciding{Grant: true, Opinion: "同意"}), fault.KindConflict, "asked_already")
		w.wants(w.decide("office2", approve.ExtendAgain, id, true), fault.KindDenied, "")
		w.ok(w.decide("leader", approve.ExtendAgain, id, true))
		if it = w.item(id); it.Due != was.Add(20) || it.DueFirst != was || it.Extensions != 2 {
			t.Fatalf("extended again to %s from %s (%d)", it.Due, it.DueFirst, it.Extensions)
		}
	})
}

func TestASecondExtensionIsRefusedByTheUpperLevel(t *testing.T) {
	each(t, func(w *world) {
		id := w.worked()
		was := w.item(id).Due
		w.ok(w.r.AskExtension(ctx, w.actor["liaison"], id, was.Add(10), "需等鉴定结论"))
		w.ok(w.r.Extend(ctx, w.actor["office"], id, Deciding{Grant: true, Opinion: "同意"}))
		w.ok(w.r.AskExtension(ctx, w.actor["liaison"], id, was.Add(20), "又要"))
		w.ok(w.r.Extend(ctx, w.actor["office"], id, Deciding{Grant: true, Opinion: "建议同意"}))
		w.ok(w.decide("leader", approve.ExtendAgain, id, false))
		d := w.dossier(id)
		if last := d.Extensions[len(d.Extensions)-1]; d.Item.Due != was.Add(10) || last.State != "refused" {
			t.Fatalf("refused, and due %s, request %+v", d.Item.Due, last)
		}
		w.wants(w.decide("leader", approve.ExtendAgain, id, true), fault.KindNotFound, "")
	})
}

func TestLoweringTakesASecondPersonAndRaisingDoesNot(t *testing.T) {
	each(t, func(w *world) {
		id := w.listed()
		amend := func(severity, category string) {
			t.Helper()
			w.ok(w.r.Amend(ctx, w.actor["office"], id, Amendment{Target: "账物相符", Severity: severity, Category: category, Reason: "复核后重新认定"}))
		}
		amend("grave", "")
		if it := w.item(id); it.Severity != "grave" {
			t.Fatalf("raising waits: %s", it.Severity)
		}
		amend("minor", "other")
		it := w.item(id)
		if it.Severity != "grave" || it.Category != "property.store" || it.Target != "账物相符" {
			t.Fatalf("lowered by one person: %+v", it)
		}
		w.wants(w.decide("office2", approve.LowerItem, id, true), fault.KindDenied, "")
		w.ok(w.decide("leader", approve.LowerItem, id, true))
		if it = w.item(id); it.Severity != "minor" || it.Category != "other" {
			t.Fatalf("agreed, and still %s %s", it.Severity, it.Category)
		}
	})
}

func TestABulkExportIsAgreedToAndTakenOnce(t *testing.T) {
	each(t, func(w *world) {
		for i := range MostAlone {
			in := w.registration()
			in.Finding += itoa(i)
			_, err := w.r.Register(ctx, w.actor["office"], in)
			w.ok(err)
		}
		say := func(_, key string, _ ...any) string { return key }
		export := func(actor, approval string) error {
			_, err := w.r.Export(ctx, w.actor[actor], Export{Lang: "zh", Say: say, Approval: approval})
			return err
		}
		w.ok(export("office", "")) // one person takes as much as MostAlone
		in := w.registration()
		in.Finding += "更多"
		_, err := w.r.Register(ctx, w.actor["office"], in)
		w.ok(err)
		w.wants(export("office", ""), fault.KindConflict, "needs_second")
		id, err := w.r.AskExport(ctx, w.actor["office"], Filter{}, []string{"全部"}, "报领导小组")
		w.ok(err)
		w.wants(export("office", id), fault.KindDenied, "approve_missing")
		w.wants(w.agree("office", id), fault.KindDenied, "same_person")
		w.ok(w.agree("leader", id))
		w.wants(export("leader", id), fault.KindNotFound, "")
		w.ok(export("office", id))
		w.wants(export("office", id), fault.KindConflict, "approve.used")
	})
}

func TestReturnStandVoid(t *testing.T) {
	each(t, func(w *world) {
		id := w.worked()
		w.claim(id)
		w.wants(w.r.Return(ctx, w.actor["verifier"], id, Returning{}), fault.KindInvalid, "reason_missing")
		w.ok(w.r.Return(ctx, w.actor["verifier"], id, Returning{Reason: "缺见证人签字", Due: w.today().Add(10)}))
		if it := w.item(id); it.State != Returned || it.Returns != 1 {
			t.Fatalf("%s %d", it.State, it.Returns)
		}
		w.ok(w.r.Report(ctx, w.actor["owner"], id, Report{Body: "已补签", Percent: -1, Reached: -1}))
		w.wants(w.r.Stand(ctx, w.actor["office"], id, StandingOrder{Decision: "转长期", Document: "纪要3号"}), fault.KindInvalid, "milestones_missing")
		w.ok(w.r.Stand(ctx, w.actor["office"], id, StandingOrder{Decision: "转长期", Document: "纪要3号", Milestones: []Milestone{{Body: "第四季度复查", Due: w.today().Add(120)}, {Body: "第三季度复查", Due: w.today().Add(30)}}}))
		d := w.dossier(id)
		if d.Item.State != Standing || d.Item.Due != w.today().Add(30) || d.Item.Done == AllDone {
			t.Fatalf("%+v", d.Item)
		}
		w.ok(w.r.ReachMilestone(ctx, w.actor["owner"], id, d.Milestones[0].ID, "复查无反弹"))
		if it := w.item(id); it.Due != w.today().Add(120) {
			t.Fatalf("next milestone %s", it.Due)
		}
		w.wants(w.r.Void(ctx, w.actor["office"], id, Voiding{Decision: "x", Document: "y"}), fault.KindDenied, "Q-434")
		w.wants(w.r.Void(ctx, w.actor["leader"], id, Voiding{Decision: "事实更正"}), fault.KindInvalid, "document_missing")
		w.ok(w.r.Void(ctx, w.actor["leader"], id, Voiding{Decision: "事实更正", Document: "临公督〔2026〕12号"}))
	})
}

func TestHandedDownAndNewHead(t *testing.T) {
	each(t, func(w *world) {
		id := w.listed()
		w.ok(w.r.Sign(ctx, w.actor["head"], id, w.signing()))
		plan, unit := w.item(id).Plan, w.actor["liaison"]
		task, err := w.r.AddTask(ctx, unit, plan, NewTask{Item: id, Title: "交接"})
		w.ok(err)
		m, err := w.r.AddMeasure(ctx, unit, plan, NewMeasure{Task: task, Body: "各所建立交接登记", Due: w.today().Add(20)})
		w.ok(err)
		w.wants(w.r.HandDown(ctx, unit, plan, m, []string{w.unit["北岸派出所"].ID}, ""), fault.KindInvalid, "unit_outside")
		w.ok(w.r.HandDown(ctx, unit, plan, m, []string{w.unit["东门派出所"].ID}, ""))
		if _, err := w.r.Dossier(ctx, w.actor["station"], id); err != nil {
			t.Fatalf("the station cannot see what it was handed: %v", err)
		}
		if _, err := w.r.Dossier(ctx, w.actor["liaison2"], id); !fault.Is(err, fault.KindNotFound) {
			t.Fatalf("another branch sees it: %v", err)
		}
		station := w.unit["东门派出所"].ID
		w.ok(w.r.AnswerCascade(ctx, w.actor["station"], m, station, ""))
		w.wants(w.r.AnswerCascade(ctx, w.actor["station"], m, station, ""), fault.KindInvalid, "words_missing")
		w.ok(w.r.AnswerCascade(ctx, w.actor["station"], m, station, "已建立"))
		w.wants(w.r.AnswerCascade(ctx, w.actor["liaison"], m, station, "代报"), fault.KindConflict, "reported")
		if d, _ := w.r.Dossier(ctx, w.actor["liaison"], id); d.Item.Paper != "" {
			t.Fatal("the unit sees the work paper's number")
		}
	})
}

func TestNewHeadSignsTheInheritedList(t *testing.T) {
	each(t, func(w *world) {
		id := w.planned()
		plan := w.item(id).Plan
		w.wants(w.r.SignAgain(ctx, w.actor["head"], plan, "我签过"), fault.KindConflict, "not_inherited")
		for range 2 { // twice is once, and nothing while the head is the one who signed
			if n, err := w.r.NewHeads(ctx); n != 0 || err != nil {
				t.Fatalf("%d new heads, %v", n, err)
			}
		}
		w.person("heir", access.UnitHead, "城东分局", "城东分局")
		w.write(func(tx *db.Tx) error {
			_, err := org.Appoint(tx, org.Appointment{Person: w.actor["heir"].Person, Unit: w.unit["城东分局"].ID, Title: "局长", Kind: org.Head, Since: w.today()})
			return err
		})
		for i, want := range []int{1, 0} {
			if n, err := w.r.NewHeads(ctx); n != want || err != nil {
				t.Fatalf("pass %d: %d new heads, %v", i, n, err)
			}
		}
		if list, err := w.r.Inherited(ctx, w.actor["office"]); err != nil || len(list) != 1 || list[0].Head.Name != "人heir" {
			t.Fatalf("inherited %+v %v", list, err)
		}
		w.ok(w.r.SignAgain(ctx, w.actor["heir"], plan, "接手，继续整改"))
		if list, _ := w.r.Inherited(ctx, w.actor["office"]); len(list) != 0 {
			t.Fatal("signed, and still listed")
		}
	})
}
