package dutyreport

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/calendar/calendartest"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

// round is a bureau with two branches, their heads, a leader with a portfolio and the people who run a year.
type round struct {
	t                                           *testing.T
	db                                          *db.DB
	room                                        *Room
	root, east, west                            org.Unit
	people                                      map[string]string
	office, check, boss, head, other, spy, desk who.Actor
	year                                        YearID
}

var testOutline = &pack.Pack{Code: outlineCode, Version: "t", Reasons: []pack.Word{{Code: "careless", Text: pack.Text{Zh: "表述不严谨", En: "Careless"}}},
	Parts: []pack.Part{{Code: "S1", Title: pack.Text{Zh: "履行责任", En: "Duty"}, Least: 4, Most: 400}, {Code: "S2", Title: pack.Text{Zh: "存在问题", En: "Problems"}, Least: 4}},
	Strides: []pack.Stride{{Code: "question", Title: pack.Text{Zh: "点题", En: "Questions"}, Rule: "R-SZ-01"}, {Code: stepSubmit, Title: pack.Text{Zh: "提交", En: "Submit"}, Rule: "R-SZ-02"},
		{Code: stepReview, Title: pack.Text{Zh: "审核", En: "Review"}, Rule: "R-SZ-03"}, {Code: stepCirculate, Title: pack.Text{Zh: "印发", En: "Circulate"}, Rule: "R-SZ-04"}, {Code: stepMeet, Title: pack.Text{Zh: "会议", En: "Meeting"}, Rule: "R-SZ-05"}}}

func newRound(t *testing.T, d *db.DB) *round {
	t.Helper()
	calendartest.Seed(t, d)
	w := &round{t: t, db: d, people: map[string]string{}}
	w.room = New(d, func(*db.Tx, string, string) (*pack.Pack, error) { return testOutline, nil })
	w.write(func(tx *db.Tx) error {
		for _, u := range []struct {
			to                 *org.Unit
			name, kind, parent string
		}{{&w.root, "临江市公安局", "city", ""}, {&w.east, "城东分局", "branch", "root"}, {&w.west, "城西分局", "branch", "root"}} {
			parent := ""
			if u.parent != "" {
				parent = w.root.ID
			}
			id, err := org.AddUnit(tx, org.UnitInput{Name: u.name, Short: u.name, Kind: u.kind, Parent: parent, Inspected: parent != ""}, "")
			if err != nil {
				return err
			}
			u.to.ID = id
		}
		return nil
	})
	w.write(func(tx *db.Tx) (err error) {
		for _, u := range []*org.Unit{&w.root, &w.east, &w.west} {
			if *u, err = org.UnitByID(tx, u.ID); err != nil {
				return err
			}
		}
		return nil
	})
	w.write(w.register)
	w.office = w.actor("office", "沈砚秋", access.Office, w.root)
	w.desk = w.actor("desk", "许文博", access.Office, w.root)
	w.check = w.actor("check", "林若溪", access.Overseer, w.root)
	w.boss = w.actor("boss", "周启明", access.Leader, w.root)
	w.head = w.actor("head", "方致远", access.UnitHead, w.east)
	w.other = w.actor("other", "韩知远", access.UnitHead, w.west)
	w.spy = w.actor("spy", "苏禾", access.Liaison, w.west)
	return w
}

// register puts the persons with their posts: the head of the whole bureau is no reporter, because the
// bureau itself is not inspected.
func (w *round) register(tx *db.Tx) error {
	for i, p := range []struct{ key, name, unit, title, kind string }{{"chief", "贺局", w.root.ID, "局长", org.Head}, {"boss", "周启明", w.root.ID, "副局长", org.Deputy}, {"office", "沈砚秋", w.root.ID, "主任", org.Staff},
		{"desk", "许文博", w.root.ID, "副主任", org.Staff}, {"check", "林若溪", w.root.ID, "干部处长", org.Staff}, {"head", "方致远", w.east.ID, "局长", org.Head}, {"other", "韩知远", w.west.ID, "局长", org.Head}, {"spy", "苏禾", w.west.ID, "联络员", org.Staff}} {
		id, err := org.AddPerson(tx, org.PersonInput{Name: p.name, Unit: p.unit, Badge: fmt.Sprintf("%06d", 300000+i)})
		if err != nil {
			return err
		}
		w.people[p.key] = id
		if _, err := org.Appoint(tx, org.Appointment{Person: id, Unit: p.unit, Title: p.title, Kind: p.kind, Since: "2023-08-01"}); err != nil {
			return err
		}
	}
	for _, u := range []string{w.east.ID, w.west.ID} {
		if _, err := org.SetPortfolio(tx, org.PortfolioInput{Person: w.people["boss"], Unit: u, Since: "2023-08-01"}); err != nil {
			return err
		}
	}
	return audit.Record(tx, audit.Entry{Action: "test.register", Kind: "test", ID: "r"})
}

