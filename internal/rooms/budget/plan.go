package budget

import (
	"context"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// States of a plan.
const (
	Draft     = "draft"
	Submitted = "submitted"
	Returned  = "returned"
	Approved  = "approved"
)

// Plan is the budget of one Party organisation for one year.
type Plan struct {
	ID          PlanID
	Number      string // YS-26-001
	Party       string
	PartyOrd    int64
	PartyName   string
	Year        int
	State       string
	Note        string
	Pack        string // version of the rules
	PlannedBy   string // person
	PlannedName string
	SubmittedAt time.Time
	Hash        string // of what was submitted
	DecidedBy   string
	DecidedName string
	DecidedAt   time.Time
	Words       string
	MadeAt      time.Time
	Version     int64
}

// Line is one line of a plan.
type Line struct {
	ID       LineID
	Plan     PlanID
	Seq      int
	Category string
	Title    string
	Purpose  string // 专款用途; empty when the category alone binds it
	Planned  Money  // first approved, never changed
	Amount   Money  // in force
	Note     string
	Version  int64
}

// Open tells whether lines may still be changed.
func (p *Plan) Open() bool { return p.State == Draft || p.State == Returned }

// Place is where acts on the plan happen; who planned does not approve.
func (p *Plan) Place() access.Place { return place(p.PartyOrd, string(p.ID), p.PlannedBy) }

// PlanHash is the fingerprint of exactly what is submitted and approved.
func PlanHash(p Plan, lines []Line) string {
	type row struct {
		Seq                            int
		Category, Title, Purpose, Note string
		Amount                         Money
	}
	rows := make([]row, len(lines))
	for i, l := range lines {
		rows[i] = row{l.Seq, l.Category, l.Title, l.Purpose, l.Note, l.Amount}
	}
	return hashOf(struct {
		Party string
		Year  int
		Note  string
		Lines []row
	}{p.Party, p.Year, p.Note, rows})
}

// NewLine is a line as a person types it.
type NewLine struct{ Category, Title, Purpose, Amount, Note string }

// check reads a line; prefix names its fields in the form.
func (in NewLine) check(b *pack.Budget, c *fault.Check, prefix string) Line {
	_, known := pack.HeadOf(b.Categories, in.Category)
	c.That(known, prefix+"category", "budget.line.category_unknown", "value", in.Category)
	limit(c, prefix+"title", in.Title, 80, "budget.line.title_empty")
	limit(c, prefix+"purpose", in.Purpose, 80, "")
	limit(c, prefix+"note", in.Note, 200, "")
	notOutside(c, prefix+"title", in.Title)
	notOutside(c, prefix+"purpose", in.Purpose)
	notOutside(c, prefix+"note", in.Note)
	amount := fen.Read(c, prefix+"amount", in.Amount)
	return Line{Category: in.Category, Title: in.Title, Purpose: in.Purpose, Planned: amount, Amount: amount, Note: in.Note}
}

// NewPlan asks for a plan of a Party organisation and a year.
type NewPlan struct {
	Party string
	Year  int
	Note  string
}

// MakePlan begins a plan. Conflict when the organisation has one for the year already.
func (r *Room) MakePlan(ctx context.Context, actor who.Actor, in NewPlan) (PlanID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (PlanID, error) { return r.MakePlanIn(tx, in) })
}

// MakePlanIn is the verb inside a running transaction.
func (r *Room) MakePlanIn(tx *db.Tx, in NewPlan) (PlanID, error) {
	u, err := party(tx, in.Party)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.PlanBudget, place(u.Ord, "")); err != nil {
		return "", err
	}
	_, version, err := r.rules(tx, "")
	if err != nil {
		return "", err
	}
	var c fault.Check
	this := tx.Today().Year()
	c.That(in.Year >= this-1 && in.Year <= this+1, "year", "budget.plan.year_far", "from", this-1, "to", this+1)
	limit(&c, "note", in.Note, 500, "")
	if err := c.Err(); err != nil {
		return "", err
	}
	p := Plan{ID: PlanID(db.NewID()), Party: u.ID, PartyOrd: u.Ord, Year: in.Year, State: Draft, Note: in.Note, Pack: version, PlannedBy: tx.Who.Person, PlannedName: tx.Who.Name, MadeAt: tx.Now, Version: 1}
	if p.Number, err = number(tx, "YS", yearDay(in.Year)); err != nil {
		return "", err
	}
	if err := insertPlan(tx, p); err != nil {
		if db.IsUnique(err) {
			return "", fault.Conflict("budget.plan.exists", "year", in.Year)
		}
		return "", err
	}
	return p.ID, record(tx, "make_plan", "budget_plan", string(p.ID), p.Party, 1, map[string]any{"number": p.Number, "year": p.Year})
}

