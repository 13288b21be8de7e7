package inspect_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/inspect"
)

// world is a bureau with one county, a team of four from headquarters, and the people around it.
type world struct {
	t                                       *testing.T
	d                                       *db.DB
	room                                    *inspect.Room
	unit                                    string
	office, leader, group, deputy, one, two who.Actor
	unitHead, stranger                      who.Actor
	inspection                              inspect.InspectionID
}

var list = &pack.Pack{Code: "test", Version: "1", Categories: []pack.Category{{Code: "1", Title: pack.Text{Zh: "一"}, Points: []pack.Point{{Code: "1.1", Title: pack.Text{Zh: "涉案财物"}}}}}}

func lists(_ *db.Tx, code, version string) (*pack.Pack, error) {
	if code == "test" && version == "1" {
		return list, nil
	}
	return nil, fault.NotFound()
}

func newWorld(t *testing.T, d *db.DB) *world {
	w := &world{t: t, d: d, room: inspect.New(d, lists)}
	var root, county org.Unit
	people := map[string]string{}
	w.must(d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		rootID, err := org.AddUnit(tx, org.UnitInput{Name: "临江市公安局", Short: "市局", Code: "LJ", Kind: "city"}, "")
		if err != nil {
			return err
		}
		w.unit, err = org.AddUnit(tx, org.UnitInput{Name: "望湖县公安局", Short: "望湖县", Code: "WH", Kind: "county", Parent: rootID}, "")
		if err != nil {
			return err
		}
		for i, p := range []struct{ name, unit string }{{"沈一", rootID}, {"陆二", rootID}, {"周三", rootID}, {"章四", rootID}, {"林五", rootID}, {"石六", rootID}, {"高七", w.unit}, {"外八", rootID}} {
			id, err := org.AddPerson(tx, org.PersonInput{Name: p.name, Unit: p.unit, Badge: fmt.Sprintf("%06d", 200000+i)})
			if err != nil {
				return err
			}
			people[p.name] = id
		}
		if root, err = org.UnitByID(tx, rootID); err != nil {
			return err
		}
		county, err = org.UnitByID(tx, w.unit)
		return err
	}))
	as := func(name, role string, u org.Unit) who.Actor {
		return who.Actor{Login: "login-" + name, Person: people[name], Name: name, Session: "s", Grants: []who.Grant{{Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
	}
	w.office, w.group = as("沈一", access.Office, root), as("周三", access.Leader, root)
	w.leader, w.deputy = as("陆二", access.TeamLeader, root), as("章四", access.TeamDeputy, root)
	w.one, w.two = as("林五", access.Member, root), as("石六", access.Member, root)
	w.unitHead, w.stranger = as("高七", access.UnitHead, county), as("外八", access.Member, root)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) kind(err error, k fault.Kind, what string) {
	w.t.Helper()
	if !fault.Is(err, k) {
		w.t.Fatalf("%s: got %v", what, err)
	}
}

// onSite brings the world to an inspection in progress.
func (w *world) onSite() {
	ctx, today := context.Background(), clock.DayOf(w.d.Clock().Now())
	round, err := w.room.AddRound(ctx, w.office, inspect.NewRound{Number: "2026-1", Name: "第一轮", Kind: "regular", Year: 2026, Starts: today, Ends: today.Add(200)})
	w.must(err)
	w.kind(w.room.ApproveRound(ctx, w.office, round, "会议"), fault.KindDenied, "the office may not approve its own round")
	w.must(w.room.ApproveRound(ctx, w.group, round, "党委会〔2026〕3 号"))
	members := []inspect.TeamMember{{Person: w.leader.Person, Name: "陆二", Duty: inspect.DutyLeader}, {Person: w.deputy.Person, Name: "章四", Duty: inspect.DutyDeputy},
		{Person: w.one.Person, Name: "林五", Duty: inspect.DutyMember}, {Person: w.two.Person, Name: "石六", Duty: inspect.DutyMember}}
	team, err := w.room.AuthoriseTeam(ctx, w.office, inspect.NewTeam{Round: round, Position: 3, Name: "第三督察组", Authority: "授〔2026〕9 号", Until: today.Add(60), Members: members})
	w.must(err)
	own := append(members[:3:3], inspect.TeamMember{Person: w.unitHead.Person, Name: "高七", Duty: inspect.DutyMember})
	tied, err := w.room.AuthoriseTeam(ctx, w.office, inspect.NewTeam{Round: round, Position: 4, Name: "第四督察组", Authority: "授〔2026〕10 号", Until: today.Add(60), Members: own})
	w.must(err)
	plan := inspect.NewInspection{Round: round, Team: tied, Unit: w.unit, Checklist: "test", ChecklistVersion: "1", Enters: today, Leaves: today.Add(20)}
	_, err = w.room.Schedule(ctx, w.office, plan)
	w.kind(err, fault.KindInvalid, "a team with a member of the unit")
	plan.Team = team
	w.inspection, err = w.room.Schedule(ctx, w.office, plan)
	w.must(err)
	w.must(w.room.Enter(ctx, w.leader, w.inspection))
}

var facts = inspect.Facts{Point: "1.1", Gist: "保管室清点 64 件，5 件账物不符", Method: "现场清点", Subject: "法制大队", Occasion: "6 月 16 日，保管室", Effect: "2 起案件返还推迟",
	Cite: "涉案财物管理规定第十二条", CiteText: "当日登记，账物相符", Severity: "serious", Source: "visit"}

func (w *world) approvedPaper() inspect.PaperID {
	ctx := context.Background()
	id, err := w.room.Draft(ctx, w.one, w.inspection, facts, w.two.Person)
	w.must(err)
	w.must(w.room.SignPaper(ctx, w.one, id))
	w.kind(w.room.ReviewPaper(ctx, w.deputy, id), fault.KindConflict, "review before the second signature")
	w.must(w.room.SignPaper(ctx, w.two, id))
	w.kind(w.room.ApprovePaper(ctx, w.leader, id), fault.KindConflict, "approval before the review")
	w.must(w.room.ReviewPaper(ctx, w.deputy, id))
	w.must(w.room.ApprovePaper(ctx, w.leader, id))
	return id
}

func TestFromPaperToItem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		w.onSite()
		w.kind(w.room.Judge(ctx, w.one, w.inspection, inspect.Judgement{Point: "1.1", Verdict: inspect.Fails}), fault.KindInvalid, "fails without a paper")
		paper := w.approvedPaper()
		w.must(w.room.Judge(ctx, w.one, w.inspection, inspect.Judgement{Point: "1.1", Verdict: inspect.Fails}))
		site, err := w.room.Site(ctx, w.leader, w.inspection)
		w.must(err)
		p, _ := site.Paper(paper)
		if !strings.HasPrefix(p.PreNumber, "预-WH-") || !strings.HasPrefix(p.Number, "DG-") {
			t.Fatalf("numbers: %q %q", p.PreNumber, p.Number)
		}
		w.must(w.room.Leave(ctx, w.leader, w.inspection))
		w.must(w.room.SaveReport(ctx, w.leader, w.inspection, inspect.ReportText{Overall: "总体较好", Causes: "责任不清", Grade: "fair", GradeReason: "制度有，执行不严"}))
		w.kind(w.room.SignReport(ctx, w.leader, w.inspection), fault.KindInvalid, "a report with an open paper")
		text := inspect.FindingText{Title: "涉案财物账物不符", Body: "保管室清点 64 件，5 件账物不符。", Category: "C01", Severity: "serious"}
		w.must(w.room.DisposePaper(ctx, w.leader, paper, inspect.UseFeedback, "", text))
		w.must(w.room.SignReport(ctx, w.leader, w.inspection))

		due := clock.DayOf(d.Clock().Now()).Add(90)
		nf := inspect.NewFeedback{Number: "临公督反〔2026〕7号", Opening: "根据安排，对你局开展了督察。", Due: due}
		_, err = w.room.DraftFeedback(ctx, w.office, w.inspection, nf)
		w.kind(err, fault.KindInvalid, "feedback with an undecided finding")
		dec, err := w.room.Decisions(ctx, w.group, w.inspection)
		w.must(err)
		_, err = w.room.DecideFinding(ctx, w.office, dec.Findings[0].ID, true, "")
		w.kind(err, fault.KindDenied, "the office may not approve findings")
		_, err = w.room.DecideFinding(ctx, w.group, dec.Findings[0].ID, true, "")
		w.must(err)
		fid, err := w.room.DraftFeedback(ctx, w.office, w.inspection, nf)
		w.must(err)
		_, err = w.room.SendFeedback(ctx, w.office, fid)
		w.kind(err, fault.KindConflict, "sending before approval")
		_, err = w.room.ApproveFeedback(ctx, w.group, fid)
		w.must(err)
		_, err = w.room.SendFeedback(ctx, w.office, fid)
		w.must(err)
		w.must(d.Read(ctx, w.office, func(tx *db.Tx) error {
			n, err := db.Value[int](tx, "select count(*) from rectify_item where unit_id = $1", w.unit)
			if err == nil && n != 1 {
				err = fmt.Errorf("%d items on the ledger", n)
			}
			return err
		}))
	})
}

func TestNobodyOutsideSeesAPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		w.onSite()
		id, err := w.room.Draft(ctx, w.one, w.inspection, facts, w.two.Person)
		w.must(err)
		for _, a := range []who.Actor{w.unitHead, w.stranger, w.group} {
			_, err := w.room.Site(ctx, a, w.inspection)
			w.kind(err, fault.KindNotFound, a.Name+" sees the site")
			w.kind(w.room.SignPaper(ctx, a, id), fault.KindNotFound, a.Name+" signs")
			o, err := w.room.Overview(ctx, a)
			w.must(err)
			if len(o.Inspections) != 0 {
				t.Fatalf("%s sees %d inspections in the list", a.Name, len(o.Inspections))
			}
		}
		// the control: those of the team and the office see it
		for _, a := range []who.Actor{w.leader, w.one, w.office} {
			_, err := w.room.Site(ctx, a, w.inspection)
			w.must(err)
			o, err := w.room.Overview(ctx, a)
			w.must(err)
			if len(o.Inspections) != 1 {
				t.Fatalf("%s sees %d inspections in the list", a.Name, len(o.Inspections))
			}
		}
	})
}

func TestReturnedPaperLosesItsSignatures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		w.onSite()
		id, err := w.room.Draft(ctx, w.one, w.inspection, facts, w.two.Person)
		w.must(err)
		w.must(w.room.SignPaper(ctx, w.one, id))
		w.must(w.room.SignPaper(ctx, w.two, id))
		w.kind(w.room.ReturnPaper(ctx, w.deputy, id, " "), fault.KindInvalid, "a return without a reason")
		w.must(w.room.ReturnPaper(ctx, w.deputy, id, "时间写到日"))
		site, err := w.room.Site(ctx, w.one, w.inspection)
		w.must(err)
		p, _ := site.Paper(id)
		if p.State != inspect.PaperReturned || !p.SignedOne.IsZero() {
			t.Fatalf("state %s, signed %v", p.State, p.SignedOne)
		}
		w.kind(w.room.SavePaper(ctx, w.one, id, p.Version-1, facts, w.two.Person), fault.KindConflict, "an old form")
		w.must(w.room.SavePaper(ctx, w.one, id, p.Version, facts, w.two.Person))
	})
}

