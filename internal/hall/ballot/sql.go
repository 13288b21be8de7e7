package ballot

import (
	"encoding/json"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
)

const pollCols = `p.id, p.number, p.mark, p.title, p.kind, p.ref, p.unit_id, coalesce(u.short, ''), p.unit_ord, p.form, p.pack, p.pack_version, p.entitled, p.issued, p.papers,
	p.returned, p.opens_at, p.closes_at, p.state, p.opened_at, p.closed_at, p.closed_why, p.irregular, p.made_by, p.made_name, p.made_at, p.version`

const pollFrom = ` from ballot_poll p left join v_node u on u.id = p.unit_id `

func scanPoll(s db.Scanner) (*Poll, error) {
	p := &Poll{}
	var form string
	err := s.Scan(&p.ID, &p.Number, &p.Mark, &p.Title, &p.Kind, &p.Ref, &p.Unit, &p.UnitName, &p.Ord, &form, &p.Pack, &p.PackVersion, &p.Entitled, &p.Issued, &p.Papers,
		&p.Returned, db.At(&p.Opens), db.At(&p.Closes), &p.State, db.At(&p.OpenedAt), db.At(&p.ClosedAt), &p.ClosedWhy, &p.Irregular, &p.MadeBy, &p.MadeName, db.At(&p.MadeAt), &p.Version)
	if err != nil {
		return nil, err
	}
	return p, json.Unmarshal([]byte(form), &p.Form)
}

func loadPoll(tx *db.Tx, id PollID) (*Poll, error) {
	p, err := db.One(tx, scanPoll, `select `+pollCols+pollFrom+`where p.id = $1`, string(id))
	if err != nil {
		return nil, err
	}
	p.Subjects, err = listSubjects(tx, id)
	return p, err
}

func listPolls(tx *db.Tx, scope db.Scope) ([]*Poll, error) {
	var args db.Args
	return db.All(tx, scanPoll, `select `+pollCols+pollFrom+`where `+scope.Where("p.unit_ord", &args)+` order by p.made_at desc, p.id desc limit 200`, args...)
}

func pollsOf(tx *db.Tx, kind, ref string) ([]*Poll, error) {
	list, err := db.All(tx, scanPoll, `select `+pollCols+pollFrom+`where p.kind = $1 and p.ref = $2 order by p.made_at desc, p.id desc`, kind, ref)
	for _, p := range list {
		if err != nil {
			return nil, err
		}
		p.Subjects, err = listSubjects(tx, p.ID)
	}
	return list, err
}

func pollByMark(tx *db.Tx, mark string) (PollID, error) {
	id, err := db.Value[string](tx, `select id from ballot_poll where mark = $1`, mark)
	if err == nil && id == "" {
		err = fault.NotFound()
	}
	return PollID(id), err
}

func hasMark(tx *db.Tx, mark string) (bool, error) {
	n, err := db.Value[int64](tx, `select count(*) from ballot_poll where mark = $1`, mark)
	return n > 0, err
}

func countNumbers(tx *db.Tx, prefix string) (int64, error) {
	return db.Value[int64](tx, `select count(*) from ballot_poll where number like $1`, prefix+"%")
}

type unit struct {
	name string
	ord  int64
}

func loadUnit(tx *db.Tx, id string) (unit, error) {
	return db.One(tx, func(s db.Scanner) (u unit, err error) {
		err = s.Scan(&u.name, &u.ord)
		return u, err
	}, `select short, ord from v_node where id = $1`, id)
}

