package joint

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

type unit struct {
	id, name  string
	ord, last int64
}

func loadUnit(tx *db.Tx, id string) (unit, error) {
	return db.One(tx, func(s db.Scanner) (u unit, err error) {
		err = s.Scan(&u.id, &u.name, &u.ord, &u.last)
		return u, err
	}, `select id, short, ord, last from v_unit where id = $1`, id)
}

func rootOrd(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select ord from v_unit where parent_id is null order by ord limit 1`)
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("joint.changed_meanwhile")
	}
	return err
}

const departmentCols = `id, position, name, field, unit_id, since, until, version`

func scanDepartment(s db.Scanner) (d Department, err error) {
	err = s.Scan(&d.ID, &d.Position, &d.Name, &d.Field, &d.Unit, &d.Since, &d.Until, &d.Version)
	return d, err
}

func loadDepartment(tx *db.Tx, id string) (Department, error) {
	return db.One(tx, scanDepartment, `select `+departmentCols+` from joint_department where id = $1`, id)
}

// listDepartments are those that took part on the day.
func listDepartments(tx *db.Tx, day clock.Day) ([]Department, error) {
	return db.All(tx, scanDepartment, `select `+departmentCols+` from joint_department where since <= $1 and (until = '' or until > $2) order by position`, day, day)
}

func lastPosition(tx *db.Tx) (int, error) {
	return db.Value[int](tx, `select coalesce(max(position), 0) from joint_department`)
}

func insertDepartment(tx *db.Tx, d Department) error {
	_, err := tx.Exec(`insert into joint_department (id, position, name, field, unit_id, since) values ($1, $2, $3, $4, $5, $6)`, d.ID, d.Position, d.Name, d.Field, d.Unit, d.Since)
	return err
}

func saveDepartment(tx *db.Tx, d *Department) error {
	d.Version++
	return moved(tx.Exec(`update joint_department set until = $1, version = $2 where id = $3 and version = $4`, d.Until, d.Version, d.ID, d.Version-1))
}

const findingCols = `f.id, f.number, f.department_id, d.name, f.unit_id, u.short, f.unit_ord, f.found_on, f.title, f.body, f.paper, f.made_name, f.made_at, f.item_id, f.withdrawn_at, f.withdrawn_why, f.version`

const findingFrom = ` from joint_finding f join joint_department d on d.id = f.department_id join v_unit u on u.id = f.unit_id`

func scanFinding(s db.Scanner) (f Finding, err error) {
	err = s.Scan(&f.ID, &f.Number, &f.Department, &f.DepName, &f.Unit, &f.UnitName, &f.UnitOrd, &f.Found, &f.Title, &f.Body, &f.Paper, &f.By, db.At(&f.Made), &f.Item, db.At(&f.Withdrawn), &f.Why, &f.Version)
	return f, err
}

func loadFinding(tx *db.Tx, id string) (Finding, error) {
	return db.One(tx, scanFinding, `select `+findingCols+findingFrom+` where f.id = $1`, id)
}

func insertFinding(tx *db.Tx, f Finding) error {
	_, err := tx.Exec(`insert into joint_finding (id, number, department_id, unit_id, unit_ord, found_on, title, body, paper, made_by, made_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		f.ID, f.Number, f.Department, f.Unit, f.UnitOrd, f.Found, f.Title, f.Body, f.Paper, tx.Who.Label(), f.By, db.Stamp(f.Made))
	return taken(err)
}

// taken turns a number that somebody else took in the same moment into a conflict.
func taken(err error) error {
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("joint.changed_meanwhile")
	}
	return err
}

func saveFinding(tx *db.Tx, f *Finding) error {
	f.Version++
	return moved(tx.Exec(`update joint_finding set item_id = $1, withdrawn_at = $2, withdrawn_why = $3, version = $4 where id = $5 and version = $6`,
		f.Item, db.Stamp(f.Withdrawn), f.Why, f.Version, f.ID, f.Version-1))
}

func countNumbers(tx *db.Tx, table, prefix string) (int, error) {
	if table == "joint_meeting" {
		return db.Value[int](tx, `select count(*) from joint_meeting where substr(number, 1, 6) = $1`, prefix)
	}
	return db.Value[int](tx, `select count(*) from joint_finding where substr(number, 1, 6) = $1`, prefix)
}

const meetingCols = `id, number, day, place, chair, subject, called_at, held_on, minutes, written_at, written_by, version`

func scanMeeting(s db.Scanner) (m Meeting, err error) {
	err = s.Scan(&m.ID, &m.Number, &m.Day, &m.Where, &m.Chair, &m.Subject, db.At(&m.Called), &m.Held, &m.Minutes, db.At(&m.Written), &m.By, &m.Version)
	return m, err
}

