package training

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/tally"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/org"
)

// Total is a branch's year. Below is the number of people who still lack hours; Known is false where the number would
// point at somebody.
type Total struct {
	Party, Name string
	Ord         int64
	People      int
	Due, Done   int
	Below       int
	Known       bool
}

// PerHead is the mean of recognised hours, in tenths of an hour, and that of the hours due.
func (t Total) PerHead() (done, due int) {
	if t.People == 0 {
		return 0, 0
	}
	return t.Done * 10 / t.People, t.Due * 10 / t.People
}

// Light compares the hours done with the part of the year that is over: "" for enough, soon for four fifths of it, late.
func (t Total) Light(elapsed int) string {
	switch {
	case t.Done*1000 >= t.Due*elapsed:
		return ""
	case t.Done*1000*5 >= t.Due*elapsed*4:
		return "soon"
	}
	return "late"
}

// hide takes away numbers of people that point at somebody (TRUST.md 1.6): small ones, and those whose complement is.
func (t *Total) hide() {
	points := func(n int) bool { return n > 0 && n < tally.Least }
	t.Known = t.People >= tally.Least && !points(t.Below) && !points(t.People-t.Below)
	if !t.Known {
		t.Below = 0
	}
}

// Need is one member's year, for those who keep the branch.
type Need struct {
	Person, Name string
	Due, Done    int
}

// Still is how many hours are missing.
func (n Need) Still() int { return max(n.Due-n.Done, 0) }

// Overview is a year as an actor sees it.
type Overview struct {
	Year    Year
	Years   []Year
	Open    bool // the year was opened
	Asked   int
	Totals  []Total
	Courses []Course
	Elapsed int // thousandths of the year that are over
	Late    []Secretary
	MayKeep bool
	MayOpen bool
	Today   clock.Day
}

// Secretary is a secretary newly in office without training yet, and until when it is due.
type Secretary struct {
	Party, PartyName, Person, Name string
	Since, Due                     clock.Day
}

// Overview reads a year's totals and courses within the actor's scope.
func (r *Room) Overview(ctx context.Context, actor who.Actor, year int) (v Overview, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if year == 0 {
			year = v.Today.Year()
		}
		v.Asked = year
		scope := access.ScopeOf(tx.Who, access.ReadTraining)
		v.MayKeep, v.MayOpen = access.Anywhere(tx.Who, access.KeepTraining), access.Anywhere(tx.Who, access.RecogniseHours)
		if v.Years, err = listYears(tx); err != nil {
			return err
		}
		if v.Year, err = loadYear(tx, year); fault.Is(err, fault.KindNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		v.Open, v.Elapsed = true, elapsed(year, v.Today)
		if v.Totals, err = listTotals(tx, scope, year); err != nil {
			return err
		}
		for i := range v.Totals {
			v.Totals[i].hide()
		}
		if v.Courses, err = coursesWith(tx, scope, year); err != nil {
			return err
		}
		v.Late, err = r.newSecretaries(tx, access.ScopeOf(tx.Who, access.KeepTraining))
		return err
	})
	return v, err
}

// elapsed is how much of a year is over on a day, in thousandths.
func elapsed(year int, today clock.Day) int {
	switch {
	case today.Year() > year:
		return 1000
	case today.Year() < year:
		return 0
	}
	return today.Time().In(clock.Zone).YearDay() * 1000 / 366
}

// newSecretaries are the secretaries who took office within the last year and have not been trained since.
func (r *Room) newSecretaries(tx *db.Tx, scope db.Scope) (out []Secretary, err error) {
	p, err := r.packs(tx, "party_rules", "")
	if err != nil {
		return nil, err
	}
	list, err := listOfficers(tx, scope)
	if err != nil {
		return nil, err
	}
	today := tx.Today()
	trained, err := trainedCentrally(tx, today.Year()-2)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if x.Kind != org.Head || x.Since < today.Add(-366) || trained[x.Person] >= x.Since {
			continue
		}
		due, err := calendar.Reckon(x.Since, pack.Length{Count: p.Number(pack.NewSecretary), Unit: pack.Month}, calendar.Days{})
		if err != nil {
			return nil, err
		}
		out = append(out, Secretary{Party: x.Party, PartyName: x.PartyName, Person: x.Person, Name: x.Name, Since: x.Since, Due: due})
	}
	return out, nil
}

