package partywork

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// promised are the kinds under which the calendar keeps the dates of this room.
const (
	promisedDuty    = "partywork.duty"
	promisedHearing = "partywork.hearing"
	promisedMile    = "partywork.milestone"
	promisedSelf    = "partywork.self"  // ref: the assessment
	promisedCheck   = "partywork.check" // ref: the assessment
)

// List is the yearly list of duties of a committee.
type List struct {
	ID        ListID
	Number    string // ZR-26-001
	Party     string
	PartyOrd  int64
	PartyName string
	Year      int
	Title     string
	State     string // draft, issued
	MadeBy    string
	MadeAt    time.Time
	IssuedAt  time.Time
	Version   int64
}

// Task is one task of a list with its road map.
type Task struct {
	ID       TaskID
	List     ListID
	Number   string // ZR-26-001-01
	Seq      int
	Title    string
	Standard string
	Rhythm   string // "", month, quarter: the words of directives
	Due      clock.Day
	Source   string // pack code of the task, or the decision of a hearing
	Road     []Mile
	Version  int64
}

// Mile is one stage of a road map.
type Mile struct {
	Title string
	Due   clock.Day
}

// MakeList begins the list of a year with the tasks of the pack; they may be changed until it is issued.
func (r *Room) MakeList(ctx context.Context, actor who.Actor, partyID string, year int) (ListID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (ListID, error) { return r.MakeListIn(tx, partyID, year) })
}

// MakeListIn is the verb inside a running transaction.
func (r *Room) MakeListIn(tx *db.Tx, partyID string, year int) (ListID, error) {
	p, err := loadParty(tx, partyID)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.EditWork, place(p.Ord, "")); err != nil {
		return "", err
	}
	s, version, err := r.scheme(tx, "")
	if err != nil {
		return "", err
	}
	this := tx.Today().Year()
	if year < this-1 || year > this+1 {
		return "", fault.Invalid(fault.On("year", "partywork.list.year_far", "from", this-1, "to", this+1))
	}
	l := List{ID: ListID(db.NewID()), Party: p.ID, PartyOrd: p.Ord, Year: year, Title: p.Name, State: "draft", MadeBy: tx.Who.Name, MadeAt: tx.Now, Version: 1}
	if l.Number, err = number(tx, "ZR", year); err != nil {
		return "", err
	}
	if err := insertList(tx, l); err != nil {
		if db.IsUnique(err) {
			return "", fault.Conflict("partywork.list.exists", "year", year)
		}
		return "", err
	}
	for _, w := range s.Tasks {
		t := Task{List: l.ID, Title: w.Title.Zh, Standard: w.Standard.Zh, Rhythm: w.Rhythm, Due: inYear(year, w.Due), Source: packCode + " " + version + " " + w.Code}
		if t.Rhythm == "once" {
			t.Rhythm = ""
		}
		for _, m := range w.Road {
			t.Road = append(t.Road, Mile{m.Title.Zh, inYear(year, m.Due)})
		}
		if _, err := addTask(tx, l, t); err != nil {
			return "", err
		}
	}
	return l.ID, record(tx, "make_list", "partywork_list", string(l.ID), l.Party, 1, map[string]any{"number": l.Number, "tasks": len(s.Tasks)})
}

// NewTask is a task as a person types it; the road map has a line for each stage: day and title.
type NewTask struct {
	Title, Standard, Rhythm, Due string
	Road                         []NewMile
}

// NewMile is a stage of a road map as typed.
type NewMile struct{ Due, Title string }

func (in NewTask) read() (Task, error) {
	var c fault.Check
	t := Task{Title: in.Title, Standard: in.Standard, Rhythm: in.Rhythm, Due: day(&c, "due", in.Due)}
	limit(&c, "title", in.Title, 120, "partywork.task.title_empty")
	limit(&c, "standard", in.Standard, 500, "partywork.task.standard_empty")
	c.That(in.Rhythm == "" || in.Rhythm == "month" || in.Rhythm == "quarter", "rhythm", "partywork.task.rhythm_unknown")
	var last clock.Day
	for _, m := range in.Road {
		if m.Title == "" && m.Due == "" {
			continue
		}
		limit(&c, "road", m.Title, 120, "partywork.task.mile_empty")
		d := day(&c, "road", m.Due)
		c.That(d == "" || d >= last && (t.Due == "" || d <= t.Due), "road", "partywork.task.road_order", "day", string(d))
		last = d
		t.Road = append(t.Road, Mile{m.Title, d})
	}
	return t, c.Err()
}

