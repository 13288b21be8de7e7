package demo

import (
	"context"

	"plumbline/internal/ground/clock"
)

// nights plays the house's own night work, so that reminders and messages bear the days on which they
// came: every week, and every day of the last month. Who may sign in has read what is older than a week.
func (l *loader) nights() {
	for day := l.start.Add(7); day < l.w.Today; day = day.Add(l.pace(day)) {
		l.script.story("night", 6, 0).on(day, l.night)
	}
	l.script.story("reading", 18, 30).on(l.w.Today.Add(-6), func(ctx context.Context) error {
		for _, a := range l.w.Printed() {
			if administrator(a.Role) {
				continue
			}
			page, err := l.h.Notify.Inbox(ctx, l.actor(a.Person), true, "")
			if err != nil {
				return err
			}
			if len(page.Notices) == 0 {
				continue
			}
			if err := l.h.Notify.ReadAll(ctx, l.actor(a.Person), page.Notices[0].ID); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *loader) pace(day clock.Day) int {
	if day < l.w.Today.Add(-30) {
		return 7
	}
	return 1
}

func (l *loader) night(ctx context.Context) error {
	if _, err := l.h.Calendar.Sweep(ctx); err != nil {
		return err
	}
	if _, err := l.h.Approve.Expire(ctx); err != nil {
		return err
	}
	_, err := l.h.Notify.Send(ctx)
	return err
}
