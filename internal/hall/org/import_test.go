package org

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
)

// book writes a workbook of the register's shape in a language.
func (x *house) book(lang string, rows map[string][][]any) []byte {
	x.t.Helper()
	b, err := office.NewBook()
	if err != nil {
		x.t.Fatal(err)
	}
	for _, s := range Sheets() {
		p, err := b.Page(x.h.words.Say(lang, s.Key), "", nil, s.Heads(lang, x.h.words.Say))
		if err != nil {
			x.t.Fatal(err)
		}
		for _, r := range rows[s.ID] {
			if err := p.Row(r...); err != nil {
				x.t.Fatal(err)
			}
		}
		if err := p.End(); err != nil {
			x.t.Fatal(err)
		}
	}
	return bytesOf(x.t, b)
}

func bytesOf(t *testing.T, b *office.Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// good is a file without a fault: parents below their children, a joint branch, a head who takes over.
var good = map[string][][]any{
	sheetUnit: {
		{"", "南湖派出所", "", "派出所", "望湖县公安局", "", "", nil},
		{"3401-11", "望湖县公安局", "望湖县局", "县局", "", "望湖局、望湖", "是", clock.Day("1998-05-01")},
		{"3401-01", "城东分局", "", "分局", "", "", "", nil},
		{"", "南湖派出所", "", "派出所", "城东分局", "", "", nil},
	},
	sheetParty: {
		{"D-1", "市局党委", "", "局党委", "", "市局", "5", clock.Day("2024-01-01"), clock.Day("2028-12-31")},
		{"", "第一联合支部", "", "联合党支部", "D-1", "城东分局/南湖派出所、东门派出所", nil, nil, nil},
	},
	sheetPerson: {{"单雄", "010001", "望湖县局", "0551-1234567"}, {"郝宁", "", "城东分局/南湖派出所", ""}, {"郝宁", "", "望湖县局/南湖派出所", ""}},
	sheetPost: {
		{"单雄", "010001", "望湖县公安局", "局长", "主要负责人", clock.Day("2023-02-01"), nil},
		{"郝宁", "", "城东分局/南湖派出所", "所长", "主要负责人", clock.Day("2024-03-01"), clock.Day("2025-03-01")},
		{"郝宁", "", "望湖县局/南湖派出所", "所长", "主要负责人", "2025.3.2", nil},
	},
	sheetPortfolio: {{"单雄", "010001", "望湖县公安局/南湖派出所", "", clock.Day("2023-02-01"), nil}, {"单雄", "", "", "督察审计", clock.Day("2023-02-01"), nil}},
}

func figures(c *batch.Checked) string {
	f := c.Figures()
	return fmt.Sprintf("new %d changed %d same %d bad %d", f.New, f.Changed, f.Same, f.Left)
}

func TestImportTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newHouse(t, d)
		ctx := context.Background()
		for lap, want := range []string{"new 13 changed 1 same 0 bad 0", "new 0 changed 0 same 14 bad 0"} {
			data := x.book("zh", good)
			got, err := batchtest.Check(t, x.d, x.admin, RegisterIn(), batch.Input{Data: data})
			if err != nil || figures(got) != want {
				t.Fatalf("lap %d: %s, want %s; %v %+v", lap, figures(got), want, err, got.Bad)
			}
			done, err := batchtest.Take(t, x.d, x.admin, RegisterIn(), batch.Input{Data: data, Number: "DR-26-001"})
			if err != nil || figures(done) != want {
				t.Fatalf("lap %d: %v %s", lap, err, figures(done))
			}
		}
		x.trees()
		var out []byte
		book, err := x.h.Export(ctx, x.admin, "en")
		if err != nil {
			t.Fatal(err)
		}
		out = bytesOf(t, book)
		again, err := batchtest.Take(t, x.d, x.admin, RegisterIn(), batch.Input{Data: out, Number: "DR-26-002"})
		if f := again.Figures(); err != nil || f.New+f.Changed+f.Left != 0 || f.Same < 14 {
			t.Errorf("the export, imported again: %s %v %+v", figures(again), err, again.Bad)
		}
		x.read(func(tx *db.Tx) error {
			u, _ := FindUnits(tx, "望湖", db.Scope{All: true}, 9)
			if len(u) == 0 || u[0].Code != "3401-11" || !u[0].Inspected || u[0].Since != "1998-05-01" {
				t.Errorf("found %+v", u)
			}
			head, err := HeadOf(tx, u[0].ID, tx.Today())
			if err != nil || head.Name != "单雄" {
				t.Errorf("head %v %v", head, err)
			}
			if east, _ := UnitByID(tx, x.id["城东分局"]); east.Code != "3401-01" {
				t.Errorf("the code of a registered unit was not added: %+v", east)
			}
			return nil
		})
	})
}

func TestBadRowsKeepEverythingOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newHouse(t, d)
		data := x.book("en", map[string][][]any{
			sheetUnit: {
				{"C1", "North", "", "Sub-bureau", "Nowhere", "", "", nil},
				{"C2", "Below north", "", "Police station", "North", "", "", nil},
				{"C2", "Twice", "", "Police station", "", "", "", nil},
				{"有", "Odd code", "", "Village", "", "", "", nil},
				{"", "Ring A", "", "Other", "Ring B", "", "", nil},
				{"", "Ring B", "", "Other", "Ring A", "", "", nil},
				{"", "Fine", "", "Other", "", "", "", nil},
			},
			sheetParty:  {{"", "Root", "", "Bureau Party committee", "", "Fine、城东分局", nil, nil, nil}},
			sheetPerson: {{"A", "1", "Fine", ""}, {"B", "1", "Fine", ""}, {"C", "", "Below north", ""}, {"D", "", "派出", "x"}},
			sheetPost: {{"A", "1", "Fine", "Head", "Principal head", "2024-01-01", nil}, {"A", "2", "Fine", "Head", "Principal head", "2024-01-01", nil},
				{"A", "", "Fine", "Chief", "Principal head", "2024-06-01", nil}, {"A", "", "Fine", "x", "Other", "2026-02-30", nil}, {"A", "", "Fine", "y", "Other", "2026-02-02", "2026-01-01"}},
			sheetPortfolio: {{"A", "", "", "", "2024-01-01", nil}, {"Nobody", "", "Fine", "", "2024-01-01", nil}},
		})
		checked, err := batchtest.Check(t, x.d, x.admin, RegisterIn(), batch.Input{Data: data})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range checked.Bad {
			got = append(got, fmt.Sprintf("%s!%s%d %s", b.Sheet, b.Col, b.Row, strings.TrimPrefix(b.Key, "org.")))
			if b.Why("zh", x.h.words.Say) == b.Key || b.Repair != "" && b.How("zh", x.h.words.Say) == b.Repair {
				t.Errorf("no words for %s / %s", b.Key, b.Repair)
			}
		}
		want := []string{
			"Units!E2 import.unit_unknown", "Units!E3 import.parent_bad", "Units!B4 import.twice", "Units!D5 import.cell_choice",
			"Units!E6 import.parent_bad", "Units!E7 import.circle",
			"Party organisations!F2 party.too_many_units", "People!B3 person.badge_taken", "People!C4 import.parent_bad", "People!C5 import.unit_unknown",
			"Posts!A3 import.person_unknown", "Posts!F4 post.head_held", "Posts!F5 import.day_impossible", "Posts!G6 until_before_since",
			"Portfolios!C2 portfolio.what_missing", "Portfolios!A3 import.person_unknown",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		before := x.rowsStored()
		_, err = batchtest.Take(t, x.d, x.admin, RegisterIn(), batch.Input{Data: data, Number: "b"})
		wants(t, err, fault.KindInvalid, "import.has_errors")
		if now := x.rowsStored(); now != before {
			t.Errorf("a bad file stored something: %s, before %s", now, before)
		}
		done, err := batchtest.Take(t, x.d, x.admin, RegisterIn(), batch.Input{Data: data, Number: "b", GoodOnly: true})
		if err != nil || figures(done) != "new 3 changed 0 same 0 bad 16" {
			t.Errorf("good rows: %s %v", figures(done), err)
		}
		x.trees()
	})
}

// rowsStored counts what the register holds.
func (x *house) rowsStored() (s string) {
	x.read(func(tx *db.Tx) error {
		for _, table := range []string{"org_unit", "org_person", "org_post", "org_portfolio", "org_link", "org_alias", "org_event", "audit_entry"} {
			n, err := db.Value[int64](tx, "select count(*) from "+table)
			if err != nil {
				return err
			}
			s += fmt.Sprint(table, " ", n, " ")
		}
		return nil
	})
	return s
}

func TestImportNeedsTheRight(t *testing.T) {
	x := newHouse(t, dbtest.SQLite(t))
	data := x.book("zh", good)
	office := x.admin
	office.Grants = []who.Grant{{Role: access.Office, First: 1, Last: 1 << 60}}
	_, err := batchtest.Check(t, x.d, office, RegisterIn(), batch.Input{Data: data})
	wants(t, err, fault.KindNotFound, "")
	_, err = batchtest.Take(t, x.d, who.Actor{Login: "nobody"}, RegisterIn(), batch.Input{Data: data})
	wants(t, err, fault.KindNotFound, "")
	_, err = batchtest.Check(t, x.d, x.admin, RegisterIn(), batch.Input{Data: []byte("a,b\n")})
	wants(t, err, fault.KindInvalid, "import.file_csv")
	empty, _ := RegisterIn().Template("zh", x.h.words.Say)
	got, err := batchtest.Check(t, x.d, x.admin, RegisterIn(), batch.Input{Data: bytesOf(t, empty)})
	if err != nil || figures(got) != "new 0 changed 0 same 0 bad 0" {
		t.Errorf("empty template: %v %v", got, err)
	}
}

// A large file is checked and taken in at one go; what two thousand rows cost is told, not judged.
func TestLargeImport(t *testing.T) {
	x := newHouse(t, dbtest.SQLite(t))
	rows := map[string][][]any{}
	for i := range 400 {
		parent := ""
		if i >= 40 {
			parent = fmt.Sprint("单位", i%40)
		}
		rows[sheetUnit] = append(rows[sheetUnit], []any{fmt.Sprint("U", i), fmt.Sprint("单位", i), "", "其他", parent, "", "", nil})
		for k := range 4 {
			rows[sheetPerson] = append(rows[sheetPerson], []any{fmt.Sprint("人", i, "号", k), fmt.Sprint("B", i, "x", k), fmt.Sprint("U", i), ""})
		}
	}
	data := x.book("zh", rows)
	done, err := batchtest.Take(t, x.d, x.admin, RegisterIn(), batch.Input{Data: data, Number: "large"})
	if err != nil || figures(done) != "new 2000 changed 0 same 0 bad 0" {
		t.Fatalf("%v %s", err, figures(done))
	}
	x.trees()
}