func insertPoll(tx *db.Tx, p *Poll) error {
	form, err := json.Marshal(p.Form)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`insert into ballot_poll (id, number, mark, title, kind, ref, unit_id, unit_ord, form, pack, pack_version, entitled, opens_at, closes_at, made_by, made_name, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`, string(p.ID), p.Number, p.Mark, p.Title, p.Kind, p.Ref, p.Unit, p.Ord, string(form), p.Pack,
		p.PackVersion, p.Entitled, db.Stamp(p.Opens), db.Stamp(p.Closes), p.MadeBy, p.MadeName, db.Stamp(p.MadeAt)); err != nil {
		return err
	}
	for _, s := range p.Subjects {
		if _, err := tx.Exec(`insert into ballot_subject (poll_id, seq, ref, label, note) values ($1, $2, $3, $4, $5)`, string(p.ID), s.Seq, s.Ref, s.Label, s.Note); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`insert into ballot_roll (poll_id) values ($1)`, string(p.ID)); err != nil {
		return err
	}
	for _, c := range emptyCounts(p.Form, len(p.Subjects)) {
		if _, err := tx.Exec(`insert into ballot_urn (poll_id, seq, counts) values ($1, $2, $3)`, string(p.ID), c.Seq, c.text()); err != nil {
			return err
		}
	}
	return nil
}

func savePoll(tx *db.Tx, p *Poll) error {
	n, err := tx.Exec(`update ballot_poll set entitled = $1, issued = $2, papers = $3, returned = $4, state = $5, opened_at = $6, closed_at = $7, closed_why = $8, irregular = $9, version = version + 1
		where id = $10 and version = $11`, p.Entitled, p.Issued, p.Papers, p.Returned, string(p.State), db.Stamp(p.OpenedAt), db.Stamp(p.ClosedAt), p.ClosedWhy, p.Irregular, string(p.ID), p.Version)
	if err == nil && n == 0 {
		err = fault.Conflict("ballot.changed_meanwhile")
	}
	p.Version++
	return err
}

// Renumber tells the polls of a unit its new tree number.
func Renumber(tx *db.Tx, unit string, ord int64) error {
	_, err := tx.Exec(`update ballot_poll set unit_ord = $1 where unit_id = $2`, ord, unit)
	return err
}

func listSubjects(tx *db.Tx, id PollID) ([]Subject, error) {
	return db.All(tx, func(s db.Scanner) (x Subject, err error) {
		err = s.Scan(&x.Seq, &x.Ref, &x.Label, &x.Note)
		return x, err
	}, `select seq, ref, label, note from ballot_subject where poll_id = $1 order by seq`, string(id))
}

// lock keeps everybody else from the poll until the transaction ends.
func lock(tx *db.Tx, id PollID) error {
	_, err := tx.Exec(`update ballot_roll set turn = turn + 1 where poll_id = $1`, string(id))
	return err
}

func loadRoll(tx *db.Tx, id PollID) (roll, error) {
	return db.One(tx, func(s db.Scanner) (r roll, err error) {
		var fresh, spent string
		err = s.Scan(&fresh, &spent)
		r.fresh, r.spent = strings.Fields(fresh), strings.Fields(spent)
		return r, err
	}, `select fresh, spent from ballot_roll where poll_id = $1`, string(id))
}

func saveRoll(tx *db.Tx, id PollID, r roll) error {
	_, err := tx.Exec(`update ballot_roll set fresh = $1, spent = $2 where poll_id = $3`, strings.Join(r.fresh, "\n"), strings.Join(r.spent, "\n"), string(id))
	return err
}

func scanCounts(f pack.Form) func(db.Scanner) (Counts, error) {
	return func(s db.Scanner) (c Counts, err error) {
		var text string
		if err = s.Scan(&c.Seq, &text, &c.Filled, &c.Blank); err != nil {
			return c, err
		}
		return c, c.read(f, text)
	}
}

func loadUrn(tx *db.Tx, p *Poll) (urn, error) {
	return db.All(tx, scanCounts(p.Form), `select seq, counts, filled, blank from ballot_urn where poll_id = $1 order by seq`, string(p.ID))
}

