package calendar

import (
	"fmt"
	"slices"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Kind is one kind of promised date: who watches it and who has to do what it is about.
type Kind struct {
	Code  string
	Group string // as people call it: one choice of the page's filter, calendar.group.<group>
	Read  access.Right
	Do    []access.Right
	// Own dates are done by the very node of a grant and watched by those above it: a committee's officer
	// does not hold a branch's meetings.
	Own bool
}

// Kinds are all kinds of dates of the house, in the order of pages. A date of another kind is refused, so
// that none is kept that nobody would see.
var Kinds = []Kind{
	{Code: "item.sign", Group: "item", Read: access.ReadItem, Do: []access.Right{access.SignItem}},
	{Code: "item.due", Group: "item", Read: access.ReadItem, Do: []access.Right{access.DoMeasure, access.ClaimItem}},
	{Code: "item.verify", Group: "item", Read: access.ReadItem, Do: []access.Right{access.VerifyItem}},
	{Code: "item.review", Group: "item", Read: access.ReadItem, Do: []access.Right{access.LookBack}},
	{Code: "item.answer", Group: "item", Read: access.ReadItem, Do: []access.Right{access.Extend}},
	{Code: "plan.due", Group: "item", Read: access.ReadItem, Do: []access.Right{access.WritePlan}},
	{Code: "plan.head", Group: "item", Read: access.ReadItem, Do: []access.Right{access.SignPlan}},
	{Code: "cascade.due", Group: "item", Read: access.ReadItem, Do: []access.Right{access.DoMeasure}},
	{Code: "inspect.enter", Group: "inspect", Read: access.ReadRound, Do: []access.Right{access.EditRound}},
	{Code: "inspect.leave", Group: "inspect", Read: access.ReadRound, Do: []access.Right{access.EditRound}},
	{Code: "inspect.report", Group: "inspect", Read: access.ReadRound, Do: []access.Right{access.EditRound}},
	{Code: "inspect.feedback", Group: "inspect", Read: access.ReadRound, Do: []access.Right{access.SendFeedback}},
	{Code: "task.due", Group: "task", Read: access.ReadTask, Do: []access.Right{access.DoTask}},
	{Code: "asking.due", Group: "asking", Read: access.ReadBurden, Do: []access.Right{access.AnswerAsking}},
	{Code: "dutyreport.step", Group: "dutyreport", Read: access.ReadYear, Do: []access.Right{access.EditYear}},
	{Code: "dutyreport.submit", Group: "dutyreport", Read: access.ReadDuty, Do: []access.Right{access.WriteDuty}},
	{Code: "dutyreport.rewrite", Group: "dutyreport", Read: access.ReadDuty, Do: []access.Right{access.WriteDuty}},
	{Code: "dutyreport.reply", Group: "dutyreport", Read: access.ReadDuty, Do: []access.Right{access.WriteDuty}},
	{Code: "dutyreport.receipt", Group: "dutyreport", Read: access.ReadDuty, Do: []access.Right{access.WriteDuty}},
	{Code: "dutyreport.explain", Group: "dutyreport", Read: access.ReadDuty, Do: []access.Right{access.WriteDuty}},
	{Code: "ballot.close", Group: "ballot", Read: access.ReadBallot, Do: []access.Right{access.RunBallot}},
	{Code: "joint.meeting", Group: "joint", Read: access.ReadJoint, Do: []access.Right{access.EditJoint}},
	{Code: "joint_task", Group: "joint", Read: access.ReadJoint, Do: []access.Right{access.EditJoint}},
	{Code: "orglife.duty", Group: "orglife", Read: access.ReadActivity, Do: []access.Right{access.KeepActivity}, Own: true},
	{Code: "orglife.meeting", Group: "orglife", Read: access.ReadActivity, Do: []access.Right{access.KeepActivity}, Own: true},
	{Code: "orglife.task", Group: "orglife", Read: access.ReadActivity, Do: []access.Right{access.KeepActivity}, Own: true},
	{Code: "orglife.check", Group: "orglife", Read: access.ReadActivity, Do: []access.Right{access.KeepActivity}, Own: true},
	{Code: "orglife.criticism", Group: "orglife", Read: access.ReadReview, Do: []access.Right{access.KeepReview}, Own: true},
	{Code: "party.term", Group: "party", Read: access.ReadParty, Do: []access.Right{access.EditParty}},
	{Code: "party.admission", Group: "party", Read: access.ReadMember, Do: []access.Right{access.AdmitMember}, Own: true},
	{Code: "training.course", Group: "training", Read: access.ReadTraining, Do: []access.Right{access.KeepTraining}, Own: true},
	{Code: "partywork.duty", Group: "partywork", Read: access.ReadWork, Do: []access.Right{access.DoWork}, Own: true},
	{Code: "partywork.milestone", Group: "partywork", Read: access.ReadWork, Do: []access.Right{access.DoWork}, Own: true},
	{Code: "partywork.hearing", Group: "partywork", Read: access.ReadWork, Do: []access.Right{access.DoWork}, Own: true},
	{Code: "partywork.self", Group: "partywork", Read: access.ReadWork, Do: []access.Right{access.DoWork}, Own: true},
	{Code: "partywork.check", Group: "partywork", Read: access.ReadWork, Do: []access.Right{access.CheckWork}},
	{Code: "budget.settle", Group: "budget", Read: access.ReadBudget, Do: []access.Right{access.SettleExpense}},
	{Code: "campaign.stage", Group: "campaign", Read: access.ReadCampaign, Do: []access.Right{access.EditCampaign}},
	{Code: "campaign.receive", Group: "campaign", Read: access.ReadCampaign, Do: []access.Right{access.RelayCampaign}, Own: true},
	{Code: "campaign.break", Group: "campaign", Read: access.ReadCampaign, Do: []access.Right{access.RelayCampaign}, Own: true},
	{Code: "campaign.report", Group: "campaign", Read: access.ReadCampaign, Do: []access.Right{access.RelayCampaign}, Own: true},
	{Code: "campaign.opinion", Group: "campaign", Read: access.ReadOpinion, Do: []access.Right{access.AnswerOpinion}, Own: true},
	{Code: "chronic.due", Group: "chronic", Read: access.ReadChronic, Do: []access.Right{access.DoChronic}},
	{Code: "chronic.milestone", Group: "chronic", Read: access.ReadChronic, Do: []access.Right{access.DoChronic}},
	{Code: "chronic.review", Group: "chronic", Read: access.ReadChronic, Do: []access.Right{access.CrossReview}},
}

// known refuses a kind without a line: a mistake of the program.
func known(code string) error {
	if !slices.ContainsFunc(Kinds, func(k Kind) bool { return k.Code == code }) {
		return fmt.Errorf("calendar: %q is no kind of date: it wants a line in kinds.go", code)
	}
	return nil
}

// Watched are the dates that the actor may see, of one group or of all ("").
func Watched(a who.Actor, group string) []Sight {
	return sights(a, group, func(k Kind) []access.Right { return []access.Right{k.Read} }, false)
}

// ToDo are the dates that are the actor's to do, of one group or of all ("").
func ToDo(a who.Actor, group string) []Sight {
	return sights(a, group, func(k Kind) []access.Right { return k.Do }, true)
}

// Groups are the groups of which the actor may see dates, in the order of pages.
func Groups(a who.Actor) (out []string) {
	for _, k := range Kinds {
		if access.Anywhere(a, k.Read) && !slices.Contains(out, k.Group) {
			out = append(out, k.Group)
		}
	}
	return out
}

// sights puts kinds of one right into one sight. Who may not read a kind does not see it, whatever else
// the person may do there.
func sights(a who.Actor, group string, rights func(Kind) []access.Right, own bool) (out []Sight) {
	at := map[string]int{}
	for _, k := range Kinds {
		if group != "" && k.Group != group || !access.Anywhere(a, k.Read) {
			continue
		}
		for _, r := range rights(k) {
			if !access.Anywhere(a, r) {
				continue
			}
			key := fmt.Sprint(r, k.Read, own && k.Own)
			i, ok := at[key]
			if !ok {
				i, at[key] = len(out), len(out)
				s := Sight{Scope: access.ScopeOf(a, r), Person: a.Person, Clear: access.Barred(a, access.RuleOf(k.Read).Kind)}
				if own && k.Own {
					s.Scope = nodes(a, r, s.Scope)
				}
				out = append(out, s)
			}
			out[i].Kinds = append(out[i].Kinds, k.Code)
		}
	}
	return out
}

// nodes narrows a scope to the very nodes at which the actor has the right.
func nodes(a who.Actor, r access.Right, scope db.Scope) db.Scope {
	var out db.Scope
	for _, g := range a.Grants {
		if slices.Contains(access.RuleOf(r).Roles, g.Role) {
			out.Ranges = append(out.Ranges, db.Range{First: g.First, Last: g.First})
		}
	}
	return out.Without(scope.Except, scope.ExceptIDs)
}
