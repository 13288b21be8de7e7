package calendar

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/notify"
)

// Hall is the calendar with its own verbs.
type Hall struct{ db *db.DB }

// New makes the calendar.
func New(d *db.DB) *Hall { return &Hall{db: d} }

// sweepBatch is how many promises one transaction of the sweep handles.
const sweepBatch = 200

// Sweep finds the unkept promises that crossed a warning point and queues one reminder for each:
// key kind:ref:point:due, so that a second sweep, or one on another machine, queues nothing. It
// answers how many were queued. What was missed while the machine was off is caught up: of several
// points crossed at once only the last is announced.
func (h *Hall) Sweep(ctx context.Context) (int, error) {
	total := 0
	for {
		n, queued := 0, 0
		err := h.db.Write(ctx, who.Job("sweep"), func(tx *db.Tx) (err error) {
			n, queued, err = sweepOnce(tx)
			return err
		})
		total += queued
		if err != nil || n < sweepBatch {
			return total, err
		}
	}
}

func sweepOnce(tx *db.Tx) (n, queued int, err error) {
	due, err := listDue(tx, sweepBatch)
	if err != nil || len(due) == 0 {
		return 0, 0, err
	}
	for _, p := range due {
		fresh, err := remind(tx, p)
		if err != nil {
			return 0, 0, err
		}
		if fresh {
			queued++
		}
	}
	return len(due), queued, audit.Record(tx, audit.Entry{Action: "calendar.sweep", Kind: "job", ID: "sweep",
		Details: map[string]int{"crossed": len(due), "queued": queued}})
}

// remind queues the message of the point just crossed and sets the promise's next point.
func remind(tx *db.Tx, p Promise) (bool, error) {
	warn := defaultWarnings
	if p.Rule != "" {
		r, err := loadRule(tx, p.Rule, p.RuleSince)
		if err != nil {
			return false, err
		}
		warn = r.Warn
	}
	fresh := false
	if i := p.last(warn, tx.Now); i >= 0 {
		var err error
		if fresh, err = notify.Queue(tx, p.message(warn[i], tx.Today())); err != nil {
			return false, err
		}
	}
	return fresh, setNext(tx, p.ID, p.nextAt(warn, tx.Now))
}

// last is the warning point passed most recently, -1 for none.
func (p Promise) last(warn []pack.Warning, now time.Time) int {
	if !p.DueAt.IsZero() {
		for i := len(warn) - 1; i >= 0; i-- {
			if !p.pointAt(warn[i]).After(now) {
				return i
			}
		}
		return -1
	}
	return crossed(warn, p.Due, clock.DayOf(now))
}

func (p Promise) message(w pack.Warning, today clock.Day) notify.Message {
	m := notify.Message{
		Key:     p.Kind + ":" + p.Ref + ":" + strconv.Itoa(w.Before) + ":" + string(p.Due),
		Subject: "due_" + string(w.Light), Light: string(w.Light),
		Kind: p.Kind, Ref: p.Ref, Unit: p.Unit, Ord: p.Ord, Title: p.Title, Link: p.Link, Restricted: p.Restricted,
		Args: map[string]string{"due": string(p.Due), "days": strconv.Itoa(max(p.Due.Sub(today), today.Sub(p.Due)))},
	}
	for _, code := range w.To {
		m.To = append(m.To, p.recipient(code)...)
	}
	return m
}

// roleOf maps a rule's recipients to roles; where the words differ, the role's stored name is older.
var roleOf = map[string]access.Role{"liaison": access.Liaison}

// partyOf says who hears of a Party organisation's date in the place of those who hear of a unit's: nobody
// is owner or head there.
var partyOf = map[string]access.Role{"owner": access.Secretary, "lead": access.Secretary, "unithead": access.Secretary, "liaison": access.Secretary, "office": access.PartyAff}

// partyFrom is where the tree numbers of Party organisations begin (hall/org).
const partyFrom = int64(1) << 51

func (p Promise) role(code string) access.Role {
	if role, ok := partyOf[code]; ok && p.Ord >= partyFrom {
		return role
	}
	if role, ok := roleOf[code]; ok {
		return role
	}
	return access.Role(code)
}

func (p Promise) recipient(code string) []notify.To {
	var out []notify.To
	for _, person := range p.People[code] {
		out = append(out, notify.To{Person: person})
	}
	if len(out) > 0 {
		return out
	}
	return []notify.To{{Role: p.role(code), Ord: p.Ord}}
}
