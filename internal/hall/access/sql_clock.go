package access

import (
	"time"

	"plumbline/internal/ground/db"
)

// lastSeen is when a session was last used, zero when there is none.
func lastSeen(tx *db.Tx) (at time.Time, err error) {
	err = tx.Row(`select coalesce(max(seen_at), '') from access_session`).Scan(db.At(&at))
	return at, err
}

func deleteEverySession(tx *db.Tx) (int64, error) { return tx.Exec(`delete from access_session`) }
