package partywork

import (
	"encoding/json"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

func takeNumber(tx *db.Tx, name string) (n int64, err error) {
	err = tx.Insert(`insert into partywork_series (name, last) values ($1, 1) on conflict (name) do update set last = partywork_series.last + 1 returning last`, &n, name)
	return n, err
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("partywork.changed_meanwhile")
	}
	return err
}

// renumber follows a node of either tree: a Party organisation, or a unit that one covers.
func renumber(tx *db.Tx, node string, ord int64) error {
	for _, q := range []string{
		`update partywork_list set party_ord = $1 where party_id = $2`,
		`update partywork_duty set party_ord = $1 where party_id = $2`,
		`update partywork_duty set unit_ord = $1 where unit_id = $2`,
		`update partywork_hearing set party_ord = $1 where party_id = $2`,
		`update partywork_hearing set unit_ord = $1 where unit_id = $2`,
		`update partywork_scheme set party_ord = $1 where party_id = $2`,
		`update partywork_assessment set party_ord = $1 where party_id = $2`,
		`update partywork_assessment set unit_ord = $1 where unit_id = $2`,
	} {
		if _, err := tx.Exec(q, ord, node); err != nil {
			return err
		}
	}
	return nil
}

const partyCols = `o.id, o.short, o.kind, o.ord, o.last,
	coalesce((select u.id from v_link k join v_unit u on u.id = k.unit_id where k.party_id = o.id and k.until = '' order by u.ord limit 1), ''),
	coalesce((select u.ord from v_link k join v_unit u on u.id = k.unit_id where k.party_id = o.id and k.until = '' order by u.ord limit 1), 0)`

func scanParty(s db.Scanner) (p Party, err error) {
	err = s.Scan(&p.ID, &p.Name, &p.Kind, &p.Ord, &p.Last, &p.Unit, &p.UnitOrd)
	return p, err
}

func loadParty(tx *db.Tx, id string) (Party, error) {
	return db.One(tx, scanParty, `select `+partyCols+` from v_party o where o.id = $1`, id)
}

// parties are the open organisations in which the actor holds a right, in register order.
func parties(tx *db.Tx, right access.Right) ([]Party, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, right).Where("o.ord", &a)
	return db.All(tx, scanParty, `select `+partyCols+` from v_party o where `+where+` and o.kind <> 'party_department' and (o.until = '' or o.until >= `+a.Add(string(tx.Today()))+`) order by o.ord`, a...)
}

// under are the ids of an organisation and of those below it.
func under(tx *db.Tx, p Party) ([]string, error) {
	return db.All(tx, func(s db.Scanner) (id string, err error) {
		err = s.Scan(&id)
		return id, err
	}, `select id from v_party where ord between $1 and $2 order by ord`, p.Ord, p.Last)
}

const listCols = `l.id, l.number, l.party_id, l.party_ord, o.short, l.year, l.title, l.state, l.made_by, l.made_at, l.issued_at, l.version`

const listFrom = ` from partywork_list l join v_party o on o.id = l.party_id`

func scanList(s db.Scanner) (l List, err error) {
	err = s.Scan(&l.ID, &l.Number, &l.Party, &l.PartyOrd, &l.PartyName, &l.Year, &l.Title, &l.State, &l.MadeBy, db.At(&l.MadeAt), db.At(&l.IssuedAt), &l.Version)
	return l, err
}

func loadList(tx *db.Tx, id ListID) (List, error) {
	return db.One(tx, scanList, `select `+listCols+listFrom+` where l.id = $1`, id)
}

func visibleLists(tx *db.Tx) ([]List, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadWork).Rows("l.party_ord", "l.id", &a)
	return db.All(tx, scanList, `select `+listCols+listFrom+` where `+where+` order by l.year desc, l.party_ord`, a...)
}

// issuedList is the year's issued list of the organisation or of the nearest one above it.
func issuedList(tx *db.Tx, ord int64, year int) (List, error) {
	return db.One(tx, scanList, `select `+listCols+listFrom+` where l.year = $1 and l.state = 'issued' and o.ord <= $2 and o.last >= $3 order by o.ord desc limit 1`, year, ord, ord)
}