func loadMeeting(tx *db.Tx, id string) (Meeting, error) {
	return db.One(tx, scanMeeting, `select `+meetingCols+` from joint_meeting where id = $1`, id)
}

func listMeetings(tx *db.Tx, limit int) ([]Meeting, error) {
	return db.All(tx, scanMeeting, `select `+meetingCols+` from joint_meeting order by day desc, id desc`+db.Limit(limit))
}

func insertMeeting(tx *db.Tx, m Meeting) error {
	_, err := tx.Exec(`insert into joint_meeting (id, number, day, place, chair, subject, called_at) values ($1, $2, $3, $4, $5, $6, $7)`, m.ID, m.Number, m.Day, m.Where, m.Chair, m.Subject, db.Stamp(m.Called))
	return taken(err)
}

func saveMeeting(tx *db.Tx, m *Meeting) error {
	m.Version++
	return moved(tx.Exec(`update joint_meeting set held_on = $1, minutes = $2, written_at = $3, written_by = $4, version = $5 where id = $6 and version = $7`,
		m.Held, m.Minutes, db.Stamp(m.Written), m.By, m.Version, m.ID, m.Version-1))
}

func insertPresence(tx *db.Tx, meeting, department string, present bool, reason string) error {
	_, err := tx.Exec(`insert into joint_presence (meeting_id, department_id, present, reason) values ($1, $2, $3, $4)`, meeting, department, present, reason)
	return err
}

func listPresence(tx *db.Tx, meeting string) ([]Presence, error) {
	return db.All(tx, func(s db.Scanner) (p Presence, err error) {
		err = s.Scan(&p.Department, &p.Name, &p.Present, &p.Reason)
		return p, err
	}, `select p.department_id, d.name, p.present, p.reason from joint_presence p join joint_department d on d.id = p.department_id where p.meeting_id = $1 order by d.position`, meeting)
}

const taskCols = `t.id, t.meeting_id, t.department_id, d.name, t.unit_id, t.unit_ord, t.title, t.due, t.state, t.report, t.reported_name, t.reported_by, t.reported_at, t.answer, t.settled_at, t.version`

const taskFrom = ` from joint_task t join joint_department d on d.id = t.department_id`

func scanTask(s db.Scanner) (t Task, err error) {
	err = s.Scan(&t.ID, &t.Meeting, &t.Department, &t.DepName, &t.Unit, &t.UnitOrd, &t.Title, &t.Due, &t.State, &t.Report, &t.By, &t.reporter, db.At(&t.Reported), &t.Answer, db.At(&t.Settled), &t.Version)
	return t, err
}

func loadTask(tx *db.Tx, id string) (Task, error) {
	return db.One(tx, scanTask, `select `+taskCols+taskFrom+` where t.id = $1`, id)
}

func listTasks(tx *db.Tx, meeting string) ([]Task, error) {
	a := db.Args{meeting}
	where := access.ScopeOf(tx.Who, access.ReadJoint).Rows("t.unit_ord", "t.id", &a)
	return db.All(tx, scanTask, `select `+taskCols+taskFrom+` where t.meeting_id = $1 and `+where+` order by t.id`, a...)
}

func listOpenTasks(tx *db.Tx, limit int) ([]Task, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadJoint).Rows("t.unit_ord", "t.id", &a)
	return db.All(tx, scanTask, `select `+taskCols+taskFrom+` where t.state <> 'done' and `+where+` order by t.due, t.id`+db.Limit(limit), a...)
}

func insertTask(tx *db.Tx, t Task) error {
	_, err := tx.Exec(`insert into joint_task (id, meeting_id, department_id, unit_id, unit_ord, title, due, state, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		t.ID, t.Meeting, t.Department, t.Unit, t.UnitOrd, t.Title, t.Due, t.State, db.Stamp(tx.Now))
	return err
}

func saveTask(tx *db.Tx, t *Task) error {
	t.Version++
	return moved(tx.Exec(`update joint_task set state = $1, report = $2, reported_by = $3, reported_name = $4, reported_at = $5, answer = $6, settled_by = $7, settled_at = $8, version = $9 where id = $10 and version = $11`,
		t.State, t.Report, t.reporter, t.By, db.Stamp(t.Reported), t.Answer, tx.Who.Label(), db.Stamp(t.Settled), t.Version, t.ID, t.Version-1))
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	if _, err := tx.Exec(`update joint_finding set unit_ord = $1 where unit_id = $2`, ord, unit); err != nil {
		return err
	}
	_, err := tx.Exec(`update joint_task set unit_ord = $1 where unit_id = $2`, ord, unit)
	return err
}