func (w *round) actor(key, name, role string, u org.Unit) who.Actor {
	return who.Actor{Login: key, Person: w.people[key], Name: name, Unit: u.ID, UnitOrd: u.Ord, Grants: []who.Grant{{ID: "g-" + key, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
}

func (w *round) write(f func(*db.Tx) error) {
	w.t.Helper()
	err := w.db.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.write", Kind: "test", ID: "w"})
	})
	w.ok(err)
}

func (w *round) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// is wants a fault of a kind with one of its keys, or any when key is "".
func (w *round) is(err error, kind fault.Kind, key string) {
	w.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && !slices.ContainsFunc(append(f.Fields, fault.Field{Key: f.Key}), func(x fault.Field) bool { return x.Key == key }) {
		w.t.Fatalf("got %v, want %v %s", err, kind, key)
	}
}

func (w *round) plan() {
	w.t.Helper()
	var err error
	w.year, err = w.room.PlanYear(context.Background(), w.office, NewYear{Year: 2025})
	w.ok(err)
}

func (w *round) notice() {
	w.t.Helper()
	w.ok(w.room.SendNotice(context.Background(), w.office, w.year, Notice{Number: "临公督〔2026〕3号", Text: "现通知如下。"}))
}

// of is the report of a person.
func (w *round) of(key string) Report {
	w.t.Helper()
	v, err := w.room.Front(context.Background(), w.office, w.year)
	w.ok(err)
	for _, r := range v.Reports {
		if r.Person == w.people[key] {
			return r
		}
	}
	w.t.Fatalf("%s does not report", key)
	return Report{}
}

// fill writes both sections of a report.
func (w *round) fill(a who.Actor, id ReportID, words string) {
	w.t.Helper()
	for _, code := range []string{"S1", "S2"} {
		v, err := w.room.WritingPage(context.Background(), a, id, code)
		w.ok(err)
		base := 0
		if len(v.Versions) > 0 {
			base = v.Versions[0].N
		}
		_, err = w.room.Write(context.Background(), a, id, Saving{Section: code, Body: words + "，" + code + "部分的情况。\n第二段写具体的事。", Base: base})
		w.ok(err)
	}
}

// TestScopeFromTheRegister: heads of inspected units and leaders with portfolios report, each with the
// reason; others are added and taken off with one.
func TestScopeFromTheRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		v, err := w.room.Front(ctx, w.office, "")
		w.ok(err)
		var got []string
		for _, r := range v.Reports {
			got = append(got, r.Name+" "+string(r.Reason)+" "+r.LeaderName)
		}
		if want := "周启明 portfolio |方致远 head 周启明|韩知远 head 周启明"; strings.Join(got, "|") != want {
			t.Errorf("got %v", got)
		}
		w.is(w.room.AddReporter(ctx, w.office, w.year, Addition{Person: w.people["check"], Way: Written}), fault.KindInvalid, "dutyreport.why_empty")
		w.ok(w.room.AddReporter(ctx, w.office, w.year, Addition{Person: w.people["check"], Way: Written, Why: "主持专项工作"}))
		w.is(w.room.AddReporter(ctx, w.office, w.year, Addition{Person: w.people["check"], Way: Written, Why: "再次"}), fault.KindConflict, "dutyreport.reporter_twice")
		w.is(w.room.RemoveReporter(ctx, w.office, w.of("check").ID, " "), fault.KindInvalid, "dutyreport.why_empty")
		q, err := w.room.Propose(ctx, w.office, w.year, NewQuestion{Source: "unit", Words: "为什么？"})
		w.ok(err)
		w.ok(w.room.Assign(ctx, w.office, q, w.of("check").ID))
		w.ok(w.room.RemoveReporter(ctx, w.office, w.of("check").ID, "已经调离"))
		if r := w.of("check"); !r.Removed() || r.RemovedWhy != "已经调离" {
			t.Errorf("the line of who was taken off is gone: %+v", r)
		}
		w.ok(w.room.Assign(ctx, w.office, q, w.of("head").ID)) // what nobody answers any more is given to another
		_, err = w.room.PlanYear(ctx, w.office, NewYear{Year: 2025})
		w.is(err, fault.KindInvalid, "dutyreport.year.twice")
		_, err = w.room.PlanYear(ctx, w.office, NewYear{Year: 2030})
		w.is(err, fault.KindInvalid, "dutyreport.year.out_of_range")
		_, err = w.room.PlanYear(ctx, w.head, NewYear{Year: 2024})
		w.is(err, fault.KindNotFound, "")
		if v, err = w.room.Front(ctx, w.head, ""); err != nil || len(v.Years) != 0 {
			t.Errorf("a draft is shown to a reporter: %v %v", v.Years, err)
		}
	})
}

