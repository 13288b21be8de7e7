package demo

import "plumbline/internal/ground/clock"

// World is everything that Make lives through. Persons are named by their key, units by their code.
type World struct {
	Today      clock.Day
	Units      []Unit // parents before children
	Parties    []Party
	Members    []Membership
	Admissions []Admission
	People     []Person
	Posts      []Post
	Charges    []Charge
	Accounts   []Account
	Rounds     []Round
	Matters    []*Matter
	Directives []Directive
	byPerson   map[string]int
	byUnit     map[string]int
	byParty    map[string]int
}

// Unit is a node of the unit tree.
type Unit struct {
	Code, Parent, Name, Short, Kind string
	Inspected                       bool
	Aliases                         []string
}

// Party is a Party organisation, the units that it covers and its committee's present term.
type Party struct {
	Code, Parent, Name, Short, Kind string
	Covers                          []string
	Size                            int // of the committee
	Since, Until                    clock.Day
}

// Membership is a member's time in a branch; a member of no branch has no Party.
type Membership struct {
	Person, Party string
	Since, Until  clock.Day
}

// Admission is somebody who applied so many days ago; the steps follow from the age.
type Admission struct {
	Person, Party, Secretary string
	Age                      int
}

// At is a role and where it is granted, in either tree.
type At struct{ Role, Unit string }

// Person is somebody of the register.
type Person struct{ Key, Name, Badge, Unit, Phone string }

// Kinds of posts.
const (
	head    = "head"
	deputy  = "deputy"
	liaison = "liaison"
	staff   = "staff"
)

// Post is what a person is, from a day, perhaps until a day.
type Post struct {
	Person, Unit, Title, Kind string
	Since, Until              clock.Day
}

// Charge is a portfolio (分管).
type Charge struct {
	Person, Unit, Field string
	Since               clock.Day
}

// Account is a sign-in account with the role it is granted and where. Only those with a password are
// printed; the others acted in the history and cannot sign in.
type Account struct {
	Login, Person, Role, Unit, Title, Password string
	Also                                       []At
	Since, Until                               clock.Day
}

// Round is a round of inspections with its teams.
type Round struct {
	Number, Name, Focus, Decision string
	Starts, Ends, Approved        clock.Day
	Year                          int
	Teams                         []Team
	Inspections                   []*Inspection
}

// Team is one inspection team: leader first, then the deputy.
type Team struct {
	Name, Authority string
	Members         []string
}

// How far an inspection is today.
const (
	onSite   = "onsite"
	left     = "left"
	reported = "reported"
	fedBack  = "fedback"
)

// Inspection is one unit's inspection. Papers of units fed back become their Matter's items.
type Inspection struct {
	Unit, Batch, State       string
	Team                     int
	Enters, Leaves, Feedback clock.Day
	Matter                   *Matter // what was fed back
	Papers                   []*Item // what was found and not yet fed back
}

// Person finds a person of the World.
func (w *World) Person(key string) Person { return w.People[w.byPerson[key]] }

// Unit finds a unit of the World.
func (w *World) Unit(code string) Unit { return w.Units[w.byUnit[code]] }

// Node is the short name of a unit or Party organisation.
func (w *World) Node(code string) string {
	if n, ok := w.byParty[code]; ok {
		return w.Parties[n].Short
	}
	return w.Unit(code).Short
}

// Items of all matters, in the order of their registration.
func (w *World) Items() []*Item {
	var out []*Item
	for _, m := range w.Matters {
		out = append(out, m.Items...)
	}
	return out
}
