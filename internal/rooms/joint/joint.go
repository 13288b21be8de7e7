package joint

import (
	"context"
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

// promisedMeeting is the kind under which the calendar keeps the day of a meeting.
const promisedMeeting = "joint.meeting"

// Room is the room of joint supervision.
type Room struct{ db *db.DB }

// New makes the room.
func New(d *db.DB) *Room { return &Room{db: d} }

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// house is the place of what concerns the whole house: the list of departments, a meeting.
func house(tx *db.Tx) (access.Place, error) {
	ord, err := rootOrd(tx)
	return access.Place{Ord: ord, Kind: access.KindJoint}, err
}

// write runs one verb that concerns the whole house.
func (r *Room) write(ctx context.Context, actor who.Actor, do func(*db.Tx) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := house(tx)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditJoint, p); err != nil {
			return err
		}
		return do(tx)
	})
}

// Join adds a department; fault.Invalid names a wrong field.
func (r *Room) Join(ctx context.Context, actor who.Actor, d Department) (id string, err error) {
	err = r.write(ctx, actor, func(tx *db.Tx) error {
		id, err = Join(tx, d)
		return err
	})
	return id, err
}

// Join is the verb inside a running transaction.
func Join(tx *db.Tx, d Department) (string, error) {
	d.Name, d.Field = strings.TrimSpace(d.Name), strings.TrimSpace(d.Field)
	if d.Name == "" {
		return "", fault.Invalid(fault.On("name", "joint.name_empty"))
	}
	if d.Since == "" {
		d.Since = tx.Today()
	}
	if d.Unit != "" {
		if _, err := loadUnit(tx, d.Unit); err != nil {
			return "", err
		}
	}
	n, err := lastPosition(tx)
	if err != nil {
		return "", err
	}
	d.ID, d.Position = db.NewID(), n+1
	if err := insertDepartment(tx, d); err != nil {
		return "", err
	}
	return d.ID, audit.Record(tx, audit.Entry{Action: "joint.join", Kind: "joint_department", ID: d.ID, Version: 1, Details: d})
}

// Leave ends a department's part from today on; what it found stays.
func (r *Room) Leave(ctx context.Context, actor who.Actor, id string) error {
	return r.write(ctx, actor, func(tx *db.Tx) error {
		d, err := loadDepartment(tx, id)
		if err != nil {
			return err
		}
		if d.Until != "" {
			return fault.Conflict("joint.left_already")
		}
		d.Until = tx.Today()
		if err := saveDepartment(tx, &d); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "joint.leave", Kind: "joint_department", ID: id, Version: d.Version, Details: d})
	})
}

// Find writes a department's finding about an organisation.
func (r *Room) Find(ctx context.Context, actor who.Actor, in NewFinding) (id string, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = Find(tx, in)
		return err
	})
	return id, err
}

// Find is the verb inside a running transaction.
func Find(tx *db.Tx, in NewFinding) (string, error) {
	if err := in.check(tx.Today()); err != nil {
		return "", err
	}
	u, err := loadUnit(tx, in.Unit)
	if err != nil {
		return "", err
	}
	if _, err := loadDepartment(tx, in.Department); err != nil {
		return "", err
	}
	f := Finding{ID: db.NewID(), Department: in.Department, Unit: u.id, UnitOrd: u.ord, Found: in.Found, Title: in.Title, Body: in.Body, Paper: in.Paper, By: tx.Who.Name, Made: tx.Now}
	if err := access.May(tx.Who, access.EditJoint, f.Place()); err != nil {
		return "", err
	}
	if f.Number, err = nextNumber(tx, "joint_finding", "LJ", tx.Today()); err != nil {
		return "", err
	}
	if err := insertFinding(tx, f); err != nil {
		return "", err
	}
	return f.ID, audit.Record(tx, audit.Entry{Action: "joint.find", Kind: "joint_finding", ID: f.ID, Version: 1, Unit: f.Unit, Details: in})
}

