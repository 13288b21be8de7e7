package partyorg

import (
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const memberCols = `m.id, m.person_id, coalesce(p.name, ''), coalesce(p.badge, ''), m.party_id, coalesce(o.short, ''), m.party_ord, m.placed, m.kind, m.since, m.until, m.flow, m.flow_place, m.flow_since, m.basis, m.made_by, m.made_at, m.version`

const memberFrom = ` from partyorg_member m left join v_person p on p.id = m.person_id left join v_party o on o.id = m.party_id`

func scanMember(s db.Scanner) (m Member, err error) {
	err = s.Scan(&m.ID, &m.Person, &m.Name, &m.Badge, &m.Party, &m.PartyName, &m.Ord, &m.Placed, &m.Kind, &m.Since, &m.Until, &m.Flow, &m.FlowPlace, &m.FlowSince, &m.Basis, &m.MadeBy, db.At(&m.MadeAt), &m.Version)
	return m, err
}

func loadMember(tx *db.Tx, id string) (Member, error) {
	return db.One(tx, scanMember, `select `+memberCols+memberFrom+` where m.id = $1`, id)
}

// openMember is the person's running membership, fault.NotFound when there is none.
func openMember(tx *db.Tx, person string) (Member, error) {
	return db.One(tx, scanMember, `select `+memberCols+memberFrom+` where m.person_id = $1 and m.until = ''`, person)
}

func memberships(tx *db.Tx, person string) ([]Member, error) {
	return db.All(tx, scanMember, `select `+memberCols+memberFrom+` where m.person_id = $1 order by m.since desc, m.id desc`, person)
}

func listUnplaced(tx *db.Tx) ([]Member, error) {
	return db.All(tx, scanMember, `select `+memberCols+memberFrom+` where m.until = '' and not m.placed order by m.party_ord, p.name, m.id`)
}

// memberWhere is the condition of a list: running memberships within the scope.
func memberWhere(scope db.Scope, f Filter, a *db.Args) string {
	where := `m.until = '' and ` + scope.Rows("m.party_ord", "m.id", a)
	if f.Kind != "" {
		where += ` and m.kind = ` + a.Add(f.Kind)
	}
	if f.Flow {
		where += ` and m.flow <> ''`
	}
	return where
}

func totalMembers(tx *db.Tx, scope db.Scope, f Filter) (int64, error) {
	var a db.Args
	return db.Value[int64](tx, `select count(*) from partyorg_member m where `+memberWhere(scope, f, &a), a...)
}

// pageMembers lists one more than the limit, so that the caller knows of a next page; limit 0 is all.
func pageMembers(tx *db.Tx, scope db.Scope, f Filter) ([]Member, error) {
	var a db.Args
	where := memberWhere(scope, f, &a)
	if f.After != "" {
		where += ` and (m.party_ord, m.id) > (select x.party_ord, x.id from partyorg_member x where x.id = ` + a.Add(f.After) + `)`
	}
	q := `select ` + memberCols + memberFrom + ` where ` + where + ` order by m.party_ord, m.id`
	if f.Limit > 0 {
		q += ` limit ` + strconv.Itoa(f.Limit+1)
	}
	return db.All(tx, scanMember, q, a...)
}

func insertMember(tx *db.Tx, m Member) error {
	_, err := tx.Exec(`insert into partyorg_member (id, person_id, party_id, party_ord, placed, kind, since, until, flow, flow_place, flow_since, basis, made_by, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		m.ID, m.Person, m.Party, m.Ord, m.Placed, m.Kind, m.Since, m.Until, m.Flow, m.FlowPlace, m.FlowSince, m.Basis, m.MadeBy, db.Stamp(m.MadeAt))
	if db.IsUnique(err) {
		return fault.Invalid(fault.On("person", "partyorg.member.already"))
	}
	return err
}

func saveMember(tx *db.Tx, m *Member) error {
	m.Version++
	return changed(tx.Exec(`update partyorg_member set until = $1, flow = $2, flow_place = $3, flow_since = $4, basis = $5, version = $6 where id = $7 and version = $8`,
		m.Until, m.Flow, m.FlowPlace, m.FlowSince, m.Basis, m.Version, m.ID, m.Version-1))
}

func admissionOf(tx *db.Tx, person string) (string, error) {
	return db.Value[string](tx, `select id from partyorg_admission where person_id = $1 and ended_on = '' order by made_at desc, id desc limit 1`, person)
}
