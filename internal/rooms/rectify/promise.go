package rectify

import (
	"strconv"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
)

// Kinds of promise about an item, and the deadline rules of packs/ that govern them.
const (
	dueSign   = "item.sign"   // sign for the item
	dueItem   = "item.due"    // put it right
	dueVerify = "item.verify" // verify the claim
	dueReview = "item.review" // look at a standing item again
	dueAnswer = "item.answer" // answer a request to extend
	duePlan   = "plan.due"    // hand in the plan
	dueHead   = "plan.head"   // a new head signs again
	dueDown   = "cascade.due" // a lower unit's part of a measure
)

var ruleOf = map[string]string{dueSign: "R-ZG-12", dueItem: "R-ZG-03", dueVerify: "R-ZG-06", dueReview: "R-ZG-10", dueAnswer: "R-ZG-08", duePlan: "R-ZG-02", dueHead: "R-ZG-11"}

// promise keeps a date about the item. Without a given date it is reckoned from the rule; a house in
// which the rule is not in force promises nothing by it.
func promise(tx *db.Tx, it *Item, kind, rule string, due clock.Day) error {
	return keep(tx, calendar.Promise{Kind: kind, Ref: string(it.ID), Unit: it.Unit, Ord: it.UnitOrd, Title: it.Label() + " " + it.Title,
		Link: it.link(), Rule: rule, Due: due, People: people(it)})
}

func keep(tx *db.Tx, p calendar.Promise) error {
	if p.Rule != "" {
		if _, err := calendar.RuleOn(tx, p.Rule, tx.Today()); fault.Is(err, fault.KindInvalid) {
			if p.Rule = ""; p.Due == "" {
				return nil
			}
		} else if err != nil {
			return err
		}
	}
	return calendar.Keep(tx, p)
}

func people(it *Item) map[string][]string {
	m := map[string][]string{}
	if it.Lead.ID != "" {
		m["lead"] = []string{it.Lead.ID}
	}
	if it.Owner.ID != "" {
		m["owner"] = []string{it.Owner.ID}
	}
	return m
}

func (it *Item) link() string { return "/rectify/items/" + string(it.ID) }

// keepListed begins the dates of an item that was just listed or came back.
func keepListed(tx *db.Tx, it *Item) error {
	if err := promise(tx, it, dueSign, ruleOf[dueSign], ""); err != nil {
		return err
	}
	return keepDue(tx, it)
}

// keepDue begins the promise of the due date; an open one falls away first.
func keepDue(tx *db.Tx, it *Item) error {
	if err := calendar.Drop(tx, dueItem, string(it.ID)); err != nil || it.Due == "" {
		return err
	}
	rule := ruleOf[dueItem]
	if it.DueKind == AtOnce {
		rule = "R-ZG-04"
	}
	return promise(tx, it, dueItem, rule, it.Due)
}

// stopDates ends every open date of the item; kept tells whether the due date was met or fell away.
func stopDates(tx *db.Tx, it *Item, kept bool) error {
	end := calendar.Drop
	if kept {
		end = calendar.Done
	}
	for _, kind := range []string{dueSign, dueItem, dueVerify, dueReview, dueAnswer} {
		if err := end(tx, kind, string(it.ID)); err != nil {
			return err
		}
	}
	return dropDown(tx, it)
}

// dropDown lets the dates of lower units fall away with the item: what they were handed no longer has
// to be answered.
func dropDown(tx *db.Tx, it *Item) error {
	refs, err := openCascades(tx, it.ID)
	for _, ref := range refs {
		if err := calendar.Drop(tx, dueDown, ref); err != nil {
			return err
		}
	}
	return err
}

// tell queues one message about the item; round makes the key new where the same thing can happen again.
func tell(tx *db.Tx, it *Item, subject, round string, to ...notify.To) error {
	_, err := notify.Queue(tx, notify.Message{Key: subject + ":" + string(it.ID) + ":" + round, Subject: subject, Kind: "item", Ref: string(it.ID),
		Unit: it.Unit, Ord: it.UnitOrd, Title: it.Label() + " " + it.Title, Link: it.link(), To: to})
	return err
}

func role(it *Item, roles ...access.Role) []notify.To {
	var out []notify.To
	for _, r := range roles {
		out = append(out, notify.To{Role: r, Ord: it.UnitOrd})
	}
	return out
}

// ours is the unit's side: its head and liaison, the item's lead and owner.
func ours(it *Item) []notify.To {
	out := role(it, access.UnitHead, access.Liaison)
	for _, p := range []Person{it.Lead, it.Owner} {
		if p.ID != "" {
			out = append(out, notify.To{Person: p.ID})
		}
	}
	return out
}

// tellFeedback tells the unit once of all items of one feedback.
func tellFeedback(tx *db.Tx, it *Item, n int) error {
	_, err := notify.Queue(tx, notify.Message{Key: "feedback_listed:" + it.SourceRef + ":" + it.Unit, Subject: "feedback_listed", Kind: "feedback", Ref: it.SourceRef,
		Unit: it.Unit, Ord: it.UnitOrd, Title: it.SourceName, Link: "/unit", Args: map[string]string{"n": strconv.Itoa(n)}, To: role(it, access.UnitHead, access.Liaison)})
	return err
}
