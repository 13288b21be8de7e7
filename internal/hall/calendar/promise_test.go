package calendar_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/calendar/calendartest"
	"plumbline/internal/hall/notify"
)

var ctx = context.Background()

var office = who.Actor{Login: "l-office", Person: "p-office", Name: "许文博", Grants: []who.Grant{{Role: access.Office, First: 1, Last: 1000}}}

// write runs a verb of another room around the calendar's functions.
func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.Write(ctx, office, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.act", Kind: "item", ID: "i"})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func keep(t *testing.T, d *db.DB, p calendar.Promise) calendar.Promise {
	t.Helper()
	must(t, write(t, d, func(tx *db.Tx) error { return calendar.Keep(tx, p) }))
	return find(t, d, p.Kind, p.Ref)
}

func find(t *testing.T, d *db.DB, kind, ref string) (p calendar.Promise) {
	t.Helper()
	must(t, d.Read(ctx, office, func(tx *db.Tx) (err error) { p, err = calendar.Find(tx, kind, ref); return err }))
	return p
}

func key(err error) string {
	f, ok := fault.As(err)
	switch {
	case !ok:
		return fmt.Sprint(err)
	case f.Key != "":
		return f.Key
	}
	return f.Fields[0].Key
}

func TestPromiseLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Seed(t, d)
		p := keep(t, d, calendar.Promise{Kind: "item.due", Ref: "1", Title: "账物不符", Rule: "R-ZG-03", Ord: 7})
		if p.Due != "2026-09-18" || p.Original != p.Due || p.RuleVersion() != "R-ZG-03@2023-01-01" {
			t.Fatalf("three months from 18 June: %+v", p)
		}
		// the same once more is nothing; another date is a conflict
		must(t, write(t, d, func(tx *db.Tx) error {
			return calendar.Keep(tx, calendar.Promise{Kind: "item.due", Ref: "1", Rule: "R-ZG-03", Ord: 7})
		}))
		if got := key(write(t, d, func(tx *db.Tx) error {
			return calendar.Keep(tx, calendar.Promise{Kind: "item.due", Ref: "1", Due: "2026-12-01"})
		})); got != "calendar.already_promised" {
			t.Fatal(got)
		}
		extend := func(to clock.Day, reason string) error {
			return write(t, d, func(tx *db.Tx) error {
				_, err := calendar.Extend(tx, "item.due", "1", calendar.Extension{To: to, Reason: reason})
				return err
			})
		}
		for to, want := range map[clock.Day]string{"2026-09-18": "calendar.extend_earlier", "2026-10-19": "calendar.extend_too_far"} {
			if got := key(extend(to, "等待招标")); got != want {
				t.Errorf("%s: %s", to, got)
			}
		}
		if got := key(extend("2026-10-01", " ")); got != "calendar.extend_reason" {
			t.Error(got)
		}
		must(t, extend("2026-10-18", "等待招标"))
		if got := key(extend("2026-10-20", "再等")); got != "calendar.extend_times" {
			t.Error(got)
		}
		p = find(t, d, "item.due", "1")
		if p.Due != "2026-10-18" || p.Original != "2026-09-18" || p.Extended != 1 {
			t.Fatalf("after an extension: %+v", p)
		}
		must(t, write(t, d, func(tx *db.Tx) error { _, err := calendar.Suspend(tx, "item.due", "1", "等待结论"); return err }))
		dbtest.Clock(d).Advance(5 * 24 * time.Hour)
		if n := sweep(t, d); n != 0 {
			t.Errorf("a suspended promise was swept")
		}
		must(t, write(t, d, func(tx *db.Tx) error { _, err := calendar.Resume(tx, "item.due", "1", ""); return err }))
		if p = find(t, d, "item.due", "1"); p.Due != "2026-10-23" || p.Original != "2026-09-18" {
			t.Fatalf("after five days of standing still: %+v", p)
		}
		must(t, write(t, d, func(tx *db.Tx) error { return calendar.Done(tx, "item.due", "1") }))
		must(t, write(t, d, func(tx *db.Tx) error { return calendar.Done(tx, "item.due", "1") }))
		must(t, d.Read(ctx, office, func(tx *db.Tx) error {
			list, err := calendar.Changes(tx, "item.due", "1")
			if len(list) != 4 || list[3].What != "kept" {
				t.Errorf("history %+v", list)
			}
			return err
		}))
		// after it was kept a new one may begin under the same name
		keep(t, d, calendar.Promise{Kind: "item.due", Ref: "1", Due: "2026-12-01"})
	})
}

