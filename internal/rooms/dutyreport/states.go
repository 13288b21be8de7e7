package dutyreport

import (
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// State of a report.
type State string

// The states of a report.
const (
	Writing    State = "writing"
	Department State = "department"
	AtLeader   State = "leader"
	AtOffice   State = "office"
	Returned   State = "returned"
	Passed     State = "passed"
	Circulated State = "circulated"
	Met        State = "met"
	FedBack    State = "fed_back"
	Closed     State = "closed"
)

// States in the order of pages.
var States = []State{Writing, Returned, Department, AtLeader, AtOffice, Passed, Circulated, Met, FedBack, Closed}

// Act is what moves a report.
type Act string

// The acts.
const (
	Submit    Act = "submit"
	Pass      Act = "pass"
	Return    Act = "return"
	Circulate Act = "circulate"
	Meet      Act = "meet"
	FeedBack  Act = "feed_back"
	Close     Act = "close"
)

// Move is one allowed step: verbs, pages, tests and documentation read this table.
type Move struct {
	From  State
	Act   Act
	To    State
	Right access.Right
}

// Moves of a report.
var Moves = []Move{
	{Writing, Submit, Department, access.WriteDuty},
	{Returned, Submit, Department, access.WriteDuty},
	{Department, Pass, AtLeader, access.ReviewDuty},
	{AtLeader, Pass, AtOffice, access.ReviewDuty},
	{AtOffice, Pass, Passed, access.ReviewDuty},
	{Department, Return, Returned, access.ReviewDuty},
	{AtLeader, Return, Returned, access.ReviewDuty},
	{AtOffice, Return, Returned, access.ReviewDuty},
	{Passed, Circulate, Circulated, access.HoldMeeting},
	{Circulated, Meet, Met, access.HoldMeeting},
	{Met, FeedBack, FedBack, access.FeedBackDuty},
	{FedBack, Close, Closed, access.FeedBackDuty},
}

// Find answers the move that the act makes from the report's state.
func (r Report) Find(act Act) (Move, bool) {
	for _, m := range Moves {
		if m.From == r.State && m.Act == act {
			return m, true
		}
	}
	return Move{}, false
}

// Do moves the report; fault.Conflict when its state does not allow the act.
func (r *Report) Do(act Act) error {
	m, ok := r.Find(act)
	if !ok || r.Removed() {
		return fault.Conflict("dutyreport.not_now")
	}
	r.State = m.To
	return nil
}

// Editable tells whether the reporter may still change the text.
func (r Report) Editable() bool { return !r.Removed() && (r.State == Writing || r.State == Returned) }
