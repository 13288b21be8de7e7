package access

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// clockSlack is how far clocks of one house may differ: two machines before one database, or a time
// service that corrects itself. More is a clock that was put back.
const clockSlack = 2 * time.Minute

// ahead tells that an instant on which something rests lies in the future: the clock was put back
// since, and what lapses with time would live longer than it may.
func ahead(at, now time.Time) bool { return at.After(now.Add(clockSlack)) }

// ClockWatch notices a clock that was put back.
type ClockWatch struct {
	h    *Hall
	last time.Time
}

// WatchClock begins a watch; its Look is called often.
func (h *Hall) WatchClock() *ClockWatch { return &ClockWatch{h: h, last: h.db.Clock().Now()} }

type putBack struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Ended int64  `json:"ended"`
}

// Look ends every session when the clock was put back since the last look, or since a session was
// last used: no session may live longer because of it (TRUST.md 2.3). It answers how many ended.
func (w *ClockWatch) Look(ctx context.Context) (int, error) {
	now, last := w.h.db.Clock().Now(), w.last
	w.last = now
	job := who.Job("clock")
	err := w.h.db.Read(ctx, job, func(tx *db.Tx) error {
		seen, err := lastSeen(tx)
		if seen.After(last) {
			last = seen
		}
		return err
	})
	if err != nil || !ahead(last, now) {
		return 0, err
	}
	ended := int64(0)
	err = w.h.db.Write(db.Vital(ctx), job, func(tx *db.Tx) (err error) {
		if ended, err = deleteEverySession(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.clock_back", Kind: "house", ID: "clock",
			Details: putBack{From: last.In(clock.Zone).Format(time.RFC3339), To: now.In(clock.Zone).Format(time.RFC3339), Ended: ended}})
	})
	return int(ended), err
}
