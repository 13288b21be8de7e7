package orglife

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/calendar"
)

// Kinds under which the one calendar keeps the room's dates.
const (
	promised          = "orglife.task"
	promisedDuty      = "orglife.duty"
	promisedMeeting   = "orglife.meeting"
	promisedCheck     = "orglife.check"
	promisedCriticism = "orglife.criticism"
)

// layRows puts duties into the house, each with its promise. Secretaries are reminded of a month and not of
// each duty (see remind), so the promises are quiet.
func layRows(tx *db.Tx, rows []Duty) error {
	if err := insertDuties(tx, rows); err != nil {
		return err
	}
	list := make([]calendar.Promise, len(rows))
	for i, d := range rows {
		list[i] = calendar.Promise{Kind: promisedDuty, Ref: string(d.ID), Unit: d.Party, Ord: d.PartyOrd, Title: d.Title + " " + d.Period.Code, Link: "/orglife/duties/" + string(d.ID),
			Start: d.Period.From, Due: d.Period.Until, Closes: d.Closes, Quiet: true, MissedAt: d.MissedAt}
		if d.Mark == Done || d.Mark == Late {
			list[i].KeptAt, list[i].DoneOn, list[i].Late = tx.Now, d.DoneOn, d.LateDays
		}
	}
	return calendar.KeepAll(tx, list)
}

// keepMark saves a duty and tells the calendar what became of its promise: what was missed stays missed there too.
func keepMark(tx *db.Tx, d *Duty) error {
	if err := saveDuty(tx, d); err != nil {
		return err
	}
	how := calendar.Doing{On: d.DoneOn, Late: d.LateDays}
	if d.Mark == MadeUp {
		how = calendar.Doing{On: d.MadeUpOn}
	}
	return calendar.DoneOn(tx, promisedDuty, string(d.ID), how)
}

// miss marks what closed unwritten, in the room and in the calendar.
func miss(tx *db.Tx) (int, error) {
	n, err := markMissed(tx)
	if err != nil || n == 0 {
		return n, err
	}
	_, err = calendar.MissClosed(tx, promisedDuty)
	return n, err
}

// keepMeeting promises the day of a planned meeting.
func keepMeeting(tx *db.Tx, a Activity) error {
	return calendar.Keep(tx, calendar.Promise{Kind: promisedMeeting, Ref: string(a.ID), Unit: a.Party, Ord: a.PartyOrd, Title: a.Topic, Link: "/orglife/activities/" + string(a.ID), Due: a.Day, Quiet: true})
}

// happened ends the promise of a planned meeting: it was held, be it on another day.
func happened(tx *db.Tx, id ActivityID, planned, on clock.Day) error {
	return calendar.DoneOn(tx, promisedMeeting, string(id), calendar.Doing{On: on, Late: max(0, on.Sub(planned))})
}
