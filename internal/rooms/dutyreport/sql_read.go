package dutyreport

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/org"
)

// listSentTo are the reports of a year that were sent to a person.
func listSentTo(tx *db.Tx, id YearID, person string) (map[ReportID]bool, error) {
	list, err := db.All(tx, func(s db.Scanner) (r ReportID, err error) { return r, s.Scan(&r) },
		`select d.report_id from dutyreport_reader d join dutyreport_report r on r.id = d.report_id where r.year_id = $1 and d.person_id = $2`, id, person)
	out := map[ReportID]bool{}
	for _, r := range list {
		out[r] = true
	}
	return out, err
}

// listOwn are a person's reports of the years that were announced and have not ended.
func listOwn(tx *db.Tx, person string) ([]Report, error) {
	return db.All(tx, scanReport, `select `+reportCols+reportFrom+`join dutyreport_year y on y.id = r.year_id where r.person_id = $1 and r.removed_at = '' and y.state = 'noticed' order by r.year desc`, person)
}

// listPeople are the persons who hold a post, in the units or in the Party, by the unit they belong to.
func listPeople(tx *db.Tx) ([]Person, error) {
	return db.All(tx, func(s db.Scanner) (p Person, err error) { return p, s.Scan(&p.ID, &p.Name, &p.Unit) },
		`select p.id, p.name, u.short from v_person p join v_unit u on u.id = p.unit_id where p.until = '' and exists (select 1 from v_post t where t.person_id = p.id and t.since <= $1 and (t.until = '' or t.until >= $2)) order by u.ord, p.name, p.id`, tx.Today(), tx.Today())
}

// askingUnits are the units for which the actor may ask, in register order.
func askingUnits(f *org.Forest, scope db.Scope, today clock.Day) (out []org.Unit) {
	for _, u := range f.Of("unit", today) {
		if scope.Has(u.Ord) {
			out = append(out, u)
		}
	}
	return out
}