// saveUrn writes every subject, also those that the vote leaves as they were.
func saveUrn(tx *db.Tx, p *Poll, u urn) error {
	for _, c := range u {
		if _, err := tx.Exec(`update ballot_urn set counts = $1, filled = $2, blank = $3 where poll_id = $4 and seq = $5`, c.text(), c.Filled, c.Blank, string(p.ID), c.Seq); err != nil {
			return err
		}
	}
	return nil
}

// emptyUrn moves the counts to where the record answers for them and destroys the hashes of the tokens.
func emptyUrn(tx *db.Tx, p *Poll, u urn) error {
	for _, c := range u {
		if _, err := tx.Exec(`insert into ballot_count (poll_id, seq, counts, filled, blank) values ($1, $2, $3, $4, $5)`, string(p.ID), c.Seq, c.text(), c.Filled, c.Blank); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`delete from ballot_urn where poll_id = $1`, string(p.ID)); err != nil {
		return err
	}
	return saveRoll(tx, p.ID, roll{})
}

func loadCounts(tx *db.Tx, p *Poll) ([]Counts, error) {
	return db.All(tx, scanCounts(p.Form), `select seq, counts, filled, blank from ballot_count where poll_id = $1 order by seq`, string(p.ID))
}

func insertIssue(tx *db.Tx, id PollID, in Issue) error {
	_, err := tx.Exec(`insert into ballot_issue (id, poll_id, slips, papers, entitled, why, by_login, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), string(id), in.Slips, in.Papers, in.Entitled, in.Why, tx.Who.Label(), tx.Who.Name, db.Stamp(tx.Now))
	return err
}

func listIssues(tx *db.Tx, id PollID) ([]Issue, error) {
	return db.All(tx, func(s db.Scanner) (x Issue, err error) {
		err = s.Scan(&x.Slips, &x.Papers, &x.Entitled, &x.Why, &x.By, &x.Name, db.At(&x.At))
		return x, err
	}, `select slips, papers, entitled, why, by_login, by_name, at from ballot_issue where poll_id = $1 order by id`, string(id))
}

func insertBatch(tx *db.Tx, id PollID, b Batch) error {
	texts := make([]string, len(b.Counts))
	for i, c := range b.Counts {
		texts[i] = c.text()
	}
	_, err := tx.Exec(`insert into ballot_batch (id, poll_id, papers, counts, entered_by, entered_person, entered_name, entered_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		b.ID, string(id), b.Papers, strings.Join(texts, "|"), b.EnteredBy, b.Entered, b.EnteredName, db.Stamp(b.EnteredAt))
	return err
}

func endBatch(tx *db.Tx, id, state, why string) error {
	n, err := tx.Exec(`update ballot_batch set state = $1, second_by = $2, second_name = $3, second_at = $4, second_why = $5 where id = $6 and state = 'entered'`,
		state, tx.Who.Label(), tx.Who.Name, db.Stamp(tx.Now), why, id)
	if err == nil && n == 0 {
		err = fault.Conflict("ballot.batch.ended")
	}
	return err
}

func listBatches(tx *db.Tx, id PollID, f pack.Form) ([]Batch, error) {
	return db.All(tx, func(s db.Scanner) (b Batch, err error) {
		var texts string
		if err = s.Scan(&b.ID, &b.Papers, &texts, &b.State, &b.EnteredBy, &b.Entered, &b.EnteredName, db.At(&b.EnteredAt), &b.SecondName, db.At(&b.SecondAt), &b.SecondWhy); err != nil {
			return b, err
		}
		for i, text := range strings.Split(texts, "|") {
			c := Counts{Seq: i + 1}
			if err := c.read(f, text); err != nil {
				return b, err
			}
			for _, n := range c.N[0] {
				c.Filled += n
			}
			c.Blank = b.Papers - c.Filled
			b.Counts = append(b.Counts, c)
		}
		return b, nil
	}, `select id, papers, counts, state, entered_by, entered_person, entered_name, entered_at, second_name, second_at, second_why from ballot_batch where poll_id = $1 order by id`, string(id))
}
