package org

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

func scanLink(s db.Scanner) (l Link, err error) {
	err = s.Scan(&l.Party, &l.Unit, &l.Since, &l.Until)
	return l, err
}

// loadLinks takes the column from this package's own code, never from a caller outside.
func loadLinks(tx *db.Tx, column, id string) ([]Link, error) {
	return db.All(tx, scanLink, `select party_id, unit_id, since, until from org_link where `+column+` = $1
		order by case when until = '' then 0 else 1 end, since desc, party_id, unit_id`, id)
}

func allLinks(tx *db.Tx) ([]Link, error) {
	return db.All(tx, scanLink, `select l.party_id, l.unit_id, l.since, l.until from org_link l join org_unit u on u.id = l.unit_id where l.until = '' order by u.ord`)
}

func putLink(tx *db.Tx, l Link) error {
	_, err := tx.Exec(`insert into org_link (party_id, unit_id, since) values ($1, $2, $3)
		on conflict (party_id, unit_id) do update set since = excluded.since, until = ''`, l.Party, l.Unit, string(l.Since))
	return err
}

func endLink(tx *db.Tx, l Link, day clock.Day) error {
	_, err := tx.Exec(`update org_link set until = case when since > $1 then since else $2 end where party_id = $3 and unit_id = $4`,
		string(day), string(day), l.Party, l.Unit)
	return err
}

func scanTerm(s db.Scanner) (t Term, err error) {
	err = s.Scan(&t.ID, &t.Party, &t.Number, &t.Since, &t.Until)
	return t, err
}

func putTerm(tx *db.Tx, t Term) error {
	_, err := tx.Exec(`insert into org_term (id, party_id, number, since, until) values ($1, $2, $3, $4, $5)
		on conflict (party_id, number) do update set since = excluded.since, until = excluded.until`,
		db.NewID(), t.Party, t.Number, string(t.Since), string(t.Until))
	return err
}

func loadTerms(tx *db.Tx, party string) ([]Term, error) {
	return db.All(tx, scanTerm, `select id, party_id, number, since, until from org_term where party_id = $1 order by number desc`, party)
}

func allTerms(tx *db.Tx) ([]Term, error) {
	return db.All(tx, scanTerm, `select id, party_id, number, since, until from org_term order by party_id, number`)
}
