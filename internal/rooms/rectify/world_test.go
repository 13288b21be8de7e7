package rectify

import (
	"context"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/org"
)

// world is a small bureau: a root with an office, two branches with a station each, and one person of
// every role.
type world struct {
	t     *testing.T
	d     *db.DB
	r     *Room
	files *file.Store
	unit  map[string]org.Unit
	actor map[string]who.Actor
}

var ctx = context.Background()

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	store, err := file.Open(d, t.TempDir(), file.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	GuardFiles(store)
	w := &world{t: t, d: d, r: New(d), files: store, unit: map[string]org.Unit{}, actor: map[string]who.Actor{}}
	w.write(func(tx *db.Tx) error {
		for _, u := range [][3]string{{"市局", "", "city"}, {"督察办", "市局", "department"}, {"城东分局", "市局", "branch"}, {"东门派出所", "城东分局", "station"}, {"江北分局", "市局", "branch"}, {"北岸派出所", "江北分局", "station"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Name: u[0], Parent: w.unit[u[1]].ID, Kind: u[2]}, "")
			if err != nil {
				return err
			}
			w.unit[u[0]] = org.Unit{ID: id}
		}
		return nil
	})
	w.write(func(tx *db.Tx) error {
		for name := range w.unit {
			u, err := org.UnitByID(tx, w.unit[name].ID)
			if err != nil {
				return err
			}
			w.unit[name] = u
		}
		return nil
	})
	for _, p := range []struct{ key, role, at, works string }{
		{"office", access.Office, "市局", "督察办"}, {"office2", access.Office, "市局", "督察办"}, {"verifier", access.Verifier, "市局", "督察办"},
		{"team", access.TeamLeader, "市局", "督察办"}, {"law", access.Verifier, "市局", "市局"}, {"leader", access.Leader, "市局", "市局"},
		{"head", access.UnitHead, "城东分局", "城东分局"}, {"liaison", access.Liaison, "城东分局", "城东分局"}, {"lead", access.Lead, "城东分局", "城东分局"},
		{"owner", access.Owner, "城东分局", "城东分局"}, {"head2", access.UnitHead, "江北分局", "江北分局"}, {"liaison2", access.Liaison, "江北分局", "江北分局"},
		{"station", access.Liaison, "东门派出所", "东门派出所"}, {"sysadmin", access.SysAdmin, "市局", "督察办"}, {"auditor", access.Auditor, "市局", "督察办"},
		{"inside", access.Verifier, "市局", "城东分局"}, // a verifier who belongs to the unit itself
	} {
		w.person(p.key, p.role, p.at, p.works)
	}
	return w
}

