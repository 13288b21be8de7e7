package approve

import (
	"slices"
	"time"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// facts is everything that the rules look at: the line of the table, the request as it was kept, what
// is decided, what the room computes now, and what the house knows of the two persons.
type facts struct {
	transition Transition
	request    *Request
	decision   Decision
	now        Content
	at         time.Time // of this transaction
	latest     time.Time // of the newest entry of the record
	actor      who.Actor
	ord        int64 // tree number of the request's unit
	asker      seat
	approver   seat
	favour     bool // the approver's right was given by the asker for the occasion
}

// Rule is one condition of a decision. Page marks those that can be told before anybody has typed
// anything: why somebody may agree, or may not.
type Rule struct {
	Name string // words approve.rule.<name>
	Page bool
	Hold func(facts) error
}

// RuleNames in their order, for the policy page and the papers.
func RuleNames() (out []string) {
	for _, r := range rules {
		out = append(out, r.Name)
	}
	return out
}

// rules are all conditions of a decision. The order decides which one is named when several fail.
var rules = []Rule{
	{"person", false, func(f facts) error { // night work and nobody have no hand to sign with
		return denied(!f.actor.IsJob() && f.actor.Person != "", fault.Denied("approve_person"))
	}},
	{"right", true, func(f facts) error {
		return f.mayAtAll()
	}},
	{"about", true, func(f facts) error {
		return denied(!slices.Contains(f.request.About, f.actor.Person), fault.Denied("approve_about"))
	}},
	{"other_person", true, func(f facts) error {
		return denied(f.request.Asked.Person != f.actor.Person && f.request.Asked.Login != f.actor.Login, fault.Denied("approve_same_person"))
	}},
	{"not_below", true, func(f facts) error {
		return denied(!f.approver.below(f.asker), fault.Denied("approve_subordinate"))
	}},
	{"other_line", true, func(f facts) error {
		return denied(!f.transition.OtherLine || f.approver.otherLine(f.asker), fault.Denied("approve_same_line"))
	}},
	{"no_favour", true, func(f facts) error {
		return denied(!f.favour, fault.Denied("approve_favour"))
	}},
	{"waiting", false, func(f facts) error {
		if f.request.State == Waiting {
			return nil
		}
		return fault.Conflict("approve.ended." + string(f.request.State))
	}},
	{"clock", false, func(f facts) error { // an hour that was already past does not come again
		if f.at.Before(f.latest.Add(-clockSlack)) || f.at.Before(f.request.Asked.At) {
			return fault.Conflict("approve.clock_back")
		}
		return nil
	}},
	{"in_time", false, func(f facts) error {
		if f.at.Before(f.request.Ends) {
			return nil
		}
		return &died{Expired, fault.Conflict("approve.ended.expired")}
	}},
	{"fresh", false, func(f facts) error { return fresh(f.actor, f.at) }},
	{"reason", false, func(f facts) error { return checkReason(f.decision.Reason) }},
	{"seen", false, func(f facts) error {
		if f.decision.Seen == f.request.Signed {
			return nil
		}
		return fault.Conflict("approve.seen_other")
	}},
	{"kept", false, func(f facts) error { // the row itself was not touched behind the program's back
		if f.request.Hash() == f.request.Signed {
			return nil
		}
		return &died{Stale, fault.Conflict("approve.ended.stale")}
	}},
	{"same_content", false, func(f facts) error {
		if f.now.Hash() == f.request.Signed {
			return nil
		}
		return &died{Stale, fault.Conflict("approve.ended.stale")}
	}},
}

// place is where the request lies for questions of right.
func (f facts) place() access.Place {
	return access.Place{Ord: f.ord, Kind: access.Kind(f.request.Kind), ID: f.request.Object}
}

func (f facts) mayAtAll() error { return access.May(f.actor, f.transition.Approve, f.place()) }

// clockSlack is how far the clock may lag behind the newest entry of the record: several servers on
// one database differ a little.
const clockSlack = time.Minute

// fresh wants the proof of presence of the last minutes; one that lies ahead comes from a clock that
// was set back.
func fresh(a who.Actor, at time.Time) error {
	if a.Stepped.After(at.Add(clockSlack)) {
		return fault.Denied("step_up")
	}
	return access.Fresh(a, at)
}

func denied(ok bool, refusal error) error {
	if ok {
		return nil
	}
	return refusal
}

// died is the failure that also ends the request.
type died struct {
	state State
	err   error
}

func (d *died) Error() string { return d.err.Error() }
func (d *died) Unwrap() error { return d.err }
