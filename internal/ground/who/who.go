// Package who names the actor of a call. It holds data only: what an actor may do is decided in
// hall/access.
package who

import "time"

// Actor is the person (or named night job) on whose behalf a call is made. Every verb takes one,
// because nobody acts without a who.
type Actor struct {
	Login   string  // id of the sign-in account, empty for a job
	Person  string  // id of the person behind it
	Name    string  // the person's name, for records read by people
	Title   string  // what the person acts as, for the page head
	Session string  // id of the session, for the record
	Job     string  // name of the night job; empty for people
	Grants  []Grant // roles held at nodes of the unit tree, resolved at the request
	Unit    string  // id of the unit the person belongs to
	UnitOrd int64   // its tree number

	Stepped time.Time // when the person last proved to be there in this session (sign-in or step-up); zero for a job
	Weak    bool      // only the password is proven (or must be changed): no right, not even those that every account has
	Recused []Span    // stretches of the unit tree from which a recusal keeps the person away (回避)
	Kept    []Matter  // single matters from which a recusal keeps the person away
}

// Span is a stretch of tree numbers, both ends included.
type Span struct{ First, Last int64 }

// Matter is one thing of a kind.
type Matter struct{ Kind, ID string }

// Grant is one role held at one unit; it covers the tree numbers First to Last.
type Grant struct {
	ID       string
	Role     string
	Unit     string
	UnitName string
	First    int64
	Last     int64
}

// Job is the system acting as the named night job.
func Job(name string) Actor { return Actor{Job: name, Name: name} }

// Label is how the record names the actor: a login id, or "job:" and the job's name.
func (a Actor) Label() string {
	switch {
	case a.Login != "":
		return a.Login
	case a.Job != "":
		return "job:" + a.Job
	}
	return ""
}

// IsJob tells a night job from a person.
func (a Actor) IsJob() bool { return a.Job != "" }

// Has tells whether the actor holds the role anywhere.
func (a Actor) Has(role string) bool {
	for _, g := range a.Grants {
		if g.Role == role {
			return true
		}
	}
	return false
}
