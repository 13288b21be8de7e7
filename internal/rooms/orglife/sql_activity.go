package orglife

import (
	"encoding/json"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const activityCols = `a.id, a.party_id, a.party_ord, a.kind, a.also, a.topic, a.day, a.at, a.place, a.chair, a.recorder, a.first_topic, a.agenda, a.state, a.planned_at, a.told_at,
	a.held_on, a.written_at, a.written_by, a.late_days, a.expected, a.present, a.makes_up, a.dropped_at, a.dropped_why, a.version`

// words scans a stored list.
type words struct{ to *[]string }

func (w words) Scan(v any) error {
	switch x := v.(type) {
	case string:
		return json.Unmarshal([]byte(x), w.to)
	case []byte:
		return json.Unmarshal(x, w.to)
	}
	return nil
}

func list(v []string) string {
	if v == nil {
		v = []string{}
	}
	raw, _ := json.Marshal(v) // a list of texts cannot fail
	return string(raw)
}

func scanActivity(s db.Scanner) (a Activity, err error) {
	err = s.Scan(&a.ID, &a.Party, &a.PartyOrd, &a.Kind, words{&a.Also}, &a.Topic, &a.Day, &a.At, &a.Place, &a.Chair, &a.Recorder, &a.FirstTopic, &a.Agenda, &a.State, db.At(&a.PlannedAt), db.At(&a.ToldAt),
		&a.HeldOn, db.At(&a.WrittenAt), &a.WrittenBy, &a.LateDays, &a.Expected, &a.Present, &a.MakesUp, db.At(&a.DroppedAt), &a.DroppedWhy, &a.Version)
	return a, err
}

func loadActivity(tx *db.Tx, id ActivityID) (Activity, error) {
	return db.One(tx, scanActivity, `select `+activityCols+` from orglife_activity a where a.id = $1`, id)
}

func insertActivity(tx *db.Tx, a Activity) error {
	_, err := tx.Exec(`insert into orglife_activity (id, party_id, party_ord, kind, also, topic, day, at, place, chair, recorder, first_topic, agenda, state, planned_at, told_at,
		held_on, written_at, written_by, late_days, expected, present, makes_up) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		a.ID, a.Party, a.PartyOrd, a.Kind, list(a.Also), a.Topic, a.Day, a.At, a.Place, a.Chair, a.Recorder, a.FirstTopic, a.Agenda, a.State, db.Stamp(a.PlannedAt), db.Stamp(a.ToldAt),
		a.HeldOn, db.Stamp(a.WrittenAt), a.WrittenBy, a.LateDays, a.Expected, a.Present, a.MakesUp)
	return err
}

func saveActivity(tx *db.Tx, a *Activity) error {
	a.Version++
	return moved(tx.Exec(`update orglife_activity set also = $1, topic = $2, at = $3, place = $4, chair = $5, recorder = $6, first_topic = $7, agenda = $8, state = $9, told_at = $10,
		held_on = $11, written_at = $12, written_by = $13, late_days = $14, expected = $15, present = $16, makes_up = $17, dropped_at = $18, dropped_why = $19, version = $20 where id = $21 and version = $22`,
		list(a.Also), a.Topic, a.At, a.Place, a.Chair, a.Recorder, a.FirstTopic, a.Agenda, a.State, db.Stamp(a.ToldAt),
		a.HeldOn, db.Stamp(a.WrittenAt), a.WrittenBy, a.LateDays, a.Expected, a.Present, a.MakesUp, db.Stamp(a.DroppedAt), a.DroppedWhy, a.Version, a.ID, a.Version-1))
}

func insertAbsences(tx *db.Tx, id ActivityID, in []Absent) error {
	for _, x := range in {
		if _, err := tx.Exec(`insert into orglife_absence (activity_id, person_id, reason, note) values ($1, $2, $3, $4)`, id, x.Person, x.Reason, x.Note); err != nil {
			return err
		}
	}
	return nil
}

// Absence is who was not there, with what makes the study up.
type Absence struct {
	Absent
	Name      string
	StudiedOn clock.Day
	Studied   string
}

func loadAbsences(tx *db.Tx, id ActivityID) ([]Absence, error) {
	return db.All(tx, func(s db.Scanner) (x Absence, err error) {
		err = s.Scan(&x.Person, &x.Name, &x.Reason, &x.Note, &x.StudiedOn, &x.Studied)
		return x, err
	}, `select x.person_id, p.name, x.reason, x.note, x.studied_on, x.studied from orglife_absence x join v_person p on p.id = x.person_id where x.activity_id = $1 order by x.person_id`, id)
}

func saveStudy(tx *db.Tx, id ActivityID, person string, on clock.Day, how string) error {
	n, err := tx.Exec(`update orglife_absence set studied_on = $1, studied = $2 where activity_id = $3 and person_id = $4 and studied_on = ''`, on, how, id, person)
	if err == nil && n == 0 {
		return fault.Conflict("orglife.study.done_already")
	}
	return err
}

// Minute is one row of the minutes as it was written.
type Minute struct {
	Item
	Seq       int
	WrittenAt string
	WrittenBy string
}

func insertMinutes(tx *db.Tx, id ActivityID, from int, items []Item) error {
	for i, it := range items {
		if _, err := tx.Exec(`insert into orglife_minute (id, activity_id, seq, title, spoken, decided, votes_for, votes_against, votes_abstain, written_at, written_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			db.NewID(), id, from+i, it.Title, it.Spoken, it.Decided, it.For, it.Against, it.Abstain, db.Stamp(tx.Now), tx.Who.Label()); err != nil {
			return err
		}
	}
	return nil
}

func loadMinutes(tx *db.Tx, id ActivityID) ([]Minute, error) {
	return db.All(tx, func(s db.Scanner) (m Minute, err error) {
		err = s.Scan(&m.Seq, &m.Title, &m.Spoken, &m.Decided, &m.For, &m.Against, &m.Abstain, &m.WrittenAt, &m.WrittenBy)
		return m, err
	}, `select seq, title, spoken, decided, votes_for, votes_against, votes_abstain, written_at, written_by from orglife_minute where activity_id = $1 order by seq`, id)
}

// frameOf is what stayed the same since the last meeting of the kind.
func frameOf(tx *db.Tx, party, kind string) (Frame, error) {
	f, err := db.One(tx, func(s db.Scanner) (f Frame, err error) {
		err = s.Scan(&f.At, &f.Place, &f.Chair, &f.Recorder)
		return f, err
	}, `select at, place, chair, recorder from orglife_activity where party_id = $1 and kind = $2 and state = 'held' order by day desc, id desc limit 1`, party, kind)
	if fault.Is(err, fault.KindNotFound) {
		return db.One(tx, func(s db.Scanner) (f Frame, err error) {
			err = s.Scan(&f.At, &f.Place, &f.Chair, &f.Recorder)
			return f, err
		}, `select at, place, chair, recorder from (select at, place, chair, recorder, 1 as n, day, id from orglife_activity where party_id = $1 and state = 'held' union all select '', '', '', '', 2, '', '' from v_party where id = $2) x order by n, day desc, id desc limit 1`, party, party)
	}
	return f, err
}

// activitiesIn are the activities of a scope between two days, in the order of time.
func activitiesIn(tx *db.Tx, scope db.Scope, from, until clock.Day, limit int) ([]Activity, error) {
	var a db.Args
	where := scope.Where("a.party_ord", &a)
	return db.All(tx, func(s db.Scanner) (x Activity, err error) {
		err = s.Scan(&x.ID, &x.Party, &x.PartyName, &x.Kind, &x.Topic, &x.Day, &x.At, &x.Place, &x.State, &x.HeldOn, &x.LateDays)
		return x, err
	}, `select a.id, a.party_id, o.short, a.kind, a.topic, case when a.held_on <> '' then a.held_on else a.day end, a.at, a.place, a.state, a.held_on, a.late_days from orglife_activity a join v_party o on o.id = a.party_id
		where `+where+` and a.state <> 'dropped' and a.day between `+a.Add(from)+` and `+a.Add(until)+` order by a.day, a.party_ord, a.id limit `+a.Add(limit), a...)
}

// activitiesOf are one organisation's activities of a year, newest first.
func activitiesOf(tx *db.Tx, party string, year int) ([]Activity, error) {
	return db.All(tx, scanActivity, `select `+activityCols+` from orglife_activity a where a.party_id = $1 and a.day between $2 and $3 order by a.day desc, a.id desc`, party, first(year, 1), first(year, 13).Add(-1))
}

const taskCols = `id, source, ref, party_id, party_ord, what, node_id, node_ord, node_name, due, made_at, done_on, done_note, done_at, version`

func scanTask(s db.Scanner) (t Task, err error) {
	err = s.Scan(&t.ID, &t.Source, &t.Ref, &t.Party, &t.PartyOrd, &t.What, &t.Node, &t.NodeOrd, &t.NodeName, &t.Due, db.At(&t.MadeAt), &t.DoneOn, &t.DoneNote, db.At(&t.DoneAt), &t.Version)
	return t, err
}

func loadTask(tx *db.Tx, id TaskID) (Task, error) {
	return db.One(tx, scanTask, `select `+taskCols+` from orglife_task where id = $1`, id)
}

func tasksOf(tx *db.Tx, ref string) ([]Task, error) {
	return db.All(tx, scanTask, `select `+taskCols+` from orglife_task where ref = $1 order by due, id`, ref)
}

// openTasks are the tasks that an organisation's own meetings gave and that are not done.
func openTasks(tx *db.Tx, party string) ([]Task, error) {
	return db.All(tx, scanTask, `select `+taskCols+` from orglife_task where party_id = $1 and done_at = '' order by due, id limit 100`, party)
}

func insertTask(tx *db.Tx, t Task) error {
	_, err := tx.Exec(`insert into orglife_task (id, source, ref, party_id, party_ord, what, node_id, node_ord, node_name, due, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		t.ID, t.Source, t.Ref, t.Party, t.PartyOrd, t.What, t.Node, t.NodeOrd, t.NodeName, t.Due, db.Stamp(t.MadeAt))
	return err
}

func saveTask(tx *db.Tx, t *Task) error {
	t.Version++
	return moved(tx.Exec(`update orglife_task set done_on = $1, done_note = $2, done_at = $3, version = $4 where id = $5 and version = $6`, t.DoneOn, t.DoneNote, db.Stamp(t.DoneAt), t.Version, t.ID, t.Version-1))
}

const checkCols = `id, activity_id, party_id, party_ord, faults, words, due, made_at, made_by, answer, answered_at, version`

func scanCheck(s db.Scanner) (k Check, err error) {
	err = s.Scan(&k.ID, &k.Activity, &k.Party, &k.PartyOrd, words{&k.Faults}, &k.Words, &k.Due, db.At(&k.MadeAt), &k.MadeBy, &k.Answer, db.At(&k.AnsweredAt), &k.Version)
	return k, err
}

func loadCheck(tx *db.Tx, id CheckID) (Check, error) {
	return db.One(tx, scanCheck, `select `+checkCols+` from orglife_check where id = $1`, id)
}

func checksOf(tx *db.Tx, id ActivityID) ([]Check, error) {
	return db.All(tx, scanCheck, `select `+checkCols+` from orglife_check where activity_id = $1 order by made_at, id`, id)
}

// openChecks are the spot checks that an organisation has not answered.
func openChecks(tx *db.Tx, party string) ([]Check, error) {
	return db.All(tx, scanCheck, `select `+checkCols+` from orglife_check where party_id = $1 and answered_at = '' order by due, id`, party)
}

func insertCheck(tx *db.Tx, k Check) error {
	_, err := tx.Exec(`insert into orglife_check (id, activity_id, party_id, party_ord, faults, words, due, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		k.ID, k.Activity, k.Party, k.PartyOrd, list(k.Faults), k.Words, k.Due, db.Stamp(k.MadeAt), k.MadeBy)
	return err
}

func saveCheck(tx *db.Tx, k *Check) error {
	k.Version++
	return moved(tx.Exec(`update orglife_check set answer = $1, answered_at = $2, version = $3 where id = $4 and version = $5`, k.Answer, db.Stamp(k.AnsweredAt), k.Version, k.ID, k.Version-1))
}
