package rectify

import (
	"encoding/json"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/file"
)

// loadDossier loads everything of one item.
func loadDossier(tx *db.Tx, it *Item) (*Dossier, error) {
	b, err := loadBranch(tx, it)
	if err != nil {
		return nil, err
	}
	d := &Dossier{Branch: b}
	id := string(it.ID)
	for _, load := range []func() error{
		func() (err error) {
			d.Milestones, err = db.All(tx, scanMilestone, `select id, body, due, done_on, note, done_by from rectify_milestone where item_id = $1 order by due, id`, id)
			return
		},
		func() (err error) {
			d.Evidence, err = file.Of(tx, fileKind, id)
			return
		},
		func() (err error) {
			d.Progress, err = db.All(tx, scanProgress, `select measure_id, by_id, by_name, at, body, percent, reached from rectify_progress where item_id = $1 order by at, id`, id)
			return
		},
		func() (err error) {
			d.Notes, err = db.All(tx, scanNote, `select by_id, by_name, by_title, at, body from rectify_note where item_id = $1 order by at, id`, id)
			return
		},
		func() (err error) {
			d.Claims, err = db.All(tx, scanClaim, `select round, summary, checks, hash, by_id, by_name, at from rectify_claim where item_id = $1 order by round`, id)
			return
		},
		func() (err error) {
			d.Verifications, err = db.All(tx, scanVerification, `select round, members, method, rows, opinion, dissent, verdict, asked, content, hash, by_id, by_name, at from rectify_verification where item_id = $1 order by at, id`, id)
			return
		},
		func() (err error) {
			d.Signatures, err = db.All(tx, scanSignature, `select round, place, hash, opinion, by_id, by_name, at from rectify_signature where item_id = $1 order by at, id`, id)
			return
		},
		func() (err error) {
			d.Decisions, err = db.All(tx, scanDecision, `select round, kind, body, document, due, by_id, by_name, at from rectify_decision where item_id = $1 order by at, id`, id)
			return
		},
		func() (err error) {
			d.Extensions, err = db.All(tx, scanExtension, extensionSelect+`where item_id = $1 order by asked_at, id`, id)
			return
		},
		func() (err error) {
			d.Partners, err = db.All(tx, scanPartner, `select p.unit_id, u.name from rectify_partner p join v_unit u on u.id = p.unit_id where p.item_id = $1 order by u.ord`, id)
			return
		},
		func() error { return d.loadPlan(tx) },
		func() error { return d.loadAsked(tx) },
	} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// loadPlan leaves the plan nil before the unit signed.
func (d *Dossier) loadPlan(tx *db.Tx) (err error) {
	if d.Item.Plan != "" {
		d.Plan, err = loadPlan(tx, d.Item.Plan)
	}
	return err
}

func scanPartner(s db.Scanner) (p Partner, err error) { err = s.Scan(&p.ID, &p.Name); return }

// partnerOrds are the tree numbers of units that work with the item or were handed a part of it.
func partnerOrds(tx *db.Tx, id ItemID) ([]int64, error) {
	return db.All(tx, func(s db.Scanner) (ord int64, err error) { err = s.Scan(&ord); return },
		`select unit_ord from rectify_partner where item_id = $1 union select c.unit_ord from rectify_cascade c join rectify_measure m on m.id = c.measure_id where m.item_id = $2`, string(id), string(id))
}

func scanMilestone(s db.Scanner) (m Milestone, err error) {
	err = s.Scan(&m.ID, &m.Body, &m.Due, &m.DoneOn, &m.Note, &m.DoneBy)
	return m, err
}

func insertMilestone(tx *db.Tx, id ItemID, m Milestone) error {
	_, err := tx.Exec(`insert into rectify_milestone (id, item_id, body, due) values ($1, $2, $3, $4)`, db.NewID(), string(id), m.Body, string(m.Due))
	return err
}

func reachMilestone(tx *db.Tx, id ItemID, milestone, note string) error {
	n, err := tx.Exec(`update rectify_milestone set done_on = $1, note = $2, done_by = $3 where id = $4 and item_id = $5 and done_on = ''`,
		string(tx.Today()), note, tx.Who.Name, milestone, string(id))
	if err == nil && n == 0 {
		err = fault.NotFound()
	}
	return err
}

func nextMilestone(tx *db.Tx, id ItemID) (clock.Day, error) {
	d, err := db.Value[string](tx, `select min(due) from rectify_milestone where item_id = $1 and done_on = ''`, string(id))
	return clock.Day(d), err
}

func scanProgress(s db.Scanner) (p Progress, err error) {
	err = s.Scan(&p.Measure, &p.By.ID, &p.By.Name, db.At(&p.By.At), &p.Body, &p.Percent, &p.Reached)
	return p, err
}

func insertProgress(tx *db.Tx, id ItemID, p Progress) error {
	return tx.Later(`insert into rectify_progress (id, item_id, measure_id, by_id, by_name, at, body, percent, reached) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), string(id), string(p.Measure), p.By.ID, p.By.Name, db.Stamp(p.By.At), p.Body, p.Percent, p.Reached)
}

func saveReached(tx *db.Tx, m *Measure) error {
	return tx.Later(`update rectify_measure set reached = $1, percent = $2, state = $3, done_on = $4, version = version + 1 where id = $5`,
		m.Reached, m.Percent, m.State, string(m.DoneOn), string(m.ID))
}

// loadReported reads in one statement what a report is held against. Lasting measures count by what was
// reported.
func loadReported(tx *db.Tx, it *Item, id MeasureID) (*reported, error) {
	var w reported
	const accepted = `coalesce((select p.accepted from rectify_plan p where p.id = $1), 0)`
	if id != "" {
		m, err := db.One(tx, func(s db.Scanner) (m *Measure, err error) {
			m = new(Measure)
			return m, s.Scan(append(m.dests(), &w.accepted, &w.others, &w.count)...)
		}, `select `+measureColumns+`, `+accepted+`, (select cast(coalesce(sum(x.percent), 0) as bigint) from rectify_measure x where x.item_id = m.item_id),
			(select count(*) from rectify_measure x where x.item_id = m.item_id) from rectify_measure m where m.id = $2 and m.item_id = $3`,
			string(it.Plan), string(id), string(it.ID))
		if err == nil {
			w.measure, w.others = m, w.others-m.Percent
		}
		if !fault.Is(err, fault.KindNotFound) {
			return &w, err
		}
	}
	if it.Plan == "" {
		return &w, nil
	}
	n, err := db.Value[int64](tx, `select `+accepted, string(it.Plan))
	w.accepted = int(n)
	return &w, err
}

func scanNote(s db.Scanner) (n Note, err error) {
	err = s.Scan(&n.By.ID, &n.By.Name, &n.Title, db.At(&n.By.At), &n.Body)
	return n, err
}

func insertNote(tx *db.Tx, id ItemID, n Note) error {
	_, err := tx.Exec(`insert into rectify_note (id, item_id, by_id, by_name, by_title, at, body) values ($1, $2, $3, $4, $5, $6, $7)`,
		db.NewID(), string(id), n.By.ID, n.By.Name, n.Title, db.Stamp(n.By.At), n.Body)
	return err
}

const extensionSelect = `select id, was, wanted, reason, state, asked_by, asked_name, asked_at, decided_by, decided_name, decided_at, opinion from rectify_extension `

func scanExtension(s db.Scanner) (e Extension, err error) {
	err = s.Scan(&e.ID, &e.Was, &e.Wanted, &e.Reason, &e.State, &e.Asked.ID, &e.Asked.Name, db.At(&e.Asked.At), &e.Decided.ID, &e.Decided.Name, db.At(&e.Decided.At), &e.Opinion)
	return e, err
}

// openExtension is the request that waits; nil with fault.NotFound when none does.
func openExtension(tx *db.Tx, id ItemID) (*Extension, error) {
	e, err := db.One(tx, scanExtension, extensionSelect+`where item_id = $1 and state = 'asked'`, string(id))
	if err != nil {
		return nil, err
	}
	return &e, nil
}

func insertExtension(tx *db.Tx, id ItemID, e Extension) error {
	_, err := tx.Exec(`insert into rectify_extension (id, item_id, was, wanted, reason, state, asked_by, asked_name, asked_at) values ($1, $2, $3, $4, $5, 'asked', $6, $7, $8)`,
		e.ID, string(id), string(e.Was), string(e.Wanted), e.Reason, e.Asked.ID, e.Asked.Name, db.Stamp(e.Asked.At))
	return err
}

func saveExtension(tx *db.Tx, e *Extension) error {
	_, err := tx.Exec(`update rectify_extension set state = $1, decided_by = $2, decided_name = $3, decided_at = $4, opinion = $5 where id = $6 and state = 'asked'`,
		e.State, e.Decided.ID, e.Decided.Name, db.Stamp(e.Decided.At), e.Opinion, e.ID)
	return err
}

func encode(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(raw)
}

func scanClaim(s db.Scanner) (c Claim, err error) {
	var checks string
	if err = s.Scan(&c.Round, &c.Summary, &checks, &c.Hash, &c.By.ID, &c.By.Name, db.At(&c.By.At)); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(checks), &c.Checks)
}

func insertClaim(tx *db.Tx, id ItemID, c Claim) error {
	_, err := tx.Exec(`insert into rectify_claim (id, item_id, round, summary, checks, hash, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), string(id), c.Round, c.Summary, encode(c.Checks), c.Hash, c.By.ID, c.By.Name, db.Stamp(c.By.At))
	return err
}

func scanVerification(s db.Scanner) (v Verification, err error) {
	var members, rows string
	if err = s.Scan(&v.Round, &members, &v.Method, &rows, &v.Opinion, &v.Dissent, &v.Verdict, &v.Asked, &v.Content, &v.Hash, &v.By.ID, &v.By.Name, db.At(&v.By.At)); err != nil {
		return v, err
	}
	if err = json.Unmarshal([]byte(members), &v.Members); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(rows), &v.Rows)
}

