package orglife

import (
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// inCalendar are all promises of a kind up to the end of the year.
func (w *world) inCalendar(kind string) map[string]calendar.Promise {
	w.t.Helper()
	out := map[string]calendar.Promise{}
	w.ok(w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		list, err := calendar.Agenda(tx, []calendar.Sight{{Kinds: []string{kind}, Scope: db.Scope{All: true}}}, calendar.Wanted{From: "2020-01-01", Until: "2030-12-31", Limit: 5000})
		for _, p := range list {
			out[p.Ref] = p
		}
		return err
	}))
	return out
}

// disagreement is the first duty that the calendar shows otherwise than the room, "" when there is none.
func (w *world) disagreement(today clock.Day) string {
	w.t.Helper()
	kept := w.inCalendar(promisedDuty)
	var duties []Duty
	w.ok(w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		duties, err = db.All(tx, scanDuty, `select `+dutyCols+` from orglife_duty order by id`)
		return err
	}))
	if len(duties) != len(kept) {
		return "another number of promises than of duties"
	}
	want := map[Mark][]calendar.Standing{Done: {calendar.InTime}, Late: {calendar.KeptLate}, Missed: {calendar.Missed}, MadeUp: {calendar.MadeUp}, Open: {calendar.Ahead, calendar.Near, calendar.Near, calendar.Overdue}}
	for _, d := range duties {
		p, ok := kept[string(d.ID)]
		fits := false
		for _, s := range want[d.Stands(today)] {
			fits = fits || p.Stands(today) == s
		}
		if !ok || !fits || p.Due != d.Period.Until || p.Original != p.Due || p.Ord != d.PartyOrd || p.MissedAt.IsZero() != d.MissedAt.IsZero() {
			return d.Kind + " " + d.Period.Code + " is " + string(d.Stands(today)) + " and " + string(p.Stands(today))
		}
	}
	return ""
}

// wrote writes past the verbs.
func (w *world) wrote(f func(*db.Tx) error) {
	w.t.Helper()
	w.do(who.Job("test"), func(tx *db.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test", Kind: "test", ID: "t"})
	})
}

func (w *world) agrees(today clock.Day) {
	w.t.Helper()
	if x := w.disagreement(today); x != "" {
		w.t.Errorf("on %s the calendar says otherwise: %s", today, x)
	}
}

func (w *world) stands(d Duty, today clock.Day, want calendar.Standing) {
	w.t.Helper()
	if got := w.inCalendar(promisedDuty)[string(d.ID)].Stands(today); got != want {
		w.t.Errorf("on %s %s %s is %s in the calendar, want %s", today, d.Kind, d.Period.Code, got, want)
	}
}

// What is laid down, held, written late, missed and made up for is the same in the room and in the one calendar.
func TestDutiesArePromises(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-04-02")
		w.agrees("2026-04-02")
		w.night("2026-04-02")
		w.agrees("2026-04-02")

		theme := w.duty("一支部", "theme_day", "2026-04")
		_, err := w.room.Hold(ctx, w.secretary, w.meeting("theme_day", "2026-04-02"))
		w.ok(err)
		w.stands(theme, "2026-04-02", calendar.InTime)

		committee := w.duty("一支部", "committee_meeting", "2026-04")
		w.stands(committee, "2026-04-25", calendar.Near)
		w.stands(committee, committee.Closes, calendar.Near) // on its last day nothing is lost
		w.stands(committee, committee.Closes.Add(1), calendar.Missed)
		w.at(committee.Closes.Add(1))
		w.agrees(committee.Closes.Add(1)) // before the night work has said so
		w.night(committee.Closes.Add(1))
		w.agrees(committee.Closes.Add(1))

		// Written late within the time that counts: late, and never again in time.
		_, err = w.room.Hold(ctx, w.secretary, w.meeting("committee_meeting", "2026-04-20"))
		w.ok(err)
		w.stands(committee, "2026-05-20", calendar.KeptLate)
		w.agrees("2026-05-20")

		may := w.duty("一支部", "committee_meeting", "2026-05")
		w.night("2026-08-20")
		w.stands(may, "2026-08-20", calendar.Missed)
		up := w.meeting("committee_meeting", "2026-08-19")
		up.MakesUp = may.ID
		_, err = w.room.Hold(ctx, w.secretary, up)
		w.ok(err)
		w.stands(may, "2026-08-20", calendar.MadeUp)
		w.stands(may, "2027-08-20", calendar.MadeUp)
		w.agrees("2026-08-20")

		// A promise that was missed falls away by nothing.
		june := w.duty("一支部", "committee_meeting", "2026-06")
		w.wrote(func(tx *db.Tx) error { return calendar.Drop(tx, promisedDuty, string(june.ID)) })
		w.stands(june, "2027-01-01", calendar.Missed)

		// Control: a promise that says something else is noticed.
		w.wrote(func(tx *db.Tx) error {
			_, err := tx.Exec(`update calendar_promise set missed_at = '' where ref = $1`, june.ID)
			return err
		})
		if w.disagreement("2026-08-20") == "" {
			t.Error("a mark that was taken back in the calendar is not noticed")
		}
	})
}

