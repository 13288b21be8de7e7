package campaign

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

const relayCols = `r.id, r.campaign_id, r.letter, r.above_id, r.unit_id, r.unit_ord, u.short, u.kind, r.asked_at, r.receive_due, r.received_at, r.received_by, r.break_due, r.broken_at, r.broken_to, r.broken_tasks, r.report_due, r.reported_at, r.report, r.version`

const relayFrom = ` from campaign_relay r join v_unit u on u.id = r.unit_id`

func scanRelay(s db.Scanner) (r Relay, err error) {
	err = s.Scan(&r.ID, &r.Campaign, &r.Letter, &r.Above, &r.Unit, &r.UnitOrd, &r.UnitName, &r.UnitKind, db.At(&r.AskedAt), &r.ReceiveDue, db.At(&r.ReceivedAt), &r.ReceivedBy, &r.BreakDue, db.At(&r.BrokenAt), &r.BrokenTo, &r.Tasks,
		&r.ReportDue, db.At(&r.ReportedAt), &r.Report, &r.Version)
	return r, err
}

func loadRelay(tx *db.Tx, id RelayID) (Relay, error) {
	return db.One(tx, scanRelay, `select `+relayCols+relayFrom+` where r.id = $1`, id)
}

// listRelays are the relays of a campaign that the actor may see, in register order. A unit that was
// addressed by another unit stands only where that unit is asked for.
func listRelays(tx *db.Tx, id ID, above RelayID) ([]Relay, error) {
	var a db.Args
	q := `select ` + relayCols + relayFrom + ` where r.campaign_id = ` + a.Add(id) + ` and r.above_id = ` + a.Add(above) + ` and ` + access.ScopeOf(tx.Who, access.ReadCampaign).Rows("r.unit_ord", "r.campaign_id", &a) + ` order by r.letter, r.unit_ord`
	return db.All(tx, scanRelay, q, a...)
}

// allRelays are the relays that the actor may see, also those handed on, in register order.
func allRelays(tx *db.Tx, id ID) ([]Relay, error) {
	var a db.Args
	q := `select ` + relayCols + relayFrom + ` where r.campaign_id = ` + a.Add(id) + ` and ` + access.ScopeOf(tx.Who, access.ReadCampaign).Rows("r.unit_ord", "r.campaign_id", &a) + ` order by r.letter, r.unit_ord`
	return db.All(tx, scanRelay, q, a...)
}

func countRelays(tx *db.Tx, id ID) (int, error) {
	return db.Value[int](tx, `select count(*) from campaign_relay where campaign_id = $1`, id)
}

func countRelaysInReach(tx *db.Tx, id ID) (int, error) {
	var a db.Args
	where := `campaign_id = ` + a.Add(id) + ` and ` + access.ScopeOf(tx.Who, access.ReadCampaign).Rows("unit_ord", "campaign_id", &a)
	return db.Value[int](tx, `select count(*) from campaign_relay where `+where, a...)
}

