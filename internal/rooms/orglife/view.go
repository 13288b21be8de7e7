package orglife

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// Home is the first page: a year's matrix and a month's activities of one part of the tree.
type Home struct {
	Matrix
	Of       Branch   // the organisation whose part is shown; empty: all that the actor sees
	Parts    []Branch // organisations that have branches directly below
	Members  int
	Month    clock.Day // its first day
	Acts     []Activity
	Rhythm   pack.Rhythm
	MayCheck bool
	MayKeep  bool
	Terms    []Term
	Hours    []Hours // for who may read training
	Money    []Money // for who may read the budget
}

// Term is a branch whose committee's term ends soon.
type Term struct {
	Party string
	Short string
	Until clock.Day
}

// mostActs bounds the activities of a month's calendar.
const mostActs = 3000

// Home reads the first page. of narrows it to an organisation; month is any day of the month shown.
func (r *Room) Home(ctx context.Context, actor who.Actor, of string, year int, mon clock.Day) (h Home, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		scope := access.ScopeOf(tx.Who, access.ReadActivity)
		all, err := branchesIn(tx, scope)
		if err != nil {
			return err
		}
		h.Parts = parts(all)
		if of == "" && len(h.Parts) > 1 {
			of = h.Parts[0].ID
		}
		if of == "all" {
			of = ""
		}
		if of != "" {
			if h.Of, err = loadBranch(tx, of); err != nil {
				return err
			}
		}
		if h.Matrix, err = r.matrix(tx, of, year, false); err != nil {
			return err
		}
		for _, x := range h.Rows {
			h.Members += x.Members
		}
		if scope, err = reach(tx, access.ReadActivity, of); err != nil {
			return err
		}
		h.Month = first(mon.Year(), month(mon))
		if h.Acts, err = activitiesIn(tx, scope, h.Month, first(mon.Year(), month(mon)+1).Add(-1), mostActs); err != nil {
			return err
		}
		if h.Terms, err = termsBefore(tx, scope, tx.Today().Add(183)); err != nil {
			return err
		}
		if err := h.others(tx, of, year); err != nil {
			return err
		}
		h.MayCheck, h.MayKeep = access.Anywhere(tx.Who, access.CheckActivity), access.Anywhere(tx.Who, access.KeepActivity)
		return r.rhythm(tx, &h.Rhythm)
	})
	return h, err
}

// others are the figures of the rooms of training and of the budget, as far as the actor may read them.
func (h *Home) others(tx *db.Tx, of string, year int) error {
	if scope, err := reach(tx, access.ReadTraining, of); err == nil {
		if h.Hours, err = hoursIn(tx, scope, year); err != nil {
			return err
		}
	}
	scope, err := reach(tx, access.ReadBudget, of)
	if err != nil {
		return nil //nolint:nilerr // who may not read it there has no such panel
	}
	h.Money, err = moneyIn(tx, scope, year)
	return err
}

// parts are the organisations with branches directly below, the one with the most first, then in register order.
func parts(all []Branch) []Branch {
	n := map[string]int{}
	most := ""
	for _, b := range all {
		if b.Kind == "party_cell" || b.Kind == "party_joint" || b.Kind == "party_temporary" {
			n[b.Parent]++
			if n[b.Parent] > n[most] {
				most = b.Parent
			}
		}
	}
	var out []Branch
	for _, b := range all {
		switch {
		case n[b.ID] == 0:
		case b.ID == most:
			out = append([]Branch{b}, out...)
		default:
			out = append(out, b)
		}
	}
	return out
}

func (r *Room) rhythm(tx *db.Tx, to *pack.Rhythm) error {
	p, err := r.rules(tx, tx.Today())
	if err == nil {
		*to = p.Rhythm
	}
	return noRules(err)
}

// MonthView is a secretary's month: what is owed, with all that a form needs so that nothing is typed twice.
type MonthView struct {
	Branch
	Branches []Branch // that the actor keeps
	Month    clock.Day
	Duties   []DutyForm
	Missed   []Duty // that nothing makes up for yet
	Tasks    []Task
	Checks   []Check
	Rhythm   pack.Rhythm
	Units    []org.Unit // to which a task may be given
	MayKeep  bool
}

// DutyForm is a duty with what its form begins with.
type DutyForm struct {
	Duty
	Beat    pack.Beat
	Frame   Frame
	Planned *Activity
	Roster  []Person
}

