package budget

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
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
	"plumbline/packs"
)

// town is a committee with two branches and its people.
type town struct {
	t                                        *testing.T
	room                                     *Room
	db                                       *db.DB
	root, b1, b2                             org.Unit
	members                                  map[string]string // person by name
	aff, aff2, leader, sec, mate, other, fin who.Actor
}

func shipped(t testing.TB, name string) *pack.Pack {
	raw, err := packs.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Read(name, raw)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	p := shipped(t, "party_budget.yaml")
	w := &town{t: t, db: d, members: map[string]string{}, room: New(d, func(*db.Tx, string, string) (*pack.Pack, error) { return p, nil })}
	err := d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		if err := calendar.Install(tx, shipped(t, "rules/deadlines.yaml"), "2023-01-01"); err != nil {
			return err
		}
		city, err := org.AddUnit(tx, org.UnitInput{Name: "临江市公安局", Kind: "city"}, "")
		if err != nil {
			return err
		}
		add := func(name, kind, parent string) org.Unit {
			id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: name, Short: name, Kind: kind, Parent: parent}, "")
			if err != nil {
				t.Fatal(err)
			}
			return org.Unit{ID: id}
		}
		w.root = add("机关党委", "party_committee", "")
		w.b1 = add("刑侦支部", "party_cell", w.root.ID)
		w.b2 = add("治安支部", "party_cell", w.root.ID)
		for _, name := range []string{"甲一", "乙二", "丙三"} {
			if w.members[name], err = org.AddPerson(tx, org.PersonInput{Name: name, Unit: city}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.refresh()
	w.aff = w.actor("aff", access.PartyAff, w.root)
	w.aff2 = w.actor("aff2", access.PartyAff, w.root)
	w.leader = w.actor("leader", access.Leader, w.root)
	w.fin = w.actor("fin", access.Finance, w.root)
	w.sec = w.actor("sec", access.Secretary, w.b1)
	w.mate = w.actor("mate", access.Secretary, w.b1)
	w.other = w.actor("other", access.Secretary, w.b2)
	return w
}

func (w *town) refresh() {
	err := w.db.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, u := range []*org.Unit{&w.root, &w.b1, &w.b2} {
			x, err := org.UnitByID(tx, u.ID)
			if err != nil {
				return err
			}
			*u = x
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) actor(login, role string, u org.Unit) who.Actor {
	return who.Actor{Login: login, Person: "p-" + login, Name: login, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// says wants the fault of the kind whose text holds the words.
func (w *town) says(err error, kind fault.Kind, words string) {
	w.t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), words) {
		w.t.Errorf("got %v, want kind %d with %q", err, kind, words)
	}
}

var ctx = context.Background()

// plan makes an approved plan and answers it.
func (w *town) plan() PlanView {
	w.t.Helper()
	id, err := w.room.MakePlan(ctx, w.aff, NewPlan{Party: w.root.ID, Year: 2026})
	w.ok(err)
	w.ok(w.room.SetLines(ctx, w.aff, id, []NewLine{
		{Category: "activity", Title: "主题党日", Amount: "20,000"},
		{Category: "train", Title: "书记培训班", Purpose: "新任书记培训", Amount: "30000.00"},
		{Category: "print", Title: "党刊", Amount: "1,000.50"},
	}))
	w.ok(w.room.Submit(ctx, w.aff, id))
	v, err := w.room.Plan(ctx, w.leader, id)
	w.ok(err)
	w.ok(w.room.DecidePlan(ctx, w.leader, id, Decision{Seen: v.Now, Agree: true}))
	v, err = w.room.Plan(ctx, w.aff, id)
	w.ok(err)
	return v
}

func signed(b *pack.Budget) []string { return codes(b.Bans) }

func (w *town) form(line LineID) NewExpense {
	b, err := w.room.Rules(ctx, w.sec)
	w.ok(err)
	return NewExpense{Party: w.b1.ID, Line: string(line), Activity: "参观学习", Place: "本市", People: "10", First: "2026-06-25", Last: "2026-06-25", As: AsMember,
		Bans: signed(b), Costs: map[string]NewCost{"bus": {Amount: "1,200", Quantity: "1"}, "meal": {Amount: "400"}}}
}

func TestPlanIsApprovedAsShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		_, err := w.room.MakePlan(ctx, w.sec, NewPlan{Party: w.root.ID, Year: 2026})
		w.says(err, fault.KindNotFound, "")
		_, err = w.room.MakePlan(ctx, w.aff, NewPlan{Party: w.root.ID, Year: 2030})
		w.says(err, fault.KindInvalid, "budget.plan.year_far")
		id, err := w.room.MakePlan(ctx, w.aff, NewPlan{Party: w.root.ID, Year: 2026})
		w.ok(err)
		w.says(w.room.Submit(ctx, w.aff, id), fault.KindInvalid, "budget.plan.no_lines")
		w.says(w.room.SetLines(ctx, w.aff, id, []NewLine{{Category: "gift", Title: "", Amount: "1万"}}), fault.KindInvalid, "l1_category: budget.line.category_unknown; l1_title: budget.line.title_empty; l1_amount: fen.unit")
		w.says(w.room.SetLines(ctx, w.aff, id, []NewLine{{Category: "other", Title: "企业赞助活动", Amount: "1"}}), fault.KindInvalid, "budget.outside_money")
		w.ok(w.room.SetLines(ctx, w.aff, id, []NewLine{{Category: "activity", Title: "主题党日", Amount: "20000"}}))
		seen, err := w.room.Plan(ctx, w.leader, id)
		w.ok(err)
		w.says(w.room.DecidePlan(ctx, w.leader, id, Decision{Seen: seen.Now, Agree: true}), fault.KindConflict, "not_now.draft")
		w.ok(w.room.Submit(ctx, w.aff, id))
		// returned, changed, submitted anew: what the leader saw before is not what is approved now
		w.says(w.room.DecidePlan(ctx, w.leader, id, Decision{Seen: seen.Now}), fault.KindInvalid, "budget.words_empty")
		w.ok(w.room.DecidePlan(ctx, w.leader, id, Decision{Seen: seen.Now, Words: "请细化"}))
		w.ok(w.room.SetLines(ctx, w.aff, id, []NewLine{{Category: "activity", Title: "主题党日", Amount: "90000"}}))
		w.ok(w.room.Submit(ctx, w.aff, id))
		w.says(w.room.DecidePlan(ctx, w.leader, id, Decision{Seen: seen.Now, Agree: true}), fault.KindConflict, "budget.seen_other")
		// a row touched behind the program's back is found by the hash
		now, err := w.room.Plan(ctx, w.leader, id)
		w.ok(err)
		tamper(t, d, `update budget_line set amount = amount + 100 where plan_id = $1`, string(id))
		w.says(w.room.DecidePlan(ctx, w.leader, id, Decision{Seen: now.Now, Agree: true}), fault.KindConflict, "budget.seen_other")
		tamper(t, d, `update budget_line set amount = amount - 100 where plan_id = $1`, string(id))
		w.ok(w.room.DecidePlan(ctx, w.leader, id, Decision{Seen: now.Now, Agree: true}))
		w.says(w.room.SetLines(ctx, w.aff, id, nil), fault.KindConflict, "not_now.approved")
		// who planned does not approve, even holding the leader's role
		both := w.actor("both", access.PartyAff, w.root)
		both.Grants = append(both.Grants, who.Grant{ID: "g2", Role: access.Leader, First: w.root.Ord, Last: w.root.Last})
		id2, err := w.room.MakePlan(ctx, both, NewPlan{Party: w.b1.ID, Year: 2026})
		w.ok(err)
		w.ok(w.room.SetLines(ctx, both, id2, []NewLine{{Category: "activity", Title: "活动", Amount: "1"}}))
		w.ok(w.room.Submit(ctx, both, id2))
		p2, err := w.room.Plan(ctx, both, id2)
		w.ok(err)
		w.says(w.room.DecidePlan(ctx, both, id2, Decision{Seen: p2.Now, Agree: true}), fault.KindDenied, access.SameHand)
		w.ok(w.room.DecidePlan(ctx, w.leader, id2, Decision{Seen: p2.Now, Agree: true}))
	})
}