// TestFirstDatesStay: a step that is moved keeps the day of the notice, and lateness is judged by that day.
func TestFirstDatesStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		step := func(code string) Step {
			v, err := w.room.YearPage(ctx, w.office, w.year)
			w.ok(err)
			for _, s := range v.Steps {
				if s.Code == code {
					return s
				}
			}
			return Step{}
		}
		first := step(stepSubmit).First
		if first == "" || first <= "2026-06-18" {
			t.Fatalf("no date by the rule: %q", first)
		}
		w.ok(w.room.SetDate(ctx, w.office, w.year, stepSubmit, first.Add(1), ""))
		first = first.Add(1)
		if r := w.of("head"); r.Due != first || r.DueFirst != first || step(stepSubmit).First != first {
			t.Errorf("before the notice a date is simply another date: %+v", r)
		}
		w.is(w.room.SetDate(ctx, w.office, w.year, stepSubmit, "2026-06-19", ""), fault.KindInvalid, "dutyreport.date.before_last")
		w.is(w.room.SetDate(ctx, w.office, w.year, stepSubmit, "2027-06-19", ""), fault.KindInvalid, "dutyreport.date.after_next")
		w.notice()
		w.is(w.room.SetDate(ctx, w.office, w.year, stepSubmit, first.Add(2), " "), fault.KindInvalid, "dutyreport.why_empty")
		w.ok(w.room.SetDate(ctx, w.office, w.year, stepSubmit, first.Add(2), "遇节假日"))
		w.is(w.room.MarkStep(ctx, w.office, w.year, stepSubmit), fault.KindConflict, "dutyreport.not_now")
		w.ok(w.room.MarkStep(ctx, w.office, w.year, "question"))
		if q := step("question"); q.DoneOn != "2026-06-18" || q.Late("2027-01-01") {
			t.Errorf("%+v", q)
		}
		s, r := step(stepSubmit), w.of("head")
		if s.First != first || s.Due != first.Add(2) || s.Why != "遇节假日" || r.DueFirst != first || r.Due != first.Add(2) {
			t.Errorf("the first date did not stay: %+v %+v", s, r)
		}
		w.write(func(tx *db.Tx) error {
			p, err := calendar.Find(tx, promisedSubmit, string(r.ID))
			if err == nil && p.Due != first.Add(2) {
				t.Errorf("the calendar keeps %s", p.Due)
			}
			return err
		})
		dbtest.Clock(d).Set(first.Add(1).Time().Add(10 * time.Hour))
		if r := w.of("head"); !r.Late(first.Add(1)) || !r.Missing(first.Add(1)) {
			t.Error("a report not there after its first day is missing, whatever was moved")
		}
		w.fill(w.head, r.ID, "全年抓了三件事")
		w.ok(w.room.SubmitReport(ctx, w.head, r.ID))
		if r := w.of("head"); !r.Late(first.Add(90)) || r.Missing(first.Add(90)) {
			t.Error("late stays late for ever, and is no longer missing")
		}
		if r := (Report{FirstAt: first.Time(), DueFirst: first}); r.Late(first.Add(90)) {
			t.Error("control: in time is not late")
		}
	})
}

