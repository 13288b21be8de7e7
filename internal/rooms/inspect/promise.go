package inspect

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/calendar"
)

// Kinds under which the calendar keeps the dates of an inspection, one after the other, and the rules that reckon
// the last two.
const (
	promisedEnter    = "inspect.enter"
	promisedLeave    = "inspect.leave"
	promisedReport   = "inspect.report"
	promisedFeedback = "inspect.feedback"

	ruleReport   = "R-DC-01"
	ruleFeedback = "R-DC-02"
)

// keep ends the date before and begins the next one. None of them is announced to the inspected unit. A house in
// which the rule of a date is not in force, or reckons into a year without calendar, promises nothing by it: an
// inspection does not wait for a calendar.
func keep(tx *db.Tx, in *Inspection, done, next, rule string, due clock.Day) error {
	if done != "" {
		if err := calendar.Done(tx, done, string(in.ID)); err != nil {
			return err
		}
	}
	if next == "" {
		return nil
	}
	if rule != "" {
		got, err := calendar.DueOf(tx, rule, tx.Today())
		if fault.Is(err, fault.KindInvalid) {
			return nil
		}
		if err != nil {
			return err
		}
		due = got.Due
	}
	link := "/inspect/" + string(in.ID)
	if next == promisedReport || next == promisedFeedback {
		link += "/report"
	}
	return calendar.Keep(tx, calendar.Promise{Kind: next, Ref: string(in.ID), Unit: in.Unit, Ord: in.UnitOrd, Title: in.UnitShort + " " + in.RoundName, Link: link, Rule: rule, Due: due, Quiet: true})
}
