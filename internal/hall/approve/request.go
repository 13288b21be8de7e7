package approve

import (
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Life is how long a request waits for the second person (TRUST.md 2.11).
const Life = 72 * time.Hour

// State is how a request stands. Stored: never change a value.
type State string

// The states; all but Waiting are ends.
const (
	Waiting   State = "open"
	Agreed    State = "yes"
	Refused   State = "no"
	Stale     State = "stale"     // the content changed after it was asked
	Expired   State = "expired"   // nobody decided within 72 hours
	Withdrawn State = "withdrawn" // by the asker
)

// Hand is who asked or decided, as it is kept.
type Hand struct {
	Person string
	Login  string
	Name   string
	Unit   string
	At     time.Time
}

func hand(tx *db.Tx) Hand {
	return Hand{Person: tx.Who.Person, Login: tx.Who.Label(), Name: tx.Who.Name, Unit: tx.Who.Unit, At: tx.Now.UTC().Truncate(time.Millisecond)}
}

// NewRequest is what a room asks for. Unit is the unit at which the second person must hold the
// right, "" for the whole house; About are persons whom it concerns, who can never agree to it.
type NewRequest struct {
	Content
	Unit   string
	Label  string // the object's number, as people know it
	Title  string
	Reason string
	Link   string // the page of the object
	About  []string
}

// Request is a kept request with its end, if it has one.
type Request struct {
	ID string
	NewRequest
	Signed   string // the hash that was signed when it was asked
	Asked    Hand
	Ends     time.Time
	State    State
	Version  int64
	Decision *Ended // nil while it waits
}

// Ended is how a request ended.
type Ended struct {
	Outcome State
	Seen    string // hash of what the one who decided had seen
	Found   string // hash of the content at that moment
	Reason  string
	By      Hand
}

const mostReason = 500

// Ask keeps the request and records it. The asker needs the table's right at the unit, a fresh proof
// of presence and a reason. A request for the same object that waits already is fault.Conflict with
// approve.asked_already; one whose content has changed or whose time is over ends, and the new one
// takes its place.
func Ask(tx *db.Tx, in NewRequest) (*Request, error) {
	t, ok := Of(in.Code)
	if !ok || !t.Built {
		return nil, fault.Denied("approve_not_built")
	}
	return ask(tx, in, t)
}

func ask(tx *db.Tx, in NewRequest, t Transition) (*Request, error) {
	if tx.Who.IsJob() || tx.Who.Person == "" {
		return nil, fault.Denied("approve_person")
	}
	place, err := placeOf(tx, in.Unit)
	if err != nil {
		return nil, err
	}
	in.Unit = place.unit
	if err := access.May(tx.Who, t.Ask, access.Place{Ord: place.ord, Kind: access.Kind(in.Kind), ID: in.Object}); err != nil {
		return nil, err
	}
	if err := fresh(tx.Who, tx.Now); err != nil {
		return nil, err
	}
	if err := checkReason(in.Reason); err != nil {
		return nil, err
	}
	if err := clear(tx, in); err != nil {
		return nil, err
	}
	r := &Request{ID: db.NewID(), NewRequest: in, Signed: in.Hash(), Asked: hand(tx), Ends: tx.Now.Add(Life).UTC().Truncate(time.Millisecond), State: Waiting, Version: 1}
	r.Reason = strings.TrimSpace(in.Reason)
	if err := insertRequest(tx, r); err != nil {
		if db.IsUnique(err) {
			return nil, fault.Conflict("approve.asked_already")
		}
		return nil, err
	}
	if err := r.tellSecond(tx, t, place.ord); err != nil {
		return nil, err
	}
	return r, audit.Record(tx, audit.Entry{Action: "approve.ask", Kind: "approval", ID: r.ID, Version: 1, Unit: r.Unit,
		Details: map[string]any{"code": r.Code, "number": t.Number, "kind": r.Kind, "object": r.Object, "label": r.Label, "hash": r.Signed, "changes": r.Changes(), "reason": r.Reason, "ends": db.Stamp(r.Ends)}})
}

func checkReason(s string) error {
	var c fault.Check
	c.That(strings.TrimSpace(s) != "", "reason", "approve.reason_missing")
	c.That(len([]rune(s)) <= mostReason, "reason", "approve.reason_long", "most", mostReason)
	return c.Err()
}

// clear ends what waits for the same object and can no longer be agreed to.
func clear(tx *db.Tx, in NewRequest) error {
	old, err := Open(tx, in.Code, in.Kind, in.Object)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case !tx.Now.Before(old.Ends):
		return old.end(tx, Ended{Outcome: Expired})
	case old.Signed != in.Hash():
		return old.end(tx, Ended{Outcome: Stale, Found: in.Hash()})
	}
	return fault.Conflict("approve.asked_already")
}

// Open is the request that waits for the object, in its time or past it; fault.NotFound when none does.
func Open(tx *db.Tx, code Code, kind, object string) (*Request, error) {
	return openRequest(tx, code, kind, object)
}

// OpenOf lists what waits for the object, of every transition.
func OpenOf(tx *db.Tx, kind, object string) ([]*Request, error) { return openOf(tx, kind, object) }

// Load finds a request by its id. It asks no right: the rooms' loaders and Decide do.
func Load(tx *db.Tx, id string) (*Request, error) { return loadRequest(tx, id) }
