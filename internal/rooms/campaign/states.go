package campaign

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// State of a campaign (DOMAIN.md 7.2).
type State string

const (
	Draft     State = "draft"     // 方案拟稿
	Submitted State = "submitted" // 方案报批
	Mobilised State = "mobilised" // 动员部署
	Study     State = "study"     // 学习教育
	SelfCheck State = "selfcheck" // 自查自纠
	Rectify   State = "rectify"   // 查纠整改
	Conclude  State = "conclude"  // 总结提升
	Review    State = "review"    // 验收·回头看
	Finished  State = "finished"  // 结束
	Withdrawn State = "withdrawn" // 撤回
)

// States in their order.
var States = []State{Draft, Submitted, Mobilised, Study, SelfCheck, Rectify, Conclude, Review, Finished, Withdrawn}

// Act moves a campaign.
type Act string

const (
	ActSubmit    Act = "submit"
	ActApprove   Act = "approve"
	ActReturn    Act = "return"
	ActStudy     Act = "start_study"
	ActSelfCheck Act = "start_selfcheck"
	ActRectify   Act = "start_rectify"
	ActConclude  Act = "start_conclude"
	ActReview    Act = "ask_review"
	ActFinish    Act = "finish"
	ActRework    Act = "rework"
	ActWithdraw  Act = "withdraw"
)

// Need is what must stand before a move.
type Need string

const (
	NeedPlan    Need = "plan"    // aim, stages with dates, leading group
	NeedRelay   Need = "relay"   // addressed to the units
	NeedWindow  Need = "window"  // a window and somebody who receives
	NeedSummary Need = "summary" // own words of the summary
	NeedOther   Need = "other"   // by somebody else than the drafter
	NeedWords   Need = "words"   // words are required
)

// Move is one allowed step: pages, tests and docs/campaign-states.md read this table.
type Move struct {
	From   State
	Act    Act
	To     State
	Right  access.Right
	Needs  []Need
	Output string // what DOMAIN.md 7.2 says comes out of it, as a words key
}

// Moves of a campaign.
var Moves = []Move{
	{Draft, ActSubmit, Submitted, access.EditCampaign, []Need{NeedPlan}, "plan"},
	{Submitted, ActApprove, Mobilised, access.ApproveCampaign, []Need{NeedPlan, NeedOther}, "plan"},
	{Submitted, ActReturn, Draft, access.ApproveCampaign, []Need{NeedOther, NeedWords}, ""},
	{Mobilised, ActStudy, Study, access.EditCampaign, []Need{NeedRelay}, "study"},
	{Study, ActSelfCheck, SelfCheck, access.EditCampaign, []Need{NeedWindow}, "selfcheck"},
	{Study, ActRectify, Rectify, access.EditCampaign, nil, "ledger"},
	{SelfCheck, ActRectify, Rectify, access.EditCampaign, nil, "ledger"},
	{Rectify, ActConclude, Conclude, access.EditCampaign, nil, "rules"},
	{Conclude, ActReview, Review, access.EditCampaign, []Need{NeedSummary}, "summary"},
	{Review, ActFinish, Finished, access.ApproveCampaign, []Need{NeedOther, NeedWords}, "review"},
	{Review, ActRework, Conclude, access.ApproveCampaign, []Need{NeedOther, NeedWords}, ""},
	{Draft, ActWithdraw, Withdrawn, access.EditCampaign, []Need{NeedWords}, ""},
	{Submitted, ActWithdraw, Withdrawn, access.EditCampaign, []Need{NeedWords}, ""},
	{Mobilised, ActWithdraw, Withdrawn, access.ApproveCampaign, []Need{NeedOther, NeedWords}, ""},
}

// Find returns the move that an act makes from the campaign's state.
func (c Campaign) Find(act Act) (Move, bool) {
	for _, m := range Moves {
		if m.From == c.State && m.Act == act {
			return m, true
		}
	}
	return Move{}, false
}