// TestUnansweredQuestionBlocks: an assigned question must be answered at a paragraph that is there.
func TestUnansweredQuestionBlocks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		w.notice()
		r := w.of("head")
		_, err := w.room.Propose(ctx, w.head, w.year, NewQuestion{Source: "petition", Words: "信访为何上升？"})
		w.is(err, fault.KindInvalid, "dutyreport.question.count_missing")
		q, err := w.room.Propose(ctx, w.spy, w.year, NewQuestion{Source: "unit", Words: "对偏远派出所去得少，怎样改进？"})
		w.ok(err)
		_, err = w.room.Propose(ctx, w.spy, w.year, NewQuestion{Source: "unit", Words: "别的单位的事", Unit: w.east.ID})
		w.is(err, fault.KindNotFound, "")
		w.is(w.room.Assign(ctx, w.spy, q, r.ID), fault.KindDenied, "")
		w.ok(w.room.Assign(ctx, w.office, q, r.ID))
		w.is(w.room.Assign(ctx, w.office, q, w.of("other").ID), fault.KindConflict, "dutyreport.assign.settled")
		w.fill(w.head, r.ID, "全年抓了三件事")
		err = w.room.SubmitReport(ctx, w.head, r.ID)
		w.is(err, fault.KindInvalid, "dutyreport.block.question")
		f, _ := fault.As(err)
		if !slices.Contains(f.Fields[0].Args, any("DT-25-001")) {
			t.Errorf("the refusal does not say which: %v", f.Fields[0].Args)
		}
		w.is(w.room.Answer(ctx, w.other, q, "S1", 1), fault.KindNotFound, "")
		w.is(w.room.Answer(ctx, w.head, q, "S9", 1), fault.KindInvalid, "dutyreport.answer.no_section")
		w.is(w.room.Answer(ctx, w.head, q, "S1", 7), fault.KindInvalid, "dutyreport.answer.no_paragraph")
		w.ok(w.room.Answer(ctx, w.head, q, "S1", 2))
		w.ok(w.room.SubmitReport(ctx, w.head, r.ID))
		if x := w.of("head"); x.State != Department || x.Draft != 1 {
			t.Errorf("%+v", x)
		}
	})
}

// TestItemsAreReadyQuestions: open and relapsed items of the reporter's unit become questions in one step,
// each once, and closed ones are not offered.
func TestItemsAreReadyQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.write(func(tx *db.Tx) error {
			_, err := rectify.HandOver(tx, rectify.Feedback{ID: "f", Number: "临公督反〔2026〕1号", Source: rectify.FromInspection, Unit: w.east.ID, Due: tx.Today().Add(30),
				Findings: []rectify.FeedbackFinding{{Title: "甲", Text: "甲问题", Category: "other"}, {Title: "乙", Text: "乙问题", Category: "other"}}})
			if err == nil {
				_, err = tx.Exec(`update rectify_item set state = 'closed' where title = $1`, "甲")
			}
			return err
		})
		w.plan()
		w.notice()
		r := w.of("head")
		v, err := w.room.Questions(ctx, w.office, w.year, r.ID)
		w.ok(err)
		if len(v.ReadyMade) != 1 || v.ReadyMade[0].Title != "乙" {
			t.Fatalf("%+v", v.ReadyMade)
		}
		w.is(w.room.TakeItem(ctx, w.office, w.of("other").ID, v.ReadyMade[0].ID), fault.KindNotFound, "")
		w.ok(w.room.TakeItem(ctx, w.office, r.ID, v.ReadyMade[0].ID))
		w.is(w.room.TakeItem(ctx, w.office, r.ID, v.ReadyMade[0].ID), fault.KindNotFound, "")
		v, err = w.room.Questions(ctx, w.office, w.year, r.ID)
		w.ok(err)
		if len(v.ReadyMade) != 0 || len(v.Questions) != 1 || v.Questions[0].ReportName != "方致远" || !strings.Contains(v.Questions[0].Words, "乙") {
			t.Errorf("%+v", v.Questions)
		}
	})
}