// Month reads a branch's month; party empty is the first branch that the actor keeps.
func (r *Room) Month(ctx context.Context, actor who.Actor, party string, day clock.Day) (v MonthView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		scope := access.ScopeOf(tx.Who, access.ReadActivity)
		if v.Branches, err = branchesIn(tx, scope); err != nil {
			return err
		}
		if party == "" {
			party = firstCell(v.Branches)
		}
		if v.Branch, err = loadBranch(tx, party); err != nil {
			return err
		}
		where := place(v.Ord, access.KindActivity, "")
		if err := access.May(tx.Who, access.ReadActivity, where); err != nil {
			return err
		}
		v.MayKeep = access.May(tx.Who, access.KeepActivity, where) == nil
		if err := r.rhythm(tx, &v.Rhythm); err != nil {
			return err
		}
		v.Month = first(day.Year(), month(day))
		return r.monthOf(tx, &v)
	})
	return v, err
}

// firstCell is the first branch of a list, else its first organisation.
func firstCell(list []Branch) string {
	id := ""
	for _, b := range list {
		if b.Kind == "party_cell" || b.Kind == "party_joint" {
			return b.ID
		}
		if id == "" {
			id = b.ID
		}
	}
	return id
}

func (r *Room) monthOf(tx *db.Tx, v *MonthView) error {
	end := first(v.Month.Year(), month(v.Month)+1).Add(-1)
	duties, err := dutiesNow(tx, v.ID, v.Month, end)
	if err != nil {
		return err
	}
	planned, err := activitiesOf(tx, v.ID, v.Month.Year())
	if err != nil {
		return err
	}
	rosters := map[bool][]Person{}
	for _, posts := range []bool{false, true} {
		if rosters[posts], err = loadRoster(tx, v.ID, posts, tx.Today()); err != nil {
			return err
		}
	}
	for _, d := range duties {
		beat, ok := v.Rhythm.Beat(d.Kind)
		if !ok || beat.Every == pack.EachMeeting {
			continue
		}
		f := DutyForm{Duty: d, Beat: beat, Roster: rosters[beat.Posts]}
		if f.Frame, err = frameOf(tx, v.ID, d.Kind); err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		for i, a := range planned {
			if a.Kind == d.Kind && (a.State == Planned || a.State == Told) && a.Day >= d.Period.From && a.Day <= d.Period.Until {
				f.Planned = &planned[i]
			}
		}
		v.Duties = append(v.Duties, f)
	}
	if v.Missed, err = missedOf(tx, v.ID); err != nil {
		return err
	}
	if v.Tasks, err = openTasks(tx, v.ID); err != nil {
		return err
	}
	if v.Checks, err = openChecks(tx, v.ID); err != nil {
		return err
	}
	v.Units, err = taskUnits(tx, v.ID)
	return err
}

// taskUnits are the units that an organisation covers, to which it may give a task beside itself.
func taskUnits(tx *db.Tx, party string) ([]org.Unit, error) {
	p, err := org.UnitByID(tx, party)
	if err != nil {
		return nil, err
	}
	links, err := org.LinksOf(tx, p)
	var out []org.Unit
	for _, l := range links {
		if err != nil || l.Until != "" {
			continue
		}
		var u org.Unit
		u, err = org.UnitByID(tx, l.Unit)
		out = append(out, u)
	}
	return append([]org.Unit{p}, out...), err
}

// BranchView is one organisation's year.
type BranchView struct {
	Branch
	Year    int
	Row     *Row
	Matrix  Matrix
	Duties  []Duty
	Acts    []Activity
	Tasks   []Task
	Rhythm  pack.Rhythm
	MayKeep bool
}

// Year reads one organisation's year.
func (r *Room) Year(ctx context.Context, actor who.Actor, party string, year int) (v BranchView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Branch, err = loadBranch(tx, party); err != nil {
			return err
		}
		where := place(v.Ord, access.KindActivity, "")
		if err := access.May(tx.Who, access.ReadActivity, where); err != nil {
			return err
		}
		v.MayKeep, v.Branch.ID = access.May(tx.Who, access.KeepActivity, where) == nil, party
		v.Matrix.Year = year
		if err := r.rhythm(tx, &v.Rhythm); err != nil {
			return err
		}
		if v.Duties, err = dutiesOf(tx, party, year); err != nil {
			return err
		}
		v.Matrix.columns(v.Rhythm, tx.Today(), true)
		v.Matrix.rows(v.Rhythm, []Branch{v.Branch})
		fill := v.Matrix.fill(tx.Today())
		for _, d := range v.Duties {
			fill(cellRow{d.PartyOrd, d.Kind, d.Period.Slot, d.Mark, d.Closes, d.ID})
		}
		if len(v.Matrix.Rows) > 0 {
			v.Row = &v.Matrix.Rows[0]
		}
		v.Matrix.Year = year
		if v.Acts, err = activitiesOf(tx, party, year); err != nil {
			return err
		}
		v.Tasks, err = openTasks(tx, party)
		return err
	})
	v.Matrix.Year = year
	return v, err
}