func sweep(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := calendar.New(d).Sweep(ctx)
	must(t, err)
	return n
}

func TestSweepTwiceIsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Seed(t, d)
		for i := range 5 {
			keep(t, d, calendar.Promise{Kind: "item.due", Ref: fmt.Sprint(i), Title: "一", Due: "2026-07-18", Ord: 7})
		}
		must(t, write(t, d, func(tx *db.Tx) error { return calendar.Done(tx, "item.due", "4") }))
		c := dbtest.Clock(d)
		for _, step := range []struct {
			day  clock.Day
			want int
		}{{"2026-06-27", 0}, {"2026-06-28", 4}, {"2026-06-28", 0}, {"2026-07-08", 4}, {"2026-07-18", 0}, {"2026-07-19", 4}, {"2026-09-01", 0}} {
			c.Set(step.day.Time().Add(time.Hour))
			if n := sweep(t, d); n != step.want {
				t.Errorf("%s: %d reminders, want %d", step.day, n, step.want)
			}
		}
		// a second machine that did not see the first one's work queues nothing: the key is the same
		must(t, write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec("update calendar_promise set next_at = $1 where kept_at = ''", db.Stamp(tx.Now))
			return err
		}))
		if n := sweep(t, d); n != 0 {
			t.Errorf("%d reminders were queued a second time", n)
		}
	})
}

func TestMissedPointsAreAnnouncedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d, calendar.Promise{Kind: "item.due", Ref: "late", Title: "一", Due: "2026-07-18", Ord: 7})
		dbtest.Clock(d).Set(clock.Day("2026-08-01").Time())
		if n := sweep(t, d); n != 1 {
			t.Errorf("%d reminders after a long sleep, want the last point only", n)
		}
	})
}

func TestRunningMattersKeepTheirRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Seed(t, d)
		before := keep(t, d, calendar.Promise{Kind: "plan.due", Ref: "1", Rule: "R-ZG-02"})
		must(t, write(t, d, func(tx *db.Tx) error {
			return calendar.Install(tx, newer(t, tx), "2026-07-01")
		}))
		dbtest.Clock(d).Set(clock.Day("2026-07-06").Time())
		after := keep(t, d, calendar.Promise{Kind: "plan.due", Ref: "2", Rule: "R-ZG-02"})
		if before.Due != "2026-07-18" || after.Due != "2026-07-20" || after.RuleVersion() != "R-ZG-02@2026-07-01" {
			t.Fatalf("before %+v after %+v", before, after)
		}
		must(t, write(t, d, func(tx *db.Tx) error {
			_, err := calendar.Extend(tx, "plan.due", "1", calendar.Extension{Reason: "等待会议"})
			return err
		}))
		must(t, d.Read(ctx, office, func(tx *db.Tx) error {
			n, err := calendar.Running(tx)
			if n["R-ZG-02@2023-01-01"] != 1 || n["R-ZG-02@2026-07-01"] != 1 {
				t.Errorf("running %v", n)
			}
			r, err2 := calendar.RuleOn(tx, "R-ZG-01", "2026-07-06")
			if err2 != nil || r.From != "2023-01-01" {
				t.Errorf("an unchanged rule got a new version: %s %v", r.From, err2)
			}
			return err
		}))
	})
}

// newer is the present rules with one changed: the plan in ten working days.
func newer(t *testing.T, tx *db.Tx) *pack.Pack {
	rules, err := calendar.Rules(tx)
	must(t, err)
	for i := range rules {
		if rules[i].Code == "R-ZG-02" {
			rules[i].Length = pack.Length{Count: 10, Unit: pack.Workday}
		}
	}
	return &pack.Pack{Version: "2026.2", Rules: rules}
}