// change runs one change of a finding.
func (r *Room) change(ctx context.Context, actor who.Actor, id, action string, details any, rule func(*db.Tx, *Finding) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		f, err := loadFinding(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditJoint, f.Place()); err != nil {
			return err
		}
		if err := f.open(); err != nil {
			return err
		}
		if err := rule(tx, &f); err != nil {
			return err
		}
		if err := saveFinding(tx, &f); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "joint_finding", ID: id, Version: f.Version, Unit: f.Unit, Details: details})
	})
}

// Withdraw takes a finding back with the reason; its number stays.
func (r *Room) Withdraw(ctx context.Context, actor who.Actor, id, why string) error {
	return r.change(ctx, actor, id, "joint.withdraw", map[string]string{"why": why}, func(tx *db.Tx, f *Finding) error {
		if strings.TrimSpace(why) == "" {
			return fault.Invalid(fault.On("why", "joint.withdraw_why"))
		}
		f.Withdrawn, f.Why = tx.Now, strings.TrimSpace(why)
		return nil
	})
}

// Handing is what the ledger needs to list a finding.
type Handing struct {
	Target   string
	Category string
	Due      clock.Day
}

// HandOver lists the finding in the one ledger, in the same transaction.
func (r *Room) HandOver(ctx context.Context, actor who.Actor, id string, in Handing) error {
	return r.change(ctx, actor, id, "joint.hand_over", in, func(tx *db.Tx, f *Finding) error {
		ids, err := rectify.HandOver(tx, rectify.Feedback{ID: f.ID, Number: f.Number, Source: rectify.FromJoint, Unit: f.Unit, Due: in.Due,
			Findings: []rectify.FeedbackFinding{{Title: f.Title, Text: f.Body, Target: in.Target, Category: in.Category, Severity: rectify.Severities[0]}}})
		if err != nil {
			return err
		}
		f.Item = string(ids[0])
		return nil
	})
}

// Call calls a meeting.
func (r *Room) Call(ctx context.Context, actor who.Actor, in NewMeeting) (id string, err error) {
	err = r.write(ctx, actor, func(tx *db.Tx) error {
		id, err = Call(tx, in)
		return err
	})
	return id, err
}

// Call is the verb inside a running transaction.
func Call(tx *db.Tx, in NewMeeting) (string, error) {
	if err := in.check(tx.Today()); err != nil {
		return "", err
	}
	m := Meeting{ID: db.NewID(), Day: in.Day, Where: in.Place, Chair: in.Chair, Subject: in.Subject, Called: tx.Now}
	var err error
	if m.Number, err = nextNumber(tx, "joint_meeting", "LX", tx.Today()); err != nil {
		return "", err
	}
	if err := insertMeeting(tx, m); err != nil {
		return "", err
	}
	p, err := house(tx)
	if err != nil {
		return "", err
	}
	if err := calendar.Keep(tx, calendar.Promise{Kind: promisedMeeting, Ref: m.ID, Ord: p.Ord, Title: m.Number + " " + m.Subject, Link: "/joint/meetings/" + m.ID, Due: m.Day, Quiet: true}); err != nil {
		return "", err
	}
	return m.ID, audit.Record(tx, audit.Entry{Action: "joint.call", Kind: "joint_meeting", ID: m.ID, Version: 1, Details: in})
}

// Minute writes the minutes once: who was there, what was said, what each department is to do.
func (r *Room) Minute(ctx context.Context, actor who.Actor, id string, in Record) error {
	return r.write(ctx, actor, func(tx *db.Tx) error { return Minute(tx, id, in) })
}

