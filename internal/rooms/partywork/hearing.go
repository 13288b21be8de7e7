package partywork

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// How a hearing stands; computed from its dates and never stored.
const (
	HearingAhead  = "ahead"  // its time has not come
	HearingDue    = "due"    // it is to be held now
	HearingHeld   = "held"   // held in its time
	HearingLate   = "late"   // held after its time: the time was missed
	HearingMissed = "missed" // its time passed and it was not held
)

// Hearing is one hearing of reports on Party work by a committee.
type Hearing struct {
	ID        HearingID
	Party     string
	PartyOrd  int64
	PartyName string
	Unit      string
	UnitOrd   int64
	Year, Seq int
	Opens     clock.Day
	Due       clock.Day
	Article   string
	HeldOn    clock.Day
	Chair     string
	Attended  string
	Reported  string // which organisations reported
	Minutes   string
	WrittenAt time.Time
	WrittenBy string
	Why       string // why it was late or not held; it changes nothing
	Version   int64
}

// Stand is how the hearing stands on a day.
func (h *Hearing) Stand(today clock.Day) string {
	switch {
	case h.HeldOn != "" && h.HeldOn <= h.Due:
		return HearingHeld
	case h.HeldOn != "":
		return HearingLate
	case today > h.Due:
		return HearingMissed
	case today >= h.Opens:
		return HearingDue
	}
	return HearingAhead
}

// LateDays is how many days after the meeting it was written.
func (h *Hearing) LateDays() int {
	if h.HeldOn == "" || h.WrittenAt.IsZero() {
		return 0
	}
	return clock.DayOf(h.WrittenAt).Sub(h.HeldOn)
}

// Decision is one decision of a hearing and the task that it became.
type Decision struct {
	ID   string
	Seq  int
	Text string
	Task TaskID
}

// setHearings puts the year's hearings of the own committee and of those that get the list.
func (r *Room) setHearings(tx *db.Tx, l List, to []string) error {
	s, _, err := r.scheme(tx, "")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, id := range append([]string{l.Party}, to...) {
		p, err := loadParty(tx, id)
		if err != nil {
			return err
		}
		if seen[id] || !p.Committee() {
			continue
		}
		seen[id] = true
		for i, x := range s.Hearings {
			h := Hearing{ID: HearingID(db.NewID()), Party: p.ID, PartyOrd: p.Ord, Unit: p.Unit, UnitOrd: p.UnitOrd, Year: l.Year, Seq: i + 1,
				Opens: inYear(l.Year, x.Opens), Due: inYear(l.Year, x.Due)}
			if len(x.Cites) > 0 {
				h.Article = x.Cites[0].Title.Zh
			}
			added, err := insertHearing(tx, h)
			if err != nil {
				return err
			}
			if !added {
				continue
			}
			if err := calendar.Keep(tx, calendar.Promise{Kind: promisedHearing, Ref: string(h.ID), Unit: p.ID, Ord: p.Ord, Title: x.Title.Zh, Due: h.Due, Link: "/partywork/hearings/" + string(h.ID)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Held is what is written of a hearing.
type Held struct {
	On, Chair, Attended, Reported, Minutes, Why string
	Decisions                                   []string
}

// Hold writes down that a hearing was held, with its minutes and decisions. It is written once; a
// meeting after its time stays late, and the time between meeting and writing is shown.
func (r *Room) Hold(ctx context.Context, actor who.Actor, id HearingID, in Held) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.HoldIn(tx, id, in) })
}

// HoldIn is the verb inside a running transaction.
func (r *Room) HoldIn(tx *db.Tx, id HearingID, in Held) error {
	h, err := loadHearing(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.DoWork, place(h.PartyOrd, string(id))); err != nil {
		return err
	}
	if h.HeldOn != "" {
		return fault.Conflict("partywork.hearing.written")
	}
	var c fault.Check
	h.HeldOn = day(&c, "on", in.On)
	c.That(h.HeldOn == "" || h.HeldOn <= tx.Today(), "on", "partywork.mile.ahead")
	c.That(h.HeldOn == "" || h.HeldOn >= h.Opens, "on", "partywork.hearing.too_early", "opens", string(h.Opens))
	limit(&c, "chair", in.Chair, 30, "partywork.hearing.chair_empty")
	limit(&c, "attended", in.Attended, 500, "partywork.hearing.attended_empty")
	limit(&c, "reported", in.Reported, 500, "partywork.hearing.reported_empty")
	limit(&c, "minutes", in.Minutes, 4000, "partywork.hearing.minutes_empty")
	limit(&c, "why", in.Why, 300, "")
	var decisions []string
	for _, x := range in.Decisions {
		if x = strings.TrimSpace(x); x != "" {
			limit(&c, "decisions", x, 300, "")
			decisions = append(decisions, x)
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	h.Chair, h.Attended, h.Reported, h.Minutes, h.Why = in.Chair, in.Attended, in.Reported, in.Minutes, in.Why
	h.WrittenAt, h.WrittenBy = tx.Now, tx.Who.Name
	if err := saveHearing(tx, &h); err != nil {
		return err
	}
	for i, x := range decisions {
		if err := insertDecision(tx, id, i+1, x); err != nil {
			return err
		}
	}
	if err := calendar.DoneOn(tx, promisedHearing, string(id), calendar.Doing{On: h.HeldOn, Late: max(0, h.HeldOn.Sub(h.Due))}); err != nil {
		return err
	}
	return record(tx, "hold", "partywork_hearing", string(id), h.Party, h.Version, map[string]any{"on": h.HeldOn, "due": h.Due, "decisions": len(decisions)})
}

// MakeTask turns a decision of a hearing into a task of the year's list, for the organisations named.
func (r *Room) MakeTask(ctx context.Context, actor who.Actor, id HearingID, seq int, in NewTask, to []string) (TaskID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (TaskID, error) { return r.MakeTaskIn(tx, id, seq, in, to) })
}

// MakeTaskIn is the verb inside a running transaction.
func (r *Room) MakeTaskIn(tx *db.Tx, id HearingID, seq int, in NewTask, to []string) (TaskID, error) {
	h, err := loadHearing(tx, id)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.EditWork, place(h.PartyOrd, string(id))); err != nil {
		return "", err
	}
	x, err := loadDecision(tx, id, seq)
	if err != nil {
		return "", err
	}
	if x.Task != "" {
		return "", fault.Conflict("partywork.hearing.task_made")
	}
	l, err := issuedList(tx, h.PartyOrd, h.Year)
	if fault.Is(err, fault.KindNotFound) {
		return "", fault.Conflict("partywork.hearing.no_list", "year", h.Year)
	}
	if err != nil {
		return "", err
	}
	if in.Title == "" {
		in.Title = x.Text
	}
	t, err := in.read()
	if err != nil {
		return "", err
	}
	if len(to) == 0 {
		return "", fault.Invalid(fault.On("to", "partywork.list.nobody"))
	}
	t.Source = "hearing " + string(id)
	if t, err = give(tx, l, t, to); err != nil {
		return "", err
	}
	if err := saveDecision(tx, id, seq, t.ID); err != nil {
		return "", err
	}
	return t.ID, record(tx, "make_task", "partywork_hearing", string(id), h.Party, h.Version, map[string]any{"decision": seq, "task": t.Number})
}