func TestHourRulesAndMissingThings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Seed(t, d)
		p := keep(t, d, calendar.Promise{Kind: "item.answer", Ref: "1", Rule: "R-CB-01", Title: "催办"})
		if !p.DueAt.Equal(dbtest.Start.Add(24 * time.Hour)) {
			t.Errorf("24 hours run to %s", p.DueAt)
		}
		dbtest.Clock(d).Set(dbtest.Start.Add(24*time.Hour - time.Minute))
		if n := sweep(t, d); n != 0 {
			t.Error("overdue a minute early")
		}
		dbtest.Clock(d).Advance(time.Minute)
		if n := sweep(t, d); n != 1 {
			t.Error("an hour promise was not announced")
		}
		try := func(p calendar.Promise) string {
			return key(write(t, d, func(tx *db.Tx) error { return calendar.Keep(tx, p) }))
		}
		if got := try(calendar.Promise{Kind: "item.due", Ref: "1", Rule: "R-XX-99"}); got != "calendar.rule_missing" {
			t.Error(got)
		}
		if got := try(calendar.Promise{Kind: "item.due", Ref: "1", Rule: "R-ZG-06", Start: "2026-12-25"}); got != "calendar.year_missing" {
			t.Error(got)
		}
		if got := try(calendar.Promise{Kind: "item.due", Ref: "1"}); got != "calendar.due_empty" {
			t.Error(got)
		}
	})
}

func TestEnterYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Seed(t, d)
		h := calendar.New(d)
		in := calendar.NewYear{Year: 2027, Source: "通知", Confirm: true,
			Off:  []pack.Holiday{{Name: pack.Text{Zh: "元旦", En: "New Year"}, From: "2027-01-01", To: "2027-01-03"}},
			Work: []clock.Day{"2027-01-09"}}
		must(t, h.EnterYear(ctx, office, in))
		y, err := h.Year(ctx, office, 2027)
		must(t, err)
		if len(y.Off) != 1 || y.Off[0].To != "2027-01-03" || len(y.Work) != 1 || y.ConfirmedBy != "许文博" || y.Version != 1 {
			t.Fatalf("%+v", y)
		}
		var r calendar.Reckoned
		must(t, d.Read(ctx, office, func(tx *db.Tx) (err error) { r, err = calendar.DueOf(tx, "R-ZG-06", "2026-12-25"); return err }))
		if r.Due != "2027-01-15" {
			t.Errorf("15 working days from 25 December: %s", r.Due)
		}
		if got := key(h.EnterYear(ctx, office, in)); got != "calendar.year_changed" {
			t.Errorf("an old version was written over a newer one: %s", got)
		}
		in.Work = []clock.Day{"2027-01-08"}
		if got := key(h.EnterYear(ctx, office, in)); got != "calendar.year_work" {
			t.Error(got)
		}
		in.Work, in.Version = nil, 1
		member := who.Actor{Login: "m", Name: "林舒", Grants: []who.Grant{{Role: access.Member, First: 1, Last: 1000}}}
		if got := h.EnterYear(ctx, member, in); !fault.Is(got, fault.KindDenied) {
			t.Errorf("a member entered holidays: %v", got)
		}
	})
}

func TestSweepReachesTheInbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		people(t, d)
		keep(t, d, calendar.Promise{Kind: "item.due", Ref: "1", Unit: "u-station", Ord: 7, Title: "账物不符", Due: "2026-07-18", People: map[string][]string{"owner": {"p-owner"}}})
		keep(t, d, calendar.Promise{Kind: "item.due", Ref: "2", Unit: "u-station", Ord: 7, Title: "不能说", Restricted: true, Due: "2026-07-18", People: map[string][]string{"owner": {"p-owner"}}})
		dbtest.Clock(d).Set(clock.Day("2026-06-28").Time())
		sweep(t, d)
		dbtest.Clock(d).Set(clock.Day("2026-07-19").Time())
		sweep(t, d)
		n := notify.New(d)
		for _, want := range []int{4, 0} {
			if sent, err := n.Send(ctx); err != nil || sent != want {
				t.Fatalf("sent %d %v, want %d", sent, err, want)
			}
		}
		inbox := func(login string) notify.Page {
			p, err := n.Inbox(ctx, who.Actor{Login: login}, false, "")
			must(t, err)
			return p
		}
		owner, head, top := inbox("l-owner"), inbox("l-head"), inbox("l-top")
		if owner.Unread != 2 || head.Unread != 2 || top.Unread != 0 {
			t.Fatalf("unread: owner %d, head of the station %d, head of the bureau %d", owner.Unread, head.Unread, top.Unread)
		}
		for _, x := range owner.Notices {
			if x.Ref == "2" && (x.Title != "" || len(x.Args) > 0) {
				t.Errorf("a restricted matter told its title: %+v", x)
			}
		}
		if _, err := n.Open(ctx, who.Actor{Login: "l-head"}, owner.Notices[0].ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody opened another's notice: %v", err)
		}
		_, err := n.Open(ctx, who.Actor{Login: "l-owner"}, owner.Notices[0].ID)
		must(t, err)
		if inbox("l-owner").Unread != 1 {
			t.Error("an opened notice stayed unread")
		}
		must(t, n.ReadAll(ctx, who.Actor{Login: "l-owner"}, owner.Notices[0].ID))
		if inbox("l-owner").Unread != 0 {
			t.Error("read all left something unread")
		}
	})
}

func TestPromisesFollowTheirUnit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d, calendar.Promise{Kind: "item.due", Ref: "1", Unit: "u-station", Ord: 7, Due: "2026-07-18"})
		keep(t, d, calendar.Promise{Kind: "item.due", Ref: "2", Unit: "u-other", Ord: 8, Due: "2026-07-19"})
		for range 2 {
			must(t, write(t, d, func(tx *db.Tx) error { return calendar.Renumber(tx, "u-station", 70) }))
		}
		must(t, d.Read(ctx, office, func(tx *db.Tx) error {
			list, err := calendar.Upcoming(tx, db.Scope{Ranges: []db.Range{{First: 70, Last: 70}}}, []string{"item.due"}, "", "2026-12-31", 10)
			if len(list) != 1 || list[0].Ref != "1" {
				t.Errorf("after the move: %+v", list)
			}
			return err
		}))
	})
}

// people makes a bureau with a station below it, their heads, and an owner.
func people(t *testing.T, d *db.DB) {
	t.Helper()
	must(t, write(t, d, func(tx *db.Tx) error {
		unit := `insert into org_unit (id, parent_id, name, short, kind, ord, last, depth) values ($1, $2, $3, $4, $5, $6, $7, $8)`
		for _, u := range [][]any{{"u-bureau", nil, "市局", "市局", "bureau", 1, 1000, 0}, {"u-station", "u-bureau", "城关派出所", "城关", "station", 7, 7, 1}} {
			if _, err := tx.Exec(unit, u...); err != nil {
				return err
			}
		}
		for _, x := range [][3]string{{"owner", access.Owner, "u-station"}, {"head", access.UnitHead, "u-station"}, {"top", access.UnitHead, "u-bureau"}} {
			if _, err := tx.Exec(`insert into org_person (id, name) values ($1, $2)`, "p-"+x[0], x[0]); err != nil {
				return err
			}
			if _, err := tx.Exec(`insert into access_login (id, login, person_id, hash, created_at) values ($1, $2, $3, '', '')`, "l-"+x[0], x[0], "p-"+x[0]); err != nil {
				return err
			}
			if _, err := tx.Exec(`insert into access_grant (id, login_id, role, unit_id, since, granted_by, granted_at) values ($1, $2, $3, $4, '2020-01-01', '', '')`, "g-"+x[0], "l-"+x[0], x[1], x[2]); err != nil {
				return err
			}
		}
		return nil
	}))
}

// A date of a kind that no page shows is not kept.
func TestUnknownKindIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for kind, wrong := range map[string]bool{"item.due": false, "item.dew": true} {
			err := d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
				if err := calendar.KeepAll(tx, []calendar.Promise{{Kind: kind, Ref: "1", Due: "2026-12-01"}}); err != nil {
					return err
				}
				return audit.Record(tx, audit.Entry{Action: "test.act", Kind: "item", ID: "i"})
			})
			if (err != nil) != wrong {
				t.Errorf("%s: %v", kind, err)
			}
		}
	})
}
