package audit

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// The whole record is checked once a night, between these hours of the house's clock, beside the other
// night work: a check reads everything, and sealing does not wait for it.
const (
	nightBegins = 1
	nightEnds   = 5
	nightApart  = 20 * time.Hour // from the beginning of one to the beginning of the next
)

// mostTold bounds the alarms of one night: the auditor's own check lists the rest.
const mostTold = 10

// CheckByNight begins the nightly check of the whole record when its time has come, and a later call tells
// what it found: it answers the number of entries recomputed, raises an alarm for each finding, and fails
// when the record is not sound or could not be checked to the end.
func (l *Log) CheckByNight(ctx context.Context) (int, error) {
	res, ended := l.nightly(l.db.Clock().Now())
	if !ended {
		return 0, nil
	}
	n := int(res.Entries + res.Pending)
	if res.Sound() {
		return n, nil
	}
	if res.Err != nil {
		return n, fmt.Errorf("the nightly check of the record was not finished: %w", res.Err)
	}
	err := l.db.Upkeep(ctx, checker, func(tx *db.Tx) error {
		for _, f := range res.Findings[:min(len(res.Findings), mostTold)] {
			if err := Raise(tx, string(f.Fault), f.place(), ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = fmt.Errorf("the nightly check of the record found %d faults", len(res.Findings))
	}
	return n, err
}

// nightly begins a check when one is due, and hands out, once, the result of the one that it began.
func (l *Log) nightly(now time.Time) (res Result, ended bool) {
	c := &l.check
	c.mu.Lock()
	defer c.mu.Unlock()
	switch hour := now.In(clock.Zone).Hour(); {
	case c.running:
	case c.owed && c.last != nil && !c.last.Began.Before(c.night): // one that the auditor gave up has no result
		c.owed = false
		return *c.last, true
	case hour >= nightBegins && hour < nightEnds && (c.night.IsZero() || now.Sub(c.night) >= nightApart || now.Before(c.night)):
		c.night, c.owed = now, true
		l.begin(context.Background())
	}
	return Result{}, false
}

// place is where a finding lies, as an alarm says it.
func (f Finding) place() string {
	if f.Seq >= 0 {
		return "audit_entry " + strconv.FormatInt(f.Seq, 10)
	}
	return "audit_sealed " + strconv.FormatInt(f.Index, 10)
}
