package orglife

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// Hold records a meeting with everything that belongs to it, in one act. It marks the duty of its period as
// done, or as written late; it answers fault.Invalid naming each wrong field, fault.Conflict when the meeting
// was recorded or dropped already.
func (r *Room) Hold(ctx context.Context, actor who.Actor, in Holding) (ActivityID, error) {
	var id ActivityID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) (err error) {
		id, err = r.HoldIn(tx, in)
		return err
	})
	return id, err
}

// HoldIn is Hold inside a running transaction.
func (r *Room) HoldIn(tx *db.Tx, in Holding) (ActivityID, error) {
	a, b, err := r.toHold(tx, &in)
	if err != nil {
		return "", err
	}
	beat, known, err := r.ruleFor(tx, in)
	if err != nil {
		return "", err
	}
	roster, err := loadRoster(tx, b.ID, beat.Posts, in.Day)
	if err != nil {
		return "", err
	}
	if err := in.check(beat, known, roster, tx.Today()); err != nil {
		return "", err
	}
	if err := a.held(in, len(roster), len(in.Absent), tx.Who.Label(), tx.Now); err != nil {
		return "", err
	}
	days, err := worked(tx, in.Day, tx.Today())
	if err != nil {
		return "", err
	}
	if days > known.Write {
		a.LateDays = days
	}
	if err := r.keepHeld(tx, &a, in); err != nil {
		return "", err
	}
	if err := r.fulfil(tx, a, b, in, beat); err != nil {
		return "", err
	}
	return a.ID, audit.Record(tx, audit.Entry{Action: "orglife.hold", Kind: "activity", ID: string(a.ID), Version: a.Version, Unit: a.Party,
		Details: map[string]any{"kind": a.Kind, "held_on": a.HeldOn, "expected": a.Expected, "present": a.Present, "late_days": a.LateDays, "items": len(in.Items), "tasks": len(in.Tasks)}})
}

// toHold loads the planned activity, or begins one, and the organisation, and asks for the right.
func (r *Room) toHold(tx *db.Tx, in *Holding) (a Activity, b Branch, err error) {
	in.tidy()
	if in.Activity != "" {
		if a, err = loadActivity(tx, in.Activity); err != nil {
			return a, b, err
		}
		in.Party, in.Kind = a.Party, a.Kind
	}
	if b, err = loadBranch(tx, in.Party); err != nil {
		return a, b, err
	}
	if in.Activity == "" {
		a = Activity{ID: ActivityID(db.NewID()), Party: b.ID, PartyOrd: b.Ord, State: Planned, PlannedAt: tx.Now}
	}
	if err := access.May(tx.Who, access.KeepActivity, a.Where()); err != nil {
		return a, b, err
	}
	if in.Activity != "" && in.Version != 0 && in.Version != a.Version {
		return a, b, fault.Conflict("orglife.changed_meanwhile")
	}
	return a, b, nil
}

// ruleFor is the duty that the meeting is about, under the pack in force when it was held.
func (r *Room) ruleFor(tx *db.Tx, in Holding) (pack.Beat, pack.Rhythm, error) {
	day := in.Day
	if !dayOK(day) {
		day = tx.Today()
	}
	p, err := r.rules(tx, day)
	if err != nil {
		return pack.Beat{}, pack.Rhythm{}, err
	}
	beat, ok := p.Rhythm.Beat(in.Kind)
	if !ok || beat.Every == pack.EachMeeting {
		return beat, p.Rhythm, fault.Invalid(fault.On("kind", "orglife.kind_unknown"))
	}
	return beat, p.Rhythm, nil
}

// worked counts the working days after one day up to another; a year that nobody entered counts its weekdays.
func worked(tx *db.Tx, from, until clock.Day) (int, error) {
	days, err := calendar.DaysOf(tx)
	if err != nil {
		return 0, err
	}
	n := 0
	for d := from.Add(1); d <= until; d = d.Add(1) {
		ok, err := days.Working(d)
		if err != nil {
			ok = !pack.Weekend(d)
		}
		if ok {
			n++
		}
	}
	return n, nil
}

// keepHeld saves the record of a meeting.
func (r *Room) keepHeld(tx *db.Tx, a *Activity, in Holding) error {
	if in.Activity == "" {
		a.Version = 1
		if err := insertActivity(tx, *a); err != nil {
			return err
		}
	} else if err := saveActivity(tx, a); err != nil {
		return err
	} else if err := happened(tx, a.ID, a.Day, a.HeldOn); err != nil {
		return err
	}
	if err := insertAbsences(tx, a.ID, in.Absent); err != nil {
		return err
	}
	if err := insertMinutes(tx, a.ID, 1, in.Items); err != nil {
		return err
	}
	return addTasks(tx, "activity", string(a.ID), a.Party, a.PartyOrd, in.Tasks)
}

// fulfil marks the duties that the meeting does.
func (r *Room) fulfil(tx *db.Tx, a Activity, b Branch, in Holding, beat pack.Beat) error {
	if in.MakesUp != "" {
		return makeUp(tx, a, in.MakesUp)
	}
	for _, kind := range append([]string{a.Kind}, a.Also...) {
		d, err := dutyOn(tx, a.Party, kind, a.HeldOn)
		if fault.Is(err, fault.KindNotFound) {
			continue // held without being owed, or before the house began
		}
		if err != nil {
			return err
		}
		was := d.Mark
		if !d.Fulfil(a.ID, a.HeldOn, a.LateDays, a.LateDays > 0, tx.Today()) || was == d.Mark {
			continue
		}
		if err := keepMark(tx, &d); err != nil {
			return err
		}
	}
	if beat.Opens != "" {
		return r.firstTopic(tx, a, b, beat.Opens)
	}
	return nil
}

func makeUp(tx *db.Tx, a Activity, id DutyID) error {
	d, err := loadDuty(tx, id)
	if err != nil {
		return err
	}
	if d.Party != a.Party || d.Kind != a.Kind {
		return fault.Invalid(fault.On("makes_up", "orglife.hold.other_duty"))
	}
	if err := d.MakeUp(a.ID, a.HeldOn, tx.Today(), tx.Now); err != nil {
		return err
	}
	return keepMark(tx, &d)
}

// firstTopic lays down the duty that a committee's meeting brings with it, done when the meeting began with it.
func (r *Room) firstTopic(tx *db.Tx, a Activity, b Branch, kind string) error {
	book := r.book(tx)
	beat, ok := book.beat(b, kind, a.HeldOn)
	if !ok {
		return nil
	}
	if _, err := dutyOn(tx, a.Party, kind, a.HeldOn); !fault.Is(err, fault.KindNotFound) {
		return err // two meetings on one day
	}
	days, err := calendar.DaysOf(tx)
	if err != nil {
		return err
	}
	p := Period{Code: string(a.HeldOn), From: a.HeldOn, Until: a.HeldOn, Year: a.HeldOn.Year(), Slot: 1}
	d := newDuty(b, beat, p, book, days, tx.Now)
	noted, err := firstNoted(tx, a.Party, a.HeldOn)
	if err != nil {
		return err
	}
	if a.FirstTopic != "" || noted {
		d.Fulfil(a.ID, a.HeldOn, a.LateDays, a.LateDays > 0, a.HeldOn)
	} else {
		d.Miss(tx.Now)
	}
	return layRows(tx, []Duty{d})
}
