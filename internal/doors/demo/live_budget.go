package demo

import (
	"context"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/rooms/budget"
)

// budgetParty is the organisation that keeps the means of the bureau's own branches.
const budgetParty = "JGD"

// secretaryOf is who acts as the secretary of a Party organisation, "" for nobody.
func (l *loader) secretaryOf(code string) string {
	for _, a := range l.w.Accounts {
		if a.Role == "secretary" && a.Unit == code {
			return a.Person
		}
	}
	return ""
}

// ownBranches are the bureau's own branches that have a secretary.
func (l *loader) ownBranches() (out []string) {
	for _, p := range l.w.Parties {
		if p.Parent == budgetParty && l.secretaryOf(p.Code) != "" {
			out = append(out, p.Code)
		}
	}
	return out
}

var budgetLines = []budget.NewLine{
	{Category: "train", Title: "党员集中轮训", Amount: "46,000", Note: "全年四期"},
	{Category: "train", Title: "新任支部书记培训", Purpose: "新任支部书记培训", Amount: "38,000"},
	{Category: "activity", Title: "主题党日和组织生活", Amount: "36,000"},
	{Category: "post", Title: "党员活动室建设", Amount: "60,000"},
	{Category: "honour", Title: "表彰和走访慰问", Amount: "32,000", Note: "慰问困难党员和离退休党员"},
	{Category: "print", Title: "党报党刊和学习资料", Amount: "18,000"},
	{Category: "other", Title: "其他", Amount: "6,000"},
}

// spending is one activity of the demo: month and branch, on which line, and what it cost.
type spending struct {
	line             int
	activity         string
	people           int
	costs            map[string]budget.NewCost
	bills            [][3]string // item, amount, what
	purpose          string
	skipBill, unpaid bool
	early            bool
}

var spendings = []spending{
	{line: 2, activity: "参观市革命历史纪念馆", people: 24, costs: map[string]budget.NewCost{"bus": {Amount: "1200", Quantity: "1"}, "meal": {Amount: "960"}}, bills: [][3]string{{"bus", "1180", "大客车一辆"}, {"meal", "936", "工作餐"}}},
	{line: 0, activity: "党员集中轮训第一期", people: 30, costs: map[string]budget.NewCost{"lecture": {Amount: "4000", Quantity: "8"}, "material": {Amount: "900"}, "venue": {Amount: "2400"}}, bills: [][3]string{{"lecture", "4000", "讲课费"}, {"material", "868.50", "学习资料"}, {"venue", "2400", "场地"}}},
	{line: 5, activity: "订阅党报党刊", people: 20, costs: map[string]budget.NewCost{"other": {Amount: "3200"}}, bills: [][3]string{{"other", "3180", "全年订阅"}}},
	{line: 4, activity: "走访慰问困难党员", people: 6, costs: map[string]budget.NewCost{"other": {Amount: "6000"}}, bills: [][3]string{{"other", "6000", "慰问金发放表"}}},
	{line: 2, activity: "与社区支部联合开展主题党日", people: 30, costs: map[string]budget.NewCost{"meal": {Amount: "1200"}, "other": {Amount: "600"}}, bills: [][3]string{{"meal", "1140", "工作餐"}, {"other", "560", "横幅和便民服务用品"}}},
	{line: 1, activity: "新任支部书记培训班", people: 12, purpose: "新任支部书记培训", costs: map[string]budget.NewCost{"lecture": {Amount: "6000", Quantity: "12"}, "material": {Amount: "360"}, "meal": {Amount: "480"}}, bills: [][3]string{{"lecture", "6000", "讲课费"}, {"material", "352", "教材"}, {"meal", "480", "工作餐"}}},
	{line: 3, activity: "党员活动室图板更新", people: 10, costs: map[string]budget.NewCost{"other": {Amount: "4800"}}, bills: [][3]string{{"other", "4760", "图板制作"}}},
	{line: 2, activity: "重温入党誓词主题党日", people: 35, costs: map[string]budget.NewCost{"bus": {Amount: "1200", Quantity: "1"}, "meal": {Amount: "1400"}}, bills: [][3]string{{"bus", "1200", "大客车一辆"}, {"meal", "1320", "工作餐"}}},
}

// odd are what is wrong in the running year, by how many months ago.
var odd = map[int]spending{
	1: {line: 2, activity: "红色教育基地现场教学", people: 20, costs: map[string]budget.NewCost{"bus": {Amount: "1200", Quantity: "1"}, "meal": {Amount: "800"}}, bills: [][3]string{{"bus", "1200", "大客车一辆"}, {"lodging", "680", "住宿两间"}}, unpaid: true},
	2: {line: 2, activity: "义务植树主题党日", people: 26, costs: map[string]budget.NewCost{"meal": {Amount: "1040"}, "other": {Amount: "500"}}, bills: [][3]string{{"meal", "1248", "工作餐"}}, unpaid: true, early: true},
	3: {line: 0, activity: "党员集中轮训第三期", people: 40, costs: map[string]budget.NewCost{"lecture": {Amount: "4000", Quantity: "8"}, "material": {Amount: "1200"}}, skipBill: true},
}