func insertList(tx *db.Tx, l List) error {
	_, err := tx.Exec(`insert into partywork_list (id, number, party_id, party_ord, year, title, state, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		l.ID, l.Number, l.Party, l.PartyOrd, l.Year, l.Title, l.State, l.MadeBy, db.Stamp(l.MadeAt))
	return err
}

func saveList(tx *db.Tx, l *List) error {
	l.Version++
	return moved(tx.Exec(`update partywork_list set state = $1, issued_at = $2, version = $3 where id = $4 and version = $5`, l.State, db.Stamp(l.IssuedAt), l.Version, l.ID, l.Version-1))
}

// addTask puts a task at the end of its list and gives it its number.
func addTask(tx *db.Tx, l List, t Task) (Task, error) {
	n, err := takeNumber(tx, l.Number)
	if err != nil {
		return t, err
	}
	t.ID, t.List, t.Seq, t.Version = TaskID(db.NewID()), l.ID, int(n), 1
	t.Number = l.Number + "-" + two(t.Seq)
	road, err := json.Marshal(t.Road)
	if err != nil {
		return t, err
	}
	_, err = tx.Exec(`insert into partywork_task (id, list_id, number, seq, title, standard, rhythm, due, source, road) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		t.ID, t.List, t.Number, t.Seq, t.Title, t.Standard, t.Rhythm, string(t.Due), t.Source, string(road))
	return t, err
}

func two(n int) string {
	if n < 10 {
		return "0" + string(rune('0'+n))
	}
	return string(rune('0'+n/10%10)) + string(rune('0'+n%10))
}

const taskCols = `id, list_id, number, seq, title, standard, rhythm, due, source, road, version`

func scanTask(s db.Scanner) (t Task, err error) {
	var road string
	if err = s.Scan(&t.ID, &t.List, &t.Number, &t.Seq, &t.Title, &t.Standard, &t.Rhythm, &t.Due, &t.Source, &road, &t.Version); err == nil {
		err = json.Unmarshal([]byte(road), &t.Road)
	}
	return t, err
}

func loadTask(tx *db.Tx, id TaskID) (Task, error) {
	return db.One(tx, scanTask, `select `+taskCols+` from partywork_task where id = $1`, id)
}

func listTasks(tx *db.Tx, id ListID) ([]Task, error) {
	return db.All(tx, scanTask, `select `+taskCols+` from partywork_task where list_id = $1 order by seq`, id)
}

func deleteTask(tx *db.Tx, id TaskID) error {
	_, err := tx.Exec(`delete from partywork_task where id = $1`, id)
	return err
}

const dutyCols = `d.id, d.task_id, t.number, t.title, t.standard, t.rhythm, t.list_id, l.year, d.party_id, d.party_ord, o.short, d.unit_id, d.unit_ord, d.due, d.state, d.reported_by, d.reported_at, d.accepted_at, d.version`

const dutyFrom = ` from partywork_duty d join partywork_task t on t.id = d.task_id join partywork_list l on l.id = t.list_id join v_party o on o.id = d.party_id`

func scanDuty(s db.Scanner) (d Duty, err error) {
	err = s.Scan(&d.ID, &d.Task, &d.Number, &d.Title, &d.Standard, &d.Rhythm, &d.List, &d.Year, &d.Party, &d.PartyOrd, &d.PartyName, &d.Unit, &d.UnitOrd, &d.Due, &d.State, &d.ReportedBy, db.At(&d.ReportedAt), db.At(&d.AcceptedAt), &d.Version)
	return d, err
}

func loadDuty(tx *db.Tx, id DutyID) (Duty, error) {
	return db.One(tx, scanDuty, `select `+dutyCols+dutyFrom+` where d.id = $1`, id)
}

// visibleDuties are the duties of a year in the actor's scope, in register order; party "" is every one.
func visibleDuties(tx *db.Tx, year int, party string) ([]Duty, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadWork).Rows("d.party_ord", "d.id", &a) + ` and l.year = ` + a.Add(year)
	if party != "" {
		where += ` and d.party_id = ` + a.Add(party)
	}
	return db.All(tx, scanDuty, `select `+dutyCols+dutyFrom+` where `+where+` order by d.party_ord, d.due, t.number`, a...)
}

