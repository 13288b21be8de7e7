package rectify

import (
	"encoding/json"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const planColumns = `p.id, p.unit_id, p.unit_ord, u.last, u.depth, u.name, p.source, p.source_ref, p.source_name, p.title, p.fed_back_on, p.due,
	p.accepted, p.number, p.state, p.cause, p.study_on, p.study_note, p.signed_by, p.signed_name, p.signed_at, p.version`

const planFrom = ` from rectify_plan p join v_unit u on u.id = p.unit_id `

func scanPlan(s db.Scanner) (*Plan, error) {
	var p Plan
	err := s.Scan(&p.ID, &p.Unit, &p.UnitOrd, &p.UnitLast, &p.UnitDepth, &p.UnitName, &p.Source, &p.SourceRef, &p.SourceName, &p.Title, &p.FedBack, &p.Due,
		&p.Accepted, &p.Number, &p.State, &p.Cause, &p.StudyOn, &p.StudyNote, &p.SignedBy, &p.SignedName, db.At(&p.SignedAt), &p.Version)
	return &p, err
}

func loadPlan(tx *db.Tx, id PlanID) (*Plan, error) {
	return db.One(tx, scanPlan, `select `+planColumns+planFrom+`where p.id = $1`, string(id))
}

func planOf(tx *db.Tx, unit, ref string) (*Plan, error) {
	return db.One(tx, scanPlan, `select `+planColumns+planFrom+`where p.unit_id = $1 and p.source_ref = $2`, unit, ref)
}

func insertPlan(tx *db.Tx, p *Plan) error {
	_, err := tx.Exec(`insert into rectify_plan (id, unit_id, unit_ord, source, source_ref, source_name, title, fed_back_on, due, number, state, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(p.ID), p.Unit, p.UnitOrd, string(p.Source), p.SourceRef, p.SourceName, p.Title, string(p.FedBack), string(p.Due), p.Number, p.State, p.Version)
	return err
}

func savePlan(tx *db.Tx, p *Plan) error {
	n, err := tx.Exec(`update rectify_plan set due = $1, accepted = $2, number = $3, state = $4, cause = $5, study_on = $6, study_note = $7,
		signed_by = $8, signed_name = $9, signed_at = $10, version = version + 1 where id = $11 and version = $12`,
		string(p.Due), p.Accepted, p.Number, p.State, p.Cause, string(p.StudyOn), p.StudyNote, p.SignedBy, p.SignedName, db.Stamp(p.SignedAt), string(p.ID), p.Version)
	if err == nil && n == 0 {
		err = fault.Conflict("rectify.changed_meanwhile")
	}
	p.Version++
	return err
}

func waiting(tx *db.Tx, unit, ref string) ([]ItemID, error) {
	return db.All(tx, scanText[ItemID], `select id from rectify_item where source_ref = $1 and unit_id = $2 and source_ref <> '' and state = 'listed' order by number`, ref, unit)
}

func scanText[T ~string](s db.Scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

// loadTree loads a plan's items, tasks, measures and what was handed down: four statements whatever
// the size.
func loadTree(tx *db.Tx, p *Plan) (*Tree, error) {
	t := &Tree{Plan: p}
	items, err := db.All(tx, scanItem, `select `+itemColumns+` from rectify_item i join v_unit u on u.id = i.unit_id
		where i.plan_id = $1 and i.plan_id <> '' order by i.number`, string(p.ID))
	if err != nil {
		return nil, err
	}
	at := map[ItemID]*Branch{}
	for _, it := range items {
		b := &Branch{Item: it}
		at[it.ID] = b
		t.Branches = append(t.Branches, b)
	}
	const mine = `item_id in (select id from rectify_item where plan_id = $1 and plan_id <> '')`
	return t, fillTree(tx, at, mine, string(p.ID))
}

// loadBranch loads one item's part of the tree.
func loadBranch(tx *db.Tx, it *Item) (*Branch, error) {
	b := &Branch{Item: it}
	return b, fillTree(tx, map[ItemID]*Branch{it.ID: b}, `item_id = $1`, string(it.ID))
}

func fillTree(tx *db.Tx, at map[ItemID]*Branch, mine, id string) error {
	type owned struct {
		item ItemID
		m    Manifestation
	}
	lines, err := db.All(tx, func(s db.Scanner) (o owned, err error) {
		err = s.Scan(&o.item, &o.m.ID, &o.m.Body)
		return o, err
	}, `select item_id, id, body from rectify_manifestation where `+mine+` order by item_id, position`, id)
	if err != nil {
		return err
	}
	for _, o := range lines {
		at[o.item].Manifestations = append(at[o.item].Manifestations, o.m)
	}
	tasks, err := db.All(tx, scanTask, `select id, item_id, position, title, manifestation_id, version from rectify_task where `+mine+` order by item_id, position, id`, id)
	if err != nil {
		return err
	}
	taskAt := map[TaskID]*Task{}
	for _, t := range tasks {
		taskAt[t.ID] = t
		at[t.Item].Tasks = append(at[t.Item].Tasks, t)
	}
	measures, err := db.All(tx, scanMeasure, `select `+measureColumns+` from rectify_measure m where `+mine+` order by m.item_id, m.position, m.id`, id)
	if err != nil {
		return err
	}
	measureAt := map[MeasureID]*Measure{}
	for _, m := range measures {
		measureAt[m.ID] = m
		taskAt[m.Task].Measures = append(taskAt[m.Task].Measures, m)
	}
	cascades, err := db.All(tx, scanCascade, cascadeSelect+`where c.measure_id in (select id from rectify_measure where `+mine+`) order by c.unit_ord`, id)
	if err != nil {
		return err
	}
	for _, c := range cascades {
		measureAt[c.Measure].Cascades = append(measureAt[c.Measure].Cascades, c)
	}
	return nil
}

func scanTask(s db.Scanner) (*Task, error) {
	var t Task
	err := s.Scan(&t.ID, &t.Item, &t.Position, &t.Title, &t.Manifestation, &t.Version)
	return &t, err
}

func loadTask(tx *db.Tx, plan PlanID, id TaskID) (*Task, error) {
	return db.One(tx, scanTask, `select t.id, t.item_id, t.position, t.title, t.manifestation_id, t.version from rectify_task t
		join rectify_item i on i.id = t.item_id where t.id = $1 and i.plan_id = $2`, string(id), string(plan))
}

func insertTask(tx *db.Tx, t Task) error {
	_, err := tx.Exec(`insert into rectify_task (id, item_id, position, title, manifestation_id)
		select $1, $2, coalesce(max(position), 0) + 1, $3, $4 from rectify_task where item_id = $5`, string(t.ID), string(t.Item), t.Title, t.Manifestation, string(t.Item))
	return err
}

func updateTask(tx *db.Tx, plan PlanID, id TaskID, title string) error {
	if _, err := loadTask(tx, plan, id); err != nil {
		return err
	}
	_, err := tx.Exec(`update rectify_task set title = $1, version = version + 1 where id = $2`, title, string(id))
	return err
}

func deleteTask(tx *db.Tx, plan PlanID, id TaskID) error {
	if _, err := loadTask(tx, plan, id); err != nil {
		return err
	}
	measures, err := db.All(tx, scanMeasure, `select `+measureColumns+` from rectify_measure m where m.task_id = $1`, string(id))
	if err != nil {
		return err
	}
	for _, m := range measures {
		if err := deleteMeasure(tx, m); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`delete from rectify_task where id = $1`, string(id))
	return err
}

const measureColumns = `m.id, m.item_id, m.task_id, m.position, m.body, m.kind, m.target, m.lead_id, m.lead_name, m.unit_id, m.unit_name, m.owner_id, m.owner_name,
	m.starts, m.due, m.lasting, m.quantity_unit, m.quantity, m.reached, m.percent, m.state, m.done_on, m.version`

// dests are where measureColumns are read into.
func (m *Measure) dests() []any {
	return []any{&m.ID, &m.Item, &m.Task, &m.Position, &m.Body, &m.Kind, &m.Target, &m.Lead.ID, &m.Lead.Name, &m.UnitID, &m.UnitName, &m.Owner.ID, &m.Owner.Name,
		&m.Starts, &m.Due, &m.Lasting, &m.QuantityUnit, &m.Quantity, &m.Reached, &m.Percent, &m.State, &m.DoneOn, &m.Version}
}

func scanMeasure(s db.Scanner) (*Measure, error) {
	var m Measure
	return &m, s.Scan(m.dests()...)
}

func loadMeasure(tx *db.Tx, plan PlanID, id MeasureID) (*Measure, error) {
	return db.One(tx, scanMeasure, `select `+measureColumns+` from rectify_measure m join rectify_item i on i.id = m.item_id where m.id = $1 and i.plan_id = $2`, string(id), string(plan))
}

func insertMeasure(tx *db.Tx, m Measure) error {
	_, err := tx.Exec(`insert into rectify_measure (id, item_id, task_id, position, body, kind, target, lead_id, lead_name, unit_name, owner_id, owner_name,
		starts, due, lasting, quantity_unit, quantity, state)
		select $1, $2, $3, coalesce(max(position), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, cast($14 as boolean), $15, cast($16 as bigint), $17 from rectify_measure where item_id = $18`,
		string(m.ID), string(m.Item), string(m.Task), m.Body, m.Kind, m.Target, m.Lead.ID, m.Lead.Name, m.UnitName, m.Owner.ID, m.Owner.Name,
		string(m.Starts), string(m.Due), m.Lasting, m.QuantityUnit, m.Quantity, m.State, string(m.Item))
	return err
}

func updateMeasure(tx *db.Tx, m *Measure) error {
	_, err := tx.Exec(`update rectify_measure set body = $1, kind = $2, target = $3, lead_id = $4, lead_name = $5, unit_name = $6, owner_id = $7, owner_name = $8,
		starts = $9, due = $10, lasting = $11, quantity_unit = $12, quantity = $13, version = version + 1 where id = $14`,
		m.Body, m.Kind, m.Target, m.Lead.ID, m.Lead.Name, m.UnitName, m.Owner.ID, m.Owner.Name, string(m.Starts), string(m.Due), m.Lasting, m.QuantityUnit, m.Quantity, string(m.ID))
	return err
}

// deleteMeasure takes a row out of a draft; what somebody has already worked on stays.
func deleteMeasure(tx *db.Tx, m *Measure) error {
	n, err := db.Value[int64](tx, `select (select count(*) from rectify_progress where item_id = $1 and measure_id = $2) + (select count(*) from rectify_cascade where measure_id = $3 and state <> 'sent')`, string(m.Item), string(m.ID), string(m.ID))
	if err != nil {
		return err
	}
	if n > 0 || m.State == MeasureDone {
		return fault.Conflict("rectify.measure.worked_on")
	}
	if _, err := tx.Exec(`delete from rectify_cascade where measure_id = $1`, string(m.ID)); err != nil {
		return err
	}
	_, err = tx.Exec(`delete from rectify_measure where id = $1`, string(m.ID))
	return err
}

const cascadeSelect = `select c.measure_id, c.unit_id, c.unit_ord, u.short, c.due, c.state, c.note, c.sent_at, c.answered_at, c.answered_by, c.version
	from rectify_cascade c join v_unit u on u.id = c.unit_id `

func scanCascade(s db.Scanner) (Cascade, error) {
	var c Cascade
	err := s.Scan(&c.Measure, &c.Unit, &c.UnitOrd, &c.UnitName, &c.Due, &c.State, &c.Note, db.At(&c.SentAt), db.At(&c.AnsweredAt), &c.AnsweredBy, &c.Version)
	return c, err
}

func loadCascade(tx *db.Tx, m MeasureID, unit string) (*Cascade, error) {
	c, err := db.One(tx, scanCascade, cascadeSelect+`where c.measure_id = $1 and c.unit_id = $2`, string(m), unit)
	return &c, err
}

func insertCascade(tx *db.Tx, c Cascade) (bool, error) {
	n, err := tx.Exec(`insert into rectify_cascade (measure_id, unit_id, unit_ord, due, state, sent_at) values ($1, $2, $3, $4, $5, $6) on conflict (measure_id, unit_id) do nothing`,
		string(c.Measure), c.Unit, c.UnitOrd, string(c.Due), c.State, db.Stamp(c.SentAt))
	return n > 0, err
}

func saveCascade(tx *db.Tx, c *Cascade) error {
	n, err := tx.Exec(`update rectify_cascade set state = $1, note = $2, answered_at = $3, answered_by = $4, version = version + 1 where measure_id = $5 and unit_id = $6 and version = $7`,
		c.State, c.Note, db.Stamp(c.AnsweredAt), c.AnsweredBy, string(c.Measure), c.Unit, c.Version)
	if err == nil && n == 0 {
		err = fault.Conflict("rectify.changed_meanwhile")
	}
	c.Version++
	return err
}

func insertSnapshot(tx *db.Tx, id PlanID, s Snapshot, b By) error {
	body, hash := s.Encode()
	_, err := tx.Exec(`insert into rectify_plan_version (plan_id, number, body, hash, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		string(id), s.Number, body, hash, b.ID, b.Name, db.Stamp(b.At))
	return err
}

func scanSnapshot(r db.Scanner) (Snapshot, error) {
	var s Snapshot
	var body string
	var number int
	var hash string
	var b By
	if err := r.Scan(&number, &body, &hash, &b.ID, &b.Name, db.At(&b.At)); err != nil {
		return s, err
	}
	err := json.Unmarshal([]byte(body), &s)
	s.Number, s.Hash, s.By = number, hash, b
	return s, err
}

func lastSnapshot(tx *db.Tx, id PlanID) (Snapshot, error) {
	return db.One(tx, scanSnapshot, `select number, body, hash, by_id, by_name, at from rectify_plan_version where plan_id = $1 order by number desc limit 1`, string(id))
}

func listSnapshots(tx *db.Tx, id PlanID) ([]Snapshot, error) {
	return db.All(tx, scanSnapshot, `select number, body, hash, by_id, by_name, at from rectify_plan_version where plan_id = $1 order by number`, string(id))
}

func insertPlanSign(tx *db.Tx, id PlanID, s PlanSign) error {
	_, err := tx.Exec(`insert into rectify_plan_sign (id, plan_id, number, kind, person_id, person_name, opinion, hash, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), string(id), s.Number, s.Kind, s.By.ID, s.By.Name, s.Opinion, s.Hash, db.Stamp(s.By.At))
	return err
}

func listPlanSigns(tx *db.Tx, id PlanID) ([]PlanSign, error) {
	return db.All(tx, func(r db.Scanner) (PlanSign, error) {
		var s PlanSign
		err := r.Scan(&s.Number, &s.Kind, &s.By.ID, &s.By.Name, &s.Opinion, &s.Hash, db.At(&s.By.At))
		return s, err
	}, `select number, kind, person_id, person_name, opinion, hash, at from rectify_plan_sign where plan_id = $1 order by at, id`, string(id))
}

func insertComment(tx *db.Tx, p *Plan, c Comment) error {
	_, err := tx.Exec(`insert into rectify_comment (id, plan_id, number, row_id, row_label, by_id, by_name, body, at, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')`,
		c.ID, string(p.ID), p.Number, c.Row, c.RowLabel, c.By.ID, c.By.Name, c.Body, db.Stamp(c.By.At))
	return err
}

func listComments(tx *db.Tx, id PlanID) ([]Comment, error) {
	return db.All(tx, func(r db.Scanner) (Comment, error) {
		var c Comment
		err := r.Scan(&c.ID, &c.Number, &c.Row, &c.RowLabel, &c.By.ID, &c.By.Name, &c.Body, db.At(&c.By.At), &c.State, &c.Reply)
		return c, err
	}, `select id, number, row_id, row_label, by_id, by_name, body, at, state, reply from rectify_comment where plan_id = $1 order by number desc, at, id`, string(id))
}

func openComments(tx *db.Tx, id PlanID, number int) (int64, error) {
	return db.Value[int64](tx, `select count(*) from rectify_comment where plan_id = $1 and number = $2 and state = 'open'`, string(id), number)
}

func answerComment(tx *db.Tx, id PlanID, comment, reply string) error {
	n, err := tx.Exec(`update rectify_comment set state = 'done', reply = $1 where id = $2 and plan_id = $3`, reply, comment, string(id))
	if err == nil && n == 0 {
		err = fault.NotFound()
	}
	return err
}

// inherited lists plans that still run and whose unit's present head is not the one who signed.
func inherited(tx *db.Tx, scope db.Scope, limit int) ([]Inherited, error) {
	var args db.Args
	today := string(tx.Today())
	q := `select ` + planColumns + `, h.person_id, v.name, h.since, p.asked_head` + planFrom + `
		join v_post h on h.unit_id = p.unit_id and h.kind = 'head' and h.since <= ` + args.Add(today) + ` and (h.until = '' or h.until > ` + args.Add(today) + `)
		join v_person v on v.id = h.person_id
		where p.signed_by <> '' and h.person_id <> p.signed_by and ` + scope.Rows("p.unit_ord", "p.id", &args) + `
		and exists (select 1 from rectify_item i where i.plan_id = p.id and i.plan_id <> '' and i.state not in ('closed', 'voided'))
		order by h.since, p.id` + db.Limit(limit)
	return db.All(tx, func(s db.Scanner) (Inherited, error) {
		var x Inherited
		p := &x.Plan
		err := s.Scan(&p.ID, &p.Unit, &p.UnitOrd, &p.UnitLast, &p.UnitDepth, &p.UnitName, &p.Source, &p.SourceRef, &p.SourceName, &p.Title, &p.FedBack, &p.Due,
			&p.Accepted, &p.Number, &p.State, &p.Cause, &p.StudyOn, &p.StudyNote, &p.SignedBy, &p.SignedName, db.At(&p.SignedAt), &p.Version, &x.Head.ID, &x.Head.Name, &x.From, &x.asked)
		return x, err
	}, q, args...)
}

// listPlans lists plans within a scope in some states ("" all), the most recent first.
func listPlans(tx *db.Tx, scope db.Scope, states []string, limit int) ([]*Plan, error) {
	var args db.Args
	q := `select ` + planColumns + planFrom + `where ` + scope.Rows("p.unit_ord", "p.id", &args)
	if len(states) > 0 {
		q += ` and p.state in ` + db.In(&args, states)
	}
	q += ` order by p.due, p.id` + db.Limit(limit)
	return db.All(tx, scanPlan, q, args...)
}

// askHead notes which head was asked to sign again.
func askHead(tx *db.Tx, plan PlanID, head string) error {
	_, err := tx.Exec(`update rectify_plan set asked_head = $1 where id = $2`, head, string(plan))
	return err
}
