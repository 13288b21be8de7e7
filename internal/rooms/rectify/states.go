package rectify

import (
	"slices"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// State of an item (DOMAIN.md 3.3). Stored: never change a value.
type State string

// The states in their usual order.
const (
	Listed     State = "listed"      // 待签收(挂号)
	Signed     State = "signed"      // 已签收
	Working    State = "working"     // 整改中
	MostlyDone State = "mostly_done" // 基本完成
	Claimed    State = "claimed"     // 申请销号
	Verifying  State = "verifying"   // 验收中(复号)
	Returned   State = "returned"    // 退回整改(回炉)
	Standing   State = "standing"    // 长期坚持
	Closed     State = "closed"      // 已销号
	Relapsed   State = "relapsed"    // 反弹
	Voided     State = "voided"      // 不成立
)

// States in the order of pages and of the stored step.
var States = []State{Listed, Signed, Working, MostlyDone, Claimed, Verifying, Returned, Standing, Closed, Relapsed, Voided}

// Step is the state's place in the usual order, as stored for sorting.
func (s State) Step() int { return slices.Index(States, s) }

// Running tells whether the clock of the due date runs: warnings and overdue exist only then.
func (s State) Running() bool { return s != Closed && s != Voided && s != Standing }

// WithUnit tells whether it is the unit's turn.
func (s State) WithUnit() bool {
	return slices.Contains([]State{Listed, Signed, Working, MostlyDone, Returned, Standing, Relapsed}, s)
}

// Action is one thing that may be done to an item.
type Action string

// The actions; each is a verb of this room and a button of the item page.
const (
	ActRegister  Action = "register"
	ActSign      Action = "sign"
	ActReport    Action = "report"
	ActMostly    Action = "mostly"
	ActAsk       Action = "ask"
	ActExtend    Action = "extend"
	ActClaim     Action = "claim"
	ActBegin     Action = "begin"
	ActVerify    Action = "verify"
	ActPropose   Action = "propose"
	ActClose     Action = "close"
	ActReturn    Action = "return"
	ActStand     Action = "stand"
	ActMilestone Action = "milestone"
	ActVoid      Action = "void"
	ActKeep      Action = "keep"
	ActRelapse   Action = "relapse"
	ActFile      Action = "file"
	ActNote      Action = "note"
	ActAmend     Action = "amend"
)

// Due says what a move does to the due date and its promise.
type Due string

// The effects on the due date.
const (
	DueKept   Due = ""      // as it was
	DueStarts Due = "start" // the promise is made
	DueMoves  Due = "move"  // a new date
	DueStops  Due = "stop"  // kept: no more warnings
)

// Apart is a rule that keeps sides apart (DOMAIN.md 1.6 no. 7).
type Apart string

// The rules of separation.
const (
	Anyone   Apart = ""
	NotUnit  Apart = "own_item"  // nobody of the responsible unit, no lead or owner of the item
	NotFirst Apart = "same_hand" // besides, not the one who verified or gave the first signature
)

// Move is one line of the table: from where, by which action, to where, who may, what must be given
// and hold, how it is recorded, and what it does to the due date.
type Move struct {
	Action  Action
	From    []State
	To      State // "" stays where it is
	Right   access.Right
	Or      access.Right // a second right that also opens it, "" for none
	Apart   Apart
	Needs   []string // what the person gives or what must hold; words rectify.need.<x>
	Records string   // the audit action
	Due     Due
}

// Moves is the declared table: the only place that says how an item may go. An action has one right
// and one record; it has two lines where it leads to two states.
var Moves = []Move{
	{ActRegister, nil, Listed, access.RegisterItem, "", Anyone, []string{"finding", "unit", "due"}, "rectify.register", DueStarts},
	{ActSign, []State{Listed, Relapsed}, Signed, access.SignItem, "", Anyone, []string{"lead", "owner"}, "rectify.sign", DueKept},
	{ActReport, []State{Signed, Working, Returned}, Working, access.DoMeasure, "", Anyone, []string{"plan_accepted", "words"}, "rectify.report", DueKept},
	{ActReport, []State{MostlyDone}, "", access.DoMeasure, "", Anyone, []string{"plan_accepted", "words"}, "rectify.report", DueKept},
	{ActMostly, []State{Working}, MostlyDone, access.DoMeasure, "", Anyone, []string{"measures_done", "summary"}, "rectify.mostly", DueKept},
	{ActAsk, []State{Signed, Working, MostlyDone, Returned}, "", access.AskExtension, "", Anyone, []string{"reason", "new_due"}, "rectify.ask", DueKept},
	{ActExtend, []State{Signed, Working, MostlyDone, Returned}, "", access.Extend, "", NotUnit, []string{"asked", "decision", "four_eyes_after_the_first"}, "rectify.extend", DueMoves},
	{ActClaim, []State{Working, MostlyDone, Standing}, Claimed, access.ClaimItem, "", Anyone, []string{"measures_done", "self_check", "evidence", "summary"}, "rectify.claim", DueKept},
	{ActBegin, []State{Claimed}, Verifying, access.VerifyItem, "", NotUnit, nil, "rectify.begin", DueKept},
	{ActVerify, []State{Claimed, Verifying}, Verifying, access.VerifyItem, "", NotUnit, []string{"method", "sampled", "parties", "opinion", "seen"}, "rectify.verify", DueKept},
	{ActPropose, []State{Verifying}, "", access.VerifyItem, "", NotUnit, []string{"three_parties", "opinion", "seen"}, "rectify.propose", DueKept},
	{ActClose, []State{Verifying}, Closed, access.CloseItem, "", NotFirst, []string{"three_parties", "first_signature", "opinion", "seen"}, "rectify.close", DueStops},
	{ActReturn, []State{Claimed, Verifying}, Returned, access.VerifyItem, access.CloseItem, NotUnit, []string{"reason", "new_due"}, "rectify.return", DueMoves},
	{ActStand, []State{Working, MostlyDone, Claimed, Verifying}, Standing, access.StandItem, "", NotUnit, []string{"decision", "document", "milestones"}, "rectify.stand", DueStops},
	{ActMilestone, []State{Standing}, "", access.DoMeasure, "", Anyone, []string{"words"}, "rectify.milestone", DueKept},
	{ActVoid, []State{Listed, Signed, Working, MostlyDone, Claimed, Verifying, Returned, Standing, Relapsed}, Voided, access.VoidItem, "", NotUnit, []string{"decision", "document"}, "rectify.void", DueStops},
	{ActKeep, []State{Closed, Standing}, "", access.LookBack, "", NotUnit, []string{"method", "opinion"}, "rectify.keep", DueKept},
	{ActRelapse, []State{Closed, Standing}, Relapsed, access.LookBack, "", NotUnit, []string{"method", "opinion", "new_due"}, "rectify.relapse", DueMoves},
	{ActFile, []State{Listed, Signed, Working, MostlyDone, Claimed, Verifying, Returned, Standing, Relapsed}, "", access.DoMeasure, access.VerifyItem, Anyone, []string{"file"}, "rectify.file", DueKept},
	{ActAmend, []State{Listed, Signed, Working, MostlyDone, Claimed, Verifying, Returned, Standing, Relapsed}, "", access.RegisterItem, "", NotUnit, []string{"reason", "four_eyes_to_lower"}, "rectify.amend", DueKept},
	{ActNote, States, "", access.ReadItem, "", Anyone, []string{"words"}, "rectify.note", DueKept},
}

func find(a Action, from State) (Move, bool) {
	for _, m := range Moves {
		if m.Action == a && slices.Contains(m.From, from) {
			return m, true
		}
	}
	return Move{}, false
}

// MoveOf is the table's first line for the action: its right, its rule of separation, its record.
func MoveOf(a Action) Move {
	for _, m := range Moves {
		if m.Action == a {
			return m
		}
	}
	return Move{}
}

// move puts the item where the action leads; fault.Conflict when the table has no way from here.
func (it *Item) move(a Action) error {
	m, ok := find(a, it.State)
	if !ok {
		return fault.Conflict("rectify.not_now." + string(it.State))
	}
	if m.To != "" {
		it.State = m.To
	}
	return nil
}

// may asks the right, then the rule that keeps sides apart.
func (it *Item) may(a who.Actor, act Action) error {
	m := MoveOf(act)
	err := access.May(a, m.Right, it.Place())
	if err != nil && m.Or != "" {
		err = access.May(a, m.Or, it.Place())
	}
	if err != nil {
		return err
	}
	return m.Apart.check(a, it)
}

// Open lists the actions that the actor may do now: what the item page shows as buttons.
func (it *Item) Open(a who.Actor) []Action {
	var out []Action
	for _, m := range Moves {
		if slices.Contains(m.From, it.State) && it.may(a, m.Action) == nil {
			out = append(out, m.Action)
		}
	}
	return out
}

// check refuses a person of the wrong side. Job actors have no side.
func (p Apart) check(a who.Actor, it *Item) error {
	if p == Anyone || a.IsJob() {
		return nil
	}
	if it.sideOfUnit(a) {
		return fault.Denied(string(NotUnit))
	}
	return nil
}

// sideOfUnit tells whether the actor belongs to whom the item binds: the responsible unit and what
// is below it, its lead, its owner.
func (it *Item) sideOfUnit(a who.Actor) bool {
	if a.Person != "" && (a.Person == it.Lead.ID || a.Person == it.Owner.ID) {
		return true
	}
	return a.UnitOrd != 0 && it.UnitOrd <= a.UnitOrd && a.UnitOrd <= it.UnitLast && it.UnitDepth > 0
}
