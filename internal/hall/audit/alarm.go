package audit

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Alarm is something that does not fit and that the auditor has not cleared up yet. What is a Fault, or
// one of the alarms about witnesses; Subject says what it is about.
type Alarm struct {
	ID      string
	What    string
	Subject string // "table key" of a row, or a witness
	Detail  string
	Since   time.Time
	Ended   time.Time
}

// raise opens an alarm in tx. It answers the entry that must go into the record with it, or nil when
// the same alarm is open already.
func raise(tx *db.Tx, a Alarm) (*waiting, error) {
	a.ID, a.Since = db.NewID(), tx.Now
	fresh, err := insertAlarm(tx, a)
	if err != nil || !fresh {
		return nil, err
	}
	body, err := json.Marshal(map[string]string{"what": a.What, "subject": a.Subject, "detail": a.Detail})
	return &waiting{Entry: Entry{Action: "audit.alarm", Kind: "audit", ID: a.ID}, body: string(body)}, err
}

// Raise opens an alarm and records it; nothing happens when the same alarm is open already.
func Raise(tx *db.Tx, what, subject, detail string) error {
	w, err := raise(tx, Alarm{What: what, Subject: subject, Detail: detail})
	if err != nil || w == nil {
		return err
	}
	return Record(tx, Entry{Action: w.Action, Kind: w.Kind, ID: w.ID, Details: json.RawMessage(w.body)})
}

// Alarms lists the open alarms, oldest first. The caller has already allowed the record to be read.
func (l *Log) Alarms(ctx context.Context, actor who.Actor) (list []Alarm, err error) {
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = openAlarms(tx)
		return err
	})
	return list, err
}

const leastReason = 10 // characters of a reason that says something

// EndAlarm closes an alarm with the auditor's finding; nothing closes one by itself. A finding of less
// than ten characters is Invalid, an alarm that is not open NotFound. The caller has allowed it.
func (l *Log) EndAlarm(ctx context.Context, actor who.Actor, id, finding string) error {
	if len([]rune(strings.TrimSpace(finding))) < leastReason {
		return fault.Invalid(fault.On("finding", "audit.alarm.finding_short", "n", leastReason))
	}
	return l.db.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := alarmByID(tx, id)
		if err != nil {
			return err
		}
		if err := endAlarm(tx, id, tx.Now); err != nil {
			return err
		}
		return Record(tx, Entry{Action: "audit.alarm_end", Kind: "audit", ID: id,
			Details: map[string]string{"what": a.What, "subject": a.Subject, "finding": finding}})
	})
}
