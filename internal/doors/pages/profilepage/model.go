package profilepage

import (
	"time"

	"plumbline/internal/doors/pages/part"
)

// Session is one signed-in browser; ID is the part of its id that the record shows.
type Session struct {
	ID    string
	Place string
	Made  time.Time
	Seen  time.Time
	Mine  bool
}

// Factor is one of the person's second factors.
type Factor struct {
	ID   string
	Kind string
	Name string
	Made time.Time
	Used time.Time
}

// Event is an entry of the record about the person's own account.
type Event struct {
	At     time.Time
	Action string
	Place  string // where it came from, where the entry says so
	By     string // who did it
	Alarm  bool   // somebody tried something that did not succeed
}

// Model is the person's own page. Done says what has just succeeded.
type Model struct {
	Account  string
	Done     string
	Problems part.Problems
	Factors  []Factor
	Sessions []Session
	Events   []Event
}

// done are the words keys login.profile.done.* that Done may name.
var done = map[string]bool{"password": true, "sessions": true, "session": true, "factor": true, "removed": true}