// AddTask adds a task to a list. To an issued list it is handed to the organisations named.
func (r *Room) AddTask(ctx context.Context, actor who.Actor, id ListID, in NewTask, to []string) (TaskID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (TaskID, error) {
		l, err := editable(tx, id)
		if err != nil {
			return "", err
		}
		t, err := in.read()
		if err != nil {
			return "", err
		}
		if l.State == "issued" && len(to) == 0 {
			return "", fault.Invalid(fault.On("to", "partywork.list.nobody"))
		}
		t, err = give(tx, l, t, to)
		if err != nil {
			return "", err
		}
		return t.ID, record(tx, "add_task", "partywork_list", string(id), l.Party, l.Version, map[string]any{"number": t.Number, "title": t.Title, "due": t.Due})
	})
}

// give adds a task and hands it out when the list is issued.
func give(tx *db.Tx, l List, t Task, to []string) (Task, error) {
	t, err := addTask(tx, l, t)
	if err != nil || l.State != "issued" {
		return t, err
	}
	for _, p := range to {
		if err := handOut(tx, l, t, p); err != nil {
			return t, err
		}
	}
	return t, nil
}

func editable(tx *db.Tx, id ListID) (List, error) {
	l, err := loadList(tx, id)
	if err != nil {
		return l, err
	}
	return l, access.May(tx.Who, access.EditWork, place(l.PartyOrd, string(id)))
}

// DropTask takes a task out of a list that is not issued.
func (r *Room) DropTask(ctx context.Context, actor who.Actor, id TaskID) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		t, err := loadTask(tx, id)
		if err != nil {
			return err
		}
		l, err := editable(tx, t.List)
		if err != nil {
			return err
		}
		if l.State != "draft" {
			return fault.Conflict("partywork.list.issued")
		}
		if err := deleteTask(tx, id); err != nil {
			return err
		}
		return record(tx, "drop_task", "partywork_list", string(l.ID), l.Party, l.Version, map[string]any{"number": t.Number})
	})
}

// Issue hands every task to each organisation named, with its road map, and sets the year's hearings of
// the committees among them and of the own one.
func (r *Room) Issue(ctx context.Context, actor who.Actor, id ListID, to []string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.IssueIn(tx, id, to) })
}

// IssueIn is the verb inside a running transaction.
func (r *Room) IssueIn(tx *db.Tx, id ListID, to []string) error {
	l, err := editable(tx, id)
	if err != nil {
		return err
	}
	if l.State != "draft" {
		return fault.Conflict("partywork.list.issued")
	}
	tasks, err := listTasks(tx, id)
	if err != nil {
		return err
	}
	var c fault.Check
	c.That(len(to) > 0, "to", "partywork.list.nobody")
	c.That(len(tasks) > 0, "to", "partywork.list.no_tasks")
	if err := c.Err(); err != nil {
		return err
	}
	l.State, l.IssuedAt = "issued", tx.Now
	if err := saveList(tx, &l); err != nil {
		return err
	}
	for _, t := range tasks {
		for _, p := range to {
			if err := handOut(tx, l, t, p); err != nil {
				return err
			}
		}
	}
	if err := r.setHearings(tx, l, to); err != nil {
		return err
	}
	return record(tx, "issue", "partywork_list", string(id), l.Party, l.Version, map[string]any{"number": l.Number, "tasks": len(tasks), "to": len(to)})
}

// handOut gives one organisation its copy of a task and promises its date.
func handOut(tx *db.Tx, l List, t Task, partyID string) error {
	p, err := below(tx, l, partyID)
	if err != nil {
		return err
	}
	d := Duty{ID: DutyID(db.NewID()), Task: t.ID, Party: p.ID, PartyOrd: p.Ord, Unit: p.Unit, UnitOrd: p.UnitOrd, Due: t.Due, State: Open}
	if err := insertDuty(tx, d, t.Road); err != nil {
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: promisedDuty, Ref: string(d.ID), Unit: p.ID, Ord: p.Ord, Title: t.Number + " " + t.Title, Due: t.Due, Link: "/partywork/duties/" + string(d.ID)})
}

// below is an organisation of the list's committee or below it.
func below(tx *db.Tx, l List, id string) (Party, error) {
	p, err := loadParty(tx, id)
	if err != nil {
		return p, err
	}
	top, err := loadParty(tx, l.Party)
	if err == nil && (p.Ord < top.Ord || p.Ord > top.Last) {
		return p, fault.Invalid(fault.On("to", "partywork.list.not_below"))
	}
	return p, err
}
