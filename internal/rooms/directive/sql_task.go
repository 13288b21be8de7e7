package directive

import (
	"encoding/json"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

const taskCols = `t.id, t.directive_id, t.number, t.seq, t.node_id, t.draft, t.clause, t.quote, t.first_cp, t.last_cp, t.title, t.lead_id, t.assist, t.due, t.standard, t.rhythm, t.made_at, t.withdrawn_at, t.withdrawn_why, t.version`

func scanTask(s db.Scanner) (t Task, err error) {
	var assist string
	err = s.Scan(t.fields(&assist)...)
	if err == nil {
		err = json.Unmarshal([]byte(assist), &t.Assist)
	}
	return t, err
}

func (t *Task) fields(assist *string) []any {
	return []any{&t.ID, &t.Directive, &t.Number, &t.Seq, &t.Node, &t.Draft, &t.Clause, &t.Quote, &t.First, &t.Last, &t.Title, &t.Lead, assist, &t.Due, &t.Standard, &t.Rhythm,
		db.At(&t.MadeAt), db.At(&t.Withdrawn), &t.Why, &t.Version}
}

func loadTask(tx *db.Tx, id TaskID) (Task, error) {
	return db.One(tx, scanTask, `select `+taskCols+` from directive_task t where t.id = $1`, id)
}

func listTasks(tx *db.Tx, id ID) ([]Task, error) {
	return db.All(tx, scanTask, `select `+taskCols+` from directive_task t where t.directive_id = $1 order by t.seq`, id)
}

func insertTask(tx *db.Tx, t Task) error {
	if t.Assist == nil {
		t.Assist = []string{}
	}
	assist, err := json.Marshal(t.Assist)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into directive_task (id, directive_id, number, seq, node_id, draft, clause, quote, first_cp, last_cp, title, lead_id, assist, due, standard, rhythm, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		t.ID, t.Directive, t.Number, t.Seq, t.Node, t.Draft, t.Clause, t.Quote, t.First, t.Last, t.Title, t.Lead, string(assist), t.Due, t.Standard, t.Rhythm, db.Stamp(t.MadeAt))
	return taken(err)
}

func saveTask(tx *db.Tx, t *Task) error {
	t.Version++
	return moved(tx.Exec(`update directive_task set withdrawn_at = $1, withdrawn_why = $2, version = $3 where id = $4 and version = $5`,
		db.Stamp(t.Withdrawn), t.Why, t.Version, t.ID, t.Version-1))
}

// moveTasks binds the tasks of a sentence to the same sentence of a newer draft.
func moveTasks(tx *db.Tx, from NodeID, to Node) error {
	_, err := tx.Exec(`update directive_task set node_id = $1, draft = $2, first_cp = $3, last_cp = $4, version = version + 1 where node_id = $5`, to.ID, to.Draft, to.First, to.Last, from)
	return err
}

// countTasksIn counts the open tasks on a node and below it.
func countTasksIn(tx *db.Tx, n Node) (int64, error) {
	return db.Value[int64](tx, `select count(*) from directive_task where directive_id = $1 and draft = $2 and first_cp >= $3 and last_cp <= $4 and withdrawn_at = ''`, n.Directive, n.Draft, n.First, n.Last)
}

const dutyCols = `d.id, d.task_id, d.above_id, d.role, d.unit_id, d.unit_ord, u.short, d.due, d.state, d.signed_by, d.signed_at, d.reported_by, d.reported_at, d.accepted_at, d.version`

const dutyFrom = ` from directive_duty d join v_unit u on u.id = d.unit_id`

func (d *Duty) fields() []any {
	return []any{&d.ID, &d.Task, &d.Above, &d.Role, &d.Unit, &d.UnitOrd, &d.UnitName, &d.Due, &d.State, &d.SignedBy, db.At(&d.SignedAt), &d.ReportedBy, db.At(&d.ReportedAt), db.At(&d.AcceptedAt), &d.Version}
}

func scanDuty(s db.Scanner) (d Duty, err error) {
	return d, s.Scan(d.fields()...)
}

func loadDuty(tx *db.Tx, id DutyID) (Duty, error) {
	return db.One(tx, scanDuty, `select `+dutyCols+dutyFrom+` where d.id = $1`, id)
}

func loadDutyOfTask(tx *db.Tx, id DutyID) (Duty, Task, error) {
	d, err := loadDuty(tx, id)
	if err != nil {
		return Duty{}, Task{}, err
	}
	t, err := loadTask(tx, d.Task)
	return d, t, err
}

func listDuties(tx *db.Tx, task TaskID) ([]Duty, error) {
	return db.All(tx, scanDuty, `select `+dutyCols+dutyFrom+` where d.task_id = $1 order by d.unit_ord`, task)
}

func insertDuty(tx *db.Tx, d Duty) error {
	_, err := tx.Exec(`insert into directive_duty (id, task_id, above_id, role, unit_id, unit_ord, due, state) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.ID, d.Task, d.Above, d.Role, d.Unit, d.UnitOrd, d.Due, d.State)
	return err
}

func saveDuty(tx *db.Tx, d *Duty) error {
	d.Version++
	return moved(tx.Exec(`update directive_duty set state = $1, signed_by = $2, signed_at = $3, reported_by = $4, reported_at = $5, accepted_at = $6, version = $7 where id = $8 and version = $9`,
		d.State, d.SignedBy, db.Stamp(d.SignedAt), d.ReportedBy, db.Stamp(d.ReportedAt), db.Stamp(d.AcceptedAt), d.Version, d.ID, d.Version-1))
}

func insertStep(tx *db.Tx, id DutyID, act Act, words string) error {
	_, err := tx.Exec(`insert into directive_step (id, duty_id, act, words, by_login, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		db.NewID(), id, act, words, tx.Who.Label(), tx.Who.Name, db.Stamp(tx.Now))
	return err
}

func listSteps(tx *db.Tx, id DutyID) ([]Step, error) {
	return db.All(tx, func(s db.Scanner) (x Step, err error) {
		err = s.Scan(&x.Act, &x.Words, &x.Name, db.At(&x.At))
		return x, err
	}, `select act, words, by_name, at from directive_step where duty_id = $1 order by id`, id)
}

// Filter narrows the list of duties.
type Filter struct {
	Directive ID
	Unit      string
	State     State
	Late      bool
}

// visibleDuties are the duties in the actor's scope with their tasks, in register order.
func visibleDuties(tx *db.Tx, f Filter, limit int) ([]TaskDuty, error) {
	var a db.Args
	cond := []string{access.ScopeOf(tx.Who, access.ReadTask).Rows("d.unit_ord", "d.id", &a), `t.withdrawn_at = ''`}
	if f.Directive != "" {
		cond = append(cond, `t.directive_id = `+a.Add(f.Directive))
	}
	if f.Unit != "" {
		cond = append(cond, `d.unit_id = `+a.Add(f.Unit))
	}
	if f.State != "" {
		cond = append(cond, `d.state = `+a.Add(f.State))
	}
	if f.Late {
		cond = append(cond, `d.state in ('issued', 'signed', 'returned') and d.due < `+a.Add(tx.Today()))
	}
	q := `select ` + dutyCols + `, u.kind, l.short, v.number, v.title, ` + taskCols + dutyFrom + ` join directive_task t on t.id = d.task_id join v_unit l on l.id = t.lead_id join directive_directive v on v.id = t.directive_id where ` +
		strings.Join(cond, " and ") + ` order by d.unit_ord, d.due, t.seq` + db.Limit(limit)
	return db.All(tx, func(s db.Scanner) (x TaskDuty, err error) {
		var assist string
		dest := append(x.Duty.fields(), &x.UnitKind, &x.LeadName, &x.DirectiveNumber, &x.DirectiveTitle)
		if err = s.Scan(append(dest, x.Task.fields(&assist)...)...); err == nil {
			err = json.Unmarshal([]byte(assist), &x.Task.Assist)
		}
		return x, err
	}, q, a...)
}