func TestPaperRules(t *testing.T) {
	now := time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone)
	fresh := func() *inspect.Paper {
		return &inspect.Paper{Facts: facts, State: inspect.PaperSigned, HandlerOne: "a", HandlerTwo: "b"}
	}
	if err := fresh().Review("a", now); !fault.Is(err, fault.KindDenied) {
		t.Errorf("a handler reviews the own paper: %v", err)
	}
	p := fresh()
	p.State, p.ReviewedBy = inspect.PaperReviewed, "c"
	if err := p.Approve("c", "DG-1", now); !fault.Is(err, fault.KindDenied) {
		t.Errorf("the reviewer approves: %v", err)
	}
	if err := p.Approve("d", "DG-1", now); err != nil {
		t.Errorf("the control: %v", err)
	}
	d := &inspect.Paper{Facts: facts, State: inspect.PaperDraft, HandlerOne: "a", HandlerTwo: "b"}
	d.Effect = " "
	if err := d.Sign("a", now); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("signed without the effect: %v", err)
	}
	if err := d.Edit(facts, "a"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("one person handles alone: %v", err)
	}
}

func TestInspectionFollowsItsUnit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		w.onSite()
		hall := org.New(d, &i18n.Words{})
		var below string
		w.must(d.Write(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
			root, err := org.UnitByID(tx, w.office.Grants[0].Unit)
			if err != nil {
				return err
			}
			below, err = org.AddUnit(tx, org.UnitInput{Name: "临江市公安局刑侦支队", Short: "刑侦支队", Code: "XZ", Kind: "detachment", Parent: root.ID}, "")
			return err
		}))
		w.must(hall.MoveUnit(ctx, who.Job("test"), w.unit, below, "", clock.DayOf(d.Clock().Now()), "试验"))
		w.must(d.Read(ctx, w.office, func(tx *db.Tx) error {
			u, err := org.UnitByID(tx, w.unit)
			if err != nil {
				return err
			}
			ord, err := db.Value[int64](tx, "select unit_ord from inspect_inspection where unit_id = $1", w.unit)
			if err == nil && ord != u.Ord {
				err = fmt.Errorf("the inspection stands at %d, its unit at %d", ord, u.Ord)
			}
			return err
		}))
	})
}