// Secretaries are reminded of a month, not of each duty: the sweep has nothing to walk.
func TestDutiesAreNotSweptOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-04-02")
		for _, day := range []clock.Day{"2026-04-11", "2026-04-21", "2026-05-20"} {
			w.at(day)
			n, err := calendar.New(d).Sweep(ctx)
			w.ok(err)
			if n != 0 {
				t.Errorf("on %s %d reminders of single duties", day, n)
			}
		}
		// Control: another date of a branch is announced, to its secretary.
		w.at("2026-05-20")
		w.wrote(func(tx *db.Tx) error {
			return calendar.Keep(tx, calendar.Promise{Kind: promised, Ref: "t", Unit: w.node["一支部"].ID, Ord: w.node["一支部"].Ord, Title: "整理台账", Due: "2026-06-01"})
		})
		w.at("2026-05-23")
		n, err := calendar.New(d).Sweep(ctx)
		w.ok(err)
		var to string
		w.ok(d.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
			to, err = db.Value[string](tx, `select targets from notify_message where ref = 't'`)
			return err
		}))
		if n != 1 || !says(errString(to), "secretary") {
			t.Errorf("%d reminders, to %s", n, to)
		}
	})
}

type errString string

func (e errString) Error() string { return string(e) }

// The other dates of the room begin and end with what they are about.
func TestMeetingsAndChecksArePromises(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-04-02")
		plan := Plan{Party: w.node["一支部"].ID, Kind: "theme_day", Topic: "走访", Day: "2026-04-16"}
		id, err := w.room.PlanIt(ctx, w.secretary, plan)
		w.ok(err)
		gone, err := w.room.PlanIt(ctx, w.secretary, plan)
		w.ok(err)
		w.ok(w.room.Drop(ctx, w.secretary, gone, "改期"))
		list := w.inCalendar(promisedMeeting)
		if p := list[string(id)]; len(list) != 1 || p.Due != "2026-04-16" || p.Stands("2026-04-10") != calendar.Near || p.Stands("2026-04-17") != calendar.Overdue {
			t.Errorf("planned: %+v", list)
		}
		w.at("2026-04-20")
		h := w.meeting("theme_day", "2026-04-18")
		h.Activity = id
		_, err = w.room.Hold(ctx, w.secretary, h)
		w.ok(err)
		if p := w.inCalendar(promisedMeeting)[string(id)]; p.Stands("2026-04-20") != calendar.KeptLate || p.Late != 2 || p.DoneOn != "2026-04-18" {
			t.Errorf("held two days after its day: %+v", p)
		}
		w.ok(w.room.Inspect(ctx, w.officer, id, nil, "补充发言要点", "2026-04-28"))
		for ref, p := range w.inCalendar(promisedCheck) {
			if p.Stands("2026-04-29") != calendar.Overdue || p.Matter != string(id) {
				t.Errorf("asked: %+v", p)
			}
			_, err = w.room.Answer(ctx, w.secretary, CheckID(ref), "已补充")
			w.ok(err)
		}
		for _, p := range w.inCalendar(promisedCheck) {
			if p.Stands("2026-04-29") != calendar.InTime {
				t.Errorf("answered: %+v", p)
			}
		}
	})
}
