package budget

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

func takeNumber(tx *db.Tx, name string) (n int64, err error) {
	err = tx.Insert(`insert into budget_series (name, last) values ($1, 1) on conflict (name) do update set last = budget_series.last + 1 returning last`, &n, name)
	return n, err
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("budget.changed_meanwhile")
	}
	return err
}

func renumber(tx *db.Tx, party string, ord int64) error {
	for _, q := range []string{
		`update budget_plan set party_ord = $1 where party_id = $2`,
		`update budget_expense set party_ord = $1 where party_id = $2`,
		`update budget_voucher set party_ord = $1 where party_id = $2`,
		`update budget_base set party_ord = $1 where party_id = $2`,
		`update budget_dues set party_ord = $1 where party_id = $2`,
	} {
		if _, err := tx.Exec(q, ord, party); err != nil {
			return err
		}
	}
	return nil
}

const planCols = `p.id, p.number, p.party_id, p.party_ord, o.short, p.year, p.state, p.note, p.pack, p.planned_by, p.planned_name, p.submitted_at, p.hash, p.decided_by, p.decided_name, p.decided_at, p.words, p.made_at, p.version`

const planFrom = ` from budget_plan p join v_party o on o.id = p.party_id`

func scanPlan(s db.Scanner) (p Plan, err error) {
	err = s.Scan(&p.ID, &p.Number, &p.Party, &p.PartyOrd, &p.PartyName, &p.Year, &p.State, &p.Note, &p.Pack, &p.PlannedBy, &p.PlannedName, db.At(&p.SubmittedAt), &p.Hash,
		&p.DecidedBy, &p.DecidedName, db.At(&p.DecidedAt), &p.Words, db.At(&p.MadeAt), &p.Version)
	return p, err
}

func loadPlan(tx *db.Tx, id PlanID) (Plan, error) {
	return db.One(tx, scanPlan, `select `+planCols+planFrom+` where p.id = $1`, id)
}

// visiblePlans are the plans of a year in the actor's scope, in register order; 0 is every year.
func visiblePlans(tx *db.Tx, year int) ([]Plan, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadBudget).Rows("p.party_ord", "p.id", &a)
	if year > 0 {
		where += ` and p.year = ` + a.Add(year)
	}
	return db.All(tx, scanPlan, `select `+planCols+planFrom+` where `+where+` order by p.year desc, p.party_ord`, a...)
}

// plansAbove are the approved plans of a year of the organisation and those above it, the nearest first.
func plansAbove(tx *db.Tx, ord int64, year int) ([]Plan, error) {
	return db.All(tx, scanPlan, `select `+planCols+planFrom+` where p.year = $1 and p.state = 'approved' and o.ord <= $2 and o.last >= $3 order by o.ord desc`, year, ord, ord)
}

func insertPlan(tx *db.Tx, p Plan) error {
	_, err := tx.Exec(`insert into budget_plan (id, number, party_id, party_ord, year, state, note, pack, planned_by, planned_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.ID, p.Number, p.Party, p.PartyOrd, p.Year, p.State, p.Note, p.Pack, p.PlannedBy, p.PlannedName, db.Stamp(p.MadeAt))
	return err
}

func savePlan(tx *db.Tx, p *Plan) error {
	p.Version++
	return moved(tx.Exec(`update budget_plan set state = $1, planned_by = $2, planned_name = $3, submitted_at = $4, hash = $5, decided_by = $6, decided_name = $7, decided_at = $8, words = $9, version = $10 where id = $11 and version = $12`,
		p.State, p.PlannedBy, p.PlannedName, db.Stamp(p.SubmittedAt), p.Hash, p.DecidedBy, p.DecidedName, db.Stamp(p.DecidedAt), p.Words, p.Version, p.ID, p.Version-1))
}

func listLines(tx *db.Tx, id PlanID) ([]Line, error) {
	return db.All(tx, func(s db.Scanner) (l Line, err error) {
		err = s.Scan(&l.ID, &l.Plan, &l.Seq, &l.Category, &l.Title, &l.Purpose, &l.Planned, &l.Amount, &l.Note, &l.Version)
		return l, err
	}, `select id, plan_id, seq, category, title, purpose, planned, amount, note, version from budget_line where plan_id = $1 order by seq`, id)
}

// replaceLines puts the lines of a plan that is not approved; the ones before are gone with their draft.
func replaceLines(tx *db.Tx, id PlanID, lines []Line) error {
	if _, err := tx.Exec(`delete from budget_line where plan_id = $1`, id); err != nil {
		return err
	}
	for _, l := range lines {
		if _, err := tx.Exec(`insert into budget_line (id, plan_id, seq, category, title, purpose, planned, amount, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			l.ID, id, l.Seq, l.Category, l.Title, l.Purpose, int64(l.Planned), int64(l.Amount), l.Note); err != nil {
			return err
		}
	}
	return nil
}

const useCols = `l.id, l.plan_id, l.seq, l.category, l.title, l.purpose, l.planned, l.amount, l.note, l.version,
	(select coalesce(cast(sum(e.total) as bigint), 0) from budget_expense e where e.line_id = l.id and e.state = 'asked'),
	(select coalesce(cast(sum(e.total) as bigint), 0) from budget_expense e where e.line_id = l.id and e.state = 'approved'),
	(select coalesce(cast(sum(e.spent) as bigint), 0) from budget_expense e where e.line_id = l.id and e.state = 'settled')`

func scanUse(s db.Scanner) (u Use, err error) {
	err = s.Scan(&u.ID, &u.Plan, &u.Seq, &u.Category, &u.Title, &u.Purpose, &u.Planned, &u.Amount, &u.Note, &u.Version, &u.Asked, &u.Held, &u.Spent)
	return u, err
}

