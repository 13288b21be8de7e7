package partywork

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
)

const schemeCols = `s.id, s.party_id, s.party_ord, o.short, s.year, s.pack_version, s.first_on, s.last_on, s.self_due, s.check_due, s.made_by, s.version`

const schemeFrom = ` from partywork_scheme s join v_party o on o.id = s.party_id`

func scanScheme(s db.Scanner) (x Scheme, err error) {
	err = s.Scan(&x.ID, &x.Party, &x.PartyOrd, &x.PartyName, &x.Year, &x.Pack, &x.First, &x.Last, &x.SelfDue, &x.CheckDue, &x.MadeBy, &x.Version)
	return x, err
}

func loadScheme(tx *db.Tx, id SchemeID) (Scheme, error) {
	return db.One(tx, scanScheme, `select `+schemeCols+schemeFrom+` where s.id = $1`, id)
}

// schemesAbove are the schemes of every year that reach an organisation in the actor's scope.
func schemesSeen(tx *db.Tx) ([]Scheme, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadWork).Where("a.party_ord", &a)
	return db.All(tx, scanScheme, `select `+schemeCols+schemeFrom+` where exists (select 1 from partywork_assessment a where a.scheme_id = s.id and `+where+`) order by s.year desc, s.party_ord`, a...)
}

func insertScheme(tx *db.Tx, s Scheme) error {
	_, err := tx.Exec(`insert into partywork_scheme (id, party_id, party_ord, year, pack, pack_version, first_on, last_on, self_due, check_due, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.ID, s.Party, s.PartyOrd, s.Year, packCode, s.Pack, string(s.First), string(s.Last), string(s.SelfDue), string(s.CheckDue), s.MadeBy, db.Stamp(tx.Now))
	return err
}

const assessCols = `a.id, a.scheme_id, a.party_id, a.party_ord, o.short, a.unit_id, a.unit_ord, a.state, a.self_by, a.self_name, a.self_at, a.check_by, a.check_name, a.check_at, a.confirm_by, a.confirm_name, a.confirm_at, a.total, a.hash, a.version`

const assessFrom = ` from partywork_assessment a join v_party o on o.id = a.party_id`

func scanAssessment(s db.Scanner) (a Assessment, err error) {
	err = s.Scan(&a.ID, &a.Scheme, &a.Party, &a.PartyOrd, &a.PartyName, &a.Unit, &a.UnitOrd, &a.State, &a.SelfBy, &a.SelfName, db.At(&a.SelfAt), &a.CheckBy, &a.CheckName, db.At(&a.CheckAt), &a.ConfirmBy, &a.ConfirmName, db.At(&a.ConfirmAt), &a.Total, &a.Hash, &a.Version)
	return a, err
}

func loadAssessment(tx *db.Tx, id AssessmentID) (Assessment, error) {
	return db.One(tx, scanAssessment, `select `+assessCols+assessFrom+` where a.id = $1`, id)
}

// visibleAssessments are a scheme's in the actor's scope, in the order of the register: never by total.
func visibleAssessments(tx *db.Tx, id SchemeID) ([]Assessment, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadWork).Rows("a.party_ord", "a.id", &a)
	return db.All(tx, scanAssessment, `select `+assessCols+assessFrom+` where `+where+` and a.scheme_id = `+a.Add(id)+` order by a.party_ord`, a...)
}

func insertAssessment(tx *db.Tx, a Assessment, items []pack.Measure) error {
	if _, err := tx.Exec(`insert into partywork_assessment (id, scheme_id, party_id, party_ord, unit_id, unit_ord, state) values ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.Scheme, a.Party, a.PartyOrd, a.Unit, a.UnitOrd, a.State); err != nil {
		return err
	}
	for _, x := range items {
		if _, err := tx.Exec(`insert into partywork_mark (assessment_id, item, computed) values ($1, $2, $3)`, a.ID, x.Code, x.Computed()); err != nil {
			return err
		}
	}
	return nil
}

func saveAssessment(tx *db.Tx, a *Assessment) error {
	a.Version++
	return moved(tx.Exec(`update partywork_assessment set state = $1, self_by = $2, self_name = $3, self_at = $4, check_by = $5, check_name = $6, check_at = $7, confirm_by = $8, confirm_name = $9, confirm_at = $10, total = $11, hash = $12, version = $13 where id = $14 and version = $15`,
		a.State, a.SelfBy, a.SelfName, db.Stamp(a.SelfAt), a.CheckBy, a.CheckName, db.Stamp(a.CheckAt), a.ConfirmBy, a.ConfirmName, db.Stamp(a.ConfirmAt), a.Total, a.Hash, a.Version, a.ID, a.Version-1))
}

// listMarks are in the order of the items' codes, in which they are hashed.
func listMarks(tx *db.Tx, id AssessmentID) ([]Mark, error) {
	return db.All(tx, func(s db.Scanner) (m Mark, err error) {
		err = s.Scan(&m.Item, &m.Computed, &m.Done, &m.All, &m.Self, &m.SelfWords, &m.Check, &m.CheckWords, &m.Final, &m.Version)
		return m, err
	}, `select item, computed, done, of_all, self_marks, self_words, check_marks, check_words, final_marks, version from partywork_mark where assessment_id = $1 order by item`, id)
}

func saveMark(tx *db.Tx, id AssessmentID, m *Mark) error {
	m.Version++
	return moved(tx.Exec(`update partywork_mark set done = $1, of_all = $2, self_marks = $3, self_words = $4, check_marks = $5, check_words = $6, final_marks = $7, version = $8 where assessment_id = $9 and item = $10 and version = $11`,
		m.Done, m.All, m.Self, m.SelfWords, m.Check, m.CheckWords, m.Final, m.Version, id, m.Item, m.Version-1))
}

const objectionCols = `id, item, words, by_id, by_name, at, before_marks, after_marks, reply, reply_by, reply_name, reply_at`

func scanObjection(s db.Scanner) (o Objection, err error) {
	err = s.Scan(&o.ID, &o.Item, &o.Words, &o.By, &o.Name, db.At(&o.At), &o.Before, &o.After, &o.Reply, &o.ReplyBy, &o.ReplyName, db.At(&o.ReplyAt))
	return o, err
}

func listObjections(tx *db.Tx, id AssessmentID) ([]Objection, error) {
	return db.All(tx, scanObjection, `select `+objectionCols+` from partywork_objection where assessment_id = $1 order by id`, id)
}

func loadObjection(tx *db.Tx, id AssessmentID, objection string) (Objection, error) {
	return db.One(tx, scanObjection, `select `+objectionCols+` from partywork_objection where assessment_id = $1 and id = $2`, id, objection)
}

func insertObjection(tx *db.Tx, id AssessmentID, o Objection) error {
	_, err := tx.Exec(`insert into partywork_objection (id, assessment_id, item, words, by_id, by_name, at, before_marks) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		o.ID, id, o.Item, o.Words, o.By, o.Name, db.Stamp(o.At), o.Before)
	return err
}

func saveObjection(tx *db.Tx, o *Objection) error {
	return moved(tx.Exec(`update partywork_objection set after_marks = $1, reply = $2, reply_by = $3, reply_name = $4, reply_at = $5, version = version + 1 where id = $6 and reply_at = ''`,
		o.After, o.Reply, o.ReplyBy, o.ReplyName, db.Stamp(o.ReplyAt), o.ID))
}
