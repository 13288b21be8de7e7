package chronic

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

func takeNumber(tx *db.Tx, series string) (n int64, err error) {
	err = tx.Insert(`insert into chronic_series (name, next) values ($1, 2) on conflict (name) do update set next = chronic_series.next + 1 returning next - 1`, &n, series)
	return n, err
}

func loadCampaign(tx *db.Tx, id string) (Campaign, error) {
	return db.One(tx, func(s db.Scanner) (c Campaign, err error) {
		return c, s.Scan(&c.ID, &c.Number, &c.Title, &c.Unit, &c.Ord, &c.State)
	}, `select id, number, title, unit_id, unit_ord, state from v_campaign where id = $1`, id)
}

func listCampaigns(tx *db.Tx) ([]Campaign, error) {
	return db.All(tx, func(s db.Scanner) (c Campaign, err error) {
		return c, s.Scan(&c.ID, &c.Number, &c.Title, &c.Unit, &c.Ord, &c.State)
	}, `select id, number, title, unit_id, unit_ord, state from v_campaign where state not in ('draft', 'submitted', 'withdrawn') order by number desc`)
}

func rootUnit(tx *db.Tx) (string, error) {
	return db.Value[string](tx, `select id from v_unit where parent_id is null order by ord limit 1`)
}

// placeAt puts the problem at a unit of the tree that still exists.
func placeAt(tx *db.Tx, p *Problem, unit string) error {
	err := tx.Row(`select id, ord, last, depth, name, short from v_unit where id = $1 and (until = '' or until >= $2)`, unit, tx.Today()).
		Scan(&p.Unit, &p.UnitOrd, &p.UnitLast, &p.UnitDepth, &p.UnitName, &p.UnitShort)
	return none(err)
}

// none makes a missing row fault.NotFound.
func none(err error) error {
	if err != nil && strings.Contains(err.Error(), "no rows") {
		return fault.NotFound()
	}
	return err
}

const problemCols = `p.id, p.number, p.campaign_id, p.unit_id, p.unit_ord, u.last, u.depth, u.name, u.short, p.state, p.track, p.title, p.facts, p.category, p.way, p.source, p.source_ref,
	p.period_from, p.period_to, p.verdict, p.classified_by, p.classified_on, p.measure, p.standard, p.due, p.due_first, p.started_on, p.item_id, p.summary, p.claims, p.claimed_by, p.claimed_on,
	p.accepted_by, p.accepted_on, p.rule_number, p.rule_title, p.rule_on, p.rule_none, p.rule_by, p.closed_by, p.closed_on, p.registered, p.registered_by, p.changed_at, p.version,
	coalesce((select s.one_id from chronic_slip s where s.problem_number = p.number and s.handed_at = '' and s.back_why = ''), '')`

const problemFrom = ` from chronic_problem p join v_unit u on u.id = p.unit_id`

func scanProblem(s db.Scanner) (p Problem, err error) {
	return p, s.Scan(&p.ID, &p.Number, &p.Campaign, &p.Unit, &p.UnitOrd, &p.UnitLast, &p.UnitDepth, &p.UnitName, &p.UnitShort, &p.State, &p.Track, &p.Title, &p.Facts, &p.Category, &p.Way, &p.Source, &p.SourceRef,
		&p.From, &p.To, &p.Verdict, &p.ClassifiedBy, &p.ClassifiedOn, &p.Measure, &p.Standard, &p.Due, &p.DueFirst, &p.Started, &p.Item, &p.Summary, &p.Claims, &p.ClaimedBy, &p.ClaimedOn,
		&p.AcceptedBy, &p.AcceptedOn, &p.Rule.Number, &p.Rule.Title, &p.Rule.On, &p.Rule.None, &p.RuleBy, &p.ClosedBy, &p.ClosedOn, &p.Registered, &p.RegisteredBy, db.At(&p.Changed), &p.Version, &p.proposer)
}

func loadProblem(tx *db.Tx, id ID) (*Problem, error) {
	p, err := db.One(tx, scanProblem, `select `+problemCols+problemFrom+` where p.id = $1`, id)
	return &p, err
}