// TestReviewInSteps: each step is done by who is named for it and by another person; a return names its
// reason at a passage that is there, is counted and kept.
func TestReviewInSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		r := w.of("head")
		w.is(w.room.Arrange(ctx, w.office, r.ID, Arrangement{Way: OnSite, Checker: w.people["head"]}), fault.KindInvalid, "dutyreport.arrange.oneself")
		w.is(w.room.Arrange(ctx, w.office, r.ID, Arrangement{Way: OnSite, Checker: w.people["boss"], Leader: w.people["boss"]}), fault.KindInvalid, "dutyreport.arrange.same")
		w.ok(w.room.Arrange(ctx, w.office, r.ID, Arrangement{Way: OnSite, Checker: w.people["check"], Leader: w.people["boss"]}))
		w.notice()
		w.fill(w.head, r.ID, "全年抓了三件事")
		w.ok(w.room.SubmitReport(ctx, w.head, r.ID))

		pass := Verdict{Pass: true}
		w.is(w.room.Review(ctx, w.boss, r.ID, pass), fault.KindDenied, "denied.duty_not_named")
		w.is(w.room.Review(ctx, w.head, r.ID, pass), fault.KindDenied, "")
		w.is(w.room.Review(ctx, w.check, r.ID, Verdict{}), fault.KindInvalid, "dutyreport.review.no_passage")
		bad := Verdict{Remarks: []Remark{{Reason: "careless", Quote: "报告里没有的话"}}}
		w.is(w.room.Review(ctx, w.check, r.ID, bad), fault.KindInvalid, "dutyreport.review.not_in_text")
		bad.Remarks[0] = Remark{Reason: "rude", Quote: "三件事"}
		w.is(w.room.Review(ctx, w.check, r.ID, bad), fault.KindInvalid, "dutyreport.review.no_reason")
		w.ok(w.room.Review(ctx, w.check, r.ID, pass))
		back := Verdict{Remarks: []Remark{{Reason: "careless", Section: "S2", Quote: "三件事", Words: "哪三件？"}}}
		w.ok(w.room.Review(ctx, w.boss, r.ID, back))
		if x := w.of("head"); x.State != Returned || x.Returns != 1 {
			t.Fatalf("%+v", x)
		}
		v, err := w.room.Report(ctx, w.head, r.ID)
		w.ok(err)
		if len(v.Reviews) != 2 || v.Reviews[1].Remarks[0].Section != "S2" || v.Reviews[1].Remarks[0].Title.Zh != "表述不严谨" || v.Rewrite == "" || !v.MaySubmit {
			t.Errorf("%+v", v.Reviews)
		}
		w.fill(w.head, r.ID, "全年抓了内部管理、队伍教育、整改三件事")
		w.ok(w.room.SubmitReport(ctx, w.head, r.ID))
		w.ok(w.room.Review(ctx, w.check, r.ID, pass))
		w.ok(w.room.Review(ctx, w.boss, r.ID, pass))
		w.is(w.room.Review(ctx, w.boss, r.ID, pass), fault.KindDenied, "")
		w.ok(w.room.Review(ctx, w.office, r.ID, pass))
		if x := w.of("head"); x.State != Passed || x.Draft != 2 || x.Returns != 1 {
			t.Errorf("%+v", x)
		}
	})
}

// TestNobodyReviewsTwice: where nobody is named the office does the steps, and in each another person.
func TestNobodyReviewsTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		w.notice()
		r := w.of("head")
		w.ok(w.room.Arrange(ctx, w.office, r.ID, Arrangement{Way: OnSite}))
		w.fill(w.head, r.ID, "全年抓了三件事")
		w.ok(w.room.SubmitReport(ctx, w.head, r.ID))
		w.ok(w.room.Review(ctx, w.office, r.ID, Verdict{Pass: true}))
		w.is(w.room.Review(ctx, w.office, r.ID, Verdict{Pass: true}), fault.KindDenied, "denied.duty_twice")
		w.ok(w.room.Review(ctx, w.desk, r.ID, Verdict{Pass: true}))
	})
}

