package approve

import (
	"encoding/json"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const requestCols = `r.id, r.code, r.kind, r.ref, r.label, r.title, r.unit_id, r.fields, r.hash, r.reason, r.about, r.link,
	r.asked_person, r.asked_login, r.asked_name, r.asked_unit, r.asked_at, r.ends_at, r.state, r.version,
	coalesce(d.outcome, ''), coalesce(d.seen, ''), coalesce(d.found, ''), coalesce(d.reason, ''), coalesce(d.by_person, ''), coalesce(d.by_login, ''),
	coalesce(d.by_name, ''), coalesce(d.by_unit, ''), coalesce(d.at, '')`

const requestFrom = ` from approve_request r left join approve_decision d on d.request_id = r.id `

func scanRequest(s db.Scanner) (*Request, error) {
	r, e := &Request{}, Ended{}
	var fields, about string
	err := s.Scan(&r.ID, &r.Code, &r.Kind, &r.Object, &r.Label, &r.Title, &r.Unit, &fields, &r.Signed, &r.Reason, &about, &r.Link,
		&r.Asked.Person, &r.Asked.Login, &r.Asked.Name, &r.Asked.Unit, db.At(&r.Asked.At), db.At(&r.Ends), &r.State, &r.Version,
		&e.Outcome, &e.Seen, &e.Found, &e.Reason, &e.By.Person, &e.By.Login, &e.By.Name, &e.By.Unit, db.At(&e.By.At))
	if err != nil {
		return nil, err
	}
	if e.Outcome != "" {
		r.Decision = &e
	}
	if err := json.Unmarshal([]byte(about), &r.About); err != nil {
		return nil, err
	}
	return r, json.Unmarshal([]byte(fields), &r.Fields)
}

func loadRequest(tx *db.Tx, id string) (*Request, error) {
	return db.One(tx, scanRequest, `select `+requestCols+requestFrom+`where r.id = $1`, id)
}

func openRequest(tx *db.Tx, code Code, kind, object string) (*Request, error) {
	return db.One(tx, scanRequest, `select `+requestCols+requestFrom+`where r.code = $1 and r.kind = $2 and r.ref = $3 and r.state = 'open'`, string(code), kind, object)
}

func openOf(tx *db.Tx, kind, object string) ([]*Request, error) {
	return db.All(tx, scanRequest, `select `+requestCols+requestFrom+`where r.kind = $1 and r.ref = $2 and r.state = 'open' order by r.asked_at, r.id`, kind, object)
}

func encode(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

func insertRequest(tx *db.Tx, r *Request) error {
	fields, err := encode(r.Fields)
	if err != nil {
		return err
	}
	about, err := encode(r.About)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into approve_request (id, code, kind, ref, label, title, unit_id, fields, hash, reason, about, link,
		asked_person, asked_login, asked_name, asked_unit, asked_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		r.ID, string(r.Code), r.Kind, r.Object, r.Label, r.Title, r.Unit, fields, r.Signed, r.Reason, about, r.Link,
		r.Asked.Person, r.Asked.Login, r.Asked.Name, r.Asked.Unit, db.Stamp(r.Asked.At), db.Stamp(r.Ends))
	return err
}

// endRequest moves the request on by its version and adds the one row that says how it ended; both
// refuse a second end, whoever comes second.
func endRequest(tx *db.Tx, r *Request, e Ended) error {
	n, err := tx.Exec(`update approve_request set state = $1, version = version + 1 where id = $2 and state = 'open' and version = $3`, string(e.Outcome), r.ID, r.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict("approve.decided_meanwhile")
	}
	_, err = tx.Exec(`insert into approve_decision (request_id, outcome, seen, found, reason, by_person, by_login, by_name, by_unit, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, string(e.Outcome), e.Seen, e.Found, e.Reason, e.By.Person, e.By.Login, e.By.Name, e.By.Unit, db.Stamp(e.By.At))
	if db.IsUnique(err) {
		return fault.Conflict("approve.decided_meanwhile")
	}
	return err
}

func insertUse(tx *db.Tx, id string) error {
	_, err := tx.Exec(`insert into approve_use (request_id, by_login, at) values ($1, $2, $3)`, id, tx.Who.Label(), db.Stamp(tx.Now))
	return err
}

// homeOf is the tree number of a person's unit and of the first branch below the root that it lies in.
func homeOf(tx *db.Tx, person string) (ord, line int64, err error) {
	type home struct{ ord, line int64 }
	h, err := db.One(tx, func(s db.Scanner) (h home, err error) {
		err = s.Scan(&h.ord, &h.line)
		return h, err
	}, `select coalesce(u.ord, 0), coalesce((select b.ord from v_unit b where b.depth = 1 and b.ord <= u.ord and b.last >= u.ord), 0)
		from v_person p left join v_unit u on u.id = p.unit_id where p.id = $1`, person)
	if fault.Is(err, fault.KindNotFound) {
		err = nil
	}
	return h.ord, h.line, err
}

// leadsOf are the stretches that the person heads or has in the portfolio today.
func leadsOf(tx *db.Tx, person string) ([]lead, error) {
	today := string(tx.Today())
	return db.All(tx, func(s db.Scanner) (l lead, err error) {
		var kind string
		err = s.Scan(&l.First, &l.Last, &kind)
		l.rank = map[string]int{"head": head, "deputy": deputy, "portfolio": portfolio}[kind]
		return l, err
	}, `select u.ord, u.last, p.kind from v_post p join v_unit u on u.id = p.unit_id
			where p.person_id = $1 and p.kind in ('head', 'deputy') and p.since <= $2 and (p.until = '' or p.until >= $3)
		union select u.ord, u.last, 'portfolio' from v_portfolio f join v_unit u on u.id = f.unit_id
			where f.person_id = $4 and f.since <= $5 and (f.until = '' or f.until >= $6)`, person, today, today, person, today, today)
}

func loadPlace(tx *db.Tx, unit string) (place, error) {
	scan := func(s db.Scanner) (p place, err error) {
		err = s.Scan(&p.unit, &p.ord)
		return p, err
	}
	if unit == "" {
		return db.One(tx, scan, `select id, ord from v_unit where parent_id is null order by ord limit 1`)
	}
	return db.One(tx, scan, `select id, ord from v_unit where id = $1`, unit)
}
