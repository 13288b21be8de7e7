package access

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

const recusalCols = `r.id, r.person_id, p.name, coalesce(pu.short, ''), coalesce(r.unit_id, ''), coalesce(u.short, ''), coalesce(u.ord, 0), coalesce(u.last, 0), r.kind, r.ref, r.label, r.reason, r.basis,
	r.since, r.until, r.own, r.made_by, r.made_at, r.lifted_at, r.lifted_by, r.lifted_why`

const recusalFrom = ` from access_recusal r join v_person p on p.id = r.person_id left join v_unit pu on pu.id = p.unit_id left join v_unit u on u.id = r.unit_id`

func scanRecusal(s db.Scanner) (r Recusal, err error) {
	err = s.Scan(&r.ID, &r.Person, &r.PersonName, &r.PersonUnit, &r.Unit, &r.UnitName, &r.Span.First, &r.Span.Last, &r.Kind, &r.Ref, &r.Label, &r.Reason, &r.Basis,
		&r.Since, &r.Until, &r.Own, &r.MadeBy, db.At(&r.MadeAt), db.At(&r.LiftedAt), &r.LiftedBy, &r.LiftedWhy)
	return r, err
}

func loadRecusal(tx *db.Tx, id string) (Recusal, error) {
	return db.One(tx, scanRecusal, `select `+recusalCols+recusalFrom+` where r.id = $1`, id)
}

func listRecusals(tx *db.Tx, find, person string, limit int) ([]Recusal, error) {
	var a db.Args
	where := ` where 1=1`
	if find != "" {
		like := "%" + likeEscape.Replace(strings.ToLower(find)) + "%"
		where += ` and (lower(p.name) like ` + a.Add(like) + ` escape '!' or lower(coalesce(u.name, '')) like ` + a.Add(like) + ` escape '!')`
	}
	if person != "" {
		where += ` and r.person_id = ` + a.Add(person)
	}
	return db.All(tx, scanRecusal, `select `+recusalCols+recusalFrom+where+` order by case when r.lifted_at = '' then 0 else 1 end, r.made_at desc, r.id desc`+db.Limit(limit), a...)
}

func insertRecusal(tx *db.Tx, id string, in NewRecusal, own bool) error {
	var unit any
	if in.Unit != "" {
		unit = in.Unit
	}
	_, err := tx.Exec(`insert into access_recusal (id, person_id, unit_id, kind, ref, label, reason, basis, since, until, own, made_by, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		id, in.Person, unit, string(in.Kind), in.Ref, in.Label, in.Reason, in.Basis, in.Since, in.Until, own, tx.Who.Label(), db.Stamp(tx.Now))
	return err
}

func liftRecusal(tx *db.Tx, id, why string) error {
	_, err := tx.Exec(`update access_recusal set lifted_at = $1, lifted_by = $2, lifted_why = $3 where id = $4`, db.Stamp(tx.Now), tx.Who.Label(), why, id)
	return err
}

// recusedFrom reads what keeps the person away on the day: stretches of the tree, and single matters.
func recusedFrom(tx *db.Tx, person string, day clock.Day) (spans []who.Span, kept []who.Matter, err error) {
	rows, err := tx.Query(`select coalesce(u.ord, 0), coalesce(u.last, 0), r.kind, r.ref from access_recusal r left join org_unit u on u.id = r.unit_id
		where r.person_id = $1 and r.lifted_at = '' and r.since <= $2 and (r.until = '' or r.until >= $3)`, person, day, day)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s who.Span
		var m who.Matter
		if err := rows.Scan(&s.First, &s.Last, &m.Kind, &m.ID); err != nil {
			return nil, nil, err
		}
		if m.ID != "" {
			kept = append(kept, m)
		} else {
			spans = append(spans, s)
		}
	}
	return spans, kept, rows.Err()
}

// barredLogins are those of the accounts whose persons are kept away today from the unit with tree
// number ord, or from the matter.
func barredLogins(tx *db.Tx, logins []string, ord int64, kind, ref string, day clock.Day) ([]string, error) {
	var a db.Args
	q := `select distinct l.id from access_login l join access_recusal r on r.person_id = l.person_id left join org_unit u on u.id = r.unit_id
		where l.id in ` + db.In(&a, logins) + ` and r.lifted_at = '' and r.since <= ` + a.Add(day) + ` and (r.until = '' or r.until >= ` + a.Add(day) + `)
		and (u.ord <= ` + a.Add(ord) + ` and u.last >= ` + a.Add(ord) + ` or r.ref <> '' and r.kind = ` + a.Add(kind) + ` and r.ref = ` + a.Add(ref) + `)`
	return db.All(tx, func(s db.Scanner) (id string, err error) {
		err = s.Scan(&id)
		return id, err
	}, q, a...)
}
