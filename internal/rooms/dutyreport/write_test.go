package dutyreport

import (
	"context"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/passage"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

// desk is a unit whose head writes this year's report, with last year's handed in.
type desk struct {
	t        *testing.T
	db       *db.DB
	room     *Room
	unit     org.Unit
	year     Year
	id, last ReportID
	head     who.Actor
	deputy   who.Actor // reviews for the department
	chief    who.Actor // head of the next unit
}

// lastText is last year's section S1; this year's text takes its second sentence over.
const lastText = "全年主持分局党委会专题研究从严管党治警7次。逐一开展责任谈话，将廉政风险分解到岗位，牵头修订财务报销、涉案财物管理两项制度。"

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	b := &desk{t: t, db: d, room: New(d, nil)}
	var root, city, next org.Unit
	b.write(func(tx *db.Tx) error {
		add := func(name, kind, parent string) org.Unit {
			id, err := org.AddUnit(tx, org.UnitInput{Name: name, Short: name, Kind: kind, Parent: parent, Inspected: kind != "city"}, "")
			if err != nil {
				t.Fatal(err)
			}
			return org.Unit{ID: id}
		}
		root = add("临江市公安局", "city", "")
		b.unit, next = add("城东分局", "branch", root.ID), add("城西分局", "branch", root.ID)
		return nil
	})
	b.write(func(tx *db.Tx) (err error) {
		for _, u := range []*org.Unit{&root, &b.unit, &next} {
			if *u, err = org.UnitByID(tx, u.ID); err != nil {
				return err
			}
		}
		city = root
		return nil
	})
	b.head = b.person("head", "方致远", access.UnitHead, b.unit)
	b.deputy = b.person("lead", "周启明", access.Leader, city)
	b.chief = b.person("chief", "韩知远", access.UnitHead, next)
	b.write(func(tx *db.Tx) error { return b.rows(tx, city) })
	return b
}

