package rectify

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
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
	"plumbline/words"
)

// ledgerBook writes a workbook in the shape of the template.
func ledgerBook(t *testing.T, say office.Say, rows ...[]any) []byte {
	t.Helper()
	b, err := office.NewBook()
	if err != nil {
		t.Fatal(err)
	}
	s := LedgerSheet()
	p, err := b.Page(say("zh", s.Key), "", nil, s.Heads("zh", say))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := p.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.End(); err != nil {
		t.Fatal(err)
	}
	return bytesOf(t, b)
}

func bytesOf(t *testing.T, b *office.Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestLedgerImport(t *testing.T) {
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	say := catalogue.Say
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		row := func(finding, unit, category string, due any, lead string) []any {
			return []any{finding, "", unit, "江北分局", "审计移送", "临审报〔2025〕31号", category, "一般", "一是甲\n二是乙", "账实相符", "", due, lead, "", ""}
		}
		good := [][]any{row("固定资产账实不符 41 件", "城东分局", "警务保障", clock.Day("2026-07-10"), "人lead"),
			row("=HYPERLINK(\"http://x\")", "城东分局/东门派出所", "", clock.Day("2025-12-31"), ""), row("加油卡 5 张未列入台账", "江北分局", "E2", "2026.7.10", "")}
		bad := [][]any{row("甲", "没有的局", "警务保障", clock.Day("2026-07-10"), ""), row("乙", "城东分局", "没有的类", "6月底", "李副局长"), row("丙", "江北分局", "", nil, ""), row("", "江北分局", "", clock.Day("2026-07-10"), "")}
		categories := map[string]string{"警务保障": "E2", "e2": "E2"}
		list := LedgerIn(func() (map[string]string, error) { return categories, nil })
		in := func(rows ...[]any) batch.Input {
			return batch.Input{Data: ledgerBook(t, say, rows...), Number: "DR-26-001"}
		}
		mixed := in(append(good, bad...)...)
		got, err := batchtest.Check(t, d, w.actor["office"], list, mixed)
		if err != nil {
			t.Fatal(err)
		}
		var complaints []string
		for _, b := range got.Bad {
			complaints = append(complaints, fmt.Sprint(b.Col, b.Row, " ", b.Key))
			if b.Why("zh", say) == b.Key && !strings.HasPrefix(b.Key, "rectify.register.") { // the room's own sentences are the guard's business
				t.Errorf("no words for %s", b.Key)
			}
		}
		want := []string{"C5 org.import.unit_not_there", "G6 rectify.import.category_unknown", "L6 import.day_month", "M6 org.import.person_not_there", "L7 rectify.register.due_missing", "A8 import.cell_required"}
		if d := cmp.Diff(want, complaints); d != "" {
			t.Error(d)
		}
		if _, err := batchtest.Take(t, d, w.actor["office"], list, mixed); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a ledger with errors was taken in: %v", err)
		}
		if l, _ := w.r.Ledger(ctx, w.actor["office"], Filter{}); len(l.Lines) != 0 {
			t.Errorf("something of a refused ledger was stored: %v", l.Lines)
		}
		mixed.GoodOnly = true
		done, err := batchtest.Take(t, d, w.actor["office"], list, mixed)
		if err != nil || done.Figures() != (batch.Figures{New: 3, Left: 4}) {
			t.Fatalf("%+v %v", done, err)
		}
		again, err := batchtest.Take(t, d, w.actor["office"], list, in(good...))
		if err != nil || again.Figures() != (batch.Figures{Same: 3}) {
			t.Errorf("the second time: %+v %v", again, err)
		}
		l, err := w.r.Ledger(ctx, w.actor["office"], Filter{Sort: ByNumber})
		if err != nil || len(l.Lines) != 3 || l.Lines[0].Lead != "人lead" || l.Lines[0].Category != "E2" || l.Lines[1].Unit != "东门派出所" {
			t.Errorf("%+v %v", l.Lines, err)
		}
		w.exportAgain(say, list)
		if _, err := batchtest.Check(t, d, w.actor["liaison"], list, in(good...)); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a liaison imports: %v", err)
		}
	})
}

// exportAgain exports the ledger, checks what came out and that it can be imported again without effect.
func (w *world) exportAgain(say office.Say, list batch.List) {
	w.t.Helper()
	export := func(actor string, f Filter) []*office.Record {
		book, err := w.r.Export(context.Background(), w.actor[actor], Export{Filter: f, Lang: "zh", Say: say, Conditions: []string{"条件：全部"}})
		if err != nil {
			w.t.Fatal(err)
		}
		data := bytesOf(w.t, book)
		got, err := batchtest.Check(w.t, w.r.db, w.actor["office"], list, batch.Input{Data: data})
		if err != nil || got.Figures().New != 0 || len(got.Bad) != 0 {
			w.t.Errorf("the export imported again: %+v %v", got, err)
		}
		if len(got.Sheets[0].Table.Ignored) != 9 { // what only the system says
			w.t.Errorf("not read back: %v", got.Sheets[0].Table.Ignored)
		}
		return got.Sheets[0].Table.Records
	}
	all := export("office", Filter{})
	if len(all) != 3 || all[0].Get("finding") != `=HYPERLINK("http://x")` || all[0].Get("manifestations") != "一是甲\n二是乙" {
		w.t.Errorf("exported %v", all)
	}
	if mine := export("liaison2", Filter{}); len(mine) != 1 || !strings.HasPrefix(mine[0].Get("finding"), "加油卡") {
		w.t.Errorf("a unit exports %v", mine)
	}
	if _, err := w.r.Export(context.Background(), w.actor["liaison2"], Export{Filter: Filter{Unit: w.unit["城东分局"].ID}, Lang: "zh", Say: say}); !fault.Is(err, fault.KindNotFound) {
		w.t.Errorf("a unit exports its neighbour: %v", err)
	}
	if _, err := w.r.Export(context.Background(), w.actor["sysadmin"], Export{Lang: "zh", Say: say}); !fault.Is(err, fault.KindNotFound) {
		w.t.Errorf("an administrator exports the ledger: %v", err)
	}
}