// passed brings a report through its review.
func (w *round) passed(key string, a who.Actor) Report {
	w.t.Helper()
	ctx := context.Background()
	r := w.of(key)
	w.ok(w.room.Arrange(ctx, w.office, r.ID, Arrangement{Way: OnSite, Checker: w.people["check"], Leader: w.people["boss"]}))
	w.fill(a, r.ID, "全年抓了三件事")
	w.ok(w.room.SubmitReport(ctx, a, r.ID))
	for _, by := range []who.Actor{w.check, w.boss, w.office} {
		w.ok(w.room.Review(ctx, by, r.ID, Verdict{Pass: true}))
	}
	return w.of(key)
}

// TestMeetingAndQuestioning: circulation opens the report to its readers, only what was circulated is
// heard, and an unsatisfactory answer needs its paper, its reply by the first day, and its judgement.
func TestMeetingAndQuestioning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		w.notice()
		r := w.passed("head", w.head)
		_, err := w.room.Report(ctx, w.other, r.ID)
		w.is(err, fault.KindNotFound, "") // control: before it is sent, another reporter does not see it
		n, err := w.room.Circulate(ctx, w.office, w.year)
		w.ok(err)
		v, err := w.room.Report(ctx, w.other, r.ID)
		if err != nil || n != 1 || !v.MayRead || v.MayWrite {
			t.Fatalf("%d %v %+v", n, err, v.MayRead)
		}
		w.ok(w.room.MarkRead(ctx, w.other, r.ID))
		w.is(w.room.MarkRead(ctx, w.other, r.ID), fault.KindConflict, "dutyreport.read.not_sent")

		m := Meeting{Title: "述责会议", Way: OnSite, Held: "2026-06-18", At: "14:30", Chair: "贺局", Attended: 40, Voters: 38, Reports: []ReportID{r.ID}}
		bad := m
		bad.Held, bad.Voters = "2026-07-01", 41
		_, err = w.room.HoldMeeting(ctx, w.office, w.year, bad)
		w.is(err, fault.KindInvalid, "dutyreport.meet.not_yet")
		w.is(err, fault.KindInvalid, "dutyreport.meet.bad_voters")
		bad = m
		bad.Way = Written
		_, err = w.room.HoldMeeting(ctx, w.office, w.year, bad)
		w.is(err, fault.KindInvalid, "dutyreport.meet.other_way")
		bad = m
		bad.Reports = []ReportID{w.of("other").ID}
		_, err = w.room.HoldMeeting(ctx, w.office, w.year, bad)
		w.is(err, fault.KindConflict, "")
		_, err = w.room.HoldMeeting(ctx, w.office, w.year, m)
		w.ok(err)

		in := NewInquiry{Asker: "代表 王某", Question: "涉案财物谁来管？", Answer: "正在研究。", Satisfaction: "no"}
		q, err := w.room.Inquire(ctx, w.office, r.ID, in)
		w.ok(err)
		w.is(w.room.Reply(ctx, w.head, q, "抢先答复"), fault.KindConflict, "dutyreport.not_now")
		w.ok(w.room.IssuePaper(ctx, w.office, q, "请说明责任人、办法和完成日期。"))
		w.is(w.room.IssuePaper(ctx, w.office, q, "再发"), fault.KindConflict, "dutyreport.paper.issued")
		w.write(func(tx *db.Tx) error {
			if err := questioned(tx, r.ID); err == nil {
				t.Error("an open question does not stop what comes after")
			}
			return nil
		})
		_, asked, err := w.room.InquiryOf(ctx, w.head, q)
		w.ok(err)
		if asked.PaperNo != "ZX-25-001" || asked.DueFirst <= "2026-06-18" || asked.Late("2026-06-18") || !asked.Late(asked.DueFirst.Add(1)) {
			t.Errorf("%+v", asked)
		}
		w.is(w.room.Reply(ctx, w.other, q, "代答"), fault.KindNotFound, "")
		w.ok(w.room.Reply(ctx, w.head, q, "由副局长负责，9月底前完成清点。"))
		w.ok(w.room.JudgeReply(ctx, w.office, q, "basic"))
		w.write(func(tx *db.Tx) error { return questioned(tx, r.ID) })
		q, err = w.room.Inquire(ctx, w.office, r.ID, NewInquiry{Asker: "委员 李某", Question: "为什么？", Answer: "因为……", Satisfaction: "yes"})
		w.ok(err)
		w.is(w.room.IssuePaper(ctx, w.office, q, "多余的质询书"), fault.KindConflict, "dutyreport.paper.satisfied")
	})
}

