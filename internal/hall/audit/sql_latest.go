package audit

import (
	"time"

	"plumbline/internal/ground/db"
)

// Latest is the time of the newest entry, zero in an empty record: what is recorded has been, so a
// clock that shows an earlier hour was set back.
func Latest(tx *db.Tx) (time.Time, error) {
	s, err := db.Value[string](tx, `select at from audit_entry order by seq desc limit 1`)
	if err != nil {
		return time.Time{}, err
	}
	return db.ReadStamp(s)
}
