package dutyreport

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Meeting is the record of a meeting at which reports were heard. Held is when it happened, Written when
// that was put down.
type Meeting struct {
	ID       MeetingID
	Year     YearID
	Title    string
	Way      Way
	Held     clock.Day
	At       string // 14:30
	Place    string
	Chair    string
	Attended int
	Voters   int
	Minutes  string
	By       string
	Written  time.Time
	Version  int64
	Reports  []ReportID
}

// Late tells whether the record was written more than three days after the meeting.
func (m Meeting) Late() bool { return clock.DayOf(m.Written) > m.Held.Add(3) }

func (m *Meeting) check(today clock.Day) error {
	m.Title, m.Place, m.Chair, m.Minutes = strings.TrimSpace(m.Title), strings.TrimSpace(m.Place), strings.TrimSpace(m.Chair), strings.TrimSpace(m.Minutes)
	var c fault.Check
	c.That(m.Title != "", "title", "dutyreport.meet.no_title")
	c.That(len([]rune(m.Title)) <= 80, "title", "dutyreport.too_long", "max", 80)
	c.That(m.Way == OnSite || m.Way == Written, "way", "dutyreport.way.unknown")
	c.That(m.Held != "", "held", "dutyreport.date.empty")
	c.That(m.Held <= today, "held", "dutyreport.meet.not_yet", "today", string(today))
	c.That(m.At == "" || clockTime(m.At), "at", "dutyreport.meet.bad_time")
	c.That(m.Chair != "", "chair", "dutyreport.meet.no_chair")
	c.That(len([]rune(m.Chair)) <= 60 && len([]rune(m.Place)) <= 80, "chair", "dutyreport.too_long", "max", 60)
	c.That(m.Attended > 0 && m.Attended < 10_000, "attended", "dutyreport.meet.bad_attended")
	c.That(m.Voters >= 0 && m.Voters <= m.Attended, "voters", "dutyreport.meet.bad_voters", "most", m.Attended)
	c.That(len([]rune(m.Minutes)) <= 3*maxText, "minutes", "dutyreport.too_long", "max", 3*maxText)
	c.That(len(m.Reports) > 0, "reports", "dutyreport.meet.nobody")
	return c.Err()
}

func clockTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil
}

// HoldMeeting records a meeting that has taken place and the reports heard there. Only a report that was
// circulated before is heard, and in the way that was set for it.
func (r *Room) HoldMeeting(ctx context.Context, actor who.Actor, id YearID, in Meeting) (MeetingID, error) {
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditYear, y.Place()); err != nil {
			return err
		}
		if err := in.check(tx.Today()); err != nil {
			return err
		}
		in.ID, in.Year, in.By, in.Written = MeetingID(db.NewID()), id, tx.Who.Name, tx.Now
		if err := insertMeeting(tx, in); err != nil {
			return err
		}
		for _, report := range in.Reports {
			if err := hear(tx, in, report); err != nil {
				return err
			}
		}
		if err := doneWhen(tx, id, stepMeet, func(r Report) bool { return r.MetOn != "" }); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.meet", Kind: "dutymeeting", ID: string(in.ID), Version: 1, Unit: y.Unit,
			Details: map[string]any{"title": in.Title, "held": in.Held, "attended": in.Attended, "voters": in.Voters, "reports": len(in.Reports)}})
	})
	return in.ID, err
}

func hear(tx *db.Tx, m Meeting, id ReportID) error {
	x, err := loadReport(tx, id)
	if err != nil {
		return err
	}
	if x.Year != m.Year {
		return fault.NotFound()
	}
	if err := access.May(tx.Who, access.HoldMeeting, x.Place()); err != nil {
		return err
	}
	if x.Way != m.Way {
		return fault.Invalid(fault.On("reports", "dutyreport.meet.other_way", "name", x.Name))
	}
	if m.Held < clock.DayOf(x.Circulated) {
		return fault.Invalid(fault.On("held", "dutyreport.meet.before_circulated", "name", x.Name))
	}
	if err := x.Do(Meet); err != nil {
		return err
	}
	x.MetOn = m.Held
	if err := insertHearing(tx, m.ID, id); err != nil {
		return err
	}
	return saveReport(tx, &x)
}