func insertVerification(tx *db.Tx, id ItemID, v Verification) error {
	_, err := tx.Exec(`insert into rectify_verification (id, item_id, round, members, method, rows, opinion, dissent, verdict, asked, content, hash, by_id, by_name, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		db.NewID(), string(id), v.Round, encode(v.Members), v.Method, encode(v.Rows), v.Opinion, v.Dissent, v.Verdict, v.Asked, v.Content, v.Hash, v.By.ID, v.By.Name, db.Stamp(v.By.At))
	return err
}

func scanSignature(s db.Scanner) (h HandSign, err error) {
	err = s.Scan(&h.Round, &h.Place, &h.Hash, &h.Opinion, &h.By.ID, &h.By.Name, db.At(&h.By.At))
	return h, err
}

func insertSignature(tx *db.Tx, id ItemID, h HandSign) error {
	_, err := tx.Exec(`insert into rectify_signature (id, item_id, round, place, hash, opinion, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), string(id), h.Round, h.Place, h.Hash, h.Opinion, h.By.ID, h.By.Name, db.Stamp(h.By.At))
	return err
}

func scanDecision(s db.Scanner) (d Decision, err error) {
	err = s.Scan(&d.Round, &d.Kind, &d.Body, &d.Document, &d.Due, &d.By.ID, &d.By.Name, db.At(&d.By.At))
	return d, err
}

