package budget

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Publication is a sheet as it was published to the members: kept as it was shown.
type Publication struct {
	ID        string
	Party     string
	PartyName string
	PartyOrd  int64
	Kind      string // budget or dues
	Period    string // 2026 or 2026H1
	Body      string
	Hash      string
	Name      string
	At        time.Time
}

// Sheet is the content of a publication of the budget.
type Sheet struct {
	Party    string
	Number   string
	Year     int
	Day      clock.Day
	Sums     []Sum
	All      Sum
	Expenses []SheetRow
	Adjusts  []SheetAdjust
}

// SheetRow is one application of the sheet; refused and withdrawn ones are not published.
type SheetRow struct {
	Number, Party, Activity string
	Category                string
	First, Last             clock.Day
	Total, Spent            Money
	State                   string
}

// SheetAdjust is one approved adjustment.
type SheetAdjust struct {
	From, To, Reason string
	Amount           Money
}

// DuesSheet is the content of a publication of dues: sums of branches and months, no member.
type DuesSheet struct {
	Party  string
	Period string
	Day    clock.Day
	Rows   []DuesSum
	Handed Money
}

func yearName(year int) string { return strconv.Itoa(year) }

// Publish shows the year's sheet of a plan to the members of the organisation. It may be done again:
// each one stays as it was.
func (r *Room) Publish(ctx context.Context, actor who.Actor, id PlanID) (string, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (string, error) { return r.PublishIn(tx, id) })
}

// PublishIn is the verb inside a running transaction.
func (r *Room) PublishIn(tx *db.Tx, id PlanID) (string, error) {
	p, err := loadPlan(tx, id)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.PlanBudget, place(p.PartyOrd, string(id))); err != nil {
		return "", err
	}
	if p.State != Approved {
		return "", fault.Conflict("budget.plan.not_now." + p.State)
	}
	s, err := r.sheetOf(tx, p)
	if err != nil {
		return "", err
	}
	return publish(tx, p.Party, p.PartyOrd, "budget", yearName(p.Year), s)
}

func publish(tx *db.Tx, partyID string, ord int64, kind, period string, body any) (string, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	p := Publication{ID: db.NewID(), Party: partyID, Kind: kind, Period: period, Body: string(raw), Hash: hashOf(body), Name: tx.Who.Name, At: tx.Now}
	if err := insertPublication(tx, p, ord); err != nil {
		return "", err
	}
	return p.ID, record(tx, "publish", "budget_publication", p.ID, partyID, 1, map[string]any{"kind": kind, "period": period, "hash": p.Hash})
}

// sheetOf computes the sheet from the rows.
func (r *Room) sheetOf(tx *db.Tx, p Plan) (Sheet, error) {
	s := Sheet{Party: p.PartyName, Number: p.Number, Year: p.Year, Day: tx.Today()}
	b, _, err := r.rules(tx, p.Pack)
	if err != nil {
		return s, err
	}
	lines, err := listUse(tx, p.ID)
	if err != nil {
		return s, err
	}
	category, title := map[LineID]string{}, map[LineID]string{}
	for _, c := range b.Categories {
		one := Sum{Code: c.Code}
		for _, l := range lines {
			if l.Category == c.Code {
				one.add(l)
				category[l.ID], title[l.ID] = c.Code, l.Title
			}
		}
		if one.Planned > 0 || one.Amount > 0 {
			s.Sums = append(s.Sums, one)
		}
	}
	for _, l := range lines {
		s.All.add(l)
	}
	list, err := visibleExpenses(tx, Filter{Plan: p.ID})
	if err != nil {
		return s, err
	}
	for _, e := range slices.Backward(list) {
		if e.State == Approved || e.State == Settled {
			s.Expenses = append(s.Expenses, SheetRow{e.Number, e.PartyName, e.Activity, category[e.Line], e.First, e.Last, e.Total, e.Spent, e.State})
		}
	}
	adjusts, err := listAdjusts(tx, p.ID)
	for _, a := range adjusts {
		if a.State == "approved" {
			s.Adjusts = append(s.Adjusts, SheetAdjust{title[a.From], title[a.To], a.Reason, a.Amount})
		}
	}
	return s, err
}

// mayRead: members of the organisation and of those below it read what was published, and everybody
// who may read the budget.
func (p *Publication) mayRead(tx *db.Tx) error {
	right := map[string]access.Right{"budget": access.ReadBudget, "dues": access.ReadDues}[p.Kind]
	scope := access.ScopeOf(tx.Who, right)
	if scope.Has(p.PartyOrd) {
		return nil
	}
	u, err := party(tx, p.Party)
	if err != nil {
		return err
	}
	if s := scope.Within(u.Range()); s.All || len(s.Ranges) > 0 { // who keeps a branch below is one of its members
		return nil
	}
	if tx.Who.Person == "" {
		return fault.NotFound()
	}
	mine, err := memberOrds(tx, tx.Who.Person)
	if err == nil && !slices.ContainsFunc(mine, func(ord int64) bool { return u.Ord <= ord && ord <= u.Last }) {
		return fault.NotFound()
	}
	return err
}

// Published reads one publication; Sound tells whether what is kept still gives its hash.
func (r *Room) Published(ctx context.Context, actor who.Actor, id string) (p Publication, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if p, err = loadPublication(tx, id); err != nil {
			return err
		}
		return p.mayRead(tx)
	})
	return p, err
}

// Publications lists what the actor may read.
func (r *Room) Publications(ctx context.Context, actor who.Actor, kind string) (out []Publication, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		all, err := listPublications(tx, kind)
		for _, p := range all {
			if p.mayRead(tx) == nil {
				out = append(out, p)
			}
		}
		return err
	})
	return out, err
}

// Budget is the sheet of a publication of the budget.
func (p *Publication) Budget() (s Sheet, sound bool) {
	err := json.Unmarshal([]byte(p.Body), &s)
	return s, err == nil && hashOf(s) == p.Hash
}

// Dues is the sheet of a publication of dues.
func (p *Publication) Dues() (s DuesSheet, sound bool) {
	err := json.Unmarshal([]byte(p.Body), &s)
	return s, err == nil && hashOf(s) == p.Hash
}
