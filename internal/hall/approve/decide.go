package approve

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Decision is what the second person hands in: yes or no, why, and the hash that was on the page.
type Decision struct {
	Seen   string
	Reason string
	Yes    bool
}

// Approved is the leave to do what was asked for. Only Decide and Use make one that holds, so a verb
// that wants it cannot be called past them.
type Approved struct {
	id     string
	code   Code
	kind   string
	object string
	tx     *db.Tx
}

// For is nil when the approval is for this transition and object and was given in this very
// transaction; otherwise fault.Denied.
func (a Approved) For(tx *db.Tx, code Code, kind, object string) error {
	ok := a.id != "" && a.tx == tx && a.code == code && a.kind == kind && a.object == object
	return denied(ok, fault.Denied("approve_missing"))
}

// ID of the request that was agreed to.
func (a Approved) ID() string { return a.id }

// Decide ends the request with the second person's yes or no, when every one of Rules holds. now is
// the content as the room computes it in this transaction. Yes answers an Approved that holds; No
// answers one that does not. Failures: what a rule says; when the content has changed or the time is
// over the request dies with it: give the error of the transaction to Settle, which writes that down.
func Decide(tx *db.Tx, id string, d Decision, now Content) (Approved, error) {
	return decide(tx, id, d, now, rules)
}

func decide(tx *db.Tx, id string, d Decision, now Content, rules []Rule) (Approved, error) {
	f, err := factsOf(tx, id)
	if err != nil {
		return Approved{}, err
	}
	f.decision, f.now = d, now
	for _, r := range rules {
		if err := r.Hold(f); err != nil {
			return Approved{}, f.dead(err)
		}
	}
	outcome, action := Refused, "approve.no"
	if d.Yes {
		outcome, action = Agreed, "approve.yes"
	}
	r := f.request
	e := Ended{Outcome: outcome, Seen: d.Seen, Found: now.Hash(), Reason: strings.TrimSpace(d.Reason)}
	if err := r.close(tx, e, action); err != nil || !d.Yes {
		return Approved{}, err
	}
	return Approved{id: r.ID, code: r.Code, kind: r.Kind, object: r.Object, tx: tx}, nil
}

// factsOf reads what the rules need. A request that does not exist is fault.NotFound.
func factsOf(tx *db.Tx, id string) (f facts, err error) {
	if f.request, err = loadRequest(tx, id); err != nil {
		return f, err
	}
	return f, f.read(tx)
}

func (f *facts) read(tx *db.Tx) (err error) {
	if err := f.sit(tx, seater{tx: tx, known: map[string]seat{}}); err != nil {
		return err
	}
	f.latest, err = audit.Latest(tx)
	return err
}

// sit reads who the two persons are and where they sit.
func (f *facts) sit(tx *db.Tx, s seater) error {
	t, ok := Of(f.request.Code)
	if !ok {
		return fault.NotFound()
	}
	p, err := placeOf(tx, f.request.Unit)
	if err != nil {
		return err
	}
	f.transition, f.at, f.actor, f.ord = t, tx.Now, tx.Who, p.ord
	if f.asker, err = s.of(f.request.Asked.Person); err != nil {
		return err
	}
	if f.approver, err = s.of(tx.Who.Person); err != nil {
		return err
	}
	f.favour, err = f.givenByAsker(tx)
	return err
}

// seater reads each person's seat once.
type seater struct {
	tx    *db.Tx
	known map[string]seat
}

func (s seater) of(person string) (seat, error) {
	if x, ok := s.known[person]; ok {
		return x, nil
	}
	x, err := seatOf(s.tx, person)
	s.known[person] = x
	return x, err
}

// givenByAsker tells whether every grant that lets the actor agree was given by the asker within
// 72 hours before asking, or after it: no delegation leads back to the one who asks.
func (f *facts) givenByAsker(tx *db.Tx) (bool, error) {
	all := false
	for _, g := range tx.Who.Grants {
		one := tx.Who
		one.Grants = one.Grants[:0:0]
		one.Grants = append(one.Grants, g)
		if access.May(one, f.transition.Approve, f.place()) != nil {
			continue
		}
		given, err := access.GivenBy(tx, g.ID, f.request.Asked.Person, f.request.Asked.At.Add(-Life))
		if err != nil || !given {
			return false, err
		}
		all = true
	}
	return all, nil
}

// close writes the end of the request; fault.Conflict when somebody else was quicker.
func (r *Request) close(tx *db.Tx, e Ended, action string) error {
	e.By = hand(tx)
	if err := endRequest(tx, r, e); err != nil {
		return err
	}
	r.State, r.Version, r.Decision = e.Outcome, r.Version+1, &e
	if err := r.tellAsker(tx); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: action, Kind: "approval", ID: r.ID, Version: r.Version, Unit: r.Unit,
		Details: map[string]any{"code": r.Code, "object": r.Object, "label": r.Label, "hash": r.Signed, "seen": e.Seen, "found": e.Found, "reason": e.Reason, "asked_by": r.Asked.Login}})
}

// actions of the ends that are nobody's yes or no.
var actions = map[State]string{Stale: "approve.stale", Expired: "approve.expire", Withdrawn: "approve.withdraw"}

func (r *Request) end(tx *db.Tx, e Ended) error { return r.close(tx, e, actions[e.Outcome]) }