func (b *desk) person(login, name, role string, u org.Unit) who.Actor {
	return who.Actor{Login: login, Person: "p-" + login, Name: name, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
}

// rows makes last year with a report that was handed in, and this year with one that is being written.
func (b *desk) rows(tx *db.Tx, city org.Unit) error {
	outline := []Section{
		{Code: "S1", Seq: 1, Title: pack.Text{Zh: "履行主体责任", En: "Responsibility"}, Least: 10, Most: 200, Facts: []string{"items", "tasks"}},
		{Code: "S6", Seq: 2, Title: pack.Text{Zh: "问题整改", En: "Problems"}, Least: 5, Facts: []string{"items", "meetings", "budget"}},
		{Code: "S7", Seq: 3, Title: pack.Text{Zh: "存在问题和原因", En: "Causes"}, Least: 5, Share: 20},
	}
	for _, no := range []int{2024, 2025} {
		y := Year{ID: YearID(db.NewID()), Year: no, Title: "年度述责述廉", Unit: city.ID, UnitOrd: city.Ord, Outline: "test", Edition: "1", State: Draft, MadeBy: "test", MadeAt: tx.Now}
		if err := insertYear(tx, y); err != nil {
			return err
		}
		y.State, y.Version = Noticed, 1
		if err := saveYear(tx, &y); err != nil {
			return err
		}
		for _, s := range outline {
			if err := insertSection(tx, y.ID, s); err != nil {
				return err
			}
		}
		r := Report{ID: ReportID(db.NewID()), Year: y.ID, YearNo: no, Number: "SZ-" + string(y.ID[20:]), Seq: 1, Person: b.head.Person, Name: "方致远", Post: "局长", Unit: b.unit.ID, UnitOrd: b.unit.Ord,
			Reason: ByHead, Way: OnSite, Checker: b.deputy.Person, Previous: b.last, State: Writing, Due: "2026-01-18", DueFirst: "2026-01-18", Version: 1}
		if err := insertReport(tx, r); err != nil {
			return err
		}
		if b.year, b.id = y, r.ID; no == 2024 {
			b.last = r.ID
			if err := b.handedIn(tx, r); err != nil {
				return err
			}
		}
	}
	return audit.Record(tx, audit.Entry{Action: "dutyreport.year", Kind: "dutyyear", ID: string(b.year.ID)})
}

func (b *desk) handedIn(tx *db.Tx, r Report) error {
	for code, body := range map[string]string{"S1": lastText, "S6": "督察反馈问题8项，已全部整改到位。", "S7": "一是抓责任落实还有温差，二是监督偏软。"} {
		if _, _, err := WriteIn(tx, r, Saving{Section: code, Body: body}); err != nil {
			return err
		}
	}
	r.Draft, r.State, r.FirstAt, r.Submitted = 1, Closed, tx.Now, tx.Now
	if err := writeSubmitted(tx, r); err != nil {
		return err
	}
	return saveReport(tx, &r)
}

// items lists two items in the ledger of the year, one of them closed.
func (b *desk) items() {
	b.write(func(tx *db.Tx) error {
		_, err := rectify.HandOver(tx, rectify.Feedback{ID: "f", Number: "临公督反〔2025〕1号", Source: rectify.FromInspection, Unit: b.unit.ID, Due: tx.Today().Add(30),
			Findings: []rectify.FeedbackFinding{{Title: "甲", Text: "甲问题", Category: "other"}, {Title: "乙", Text: "乙问题", Category: "other"}}})
		if err != nil {
			return err
		}
		if _, err = tx.Exec(`update rectify_item set year = 2025`); err != nil {
			return err
		}
		_, err = tx.Exec(`update rectify_item set state = 'closed' where title = $1`, "甲")
		return err
	})
}

func (b *desk) write(f func(*db.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(context.Background(), who.Job("test"), f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *desk) save(actor who.Actor, section, body string, base int, pane string) (TextVersion, error) {
	return b.room.Write(context.Background(), actor, b.id, Saving{Section: section, Body: body, Base: base, Pane: pane})
}

func (b *desk) page(section string) WritingView {
	b.t.Helper()
	v, err := b.room.WritingPage(context.Background(), b.head, b.id, section)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *desk) kind(err error, kind fault.Kind, what string) {
	b.t.Helper()
	if !fault.Is(err, kind) {
		b.t.Errorf("%s: %v", what, err)
	}
}

func (b *desk) ok(v TextVersion, err error) TextVersion {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func TestEverySaveIsAVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		ctx := context.Background()
		one := b.ok(b.save(b.head, "S1", "<p class=MsoNormal style='color:red'>第一稿，走访12个所队。</p>", 0, "a"))
		if one.N != 1 || one.Body != "第一稿，走访12个所队。" || one.Words != 11 || len(one.Hash) != 64 {
			t.Errorf("%+v", one)
		}
		if same := b.ok(b.save(b.head, "S1", "第一稿，走访12个所队。", 1, "a")); same.N != 1 {
			t.Errorf("the same text became version %d", same.N)
		}
		two := b.ok(b.save(b.head, "S1", "第二稿，走访14个所队。", 1, "a"))
		c, err := b.room.CompareText(ctx, b.head, b.id, "S1", 1, 0)
		if err != nil || c.To.N != two.N || len(c.Pieces) < 3 || c.Pieces[0] != (passage.Piece{Op: passage.Same, Text: "第"}) {
			t.Errorf("%v %+v", err, c.Pieces)
		}
		if err := b.room.BringBack(ctx, b.head, b.id, "S1", 1); err != nil {
			t.Fatal(err)
		}
		v := b.page("S1")
		if h := v.Hand(); h.Text.N != 3 || h.Text.Body != one.Body || h.Text.From != 1 || h.Text.Kind != RestoredText || len(v.Versions) != 3 {
			t.Errorf("brought back %+v of %d", h.Text, len(v.Versions))
		}
		b.kind(b.room.BringBack(ctx, b.head, b.id, "S1", 9), fault.KindNotFound, "a version that is not")
		_, err = b.save(b.head, "S9", "x", 0, "a")
		b.kind(err, fault.KindNotFound, "a section that is not")
		_, err = b.save(b.head, "S1", strings.Repeat("长", mostText+1), 3, "a")
		b.kind(err, fault.KindInvalid, "too long")
		err = d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			_, err := tx.Exec(`update dutyreport_text set body = $1`, "x")
			return err
		})
		if err == nil {
			t.Error("a version was changed")
		}
	})
}

func TestTwoWindowsKeepBothTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		base := b.ok(b.save(b.head, "S1", "开头。", 0, "a"))
		b.ok(b.save(b.head, "S1", "开头。甲窗口继续。", base.N, "a"))
		b.ok(b.save(b.head, "S1", "开头。甲窗口又继续。", base.N, "a")) // its own saves are no conflict
		aside, err := b.save(b.head, "S1", "开头。乙窗口另写。", base.N, "b")
		b.kind(err, fault.KindConflict, "the other window")
		if aside.Kind != AsideText || aside.N != 4 {
			t.Errorf("%+v", aside)
		}
		again, err := b.save(b.head, "S1", "开头。乙窗口另写。", base.N, "b")
		b.kind(err, fault.KindConflict, "the other window again")
		if again.N != aside.N {
			t.Errorf("put aside twice: %d", again.N)
		}
		v := b.page("S1")
		if v.Hand().Text.Body != "开头。甲窗口又继续。" || len(v.Versions) != 4 {
			t.Errorf("%q of %d versions", v.Hand().Text.Body, len(v.Versions))
		}
		if err := b.room.BringBack(context.Background(), b.head, b.id, "S1", aside.N); err != nil {
			t.Fatal(err)
		}
		if got := b.page("S1").Hand().Text.Body; got != "开头。乙窗口另写。" {
			t.Errorf("the text put aside came back as %q", got)
		}
	})
}

func TestOnlyTheReporterWrites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		b.items()
		b.ok(b.save(b.head, "S6", "督察反馈问题2项，已全部整改到位。", 0, "a"))
		for name, a := range map[string]who.Actor{"reviewer": b.deputy, "another head": b.chief, "nobody": {}} {
			if _, err := b.save(a, "S1", "x", 0, "a"); !fault.Is(err, fault.KindNotFound) && !fault.Is(err, fault.KindDenied) {
				t.Errorf("%s writes: %v", name, err)
			}
			if _, err := b.room.WritingPage(context.Background(), a, b.id, ""); err == nil {
				t.Errorf("%s reads what is being written", name)
			}
		}
		v, err := b.room.BesideText(context.Background(), b.deputy, b.id)
		if err != nil || v.Against() != 0 || v.Words != 0 {
			t.Errorf("before it is handed in the reviewer gets %d, %d words: %v", v.Against(), v.Words, err)
		}
		if v, err = b.room.BesideText(context.Background(), b.head, b.id); err != nil || v.Against() != 1 {
			t.Errorf("the writer gets %d: %v", v.Against(), err)
		}
	})
}

func TestFiguresStandAgainstClaims(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		b.items()
		ctx := context.Background()
		b.ok(b.save(b.head, "S1", "今年走遍十四个所队，"+lastText[strings.Index(lastText, "逐一"):], 0, "a"))
		b.ok(b.save(b.head, "S6", "督察反馈问题2项，已全部整改到位。", 0, "a"))
		b.ok(b.save(b.head, "S7", "一是情况多靠听汇报，二是报表清理后又增加三张，原因在本人。", 0, "a"))
		v := b.page("S6")
		if len(v.Hand().Mismatches) != 1 || v.Open() != 1 {
			t.Fatalf("%+v", v.Hand().Mismatches)
		}
		m := v.Hand().Mismatches[0]
		if m.Fact.Key != "items.done" || m.Fact.N != 1 || m.Fact.Of != 2 || m.Fact.List != "/rectify?unit="+b.unit.ID+"&year=2025" {
			t.Errorf("%+v", m.Fact)
		}
		if len(v.Groups) != 1 || v.Groups[0].Group != "items" || len(v.Groups[0].Facts) != 7 { // no Party organisation: nothing hidden, nothing shown
			t.Errorf("%+v", v.Groups)
		}
		s1 := v.Sections[0]
		if len(s1.Shared) != 1 || s1.Shared[0].From != "S1" || s1.Similar < 60 || s1.LastYear == nil || v.Last == nil {
			t.Errorf("%+v, %d%%", s1.Shared, s1.Similar)
		}
		b.kind(b.room.Explain(ctx, b.head, b.id, Explaining{Section: "S6", Mark: m.Mark, Words: " "}), fault.KindInvalid, "without words")
		b.kind(b.room.Explain(ctx, b.head, b.id, Explaining{Section: "S6", Mark: "x", Words: "说明"}), fault.KindNotFound, "about nothing")
		if err := b.blocks(); len(err) != 1 || err[0].Key != "dutyreport.block.figure" {
			t.Errorf("%+v", err)
		}
		if err := b.room.Explain(ctx, b.head, b.id, Explaining{Section: "S6", Mark: m.Mark, Words: "1项已验收，等待销号。"}); err != nil {
			t.Fatal(err)
		}
		if got := b.page("S6").Hand().Mismatches[0]; got.Explained != "1项已验收，等待销号。" || got.By != "方致远" {
			t.Errorf("%+v", got)
		}
		if left := b.blocks(); len(left) != 0 {
			t.Errorf("%+v", left)
		}
		b.handIn()
		beside, err := b.room.BesideText(ctx, b.deputy, b.id)
		if err != nil || beside.Against() != 1 || beside.Sections[1].Mismatches[0].Explained == "" || beside.Words == 0 {
			t.Errorf("the reviewer gets %+v: %v", beside.Sections, err)
		}
		_, err = b.save(b.head, "S6", "改", 9, "a")
		b.kind(err, fault.KindConflict, "writing after handing in")
	})
}