func insertDecision(tx *db.Tx, id ItemID, d Decision) error {
	_, err := tx.Exec(`insert into rectify_decision (id, item_id, round, kind, body, document, due, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		db.NewID(), string(id), d.Round, d.Kind, d.Body, d.Document, string(d.Due), d.By.ID, d.By.Name, db.Stamp(d.By.At))
	return err
}

// personAt is a person with the tree number of his or her unit.
func personAt(tx *db.Tx, id string) (Person, int64, error) {
	var ord int64
	p, err := db.One(tx, func(s db.Scanner) (p Person, err error) {
		err = s.Scan(&p.ID, &p.Name, &ord)
		return p, err
	}, `select p.id, p.name, coalesce(u.ord, 0) from v_person p left join v_unit u on u.id = p.unit_id where p.id = $1`, id)
	return p, ord, err
}

// openCascades are the references of what lower units have not yet reported on, as their promises
// are named.
func openCascades(tx *db.Tx, id ItemID) ([]string, error) {
	return db.All(tx, func(s db.Scanner) (ref string, err error) {
		err = s.Scan(&ref)
		return ref, err
	},
		`select c.measure_id || ':' || c.unit_id from rectify_cascade c join rectify_measure m on m.id = c.measure_id where m.item_id = $1 and c.state <> 'reported'`, string(id))
}