// tamper changes a row as nobody may, for negative controls.
func tamper(t *testing.T, d *db.DB, q string, args ...any) {
	t.Helper()
	err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		_, err := tx.Exec(q, args...)
		tx.Recorded()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAdjustments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		v := w.plan()
		day, train, print := v.Lines[0].ID, v.Lines[1].ID, v.Lines[2].ID
		_, err := w.room.AskAdjust(ctx, w.aff, v.ID, NewAdjust{From: string(day), To: string(print), Amount: "20000.01", Reason: "多订"})
		w.says(err, fault.KindInvalid, "budget.adjust.too_much")
		_, err = w.room.AskAdjust(ctx, w.aff, v.ID, NewAdjust{From: string(train), To: string(day), Amount: "1", Reason: "多订"})
		w.says(err, fault.KindInvalid, "budget.adjust.earmarked")
		_, err = w.room.AskAdjust(ctx, w.aff, v.ID, NewAdjust{From: string(day), To: string(print), Amount: "500"})
		w.says(err, fault.KindInvalid, "budget.adjust.reason_empty")
		id, err := w.room.AskAdjust(ctx, w.aff, v.ID, NewAdjust{From: string(day), To: string(print), Amount: "500", Reason: "增订党刊"})
		w.ok(err)
		w.says(w.room.DecideAdjust(ctx, w.aff, id, Decision{Agree: true}), fault.KindDenied, "")
		w.says(w.room.DecideAdjust(ctx, w.leader, id, Decision{Seen: "x", Agree: true}), fault.KindConflict, "budget.seen_other")
		now, err := w.room.Plan(ctx, w.leader, v.ID)
		w.ok(err)
		w.ok(w.room.DecideAdjust(ctx, w.leader, id, Decision{Seen: now.Adjusts[0].Hash, Agree: true}))
		w.says(w.room.DecideAdjust(ctx, w.leader, id, Decision{Seen: now.Adjusts[0].Hash, Agree: true}), fault.KindConflict, "budget.adjust.decided")
		now, err = w.room.Plan(ctx, w.leader, v.ID)
		w.ok(err)
		if now.Lines[0].Amount != 1950000 || now.Lines[0].Planned != 2000000 || now.Lines[2].Amount != 150050 {
			t.Errorf("lines: %+v", now.Lines)
		}
	})
}