func (b *desk) blocks() (out []Block) {
	b.t.Helper()
	err := b.db.Read(context.Background(), b.head, func(tx *db.Tx) error {
		rep, err := loadReport(tx, b.id)
		if err != nil {
			return err
		}
		out, err = writeBlocks(tx, rep)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// handIn is what the round's verb does with the text.
func (b *desk) handIn() {
	b.t.Helper()
	err := b.db.Write(context.Background(), b.head, func(tx *db.Tx) error {
		rep, err := loadReport(tx, b.id)
		if err != nil {
			return err
		}
		rep.Draft, rep.State, rep.FirstAt, rep.Submitted = 1, Department, tx.Now, tx.Now
		if err := writeSubmitted(tx, rep); err != nil {
			return err
		}
		if err := saveReport(tx, &rep); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.submit", Kind: "dutyreport", ID: string(rep.ID)})
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// TestFiguresNeedTheirRight: who does not see the whole of what is counted is shown no figure and told
// of no contradiction: half a figure would contradict a true sentence.
func TestFiguresNeedTheirRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		b.items()
		b.ok(b.save(b.head, "S6", "督察反馈问题2项，已全部整改到位。", 0, "a"))
		if b.page("S6").Against() != 1 {
			t.Fatal("the head of the unit is not told")
		}
		b.head.Recused = []who.Span{{First: b.unit.Ord, Last: b.unit.Ord}}
		_, err := b.room.WritingPage(context.Background(), b.head, b.id, "")
		b.kind(err, fault.KindNotFound, "recused from the unit")
		b.head.Recused = nil
		b.head.Grants[0].First, b.head.Grants[0].Last = b.unit.Ord+1, b.unit.Last // reaches only a part of the unit
		if v := b.page("S6"); v.Against() != 0 || len(v.Groups) != 1 || v.Groups[0].Hidden == "" {
			t.Errorf("%d told, %+v", v.Against(), v.Groups)
		}
	})
}

func TestLengthsAgainstTheOutline(t *testing.T) {
	outline := []Section{{Code: "A", Least: 10, Most: 20}, {Code: "B", Share: 20}, {Code: "C"}}
	text := func(code string, n int) TextVersion {
		return TextVersion{Section: code, Words: n, SavedAt: time.Time{}}
	}
	for _, c := range []struct {
		list []TextVersion
		want string
	}{
		{nil, "empty empty empty"},
		{[]TextVersion{text("A", 9), text("B", 50), text("C", 1)}, "short"},
		{[]TextVersion{text("A", 21), text("B", 50), text("C", 1)}, "long"},
		{[]TextVersion{text("A", 20), text("B", 5), text("C", 100)}, "share"},
		{[]TextVersion{text("A", 10), text("B", 20), text("C", 10)}, ""},
	} {
		var got []string
		for _, b := range lengthBlocks(outline, c.list) {
			got = append(got, strings.TrimPrefix(b.Key, "dutyreport.block."))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v: %q, want %q", c.list, got, c.want)
		}
	}
}
