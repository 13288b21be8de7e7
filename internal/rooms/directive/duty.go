package directive

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// State of a duty.
type State string

const (
	Issued   State = "issued"   // 未签收
	Signed   State = "signed"   // 已签收
	Reported State = "reported" // 已报送
	Accepted State = "accepted" // 已认可
	Returned State = "returned" // 退回
)

// States in the order of pages.
var States = []State{Issued, Signed, Reported, Accepted, Returned}

// Act is what can be done with a duty.
type Act string

const (
	ActSign   Act = "sign"
	ActReport Act = "report"
	ActAccept Act = "accept"
	ActReturn Act = "return"
)

// Move is one allowed step: pages, tests and documentation read this table.
type Move struct {
	From  State
	Act   Act
	To    State
	Right access.Right
	Words bool // words are required
}

// Moves of a duty. A duty handed down is accepted or returned by the unit that handed it down.
var Moves = []Move{
	{Issued, ActSign, Signed, access.DoTask, false},
	{Signed, ActReport, Reported, access.DoTask, true},
	{Returned, ActReport, Reported, access.DoTask, true},
	{Reported, ActAccept, Accepted, access.AcceptTask, false},
	{Reported, ActReturn, Returned, access.AcceptTask, true},
}

// Duty is what one unit has to do for a task.
type Duty struct {
	ID         DutyID
	Task       TaskID
	Above      DutyID // the duty it was handed down from
	Role       string // lead, assist, each, handed
	Unit       string
	UnitOrd    int64
	UnitName   string
	Due        clock.Day
	State      State
	SignedBy   string
	SignedAt   time.Time
	ReportedBy string // login of the reporter: somebody else accepts
	ReportedAt time.Time
	AcceptedAt time.Time
	Version    int64
}

// Place is where acts on the duty happen.
func (d Duty) Place() access.Place {
	return access.Place{Ord: d.UnitOrd, Kind: access.KindDuty, ID: string(d.ID)}
}

// Overdue is computed from dates: what was neither reported nor accepted by its day is late.
func (d Duty) Overdue(today clock.Day) bool {
	return d.Due < today && (d.State == Issued || d.State == Signed || d.State == Returned)
}

// Step is one act on a duty with its words.
type Step struct {
	Act   Act
	Words string
	Name  string
	At    time.Time
}

// Find returns the move that an act makes from the duty's state.
func (d Duty) Find(act Act) (Move, bool) {
	for _, m := range Moves {
		if m.From == d.State && m.Act == act {
			return m, true
		}
	}
	return Move{}, false
}

// Do carries out an act by the login. An act that the state does not allow is Conflict; missing words
// are Invalid; accepting or returning the own report is Denied (own_report).
func (d *Duty) Do(act Act, words, login string, now time.Time) error {
	m, ok := d.Find(act)
	if !ok {
		return fault.Conflict("directive.duty.not_now")
	}
	if m.Words && words == "" {
		return fault.Invalid(fault.On("words", "directive.duty.words_empty"))
	}
	if len([]rune(words)) > 4000 {
		return fault.Invalid(fault.On("words", "directive.too_long", "max", 4000))
	}
	switch act {
	case ActSign:
		d.SignedBy, d.SignedAt = login, now
	case ActReport:
		d.ReportedBy, d.ReportedAt = login, now
	case ActAccept, ActReturn:
		// rule: INV-07 (who reports does not accept)
		if login == d.ReportedBy {
			return fault.Denied("own_report")
		}
		if act == ActAccept {
			d.AcceptedAt = now
		}
	}
	d.State = m.To
	return nil
}