// liveSpend is an application while the demo lives it.
type liveSpend struct {
	spending
	branch string
	id     budget.ExpenseID
}

// budgets lives the Party budget of the year before and of the running one.
func (l *loader) budgets() {
	for _, year := range []int{l.w.Today.Year() - 1, l.w.Today.Year()} {
		first := later(clock.Day(fmt.Sprintf("%04d-01-08", year)), workday(l.start.Add(40)))
		if first.Add(14) >= l.w.Today {
			continue
		}
		st := l.script.story(fmt.Sprintf("budget %d", year), 10, 21)
		lines := make([]budget.LineID, len(budgetLines))
		st.on(workday(first), func(ctx context.Context) error { return l.planBudget(ctx, year, lines) })
		branches := l.ownBranches()
		n := 0
		for mon := firstOf(first.Add(28)); mon < l.w.Today && mon.Year() == year && len(branches) > 0; mon = nextMonth(mon) {
			var list []*liveSpend
			for range 3 {
				list = append(list, &liveSpend{spending: spendings[n%len(spendings)], branch: branches[n*5%len(branches)]})
				n++
			}
			if x, ok := odd[l.monthsAgo(mon)]; ok {
				list = append(list, &liveSpend{spending: x, branch: budgetBranch(branches, n)})
			}
			l.spend(st, mon, list, lines)
		}
		if year == l.w.Today.Year() {
			l.looseBill(st)
		} else if on := workday(clock.Day(fmt.Sprintf("%04d-01-20", year+1))); on < l.w.Today {
			st.on(on, func(ctx context.Context) error { return l.publishBudget(ctx, year) })
		}
	}
	l.dues()
}

// budgetBranch gives the printed secretary's branch something to look at.
func budgetBranch(branches []string, n int) string {
	if n%2 == 0 {
		return "JGD-10"
	}
	return branches[n%len(branches)]
}

func (l *loader) planBudget(ctx context.Context, year int, lines []budget.LineID) error {
	room, aff := l.h.Budget, l.actor("aff")
	id, err := room.MakePlan(ctx, aff, budget.NewPlan{Party: l.units[budgetParty], Year: year})
	if err == nil {
		err = room.SetLines(ctx, aff, id, budgetLines)
	}
	if err == nil {
		err = room.Submit(ctx, aff, id)
	}
	if err != nil {
		return err
	}
	v, err := room.Plan(ctx, l.actor("boss"), id)
	if err == nil {
		err = room.DecidePlan(ctx, l.actor("boss"), id, budget.Decision{Seen: v.Now, Agree: true, Words: "同意，专款专用。"})
	}
	for i := range lines {
		lines[i] = v.Lines[i].ID
	}
	return err
}

// spend lives a month's applications: asked, signed, billed, settled.
func (l *loader) spend(st *story, mon clock.Day, list []*liveSpend, lines []budget.LineID) {
	step := func(day int, do func(ctx context.Context, x *liveSpend) error) {
		on := workday(mon.Add(day))
		if on >= l.w.Today {
			return
		}
		st.on(on, func(ctx context.Context) error {
			for _, x := range list {
				if x.id == "" && day > 2 {
					continue
				}
				if err := do(ctx, x); err != nil {
					return fmt.Errorf("%s: %w", x.activity, err)
				}
			}
			return nil
		})
	}
	held := workday(mon.Add(16))
	step(2, func(ctx context.Context, x *liveSpend) (err error) {
		by := l.actor(l.secretaryOf(x.branch))
		rules, err := l.h.Budget.Rules(ctx, by)
		if err != nil {
			return err
		}
		in := budget.NewExpense{Party: l.units[x.branch], Line: string(lines[x.line]), Activity: x.activity, Purpose: x.purpose, Place: "本市", People: fmt.Sprint(x.people),
			First: string(held), Last: string(held), As: budget.AsSecretary, Costs: x.costs}
		for _, b := range rules.Bans {
			in.Bans = append(in.Bans, b.Code)
		}
		x.id, err = l.h.Budget.Ask(ctx, by, in)
		return err
	})
	step(5, func(ctx context.Context, x *liveSpend) error {
		v, err := l.h.Budget.Expense(ctx, l.actor("aff"), x.id)
		if err == nil {
			err = l.h.Budget.SignExpense(ctx, l.actor("aff"), x.id, budget.Decision{Seen: v.Hash, Agree: true, Words: "符合标准。"})
		}
		return err
	})
	step(20, func(ctx context.Context, x *liveSpend) error {
		if x.skipBill {
			return nil
		}
		day := held
		if x.early {
			day = mon.Add(1)
		}
		return l.h.DB.Write(ctx, l.actor(l.secretaryOf(x.branch)), func(tx *db.Tx) error {
			for i, b := range x.bills {
				if _, err := l.h.Budget.AddVoucherIn(tx, budget.NewVoucher{Expense: string(x.id), Number: fmt.Sprintf("%s%02d%s", string(mon)[2:4]+string(mon)[5:7], i+1, string(x.id)[20:]), Day: string(day), Item: b[0], Amount: b[1], What: b[2]}); err != nil {
					return err
				}
			}
			return nil
		})
	})
	step(27, func(ctx context.Context, x *liveSpend) error {
		if x.skipBill || x.unpaid {
			return nil
		}
		v, err := l.h.Budget.Expense(ctx, l.actor("fin"), x.id)
		if err == nil {
			err = l.h.Budget.Settle(ctx, l.actor("fin"), x.id, v.Bills, "")
		}
		return err
	})
}

