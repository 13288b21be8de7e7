package audit

import (
	"context"
	"sync"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// A person's refusals are recorded one by one up to this many in the window; then one entry says
// that more followed and were not recorded (HOUSE.md 6.5).
const (
	mostRefusals  = 20
	refusalWindow = 10 * time.Minute
)

// Refusals records denied acts in a transaction of their own, because the refused one was rolled
// back. Give its Record to db.OnRefusal.
type Refusals struct {
	db     *db.DB
	mu     sync.Mutex
	window map[string]refusals
}

type refusals struct {
	since time.Time
	n     int
}

// NewRefusals makes the recorder of a database.
func NewRefusals(d *db.DB) *Refusals {
	return &Refusals{db: d, window: map[string]refusals{}}
}

type refusal struct {
	Rule string `json:"rule"`
	Kind string `json:"kind"`
}

// Record writes down that actor was refused. It has no answer: the caller is already being refused,
// and a record that cannot be written must not turn that into success.
func (r *Refusals) Record(ctx context.Context, actor who.Actor, err error) {
	f, ok := fault.As(err)
	if !ok || actor.Label() == "" {
		return
	}
	e := Entry{Action: "access.refused", Kind: "login", ID: actor.Label()}
	switch n := r.count(actor.Label()); {
	case n < mostRefusals:
		e.Details = refusal{Rule: f.Rule, Kind: kindName(f)}
	case n == mostRefusals:
		e.Action = "access.refused_many"
		e.Details = map[string]int{"recorded": mostRefusals, "minutes": int(refusalWindow / time.Minute)}
	default:
		return
	}
	_ = r.db.Write(db.Vital(ctx), actor, func(tx *db.Tx) error { return Record(tx, e) })
}

func kindName(f *fault.Fault) string {
	if f.Kind == fault.KindNotFound {
		return "unseen"
	}
	return "denied"
}

// count is how many refusals the person has had in the present window before this one.
func (r *Refusals) count(label string) int {
	now := r.db.Clock().Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.window[label]
	if now.Sub(w.since) >= refusalWindow || now.Before(w.since) {
		w = refusals{since: now}
		r.forget(now)
	}
	n := w.n
	w.n++
	r.window[label] = w
	return n
}

// forget drops windows that are over, so that the map stays as small as the house.
func (r *Refusals) forget(now time.Time) {
	for label, w := range r.window {
		if now.Sub(w.since) >= refusalWindow {
			delete(r.window, label)
		}
	}
}

// Looked records a sensitive look in a transaction of its own, before anything is shown: no record,
// no look.
func Looked(ctx context.Context, d *db.DB, actor who.Actor, e Entry) error {
	return d.Write(db.Vital(ctx), actor, func(tx *db.Tx) error { return Record(tx, e) })
}