// ActivityView is one activity with all that belongs to it.
type ActivityView struct {
	Activity
	Branch   Branch
	Beat     pack.Beat
	Rhythm   pack.Rhythm
	Absences []Absence
	Minutes  []Minute
	Tasks    []Task
	Checks   []Check
	Duty     *Duty // that it did, or makes up for
	Roster   []Person
	Units    []org.Unit
	MayKeep  bool
	MayCheck bool
}

// Activity reads one activity; fault.NotFound when there is none, or it may not be seen.
func (r *Room) Activity(ctx context.Context, actor who.Actor, id ActivityID) (v ActivityView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Activity, err = loadActivity(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadActivity, v.Where()); err != nil {
			return err
		}
		v.MayKeep = access.May(tx.Who, access.KeepActivity, v.Where()) == nil
		v.MayCheck = access.May(tx.Who, access.CheckActivity, v.Where()) == nil
		if v.Branch, err = loadBranch(tx, v.Party); err != nil {
			return err
		}
		v.PartyName = v.Branch.Short
		if err := r.rhythm(tx, &v.Rhythm); err != nil {
			return err
		}
		v.Beat, _ = v.Rhythm.Beat(v.Kind)
		return r.activityParts(tx, &v)
	})
	return v, err
}

func (r *Room) activityParts(tx *db.Tx, v *ActivityView) (err error) {
	if v.Absences, err = loadAbsences(tx, v.ID); err != nil {
		return err
	}
	if v.Minutes, err = loadMinutes(tx, v.ID); err != nil {
		return err
	}
	if v.Tasks, err = tasksOf(tx, string(v.ID)); err != nil {
		return err
	}
	if v.Checks, err = checksOf(tx, v.ID); err != nil {
		return err
	}
	day := v.HeldOn
	if day == "" {
		day = tx.Today()
	}
	if v.Roster, err = loadRoster(tx, v.Party, v.Beat.Posts, day); err != nil {
		return err
	}
	if v.Units, err = taskUnits(tx, v.Party); err != nil {
		return err
	}
	d, err := dutyFor(tx, v.Activity)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	v.Duty = &d
	return err
}

func dutyFor(tx *db.Tx, a Activity) (Duty, error) {
	if a.MakesUp != "" {
		return loadDuty(tx, a.MakesUp)
	}
	day := a.HeldOn
	if day == "" {
		day = a.Day
	}
	return dutyOn(tx, a.Party, a.Kind, day)
}

// FormView is what a form for one duty begins with.
type FormView struct {
	DutyForm
	Branch Branch
	Rhythm pack.Rhythm
	Units  []org.Unit
}

// Form is the form of one duty: fault.Denied for who may only read it.
func (r *Room) Form(ctx context.Context, actor who.Actor, id DutyID) (v FormView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Duty, err = loadDuty(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.KeepActivity, place(v.PartyOrd, access.KindActivity, "")); err != nil {
			return err
		}
		if v.Branch, err = loadBranch(tx, v.Party); err != nil {
			return err
		}
		if err := r.rhythm(tx, &v.Rhythm); err != nil {
			return err
		}
		v.Beat, _ = v.Rhythm.Beat(v.Kind)
		if v.Frame, err = frameOf(tx, v.Party, v.Kind); err != nil {
			return err
		}
		if v.Roster, err = loadRoster(tx, v.Party, v.Beat.Posts, tx.Today()); err != nil {
			return err
		}
		v.Units, err = taskUnits(tx, v.Party)
		return err
	})
	return v, err
}

// Duty reads one duty.
func (r *Room) Duty(ctx context.Context, actor who.Actor, id DutyID) (d Duty, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if d, err = loadDuty(tx, id); err != nil {
			return err
		}
		return access.May(tx.Who, access.ReadActivity, place(d.PartyOrd, access.KindActivity, ""))
	})
	return d, err
}

// Task reads one task, for the page on which it stands.
func (r *Room) Task(ctx context.Context, actor who.Actor, id TaskID) (t Task, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if t, err = loadTask(tx, id); err != nil {
			return err
		}
		right, kind := access.ReadActivity, access.KindActivity
		if t.Source == "decision" {
			right, kind = access.ReadDecision, access.KindDecision
		}
		return access.May(tx.Who, right, place(t.PartyOrd, kind, t.Ref))
	})
	return t, err
}

// Activities are those between two days in the actor's reach, for the calendar file.
func (r *Room) Activities(ctx context.Context, actor who.Actor, of string, from, until clock.Day) (list []Activity, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		scope, err := reach(tx, access.ReadActivity, of)
		if err != nil {
			return err
		}
		list, err = activitiesIn(tx, scope, from, until, mostActs)
		return err
	})
	return list, err
}
