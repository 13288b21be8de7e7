package partyorg

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/org"
)

func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("partyorg.changed_meanwhile")
	}
	return err
}

func renumber(tx *db.Tx, party string, ord int64) error {
	for _, q := range []string{
		`update partyorg_member set party_ord = $1 where party_id = $2`,
		`update partyorg_exception set party_ord = $1 where party_id = $2`,
		`update partyorg_election set party_ord = $1 where party_id = $2`,
		`update partyorg_admission set party_ord = $1 where party_id = $2`,
	} {
		if _, err := tx.Exec(q, ord, party); err != nil {
			return err
		}
	}
	return nil
}

// listSeats are the committees of all organisations on the day, secretaries first.
func listSeats(tx *db.Tx, day clock.Day) ([]Seat, error) {
	return db.All(tx, func(s db.Scanner) (x Seat, err error) {
		err = s.Scan(&x.Party, &x.Person, &x.Name, &x.Title, &x.Kind, &x.Since)
		return x, err
	}, `select t.unit_id, t.person_id, p.name, t.title, t.kind, t.since from v_post t join v_person p on p.id = t.person_id join v_party o on o.id = t.unit_id
		where t.kind in ('head', 'deputy', 'discipline') and t.since <= $1 and (t.until = '' or t.until >= $2)
		order by t.unit_id, case t.kind when 'head' then 0 else 1 end, t.since, t.id`, day, day)
}

// lastTerms are the latest terms of the organisations.
func lastTerms(tx *db.Tx) ([]org.Term, error) {
	return db.All(tx, func(s db.Scanner) (t org.Term, err error) {
		err = s.Scan(&t.Party, &t.Number, &t.Since, &t.Until)
		return t, err
	}, `select t.party_id, t.number, t.since, t.until from v_term t where not exists (select 1 from v_term n where n.party_id = t.party_id and n.number > t.number)`)
}

type branchCount struct {
	party         string
	members, full int
}

func countMembers(tx *db.Tx) ([]branchCount, error) {
	return db.All(tx, func(s db.Scanner) (c branchCount, err error) {
		err = s.Scan(&c.party, &c.members, &c.full)
		return c, err
	}, `select m.party_id, count(*), sum(case m.kind when 'full' then 1 else 0 end) from partyorg_member m where m.until = '' and m.placed group by m.party_id`)
}

func listLinks(tx *db.Tx) ([]link, error) {
	return db.All(tx, func(s db.Scanner) (l link, err error) {
		err = s.Scan(&l.party, &l.unit)
		return l, err
	}, `select l.party_id, l.unit_id from v_link l join v_unit u on u.id = l.unit_id where l.until = '' order by u.ord`)
}

const exceptionCols = `id, gap, ref, party_id, party_ord, reason, basis, until, made_by, made_at, ended_at, version`

func scanException(s db.Scanner) (e Exception, err error) {
	err = s.Scan(&e.ID, &e.Gap, &e.Ref, &e.Party, &e.Ord, &e.Reason, &e.Basis, &e.Until, &e.By, db.At(&e.At), db.At(&e.Ended), &e.Version)
	return e, err
}

func openExceptions(tx *db.Tx) (map[string]Exception, error) {
	list, err := db.All(tx, scanException, `select `+exceptionCols+` from partyorg_exception where ended_at = ''`)
	out := map[string]Exception{}
	for _, e := range list {
		out[e.Gap+" "+e.Ref] = e
	}
	return out, err
}

func pastExceptions(tx *db.Tx, party string) ([]Exception, error) {
	return db.All(tx, scanException, `select `+exceptionCols+` from partyorg_exception where party_id = $1 order by made_at desc, id desc`, party)
}

func insertException(tx *db.Tx, e Exception) error {
	_, err := tx.Exec(`insert into partyorg_exception (id, gap, ref, party_id, party_ord, reason, basis, until, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.ID, e.Gap, e.Ref, e.Party, e.Ord, e.Reason, e.Basis, e.Until, e.By, db.Stamp(e.At))
	if db.IsUnique(err) {
		return fault.Conflict("partyorg.changed_meanwhile")
	}
	return err
}

func endException(tx *db.Tx, e Exception) error {
	return changed(tx.Exec(`update partyorg_exception set ended_at = $1, ended_by = $2, version = $3 where id = $4 and version = $5`,
		db.Stamp(tx.Now), tx.Who.Name, e.Version+1, e.ID, e.Version))
}

const electionCols = `id, party_id, party_ord, term_until, made_at, done_at, version`

func scanElection(s db.Scanner) (e Election, err error) {
	err = s.Scan(&e.ID, &e.Party, &e.Ord, &e.TermUntil, db.At(&e.MadeAt), db.At(&e.Done), &e.Version)
	return e, err
}

func openElections(tx *db.Tx) ([]Election, error) {
	list, err := db.All(tx, scanElection, `select `+electionCols+` from partyorg_election where done_at = ''`)
	return withSteps(tx, list, err)
}

func listElections(tx *db.Tx, party string) ([]Election, error) {
	list, err := db.All(tx, scanElection, `select `+electionCols+` from partyorg_election where party_id = $1 order by made_at desc, id desc`, party)
	return withSteps(tx, list, err)
}

func withSteps(tx *db.Tx, list []Election, err error) ([]Election, error) {
	for i := range list {
		if err != nil {
			return nil, err
		}
		list[i].Steps, err = db.All(tx, func(s db.Scanner) (x ElectionStep, err error) {
			err = s.Scan(&x.ID, &x.Step, &x.Day, &x.Paper, &x.Words, &x.Voters, &x.Attended, &x.By, db.At(&x.At))
			return x, err
		}, `select id, step, day, paper, words, voters, attended, made_by, made_at from partyorg_election_step where election_id = $1 order by made_at, id`, list[i].ID)
	}
	return list, err
}

func insertElection(tx *db.Tx, e Election) error {
	_, err := tx.Exec(`insert into partyorg_election (id, party_id, party_ord, term_until, made_by, made_at) values ($1, $2, $3, $4, $5, $6)`,
		e.ID, e.Party, e.Ord, e.TermUntil, tx.Who.Name, db.Stamp(e.MadeAt))
	if db.IsUnique(err) {
		return fault.Conflict("partyorg.changed_meanwhile")
	}
	return err
}

func insertElectionStep(tx *db.Tx, election string, s ElectionStep) error {
	_, err := tx.Exec(`insert into partyorg_election_step (id, election_id, step, day, paper, words, voters, attended, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.ID, election, s.Step, s.Day, s.Paper, s.Words, s.Voters, s.Attended, s.By, db.Stamp(s.At))
	if db.IsUnique(err) {
		return fault.Conflict("partyorg.changed_meanwhile")
	}
	return err
}

func closeElection(tx *db.Tx, e *Election) error {
	e.Version++
	return changed(tx.Exec(`update partyorg_election set done_at = $1, version = $2 where id = $3 and version = $4`, db.Stamp(e.Done), e.Version, e.ID, e.Version-1))
}