func (w *world) person(key, role, at, works string) {
	w.write(func(tx *db.Tx) error {
		id, err := org.AddPerson(tx, org.PersonInput{Name: "人" + key, Unit: w.unit[works].ID})
		u := w.unit[at]
		w.actor[key] = who.Actor{Login: "login-" + key, Person: id, Name: "人" + key, Title: role, Unit: w.unit[works].ID, UnitOrd: w.unit[works].Ord, Stepped: w.d.Clock().Now(),
			Grants: []who.Grant{{ID: key, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
		return err
	})
}

func (w *world) write(f func(*db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(ctx, who.Job("test"), f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// wants checks the kind of a fault and a part of its text (a field's key, or the rule).
func (w *world) wants(err error, kind fault.Kind, part string) {
	w.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || !strings.Contains(err.Error(), part) {
		w.t.Fatalf("got %v, want a fault of kind %d with %q", err, kind, part)
	}
}

func (w *world) today() clock.Day { return clock.DayOf(w.d.Clock().Now()) }

func (w *world) item(id ItemID) *Item {
	w.t.Helper()
	return w.dossier(id).Item
}

func (w *world) dossier(id ItemID) *Dossier {
	w.t.Helper()
	d, err := w.r.Dossier(ctx, w.actor["office"], id)
	w.ok(err)
	return d
}

func (w *world) registration() Registration {
	return Registration{Unit: w.unit["城东分局"].ID, Source: FromInspection, SourceRef: "fb1", SourceName: "临公督反〔2026〕7号", Paper: "DG-2511-037",
		Finding: "涉案财物出入库登记与实物不一致。抽查120件，11件不符。", Manifestations: []string{"账物不符 11 件", "台账 46 天未更新"}, Category: "property.store",
		Severity: "serious", Due: w.today().Add(60)}
}

func (w *world) listed() ItemID {
	w.t.Helper()
	id, err := w.r.Register(ctx, w.actor["office"], w.registration())
	w.ok(err)
	return id
}

func (w *world) signing() Signing {
	return Signing{Lead: w.actor["lead"].Person, Owner: w.actor["owner"].Person}
}

// planned takes an item to a plan on file with two measures.
func (w *world) planned() ItemID {
	w.t.Helper()
	id := w.listed()
	w.ok(w.r.SignFeedback(ctx, w.actor["head"], FeedbackSigning{Unit: w.unit["城东分局"].ID, Ref: "fb1", Opinion: "认领", Items: map[ItemID]Signing{id: w.signing()}}))
	w.writePlan(id)
	return id
}

func (w *world) writePlan(id ItemID) {
	w.t.Helper()
	plan := w.item(id).Plan
	unit := w.actor["liaison"]
	task, err := w.r.AddTask(ctx, unit, plan, NewTask{Item: id, Title: "账物相符"})
	w.ok(err)
	for _, body := range []string{"全量清点 1264 件", "逐件粘贴编码标签"} {
		_, err := w.r.AddMeasure(ctx, unit, plan, NewMeasure{Task: task, Body: body, Target: "差错为零", Lead: w.actor["lead"].Person, Owner: w.actor["owner"].Person, Department: "法制大队", Due: w.today().Add(30)})
		w.ok(err)
	}
	w.ok(w.r.WritePlan(ctx, unit, plan, PlanText{Cause: "一是责任不清，保管员长期由辅警兼任；二是制度停在纸上，出入库没有复核。", StudyOn: w.today(), StudyNote: "党委会议纪要〔2026〕9号"}))
	w.ok(w.r.SubmitPlan(ctx, unit, plan))
	p := w.planPage(plan)
	w.ok(w.r.SignPlan(ctx, w.actor["head"], plan, "属实，同意上报", p.Versions[len(p.Versions)-1].Hash))
	w.ok(w.r.AcceptPlan(ctx, w.actor["office"], plan, "同意备案"))
}

func (w *world) planPage(id PlanID) *PlanPage {
	w.t.Helper()
	p, err := w.r.PlanPage(ctx, w.actor["office"], id)
	w.ok(err)
	return p
}

func (w *world) attach(by string, id ItemID, name string) {
	w.t.Helper()
	const text = "清点记录 一二三四\n"
	_, err := w.files.Put(ctx, w.actor[by], file.Attachment{Name: name, Size: int64(len(text)), Kind: "item", Ref: string(id)}, strings.NewReader(text))
	w.ok(err)
}

// worked takes an item to where everything is done and supported.
func (w *world) worked() ItemID {
	w.t.Helper()
	id := w.planned()
	for _, m := range w.dossier(id).Measures() {
		w.ok(w.r.Report(ctx, w.actor["owner"], id, Report{Measure: m.ID, Body: "已完成，逐件核对", Percent: 100, Reached: -1}))
	}
	w.attach("owner", id, "清点表.txt")
	return id
}

func (w *world) claim(id ItemID) {
	w.t.Helper()
	answers := map[MeasureID]string{"": "标准已达到"}
	for _, m := range w.dossier(id).Measures() {
		answers[m.ID] = "1264 件全部相符"
	}
	w.ok(w.r.Claim(ctx, w.actor["head"], id, Claiming{Summary: "1264 件账物相符，修订制度 1 项", Answers: answers, RulesMade: 1}))
}

func (w *world) checking(id ItemID) Checking {
	return Checking{Party: PartyOffice, Members: []VerifyMember{{Party: PartyTeam, ID: w.actor["team"].Person}, {Party: PartyFunction, ID: w.actor["law"].Person}},
		Method: "site", Rows: []VerifyRow{{What: "账物相符", Method: "逐件扫码", Sampled: 30, Matched: 30, Verdict: InPlace}}, Opinion: "随机 30 件全部相符", Verdict: InPlace,
		Asked: 12, Content: 11, Seen: w.dossier(id).Content()}
}

// proposed takes an item to the first of two signatures.
func (w *world) proposed() ItemID {
	w.t.Helper()
	id := w.worked()
	w.claim(id)
	w.ok(w.r.Verify(ctx, w.actor["verifier"], id, w.checking(id)))
	w.ok(w.r.Propose(ctx, w.actor["verifier"], id, Closing{Opinion: "同意销号", Seen: w.dossier(id).Whole()}))
	return id
}

// decide answers the request that waits for the item, as the approvals page does.
func (w *world) decide(by string, code approve.Code, id ItemID, yes bool) error {
	var q *approve.Request
	err := w.d.Read(ctx, w.actor[by], func(tx *db.Tx) (err error) {
		q, err = approve.Open(tx, code, itemKind, string(id))
		return err
	})
	if err != nil {
		return err
	}
	return w.answer(by, q, yes)
}

// agree is a yes to the request.
func (w *world) agree(by, request string) error {
	var q *approve.Request
	w.ok(w.d.Read(ctx, w.actor[by], func(tx *db.Tx) (err error) { q, err = approve.Load(tx, request); return err }))
	return w.answer(by, q, true)
}

func (w *world) answer(by string, q *approve.Request, yes bool) error {
	return w.r.settled(ctx, w.actor[by], w.d.Write(ctx, w.actor[by], func(tx *db.Tx) error {
		return w.r.DecideApproval(tx, q, approve.Decision{Seen: q.Signed, Reason: "看过", Yes: yes})
	}))
}

func each(t *testing.T, f func(w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(newWorld(t, d)) })
}

func day(s string) clock.Day { return clock.Day(s) }
