package budget

import (
	"context"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Member is a member of a branch.
type Member struct{ Person, Name string }

// DuesSum is what a branch's members owed and paid for a month.
type DuesSum struct {
	Party     string
	PartyName string
	Ord       int64
	Month     string
	Due, Paid Money
}

// DuesHome is the first page of dues: branches by month, in register order.
type DuesHome struct {
	Today     clock.Day
	Year      int
	Rules     *pack.Budget
	Branches  []Party // of the actor's scope that have dues or may keep them
	Sums      map[string]map[string]DuesSum
	Handed    map[string]Money
	Months    []string
	Keeps     map[string]bool // branches whose members the actor may see
	Published []Publication
}

// DuesHome reads the sums of the branches in the actor's scope.
func (r *Room) DuesHome(ctx context.Context, actor who.Actor, year int) (v DuesHome, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, access.ReadDues) {
			return fault.NotFound()
		}
		v.Today, v.Year = tx.Today(), year
		if year == 0 {
			v.Year = v.Today.Year()
		}
		if v.Rules, _, err = r.rules(tx, ""); err != nil {
			return err
		}
		return v.fill(tx)
	})
	return v, err
}

func (v *DuesHome) fill(tx *db.Tx) error {
	first, last := fmt.Sprintf("%04d-01", v.Year), fmt.Sprintf("%04d-12", v.Year)
	for m := first; m <= last; m = MonthAdd(m, 1) {
		v.Months = append(v.Months, m)
	}
	sums, err := duesSums(tx, first, last)
	if err != nil {
		return err
	}
	v.Sums, v.Handed, v.Keeps = map[string]map[string]DuesSum{}, map[string]Money{}, map[string]bool{}
	for _, s := range sums {
		if v.Sums[s.Party] == nil {
			v.Sums[s.Party] = map[string]DuesSum{}
		}
		v.Sums[s.Party][s.Month] = s
	}
	list, err := handingsIn(tx, first, last)
	if err != nil {
		return err
	}
	for _, h := range list {
		v.Handed[h.Party] += h.Amount
	}
	branches, err := parties(tx, access.ReadDues)
	for _, b := range branches {
		keeps := access.May(tx.Who, access.KeepDues, duesPlace(b.Ord, access.P3)) == nil && isBranch(b.Kind)
		if keeps || v.Sums[b.ID] != nil {
			v.Branches = append(v.Branches, b)
			v.Keeps[b.ID] = keeps
		}
	}
	if err != nil {
		return err
	}
	all, err := listPublications(tx, "dues")
	for _, p := range all {
		if p.mayRead(tx) == nil {
			v.Published = append(v.Published, p)
		}
	}
	return err
}

// isBranch tells whether members belong to an organisation of the kind directly.
func isBranch(kind string) bool {
	return kind == "party_cell" || kind == "party_joint" || kind == "party_temporary"
}

// Roll is one branch's month with its members: for its secretary and the Party officer.
type Roll struct {
	Party    Party
	Today    clock.Day
	Month    string
	Rules    *pack.Budget
	Members  []Member
	Bases    map[string]Base
	Dues     []Dues
	NoBase   []Member // members without a base
	Open     []Dues   // months before that were not paid
	Talk     []Member // unpaid for as many months as the rules say: a matter to talk about, for the secretary only
	Handings []Handing
	Paid     Money
	Handed   Money
}

// Roll reads a branch's month. NotFound or Denied to everybody but its secretary and the Party officer.
func (r *Room) Roll(ctx context.Context, actor who.Actor, branch, month string) (v Roll, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Party, err = keepable(tx, branch); err != nil {
			return err
		}
		v.Today, v.Month = tx.Today(), month
		if len(month) != 7 {
			v.Month = Month(v.Today)
		}
		if v.Rules, _, err = r.rules(tx, ""); err != nil {
			return err
		}
		return v.fill(tx)
	})
	return v, err
}

func (v *Roll) fill(tx *db.Tx) (err error) {
	if v.Members, err = membersOf(tx, v.Party.ID, clock.Day(v.Month+"-28")); err != nil {
		return err
	}
	bases, err := basesOn(tx, v.Party.ID, v.Month)
	if err != nil {
		return err
	}
	v.Bases = map[string]Base{}
	for _, b := range bases {
		v.Bases[b.Person] = b
	}
	for _, m := range v.Members {
		if _, ok := v.Bases[m.Person]; !ok {
			v.NoBase = append(v.NoBase, m)
		}
	}
	if v.Dues, err = duesOfMonth(tx, v.Party.ID, v.Month); err != nil {
		return err
	}
	if v.Open, err = openDues(tx, v.Party.ID, MonthAdd(Month(v.Today), -1)); err != nil {
		return err
	}
	if holds(tx.Who, access.Secretary, v.Party.Ord) { // the talk is the secretary's
		v.Talk = Talk(v.Open, v.Rules.TalkMonths)
	}
	if v.Paid, v.Handed, err = duesTotals(tx, v.Party.ID); err != nil {
		return err
	}
	all, err := handingsIn(tx, "0000-00", "9999-99")
	for _, h := range all {
		if h.Party == v.Party.ID {
			v.Handings = append(v.Handings, h)
		}
	}
	return err
}

// Talk names the members with at least so many unpaid months, in the order of the roll. It is shown to
// whoever keeps the roll, as a matter to talk about; nothing follows from it by itself.
func Talk(open []Dues, months int) (out []Member) {
	n := map[string]int{}
	for _, d := range open {
		if n[d.Person]++; n[d.Person] == months {
			out = append(out, Member{d.Person, d.Name})
		}
	}
	return out
}

// PublishDues shows a half-year's sums to the members of the branch: sums, no member.
func (r *Room) PublishDues(ctx context.Context, actor who.Actor, branch string, year, half int) (string, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (string, error) { return r.PublishDuesIn(tx, branch, year, half) })
}

// PublishDuesIn is the verb inside a running transaction.
func (r *Room) PublishDuesIn(tx *db.Tx, branch string, year, half int) (string, error) {
	u, err := keepable(tx, branch)
	if err != nil {
		return "", err
	}
	first, last := fmt.Sprintf("%04d-01", year), fmt.Sprintf("%04d-06", year)
	if half == 2 {
		first, last = fmt.Sprintf("%04d-07", year), fmt.Sprintf("%04d-12", year)
	}
	if half < 1 || half > 2 || last >= Month(tx.Today()) {
		return "", fault.Invalid(fault.On("half", "budget.dues.half_not_over"))
	}
	s := DuesSheet{Party: u.Name, Period: fmt.Sprintf("%04dH%d", year, half), Day: tx.Today()}
	sums, err := duesSums(tx, first, last)
	if err != nil {
		return "", err
	}
	for _, x := range sums {
		if x.Party == u.ID {
			s.Rows = append(s.Rows, x)
		}
	}
	list, err := handingsIn(tx, first, last)
	if err != nil {
		return "", err
	}
	for _, h := range list {
		if h.Party == u.ID {
			s.Handed += h.Amount
		}
	}
	return publish(tx, u.ID, u.Ord, "dues", s.Period, s)
}
