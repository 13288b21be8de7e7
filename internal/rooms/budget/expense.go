package budget

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// States of an application besides Approved.
const (
	Asked     = "asked"
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Settled   = "settled"
)

// Steps of the chain under an application, in order.
const (
	StepSecretary = "secretary"
	StepOfficer   = "officer"
	StepLeader    = "leader"
)

// As is in which capacity somebody applies; it decides where the chain begins.
const (
	AsMember    = "member"    // 支部委员: the secretary signs first
	AsSecretary = "secretary" // 书记本人: the officer signs first
	AsOfficer   = "officer"   // 党务干部 for the organisation itself: the leader signs
)

// stepRoles are the roles that sign a step.
var stepRoles = map[string]access.Role{StepSecretary: access.Secretary, StepOfficer: access.PartyAff, StepLeader: access.Leader}

// Chain is who signs, in order: nobody signs below his or her own capacity, and above an amount the
// leader signs last.
func Chain(as string, total, leaderAbove Money) []string {
	steps := map[string][]string{AsMember: {StepSecretary, StepOfficer}, AsSecretary: {StepOfficer}, AsOfficer: {StepLeader}}[as]
	if total > leaderAbove && !slices.Contains(steps, StepLeader) {
		return append(slices.Clone(steps), StepLeader)
	}
	return slices.Clone(steps)
}

// next is the step after one, "" at the end.
func next(chain []string, step string) string {
	i := slices.Index(chain, step)
	if i < 0 || i+1 >= len(chain) {
		return ""
	}
	return chain[i+1]
}

// Expense is an application before spending with what became of it.
type Expense struct {
	ID          ExpenseID
	Number      string // ZC-26-014
	Plan        PlanID
	Line        LineID
	Party       string
	PartyOrd    int64
	PartyName   string
	Year        int
	ActivityID  string // of organisation life, "" when there is none
	Activity    string
	Purpose     string
	Place       string // as typed; a place without a line of its own goes by the general one
	People      int
	First, Last clock.Day
	As          string
	Bans        string // codes of what the applicant signed not to do
	Total       Money
	Spent       Money
	State       string
	Step        string // who signs next
	Hash        string
	Pack        string
	AskedBy     string
	AskedName   string
	AskedAt     time.Time
	ApprovedAt  time.Time
	SettleDue   clock.Day
	SettledBy   string
	SettledName string
	SettledAt   time.Time
	Words       string
	Version     int64
}

// Days of the activity, both ends included.
func (e *Expense) Days() int { return e.Last.Sub(e.First) + 1 }

// Cost is one item of an application. Ceiling is the most it might cost when it was asked for, -1
// when the table has none.
type Cost struct {
	Item     string
	Quantity int64 // cars or hours, where the ceiling counts them
	Amount   Money
	Ceiling  Money
	Article  string
	Note     string
}

// Sign is one signature under an application.
type Sign struct {
	Step  string
	Act   string // agree or refuse
	Words string
	Hash  string
	By    string
	Name  string
	At    time.Time
}

// ExpenseHash is the fingerprint of what is signed: the application with every cost.
func ExpenseHash(e Expense, costs []Cost) string {
	costs = slices.SortedFunc(slices.Values(costs), func(a, b Cost) int { return strings.Compare(a.Item, b.Item) })
	return hashOf(struct {
		Line                              LineID
		Party, Activity, Meeting, Purpose string
		Place, As, Bans                   string
		People                            int
		First, Last                       clock.Day
		Total                             Money
		Costs                             []Cost
	}{e.Line, e.Party, e.Activity, e.ActivityID, e.Purpose, e.Place, e.As, e.Bans, e.People, e.First, e.Last, e.Total, costs})
}

// NewCost is an item as a person types it; an empty amount leaves it out.
type NewCost struct{ Amount, Quantity, Note string }

// NewExpense is an application as a person types it.
type NewExpense struct {
	Party      string
	Line       string
	ActivityID string
	Activity   string
	Purpose    string
	Place      string
	People     string
	First      string
	Last       string
	As         string
	Bans       []string
	Costs      map[string]NewCost // by item
}

// placeCode finds the pack's place by code or title; the general one for all others.
func placeCode(b *pack.Budget, typed string) string {
	for _, p := range b.Places {
		if typed == p.Code || typed == p.Title.Zh || strings.EqualFold(typed, p.Title.En) {
			return p.Code
		}
	}
	return b.Places[0].Code
}

// CeilingFor is the most that an item may cost for so many people and days at a place.
func CeilingFor(b *pack.Budget, item, placeTyped string, people, days int, quantity int64) (most Money, c pack.Ceiling, ok bool) {
	c, ok = b.CeilingOf(item, placeCode(b, placeTyped))
	if !ok {
		return 0, c, false
	}
	n := int64(1)
	switch c.Per {
	case pack.PersonDay:
		n = int64(people) * int64(days)
	case pack.PersonNight:
		n = int64(people) * int64(days-1)
	case pack.PersonHalf:
		n = int64(people) * int64(days) * 2
	case pack.CarDay:
		n = quantity * int64(days)
	case pack.PerHour:
		n = quantity
	case pack.PerPerson:
		n = int64(people)
	}
	return c.Amount * Money(n), c, true
}

// Quantified tells whether the ceiling of an item counts something that has to be typed.
func Quantified(b *pack.Budget, item string) bool {
	c, ok := b.CeilingOf(item, b.Places[0].Code)
	return ok && (c.Per == pack.CarDay || c.Per == pack.PerHour)
}