func TestExpenseFromApplicationToSettlement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		v := w.plan()
		in := w.form(v.Lines[0].ID)
		bad := in
		bad.Costs = map[string]NewCost{"meal": {Amount: "520"}, "bus": {Amount: "1200.5", Quantity: "1"}}
		bad.Bans = bad.Bans[1:]
		_, err := w.room.Ask(ctx, w.mate, bad)
		w.says(err, fault.KindInvalid, "bans: budget.expense.ban_unsigned; cost_bus: budget.expense.over_ceiling; cost_meal: budget.expense.over_ceiling")
		f, _ := fault.As(err)
		if i := slices.IndexFunc(f.Fields, func(x fault.Field) bool { return x.Name == "cost_meal" }); !strings.Contains(fmt.Sprint(f.Fields[i].Args), "most ¥400.00 over ¥120.00 each ¥40.00") {
			t.Errorf("by how much it is over: %v", f.Fields[i].Args)
		}
		bad = in
		bad.First = "2026-06-17"
		_, err = w.room.Ask(ctx, w.mate, bad)
		w.says(err, fault.KindInvalid, "budget.expense.after_the_fact")
		bad = in
		bad.As = AsOfficer
		_, err = w.room.Ask(ctx, w.mate, bad)
		w.says(err, fault.KindInvalid, "budget.expense.as_other")
		_, err = w.room.Ask(ctx, w.other, in)
		w.says(err, fault.KindNotFound, "")
		id, err := w.room.Ask(ctx, w.mate, in)
		w.ok(err)
		e, err := w.room.Expense(ctx, w.sec, id)
		w.ok(err)
		agree := Decision{Seen: e.Hash, Agree: true}
		w.says(w.room.SignExpense(ctx, w.mate, id, agree), fault.KindDenied, access.SameHand)
		w.says(w.room.SignExpense(ctx, w.aff, id, agree), fault.KindDenied, "budget_step")
		w.says(w.room.SignExpense(ctx, w.sec, id, Decision{Seen: "old", Agree: true}), fault.KindConflict, "budget.seen_other")
		w.ok(w.room.SignExpense(ctx, w.sec, id, agree))
		_, err = w.room.AddVoucher(ctx, w.mate, NewVoucher{Expense: string(id), Number: "1", Day: "2026-06-18", Item: "bus", Amount: "1", What: "车"})
		w.says(err, fault.KindConflict, "not_now.asked")
		w.ok(w.room.SignExpense(ctx, w.aff, id, agree))
		if e, err = w.room.Expense(ctx, w.fin, id); err != nil || e.State != Approved || e.SettleDue != "2026-07-25" {
			t.Fatalf("approved: %v %+v", err, e.Expense)
		}
		w.says(w.room.Settle(ctx, w.fin, id, e.Bills, ""), fault.KindInvalid, "budget.settle.no_vouchers")
		dbtest.Clock(d).Advance(8 * 24 * time.Hour)
		bill := func(no, item, amount string) VoucherID {
			x, err := w.room.AddVoucher(ctx, w.mate, NewVoucher{Expense: string(id), Number: no, Day: "2026-06-25", Item: item, Amount: amount, What: "票"})
			w.ok(err)
			return x
		}
		bill("A1", "bus", "1200")
		_, err = w.room.AddVoucher(ctx, w.mate, NewVoucher{Expense: string(id), Number: "A1", Day: "2026-06-25", Item: "bus", Amount: "1200", What: "重复"})
		w.says(err, fault.KindInvalid, "budget.voucher.twice")
		over, lodging := bill("A2", "meal", "401"), bill("A3", "lodging", "10")
		e, err = w.room.Expense(ctx, w.fin, id)
		w.ok(err)
		w.says(w.room.Settle(ctx, w.fin, id, e.Bills, "看过"), fault.KindInvalid, "budget.settle.over_item; : budget.settle.other_item; : budget.settle.over")
		kinds := []string{}
		for _, s := range e.Shown {
			kinds = append(kinds, s.Kind)
		}
		if !slices.Equal(kinds, []string{OtherPurpose, OverApproval}) {
			t.Errorf("shown: %v", kinds)
		}
		w.says(w.room.CancelVoucher(ctx, w.mate, over, ""), fault.KindInvalid, "budget.words_empty")
		w.ok(w.room.CancelVoucher(ctx, w.mate, over, "录错"))
		w.ok(w.room.CancelVoucher(ctx, w.mate, lodging, "不是本次"))
		bill("A4", "meal", "380.50")
		w.says(w.room.Settle(ctx, w.fin, id, e.Bills, ""), fault.KindConflict, "budget.seen_other")
		e, err = w.room.Expense(ctx, w.fin, id)
		w.ok(err)
		w.says(w.room.Settle(ctx, w.sec, id, e.Bills, ""), fault.KindDenied, "")
		w.ok(w.room.Settle(ctx, w.fin, id, e.Bills, ""))
		now, err := w.room.Plan(ctx, w.aff, v.ID)
		w.ok(err)
		if l := now.Lines[0]; l.Spent != 158050 || l.Held != 0 || l.Free() != 2000000-158050 {
			t.Errorf("line after settlement: %+v", l)
		}
		w.says(w.room.WithdrawExpense(ctx, w.mate, id, "不办了"), fault.KindConflict, "not_now.settled")
		err = d.Read(ctx, who.Job("test"), func(tx *db.Tx) error { _, err := calendar.Find(tx, promised, string(id)); return err })
		w.says(err, fault.KindNotFound, "")
		unit, err := unitSums(d)
		if err != nil || !strings.Contains(unit, "0 158050 158050;") || !strings.Contains(unit, "2000000 0 0;") {
			t.Errorf("by unit: %q %v", unit, err)
		}
	})
}