// TestYearEndsWithItsGaps: the year ends when reports are closed; what is missing stays missing.
func TestYearEndsWithItsGaps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		w.notice()
		r := w.passed("head", w.head)
		w.is(w.room.EndYear(ctx, w.office, w.year), fault.KindConflict, "dutyreport.year.still_open")
		w.write(func(tx *db.Tx) error {
			x, err := loadReport(tx, r.ID)
			if err != nil {
				return err
			}
			x.State = Closed
			return saveReport(tx, &x)
		})
		dbtest.Clock(d).Set(clock.Day("2026-12-20").Time().Add(10 * time.Hour))
		w.ok(w.room.EndYear(ctx, w.office, w.year))
		v, err := w.room.Front(ctx, w.office, w.year)
		w.ok(err)
		if v.Year.State != Ended || v.Tally.Missing != 2 || v.Tally.Late != 2 || v.Tally.Closed != 1 {
			t.Errorf("%+v", v.Tally)
		}
		w.is(w.room.SetDate(ctx, w.office, w.year, stepSubmit, "2026-12-30", "改期"), fault.KindConflict, "dutyreport.year.ended")
	})
}

// TestWhoSeesWhat: a unit sees its own line of the list, never the report of another one.
func TestWhoSeesWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newRound(t, d)
		w.plan()
		w.notice()
		names := func(a who.Actor) string {
			v, err := w.room.Front(ctx, a, "")
			w.ok(err)
			out := ""
			for _, r := range v.Reports {
				out += r.Name
				if v.Open[r.ID] {
					out += "*"
				}
				out += " "
			}
			return out
		}
		for _, x := range []struct {
			who  who.Actor
			want string
		}{{w.office, "周启明* 方致远* 韩知远* "}, {w.boss, "周启明* 方致远* 韩知远* "}, {w.head, "方致远* "}, {w.spy, "韩知远 "}} {
			if got := names(x.who); got != x.want {
				t.Errorf("%s sees %q, want %q", x.who.Name, got, x.want)
			}
		}
		_, err := w.room.Report(ctx, w.spy, w.of("other").ID)
		w.is(err, fault.KindNotFound, "")
		_, err = w.room.Front(ctx, who.Actor{Login: "x", Person: "x", Grants: []who.Grant{{Role: access.SysAdmin, First: 0, Last: 1 << 40}}}, "")
		w.is(err, fault.KindNotFound, "")
		recused := w.office
		recused.Recused = []who.Span{{First: w.east.Ord, Last: w.east.Last}}
		if got := names(recused); got != "周启明* 韩知远* " {
			t.Errorf("a recused officer sees %q", got)
		}
	})
}

// TestMovesAndStates: every state but the last has a way on, and every act names a right of the table.
func TestMovesAndStates(t *testing.T) {
	faults := func(moves []Move) (out []string) {
		for _, s := range States[:len(States)-1] {
			if !slices.ContainsFunc(moves, func(m Move) bool { return m.From == s }) {
				out = append(out, "no way on from "+string(s))
			}
		}
		for _, m := range moves {
			if access.RuleOf(m.Right) == nil {
				out = append(out, "no right "+string(m.Right))
			}
		}
		return out
	}
	if f := faults(Moves); len(f) > 0 {
		t.Error(f)
	}
	if f := faults(Moves[2:]); len(f) == 0 {
		t.Error("control: missing moves were not found")
	}
}
