package budget

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// isMember tells whether the person belongs to the branch today.
func isMember(tx *db.Tx, person, party string) (bool, error) {
	list, err := db.All(tx, func(s db.Scanner) (x string, err error) {
		err = s.Scan(&x)
		return x, err
	}, `select person_id from v_party_member where person_id = $1 and party_id = $2 and (until = '' or until >= $3)`, person, party, string(tx.Today()))
	return len(list) > 0, err
}

// membersOf are the members of a branch on a day, with their names.
func membersOf(tx *db.Tx, party string, on clock.Day) ([]Member, error) {
	return db.All(tx, func(s db.Scanner) (m Member, err error) {
		err = s.Scan(&m.Person, &m.Name)
		return m, err
	}, `select m.person_id, p.name from v_party_member m join v_person p on p.id = m.person_id where m.party_id = $1 and m.since <= $2 and (m.until = '' or m.until >= $3) order by p.name, m.person_id`, party, string(on), string(on))
}

func putBase(tx *db.Tx, b Base, ord int64) error {
	_, err := tx.Exec(`insert into budget_base (person_id, party_id, party_ord, since, base, retired, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (person_id, since) do update set party_id = excluded.party_id, party_ord = excluded.party_ord, base = excluded.base, retired = excluded.retired, by_name = excluded.by_name, at = excluded.at, version = budget_base.version + 1`,
		b.Person, b.Party, ord, b.Since, int64(b.Base), b.Retired, b.Name, db.Stamp(b.At))
	return err
}

// basesOn are the bases in force in a month for the members that the branch had then.
func basesOn(tx *db.Tx, party, month string) ([]Base, error) {
	return db.All(tx, func(s db.Scanner) (b Base, err error) {
		err = s.Scan(&b.Person, &b.Since, &b.Base, &b.Retired, &b.Name, db.At(&b.At), &b.Version)
		b.Party = party
		return b, err
	}, `select b.person_id, b.since, b.base, b.retired, b.by_name, b.at, b.version from budget_base b
		join v_party_member m on m.person_id = b.person_id and m.party_id = $1 and m.since <= $2 and (m.until = '' or m.until >= $3)
		where b.since <= $4 and not exists (select 1 from budget_base n where n.person_id = b.person_id and n.since > b.since and n.since <= $5)
		order by b.person_id`, party, month+"-28", month+"-01", month, month)
}

const duesCols = `d.id, d.person_id, p.name, d.party_id, d.party_ord, d.month, d.due, d.rate, d.article, d.paid, d.paid_on, d.exempt, d.by_name, d.version`

const duesFrom = ` from budget_dues d join v_person p on p.id = d.person_id`

func scanDues(s db.Scanner) (d Dues, err error) {
	err = s.Scan(&d.ID, &d.Person, &d.Name, &d.Party, &d.PartyOrd, &d.Month, &d.Due, &d.Rate, &d.Article, &d.Paid, &d.PaidOn, &d.Exempt, &d.By, &d.Version)
	return d, err
}

func loadDues(tx *db.Tx, id string) (Dues, error) {
	return db.One(tx, scanDues, `select `+duesCols+duesFrom+` where d.id = $1`, id)
}

func duesOfMonth(tx *db.Tx, party, month string) ([]Dues, error) {
	return db.All(tx, scanDues, `select `+duesCols+duesFrom+` where d.party_id = $1 and d.month = $2 order by p.name, d.person_id`, party, month)
}

// openDues are the months of a branch that are not paid, by member and month.
func openDues(tx *db.Tx, party, upto string) ([]Dues, error) {
	return db.All(tx, scanDues, `select `+duesCols+duesFrom+` where d.party_id = $1 and d.month <= $2 and d.paid < d.due and d.exempt = '' order by p.name, d.person_id, d.month`, party, upto)
}

func insertDues(tx *db.Tx, d Dues, ord int64) error {
	_, err := tx.Exec(`insert into budget_dues (id, person_id, party_id, party_ord, month, due, rate, article) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.ID, d.Person, d.Party, ord, d.Month, int64(d.Due), d.Rate, d.Article)
	return err
}

func saveDues(tx *db.Tx, d *Dues) error {
	d.Version++
	return moved(tx.Exec(`update budget_dues set paid = $1, paid_on = $2, exempt = $3, by_name = $4, version = $5 where id = $6 and version = $7`,
		int64(d.Paid), string(d.PaidOn), d.Exempt, d.By, d.Version, d.ID, d.Version-1))
}

// duesTotals are what the branch's members paid, and what was handed up of it, since ever.
func duesTotals(tx *db.Tx, party string) (paid, handed Money, err error) {
	if paid, err = db.Value[Money](tx, `select coalesce(cast(sum(paid) as bigint), 0) from budget_dues where party_id = $1`, party); err != nil {
		return 0, 0, err
	}
	handed, err = db.Value[Money](tx, `select coalesce(cast(sum(amount) as bigint), 0) from budget_handing where party_id = $1`, party)
	return paid, handed, err
}

// duesSums are due and paid by branch and month in the actor's scope: sums of branches, never of persons.
func duesSums(tx *db.Tx, first, last string) ([]DuesSum, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadDues).Where("o.ord", &a)
	return db.All(tx, func(s db.Scanner) (x DuesSum, err error) {
		err = s.Scan(&x.Party, &x.PartyName, &x.Ord, &x.Month, &x.Due, &x.Paid)
		return x, err
	}, `select o.id, o.short, o.ord, d.month, cast(sum(case when d.exempt = '' then d.due else 0 end) as bigint), cast(sum(d.paid) as bigint)
		from budget_dues d join v_party o on o.id = d.party_id where `+where+` and d.month >= `+a.Add(first)+` and d.month <= `+a.Add(last)+` group by o.id, o.short, o.ord, d.month order by o.ord, d.month`, a...)
}

// handingsIn are what branches in the actor's scope handed up for months from first on.
func handingsIn(tx *db.Tx, first, last string) ([]Handing, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadDues).Where("o.ord", &a)
	return db.All(tx, func(s db.Scanner) (h Handing, err error) {
		err = s.Scan(&h.ID, &h.Party, &h.First, &h.Last, &h.Amount, &h.Day, &h.Receipt, &h.Name, db.At(&h.At))
		return h, err
	}, `select h.id, h.party_id, h.first_month, h.last_month, h.amount, h.day, h.receipt, h.by_name, h.at from budget_handing h join v_party o on o.id = h.party_id
		where `+where+` and h.last_month >= `+a.Add(first)+` and h.first_month <= `+a.Add(last)+` order by h.day desc, h.id desc`, a...)
}

func insertHanding(tx *db.Tx, h Handing, ord int64) error {
	_, err := tx.Exec(`insert into budget_handing (id, party_id, party_ord, first_month, last_month, amount, day, receipt, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		h.ID, h.Party, ord, h.First, h.Last, int64(h.Amount), string(h.Day), h.Receipt, h.Name, db.Stamp(h.At))
	return err
}
