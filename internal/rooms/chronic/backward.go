package chronic

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// Share is a part of the working time that a stage of the work takes, in hundredths.
type Share struct {
	Key string // words chronic.stage.<key>
	Of  int
}

// Shares are the stages of a backward schedule (倒排工期), last one first in time of reckoning: they add
// up to 100. A unit changes what comes out, not this proposal.
var Shares = []Share{{"find", 20}, {"repair", 50}, {"check", 20}, {"report", 10}}

// Backward reckons the last day of each stage back from the date: the stage that ends on the date takes
// its share of the working days between start and date, the one before ends on the last working day before
// that, and so on. With fewer working days than stages, those that do not fit fall on the first day.
func Backward(start, due clock.Day, shares []Share, working func(clock.Day) (bool, error)) ([]clock.Day, error) {
	var days []clock.Day // working days after start up to the date
	for d := start.Add(1); d <= due; d = d.Add(1) {
		ok, err := working(d)
		if err != nil {
			return nil, err
		}
		if ok {
			days = append(days, d)
		}
	}
	out := make([]clock.Day, len(shares))
	left, used := len(days), 0
	for i := len(shares) - 1; i >= 0; i-- {
		switch {
		case i == len(shares)-1:
			out[i] = due
		case left > 0:
			out[i] = days[left-1]
		case len(days) > 0:
			out[i] = days[0]
		default:
			out[i] = due
		}
		used += shares[i].Of
		left = len(days) - (len(days)*used+50)/100
	}
	return out, nil
}

// BackwardOf proposes the milestones of a problem for a date, in working days of the house's calendar.
func (r *Room) BackwardOf(ctx context.Context, actor who.Actor, id ID, due clock.Day) (out []clock.Day, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := loadProblem(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.PlanChronic, p.Place()); err != nil {
			return err
		}
		days, err := calendar.DaysOf(tx)
		if err != nil {
			return err
		}
		out, err = Backward(tx.Today(), due, Shares, days.Working)
		return err
	})
	return out, err
}