// read turns the form into an application, naming every wrong field at once.
func (in NewExpense) read(b *pack.Budget, today clock.Day) (Expense, []Cost, error) {
	var c fault.Check
	e := Expense{Line: LineID(in.Line), ActivityID: in.ActivityID, Activity: in.Activity, Purpose: in.Purpose, Place: in.Place, As: in.As}
	limit(&c, "activity", in.Activity, 120, "budget.expense.activity_empty")
	limit(&c, "purpose", in.Purpose, 80, "")
	limit(&c, "place", in.Place, 60, "budget.expense.place_empty")
	notOutside(&c, "activity", in.Activity)
	e.People = whole(&c, "people", in.People, 2000)
	e.First, e.Last = day(&c, "first", in.First), day(&c, "last", in.Last)
	if e.First != "" && e.Last != "" {
		c.That(e.Last >= e.First, "last", "budget.expense.last_before_first")
		c.That(e.Last.Sub(e.First) < 31, "last", "budget.expense.too_many_days", "max", 31)
		c.That(e.First >= today, "first", "budget.expense.after_the_fact", "today", string(today))
	}
	c.That(Chain(in.As, 0, 1) != nil, "as", "budget.expense.as_empty")
	for _, x := range b.Bans {
		c.That(slices.Contains(in.Bans, x.Code), "bans", "budget.expense.ban_unsigned", "ban", x.Title)
	}
	e.Bans = strings.Join(codes(b.Bans), " ")
	if err := c.Err(); err != nil {
		in.costs(b, &e, &c)
		return e, nil, c.Err()
	}
	costs := in.costs(b, &e, &c)
	return e, costs, c.Err()
}

// costs reads each item and holds it against its ceiling: which item, by how much, by which article.
func (in NewExpense) costs(b *pack.Budget, e *Expense, c *fault.Check) (out []Cost) {
	for _, item := range b.Items {
		x, ok := in.Costs[item.Code]
		if !ok || x.Amount == "" {
			continue
		}
		k := Cost{Item: item.Code, Amount: fen.Read(c, "cost_"+item.Code, x.Amount), Ceiling: -1, Note: x.Note}
		limit(c, "note_"+item.Code, x.Note, 120, "")
		notOutside(c, "note_"+item.Code, x.Note)
		if Quantified(b, item.Code) {
			k.Quantity = int64(whole(c, "quantity_"+item.Code, x.Quantity, 500))
		}
		if k.Amount == 0 {
			continue
		}
		if e.People > 0 && e.First != "" && e.Last >= e.First {
			if most, by, ok := CeilingFor(b, item.Code, e.Place, e.People, e.Days(), k.Quantity); ok {
				k.Ceiling, k.Article = most, articleOf(by.Cites)
				p, _ := pack.HeadOf(b.Places, by.Place)
				c.That(k.Amount <= most, "cost_"+item.Code, "budget.expense.over_ceiling", "item", item.Title, "amount", k.Amount.Text(), "most", most.Text(),
					"over", (k.Amount - most).Text(), "each", by.Amount.Text(), "per", "budget.per."+string(by.Per), "place", p.Title, "article", k.Article)
			}
		}
		e.Total += k.Amount
		out = append(out, k)
	}
	c.That(e.Total > 0, "costs", "budget.expense.no_costs")
	return out
}

// articleOf is the source and article of a ceiling, as they stood that day.
func articleOf(cites []pack.Cite) string {
	if len(cites) == 0 {
		return ""
	}
	s := cites[0].Title.Zh
	if cites[0].Article != "" {
		s += "第" + cites[0].Article + "条"
	}
	return s
}

func codes(list []pack.Head) (out []string) {
	for _, h := range list {
		out = append(out, h.Code)
	}
	return out
}

func whole(c *fault.Check, field, s string, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	c.That(err == nil && n >= 1 && n <= most, field, "budget.whole", "value", s, "max", most)
	if err != nil || n < 1 || n > most {
		return 0
	}
	return n
}

func day(c *fault.Check, field, s string) clock.Day {
	d, err := clock.ParseDay(strings.TrimSpace(s))
	c.That(err == nil, field, "budget.day", "value", s)
	if err != nil {
		return ""
	}
	return d
}

// holds tells whether the actor has the role at the place: a step belongs to a role, not only to a right.
func holds(a who.Actor, role access.Role, ord int64) bool {
	return slices.ContainsFunc(a.Grants, func(g who.Grant) bool { return g.Role == role && g.First <= ord && ord <= g.Last })
}

// hands are everybody who had the application in hand: applicant and signers.
func hands(e Expense, signs []Sign) []string {
	out := []string{e.AskedBy}
	for _, s := range signs {
		out = append(out, s.By)
	}
	return out
}

// earmark refuses means with a purpose for any other one (专款专用).
func earmark(l Use, purpose string) error {
	if l.Purpose != "" && l.Purpose != purpose {
		return fault.Invalid(fault.On("purpose", "budget.expense.earmarked", "line", l.Title, "purpose", l.Purpose))
	}
	return nil
}

// lineFor is the line of an approved plan of the organisation itself or of one above it.
func lineFor(tx *db.Tx, id LineID, ord, last int64) (Use, Plan, error) {
	l, err := loadUse(tx, id)
	if fault.Is(err, fault.KindNotFound) {
		return l, Plan{}, fault.Invalid(fault.On("line", "budget.expense.line_unknown"))
	}
	if err != nil {
		return l, Plan{}, err
	}
	p, err := loadPlan(tx, l.Plan)
	if err != nil {
		return l, p, err
	}
	above, err := party(tx, p.Party)
	if err != nil {
		return l, p, err
	}
	if p.State != Approved || above.Ord > ord || above.Last < last {
		return l, p, fault.Invalid(fault.On("line", "budget.expense.line_unknown"))
	}
	return l, p, nil
}
