package demo

import "plumbline/internal/ground/clock"

// Matter is what one document brought to one unit: feedback of an inspection, an audit's hand-over, a
// check. Its items share one plan.
type Matter struct {
	Key, Unit, Source, Number string
	Inspection                *Inspection // nil for other sources
	On                        clock.Day   // registered
	Due                       clock.Day   // of items without a date of their own
	SignedOn                  clock.Day   // "" still waits
	StudyOn                   clock.Day
	SubmittedOn, PlanSignedOn clock.Day
	AcceptedOn                clock.Day
	Cause                     string
	Head, Liaison             string // who signs and who writes, on those days
	NewHead                   string // who took office since, "" for nobody
	AgainOn                   clock.Day
	Items                     []*Item
}

// Item is one problem and everything that happened to it.
type Item struct {
	Key         string
	Matter      *Matter
	Unit        string
	State       string // as it stands today, in the room's words
	Title, Text string
	Shown       []string
	Cite, Quote string
	Category    string
	Point       string
	Method      string
	Effect      string
	Occasion    string
	Severity    string
	Repeated    bool
	Due         clock.Day
	Lead, Owner string
	Task        string
	Measures    []Measure
	Reports     []Report
	Asked       *Asked
	Claims      []Claim
	Standing    *Standing
	VoidedOn    clock.Day
	VoidReason  string
	Relapse     *Relapse
	Tail        []Report // after a return or a relapse
	LookedOn    clock.Day
	Talk        []string // a verifier's request and the unit's answer, on the day of the last check
	Partners    []string // 配合单位
	plan        plan
}

// Measure is one line of the duty list.
type Measure struct {
	Body, Standard, Kind, Owner string
	Due                         clock.Day
	Down                        []string // lower units that were given a part
}

// Report is one word of progress on a measure, with what proves it.
type Report struct {
	On      clock.Day
	Measure int
	Percent int
	Words   string
	By      string
	Files   []File
}

// File is evidence to be made at load time; its bytes follow from name and seed alone.
type File struct {
	Name  string
	About string
	Seed  string
}

// Asked is a request for a later date and its answer.
type Asked struct {
	On, Until, DecidedOn clock.Day
	Reason               string
}

// Claim is one round of claim and verification.
type Claim struct {
	On, BegunOn clock.Day
	Summary     string
	Checks      []Check
	Return      *Return
	ProposedOn  clock.Day
	ClosedOn    clock.Day
}

// Check is one party's verification.
type Check struct {
	On              clock.Day
	By, Party       string
	Method, Opinion string
	Sampled, Good   int
}

// Return sends the item back.
type Return struct {
	On, Due clock.Day
	By      string
	Reason  string
}

// Standing is the decision to keep an item for good, with the days of its next reports.
type Standing struct {
	On         clock.Day
	Milestones []clock.Day
	Reports    []Report
}

// Relapse is a look-back that found the problem again.
type Relapse struct {
	On, Due, SignedOn clock.Day
	Opinion           string
}