// SetLines replaces the lines of a plan that is not approved. Whoever changes a line has planned it.
func (r *Room) SetLines(ctx context.Context, actor who.Actor, id PlanID, lines []NewLine) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.SetLinesIn(tx, id, lines) })
}

// SetLinesIn is the verb inside a running transaction.
func (r *Room) SetLinesIn(tx *db.Tx, id PlanID, in []NewLine) error {
	p, b, err := r.toPlan(tx, id)
	if err != nil {
		return err
	}
	lines, err := checkLines(b, in)
	if err != nil {
		return err
	}
	if err := replaceLines(tx, p.ID, lines); err != nil {
		return err
	}
	p.PlannedBy, p.PlannedName = tx.Who.Person, tx.Who.Name
	if err := savePlan(tx, &p); err != nil {
		return err
	}
	return record(tx, "set_lines", "budget_plan", string(p.ID), p.Party, p.Version, map[string]any{"hash": PlanHash(p, lines), "lines": len(lines)})
}

const mostLines = 60

func checkLines(b *pack.Budget, in []NewLine) ([]Line, error) {
	var c fault.Check
	c.That(len(in) <= mostLines, "", "budget.line.too_many", "max", mostLines)
	var out []Line
	for i, x := range in {
		l := x.check(b, &c, fieldOf(i))
		l.ID, l.Seq = LineID(db.NewID()), i+1
		out = append(out, l)
	}
	return out, c.Err()
}

// toPlan loads a plan for somebody who may change its lines now.
func (r *Room) toPlan(tx *db.Tx, id PlanID) (Plan, *pack.Budget, error) {
	p, err := loadPlan(tx, id)
	if err != nil {
		return p, nil, err
	}
	if err := access.May(tx.Who, access.PlanBudget, place(p.PartyOrd, string(p.ID))); err != nil {
		return p, nil, err
	}
	if !p.Open() {
		return p, nil, fault.Conflict("budget.plan.not_now." + p.State)
	}
	b, _, err := r.rules(tx, p.Pack)
	return p, b, err
}

// Submit lays the plan before the leader: its content is bound by a hash from now on.
func (r *Room) Submit(ctx context.Context, actor who.Actor, id PlanID) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.SubmitIn(tx, id) })
}

// SubmitIn is the verb inside a running transaction.
func (r *Room) SubmitIn(tx *db.Tx, id PlanID) error {
	p, _, err := r.toPlan(tx, id)
	if err != nil {
		return err
	}
	lines, err := listLines(tx, id)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return fault.Invalid(fault.On("", "budget.plan.no_lines"))
	}
	p.State, p.SubmittedAt, p.Hash = Submitted, tx.Now, PlanHash(p, lines)
	p.PlannedBy, p.PlannedName = tx.Who.Person, tx.Who.Name
	if err := savePlan(tx, &p); err != nil {
		return err
	}
	return record(tx, "submit_plan", "budget_plan", string(p.ID), p.Party, p.Version, map[string]any{"hash": p.Hash})
}

// Decision is yes or no to what was seen.
type Decision struct {
	Seen  string // hash of the content on the page
	Agree bool
	Words string
}

func (d Decision) check() error {
	var c fault.Check
	must := "budget.words_empty"
	if d.Agree {
		must = ""
	}
	limit(&c, "words", d.Words, 500, must)
	return c.Err()
}

// DecidePlan approves or returns a submitted plan. Conflict when the content is not what was seen.
func (r *Room) DecidePlan(ctx context.Context, actor who.Actor, id PlanID, d Decision) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.DecidePlanIn(tx, id, d) })
}

// DecidePlanIn is the verb inside a running transaction.
func (r *Room) DecidePlanIn(tx *db.Tx, id PlanID, d Decision) error {
	p, err := loadPlan(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.ApproveBudget, p.Place()); err != nil {
		return err
	}
	if p.State != Submitted {
		return fault.Conflict("budget.plan.not_now." + p.State)
	}
	if err := d.check(); err != nil {
		return err
	}
	lines, err := listLines(tx, id)
	if err != nil {
		return err
	}
	if now := PlanHash(p, lines); d.Seen != p.Hash || now != p.Hash {
		return fault.Conflict("budget.seen_other")
	}
	p.State, p.Words = Returned, d.Words
	if d.Agree {
		p.State = Approved
	}
	p.DecidedBy, p.DecidedName, p.DecidedAt = tx.Who.Person, tx.Who.Name, tx.Now
	if err := savePlan(tx, &p); err != nil {
		return err
	}
	act := map[bool]string{true: "approve_plan", false: "return_plan"}[d.Agree]
	return record(tx, act, "budget_plan", string(p.ID), p.Party, p.Version, map[string]any{"hash": p.Hash, "words": d.Words})
}
