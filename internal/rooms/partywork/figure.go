package partywork

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Figure is what the records say of one item: Done of All, with its list.
type Figure struct {
	Done, All int64
	List      []Fact
}

// Fact is one line behind a figure.
type Fact struct {
	Title string
	Day   clock.Day
	Good  bool
	N, Of int64 // of a line that is a sum itself (hours)
	Href  string
}

func (f *Figure) add(x Fact) {
	f.List = append(f.List, x)
	if x.Of > 0 {
		f.Done += x.N
		f.All += x.Of
		return
	}
	f.All++
	if x.Good {
		f.Done++
	}
}

// compute asks the records for every item of a scheme that they answer. What falls due after today is
// left out: nobody is marked down for what is not due.
func compute(tx *db.Tx, s Scheme, a Assessment, x *pack.Scheme) (map[string]Figure, error) {
	p, err := loadParty(tx, a.Party)
	if err != nil {
		return nil, err
	}
	ids, err := under(tx, p)
	if err != nil {
		return nil, err
	}
	last := min(s.Last, tx.Today())
	out := map[string]Figure{}
	for _, m := range x.Measures() {
		ask := records[m.From]
		if ask == nil {
			continue
		}
		list, err := ask(tx, ids, s.First, last)
		if err != nil {
			return nil, err
		}
		var f Figure
		for _, y := range list {
			f.add(y)
		}
		out[m.Code] = f
	}
	return out, nil
}

// records are the sources by the name that the pack uses. Each answers the list behind its figure.
var records = map[string]func(tx *db.Tx, ids []string, first, last clock.Day) ([]Fact, error){
	"duties": factsOfLife, "hours": factsOfHours, "items": factsOfItems, "budget": factsOfBudget, "hearings": factsOfHearings, "work": factsOfWork,
}

// Rhythm is one quarter of an organisation: Party work and main work side by side.
type Rhythm struct {
	Quarter                                   int
	Miles, Reached, Tasks, Met, Items, Closed int
}

// rhythm counts by quarter: stages of the list, tasks of directives and rectification items of the units
// that the organisation covers. The periods are the same, so one meeting a quarter can look at all.
func rhythm(tx *db.Tx, p Party, year int) ([]Rhythm, error) {
	miles, err := milesOfYear(tx, p.ID, year)
	if err != nil {
		return nil, err
	}
	var a, b, c quarterOf
	for _, m := range miles {
		a.add(m.Due, m.DoneOn != "" && m.DoneOn <= m.Due)
	}
	if err := mainWork(tx, p.ID, year, &b, &c); err != nil {
		return nil, err
	}
	out := make([]Rhythm, 4)
	for i := range out {
		out[i] = Rhythm{i + 1, a.due[i], a.done[i], b.due[i], b.done[i], c.due[i], c.done[i]}
	}
	return out, nil
}

// Home is the first page: the year's list, hearings and assessment as far as the reader may see them.
type Home struct {
	Year       int
	Years      []int
	Today      clock.Day
	Lists      []List
	Duties     []Duty
	Miles      map[DutyID][]Milestone
	Hearings   []Hearing
	Schemes    []Scheme
	Assessed   map[SchemeID][]Assessment
	MayEdit    []Party // committees for which a list may be made
	HaveScheme bool
}

// Home reads the first page of a year.
func (r *Room) Home(ctx context.Context, actor who.Actor, year int) (v Home, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, access.ReadWork) {
			return fault.NotFound()
		}
		v.Today, v.Year = tx.Today(), year
		if year == 0 {
			v.Year = v.Today.Year()
		}
		return v.fill(tx)
	})
	return v, err
}

