package orglife

import (
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

func itoa(n int) string { return strconv.Itoa(n) }

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("orglife.changed_meanwhile")
	}
	return err
}

const branchCols = `o.party_id, coalesce(o.parent_id, ''), o.name, o.short, o.kind, o.ord, o.last, o.members, o.full_members,
	coalesce(b.groups, 0), coalesce(b.committee, ''), coalesce(b.since, ''), coalesce(b.note, ''), coalesce(b.version, 0)`

const branchFrom = ` from v_party_org o left join orglife_branch b on b.party_id = o.party_id `

func scanBranch(s db.Scanner) (b Branch, err error) {
	err = s.Scan(&b.ID, &b.Parent, &b.Name, &b.Short, &b.Kind, &b.Ord, &b.Last, &b.Members, &b.Full, &b.Groups, &b.Committee, &b.Since, &b.Note, &b.Version)
	return b, err
}

func loadBranch(tx *db.Tx, party string) (Branch, error) {
	return db.One(tx, scanBranch, `select `+branchCols+branchFrom+`where o.party_id = $1`, party)
}

// openBranches are the organisations that exist, in register order.
func openBranches(tx *db.Tx) ([]Branch, error) { return branchesIn(tx, db.Scope{All: true}) }

func branchesIn(tx *db.Tx, scope db.Scope) ([]Branch, error) {
	var a db.Args
	where := scope.Where("o.ord", &a)
	return db.All(tx, scanBranch, `select `+branchCols+branchFrom+`where `+where+` and (o.until = '' or o.until >= `+a.Add(tx.Today())+`) order by o.ord`, a...)
}

func saveBranch(tx *db.Tx, b *Branch) error {
	b.Version++
	if b.Version == 1 {
		_, err := tx.Exec(`insert into orglife_branch (party_id, party_ord, groups, committee, since, note) values ($1, $2, $3, $4, $5, $6)`, b.ID, b.Ord, b.Groups, b.Committee, b.Since, b.Note)
		if err != nil && db.IsUnique(err) {
			return fault.Conflict("orglife.changed_meanwhile")
		}
		return err
	}
	return moved(tx.Exec(`update orglife_branch set groups = $1, committee = $2, since = $3, note = $4, version = $5 where party_id = $6 and version = $7`,
		b.Groups, b.Committee, b.Since, b.Note, b.Version, b.ID, b.Version-1))
}

// coveredUnit is the first unit that an organisation covers, fault.NotFound when it covers none.
func coveredUnit(tx *db.Tx, party string) (string, error) {
	return db.One(tx, func(s db.Scanner) (id string, err error) {
		err = s.Scan(&id)
		return id, err
	}, `select l.unit_id from v_link l join v_unit u on u.id = l.unit_id where l.party_id = $1 and l.until = '' order by u.ord limit 1`, party)
}

// moves are the tables that carry tree numbers.
var moves = []string{
	`update orglife_branch set party_ord = $1 where party_id = $2`,
	`update orglife_duty set party_ord = $1 where party_id = $2`,
	`update orglife_activity set party_ord = $1 where party_id = $2`,
	`update orglife_task set party_ord = $1 where party_id = $2`,
	`update orglife_task set node_ord = $1 where node_id = $2`,
	`update orglife_check set party_ord = $1 where party_id = $2`,
	`update orglife_decision set party_ord = $1 where party_id = $2`,
	`update orglife_review set party_ord = $1 where party_id = $2`,
	`update orglife_criticism set party_ord = $1 where party_id = $2`,
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	for _, q := range moves {
		if _, err := tx.Exec(q, ord, unit); err != nil {
			return err
		}
	}
	return nil
}

// rosterByPost and rosterOfMembers are who is called to a meeting.
const (
	rosterByPost    = `select distinct p.id, p.name, '' from v_post x join v_person p on p.id = x.person_id where x.unit_id = $1 and x.since <= $2 and (x.until = '' or x.until >= $3) order by p.id`
	rosterOfMembers = `select p.id, p.name, m.kind from v_party_member m join v_person p on p.id = m.person_id where m.party_id = $1 and m.since <= $2 and (m.until = '' or m.until > $3) order by p.id`
)

// loadRoster is who is called: the members of a branch on the day, or those who hold a post in it; where nobody
// does, its members.
func loadRoster(tx *db.Tx, party string, posts bool, day any) ([]Person, error) {
	scan := func(s db.Scanner) (p Person, err error) {
		err = s.Scan(&p.ID, &p.Name, &p.Kind)
		return p, err
	}
	if posts {
		list, err := db.All(tx, scan, rosterByPost, party, day, day)
		if err != nil || len(list) > 0 {
			return list, err
		}
	}
	return db.All(tx, scan, rosterOfMembers, party, day, day)
}