func insertProblem(tx *db.Tx, p *Problem) error {
	_, err := tx.Exec(`insert into chronic_problem (id, number, campaign_id, unit_id, unit_ord, state, title, facts, category, way, source, source_ref, period_from, period_to, registered, registered_by, changed_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		p.ID, p.Number, p.Campaign, p.Unit, p.UnitOrd, p.State, p.Title, p.Facts, p.Category, p.Way, p.Source, p.SourceRef, p.From, p.To, p.Registered, p.RegisteredBy, db.Stamp(p.Changed))
	return err
}

// moved is the answer to a save whose row had moved on: Conflict, so that nobody's work is overwritten.
func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("chronic.changed_meanwhile")
	}
	return err
}

func saveProblem(tx *db.Tx, p *Problem) error {
	p.Version++
	return moved(tx.Exec(`update chronic_problem set unit_id = $1, unit_ord = $2, state = $3, track = $4, title = $5, facts = $6, category = $7, way = $8, source = $9, source_ref = $10, period_from = $11, period_to = $12,
		verdict = $13, classified_by = $14, classified_on = $15, measure = $16, standard = $17, due = $18, due_first = $19, started_on = $20, item_id = $21, summary = $22, claims = $23, claimed_by = $24, claimed_on = $25,
		accepted_by = $26, accepted_on = $27, rule_number = $28, rule_title = $29, rule_on = $30, rule_none = $31, rule_by = $32, closed_by = $33, closed_on = $34, changed_at = $35, version = $36 where id = $37 and version = $38`,
		p.Unit, p.UnitOrd, p.State, p.Track, p.Title, p.Facts, p.Category, p.Way, p.Source, p.SourceRef, p.From, p.To,
		p.Verdict, p.ClassifiedBy, p.ClassifiedOn, p.Measure, p.Standard, p.Due, p.DueFirst, p.Started, p.Item, p.Summary, p.Claims, p.ClaimedBy, p.ClaimedOn,
		p.AcceptedBy, p.AcceptedOn, p.Rule.Number, p.Rule.Title, p.Rule.On, p.Rule.None, p.RuleBy, p.ClosedBy, p.ClosedOn, db.Stamp(tx.Now), p.Version, p.ID, p.Version-1))
}

func insertStep(tx *db.Tx, id ID, s Step) error {
	b := by(tx)
	_, err := tx.Exec(`insert into chronic_step (id, problem_id, act, words, was, due, person_id, person_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), id, s.Act, s.Words, s.Was, s.Due, b.ID, b.Name, db.Stamp(b.At))
	return err
}

func listSteps(tx *db.Tx, id ID) ([]Step, error) {
	return db.All(tx, func(r db.Scanner) (s Step, err error) {
		return s, r.Scan(&s.Act, &s.Words, &s.Was, &s.Due, &s.By.ID, &s.By.Name, db.At(&s.By.At))
	}, `select act, words, was, due, person_id, person_name, at from chronic_step where problem_id = $1 order by at desc, id desc`, id)
}

func listMilestones(tx *db.Tx, id ID) ([]Milestone, error) {
	return db.All(tx, func(s db.Scanner) (m Milestone, err error) {
		return m, s.Scan(&m.ID, &m.Position, &m.Body, &m.Due, &m.First, &m.DoneOn, &m.Note)
	}, `select id, position, body, due, due_first, done_on, note from chronic_milestone where problem_id = $1 order by position`, id)
}

// putMilestones writes the schedule over the old one, place by place; the first day of a place stays.
func putMilestones(tx *db.Tx, id ID, old []Milestone, list []Scheduled) error {
	for i, m := range list {
		var err error
		if i < len(old) {
			_, err = tx.Exec(`update chronic_milestone set body = $1, due = $2 where id = $3`, strings.TrimSpace(m.Body), m.Due, old[i].ID)
		} else {
			_, err = tx.Exec(`insert into chronic_milestone (id, problem_id, position, body, due, due_first) values ($1, $2, $3, $4, $5, $6)`, db.NewID(), id, i+1, strings.TrimSpace(m.Body), m.Due, m.Due)
		}
		if err != nil {
			return err
		}
	}
	_, err := tx.Exec(`delete from chronic_milestone where problem_id = $1 and position > $2`, id, len(list))
	return err
}

func reachMilestone(tx *db.Tx, id ID, milestone, note string) error {
	n, err := tx.Exec(`update chronic_milestone set done_on = $1, note = $2, done_by = $3 where id = $4 and problem_id = $5 and done_on = ''`, tx.Today(), note, by(tx).ID, milestone, id)
	if err == nil && n == 0 {
		return fault.NotFound()
	}
	return err
}

const slipCols = `id, number, campaign_id, problem_number, stays, day, recipient, one_id, one_name, two_id, two_name, handed_at, back_why, version`