func insertRelay(tx *db.Tx, r Relay) error {
	_, err := tx.Exec(`insert into campaign_relay (id, campaign_id, letter, above_id, unit_id, unit_ord, asked_at, receive_due, break_due, report_due) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.Campaign, r.Letter, r.Above, r.Unit, r.UnitOrd, db.Stamp(r.AskedAt), r.ReceiveDue, r.BreakDue, r.ReportDue)
	return taken(err)
}

func saveRelay(tx *db.Tx, r *Relay) error {
	r.Version++
	return moved(tx.Exec(`update campaign_relay set received_at = $1, received_by = $2, broken_at = $3, broken_to = $4, broken_tasks = $5, reported_at = $6, report = $7, version = $8 where id = $9 and version = $10`,
		db.Stamp(r.ReceivedAt), r.ReceivedBy, db.Stamp(r.BrokenAt), r.BrokenTo, r.Tasks, db.Stamp(r.ReportedAt), r.Report, r.Version, r.ID, r.Version-1))
}

// unitRow is what the room needs to know of a unit of the register.
type unitRow struct {
	ID        string
	Name      string
	Short     string
	Ord, Last int64
	Depth     int
	Inspected bool
}

// openUnits are the open units below a span, in register order.
func openUnits(tx *db.Tx) ([]unitRow, error) {
	return db.All(tx, func(s db.Scanner) (u unitRow, err error) {
		err = s.Scan(&u.ID, &u.Name, &u.Short, &u.Ord, &u.Last, &u.Depth, &u.Inspected)
		return u, err
	}, `select id, name, short, ord, last, depth, inspected from v_unit where until = '' order by ord`)
}

func unitByID(tx *db.Tx, id string) (unitRow, error) {
	return db.One(tx, func(s db.Scanner) (u unitRow, err error) {
		err = s.Scan(&u.ID, &u.Name, &u.Short, &u.Ord, &u.Last, &u.Depth, &u.Inspected)
		return u, err
	}, `select id, name, short, ord, last, depth, inspected from v_unit where id = $1 and until = ''`, id)
}

func insertTask(tx *db.Tx, id ID, task string, stage int) error {
	_, err := tx.Exec(`insert into campaign_task (campaign_id, task_id, stage) values ($1, $2, $3) on conflict (campaign_id, task_id) do update set stage = excluded.stage`, id, task, stage)
	return err
}

// listTasks are the tasks of the campaign's directive in the order of its outline, each with the stage it was
// put in and how far its duties are: a view of rooms/directive, read as it is.
func listTasks(tx *db.Tx, c Campaign) ([]Task, error) {
	if c.Directive == "" {
		return nil, nil
	}
	var a db.Args
	reach := access.ScopeOf(tx.Who, access.ReadTask).Rows("d.unit_ord", "d.id", &a)
	today := a.Add(tx.Today())
	q := `select t.id, t.number, t.clause, t.title, u.short, t.due, t.standard, coalesce(k.stage, 0),
		(select count(*) from v_duty d where d.task_id = t.id and ` + reach + `),
		(select count(*) from v_duty d where d.task_id = t.id and d.state = 'accepted' and ` + access.ScopeOf(tx.Who, access.ReadTask).Rows("d.unit_ord", "d.id", &a) + `),
		(select count(*) from v_duty d where d.task_id = t.id and d.state = 'reported' and ` + access.ScopeOf(tx.Who, access.ReadTask).Rows("d.unit_ord", "d.id", &a) + `),
		(select count(*) from v_duty d where d.task_id = t.id and d.state in ('issued', 'signed', 'returned') and d.due < ` + today + ` and ` + access.ScopeOf(tx.Who, access.ReadTask).Rows("d.unit_ord", "d.id", &a) + `)
		from v_directive_task t join v_unit u on u.id = t.lead_id left join campaign_task k on k.task_id = t.id and k.campaign_id = ` + a.Add(c.ID) + `
		where t.directive_id = ` + a.Add(c.Directive) + ` and t.withdrawn_at = '' order by t.seq`
	return db.All(tx, func(s db.Scanner) (t Task, err error) {
		err = s.Scan(&t.ID, &t.Number, &t.Clause, &t.Title, &t.Lead, &t.Due, &t.Standard, &t.Stage, &t.Duties, &t.Accepted, &t.Reported, &t.Late)
		return t, err
	}, q, a...)
}

// sourceDirective is the directive that a campaign names.
func sourceDirective(tx *db.Tx, id string) (Source, error) {
	return db.One(tx, func(s db.Scanner) (x Source, err error) {
		err = s.Scan(&x.ID, &x.Number, &x.Title, &x.Paper, &x.Dated, &x.UnitOrd)
		return x, err
	}, `select id, number, title, paper, dated, unit_ord from v_directive where id = $1 and withdrawn_at = ''`, id)
}

// directivesToName are the directives from which the actor may make a campaign, newest first.
func directivesToName(tx *db.Tx) ([]Source, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadDirective).Rows("unit_ord", "id", &a)
	return db.All(tx, func(s db.Scanner) (x Source, err error) {
		err = s.Scan(&x.ID, &x.Number, &x.Title, &x.Paper, &x.Dated, &x.UnitOrd)
		return x, err
	}, `select id, number, title, paper, dated, unit_ord from v_directive where withdrawn_at = '' and `+where+` order by made_at desc, id desc limit 50`, a...)
}

const relayedUnits = `select unit_id from campaign_relay where campaign_id = $1 and letter = $2`

// insertLetter begins something to be relayed.
func insertLetter(tx *db.Tx, id ID, l Letter) error {
	_, err := tx.Exec(`insert into campaign_letter (campaign_id, seq, title, asked_at, asked_by) values ($1, $2, $3, $4, $5)`, id, l.Seq, l.Title, db.Stamp(l.At), tx.Who.Label())
	return taken(err)
}

// listLetters are what was relayed, the oldest first.
func listLetters(tx *db.Tx, id ID) ([]Letter, error) {
	return db.All(tx, func(s db.Scanner) (l Letter, err error) {
		return l, s.Scan(&l.Seq, &l.Title, db.At(&l.At))
	}, `select seq, title, asked_at from campaign_letter where campaign_id = $1 order by seq`, id)
}