func unitSums(d *db.DB) (s string, err error) {
	err = d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		list, err := db.All(tx, func(r db.Scanner) (s string, err error) {
			var a, b, c int64
			err = r.Scan(&a, &b, &c)
			return fmt.Sprintf("%d %d %d;", a, b, c), err
		}, `select planned, approved, spent from v_budget_unit order by party_id, category`)
		s = strings.Join(list, "")
		return err
	})
	return s, err
}

// Earmarked means are for their purpose only, and a line is not spent twice.
func TestEarmarkedMeansAndBalance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		v := w.plan()
		in := w.form(v.Lines[1].ID)
		_, err := w.room.Ask(ctx, w.sec, in)
		w.says(err, fault.KindInvalid, "budget.expense.earmarked")
		in.Purpose = "参观"
		_, err = w.room.Ask(ctx, w.sec, in)
		w.says(err, fault.KindInvalid, "budget.expense.earmarked")
		in.Purpose, in.As = "新任书记培训", AsSecretary
		id, err := w.room.Ask(ctx, w.sec, in)
		w.ok(err)
		e, err := w.room.Expense(ctx, w.sec, id)
		if err != nil || !slices.Equal(e.Chain, []string{StepOfficer}) {
			t.Errorf("the secretary's own application: %v %v", e.Chain, err)
		}
		small := w.form(v.Lines[2].ID)
		small.Costs = map[string]NewCost{"other": {Amount: "1000"}}
		_, err = w.room.Ask(ctx, w.mate, small)
		w.ok(err)
		small.Costs = map[string]NewCost{"other": {Amount: "0.51"}}
		_, err = w.room.Ask(ctx, w.mate, small)
		w.says(err, fault.KindInvalid, "budget.expense.over_line")
		large := w.form(v.Lines[0].ID)
		large.Costs = map[string]NewCost{"other": {Amount: "10000.01"}}
		id, err = w.room.Ask(ctx, w.mate, large)
		w.ok(err)
		e, err = w.room.Expense(ctx, w.sec, id)
		if err != nil || !slices.Equal(e.Chain, []string{StepSecretary, StepOfficer, StepLeader}) {
			t.Errorf("above the amount the leader signs: %v %v", e.Chain, err)
		}
		agree := Decision{Seen: e.Hash, Agree: true}
		w.ok(w.room.SignExpense(ctx, w.sec, id, agree))
		w.ok(w.room.SignExpense(ctx, w.aff, id, agree))
		w.says(w.room.SignExpense(ctx, w.aff2, id, agree), fault.KindDenied, "budget_step")
		w.says(w.room.SignExpense(ctx, w.leader, id, Decision{Seen: e.Hash}), fault.KindInvalid, "budget.words_empty")
		w.ok(w.room.SignExpense(ctx, w.leader, id, Decision{Seen: e.Hash, Words: "从简"}))
		if e, _ = w.room.Expense(ctx, w.sec, id); e.State != Refused || e.Words != "从简" {
			t.Errorf("refused: %+v", e.Expense)
		}
	})
}