func scanSlip(r db.Scanner) (s Slip, err error) {
	return s, r.Scan(&s.ID, &s.Number, &s.Campaign, &s.Problem, &s.Stays, &s.Day, &s.Recipient, &s.One.ID, &s.One.Name, &s.Two.ID, &s.Two.Name, &s.Handed, &s.BackWhy, &s.Version)
}

func insertSlip(tx *db.Tx, s Slip) error {
	_, err := tx.Exec(`insert into chronic_slip (id, number, campaign_id, problem_number, stays, day, recipient, one_id, one_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.ID, s.Number, s.Campaign, s.Problem, s.Stays, s.Day, s.Recipient, s.One.ID, s.One.Name)
	return err
}

func openSlip(tx *db.Tx, problem string) (Slip, error) {
	return db.One(tx, scanSlip, `select `+slipCols+` from chronic_slip where problem_number = $1 and handed_at = '' and back_why = ''`, problem)
}

func loadSlip(tx *db.Tx, id SlipID) (Slip, error) {
	return db.One(tx, scanSlip, `select `+slipCols+` from chronic_slip where id = $1`, id)
}

func listSlips(tx *db.Tx, campaign string) ([]Slip, error) {
	return db.All(tx, scanSlip, `select `+slipCols+` from chronic_slip where campaign_id = $1 and back_why = '' order by number desc limit 200`, campaign)
}

// saveSlip ends a slip: handed over by its second person, or taken back with a reason.
func saveSlip(tx *db.Tx, s *Slip, back string) error {
	s.Version++
	handed := ""
	if back == "" {
		handed = db.Stamp(tx.Now)
	}
	return moved(tx.Exec(`update chronic_slip set two_id = $1, two_name = $2, handed_at = $3, back_why = $4, version = $5 where id = $6 and version = $7`, s.Two.ID, s.Two.Name, handed, back, s.Version, s.ID, s.Version-1))
}

// visible is the condition on problems that the actor may see: by the tree, or as a named reviewer.
func visible(tx *db.Tx, a *db.Args) string {
	scope := access.ScopeOf(tx.Who, access.ReadChronic)
	cond := scope.Rows("p.unit_ord", "p.id", a)
	if access.InTeam(tx.Who, access.ReadChronic) {
		clear := access.Barred(tx.Who, access.KindChronic)
		cond = "(" + cond + " or exists (select 1 from chronic_lot l join chronic_reviewer w on w.lot_id = l.id where l.problem_id = p.id and w.person_id = " + a.Add(tx.Who.Person) + ") and " + clear.Rows("p.unit_ord", "p.id", a) + ")"
	}
	return cond
}

const lineCols = `p.id, p.number, p.campaign_id, v.title, v.category, p.unit_id, u.short, v.state, v.due, v.due_first, v.measure, v.standard, v.closed_on, v.item_id, v.registered, v.rule_built, v.started_on`

const lineFrom = ` from chronic_problem p join v_chronic v on v.id = p.id join v_unit u on u.id = p.unit_id`

func scanLine(s db.Scanner) (l Line, err error) {
	return l, s.Scan(&l.ID, &l.Number, &l.Campaign, &l.Title, &l.Category, &l.UnitID, &l.Unit, &l.State, &l.Due, &l.DueFirst, &l.Measure, &l.Standard, &l.Closed, &l.Item, &l.Registered, &l.RuleBuilt, &l.Started)
}

// where is the filter's condition, without the place in the list.
func (f Filter) where(tx *db.Tx, a *db.Args) string {
	cond := []string{visible(tx, a)}
	add := func(on bool, text string, v any) {
		if on {
			cond = append(cond, text+a.Add(v))
		}
	}
	add(f.Campaign != "", "p.campaign_id = ", f.Campaign)
	add(f.State != "" && f.State != OpenStates, "v.state = ", string(f.State))
	if f.State == OpenStates {
		cond = append(cond, "v.state <> 'closed'")
	}
	add(f.Category != "", "v.category = ", f.Category)
	if f.unit != nil {
		cond = append(cond, "p.unit_ord between "+a.Add(f.unit.First)+" and "+a.Add(f.unit.Last))
	}
	if f.Late {
		cond = append(cond, "v.state in ('working', 'returned', 'claimed') and v.due <> '' and v.due < "+a.Add(tx.Today()))
	}
	if f.Text != "" {
		like := a.Add("%" + strings.NewReplacer("%", "", "_", "").Replace(strings.ToLower(f.Text)) + "%")
		cond = append(cond, "(lower(v.title) like "+like+" or lower(p.number) like "+like+")")
	}
	return strings.Join(cond, " and ")
}

// listLines reads one page by the key (due, number): what has no date yet comes last.
func listLines(tx *db.Tx, f Filter) ([]Line, error) {
	var a db.Args
	q := `select ` + lineCols + lineFrom + ` where ` + f.where(tx, &a)
	const key = `case when v.due = '' or v.state = 'closed' then '9' else '1' end || v.due || p.number`
	order := ` order by ` + key
	switch {
	case f.Before != "":
		q += ` and ` + key + ` < ` + a.Add(f.Before)
		order += ` desc`
	case f.After != "":
		q += ` and ` + key + ` > ` + a.Add(f.After)
	}
	return db.All(tx, scanLine, q+order+db.Limit(f.Limit+1), a...)
}

func countLines(tx *db.Tx, f Filter) (map[State]int, int, error) {
	var a db.Args
	f.State, f.Late = "", false
	late := a.Add(tx.Today())
	rows, err := db.All(tx, func(s db.Scanner) (x struct {
		state   State
		n, late int
	}, err error) {
		return x, s.Scan(&x.state, &x.n, &x.late)
	}, `select v.state, count(*), sum(case when v.state in ('working', 'returned', 'claimed') and v.due <> '' and v.due < `+late+` then 1 else 0 end)`+lineFrom+` where `+f.where(tx, &a)+` group by v.state`, a...)
	out, sum := map[State]int{}, 0
	for _, x := range rows {
		out[x.state] = x.n
		sum += x.late
	}
	return out, sum, err
}

// itemOf is the number and state of the item that carries the problem's repair.
func itemOf(tx *db.Tx, id string) (number, state string, err error) {
	err = none(tx.Row(`select number, state from v_item where id = $1`, id).Scan(&number, &state))
	return number, state, err
}

func setOrd(tx *db.Tx, unit string, ord int64) error {
	for _, q := range []string{
		`update chronic_problem set unit_ord = $1 where unit_id = $2`,
		`update chronic_batch set unit_ord = $1 where unit_id = $2`,
		`update chronic_lot set unit_ord = $1 where unit_id = $2`,
		`update chronic_visit set unit_ord = $1 where unit_id = $2`,
	} {
		if _, err := tx.Exec(q, ord, unit); err != nil {
			return err
		}
	}
	return nil
}

func scanNamed(s db.Scanner) (n Named, err error) { return n, s.Scan(&n.ID, &n.Name) }

func slipsOf(tx *db.Tx, problem string) ([]Slip, error) {
	return db.All(tx, scanSlip, `select `+slipCols+` from chronic_slip where problem_number = $1 order by number desc`, problem)
}

// exportRow is a line with what only an export shows.
type exportRow struct {
	Line
	facts, way, source, rule string
	from, to                 clock.Day
}

func exportRows(tx *db.Tx, f Filter, most int) ([]exportRow, error) {
	var a db.Args
	return db.All(tx, func(s db.Scanner) (x exportRow, err error) {
		l := &x.Line
		return x, s.Scan(&l.ID, &l.Number, &l.Campaign, &l.Title, &l.Category, &l.UnitID, &l.Unit, &l.State, &l.Due, &l.DueFirst, &l.Measure, &l.Standard, &l.Closed, &l.Item, &l.Registered, &l.RuleBuilt, &l.Started,
			&x.facts, &x.way, &x.source, &x.rule, &x.from, &x.to)
	}, `select `+lineCols+`, p.facts, p.way, p.source, p.rule_number || ' ' || p.rule_title, p.period_from, p.period_to`+lineFrom+` where `+f.where(tx, &a)+` order by p.number`+db.Limit(most), a...)
}

// registeredFacts are the units and facts that the campaign's ledger holds.
func registeredFacts(tx *db.Tx, campaign string) (map[string]bool, error) {
	list, err := db.All(tx, func(s db.Scanner) (x [2]string, err error) { return x, s.Scan(&x[0], &x[1]) },
		`select unit_id, facts from chronic_problem where campaign_id = $1 and state <> 'clue'`, campaign)
	out := map[string]bool{}
	for _, x := range list {
		out[x[0]+"\x1f"+x[1]] = true
	}
	return out, err
}