func (v *Home) fill(tx *db.Tx) (err error) {
	if v.Lists, err = visibleLists(tx); err != nil {
		return err
	}
	if v.Duties, err = visibleDuties(tx, v.Year, ""); err != nil {
		return err
	}
	v.Miles = map[DutyID][]Milestone{}
	if err := yearMiles(tx, v.Year, v.Miles); err != nil {
		return err
	}
	if v.Hearings, err = visibleHearings(tx, v.Year); err != nil {
		return err
	}
	if v.Schemes, err = schemesSeen(tx); err != nil {
		return err
	}
	v.Assessed = map[SchemeID][]Assessment{}
	for _, s := range v.Schemes {
		if v.Assessed[s.ID], err = visibleAssessments(tx, s.ID); err != nil {
			return err
		}
	}
	all, err := parties(tx, access.EditWork)
	for _, p := range all {
		if p.Committee() {
			v.MayEdit = append(v.MayEdit, p)
		}
	}
	v.Years = v.years()
	return err
}

// years are those with anything in them, the latest first, and the present one.
func (v *Home) years() (out []int) {
	seen := map[int]bool{}
	put := func(y int) {
		if !seen[y] {
			seen[y] = true
			out = append(out, y)
		}
	}
	put(v.Today.Year())
	for _, l := range v.Lists {
		put(l.Year)
	}
	for _, s := range v.Schemes {
		put(s.Year)
	}
	put(v.Year)
	return out
}

// ListView is a list as its page shows it.
type ListView struct {
	List
	Today   clock.Day
	Tasks   []Task
	Duties  map[TaskID][]Duty
	Below   []Party // organisations that may get it
	MayEdit bool
}

// List reads a list.
func (r *Room) List(ctx context.Context, actor who.Actor, id ListID) (v ListView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.List, err = loadList(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadWork, place(v.PartyOrd, string(id))); err != nil {
			return err
		}
		v.Today, v.Duties = tx.Today(), map[TaskID][]Duty{}
		if v.Tasks, err = listTasks(tx, id); err != nil {
			return err
		}
		duties, err := visibleDuties(tx, v.Year, "")
		if err != nil {
			return err
		}
		for _, d := range duties {
			if d.List == id {
				v.Duties[d.Task] = append(v.Duties[d.Task], d)
			}
		}
		v.MayEdit = access.May(tx.Who, access.EditWork, place(v.PartyOrd, string(id))) == nil
		v.Below, err = offered(tx, v.Party)
		return err
	})
	return v, err
}

// offered are the organisations of a committee to which things may be handed.
func offered(tx *db.Tx, id string) (out []Party, err error) {
	top, err := loadParty(tx, id)
	if err != nil {
		return nil, err
	}
	all, err := parties(tx, access.EditWork)
	for _, p := range all {
		if p.Ord > top.Ord && p.Ord <= top.Last {
			out = append(out, p)
		}
	}
	return out, err
}

// DutyView is a duty as its page shows it.
type DutyView struct {
	Duty
	Today                         clock.Day
	Miles                         []Milestone
	Steps                         []Step
	Quarters                      []Rhythm
	MayReach, MayReport, MayJudge bool
}

// Duty reads a duty.
func (r *Room) Duty(ctx context.Context, actor who.Actor, id DutyID) (v DutyView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Duty, err = loadDuty(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadWork, place(v.PartyOrd, string(id))); err != nil {
			return err
		}
		v.Today = tx.Today()
		if v.Miles, err = milesOf(tx, id); err != nil {
			return err
		}
		if v.Steps, err = stepsOf(tx, id); err != nil {
			return err
		}
		p, err := loadParty(tx, v.Party)
		if err != nil {
			return err
		}
		if v.Quarters, err = rhythm(tx, p, v.Year); err != nil {
			return err
		}
		v.MayReach = v.State != Accepted && access.May(tx.Who, access.DoWork, place(v.PartyOrd, string(id))) == nil
		v.MayReport = v.allows("report") && mayAct(tx.Who, v.Duty, "report") == nil
		v.MayJudge = v.allows("accept") && mayAct(tx.Who, v.Duty, "accept") == nil
		return nil
	})
	return v, err
}

// DutiesOf are an organisation's duties of a year with their stages: for its statement of duties (责任书).
func (r *Room) DutiesOf(ctx context.Context, actor who.Actor, partyID string, year int) (p Party, duties []Duty, miles map[DutyID][]Milestone, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if p, err = loadParty(tx, partyID); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadWork, place(p.Ord, "")); err != nil {
			return err
		}
		if duties, err = visibleDuties(tx, year, partyID); err != nil {
			return err
		}
		miles = map[DutyID][]Milestone{}
		return yearMiles(tx, year, miles)
	})
	return p, duties, miles, err
}

