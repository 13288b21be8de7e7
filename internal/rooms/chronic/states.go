package chronic

import (
	"slices"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// State of a chronic problem (DOMAIN.md 7.3). Stored: never change a value.
type State string

// The states in their usual order.
const (
	Found     State = "found"     // 排查登记
	Handing   State = "handing"   // 线索待两人移交
	Planning  State = "planning"  // 制定措施(待补)
	Working   State = "working"   // 整改中
	Claimed   State = "claimed"   // 申请验收
	Returned  State = "returned"  // 退回
	Accepted  State = "accepted"  // 已验收,建章立制
	Ruled     State = "ruled"     // 已建制,待销号
	Closed    State = "closed"    // 已销号
	Handed    State = "handed"    // 转整改台账: state and date are the item's
	Clue      State = "clue"      // 已作线索移交: out of the ledger
	Dismissed State = "dismissed" // 不成立
)

// States in the order of pages.
var States = []State{Found, Handing, Planning, Working, Claimed, Returned, Accepted, Ruled, Closed, Handed, Clue, Dismissed}

// Shown are the states in which a problem stands in the ledger's view (v_chronic). A problem handed to the
// rectification ledger is shown in the state of its item.
var Shown = []State{Found, Handing, Planning, Working, Claimed, Returned, Accepted, Ruled, Closed}

// Running tells whether the clock runs: only then can a problem be late.
func (s State) Running() bool { return s == Working || s == Returned || s == Claimed || s == Handed }

// Act is one thing that may be done with a problem.
type Act string

// The acts; each is a verb of this room and a button of the problem's page.
const (
	ActRegister  Act = "register"
	ActClassify  Act = "classify"
	ActPropose   Act = "propose"
	ActHand      Act = "hand"
	ActKeepHere  Act = "keep_here"
	ActDismiss   Act = "dismiss"
	ActPlan      Act = "plan"
	ActStart     Act = "start"
	ActTransfer  Act = "transfer"
	ActSchedule  Act = "schedule"
	ActReport    Act = "report"
	ActMilestone Act = "milestone"
	ActClaim     Act = "claim"
	ActAccept    Act = "accept"
	ActReturn    Act = "return"
	ActExtend    Act = "extend"
	ActRule      Act = "rule"
	ActClose     Act = "close"
	ActReopen    Act = "reopen"
	ActFile      Act = "file"
)

// Side is a rule that keeps sides apart (DOMAIN.md 1.6 no. 7). The policy keeps the unit's own side away
// from accepting and closing; the hands are known to the room alone.
type Side string

// The rules.
const (
	Anyone     Side = ""
	SecondHand Side = "second"   // not who proposed the hand-over
	NotTaker   Side = "acceptor" // not who accepted
)

// Move is one line of the table: by which act, from where, to where, who may, what must be given, how it
// is recorded. The verbs, the buttons, the tests and docs/chronic-states.md come from it.
type Move struct {
	Act   Act
	From  []State
	To    State // "" stays
	Right access.Right
	Side  Side
	Needs []string // words chronic.need.<x>
	Auto  bool     // follows from another act; no button of its own
}

// Moves is the declared table: the only place that says how a problem may go.
var Moves = []Move{
	{ActRegister, nil, Found, access.RegisterChronic, Anyone, []string{"title", "category", "source", "period"}, false},
	{ActClassify, []State{Found}, Planning, access.ClassifyChronic, Anyone, []string{"track", "verdict"}, false},
	{ActPropose, []State{Found}, Handing, access.ClassifyChronic, Anyone, []string{"recipient"}, false},
	{ActHand, []State{Handing}, Clue, access.ClassifyChronic, SecondHand, []string{"second_person"}, false},
	{ActHand, []State{Handing}, Planning, access.ClassifyChronic, SecondHand, []string{"second_person", "stays"}, false},
	{ActKeepHere, []State{Handing}, Found, access.ClassifyChronic, Anyone, []string{"reason"}, false},
	{ActDismiss, []State{Found, Planning}, Dismissed, access.ClassifyChronic, Anyone, []string{"reason"}, false},
	{ActPlan, []State{Planning}, "", access.PlanChronic, Anyone, nil, false},
	{ActStart, []State{Planning}, Working, access.PlanChronic, Anyone, []string{"due", "measure", "standard"}, true},
	{ActTransfer, []State{Planning}, Handed, access.PlanChronic, Anyone, []string{"due", "measure", "standard", "track_ledger"}, true},
	{ActSchedule, []State{Planning, Working, Returned}, "", access.PlanChronic, Anyone, []string{"milestones"}, false},
	{ActReport, []State{Working, Returned}, Working, access.DoChronic, Anyone, []string{"words"}, false},
	{ActMilestone, []State{Working, Returned}, "", access.DoChronic, Anyone, []string{"words"}, false},
	{ActClaim, []State{Working, Returned}, Claimed, access.DoChronic, Anyone, []string{"summary", "evidence", "milestones_done"}, false},
	{ActAccept, []State{Claimed}, Accepted, access.AcceptChronic, Anyone, []string{"sampled", "opinion", "reviews_done"}, false},
	{ActReturn, []State{Claimed}, Returned, access.AcceptChronic, Anyone, []string{"reason", "new_due"}, false},
	{ActExtend, []State{Working, Returned}, "", access.AcceptChronic, Anyone, []string{"reason", "new_due"}, false},
	{ActRule, []State{Accepted}, Ruled, access.DoChronic, Anyone, []string{"rule"}, false},
	{ActClose, []State{Ruled}, Closed, access.CloseChronic, NotTaker, []string{"opinion"}, false},
	{ActReopen, []State{Closed}, Working, access.CloseChronic, Anyone, []string{"reason", "new_due"}, false},
	{ActFile, []State{Planning, Working, Returned, Claimed, Accepted}, "", access.DoChronic, Anyone, []string{"file"}, false},
}

// MoveOf is the table's first line for the act.
func MoveOf(a Act) Move {
	for _, m := range Moves {
		if m.Act == a {
			return m
		}
	}
	return Move{}
}

// find is the line by which the act leads from a state; to chooses where an act has two ways.
func find(a Act, from, to State) (Move, bool) {
	for _, m := range Moves {
		if m.Act == a && slices.Contains(m.From, from) && (to == "" || m.To == to) {
			return m, true
		}
	}
	return Move{}, false
}

// move puts the problem where the act leads; fault.Conflict when the table has no way from here.
func (p *Problem) move(a Act, to State) error {
	m, ok := find(a, p.State, to)
	if !ok {
		return fault.Conflict("chronic.not_now." + string(p.State))
	}
	if m.To != "" {
		p.State = m.To
	}
	return nil
}

// may asks the right, then the rule about hands.
func (p *Problem) may(a who.Actor, act Act) error {
	m := MoveOf(act)
	if err := access.May(a, m.Right, p.Place()); err != nil {
		return err
	}
	hand := ""
	switch m.Side {
	case SecondHand:
		hand = p.proposer
	case NotTaker:
		hand = p.AcceptedBy
	}
	if hand != "" && hand == a.Person {
		return access.Refusal(access.SameHand)
	}
	return nil
}

// Open lists the acts that the actor may do now: the buttons of the page.
func (p *Problem) Open(a who.Actor) []Act {
	var out []Act
	for _, m := range Moves {
		if !m.Auto && slices.Contains(m.From, p.State) && !slices.Contains(out, m.Act) && p.may(a, m.Act) == nil {
			out = append(out, m.Act)
		}
	}
	return out
}
