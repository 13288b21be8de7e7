package budget

import (
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
)

func TestLinesComeInWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		id, err := w.room.MakePlan(ctx, w.aff, NewPlan{Party: w.root.ID, Year: 2026})
		w.ok(err)
		list := w.room.LinesIn()
		in := func(rows ...[]any) batch.Input {
			return batch.Input{Of: string(id), GoodOnly: true, Data: batchtest.Book(t, list, "zh", rows)}
		}
		batchtest.Case{List: list, Of: string(id), Actor: w.aff, Text: 1, Good: [][]any{{"train", "书记培训班", "新任书记培训", "30000.00", ""}, {"activity", "主题党日", "", "20,000", ""}}, Rows: func(tx *db.Tx) (int64, error) {
			return db.Value[int64](tx, `select count(*) from budget_line where plan_id = $1`, id)
		}}.Holds(t, d)
		if _, err := batchtest.Take(t, d, w.aff, list, in([]any{"activity", "主题党日", "", "20,000", ""}, []any{"gift", "礼品", "", "1", ""})); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("half a plan came in: %v", err)
		}
		got, err := batchtest.Take(t, d, w.aff, list, in([]any{"train", "书记培训班", "新任书记培训", "31000.00", ""}, []any{"activity", "主题党日", "", "20,000", ""}))
		if err != nil || got.Figures() != (batch.Figures{Changed: 1, Same: 1}) {
			t.Errorf("%+v %v", got, err)
		}
		w.ok(w.room.Submit(ctx, w.aff, id))
		_, err = batchtest.Take(t, d, w.aff, list, in([]any{"activity", "主题党日", "", "1", ""}))
		w.says(err, fault.KindConflict, "not_now.submitted")
	})
}

func TestDuesComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.join(w.b1, "甲一", "乙二")
		w.join(w.b2, "丙三")
		list := w.room.DuesIn()
		row := func(name, month, base, paid string, on any) []any { return []any{name, "", month, base, paid, on, ""} }
		good := [][]any{row("甲一", "2026-04", "5000", "50", clock.Day("2026-04-20")), row("甲一", "2026-05", "", "", nil), row("乙二", "2026-05", "3000", "", nil)}
		check := func(rows ...[]any) *batch.Checked {
			t.Helper()
			got, err := batchtest.Check(t, d, w.sec, list, batch.Input{Of: w.b1.ID, Data: batchtest.Book(t, list, "zh", rows)})
			w.ok(err)
			return got
		}
		for i, want := range []string{"budget.dues.not_member", "budget.dues.month_ahead", "budget.dues.month_form", "budget.dues.no_bases", "budget.dues.too_much"} {
			bad := check([][]any{row("丙三", "2026-04", "1", "", nil), row("甲一", "2026-12", "1", "", nil), row("甲一", "2026.4", "1", "", nil), row("甲一", "2026-04", "", "1", nil), row("甲一", "2026-04", "5000", "9999", nil)}[i])
			if len(bad.Bad) != 1 || bad.Bad[0].Key != want || bad.Bad[0].Col == "" {
				t.Errorf("want %s: %+v", want, bad.Bad)
			}
		}
		for lap, want := range []batch.Figures{{New: 3}, {Same: 3}} {
			got, err := batchtest.Take(t, d, w.sec, list, batch.Input{Of: w.b1.ID, Data: batchtest.Book(t, list, "zh", good)})
			if err != nil || got.Figures() != want {
				t.Fatalf("lap %d: %+v %v", lap, got, err)
			}
		}
		v, err := w.room.Roll(ctx, w.sec, w.b1.ID, "2026-04")
		w.ok(err)
		book, err := RollBook(v, func(key string) string { return batchtest.Say(t)("zh", key) })
		again, err := batchtest.Check(t, d, w.sec, list, batch.Input{Of: w.b1.ID, Data: batchtest.Bytes(t, book, err)})
		if f := again.Figures(); err != nil || f.New+f.Changed+f.Left != 0 || f.Same == 0 {
			t.Errorf("what is exported comes back without effect: %+v %v %v", f, again.Bad, err)
		}
		if _, err := batchtest.Check(t, d, w.other, list, batch.Input{Of: w.b1.ID, Data: batchtest.Book(t, list, "zh", good)}); err == nil {
			t.Error("another branch's secretary brings dues")
		}
	})
}

func TestVouchersComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		list := w.room.VouchersIn()
		row := func(number, expense, party, item, amount string) []any {
			return []any{number, clock.Day("2026-05-20"), expense, party, item, amount, "租用会议室"}
		}
		batchtest.Case{List: list, Actor: w.sec, Good: [][]any{row("25312001", "", "刑侦支部", "场地费", "860.00"), row("25312002", "", "刑侦支部", "venue", "40")},
			Foreign: row("25312003", "", "治安支部", "场地费", "860.00"), At: 3, Rows: func(tx *db.Tx) (int64, error) {
				return db.Value[int64](tx, `select count(*) from budget_voucher where cancelled_at = ''`)
			}}.Holds(t, d)
		for _, x := range []struct {
			row  []any
			want string
		}{{row("1", "ZC-26-999", "", "场地费", "1"), "budget.import.expense_unknown"}, {row("1", "", "", "场地费", "1"), "budget.import.whose"}, {row("1", "", "刑侦支部", "娱乐", "1"), "budget.voucher.item_unknown"}, {row("1", "", "刑侦支部", "场地费", "一百"), "fen."}} {
			got, err := batchtest.Check(t, d, w.sec, list, batch.Input{Data: batchtest.Book(t, list, "zh", [][]any{x.row})})
			if err != nil || len(got.Bad) == 0 || len(got.Bad[0].Key) < len(x.want) || got.Bad[0].Key[:len(x.want)] != x.want {
				t.Errorf("want %s: %+v %v", x.want, got, err)
			}
		}
		taken, err := batchtest.Check(t, d, w.other, list, batch.Input{Data: batchtest.Book(t, list, "zh", [][]any{row("25312001", "", "治安支部", "场地费", "860.00")})})
		if err != nil || len(taken.Bad) != 1 || taken.Bad[0].Key != "budget.voucher.twice" {
			t.Errorf("the same bill at another branch: %+v %v", taken, err)
		}
	})
}