// ready names what a move still wants.
func (m Move) ready(tx *db.Tx, c Campaign, words string) error {
	var wrong fault.Check
	for _, n := range m.Needs {
		switch n {
		case NeedOther: // rule: INV-07 (who drafts does not approve)
			if c.drafted(tx) {
				return fault.Denied("own_campaign")
			}
		case NeedWords:
			wrong.That(words != "", "words", "campaign.words_empty")
		case NeedSummary:
			wrong.That(c.Summary != "", "summary", "campaign.needs_summary")
		default:
			key, err := lacks(tx, c, n)
			if err != nil {
				return err
			}
			wrong.That(key == "", "", key)
		}
	}
	wrong.That(len([]rune(words)) <= 1000, "words", "campaign.too_long", "max", 1000)
	return wrong.Err()
}

// drafted tells whether the actor wrote what would be judged: the plan, or at the end the summary.
func (c Campaign) drafted(tx *db.Tx) bool {
	if tx.Who.IsJob() {
		return false
	}
	mine := func(person, login string) bool {
		return person != "" && person == tx.Who.Person || login == tx.Who.Label()
	}
	return mine(c.Drafter, c.DraftedBy) || c.State == Review && mine(c.Summariser, c.SummaryBy)
}

// lacks is the sentence for what is missing, "" when nothing is.
func lacks(tx *db.Tx, c Campaign, n Need) (string, error) {
	switch n {
	case NeedPlan:
		stages, err := listStages(tx, c.ID)
		if err != nil {
			return "", err
		}
		group, err := listMembers(tx, c.ID)
		switch {
		case err != nil:
			return "", err
		case len(stages) == 0:
			return "campaign.needs_stages", nil
		case !slices.ContainsFunc(group, func(m Member) bool { return m.Duty != "" }):
			return "campaign.needs_group", nil
		}
	case NeedRelay:
		relays, err := countRelays(tx, c.ID)
		if err != nil || relays == 0 {
			return "campaign.needs_relay", err
		}
	case NeedWindow:
		group, err := listMembers(tx, c.ID)
		if err != nil {
			return "", err
		}
		if _, set := c.Window(time.Time{}); !set || !slices.ContainsFunc(group, func(m Member) bool { return m.Receives }) {
			return "campaign.needs_window", nil
		}
	}
	return "", nil
}

var stateNames = map[State]string{Draft: "方案拟稿", Submitted: "方案报批", Mobilised: "动员部署", Study: "学习教育", SelfCheck: "自查自纠", Rectify: "查纠整改",
	Conclude: "总结提升", Review: "验收·回头看", Finished: "结束", Withdrawn: "撤回"}

// Diagram draws the table of moves as docs/campaign-states.md.
func Diagram() string {
	var b strings.Builder
	b.WriteString("# States of a campaign\n\nDrawn from `internal/rooms/campaign/states.go`; a test keeps it current (DOMAIN.md 7.2).\n\n```mermaid\nstateDiagram-v2\n    [*] --> draft\n")
	for _, s := range States {
		fmt.Fprintf(&b, "    %s: %s %s\n", s, stateNames[s], s)
	}
	for _, m := range Moves {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", m.From, m.To, m.Act)
	}
	b.WriteString("    finished --> [*]\n    withdrawn --> [*]\n```\n\n| from | act | to | right | asked for |\n|---|---|---|---|---|\n")
	for _, m := range Moves {
		needs := make([]string, len(m.Needs))
		for i, n := range m.Needs {
			needs[i] = string(n)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", m.From, m.Act, m.To, m.Right, strings.Join(needs, ", "))
	}
	b.WriteString("\nplan: aim, stages with dates, leading group. relay: addressed to the units. window: a window for self-reports and somebody who receives. other: not who drafted. The window lies inside the second stage and runs by the server's clock whatever the state.\n")
	return b.String()
}