func insertDuty(tx *db.Tx, d Duty, road []Mile) error {
	if _, err := tx.Exec(`insert into partywork_duty (id, task_id, party_id, party_ord, unit_id, unit_ord, due, state, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		d.ID, d.Task, d.Party, d.PartyOrd, d.Unit, d.UnitOrd, string(d.Due), d.State, db.Stamp(tx.Now)); err != nil {
		return err
	}
	promises := make([]calendar.Promise, len(road))
	for i, m := range road {
		id := db.NewID()
		if _, err := tx.Exec(`insert into partywork_milestone (id, duty_id, seq, title, due) values ($1, $2, $3, $4, $5)`, id, d.ID, i+1, m.Title, string(m.Due)); err != nil {
			return err
		}
		promises[i] = calendar.Promise{Kind: promisedMile, Ref: id, Unit: d.Party, Ord: d.PartyOrd, Title: m.Title, Link: "/partywork/duties/" + string(d.ID), Due: m.Due, Matter: string(d.ID), Quiet: true}
	}
	return calendar.KeepAll(tx, promises)
}

func saveDuty(tx *db.Tx, d *Duty) error {
	d.Version++
	return moved(tx.Exec(`update partywork_duty set state = $1, reported_by = $2, reported_at = $3, accepted_at = $4, version = $5 where id = $6 and version = $7`,
		d.State, d.ReportedBy, db.Stamp(d.ReportedAt), db.Stamp(d.AcceptedAt), d.Version, d.ID, d.Version-1))
}

const mileCols = `m.id, m.duty_id, m.seq, m.title, m.due, m.done_on, m.done_at, m.evidence, m.version`

func scanMile(s db.Scanner) (m Milestone, err error) {
	err = s.Scan(&m.ID, &m.Duty, &m.Seq, &m.Title, &m.Due, &m.DoneOn, db.At(&m.DoneAt), &m.Evidence, &m.Version)
	return m, err
}

func loadMilestone(tx *db.Tx, id DutyID, seq int) (Milestone, error) {
	return db.One(tx, scanMile, `select `+mileCols+` from partywork_milestone m where m.duty_id = $1 and m.seq = $2`, id, seq)
}

func milesOf(tx *db.Tx, id DutyID) ([]Milestone, error) {
	return db.All(tx, scanMile, `select `+mileCols+` from partywork_milestone m where m.duty_id = $1 order by m.seq`, id)
}

// milesOfYear are the stages of every duty of an organisation in a year.
func milesOfYear(tx *db.Tx, party string, year int) ([]Milestone, error) {
	return db.All(tx, scanMile, `select `+mileCols+` from partywork_milestone m join partywork_duty d on d.id = m.duty_id join partywork_task t on t.id = d.task_id join partywork_list l on l.id = t.list_id
		where d.party_id = $1 and l.year = $2 order by m.due, m.id`, party, year)
}

func saveMilestone(tx *db.Tx, m *Milestone) error {
	m.Version++
	return moved(tx.Exec(`update partywork_milestone set done_on = $1, done_at = $2, evidence = $3, version = $4 where id = $5 and version = $6`,
		string(m.DoneOn), db.Stamp(m.DoneAt), m.Evidence, m.Version, m.ID, m.Version-1))
}

func insertStep(tx *db.Tx, id DutyID, act, words string) error {
	_, err := tx.Exec(`insert into partywork_step (id, duty_id, act, words, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)`, db.NewID(), id, act, words, tx.Who.Person, tx.Who.Name, db.Stamp(tx.Now))
	return err
}

func stepsOf(tx *db.Tx, id DutyID) ([]Step, error) {
	return db.All(tx, func(s db.Scanner) (x Step, err error) {
		err = s.Scan(&x.Act, &x.Words, &x.Name, db.At(&x.At))
		return x, err
	}, `select act, words, by_name, at from partywork_step where duty_id = $1 order by id`, id)
}

const hearingCols = `h.id, h.party_id, h.party_ord, o.short, h.unit_id, h.unit_ord, h.year, h.seq, h.opens, h.due, h.article, h.held_on, h.chair, h.attended, h.reported, h.minutes, h.written_at, h.written_by, h.why, h.version`

const hearingFrom = ` from partywork_hearing h join v_party o on o.id = h.party_id`

func scanHearing(s db.Scanner) (h Hearing, err error) {
	err = s.Scan(&h.ID, &h.Party, &h.PartyOrd, &h.PartyName, &h.Unit, &h.UnitOrd, &h.Year, &h.Seq, &h.Opens, &h.Due, &h.Article, &h.HeldOn, &h.Chair, &h.Attended, &h.Reported, &h.Minutes, db.At(&h.WrittenAt), &h.WrittenBy, &h.Why, &h.Version)
	return h, err
}

func loadHearing(tx *db.Tx, id HearingID) (Hearing, error) {
	return db.One(tx, scanHearing, `select `+hearingCols+hearingFrom+` where h.id = $1`, id)
}

func visibleHearings(tx *db.Tx, year int) ([]Hearing, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadWork).Rows("h.party_ord", "h.id", &a)
	return db.All(tx, scanHearing, `select `+hearingCols+hearingFrom+` where `+where+` and h.year = `+a.Add(year)+` order by h.party_ord, h.seq`, a...)
}

// insertHearing adds a hearing unless the organisation has it already from another list.
func insertHearing(tx *db.Tx, h Hearing) (bool, error) {
	n, err := tx.Exec(`insert into partywork_hearing (id, party_id, party_ord, unit_id, unit_ord, year, seq, opens, due, article, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (party_id, year, seq) do nothing`,
		h.ID, h.Party, h.PartyOrd, h.Unit, h.UnitOrd, h.Year, h.Seq, string(h.Opens), string(h.Due), h.Article, db.Stamp(tx.Now))
	return n > 0, err
}

func saveHearing(tx *db.Tx, h *Hearing) error {
	h.Version++
	return moved(tx.Exec(`update partywork_hearing set held_on = $1, chair = $2, attended = $3, reported = $4, minutes = $5, written_at = $6, written_by = $7, why = $8, version = $9 where id = $10 and version = $11`,
		string(h.HeldOn), h.Chair, h.Attended, h.Reported, h.Minutes, db.Stamp(h.WrittenAt), h.WrittenBy, h.Why, h.Version, h.ID, h.Version-1))
}

func insertDecision(tx *db.Tx, id HearingID, seq int, text string) error {
	_, err := tx.Exec(`insert into partywork_decision (id, hearing_id, seq, text) values ($1, $2, $3, $4)`, db.NewID(), id, seq, text)
	return err
}

func scanDecision(s db.Scanner) (x Decision, err error) {
	err = s.Scan(&x.ID, &x.Seq, &x.Text, &x.Task)
	return x, err
}

func decisionsOf(tx *db.Tx, id HearingID) ([]Decision, error) {
	return db.All(tx, scanDecision, `select id, seq, text, task_id from partywork_decision where hearing_id = $1 order by seq`, id)
}

func loadDecision(tx *db.Tx, id HearingID, seq int) (Decision, error) {
	return db.One(tx, scanDecision, `select id, seq, text, task_id from partywork_decision where hearing_id = $1 and seq = $2`, id, seq)
}

func saveDecision(tx *db.Tx, id HearingID, seq int, task TaskID) error {
	return moved(tx.Exec(`update partywork_decision set task_id = $1, version = version + 1 where hearing_id = $2 and seq = $3 and task_id = ''`, task, id, seq))
}

// quarterOf are two counts of a quarter: what fell due and what of it was done.
type quarterOf struct{ due, done [4]int }

func (q *quarterOf) add(d clock.Day, done bool) {
	if d == "" {
		return
	}
	i := (int(d.Time().In(clock.Zone).Month()) - 1) / 3
	q.due[i]++
	if done {
		q.done[i]++
	}
}