// Branch is a branch's year for those who keep it: who still lacks hours, in register order.
type Branch struct {
	Org     org.Unit
	Year    Year
	Total   Total
	Needs   []Need // those who still lack hours
	NoTurn  []Need // officers without a concentrated course in the year
	Courses []Course
	Elapsed int
	Today   clock.Day
}

// Branch reads a branch's year with its people; the right to keep its training is needed, seeing totals is not enough.
func (r *Room) Branch(ctx context.Context, actor who.Actor, party string, year int) (v Branch, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Org, err = org.UnitByID(tx, party); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.KeepTraining, placeOf(v.Org.Ord, "")); err != nil {
			return err
		}
		if v.Year, err = loadYear(tx, year); err != nil {
			return err
		}
		v.Elapsed = elapsed(year, v.Today)
		all, err := listNeeds(tx, party, year)
		if err != nil {
			return err
		}
		trained, err := trainedCentrally(tx, year)
		if err != nil {
			return err
		}
		officers, err := officersToday(tx)
		if err != nil {
			return err
		}
		v.Total = Total{Party: party, Name: v.Org.Short, Known: true}
		for _, n := range all {
			v.Total.People++
			v.Total.Due += n.Due
			v.Total.Done += min(n.Done, n.Due)
			if n.Still() > 0 {
				v.Total.Below++
				v.Needs = append(v.Needs, n)
			}
			if officers[n.Person] && v.Year.OfficerCourses > 0 && trained[n.Person].Year() != year {
				v.NoTurn = append(v.NoTurn, n)
			}
		}
		v.Courses, err = coursesWith(tx, db.Scope{Ranges: []db.Range{v.Org.Range()}}, year)
		return err
	})
	return v, err
}

// CoursePage is a course with the participants that the actor may see.
type CoursePage struct {
	Course
	Seats        []Seat
	Others       int // participants of branches that the actor does not keep
	Up           []Course
	Proofs       []file.File // certificates, sheets of a platform
	MayKeep      bool
	MayRecognise bool
	Today        clock.Day
}

// Course reads a course. Who may see it but keeps only one of the branches sees the participants of that branch.
func (r *Room) Course(ctx context.Context, actor who.Actor, id string) (v CoursePage, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCourse(tx, id)
		if err != nil {
			return err
		}
		seats, err := listSeats(tx, id)
		if err != nil {
			return err
		}
		read, keep := access.ScopeOf(tx.Who, access.ReadTraining), access.ScopeOf(tx.Who, access.KeepTraining)
		mine := read.Has(c.Ord)
		for _, s := range seats {
			mine = mine || read.Has(s.Ord)
			if keep.Has(s.Ord) {
				v.Seats = append(v.Seats, s)
			} else {
				v.Others++
			}
		}
		if !mine {
			return fault.NotFound()
		}
		v.Course, v.Today = c, tx.Today()
		if v.Proofs, err = file.Of(tx, fileKind, id); err != nil {
			return err
		}
		v.MayKeep = access.May(tx.Who, access.KeepTraining, c.Place()) == nil
		v.MayRecognise = access.May(tx.Who, access.RecogniseHours, c.Place()) == nil
		all, err := listCourses(tx, read, c.Year)
		for _, x := range all {
			if x.MakesUp == id {
				v.Up = append(v.Up, x)
			}
		}
		return err
	})
	return v, err
}

// Halls lists the organisations for which the actor may plan courses.
func (r *Room) Halls(ctx context.Context, actor who.Actor) (out []org.Unit, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(tx.Who, access.KeepTraining)
		for _, u := range f.Of(org.PartyTree, tx.Today()) {
			if scope.Has(u.Ord) {
				out = append(out, u)
			}
		}
		return nil
	})
	return out, err
}

// SeatsIn are a course's participants in register order, for those who keep it, in a transaction that runs.
func (r *Room) SeatsIn(tx *db.Tx, id string) ([]Seat, error) {
	if _, err := r.CourseIn(tx, id); err != nil {
		return nil, err
	}
	return listSeats(tx, id)
}

// CourseIn is a course, for those who keep it, in a transaction that runs.
func (r *Room) CourseIn(tx *db.Tx, id string) (Course, error) {
	c, err := loadCourse(tx, id)
	if err != nil {
		return c, err
	}
	return c, access.May(tx.Who, access.KeepTraining, c.Place())
}
