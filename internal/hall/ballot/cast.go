package ballot

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// voter is whoever holds a token: the house does not know and does not ask.
var voter = who.Job("ballot")

// Vote is one filled ballot: for each subject in its order the code of a grade for each aspect, or ""
// throughout for a subject about which the voter says nothing.
type Vote [][]string

// Sheet is what a voter is shown.
type Sheet struct {
	*Poll
}

// Sheet answers the ballot that a code opens. fault.Invalid says why it opens none: unknown, used, the
// poll is not open yet or over.
func (h *Hall) Sheet(ctx context.Context, code string) (s Sheet, err error) {
	err = h.db.Read(ctx, voter, func(tx *db.Tx) error {
		p, mac, err := h.find(tx, code)
		if err != nil {
			return err
		}
		r, err := loadRoll(tx, p.ID)
		if err != nil {
			return err
		}
		s.Poll = p
		return p.admit(tx, r, mac)
	})
	return s, err
}

// find reads a code as far as its poll.
func (h *Hall) find(tx *db.Tx, code string) (*Poll, string, error) {
	mark, secret, ok := tidy(code)
	if !ok {
		return nil, "", fault.Invalid(fault.On("code", "ballot.code_form"))
	}
	id, err := pollByMark(tx, mark)
	if fault.Is(err, fault.KindNotFound) {
		return nil, "", fault.Invalid(fault.On("code", "ballot.code_unknown"))
	}
	if err != nil {
		return nil, "", err
	}
	p, err := loadPoll(tx, id)
	if err != nil {
		return nil, "", err
	}
	mac, err := h.mac(p.ID, secret)
	return p, mac, err
}

// admit tells whether the token may vote now. That the poll is over is said of any code that names it,
// because the roll is gone by then.
func (p *Poll) admit(tx *db.Tx, r roll, mac string) error {
	switch {
	case p.State == Counting || p.State == Counted || p.State == Open && !tx.Now.Before(p.Closes):
		return fault.Invalid(fault.On("code", "ballot.over"))
	case r.used(mac):
		return fault.Invalid(fault.On("code", "ballot.code_used"))
	case !r.has(mac):
		return fault.Invalid(fault.On("code", "ballot.code_unknown"))
	case !p.Takes(tx.Now):
		return fault.Invalid(fault.On("code", "ballot.not_open", "at", db.Stamp(p.Opens)))
	}
	return nil
}

// Cast takes a vote: the token is struck off and the vote added to the urn, both or neither.
// fault.Invalid as Sheet, and for a subject that is filled in part.
func (h *Hall) Cast(ctx context.Context, code string, v Vote) error {
	return h.db.Write(ctx, voter, func(tx *db.Tx) error { return h.CastIn(tx, code, v) })
}

// CastIn is Cast in the caller's transaction, which must be of nobody: a job's.
func (h *Hall) CastIn(tx *db.Tx, code string, v Vote) error {
	if !tx.Who.IsJob() {
		return fault.Denied("ballot_nobody") // an entry of the record with a name would say who voted
	}
	p, mac, err := h.find(tx, code)
	if err != nil {
		return err
	}
	if err := lock(tx, p.ID); err != nil {
		return err
	}
	if p, err = loadPoll(tx, p.ID); err != nil { // as it is now that nobody else can change it
		return err
	}
	r, err := loadRoll(tx, p.ID)
	if err != nil {
		return err
	}
	if err := p.admit(tx, r, mac); err != nil {
		return err
	}
	if err := p.whole(v); err != nil {
		return err
	}
	r.spend(mac)
	urn, err := loadUrn(tx, p)
	if err != nil {
		return err
	}
	urn.add(p.Form, v)
	if err := saveUrn(tx, p, urn); err != nil {
		return err
	}
	if err := saveRoll(tx, p.ID, r); err != nil {
		return err
	}
	return p.record(tx, "ballot.cast", nil)
}

// whole refuses a vote in which a subject is filled in part, or with a grade that the form does not have.
func (p *Poll) whole(v Vote) error {
	if len(v) != len(p.Subjects) {
		return fault.Invalid(fault.On("", "ballot.vote_form"))
	}
	var c fault.Check
	for i, marks := range v {
		given := 0
		for _, m := range marks {
			if m == "" {
				continue
			}
			if _, ok := p.Form.GradeOf(m); !ok {
				return fault.Invalid(fault.On("", "ballot.vote_form"))
			}
			given++
		}
		if len(marks) != len(p.Form.Aspects) {
			return fault.Invalid(fault.On("", "ballot.vote_form"))
		}
		c.That(given == 0 || given == len(marks), Field(p.Subjects[i].Seq), "ballot.vote_partly", "name", p.Subjects[i].Label, "missing", len(marks)-given)
	}
	return c.Err()
}