// HearingView is a hearing as its page shows it.
type HearingView struct {
	Hearing
	Today            clock.Day
	Decisions        []Decision
	Numbers          map[TaskID]string
	Below            []Party
	MayHold, MayTask bool
}

// Hearing reads a hearing.
func (r *Room) Hearing(ctx context.Context, actor who.Actor, id HearingID) (v HearingView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Hearing, err = loadHearing(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadWork, place(v.PartyOrd, string(id))); err != nil {
			return err
		}
		v.Today, v.Numbers = tx.Today(), map[TaskID]string{}
		if v.Decisions, err = decisionsOf(tx, id); err != nil {
			return err
		}
		for _, x := range v.Decisions {
			if x.Task == "" {
				continue
			}
			t, err := loadTask(tx, x.Task)
			if err != nil {
				return err
			}
			v.Numbers[x.Task] = t.Number
		}
		v.MayHold = v.HeldOn == "" && v.Opens <= v.Today && access.May(tx.Who, access.DoWork, place(v.PartyOrd, string(id))) == nil
		v.MayTask = access.May(tx.Who, access.EditWork, place(v.PartyOrd, string(id))) == nil
		v.Below, err = offered(tx, v.Party)
		return err
	})
	return v, err
}

// AssessmentView is an assessment as its page shows it.
type AssessmentView struct {
	Assessment
	Of                                        Scheme
	Pack                                      *pack.Scheme
	Today                                     clock.Day
	Marks                                     map[string]Mark
	Figures                                   map[string]Figure
	Objections                                []Objection
	Now                                       string // hash of the result as it is
	Sound                                     bool   // a confirmed result still gives its hash
	MayScore, MayCheck, MayObject, MayConfirm bool
	MayAnswer                                 map[string]bool
}

// Assessment reads one assessment with what the records say behind each computed item.
func (r *Room) Assessment(ctx context.Context, actor who.Actor, id AssessmentID) (v AssessmentView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		var marks []Mark
		if v.Assessment, v.Pack, marks, err = r.whole(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadWork, place(v.PartyOrd, string(id))); err != nil {
			return err
		}
		v.Today, v.Marks = tx.Today(), map[string]Mark{}
		for _, m := range marks {
			v.Marks[m.Item] = m
		}
		if v.Of, err = loadScheme(tx, v.Assessment.Scheme); err != nil {
			return err
		}
		if v.Figures, err = compute(tx, v.Of, v.Assessment, v.Pack); err != nil {
			return err
		}
		if v.Objections, err = listObjections(tx, id); err != nil {
			return err
		}
		v.Now = ResultHash(v.Assessment, marks)
		v.Sound = v.State == Confirmed && v.Now == v.Hash
		v.may(tx)
		return nil
	})
	return v, err
}

func (v *AssessmentView) may(tx *db.Tx) {
	id := string(v.ID)
	does := access.May(tx.Who, access.DoWork, place(v.PartyOrd, id)) == nil
	v.MayScore, v.MayObject = does && v.State == Self, does && v.State == Told
	v.MayCheck = v.State == Checking && access.May(tx.Who, access.CheckWork, place(v.PartyOrd, id, v.SelfBy)) == nil
	v.MayConfirm = v.State == Told && access.May(tx.Who, access.CheckWork, place(v.PartyOrd, id, v.SelfBy, v.CheckBy)) == nil
	v.MayAnswer = map[string]bool{}
	for _, o := range v.Objections {
		if o.ReplyAt.IsZero() {
			v.MayConfirm = false
			v.MayAnswer[o.ID] = v.State == Told && access.May(tx.Who, access.CheckWork, place(v.PartyOrd, id, v.SelfBy, v.CheckBy, o.By)) == nil
		}
	}
}

// Offer is what the form of a new list or scheme offers for a committee.
func (r *Room) Offer(ctx context.Context, actor who.Actor, partyID string) (out []Party, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = offered(tx, partyID)
		return err
	})
	return out, err
}