// looseBill is a bill that came without an application.
func (l *loader) looseBill(st *story) {
	st.on(workday(l.w.Today.Add(-19)), func(ctx context.Context) error {
		_, err := l.h.Budget.AddVoucher(ctx, l.actor("fin"), budget.NewVoucher{Party: l.units["JGD-06"], Number: "00483127", Day: string(l.w.Today.Add(-26)), Item: "venue", Amount: "1500", What: "会议室租用"})
		return err
	})
}

func (l *loader) publishBudget(ctx context.Context, year int) error {
	v, err := l.h.Budget.Home(ctx, l.actor("aff"), year)
	if err != nil {
		return err
	}
	for _, p := range v.Plans {
		if p.State == budget.Approved {
			if _, err := l.h.Budget.Publish(ctx, l.actor("aff"), p.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// dues lives the dues of one branch for two years and of two others since spring: computed, paid, handed
// up; one member has not paid for half a year, one is exempt for some months.
func (l *loader) dues() {
	begin := firstOf(later(l.w.Today.Add(-700), l.start.Add(45)))
	for i, code := range []string{"JGD-10", "JGD-01", "JGD-07"} {
		sec := l.secretaryOf(code)
		if sec == "" {
			continue
		}
		from := begin
		if i > 0 {
			from = firstOf(l.w.Today.Add(-200))
		}
		st := l.script.story("dues "+code, 11, 9+i)
		st.on(workday(from.Add(3)), func(ctx context.Context) error { return l.duesBases(ctx, sec, code, from) })
		for mon := from; mon < firstOf(l.w.Today); mon = nextMonth(mon) {
			st.on(workday(mon.Add(24)), func(ctx context.Context) error { return l.duesMonth(ctx, sec, code, mon) })
			if month(mon)%6 == 0 {
				if on := workday(mon.Add(40)); on < l.w.Today {
					st.on(on, func(ctx context.Context) error { return l.duesHalf(ctx, sec, code, mon) })
				}
			}
		}
	}
}

func (l *loader) duesBases(ctx context.Context, sec, code string, from clock.Day) error {
	v, err := l.h.Budget.Roll(ctx, l.actor(sec), l.units[code], budget.Month(from))
	if err != nil {
		return err
	}
	return l.h.DB.Write(ctx, l.actor(sec), func(tx *db.Tx) error {
		for n, m := range v.Members {
			base := fmt.Sprint(4200 + n*173%5200)
			if err := l.h.Budget.SetBaseIn(tx, budget.NewBase{Party: l.units[code], Person: m.Person, Since: budget.Month(from), Base: base}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *loader) duesMonth(ctx context.Context, sec, code string, mon clock.Day) error {
	by, party, m := l.actor(sec), l.units[code], budget.Month(mon)
	if _, err := l.h.Budget.OpenMonth(ctx, by, party, m); err != nil {
		return err
	}
	v, err := l.h.Budget.Roll(ctx, by, party, m)
	if err != nil {
		return err
	}
	var list []budget.Payment
	for n, d := range v.Dues {
		p := budget.Payment{ID: d.ID, Paid: d.Due.Plain(), On: string(workday(mon.Add(20)))}
		switch {
		case n == 4 && l.monthsAgo(mon) <= 7 && code == "JGD-10":
			continue // not paid: a matter to talk about
		case n == 9 && month(mon) <= 3:
			p = budget.Payment{ID: d.ID, Exempt: "因病住院，支委会研究减免"}
		case (n+month(mon))%17 == 3 && l.monthsAgo(mon) <= 1:
			continue
		}
		list = append(list, p)
	}
	return l.h.Budget.Pay(ctx, by, party, list)
}

func (l *loader) duesHalf(ctx context.Context, sec, code string, mon clock.Day) error {
	by, party := l.actor(sec), l.units[code]
	v, err := l.h.Budget.Roll(ctx, by, party, budget.Month(mon))
	if err != nil {
		return err
	}
	on := l.h.DB.Clock().Now()
	err = l.h.Budget.HandUp(ctx, by, party, budget.NewHanding{First: budget.MonthAdd(budget.Month(mon), -5), Last: budget.Month(mon), Amount: (v.Paid - v.Handed).Plain(), Day: string(clock.DayOf(on)), Receipt: "党缴" + budget.Month(mon)})
	if err != nil {
		return err
	}
	_, err = l.h.Budget.PublishDues(ctx, by, party, mon.Year(), month(mon)/6)
	return err
}
