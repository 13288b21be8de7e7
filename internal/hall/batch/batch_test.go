package batch_test

import (
	"context"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
)

// shelf is a register of names for the tests: the house's settings, one row a name.
func shelf() batch.List {
	sheet := office.Sheet{ID: "names", Key: "org.sheet.person", Columns: []office.Column{
		{ID: "name", Key: "org.column.person", Required: true, Max: 60}, {ID: "unit", Key: "org.column.unit", Required: true}, {ID: "since", Key: "org.column.since", Kind: office.DayCell}}}
	return batch.List{Kind: "shelf", Right: access.ImportOrg, Action: "org.import", Title: "org.import.template_title", Sheets: []office.Sheet{sheet}, Read: func(r *batch.Reading) error {
		return r.Each(func(row *batch.Row) error {
			key := "test." + row.Get("name")
			n, err := db.Value[int64](r.Tx, `select count(*) from house_setting where key = $1`, key)
			switch {
			case err != nil || row.Wrong():
				return err
			case row.Get("unit") != "城东分局":
				row.Fail("unit", "org.import.unit_not_there", "org.import.repair_unit")
			case n > 0:
				row.Same()
			default:
				row.New(func(tx *db.Tx) error {
					if _, err := tx.Exec(`insert into house_setting (key, value) values ($1, $2)`, key, row.Get("unit")); err != nil {
						return fault.Invalid(fault.On("name", "org.import.twice"))
					}
					return nil
				})
			}
			return nil
		})
	}}
}

func names(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select count(*) from house_setting where key like 'test.%'`)
}

var (
	admin = who.Actor{Login: "l1", Name: "甲", Grants: []who.Grant{{Role: access.SysAdmin, First: 1, Last: 9}}}
	other = who.Actor{Login: "l2", Name: "乙", Grants: admin.Grants}
)

func TestEveryPromiseOfAList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		batchtest.Case{List: shelf(), Actor: admin, Good: [][]any{{"甲一", "城东分局", "2026.7.10"}, {"甲二", "城东分局", ""}}, Foreign: []any{"乙一", "望湖县局", ""}, At: 1, Rows: names}.Holds(t, d)
	})
}

// A row that looked good and that the register refuses takes everything back, also the rows before it.
func TestARefusedRowTakesEverythingBack(t *testing.T) {
	d := dbtest.SQLite(t)
	twice := batchtest.Book(t, shelf(), "zh", [][]any{{"丙一", "城东分局", ""}, {"丙二", "城东分局", ""}, {"丙一", "城东分局", ""}})
	_, err := batchtest.Take(t, d, admin, shelf(), batch.Input{Data: twice, GoodOnly: true})
	f, ok := fault.As(err)
	if !ok || len(f.Fields) != 2 || f.Fields[0].Key != "import.row_refused" || f.Fields[1].Key != "org.import.twice" {
		t.Fatalf("%v", err)
	}
	_ = d.Read(context.Background(), admin, func(tx *db.Tx) error {
		if n, err := names(tx); n != 0 || err != nil {
			t.Errorf("%d rows of a refused file are there, %v", n, err)
		}
		return nil
	})
	whole := shelf()
	whole.Whole = true
	mixed := batchtest.Book(t, whole, "zh", [][]any{{"丁一", "城东分局", ""}, {"丁二", "没有的局", ""}})
	if _, err := batchtest.Take(t, d, admin, whole, batch.Input{Data: mixed, GoodOnly: true}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a list that comes in whole came in by half: %v", err)
	}
}

func TestBatch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx, l := batch.New(d, batchtest.Say(t)), context.Background(), shelf()
		data := batchtest.Book(t, l, "zh", [][]any{{"甲", "城东分局", ""}})
		b, err := h.Put(ctx, admin, l, "here", `C:\桌面\单位.xlsx`, data)
		if err != nil || b.Number != "DR-26-001" || b.Name != "单位.xlsx" {
			t.Fatalf("%+v %v", b, err)
		}
		ledger := l
		ledger.Kind, ledger.Right = "ledger", access.ImportItem
		if _, err := h.Put(ctx, admin, ledger, "", "x", data); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a right that is not held: %v", err)
		}
		for what, try := range map[string]func() error{
			"somebody else's": func() error { _, _, err := h.Show(ctx, other, l, "here", b.ID); return err },
			"another place's": func() error { _, _, err := h.Show(ctx, admin, l, "there", b.ID); return err },
		} {
			if err := try(); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s batch: %v", what, err)
			}
		}
		if _, got, err := h.Show(ctx, admin, l, "here", b.ID); err != nil || got.Figures() != (batch.Figures{New: 1}) {
			t.Errorf("%+v %v", got, err)
		}
		if f, err := h.Take(ctx, admin, l, "here", b.ID, false); err != nil || f.New != 1 {
			t.Fatal(f, err)
		}
		if now, got, err := h.Show(ctx, admin, l, "here", b.ID); err != nil || got != nil || now.Receipt != `{"new":1,"changed":0,"same":0,"left":0}` || now.State != batch.Done {
			t.Errorf("after the decision: %+v %v %v", now, got, err)
		}
		if _, err := h.Take(ctx, admin, l, "here", b.ID, false); !fault.Is(err, fault.KindConflict) {
			t.Errorf("taken in twice: %v", err)
		}
		if err := h.Drop(ctx, admin, l, "here", b.ID); !fault.Is(err, fault.KindConflict) {
			t.Errorf("decided twice: %v", err)
		}
		old, err := h.Put(ctx, admin, l, "here", "y.xlsx", data)
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(d).Advance(8 * 24 * time.Hour)
		if _, err := h.Put(ctx, admin, l, "here", "z.xlsx", data); err != nil {
			t.Fatal(err)
		}
		if now, _, _ := h.Show(ctx, admin, l, "here", old.ID); now.State != batch.Dropped {
			t.Errorf("an undecided batch after a week: %+v", now)
		}
		if list, err := h.Recent(ctx, admin, l, "here"); err != nil || len(list) != 1 {
			t.Errorf("recent: %v %v", list, err)
		}
		if list, err := h.Recent(ctx, other, l, "here"); err != nil || len(list) != 0 {
			t.Errorf("somebody else's names of files: %v %v", list, err)
		}
	})
}