// Minute is the verb inside a running transaction.
func Minute(tx *db.Tx, id string, in Record) error {
	m, err := loadMeeting(tx, id)
	if err != nil {
		return err
	}
	if m.Held != "" {
		return fault.Conflict("joint.minuted_already")
	}
	if err := in.check(tx.Today()); err != nil {
		return err
	}
	m.Held, m.Minutes, m.Written, m.By = in.Held, in.Minutes, tx.Now, tx.Who.Name
	if err := saveMeeting(tx, &m); err != nil {
		return err
	}
	if err := calendar.DoneOn(tx, promisedMeeting, id, calendar.Doing{On: m.Held, Late: max(0, m.Held.Sub(m.Day))}); err != nil {
		return err
	}
	deps, err := listDepartments(tx, m.Held)
	if err != nil {
		return err
	}
	for _, d := range deps {
		why, away := in.Absent[d.ID]
		if away && strings.TrimSpace(why) == "" {
			return fault.Invalid(fault.On("absent-"+d.ID, "joint.absent_why", "name", d.Name))
		}
		if err := insertPresence(tx, id, d.ID, !away, strings.TrimSpace(why)); err != nil {
			return err
		}
	}
	for _, t := range in.Tasks {
		if err := give(tx, m, t); err != nil {
			return err
		}
	}
	return audit.Record(tx, audit.Entry{Action: "joint.minute", Kind: "joint_meeting", ID: id, Version: m.Version, Details: in})
}

// give lists a task with its promise in the one calendar.
func give(tx *db.Tx, m Meeting, in NewTask) error {
	d, err := loadDepartment(tx, in.Department)
	if err != nil {
		return err
	}
	t := Task{ID: db.NewID(), Meeting: m.ID, Department: d.ID, Unit: d.Unit, Title: in.Title, Due: in.Due, State: Given}
	if t.UnitOrd, err = rootOrd(tx); err != nil {
		return err
	}
	if d.Unit != "" {
		u, err := loadUnit(tx, d.Unit)
		if err != nil {
			return err
		}
		t.UnitOrd = u.ord
	}
	if err := insertTask(tx, t); err != nil {
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: "joint_task", Ref: t.ID, Unit: t.Unit, Ord: t.UnitOrd, Title: t.Title, Due: t.Due, Link: "/joint/meetings/" + m.ID})
}

// task runs one change of a task.
func (r *Room) task(ctx context.Context, actor who.Actor, id, action string, details any, rule func(*db.Tx, *Task) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		t, err := loadTask(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditJoint, t.Place()); err != nil {
			return err
		}
		if err := rule(tx, &t); err != nil {
			return err
		}
		if err := saveTask(tx, &t); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "joint_task", ID: id, Version: t.Version, Unit: t.Unit, Details: details})
	})
}

// Report tells what a department did.
func (r *Room) Report(ctx context.Context, actor who.Actor, id, words string) error {
	return r.task(ctx, actor, id, "joint.report", map[string]string{"words": words}, func(tx *db.Tx, t *Task) error {
		t.By, t.reporter = tx.Who.Name, tx.Who.Person
		return t.reports(words, tx.Now)
	})
}

// Settle accepts a report or sends it back with the reason; who reported does not settle.
func (r *Room) Settle(ctx context.Context, actor who.Actor, id string, done bool, words string) error {
	return r.task(ctx, actor, id, "joint.settle", map[string]any{"done": done, "words": words}, func(tx *db.Tx, t *Task) error {
		if t.reporter == tx.Who.Person && t.reporter != "" {
			return access.Refusal(access.SameHand)
		}
		if err := t.settles(done, words, tx.Now); err != nil || !done {
			return err
		}
		return calendar.Done(tx, "joint_task", t.ID)
	})
}

// nextNumber gives LJ-26-003: series, year, a count that is never given twice.
func nextNumber(tx *db.Tx, table, series string, day clock.Day) (string, error) {
	prefix := fmt.Sprintf("%s-%02d-", series, day.Year()%100)
	n, err := countNumbers(tx, table, prefix)
	return fmt.Sprintf("%s%03d", prefix, n+1), err
}
