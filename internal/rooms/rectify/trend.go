package rectify

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Week is one week of the ledger: how many items were open at its end, how many were closed in it.
type Week struct {
	Start  clock.Day // its Monday
	Open   int64
	Closed int64
}

// Trend is the course of the last weeks up to today, for what the actor may see. It reads the days of
// listing and closing within those weeks and counts backward from the stock of today, so its cost
// follows the activity of the weeks and not the size of the ledger.
func (r *Room) Trend(ctx context.Context, actor who.Actor, weeks int) (out []Week, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		monday := tx.Today().Add(-(int(tx.Today().Weekday()) + 6) % 7)
		first := monday.Add(-7 * (weeks - 1))
		scope := access.ScopeOf(tx.Who, access.ReadItem)
		listed, err := countDays(tx, "registered_on", first, scope)
		if err != nil {
			return err
		}
		closed, err := countDays(tx, "closed_on", first, scope)
		if err != nil {
			return err
		}
		open, err := openNow(tx, scope)
		if err != nil {
			return err
		}
		out = backward(monday, weeks, open, listed, closed)
		return nil
	})
	return out, err
}

// backward rolls the stock of today back week by week: before a week there were as many as after it,
// less those listed in it, plus those closed in it.
func backward(monday clock.Day, weeks int, open int64, listed, closed map[clock.Day]int64) []Week {
	out := make([]Week, weeks)
	for i := weeks - 1; i >= 0; i-- {
		w := Week{Start: monday.Add(-7 * (weeks - 1 - i)), Open: open}
		for d := range 7 {
			day := w.Start.Add(d)
			w.Closed += closed[day]
			open += closed[day] - listed[day]
		}
		out[i] = w
	}
	return out
}