func loadUse(tx *db.Tx, id LineID) (Use, error) {
	return db.One(tx, scanUse, `select `+useCols+` from budget_line l where l.id = $1`, id)
}

func listUse(tx *db.Tx, id PlanID) ([]Use, error) {
	return db.All(tx, scanUse, `select `+useCols+` from budget_line l where l.plan_id = $1 order by l.seq`, id)
}

// moveMoney carries an approved adjustment out.
func moveMoney(tx *db.Tx, a Adjust) error {
	if err := moved(tx.Exec(`update budget_line set amount = amount - $1, version = version + 1 where id = $2 and amount >= $3`, int64(a.Amount), a.From, int64(a.Amount))); err != nil || a.To == "" {
		return err
	}
	return moved(tx.Exec(`update budget_line set amount = amount + $1, version = version + 1 where id = $2`, int64(a.Amount), a.To))
}

const adjustCols = `id, plan_id, from_id, to_id, amount, reason, state, hash, asked_by, asked_name, asked_at, decided_by, decided_name, decided_at, words, version`

func scanAdjust(s db.Scanner) (a Adjust, err error) {
	err = s.Scan(&a.ID, &a.Plan, &a.From, &a.To, &a.Amount, &a.Reason, &a.State, &a.Hash, &a.AskedBy, &a.AskedName, db.At(&a.AskedAt), &a.DecidedBy, &a.DecidedName, db.At(&a.DecidedAt), &a.Words, &a.Version)
	return a, err
}

func loadAdjust(tx *db.Tx, id AdjustID) (Adjust, error) {
	return db.One(tx, scanAdjust, `select `+adjustCols+` from budget_adjust where id = $1`, id)
}

func listAdjusts(tx *db.Tx, id PlanID) ([]Adjust, error) {
	return db.All(tx, scanAdjust, `select `+adjustCols+` from budget_adjust where plan_id = $1 order by id desc`, id)
}

func insertAdjust(tx *db.Tx, a Adjust) error {
	_, err := tx.Exec(`insert into budget_adjust (id, plan_id, from_id, to_id, amount, reason, state, hash, asked_by, asked_name, asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.ID, a.Plan, a.From, a.To, int64(a.Amount), a.Reason, a.State, a.Hash, a.AskedBy, a.AskedName, db.Stamp(a.AskedAt))
	return err
}

func saveAdjust(tx *db.Tx, a *Adjust) error {
	a.Version++
	return moved(tx.Exec(`update budget_adjust set state = $1, decided_by = $2, decided_name = $3, decided_at = $4, words = $5, version = $6 where id = $7 and version = $8`,
		a.State, a.DecidedBy, a.DecidedName, db.Stamp(a.DecidedAt), a.Words, a.Version, a.ID, a.Version-1))
}

// parties are the open organisations in which the actor holds a right, in register order.
func parties(tx *db.Tx, right access.Right) ([]Party, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, right).Where("ord", &a)
	return db.All(tx, func(s db.Scanner) (p Party, err error) {
		err = s.Scan(&p.ID, &p.Name, &p.Kind, &p.Ord, &p.Last)
		return p, err
	}, `select id, short, kind, ord, last from v_party where `+where+` and (until = '' or until >= `+a.Add(string(tx.Today()))+`) order by ord`, a...)
}

func insertPublication(tx *db.Tx, p Publication, ord int64) error {
	_, err := tx.Exec(`insert into budget_publication (id, party_id, party_ord, kind, period, body, hash, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		p.ID, p.Party, ord, p.Kind, p.Period, p.Body, p.Hash, tx.Who.Person, p.Name, db.Stamp(p.At))
	return err
}

const publicationCols = `b.id, b.party_id, o.short, o.ord, b.kind, b.period, b.body, b.hash, b.by_name, b.at`

func scanPublication(s db.Scanner) (p Publication, err error) {
	err = s.Scan(&p.ID, &p.Party, &p.PartyName, &p.PartyOrd, &p.Kind, &p.Period, &p.Body, &p.Hash, &p.Name, db.At(&p.At))
	return p, err
}

func loadPublication(tx *db.Tx, id string) (Publication, error) {
	return db.One(tx, scanPublication, `select `+publicationCols+` from budget_publication b join v_party o on o.id = b.party_id where b.id = $1`, id)
}

func listPublications(tx *db.Tx, kind string) ([]Publication, error) {
	return db.All(tx, scanPublication, `select `+publicationCols+` from budget_publication b join v_party o on o.id = b.party_id where b.kind = $1 order by b.period desc, o.ord, b.id desc`, kind)
}

// memberOrds are the organisations of which the person is a member today.
func memberOrds(tx *db.Tx, person string) ([]int64, error) {
	return db.All(tx, func(s db.Scanner) (n int64, err error) {
		err = s.Scan(&n)
		return n, err
	}, `select party_ord from v_party_member where person_id = $1 and (until = '' or until >= $2)`, person, string(tx.Today()))
}

// meetingOf tells whether an activity of organisation life is one of the organisation's.
func meetingOf(tx *db.Tx, id, party string) (bool, error) {
	n, err := db.Value[int64](tx, `select count(*) from v_budget_meeting where id = $1 and party_id = $2`, id, party)
	return n > 0, err
}

func meetings(tx *db.Tx, party string, from clock.Day) ([]Meeting, error) {
	return db.All(tx, func(s db.Scanner) (m Meeting, err error) {
		err = s.Scan(&m.ID, &m.Kind, &m.Topic, &m.Day)
		return m, err
	}, `select id, kind, topic, day from v_budget_meeting where party_id = $1 and day >= $2 order by day, id`, party, string(from))
}
