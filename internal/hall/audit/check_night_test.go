package audit

import (
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

// The night checks the record once and tells; what was changed past the application raises an alarm.
func TestTheNightChecksTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := d.Clock().(*clock.Settable)
		l := openLog(t, d)
		act(t, d, "a", "rectify.sign", "i1", 3)
		seal(t, l)
		at := func(day, hour int) {
			now.Set(time.Date(2027, 1, day, hour, 30, 0, 0, clock.Zone))
		}
		pass := func() (int, error) {
			n, err := l.CheckByNight(ctx)
			for l.CheckProgress().Running {
				time.Sleep(time.Millisecond)
			}
			return n, err
		}
		alarms := func() int {
			list, err := l.Alarms(ctx, who.Job("test"))
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}

		at(1, 14)
		if n, err := pass(); n != 0 || err != nil || l.CheckProgress().Last != nil {
			t.Fatalf("by day %d was checked (%v)", n, err)
		}
		at(2, 2)
		pass() // begins
		if n, err := pass(); n != 3 || err != nil || alarms() != 0 {
			t.Fatalf("a sound record: %d entries, %v, %d alarms", n, err, alarms())
		}
		if n, err := pass(); n != 0 || err != nil {
			t.Fatalf("told twice: %d, %v", n, err)
		}
		if err := d.Upkeep(ctx, who.Job("mallory"), func(tx *db.Tx) error {
			return mallory(tx, []string{`update audit_entry set actor = 'z' where seq = 2`})
		}); err != nil {
			t.Fatal(err)
		}
		at(2, 4)
		if n, err := pass(); n != 0 || err != nil || alarms() != 0 {
			t.Fatalf("twice in one night: %d, %v", n, err)
		}
		at(3, 2)
		pass()
		if n, err := pass(); n != 3 || err == nil || alarms() == 0 {
			t.Fatalf("a changed entry: %d entries, %v, %d alarms", n, err, alarms())
		}
	})
}