func TestChain(t *testing.T) {
	for _, c := range []struct {
		as    string
		total Money
		want  string
	}{{AsMember, 100, "secretary officer"}, {AsMember, 101, "secretary officer leader"}, {AsSecretary, 1, "officer"}, {AsSecretary, 101, "officer leader"}, {AsOfficer, 1, "leader"}, {AsOfficer, 101, "leader"}, {"nobody", 1, ""}} {
		if got := strings.Join(Chain(c.as, c.total, 100), " "); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.as, c.total, got, c.want)
		}
	}
}

// What nobody asked for is shown: each kind is planted once, and a sound pair shows nothing.
func TestShownWithoutBeingAsked(t *testing.T) {
	at := func(day string) time.Time { return clock.Day(day).Time() }
	sound := Expense{ID: "a", Number: "ZC-1", State: Settled, Total: 100, Spent: 90, First: "2026-05-01", Last: "2026-05-01", ApprovedAt: at("2026-04-20"), SettleDue: "2026-06-01"}
	costs := map[ExpenseID]map[string]Money{"a": {"meal": 100}, "b": {"meal": 100}, "c": {"meal": 100}, "d": {"meal": 100}}
	bill := Voucher{ID: "v", Expense: "a", Item: "meal", Amount: 90, Day: "2026-05-01"}
	if got := Watch([]Expense{sound}, []Voucher{bill}, costs, "2026-06-18"); len(got) != 0 {
		t.Errorf("nothing is wrong: %v", got)
	}
	none, late, early := sound, sound, sound
	none.ID, none.State, none.SettleDue = "b", Approved, "2026-07-01"
	late.ID, late.State = "c", Approved
	early.ID = "d"
	vouchers := []Voucher{bill, {ID: "x", Amount: 5, Item: "meal", Day: "2026-05-02"}, {ID: "y", Expense: "c", Item: "gift", Amount: 101, Day: "2026-05-03"}, {ID: "z", Expense: "d", Item: "meal", Amount: 1, Day: "2026-04-19"}}
	var got []string
	for _, s := range Watch([]Expense{sound, none, late, early}, vouchers, costs, "2026-06-18") {
		got = append(got, s.Kind)
	}
	if want := []string{NoVoucher, NoApplication, OtherPurpose, TooEarly, OverApproval, NotSettled}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	line := func(amount, spent Money) Use {
		return Use{Line: Line{Category: "train", Title: "t", Amount: amount}, Spent: spent}
	}
	for _, c := range []struct {
		spent Money
		want  string
	}{{0, Slow}, {20, Slow}, {21, ""}, {71, ""}, {72, Fast}} {
		list := Paces(Plan{Year: 2026}, []Use{line(100, c.spent)}, "2026-06-18")
		if got := fmt.Sprint(len(list) == 1 && list[0].Kind == c.want || len(list) == 0 && c.want == ""); got != "true" {
			t.Errorf("%d of 100 at mid-June: %+v", c.spent, list)
		}
	}
}
