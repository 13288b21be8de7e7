package budget

import (
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// join puts people into branches, as the room of Party organisations does.
func (w *town) join(u org.Unit, names ...string) {
	for _, n := range names {
		tamper(w.t, w.db, `insert into partyorg_member (id, person_id, party_id, party_ord, kind, since, made_by, made_at) values ($1, $2, $3, $4, 'full', '2024-01-01', 't', '')`,
			db.NewID(), w.members[n], u.ID, u.Ord)
	}
}

func TestDues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.join(w.b1, "甲一", "乙二")
		w.join(w.b2, "丙三")
		base := func(name, since, amount string) error {
			return w.room.SetBase(ctx, w.sec, NewBase{Party: w.b1.ID, Person: w.members[name], Since: since, Base: amount})
		}
		w.says(base("丙三", "2026-01", "4000"), fault.KindInvalid, "budget.dues.not_member")
		w.says(base("甲一", "2026-1", "4,00"), fault.KindInvalid, "since: budget.dues.month_form; base: fen.commas")
		w.ok(base("甲一", "2025-01", "5000"))
		w.ok(base("甲一", "2026-03", "5000.01"))
		_, err := w.room.OpenMonth(ctx, w.sec, w.b1.ID, "2026-07")
		w.says(err, fault.KindInvalid, "budget.dues.month_ahead")
		for m, want := range map[string]Money{"2026-02": 5000, "2026-03": 7500} {
			n, err := w.room.OpenMonth(ctx, w.sec, w.b1.ID, m)
			w.ok(err)
			v, err := w.room.Roll(ctx, w.sec, w.b1.ID, m)
			w.ok(err)
			if n != 1 || len(v.Dues) != 1 || v.Dues[0].Due != want || len(v.NoBase) != 1 || v.NoBase[0].Name != "乙二" {
				t.Errorf("%s: %d %+v %+v", m, n, v.Dues, v.NoBase)
			}
		}
		w.ok(base("乙二", "2026-01", "3000"))
		if n, err := w.room.OpenMonth(ctx, w.sec, w.b1.ID, "2026-03"); n != 1 || err != nil {
			t.Errorf("the second time adds who was missing: %d %v", n, err)
		}
		v, err := w.room.Roll(ctx, w.sec, w.b1.ID, "2026-03")
		w.ok(err)
		id := v.Dues[0].ID
		pay := func(paid, on string) error {
			return w.room.Pay(ctx, w.sec, w.b1.ID, []Payment{{ID: id, Paid: paid, On: on}})
		}
		w.says(pay("9999", ""), fault.KindInvalid, "budget.dues.too_much")
		w.says(pay("1", "2027-01-01"), fault.KindInvalid, "day_ahead")
		w.ok(pay(v.Dues[0].Due.Plain(), "2026-03-20"))
		w.says(pay(v.Dues[0].Due.Plain(), ""), fault.KindInvalid, "nothing_changed")
		w.says(w.room.Pay(ctx, w.other, w.b2.ID, []Payment{{ID: id, Paid: "1"}}), fault.KindNotFound, "")
		w.says(w.room.HandUp(ctx, w.sec, w.b1.ID, NewHanding{First: "2026-01", Last: "2026-03", Amount: "999", Day: "2026-04-01", Receipt: "收据1"}), fault.KindInvalid, "hand_too_much")
		w.ok(w.room.HandUp(ctx, w.sec, w.b1.ID, NewHanding{First: "2026-01", Last: "2026-03", Amount: v.Dues[0].Due.Plain(), Day: "2026-04-01", Receipt: "收据1"}))
		_, err = w.room.PublishDues(ctx, w.sec, w.b1.ID, 2026, 1)
		w.says(err, fault.KindInvalid, "half_not_over")
		pid, err := w.room.PublishDues(ctx, w.sec, w.b1.ID, 2025, 2)
		w.ok(err)
		p, err := w.room.Published(ctx, w.sec, pid)
		w.ok(err)
		if s, sound := p.Dues(); !sound || s.Period != "2025H2" || strings.Contains(p.Body, "甲一") {
			t.Errorf("publication: %v %s", sound, p.Body)
		}
	})
}

// Bases and members' dues are seen by the branch's secretary and the Party officer, and by nobody else;
// the list to talk about by the secretary alone.
func TestBasesAreSeenByTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.join(w.b1, "甲一")
		w.ok(w.room.SetBase(ctx, w.aff, NewBase{Party: w.b1.ID, Person: w.members["甲一"], Since: "2025-01", Base: "4000"}))
		for m := "2025-10"; m <= "2026-03"; m = MonthAdd(m, 1) {
			_, err := w.room.OpenMonth(ctx, w.aff, w.b1.ID, m)
			w.ok(err)
		}
		if _, err := w.room.Roll(ctx, w.fin, w.b1.ID, ""); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("finance: %v", err)
		}
		for name, a := range map[string]error{"leader": second(w.room.Roll(ctx, w.leader, w.b1.ID, "")), "another branch": second(w.room.Roll(ctx, w.other, w.b1.ID, ""))} {
			if !fault.Is(a, fault.KindNotFound) {
				t.Errorf("%s: %v", name, a)
			}
		}
		v, err := w.room.Roll(ctx, w.sec, w.b1.ID, "")
		if err != nil || len(v.Talk) != 1 || v.Talk[0].Name != "甲一" {
			t.Errorf("six months unpaid are a matter to talk about: %v %v", v.Talk, err)
		}
		v, err = w.room.Roll(ctx, w.aff, w.b1.ID, "")
		if err != nil || len(v.Talk) != 0 || len(v.Open) != 6 {
			t.Errorf("for the secretary only: %v %v", v.Talk, err)
		}
		if got := Talk(v.Open[1:], 6); len(got) != 0 {
			t.Errorf("five months are none: %v", got)
		}
		late := w.room.Pay(ctx, w.sec, w.b1.ID, []Payment{{ID: v.Open[0].ID, Paid: "1"}})
		w.says(late, fault.KindInvalid, "budget.dues.too_late")
		home, err := w.room.DuesHome(ctx, w.fin, 2026)
		if err != nil || len(home.Branches) != 1 || home.Keeps[w.b1.ID] {
			t.Errorf("finance sees sums: %+v %v", home.Branches, err)
		}
		if _, err := w.room.DuesHome(ctx, w.leader, 2026); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the leader's dues: %v", err)
		}
		// negative control: a rule of class P2 would open the roll to whoever reads sums
		if access.May(w.fin, access.ReadDues, duesPlace(w.b1.Ord, access.P3)) == nil {
			t.Error("the class of bases is not asked")
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestMonths(t *testing.T) {
	if MonthAdd("2025-12", 1) != "2026-01" || MonthAdd("2026-01", -1) != "2025-12" || monthsBetween("2025-11", "2026-05") != 6 || Month("2026-06-18") != "2026-06" {
		t.Error("months")
	}
}
