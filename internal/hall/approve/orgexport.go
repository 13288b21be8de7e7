package approve

import (
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const kindRegister = "unit"

// MostAlone is how many rows one person may take away; more is a bulk export (TRUST.md 2.11 no. 9).
const MostAlone = 20

// registerContent is an export of the register of units and persons (transition 9): how far it reaches at
// most, and for whom.
func registerContent(person string, rows int) Content {
	return Content{Code: ExportOrg, Kind: kindRegister, Object: person, Fields: []Field{
		{Name: "approve.org.rows", After: strconv.Itoa(rows), As: AsMost},
		{Name: "approve.org.what", After: "approve.org.register", As: AsWord},
		{Name: "approve.field.asker", Before: person, After: person, As: AsHash},
	}}
}

// AskOrgExport asks for leave to take the register away: at most so many rows. fault.Invalid with
// approve.org.alone for a number that takes nobody else.
func AskOrgExport(tx *db.Tx, rows int, reason string) (*Request, error) {
	if rows <= MostAlone {
		return nil, fault.Invalid(fault.On("", "approve.org.alone", "most", MostAlone))
	}
	return Ask(tx, NewRequest{Content: registerContent(tx.Who.Person, rows), Label: strconv.Itoa(rows), Title: strconv.Itoa(rows), Reason: reason, Link: "/org"})
}

// OrgExportContent is what the request asks for: nothing else decides it than the request itself, and the
// number of rows is compared when it is used.
func OrgExportContent(r *Request) Content {
	rows := 0
	for _, f := range r.Fields {
		if f.As == AsMost {
			rows, _ = strconv.Atoi(f.After) // bound by the hash like the rest
		}
	}
	return registerContent(r.Asked.Person, rows)
}

// UseOrgExport spends the actor's approval for one export of so many rows; fault.Denied without one.
func UseOrgExport(tx *db.Tx, id string, rows int) error {
	if id == "" {
		return fault.Denied("needs_approval")
	}
	now := registerContent(tx.Who.Person, rows)
	ok, err := Use(tx, id, now)
	if err != nil {
		return err
	}
	return ok.For(tx, ExportOrg, kindRegister, now.Object)
}
