package approve

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const kindLog = "audit"

// logContent is an export of the record with names and details (transition 9). Which log it is counts;
// how far it reaches does not, because it grows with every act, this one included.
func logContent(origin, person string) Content {
	return Content{Code: ExportLog, Kind: kindLog, Object: person, Fields: []Field{
		{Name: "approve.log.what", After: "approve.log.details", As: AsWord},
		{Name: "approve.log.origin", Before: origin, After: origin},
		{Name: "approve.field.asker", Before: person, After: person, As: AsHash},
	}}
}

// AskLogExport asks for leave to take the record away with names and details. origin names the log.
func AskLogExport(tx *db.Tx, origin, reason string) (*Request, error) {
	return Ask(tx, NewRequest{Content: logContent(origin, tx.Who.Person), Label: origin, Title: origin, Reason: reason, Link: "/audit"})
}

// LogContent is what the request asks for, as it would be asked for now.
func LogContent(r *Request, origin string) Content { return logContent(origin, r.Asked.Person) }

// UseLogExport spends the actor's approval for one export; fault.Denied without one.
func UseLogExport(tx *db.Tx, id, origin string) error {
	if id == "" {
		return fault.Denied("needs_approval")
	}
	now := logContent(origin, tx.Who.Person)
	ok, err := Use(tx, id, now)
	if err != nil {
		return err
	}
	return ok.For(tx, ExportLog, kindLog, now.Object)
}
